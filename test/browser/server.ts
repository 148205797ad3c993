/** A loopback server for browser tests: a page and bundles from memory under a strict CSP, artifacts with faults. */
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { build } from "esbuild";

/** The one that the README promises to work under. */
export const STRICT_CSP =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'";

const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".css": "text/css" };

/** Changes an artifact on its way; answering itself ends the response. */
export type Fault = (content: Buffer, response: ServerResponse, path: string) => Buffer | undefined;

export interface TestServer {
  readonly origin: string;
  /** Paths of the artifacts that were asked for since the start. */
  readonly served: string[];
  /** All paths that were asked for since the start. */
  readonly requested: string[];
  fault: Fault | undefined;
  /** The same for scripts. */
  scriptFault: Fault | undefined;
  close(): Promise<void>;
}

/** Bundles entry points for browsers, minified as for production. */
export async function bundle(
  entries: Readonly<Record<string, string>>,
  { split = false }: { readonly split?: boolean } = {},
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: entries,
    bundle: true,
    splitting: split,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    write: false,
    outdir: "/",
    logLevel: "silent",
  });
  return new Map(outputFiles.map(({ path, contents }) => [path, contents]));
}

/** Serves `/` (a page that loads `/page.js`), the files given, and the artifacts of this repository. */
export async function startServer(
  files: ReadonlyMap<string, Uint8Array>,
  { policy }: { readonly policy: string | undefined } = { policy: STRICT_CSP },
): Promise<TestServer> {
  const served: string[] = [];
  const requested: string[] = [];
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((request, response) => answer(request, response));
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const self: TestServer = {
    origin: "",
    served,
    requested,
    fault: undefined,
    scriptFault: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };

  const answer = ({ url = "/" }: IncomingMessage, response: ServerResponse): void => {
    const { pathname } = new URL(url, "http://localhost");
    requested.push(pathname);
    if (policy !== undefined) response.setHeader("Content-Security-Policy", policy);
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (pathname === "/") {
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      response.end('<!doctype html><title>page</title><script type="module" src="/page.js"></script>');
      return;
    }
    const file = files.get(pathname);
    if (file !== undefined) {
      response.setHeader("Content-Type", `${TYPES[extname(pathname)] ?? "text/javascript"}; charset=utf-8`);
      const content = Buffer.from(file);
      const script = self.scriptFault === undefined ? content : self.scriptFault(content, response, pathname);
      if (script !== undefined) response.end(script);
      return;
    }
    if (!pathname.startsWith("/artifacts/")) {
      response.statusCode = 404;
      response.end();
      return;
    }
    const path = pathname.slice("/artifacts/".length);
    served.push(path);
    const original = readFileSync(join("artifacts", path));
    const content = self.fault === undefined ? original : self.fault(original, response, path);
    if (content !== undefined) response.end(content);
  };

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(self, { origin: `http://localhost:${port}` });
}

/** A page that is nothing but a script of {@link bundle}, by its name. */
export const pageOf = (script: string): string =>
  `<!doctype html><html lang="en"><title>Page</title><script type="module" src="/${script}.js"></script></html>`;
