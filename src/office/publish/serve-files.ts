/** Published files over HTTP, with the headers that caches need; any other web server can do the same. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import type { FastifyInstance } from "fastify";
import { bytesToBase64url } from "../../core/bytes.ts";

/** What a path may be: names of published files and nothing else. */
const FILE = /^(?:statements|did|jwks)\.json$|^(?:statements|bundles|status)\/[A-Za-z0-9-]{1,80}\.(?:json|jwt)$/;
/** Named by what is in them, so they never change. */
const FOR_EVER = /^(?:statements|bundles)\//;
/** A copy of the others is good for a minute: a new statement is seen soon. */
const SOON_SECONDS = 60;

/** @param prefix where the files are seen, `/registry` */
export function serveFiles(app: FastifyInstance, directory: string, prefix: string): void {
  const root = resolve(directory);
  const config = { access: "everybody" } as const;
  const answer = async (path: string, match: string | undefined) => {
    const file = resolve(join(root, path));
    if (!FILE.test(path) || !file.startsWith(root + sep)) return undefined;
    const content = await readFile(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    if (content === undefined) return undefined;
    const etag = `"${bytesToBase64url(new Uint8Array(createHash("sha256").update(content).digest()))}"`;
    return { content, etag, isKnown: match === etag };
  };
  const add = (url: string, pathOf: (wildcard: string) => string): void =>
    void app.get<{ Params: { "*"?: string } }>(
      url,
      { config, schema: { tags: ["registry"] } },
      async (request, reply) => {
        const path = pathOf(request.params["*"] ?? "");
        const found = await answer(path, request.headers["if-none-match"]);
        if (found === undefined) return reply.callNotFound();
        const age = FOR_EVER.test(path) ? "public, max-age=31536000, immutable" : `public, max-age=${SOON_SECONDS}`;
        reply.headers({ "cache-control": age, etag: found.etag, "access-control-allow-origin": "*" });
        if (found.isKnown) return reply.code(304).send();
        reply.type(path.endsWith(".jwt") ? "application/statuslist+jwt" : "application/json");
        return reply.send(found.content);
      },
    );
  add(`${prefix}/*`, (path) => path);
  add("/.well-known/did.json", () => "did.json");
  add("/.well-known/jwks.json", () => "jwks.json");
}
