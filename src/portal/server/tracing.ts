/** Spans of OpenTelemetry around what a decision waits for; nothing where `@opentelemetry/api` or an exporter is not there. */
import type { Tracer } from "@opentelemetry/api";
import type { VerificationHandler, VerificationQueue } from "./queue.ts";
import type { ServiceStorage } from "./storage.ts";

/** Wraps the parts of a service. A span says how many and how it ended; it holds nothing personal and no id. */
export interface Tracing {
  queue(queue: VerificationQueue): VerificationQueue;
  storage(storage: ServiceStorage): ServiceStorage;
  handler(handler: VerificationHandler): VerificationHandler;
}

const NONE: Tracing = { queue: (queue) => queue, storage: (storage) => storage, handler: (handler) => handler };

export async function openTracing(): Promise<Tracing> {
  const api = await import("@opentelemetry/api").catch(() => undefined);
  if (api === undefined) return NONE;
  const { SpanStatusCode, trace } = api;
  const tracer: Tracer = trace.getTracer("civicproof");
  const inSpan = <T>(name: string, attributes: Readonly<Record<string, number>>, work: () => Promise<T>): Promise<T> =>
    tracer.startActiveSpan(name, { attributes }, async (span) => {
      try {
        return await work();
      } catch (error) {
        // No message: it may quote what it choked on.
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
  return {
    queue: (queue) => ({
      ...queue,
      submit: (job) => inSpan("civicproof.queue.submit", {}, () => queue.submit(job)),
    }),
    storage: (storage) => ({
      ...storage,
      put: (request) => inSpan("civicproof.store.put", {}, () => storage.put(request)),
      get: (id, service) => inSpan("civicproof.store.get", {}, () => storage.get(id, service)),
      decide: (...claim) => inSpan("civicproof.store.decide", {}, () => storage.decide(...claim)),
    }),
    handler: (handler) => (jobs) =>
      inSpan("civicproof.verify", { "civicproof.jobs": jobs.length }, () => handler(jobs)),
  };
}
