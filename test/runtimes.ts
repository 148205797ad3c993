/** Bun and Deno for tests: installed by npm on demand, pinned, kept between runs. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** Exact versions; heavy, so they are no devDependencies. */
const VERSIONS = { bun: "1.4.4", deno: "2.9.6" } as const;
const FOLDER = resolve("node_modules/.cache/civicproof-runtimes");
const INSTALL_MILLISECONDS = 120_000;

/** What starts a script, before its file; undefined where npm can't install it here. */
export function runtime(name: keyof typeof VERSIONS): readonly string[] | undefined {
  const folder = join(FOLDER, `${name}-${VERSIONS[name]}`);
  const program = join(folder, "node_modules", ".bin", name);
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
    const options = ["--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
    spawnSync("npm", ["install", `${name}@${VERSIONS[name]}`, ...options], {
      ...{ cwd: folder, stdio: "ignore", timeout: INSTALL_MILLISECONDS },
    });
  }
  if (spawnSync(program, ["--version"]).status !== 0) {
    console.warn(`SKIPPED: npm could not install ${name}, so nothing was run on it`);
    return undefined;
  }
  return name === "deno" ? [program, "run", "--allow-all", "--node-modules-dir=manual"] : [program];
}
