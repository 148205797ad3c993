/** Readings over HTTP (fastify). */

import type { FastifyInstance } from "fastify";
import { CivicproofError, type ErrorCode } from "../../../core/errors.ts";
import { ownWith } from "../../../core/own.ts";
import { loadPeer } from "../../../core/peer.ts";
import { parseReading } from "../../device.ts";
import type { ReadingIngest } from "../readings.ts";

/** What a device is told: whether sending again can help is in the class of the status. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  READING_INVALID: 400,
  READING_FORGED: 401,
  READING_REPLAYED: 409,
  READING_REORDERED: 409,
  READING_STALE: 422,
  DATABASE_UNAVAILABLE: 503,
};
const MAX_BODY_BYTES = 16_384;

/**
 * A server with `POST /readings`: one reading as JSON; 202 when it is stored, else `{ code }`. The caller listens, and
 * puts TLS and rate limits in front.
 *
 * @throws PackageMissingError when fastify is not installed
 */
export async function createReadingServer(options: {
  readonly ingest: ReadingIngest;
  /** The receiver's clock. */
  readonly nowSeconds: () => number;
}): Promise<FastifyInstance> {
  const { ingest, nowSeconds } = ownWith(options, "ingest", "nowSeconds");
  const { default: fastify } = await loadPeer("fastify", () => import("fastify"));
  const server = fastify({ bodyLimit: MAX_BODY_BYTES, forceCloseConnections: true });
  server.post("/readings", async (request, reply) => {
    await ingest.accept(parseReading(request.body), nowSeconds());
    return reply.code(202).send({ accepted: true });
  });
  server.setErrorHandler((error: Error & { readonly statusCode?: number }, _, reply) => {
    if (error instanceof CivicproofError) return reply.code(STATUS[error.code] ?? 500).send({ code: error.code });
    const status = error.statusCode ?? 500;
    return reply.code(status).send({ code: status < 500 ? "READING_INVALID" : "DATABASE_UNAVAILABLE" });
  });
  return server;
}
