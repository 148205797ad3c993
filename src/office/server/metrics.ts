/** The office's counters. */
import { openMetrics } from "../../core/service/metrics.ts";

export type OfficeMetrics = Awaited<ReturnType<typeof createOfficeMetrics>>;

export async function createOfficeMetrics({ version }: { readonly version?: string | undefined }) {
  const { client, registers, ...shared } = await openMetrics({ version });
  const answers = new client.Counter({
    name: "civicproof_office_answers_total",
    help: "Credentials issued, or put into the queue",
    labelNames: ["outcome"],
    registers,
  });
  const duration = new client.Histogram({
    name: "civicproof_office_issue_seconds",
    help: "Time from a proof to its credential",
    buckets: [0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5],
    registers,
  });
  const published = new client.Gauge({
    name: "civicproof_office_published_seconds",
    help: "Time of the last statement that was published",
    registers,
  });
  return {
    ...shared,
    /** Starts a clock, which the answer stops. */
    issuing() {
      const started = performance.now();
      return (outcome: "issued" | "deferred"): void => {
        answers.inc({ outcome });
        duration.observe((performance.now() - started) / 1_000);
      };
    },
    published: (timeSeconds: number) => published.set(timeSeconds),
  };
}
