/** The package's types as applications compile them: strict, nothing skipped. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { linkDependency, linkPackage, unpackInto } from "./tarball.ts";
import { TYPESCRIPTS } from "./tools.ts";

const ENTRIES = Object.entries(
  (JSON.parse(readFileSync("package.json", "utf8")) as { exports: Record<string, object | string> }).exports,
)
  .filter(([, target]) => typeof target === "object")
  .map(([name]) => name.replace(/^\.\/?/, ""));

/** Entry points for Node.js that need its types alone, and those that need fastify's too; browsers' need none. */
const FOR_NODE = ["node", "snarkjs"];
const FOR_FASTIFY = ["server", "portal", "anchoring/node", "office"];
/** The wrapper, for which an application has React and its types. */
const FOR_REACT = ["react"];
const FOR_BROWSERS = ENTRIES.filter((entry) => ![...FOR_NODE, ...FOR_FASTIFY, ...FOR_REACT].includes(entry));

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "civicproof-types-"));
  unpackInto(folder, inject("tarball"));
  writeApplication("browser", FOR_BROWSERS, []);
  writeApplication("react", FOR_REACT, ["react", "@types/react"]);
  writeApplication("node", FOR_NODE, ["@types/node"]);
  writeApplication("fastify", FOR_FASTIFY, ["@types/node", "fastify"]);
  writeApplication("alone-module", ENTRIES, [], { type: "module", module: "Node16" });
  // A module in WebAssembly has no CommonJS form.
  const required = ENTRIES.filter((entry) => !entry.endsWith(".wasm"));
  writeApplication("alone-commonjs", required, [], { type: "commonjs", module: "Node16" });
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An application that imports these entry points and has nothing installed but the package and these others. */
function writeApplication(
  name: string,
  entries: readonly string[],
  installed: readonly string[],
  own?: { readonly type: string; readonly module: string },
): void {
  const application = join(folder, name);
  mkdirSync(application);
  linkPackage(application, join(folder, "package"));
  for (const each of installed) linkDependency(application, each);
  writeFileSync(join(application, "package.json"), JSON.stringify({ private: true, type: own?.type ?? "module" }));
  const files = entries.map((entry) => {
    const file = `${entry.replace("/", "-") || "index"}.ts`;
    const specifier = ["civicproof", entry].filter((part) => part !== "").join("/");
    writeFileSync(
      join(application, file),
      `import * as entry from "${specifier}";\nexport const names: string[] = Object.keys(entry);\n`,
    );
    return file;
  });
  const isForNode = installed.includes("@types/node");
  const compilerOptions = {
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    target: "ES2022",
    module: own?.module ?? (isForNode ? "NodeNext" : "ESNext"),
    moduleResolution: own?.module ?? (isForNode ? "NodeNext" : "Bundler"),
    types: isForNode ? ["node"] : [],
  };
  writeFileSync(join(application, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
}

function compile(tsc: string, application: string): { readonly status: number | null; readonly stdout: string } {
  const args = [tsc, "--project", join(folder, application)];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
  return { status, stdout };
}

describe.each(TYPESCRIPTS)("under TypeScript %s, strict and with nothing skipped, compile", (_version, tsc) => {
  it.each([
    ["entry points for browsers, without types of Node.js or of a peer", "browser"],
    ["civicproof/node and civicproof/snarkjs, with types of Node.js", "node"],
    ["portals' and offices' servers, with types of Node.js and fastify", "fastify"],
    ["civicproof/react, with React and its types", "react"],
    ["all entry points, with nothing else installed", "alone-module"],
    ["the same in a CommonJS application", "alone-commonjs"],
  ])("%s", (_entries, application) => expect(compile(tsc, application)).toEqual({ status: 0, stdout: "" }), 180_000);
});
