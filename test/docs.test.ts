/** The documents: how long the README may be, and samples that fit the entry points that they import from. */
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Ajv } from "ajv";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import tsupConfig from "../tsup.config.ts";

describe("the README", () => {
  it("is under 900 words", () => {
    expect(readFileSync("README.md", "utf8").split(/\s+/).filter(Boolean).length).toBeLessThan(900);
  });
});

const PAGES = [
  ...readdirSync("docs")
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
  "README.md",
  "examples/README.md",
  "contracts/README.md",
];

/** The samples in TypeScript and JavaScript, each a module of its own. */
const SAMPLES = new Map(
  PAGES.flatMap((page) =>
    [...readFileSync(page, "utf8").matchAll(/^```(?:ts|js)\n([\s\S]*?)^```/gm)].map(
      ([, code], i) => [resolve(`sample-${page.replaceAll("/", "-")}-${i + 1}.ts`), code!] as const,
    ),
  ),
);

const { entry } = tsupConfig as { entry: Readonly<Record<string, string>> };
const FILES: Readonly<Record<string, string>> = {
  "": entry.index!,
  "/anchoring/node": entry["anchoring-node"]!,
  "/worker/entry": entry["worker-entry"]!,
  "/artifacts/manifest.json": "artifacts/manifest.json",
  "/contracts/BenefitDisbursement.json": "contracts/compiled/BenefitDisbursement.json",
  "/contracts/TwoPersonTimelock.json": "contracts/compiled/TwoPersonTimelock.json",
  "/verifier/wasm": entry["verifier-wasm"]!,
  "/verifier.wasm": "sample-module.ts",
};
/** What platforms that import WebAssembly give for the built file. */
SAMPLES.set(resolve("sample-module.ts"), "declare const module: WebAssembly.Module; export default module;");

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
  skipLibCheck: true,
  noEmit: true,
  types: ["node"],
};

/** What the compiler says of the samples; `declared` are names of their surroundings, of any type. */
function findings(
  declared: ReadonlyMap<string, ReadonlySet<string>>,
  before?: ts.Program,
): { readonly program: ts.Program; readonly found: readonly ts.Diagnostic[] } {
  const host = ts.createCompilerHost(options);
  const textOf = (file: string): string | undefined => {
    const code = SAMPLES.get(file);
    if (code === undefined) return undefined;
    const surroundings = [...(declared.get(file) ?? [])].map((name) => `declare const ${name}: any;`).join(" ");
    return `${code}\n${surroundings}\nexport {};\n`;
  };
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => SAMPLES.has(file) || fileExists(file);
  host.readFile = (file) => textOf(file) ?? readFile(file);
  host.getSourceFile = (file, version, ...rest) => {
    const old = before?.getSourceFile(file);
    const text = textOf(file);
    if (text !== undefined) return ts.createSourceFile(file, text, version);
    return old ?? getSourceFile(file, version, ...rest);
  };
  host.resolveModuleNameLiterals = (literals, containing) =>
    literals.map(({ text }) => {
      const own = /^civicproof(\/.*)?$/.exec(text);
      const file = own === null ? undefined : (FILES[own[1] ?? ""] ?? entry[(own[1] ?? "").slice(1)]);
      if (file !== undefined) {
        const extension = file.endsWith(".json") ? ts.Extension.Json : ts.Extension.Ts;
        return { resolvedModule: { resolvedFileName: resolve(file), extension } };
      }
      return ts.resolveModuleName(text, containing, options, host);
    });
  const program = ts.createProgram([...SAMPLES.keys()], options, host, before);
  const found = [...SAMPLES.keys()].flatMap((file) => {
    const source = program.getSourceFile(file)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  });
  return { program, found };
}

/** TypeScript's numbers for a name that is not declared, and for one that is declared nowhere in a shorthand property. */
const UNDECLARED = new Set([2304, 2552, 18004]);

describe("the samples of the documents", () => {
  it("fit the entry points that they import from", { timeout: 300_000 }, () => {
    expect(SAMPLES.size).toBeGreaterThan(8);
    const first = findings(new Map());
    const declared = new Map<string, Set<string>>();
    for (const { code, file, start, length } of first.found) {
      if (!UNDECLARED.has(code) || file === undefined) continue;
      const names = declared.get(file.fileName) ?? new Set();
      declared.set(file.fileName, names.add(file.text.slice(start, start! + length!)));
    }
    const { found } = findings(declared, first.program);
    const said = found.map(
      ({ file, start, messageText }) =>
        `${file!.fileName.replace(/^.*sample-/, "")}:${file!.getLineAndCharacterOfPosition(start!).line + 1} ` +
        ts.flattenDiagnosticMessageText(messageText, " "),
    );
    expect(said).toEqual([]);
  });
});

describe("the JSON of the documents", () => {
  const blocks = PAGES.flatMap((page) =>
    [...readFileSync(page, "utf8").matchAll(/^```json\n([\s\S]*?)^```/gm)].map(
      ([, text], i) => [`${page}, ${i + 1}`, text!] as const,
    ),
  );

  it.each(blocks)("is JSON, and of its format where it names one: %s", (_place, text) => {
    // Part of a larger file: a name and what it stands for.
    const part = text.trimStart().startsWith('"') ? `{${text}}` : text;
    const value = JSON.parse(part) as { readonly $schema?: string; readonly civicproof?: string };
    const format =
      /^policy(?=\/)/.exec(value.civicproof ?? "")?.[0] ?? /([a-z]+)\.schema\.json$/.exec(value.$schema ?? "")?.[1];
    if (format === undefined) return;
    const schema = JSON.parse(readFileSync(`docs/${format}.schema.json`, "utf8")) as object;
    const fits = new Ajv({ strict: false, allErrors: true, logger: false }).compile(schema);
    // An ellipsis stands for a value that would be long; it is of no form.
    fits(value);
    const faults = (fits.errors ?? []).filter(
      ({ instancePath, keyword }) => keyword !== "pattern" || !isElided(value, instancePath),
    );
    expect(faults).toEqual([]);
  });

  function isElided(value: object, path: string): boolean {
    const found = path
      .split("/")
      .slice(1)
      .reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], value);
    return typeof found === "string" && found.includes("…");
  }
});
