/** Bundles the browser's code and styles when the server starts; nothing is downloaded. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const WEB = fileURLToPath(new URL("../web/", import.meta.url));

/** One page of the portal: its address and its script. */
export const PAGES = ["home", "office", "wallet", "benefits", "counter", "playground", "privacy", "missing"] as const;

export interface WebFiles {
  /** By path, for example `/assets/wallet.js`. */
  readonly files: ReadonlyMap<string, { readonly type: string; readonly content: Uint8Array }>;
}

export async function bundleWeb(): Promise<WebFiles> {
  const { outputFiles } = await build({
    entryPoints: Object.fromEntries([...PAGES, "prover.worker"].map((name) => [name, `${WEB}${name}.ts`])),
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    write: false,
    outdir: "/assets",
    chunkNames: "chunk-[hash]",
    logLevel: "warning",
  });
  const files = new Map<string, { type: string; content: Uint8Array }>();
  for (const { path, contents } of outputFiles) files.set(path, { type: "text/javascript", content: contents });
  files.set("/assets/style.css", { type: "text/css", content: new Uint8Array(readFileSync(`${WEB}style.css`)) });

  // The service worker keeps exactly this set; its name changes when any of them does.
  const version = createHash("sha256");
  for (const [path, { content }] of files) version.update(path).update(content);
  const serviceWorker = await build({
    entryPoints: [`${WEB}service-worker.ts`],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    write: false,
    define: {
      SHELL_VERSION: JSON.stringify(version.digest("hex").slice(0, 16)),
      SHELL_FILES: JSON.stringify([
        ...PAGES.filter((page) => page !== "missing").map((page) => (page === "home" ? "/" : `/${page}`)),
        ...files.keys(),
      ]),
    },
    logLevel: "warning",
  });
  files.set("/service-worker.js", { type: "text/javascript", content: serviceWorker.outputFiles[0]!.contents });
  return { files };
}
