/** Readings over HTTP (fastify). */

import type { FastifyInstance } from "fastify";
import { CivicproofError, type ErrorCode } from "../../../core/errors.ts";
import { ownWith } from "../../../core/own.ts";
import { answerRefusal, buildHttp } from "../../../core/service/http.ts";
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
const AGAIN = "The reading can't be stored now; send it again";

/**
 * A server with `POST /readings`: one reading as JSON; 202 when it is stored, else `{ error: { code, message } }` with the
 * place and what was expected there. The caller listens, and puts TLS and rate limits in front.
 *
 * @throws PackageMissingError when fastify is not installed
 */
export async function createReadingServer(options: {
  readonly ingest: ReadingIngest;
  /** The receiver's clock. */
  readonly nowSeconds: () => number;
}): Promise<FastifyInstance> {
  const { ingest, nowSeconds } = ownWith(options, "ingest", "nowSeconds");
  const server = await buildHttp({ metrics: { called() {} }, logLevel: "silent" });
  server.post("/readings", async (request, reply) => {
    try {
      await ingest.accept(parseReading(request.body), nowSeconds());
    } catch (error) {
      if (!(error instanceof CivicproofError)) throw error;
      const { code } = error;
      const status = STATUS[code] ?? 500;
      // Why the store can't be used is no device's business.
      if (status >= 500) return reply.code(status).send({ error: { code, message: AGAIN } });
      return answerRefusal(reply, status, error.toJSON());
    }
    return reply.code(202).send({ accepted: true });
  });
  return server;
}
