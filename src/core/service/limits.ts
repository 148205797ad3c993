/** How often somebody may call. */
import { createHmac, randomBytes } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { loadPeer } from "../peer.ts";
import { addressGroup } from "./callers.ts";

/** Options of {@link limitCalls}. */
export interface CallLimits {
  /** The name of whoever calls with a key, and undefined for everybody else. */
  readonly nameOf: (request: FastifyRequest) => string | undefined | Promise<string | undefined>;
  /** Of one address; 600 by default. */
  readonly maxCallsPerMinute?: number | undefined;
  /** With one key; 6000 by default. */
  readonly maxNamedCallsPerMinute?: number | undefined;
}

/** Calls with a key are counted by its name, everybody else's by address, so that neither shuts the other out. */
export async function limitCalls(
  app: FastifyInstance,
  { nameOf, maxCallsPerMinute = 600, maxNamedCallsPerMinute = 6_000 }: CallLimits,
): Promise<void> {
  const { default: rateLimit } = await loadPeer("@fastify/rate-limit", () => import("@fastify/rate-limit"));
  const salt = randomBytes(32);
  await app.register(rateLimit, {
    max: async (request) => ((await nameOf(request)) === undefined ? maxCallsPerMinute : maxNamedCallsPerMinute),
    timeWindow: 60_000,
    async keyGenerator(request) {
      const name = await nameOf(request);
      if (name !== undefined) return `key ${name}`;
      // Counted under a hash that ends with the process, so that no address is kept.
      // Who has hung up by now has no address any more.
      const address = (request.ip as string | undefined) ?? "";
      return createHmac("sha256", salt).update(addressGroup(address)).digest("base64");
    },
    errorResponseBuilder: () => Object.assign(new Error("Too many requests"), { statusCode: 429, code: "RATE_LIMIT" }),
  });
}
