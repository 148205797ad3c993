/** Numbers that keep people in one order. */
import { hexToInteger } from "../../core/bytes.ts";
import type { Capture, FoundLink } from "./capture.ts";
import { farthest } from "./relation.ts";
import { tokensOf } from "./tokens.ts";

/**
 * A number that puts people in the same order in every group of acts (one verifier, scope and period), though its values
 * differ. By chance a fixed order of h people in g groups has probability (1/h!)^(g−1); less than 1 in 1,000 is a link.
 */
export function orderings(party: string, captures: readonly Capture[]): readonly FoundLink[] {
  const byField = new Map<string, Map<string, Map<number, { value: bigint; capture: Capture }>>>();
  for (const capture of captures) {
    const group = `${capture.verifier}/${capture.scope}/${capture.period}`;
    for (const { field, value, isNumber } of tokensOf(capture)) {
      if (!isNumber) continue;
      const key = `${capture.channel} ${field}`;
      const groups = byField.get(key) ?? new Map();
      const people = groups.get(group) ?? new Map();
      // The first act of a person in a group counts.
      if (!people.has(capture.holder)) people.set(capture.holder, { value: hexToInteger(value || "0"), capture });
      groups.set(group, people);
      byField.set(key, groups);
    }
  }
  const found: FoundLink[] = [];
  for (const groups of byField.values()) {
    const orders = [...groups.values()].map((people) => orderOf(people)).filter((order) => order !== undefined);
    const complete = orders.filter((order) => order.split(",").length >= 2);
    const [first] = complete;
    if (first === undefined || complete.some((order) => order !== first)) continue;
    const people = first.split(",").length;
    if ((1 / factorial(people)) ** (complete.length - 1) >= 1e-3) continue;
    const entries = [...groups.values()].flatMap((each) => [...each.values()]);
    // Equal values in all groups are found by equality already.
    if (new Set(entries.map(({ value }) => value)).size <= people) continue;
    const { capture } = entries[0]!;
    const field = [...byField]
      .find(([, value]) => value === groups)![0]
      .split(" ")
      .slice(1)
      .join(" ");
    const acts = entries.map((entry) => entry.capture);
    found.push({
      distinguisher: "ordering",
      party,
      channel: capture.channel,
      field,
      relation: farthest(acts),
      captures: acts.length,
      acts: acts.map(({ sequence }) => sequence).sort((a, b) => a - b),
    });
  }
  return found;
}

/** Holders by increasing value; undefined when two have the same. */
function orderOf(people: ReadonlyMap<number, { readonly value: bigint }>): string | undefined {
  const entries = [...people].sort(([, a], [, b]) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
  if (new Set(entries.map(([, { value }]) => value)).size !== entries.length) return undefined;
  return entries.map(([holder]) => holder).join(",");
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}
