/** The imports of src/ against the table in src/README.md, and what a verifier's bundle may hold. */
import { readdirSync, readFileSync } from "node:fs";
import { join, posix, relative } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = "src";

function sourceFiles(folder = SRC): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourceFiles(path);
    return entry.name.endsWith(".ts") && !entry.name.endsWith(".d.ts") ? [path] : [];
  });
}

/** `policy` for src/statement/policy/compile.ts, `field` for src/core/field.ts. */
function moduleOf(path: string): string {
  const [first] = relative(SRC, path).split("/");
  return first!.replace(/\.ts$/, "");
}

function importsOf(path: string): string[] {
  const source = readFileSync(path, "utf8");
  const found = source.matchAll(/(?:from\s+|import\s+|import\(\s*|new URL\(\s*)["']([^"']+)["']/g);
  return [...found].map((match) => match[1]!);
}

interface Row {
  readonly modules: readonly string[];
  readonly mayImport: (module: string) => boolean;
}

function table(): Row[] {
  const rows = readFileSync(join(SRC, "README.md"), "utf8").matchAll(/^\| (`[^|]+?) \|\s*([^|]*?)\s*\| .+ \|$/gm);
  return [...rows].map(([, names, allowed]) => {
    const list = allowed!.split(",").map((name) => name.trim());
    return {
      modules: [...names!.matchAll(/`([^`]+?)(?:\.ts|\/)?`/g)].map((match) => match[1]!),
      mayImport: (module) =>
        allowed === "everything" || (allowed === "everything but cli" ? module !== "cli" : list.includes(module)),
    };
  });
}

const rows = table();
const files = sourceFiles();

describe("architecture", () => {
  it("reads a table that covers every module", () => {
    const known = rows.flatMap((row) => row.modules);
    expect([...new Set(files.map(moduleOf))].filter((module) => !known.includes(module))).toEqual([]);
  });

  it("lets imports point one way", () => {
    const violations = files.flatMap((file) => {
      const module = moduleOf(file);
      const row = rows.find(({ modules }) => modules.includes(module))!;
      return importsOf(file)
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => moduleOf(posix.normalize(posix.join(posix.dirname(file), specifier))))
        .filter((target) => target !== module && !target.startsWith("..") && !row.mayImport(target))
        .map((target) => `${file} imports ${target}`);
    });
    expect(violations).toEqual([]);
  });

  it("keeps snarkjs and ffjavascript behind src/snark", () => {
    const importers = files.filter((file) => importsOf(file).some((name) => /^(snarkjs|ffjavascript)/.test(name)));
    expect(importers.filter((file) => moduleOf(file) !== "snark")).toEqual([]);
  });

  it("names every file and folder of src/ once in the table", () => {
    const known = rows.flatMap((row) => row.modules);
    expect(known.length).toBe(new Set(known).size);
    const present = new Set(files.map(moduleOf));
    expect(known.filter((module) => !present.has(module))).toEqual([]);
  });
});
