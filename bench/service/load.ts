/** Load on a verifier service in a process of its own: holders that answer requests over HTTP, one after the other. */
import { performance } from "node:perf_hooks";
import { startScript } from "../../test/faults/rig.ts";
import type { ServiceTask } from "../../test/faults/service-process.ts";
import { call, claim, portal, readRequest, type SentRequest } from "./holders.ts";

const headers = { "content-type": "application/json" };

export interface LoadReport {
  readonly concurrency: number;
  readonly processes: number;
  readonly seconds: number;
  /** Presentations verified and claims used. */
  readonly accepted: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** Processor time of the services for one claim: what is left of the figure when other programs take the cores. */
  readonly cpuMsPerClaim: number;
  /** Processor time of the holders for one claim, and the share of the time in which their one thread was busy. */
  readonly loadMsPerClaim: number;
  readonly loadBusy: number;
  /** Mean memory of the last fifth of the run over that of the second fifth, minus 1. */
  readonly rssGrowth: number;
  /** Resident megabytes of all processes over time. */
  readonly rssMb: readonly number[];
}

export interface LoadOptions {
  readonly store: string;
  readonly concurrency: number;
  readonly seconds: number;
  readonly processes?: number;
  /** Whether the processes share the work of verifying through a queue in the store's database. */
  readonly queue?: boolean;
}

/**
 * Claims of each process before it is measured. After 2,048 its compilers and collectors still take 0.10 ms for a claim
 * with one process and 0.20 ms with two; after 10,240 with two 0.12 ms. V8 optimised 275 functions within two seconds
 * at the beginning, and 8 after 5,500 claims.
 */
const [WARM_UP, WARM_UP_TOGETHER] = [6_144, 32];

/** Starts services on one store, lets each of `concurrency` holders claim in a loop, and ends the services. */
export async function runLoad(options: LoadOptions): Promise<LoadReport> {
  const { store, concurrency, seconds, processes = 1, queue = false } = options;
  const services = await startServices({ store, threads: 1, ...(queue ? { queue: store } : {}) }, processes);
  try {
    const bases = services.map(({ lines }) => lines[0]!);
    const latencies: number[] = [];
    let accepted = 0;
    const claimOnce = async (base: string, record: boolean): Promise<void> => {
      const { outcome, took } = await claim(base);
      if (!record) return;
      latencies.push(took);
      if (outcome === "accepted") accepted++;
    };
    // Both compilers warm, every thread up: each process has decided as many, however many processes there are.
    for (let i = 0; i < WARM_UP; i += WARM_UP_TOGETHER)
      await Promise.all(
        bases.flatMap((base) => Array.from({ length: WARM_UP_TOGETHER }, () => claimOnce(base, false))),
      );

    const cpuBefore = await cpuSeconds(bases);
    const rssMb: number[] = [];
    const period = Math.max(250, (seconds * 1_000) / 200);
    const sampler = setInterval(() => {
      void Promise.all(bases.map(residentMb)).then((all) =>
        rssMb.push(Math.round(all.reduce((sum, mb) => sum + mb, 0))),
      );
    }, period);
    const [loadBefore, busyBefore] = [process.cpuUsage(), performance.eventLoopUtilization()];
    const started = performance.now();
    const deadline = started + seconds * 1_000;
    await Promise.all(
      Array.from({ length: concurrency }, async (_, i) => {
        while (performance.now() < deadline) await claimOnce(bases[i % processes]!, true);
      }),
    );
    const elapsed = (performance.now() - started) / 1_000;
    const [load, busy] = [process.cpuUsage(loadBefore), performance.eventLoopUtilization(busyBefore)];
    clearInterval(sampler);
    const cpuMs = 1_000 * ((await cpuSeconds(bases)) - cpuBefore);
    return {
      concurrency,
      processes,
      seconds: round(elapsed, 1),
      accepted,
      perSecond: round(accepted / elapsed, 1),
      ...percentiles(latencies),
      cpuMsPerClaim: round(cpuMs / Math.max(1, accepted), 2),
      loadMsPerClaim: round((load.user + load.system) / 1_000 / Math.max(1, accepted), 2),
      loadBusy: round(busy.utilization, 2),
      rssGrowth: round(growth(rssMb), 3),
      rssMb,
    };
  } finally {
    await Promise.all(services.map(({ kill }) => kill()));
  }
}

export interface FloodReport {
  readonly sent: number;
  readonly accepted: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly rssGrowthMb: number;
  readonly answersAfterwards: boolean;
}

