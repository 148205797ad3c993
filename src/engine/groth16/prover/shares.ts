/** Who adds up which points of a key: about as much work for each thread. */
import { viewOf } from "../../../core/bytes.ts";
import { fileBytes } from "../../kernel/sums.ts";
import type { ProvingKey } from "./key.ts";
import { countPoints, type PointRange, type PointSet } from "./points.ts";

/** What a point in G2 and one element of the domain's transforms cost, in points of G1, measured on `age`. */
const G2_COST = 2.1;
const TRANSFORM_COST = 0.3;

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
  const costs = [b, a, c].map((set) => ({ set, costs: costsOf(set) }));
  const sum = (values: Float32Array) => values.reduce((all, value) => all + value, 0);
  const total = costs.reduce((all, each) => all + sum(each.costs), TRANSFORM_COST * domainSize);
  const shares: PointRange[][] = [[]];
  // What is left for the worker that is being served; the calling thread has what no worker takes.
  let left = threads > 1 ? total / threads : Number.POSITIVE_INFINITY;
  for (const { set, costs: each } of costs) {
    let from = 0;
    const cut = (to: number) => {
      if (to > from) shares.at(-1)!.push({ set, from, to });
      from = to;
    };
    each.forEach((cost, i) => {
      if (cost > left && shares.length < threads) {
        cut(i);
        shares.push([]);
        left += total / threads;
        if (shares.length === threads) left = Number.POSITIVE_INFINITY;
      }
      left -= cost;
    });
    cut(each.length);
  }
  while (shares.length < threads) shares.push([]);
  return [shares.at(-1)!, ...shares.slice(0, -1)];
}

/** About what each point costs: nothing at infinity. */
function costsOf(set: PointSet): Float32Array {
  const step = fileBytes(set.group);
  const costs = new Float32Array(countPoints(set));
  let i = 0;
  for (const chunk of set.chunks) {
    const view = viewOf(chunk);
    // Infinity is all zeros; a lowest word of zero is rare enough for an estimate.
    for (let at = 0; at < chunk.length; at += step, i += 1) {
      if (view.getUint32(at, true) !== 0) costs[i] = set.group === "g2" ? G2_COST : 1;
    }
  }
  return costs;
}
