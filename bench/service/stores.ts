/** What stores and checks do by themselves, without HTTP: durable accepts, a large store, batches, structural refusals. */
import { performance } from "node:perf_hooks";
import Database from "better-sqlite3";
import { Client } from "pg";
import { randomField } from "../../src/core/field.ts";
import {
  type VerifiedPresentation,
  verifyPresentation,
  verifyPresentations,
} from "../../src/presentation/verification/verify.ts";
import { openStore } from "../../test/faults/claimant.ts";
import { createTestPortal } from "../../test/portal.ts";
import { malformedAnswers, percentiles, round } from "./load.ts";

const portal = createTestPortal();

async function claims(count: number): Promise<readonly VerifiedPresentation[]> {
  const all: VerifiedPresentation[] = [];
  while (all.length < count) {
    const requests = Array.from({ length: Math.min(1_000, count - all.length) }, () => portal.request());
    all.push(...(await portal.claims(requests)));
  }
  return all;
}

/** Accepts per second on disk: each waiting for the one before, and many at once. */
export async function durableAccepts(url: string, { single, batched }: { single: number; batched: number }) {
  const store = await openStore(url);
  const consume = (claim: VerifiedPresentation) => store.consume(claim);
  try {
    for (const claim of await claims(50)) await consume(claim);
    const alone = await claims(single);
    let started = performance.now();
    for (const claim of alone) await consume(claim);
    const oneByOnePerSecond = round(single / ((performance.now() - started) / 1_000), 0);
    const together = await claims(batched);
    started = performance.now();
    const outcomes = await Promise.all(together.map(consume));
    const batchedPerSecond = round(batched / ((performance.now() - started) / 1_000), 0);
    if (outcomes.some((outcome) => outcome !== "accepted")) throw new Error("a claim was refused");
    return { oneByOnePerSecond, batchedPerSecond };
  } finally {
    await store.close();
  }
}

const MILLION = 1_000_000;

/** A million nullifiers: how long it takes to open the store, and to look one up. */
export async function largeStore(url: string) {
  await (await openStore(url)).close();
  await fill(url);
  let started = performance.now();
  const store = await openStore(url);
  try {
    const [known] = await claims(1);
    await store.consume(known!);
    const openMs = round(performance.now() - started, 1);
    const lookups: number[] = [];
    for (let i = 0; i < 6_000; i++) {
      const nullifier = i % 2 === 0 ? known!.nullifier : randomField();
      started = performance.now();
      await store.lookup(nullifier);
      // The first thousand warm up.
      if (i >= 1_000) lookups.push(performance.now() - started);
    }
    return { nullifiers: MILLION, openMs, lookup: percentilesFine(lookups) };
  } finally {
    await store.close();
  }
}

function percentilesFine(milliseconds: readonly number[]) {
  const scaled = percentiles(milliseconds.map((ms) => ms * 1_000));
  return { p50Ms: scaled.p50Ms / 1_000, p99Ms: scaled.p99Ms / 1_000 };
}

async function fill(url: string): Promise<void> {
  if (url.startsWith("postgres://")) {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(
      "INSERT INTO civicproof_nullifiers SELECT sha256(int8send(i)), 1, 1, 0 FROM generate_series(1, $1::bigint) i",
      [MILLION],
    );
    // A table that grew over months has this behind it; one filled in seconds would do it while it is being measured.
    await client.query("VACUUM ANALYZE civicproof_nullifiers");
    await client.query("CHECKPOINT");
    await client.end();
    return;
  }
  const db = new Database(url);
  const insert = db.prepare("INSERT INTO civicproof_nullifiers VALUES (randomblob(32), 1, 1, 0)");
  db.transaction(() => {
    for (let i = 0; i < MILLION; i++) insert.run();
  })();
  db.close();
}

/** How many times less a proof costs in a batch of 64 than alone; the median of some rounds, side by side. */
export async function batchRatio(rounds: number): Promise<number> {
  const requests = Array.from({ length: 64 }, () => portal.request());
  const items = requests.map((asked) => ({ presentation: portal.present(asked), options: portal.options(asked) }));
  const ratios: number[] = [];
  for (let i = 0; i <= rounds; i++) {
    let started = performance.now();
    for (const { presentation, options } of items) await verifyPresentation(presentation, options);
    const alone = performance.now() - started;
    started = performance.now();
    const results = await verifyPresentations(items);
    const together = performance.now() - started;
    if (results.some(({ status }) => status === "rejected")) throw new Error("a proof was refused");
    // The first round warms up.
    if (i > 0) ratios.push(alone / together);
  }
  return round(ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)]!, 2);
}

/** 100,000 malformed presentations in this process. */
export async function structuralRefusals(count: number) {
  const asked = portal.request();
  const options = portal.options(asked);
  const wrong = malformedAnswers(portal.present(asked)).slice(1);
  const refuse = async (i: number): Promise<boolean> =>
    verifyPresentation(wrong[i % wrong.length], options).then(
      () => true,
      () => false,
    );
  for (let i = 0; i < 2_000; i++) await refuse(i);
  const before = process.memoryUsage.rss();
  const started = performance.now();
  let accepted = 0;
  for (let i = 0; i < count; i++) if (await refuse(i)) accepted++;
  const seconds = (performance.now() - started) / 1_000;
  return {
    sent: count,
    accepted,
    perSecond: round(count / seconds, 0),
    rssGrowthMb: round((process.memoryUsage.rss() - before) / 2 ** 20, 1),
  };
}
