/** Who adds up which points of a key: about as much work for each thread. */
import { fileBytes } from "../../kernel/sums.ts";
import type { ProvingKey } from "./key.ts";
import { countPoints, type PointRange, type PointSet } from "./points.ts";

/** What a point in G2 and one element of the domain's transforms cost, in points of G1, measured on `age`. */
const G2_COST = 2.1;
const TRANSFORM_COST = 0.3;
/** Points that are counted, and stay, together: this runs once a key, in code that no engine has optimised yet. */
const BLOCK = 16;
/** Every so many points one is looked at; odd, as what repeats in circuits does so by even numbers. */
const SAMPLE = 5;

/**
 * The sums of B, A and C end to end are a line, cut where each thread has the same to do. The calling thread computes the
 * quotient first and takes the end of the line, where H stands.
 *
 * @returns the ranges of every thread, at most one for each sum; those of the calling thread come first
 */
export function shareOut(
  { header: { domainSize }, a, b, c }: Pick<ProvingKey, "header" | "a" | "b" | "c">,
  threads: number,
): readonly (readonly PointRange[])[] {
  const lines = [b, a, c].map((set) => ({ set, costs: costsOf(set) }));
  let total = TRANSFORM_COST * domainSize;
  for (const { costs } of lines) for (const cost of costs) total += cost;
  const shares: PointRange[][] = [[]];
  // What is left for the worker that is being served; the calling thread has what no worker takes.
  let left = threads > 1 ? total / threads : Number.POSITIVE_INFINITY;
  for (const { set, costs } of lines) {
    let from = 0;
    const cut = (to: number) => {
      if (to > from) shares.at(-1)!.push({ set, from, to });
      from = to;
    };
    for (const [i, cost] of costs.entries()) {
      if (cost > left && shares.length < threads) {
        cut(BLOCK * i);
        shares.push([]);
        left += total / threads;
        if (shares.length === threads) left = Number.POSITIVE_INFINITY;
      }
      left -= cost;
    }
    cut(countPoints(set));
  }
  while (shares.length < threads) shares.push([]);
  return [shares.at(-1)!, ...shares.slice(0, -1)];
}

/** About what each block of points costs: a point at infinity nothing. */
function costsOf(set: PointSet): number[] {
  const step = fileBytes(set.group);
  const costs = Array<number>(Math.ceil(countPoints(set) / BLOCK)).fill(0);
  const cost = set.group === "g2" ? G2_COST : 1;
  let i = 0;
  for (const chunk of set.chunks) {
    // Infinity is all zeros; two zeros where a point begins are rare enough for an estimate.
    for (let at = 0; at < chunk.length; at += SAMPLE * step, i += SAMPLE) {
      if (chunk[at] !== 0 || chunk[at + 1] !== 0) costs[Math.min((i / BLOCK) | 0, costs.length - 1)]! += SAMPLE * cost;
    }
  }
  return costs;
}
