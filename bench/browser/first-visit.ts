/**
 * From an empty cache to the first proof over a slow network, with the packed key and with the raw one, in turns. What
 * unpacking costs by itself is the difference of both over a fast one.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchWithProfile } from "../../test/browser/chromium.ts";
import { bundle, startServer, type TestServer } from "../../test/browser/server.ts";
import type { BenchInput } from "./page.ts";

export interface Visit {
  readonly loadedMs: number;
  readonly firstProofMs: number;
}

const MEGABIT_BYTES = 1_000_000 / 8;

/** @param megabits of the network in a second; undefined for the loopback as it is */
async function visit(server: TestServer, input: BenchInput, megabits: number | undefined): Promise<Visit> {
  const profile = mkdtempSync(join(tmpdir(), "civicproof-bench-"));
  const browser = await launchWithProfile(profile);
  try {
    const page = await browser.context.newPage();
    const session = await browser.context.newCDPSession(page);
    if (megabits !== undefined) {
      await session.send("Network.enable");
      await session.send("Network.emulateNetworkConditions", {
        offline: false,
        latency: 40,
        downloadThroughput: megabits * MEGABIT_BYTES,
        uploadThroughput: megabits * MEGABIT_BYTES,
      });
    }
    await page.goto(server.origin);
    await page.waitForFunction(() => "civicproofVisit" in globalThis);
    const evaluate = page.evaluate.bind(page) as (work: unknown, given: unknown) => Promise<unknown>;
    return (await evaluate((given: BenchInput) => civicproofVisit(given), input)) as Visit;
  } finally {
    await browser.kill();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The same manifest without packed keys. */
function withoutPacked(manifest: unknown): unknown {
  return JSON.parse(JSON.stringify(manifest, (key, value: unknown) => (key === "packed" ? undefined : value)));
}

/** Visits over the loopback are short, and what unpacking adds is a small difference: more of them make it one. */
const FAST_ROUNDS = 5;

/** Visits in turns. @returns medians */
export async function measureFirstVisit(
  input: BenchInput,
  { rounds, megabits }: { readonly rounds: number; readonly megabits: number },
) {
  const files = await bundle({ page: "bench/browser/visit.ts", worker: "src/browser/worker/entry.ts" });
  const server = await startServer(files);
  const raw = { ...input, manifest: withoutPacked(input.manifest) };
  const times = { packed: [] as Visit[], raw: [] as Visit[], packedFast: [] as Visit[], rawFast: [] as Visit[] };
  try {
    for (let round = 0; round < rounds; round += 1) {
      times.raw.push(await visit(server, raw, megabits));
      times.packed.push(await visit(server, input, megabits));
    }
    for (let round = 0; round < FAST_ROUNDS; round += 1) {
      times.rawFast.push(await visit(server, raw, undefined));
      times.packedFast.push(await visit(server, input, undefined));
    }
  } finally {
    await server.close();
  }
  const median = (visits: readonly Visit[], name: keyof Visit): number =>
    visits.map((each) => each[name]).sort((a, b) => a - b)[Math.floor(visits.length / 2)]!;
  const [packedMs, rawMs] = [median(times.packed, "firstProofMs"), median(times.raw, "firstProofMs")];
  return {
    circuit: input.circuit,
    megabits,
    rounds,
    packedMs: Math.round(packedMs),
    rawMs: Math.round(rawMs),
    /** Above 1, the packed key is the better one. */
    ratio: Math.round((100 * rawMs) / packedMs) / 100,
    /** Over the loopback: what unpacking adds until the files are loaded, the start of the kernel included. */
    unpackingAddsMs: Math.round(median(times.packedFast, "loadedMs") - median(times.rawFast, "loadedMs")),
    /** The same until the first proof, for which either way starts the kernel. */
    unpackingAddsToFirstProofMs: Math.round(
      median(times.packedFast, "firstProofMs") - median(times.rawFast, "firstProofMs"),
    ),
  };
}