/** Sends presentations that are wrong in many ways, one in a hundred of them only in its proof. */
export async function runFlood({ store, count }: { store: string; count: number }): Promise<FloodReport> {
  const [service] = await startServices({ store, threads: 1 }, 1);
  try {
    const base = service!.lines[0]!;
    const { id } = await call<{ id: string }>(`${base}/requests`, { recipient: "case 1" });
    const request = readRequest(await call<SentRequest>(`${base}/requests/${id}`));
    const bodies = malformedAnswers(portal.present(request)).map((presentation) =>
      JSON.stringify({ state: id, vp_token: { eligibility: [presentation] } }),
    );
    const send = async (body: string): Promise<boolean> => {
      const response = await fetch(`${base}/responses`, { method: "POST", headers, body });
      await response.arrayBuffer();
      if (response.status >= 500) throw new Error(`answered ${response.status}`);
      return response.status === 200;
    };
    for (const body of bodies) await send(body);
    const before = await residentMb(base);
    const started = performance.now();
    let [sent, accepted] = [0, 0];
    await Promise.all(
      Array.from({ length: 32 }, async () => {
        while (sent < count) {
          const i = sent++;
          if (await send(i % 100 === 0 ? bodies[0]! : bodies[1 + (i % (bodies.length - 1))]!)) accepted++;
        }
      }),
    );
    const seconds = (performance.now() - started) / 1_000;
    const rssGrowthMb = round((await residentMb(base)) - before, 1);
    const good = JSON.stringify({ state: id, vp_token: { eligibility: [portal.present(request)] } });
    return {
      sent,
      accepted,
      seconds: round(seconds, 1),
      perSecond: round(sent / seconds, 0),
      rssGrowthMb,
      answersAfterwards: await send(good),
    };
  } finally {
    await service!.kill();
  }
}

/** The first is false in its proof alone; the others fall before any work on the curve. */
export function malformedAnswers(good: ReturnType<typeof portal.present>): readonly unknown[] {
  const { proof, publicSignals } = good;
  const signals = (i: number, text: string) => publicSignals.map((signal, j) => (i === j ? text : signal));
  return [
    { ...good, proof: { ...proof, a: proof.c, c: proof.a } },
    null,
    [],
    { ...good, extra: 1 },
    { ...good, circuit: "residency" },
    { ...good, circuit: "unknown" },
    { ...good, proof: null },
    { ...good, proof: { ...proof, a: [proof.a[0]] } },
    { ...good, proof: { ...proof, b: [proof.b[0], proof.b[0], proof.b[1]] } },
    { ...good, publicSignals: publicSignals.slice(1) },
    { ...good, publicSignals: [...publicSignals, "0"] },
    { ...good, publicSignals: signals(0, `0${publicSignals[0]}`) },
    { ...good, publicSignals: signals(0, "-1") },
    { ...good, publicSignals: signals(0, "9".repeat(77)) },
    { ...good, publicSignals: signals(0, "x".repeat(5_000)) },
    ...publicSignals.slice(1).map((_, i) => ({ ...good, publicSignals: signals(i + 1, "1") })),
    { ...good, publicSignals: publicSignals.map(Number) },
    { nested: { nested: { nested: { nested: { nested: { nested: good } } } } } },
  ];
}

async function startServices(task: ServiceTask, count: number) {
  const start = () => startScript("test/faults/service-process.ts", task);
  // The first makes the tables.
  const services = [start()];
  await services[0]!.until((lines) => lines.length > 0);
  while (services.length < count) services.push(start());
  await Promise.all(services.map(({ until }) => until((lines) => lines.length > 0)));
  return services;
}

async function metric(base: string, name: string): Promise<number> {
  const text = await (await fetch(`${base}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)`, "m").exec(text)?.[1] ?? Number.NaN);
}

const residentMb = async (base: string): Promise<number> =>
  (await metric(base, "process_resident_memory_bytes")) / 2 ** 20;

async function cpuSeconds(bases: readonly string[]): Promise<number> {
  const all = await Promise.all(bases.map((base) => metric(base, "process_cpu_seconds_total")));
  return all.reduce((sum, seconds) => sum + seconds, 0);
}

export function percentiles(milliseconds: readonly number[]) {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (share: number): number =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0, 1);
  return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}

function growth(samples: readonly number[]): number {
  const mean = (from: number, to: number): number => {
    const part = samples.slice(Math.floor(from * samples.length), Math.max(1, Math.floor(to * samples.length)));
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  };
  return mean(0.8, 1) / mean(0.2, 0.4) - 1;
}

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
