/**
 * Builds the contributor's page of a ceremony into `dist/ceremony/`, in two forms: `contribute.html`, one file for a stick
 * or a mail, and `site/`, files for a web server whose policy allows scripts of its own only. The same sources give the
 * same bytes, so that people can compare hashes.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PAGE = join(ROOT, "src/ceremony/page");
const OUT = join(ROOT, "dist/ceremony");

/** Everything but the sources of scripts, styles and workers, which the two forms have in different places. */
const STRICT = "default-src 'none'; base-uri 'none'; form-action 'none'";

/** The page's files by their paths. */
export async function buildCeremonyPage(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
  const script = async (name: string, worker?: string): Promise<string> => {
    const { outputFiles } = await build({
      absWorkingDir: ROOT,
      entryPoints: [join(PAGE, `${name}.ts`)],
      bundle: true,
      minify: true,
      format: "iife",
      platform: "browser",
      target: "es2022",
      write: false,
      define: {
        CIVICPROOF_VERSION: JSON.stringify(version),
        CIVICPROOF_WORKER: worker === undefined ? "undefined" : JSON.stringify(worker),
      },
      logLevel: "warning",
    });
    // Inside HTML nothing may look like the end of a script or the beginning of a comment.
    return outputFiles[0]!.text.trim().replaceAll(/<(?=\/script|script|!--)/gi, "\\x3c");
  };
  const template = readFileSync(join(PAGE, "page.html"), "utf8");
  const style = readFileSync(join(PAGE, "style.css"), "utf8").trim();
  const html = (parts: Readonly<Record<"policy" | "style" | "script", string>>): string =>
    template.replaceAll(/\{\{(policy|style|script)\}\}/g, (_, name: keyof typeof parts) => parts[name]);

  const worker = await script("worker");
  const whole = await script("page", worker);
  const files = {
    "contribute.html": html({
      policy: `${STRICT}; script-src ${hashOf(whole)} 'wasm-unsafe-eval'; worker-src blob:; style-src ${hashOf(style)}`,
      style: `<style>${style}</style>`,
      script: `<script>${whole}</script>`,
    }),
    "site/index.html": html({
      policy: `${STRICT}; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'`,
      style: '<link rel="stylesheet" href="style.css">',
      script: '<script src="page.js"></script>',
    }),
    "site/style.css": style,
    "site/page.js": await script("page"),
    "site/worker.js": worker,
  };
  return new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]));
}

/** The text as a content security policy names it. */
const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, content] of await buildCeremonyPage()) {
    const file = join(OUT, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    if (path.endsWith(".html")) console.log(`${createHash("sha256").update(content).digest("hex")}  ${file}`);
  }
}
