/** Wallets that are web pages of other origins. They bring codes and tokens and never a cookie, so every origin may call. */
import type { FastifyInstance } from "fastify";

const HEADERS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, POST",
  "access-control-allow-headers": "authorization, content-type",
  "access-control-max-age": "600",
} as const;

/** Lets pages of other origins call the routes of this scope; browsers ask before, with OPTIONS. */
export function allowOtherOrigins(scope: FastifyInstance): void {
  const asked = new Set<string>();
  scope.addHook("onSend", async (_request, reply) => {
    reply.header("access-control-allow-origin", HEADERS["access-control-allow-origin"]);
  });
  scope.addHook("onRoute", ({ url, method }) => {
    if (method === "OPTIONS" || asked.has(url)) return;
    asked.add(url);
    const options = { config: { access: "everybody" }, schema: { hide: true } } as const;
    scope.options(url, options, async (_request, reply) => reply.headers(HEADERS).code(204).send());
  });
}
