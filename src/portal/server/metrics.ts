/** Counters for Prometheus. Labels are routes, outcomes and codes: nothing about a person. */
import type { CallCounter } from "../../core/service/http.ts";
import { openMetrics } from "../../core/service/metrics.ts";
import type { VerificationAnswer } from "./queue.ts";
import type { Readiness } from "./readiness.ts";
import type { Decision } from "./request-rows.ts";

export interface Metrics extends CallCounter {
  /** A request was made for a programme. */
  readonly requested: (programme: string) => void;
  /** A presentation was answered after so many seconds. */
  readonly answered: (programme: string, answer: VerificationAnswer | Decision, seconds: number) => void;
  /** A job was decided in this process. */
  readonly decided: (programme: string, answer: VerificationAnswer) => void;
  /** Old requests and claims were deleted, or not. */
  readonly swept: (isDone: boolean) => void;
  /** A portal was told of a decision, or not. */
  readonly told: (programme: string, outcome: "delivered" | "failed" | "given-up") => void;
  readonly render: () => Promise<string>;
  readonly contentType: string;
}

export interface MetricsOptions {
  readonly readiness: Readiness;
  /** Jobs of this process that wait for their answer. */
  readonly waiting: () => number;
  /** Seconds since the epoch. */
  readonly now: () => number;
  /** Until when the certificates are valid that programmes sign requests under, seconds since the epoch. */
  readonly certificates?: readonly { readonly programme: string; readonly untilSeconds: number }[];
  /** Of civicproof, where it is known. */
  readonly version?: string | undefined;
}

export async function createMetrics({
  readiness,
  waiting,
  now,
  certificates = [],
  version,
}: MetricsOptions): Promise<Metrics> {
  const { client, registers, ...shared } = await openMetrics({ version });
  const { Counter, Gauge, Histogram } = client;
  /** A process of one programme has no label for it. */
  const of = (programme: string): { readonly programme?: string } => (programme === "" ? {} : { programme });
  const requests = new Counter({
    name: "civicproof_requests_total",
    help: "Presentation requests made",
    labelNames: ["programme"],
    registers,
  });
  const responses = new Counter({
    name: "civicproof_responses_total",
    help: "Presentations answered, by outcome or refusal code",
    labelNames: ["programme", "result"],
    registers,
  });
  const jobs = new Counter({
    name: "civicproof_jobs_total",
    help: "Presentations verified by this process, by outcome or refusal code",
    labelNames: ["programme", "result"],
    registers,
  });
  const duration = new Histogram({
    name: "civicproof_response_seconds",
    help: "Time from a presentation to its answer",
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const sweeps = new Counter({
    name: "civicproof_sweeps_total",
    help: "Deletions of old requests and claims",
    labelNames: ["outcome"],
    registers,
  });
  const webhooks = new Counter({
    name: "civicproof_webhooks_total",
    help: "Attempts to tell a portal of a decision",
    labelNames: ["programme", "outcome"],
    registers,
  });
  const ready = new Gauge({
    name: "civicproof_ready",
    help: "Whether a part that decisions need is there: store, queue, and the registry of each programme",
    labelNames: ["part"],
    registers,
    async collect() {
      const failing = await readiness.failing();
      for (const part of readiness.parts()) ready.set({ part }, failing.has(part) ? 0 : 1);
    },
  });
  const queue: InstanceType<typeof Gauge> = new Gauge({
    name: "civicproof_queue_waiting",
    help: "Presentations of this process that wait for their answer",
    registers,
    collect() {
      queue.set(waiting());
    },
  });
  const age = new Gauge({
    name: "civicproof_registry_age_seconds",
    help: "Age of the registry's newest statement",
    labelNames: ["programme"],
    registers,
    async collect() {
      await readiness.failing();
      for (const programme of readiness.programmes) {
        const newest = readiness.newestStatement(programme);
        age.set(of(programme), newest === undefined ? Number.NaN : now() - newest);
      }
    },
  });
  if (certificates.length > 0) {
    const left: InstanceType<typeof Gauge> = new Gauge({
      name: "civicproof_request_certificate_seconds",
      help: "How long the certificate is still valid that requests are signed under",
      labelNames: ["programme"],
      registers,
      collect() {
        for (const { programme, untilSeconds } of certificates) left.set(of(programme), untilSeconds - now());
      },
    });
  }
  const resultOf = (answer: VerificationAnswer | Decision) => ("error" in answer ? answer.error.code : answer.outcome);
  return {
    ...shared,
    requested: (programme) => requests.inc(of(programme)),
    answered(programme, answer, seconds) {
      responses.inc({ ...of(programme), result: resultOf(answer) });
      duration.observe(seconds);
    },
    decided: (programme, answer) => jobs.inc({ ...of(programme), result: resultOf(answer) }),
    swept: (isDone) => sweeps.inc({ outcome: isDone ? "done" : "failed" }),
    told: (programme, outcome) => webhooks.inc({ ...of(programme), outcome }),
  };
}
