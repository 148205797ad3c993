/** How far apart two acts of one person are. */
import type { Act, Relation } from "./capture.ts";

const RELATIONS: readonly Relation[] = ["same-period", "other-period", "other-scope", "other-verifier"];

export function isNearer(a: Relation, b: Relation): boolean {
  return RELATIONS.indexOf(a) <= RELATIONS.indexOf(b);
}

export function relationOf(a: Act, b: Act): Relation {
  if (a.verifier !== b.verifier) return "other-verifier";
  if (a.scope !== b.scope) return "other-scope";
  return a.period === b.period ? "same-period" : "other-period";
}

/** The farthest relation among some acts of one person. */
export function farthest(acts: readonly Act[]): Relation {
  return acts
    .flatMap((a, i) => acts.slice(i + 1).map((b) => relationOf(a, b)))
    .reduce<Relation>((far, each) => (isNearer(far, each) ? each : far), "same-period");
}
