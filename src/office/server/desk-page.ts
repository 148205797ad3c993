/** The desk's screens: static files, which hold nothing about anybody, under a policy without anything inline. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyInstance, FastifyReply } from "fastify";
import { requireText } from "../../core/own.ts";
import type { DeskFiles } from "./settings.ts";

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
};
const HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  // A new release of the office has new screens at once.
  "cache-control": "no-cache",
} as const;

export function serveDesk(app: FastifyInstance, files: DeskFiles): void {
  const config = { access: "everybody" } as const;
  const send = (reply: FastifyReply, name: string) => {
    const content = files.get(name);
    const type = TYPES[name.split(".").at(-1)!];
    if (content === undefined || type === undefined) return reply.callNotFound();
    return reply.headers(HEADERS).type(type).send(Buffer.from(content));
  };
  app.get("/desk", { config, schema: { tags: ["desk"] } }, async (_request, reply) => send(reply, "index.html"));
  app.get<{ Params: { name: string } }>(
    "/desk/files/:name",
    { config, schema: { tags: ["desk"] } },
    async ({ params }, reply) => send(reply, params.name),
  );
}

/** Reads the screens from a folder; undefined when it is not there. */
export async function readDesk(folder: string): Promise<DeskFiles | undefined> {
  requireText("folder", folder);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (names === undefined) return undefined;
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const)));
}
