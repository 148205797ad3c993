/** Durations that are one person's. */
import type { Capture, FoundLink } from "./capture.ts";
import { farthest } from "./relation.ts";

const TIME_BUCKETS_MS = [1, 10, 100, 1_000, 10_000, 60_000] as const;

/**
 * Durations between what a party sent and what it got back in one act, in buckets: a bucket that holds all acts of one
 * person and no act of another one. Asked of people with three acts at least, as fewer coincide by chance.
 */
export function timings(party: string, captures: readonly Capture[]): readonly FoundLink[] {
  const acts = new Map<number, Capture[]>();
  for (const capture of captures) acts.set(capture.sequence, [...(acts.get(capture.sequence) ?? []), capture]);
  const durations = [...acts.values()]
    .filter((each) => each.length >= 2)
    .map((each) => {
      const times = each.map(({ atMs }) => atMs);
      return { act: each[0]!, ms: Math.max(...times) - Math.min(...times) };
    });
  const holders = [...new Set(durations.map(({ act }) => act.holder))];
  if (holders.length < 2) return [];
  for (const width of TIME_BUCKETS_MS) {
    const bucketOf = (ms: number): number => Math.floor(ms / width);
    for (const holder of holders) {
      const own = durations.filter(({ act }) => act.holder === holder);
      const others = durations.filter(({ act }) => act.holder !== holder);
      const buckets = new Set(own.map(({ ms }) => bucketOf(ms)));
      if (own.length < 3 || buckets.size !== 1 || others.some(({ ms }) => buckets.has(bucketOf(ms)))) continue;
      return [
        {
          distinguisher: "timing",
          party,
          channel: own[0]!.act.channel,
          field: `duration in buckets of ${width} ms`,
          relation: farthest(own.map(({ act }) => act)),
          captures: own.length,
          acts: own.map(({ act }) => act.sequence),
        },
      ];
    }
  }
  return [];
}
