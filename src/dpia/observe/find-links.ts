/** Applies every distinguisher to what each party, and each pair of parties, saw. */
import type { Capture, FoundLink } from "./capture.ts";
import { orderings } from "./ordering.ts";
import { isNearer } from "./relation.ts";
import { equalities, prefixes } from "./shared.ts";
import { timings } from "./timing.ts";

/** Applies all distinguishers to what each party, and each pair of parties, saw. */
export function findLinks(captures: readonly Capture[]): readonly FoundLink[] {
  const parties = [...new Set(captures.map(({ party }) => party))].sort();
  const seen = new Map(parties.map((party) => [party, captures.filter((each) => each.party === party)]));
  const alone = parties.flatMap((party) => linksOf(party, seen.get(party)!));
  const pairs = parties.flatMap((a, i) => parties.slice(i + 1).map((b) => [a, b] as const));
  const together = pairs.flatMap(([a, b]) => {
    const captured = [...seen.get(a)!, ...seen.get(b)!];
    const isKnown = (link: FoundLink): boolean =>
      alone.some(
        (other) =>
          (other.party === a || other.party === b) &&
          other.distinguisher === link.distinguisher &&
          other.value === link.value &&
          isNearer(link.relation, other.relation),
      );
    const party = `${a}+${b}`;
    return [...equalities(party, captured, true), ...orderings(party, captured)].filter((link) => !isKnown(link));
  });
  return [...alone, ...together];
}

function linksOf(party: string, captures: readonly Capture[]): readonly FoundLink[] {
  const equal = equalities(party, captures, false);
  const values = new Set(equal.map(({ value }) => value));
  return [
    ...equal,
    ...prefixes(party, captures).filter(({ value }) => ![...values].some((known) => known?.startsWith(value ?? ""))),
    ...orderings(party, captures),
    ...timings(party, captures),
  ];
}
