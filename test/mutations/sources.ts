/** What a test run depends on, as far as files say it: the sources that a file imports, and theirs. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** The files themselves and all that they import, include or name by a relative path, from the project's directory. */
export function sourcesOf(project: string, files: readonly string[]): string[] {
  const found = new Set<string>();
  const waiting = files.map((file) => join(project, file));
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const name = relative(project, path);
    if (found.has(name) || !isFile(path)) continue;
    found.add(name);
    if (!/\.(ts|js|circom|sol)$/.test(name)) continue;
    const text = readFileSync(path, "utf8");
    for (const [, target] of text.matchAll(/["'](\.{1,2}\/[^"'\s]+)["']/g)) waiting.push(join(dirname(path), target!));
    if (name.endsWith(".circom")) {
      for (const [, target] of text.matchAll(/^\s*include\s+"([^"]+)"/gm)) waiting.push(join(dirname(path), target!));
    }
  }
  return [...found].sort();
}

/** A hash of texts and of these files' contents. */
export function hashOf(project: string, files: readonly string[], texts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`${text.length} ${text}`);
  for (const file of files) {
    const path = join(project, file);
    hash.update(`${file}\0`).update(isFile(path) ? contentHash(path) : "absent");
  }
  return hash.digest("hex").slice(0, 32);
}

const hashes = new Map<string, string>();
function contentHash(path: string): string {
  const known = hashes.get(path);
  if (known !== undefined) return known;
  const hash = createHash("sha256").update(readFileSync(path)).digest("hex");
  hashes.set(path, hash);
  return hash;
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
