/** Builds the screens of an office's desk into `dist/desk/`: a page, its style, its script and a chunk for each language. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DESK = join(ROOT, "src/office/desk");
const OUT = join(ROOT, "dist/desk");

/** The page's files by their names. */
export async function buildDeskPage(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: { desk: join(DESK, "page.ts") },
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    outdir: OUT,
    chunkNames: "[name]-[hash]",
    write: false,
    logLevel: "warning",
  });
  const scripts = outputFiles.map(({ path, contents }) => [basename(path), contents] as const);
  const others = ["index.html", "desk.css"].map(
    (name) => [name, new Uint8Array(readFileSync(join(DESK, name)))] as const,
  );
  return new Map([...others, ...scripts]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  for (const [name, content] of await buildDeskPage()) writeFileSync(join(OUT, name), content);
}
