/** Applies every distinguisher to what each party, and each pair of parties, saw. */
import { requireList } from "../../core/own.ts";
import type { Capture, FoundLink } from "./capture.ts";
import { likenesses } from "./nearest.ts";
import { orderings } from "./ordering.ts";
import { isNearer } from "./relation.ts";
import { equalities, pieces } from "./shared.ts";
import { timings } from "./timing.ts";

/**
 * Finds what tells people apart in captures, for each party and for any two together.
 *
 * @example
 * const undeclared = undeclaredLinks(findLinks(captures), declaredLinks(model.links), known);
 */
export function findLinks(captures: readonly Capture[]): readonly FoundLink[] {
  requireList("captures", captures);
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
  // What is found by itself is not looked for again as a part of something.
  const explained = new Set(equal.flatMap(({ value }) => (value === undefined ? [] : [value])));
  const others = captures.filter(({ sequence }) => sequence >= 0);
  return [
    ...equal,
    ...pieces(party, captures, { end: "prefix", explained }),
    ...pieces(party, captures, { end: "suffix", explained }),
    ...orderings(party, captures),
    ...timings(party, captures),
    ...likenesses(party, others, explained),
  ];
}
