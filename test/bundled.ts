/** Scripts of this repository as one file each: starting one takes a moment, not the seconds that tsx needs for all sources. */
import { createHash } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { buildSync } from "esbuild";

/** Below the package, so that a script finds the package's files. */
const DIRECTORY = "build/test-scripts";
/** Threads are started from the file that lies beside the one that starts them, as in the package. */
const THREADS = {
  "pairing-worker": "src/portal/server/pairing-worker.ts",
  "sqlite-worker": "src/office/source/sqlite-worker.ts",
};
const made = new Map<string, string>();

/**
 * Bundles a script and what it imports of this repository; packages stay where they are installed.
 *
 * @param script from the repository's directory
 * @returns the file to give to `node`
 */
export function bundled(script: string): string {
  const known = made.get(script);
  if (known !== undefined) return known;
  const name = basename(script, ".ts");
  const { outputFiles } = buildSync({
    entryPoints: { [name]: script, ...THREADS },
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    outdir: DIRECTORY,
    write: false,
    logLevel: "silent",
  });
  // Another test may run the same script at this moment, and an older run's folder is as good.
  const hash = createHash("sha256");
  for (const { contents } of outputFiles) hash.update(contents);
  const directory = join(DIRECTORY, hash.digest("hex").slice(0, 16));
  mkdirSync(directory, { recursive: true });
  for (const { path, contents } of outputFiles) {
    const temporary = join(directory, `${basename(path)}-${process.pid}`);
    writeFileSync(temporary, contents);
    renameSync(temporary, join(directory, basename(path)));
  }
  const file = join(directory, `${name}.js`);
  made.set(script, file);
  return file;
}
