/** The routes of those who operate a service: liveness, readiness, metrics. A worker has these and no others. */
import type { FastifyInstance, FastifyReply } from "fastify";
import { CivicproofError } from "../../core/errors.ts";
import { describeError, failureOf } from "../../core/service/log.ts";
import type { Metrics } from "./metrics.ts";
import type { Readiness } from "./readiness.ts";
import { operationsOf } from "./schemas.ts";

// Whoever watches the service must not be turned away because others call often.
const config = { rateLimit: false };

export function addOperationRoutes(
  app: FastifyInstance,
  { metrics, readiness }: { readonly metrics: Metrics; readonly readiness: Readiness },
): void {
  const schemas = operationsOf("");
  let noted = "";
  app.get("/health/live", { schema: schemas.live, config }, async () => ({ status: "ok" }));
  app.get("/health", { schema: schemas.health, config }, async (_request, reply) => {
    const failing = await readiness.failing();
    const parts = [...failing.keys()].sort();
    // A line for each change, not for each probe.
    if (parts.join() !== noted) {
      noted = parts.join();
      for (const [part, error] of failing)
        app.log.error(
          { part, ...(error instanceof CivicproofError ? failureOf(error, true) : describeError(error)) },
          "not ready",
        );
      if (failing.size === 0) app.log.info("ready");
    }
    return answerHealth(reply, readiness, failing);
  });
  app.get("/metrics", { schema: schemas.metrics, config }, async (_request, reply) => {
    reply.type(metrics.contentType);
    return metrics.render();
  });
}

/** The readiness of one programme among several: others' registries don't count. */
export function addProgrammeHealth(app: FastifyInstance, readiness: Readiness, programme: string): void {
  app.get("/health", { schema: operationsOf(programme).health, config }, async (_request, reply) =>
    answerHealth(reply, readiness, await readiness.failing(), programme),
  );
}

function answerHealth(
  reply: FastifyReply,
  readiness: Readiness,
  failing: ReadonlyMap<string, unknown>,
  programme?: string,
) {
  const parts = readiness
    .parts(programme)
    .filter((part) => failing.has(part))
    .sort();
  if (readiness.isReady(failing, programme)) return { status: "ok", ...(parts.length === 0 ? {} : { failing: parts }) };
  reply.code(503);
  return { status: "unavailable", failing: parts };
}
