/** Counters for Prometheus. Labels are outcomes and codes: nothing about a person. */
import { loadPeer } from "../../core/peer.ts";
import type { VerificationAnswer } from "./queue.ts";

export interface Metrics {
  /** A request was made. */
  readonly requested: () => void;
  /** A presentation was answered after so many seconds. */
  readonly answered: (answer: VerificationAnswer, seconds: number) => void;
  readonly render: () => Promise<string>;
  readonly contentType: string;
}

export async function createMetrics(): Promise<Metrics> {
  const { Registry, Counter, Histogram, collectDefaultMetrics } = await loadPeer(
    "prom-client",
    () => import("prom-client"),
  );
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: "civicproof_requests_total",
    help: "Presentation requests made",
    registers: [registry],
  });
  const responses = new Counter({
    name: "civicproof_responses_total",
    help: "Presentations answered, by outcome or refusal code",
    labelNames: ["result"],
    registers: [registry],
  });
  const duration = new Histogram({
    name: "civicproof_response_seconds",
    help: "Time from a presentation to its answer",
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return {
    requested: () => requests.inc(),
    answered(answer, seconds) {
      responses.inc({ result: "error" in answer ? answer.error.code : answer.outcome });
      duration.observe(seconds);
    },
    render: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
