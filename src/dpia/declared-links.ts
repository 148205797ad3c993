/** The links that an assessment declares, in the terms of what parties saw; whatever else is found is undeclared. */
import { requireList } from "../core/own.ts";
import type { LinkVerdict, SituationId } from "./linkability.ts";
import type { FoundLink, KnownValues, Relation } from "./observe/capture.ts";
import { isNearer } from "./observe/relation.ts";

/** A link that the model declares: a value of this name may link acts in this relation for this party. */
export interface DeclaredLink {
  readonly party: string;
  readonly relation: Relation;
  /** Which value: `nullifier`, `payee`, `sender`, `network-address` … */
  readonly observable: string;
}

/** What the model does not declare. A value of an unknown name is never declared. */
export function undeclaredLinks(
  found: readonly FoundLink[],
  declared: readonly DeclaredLink[],
  known: KnownValues,
): readonly FoundLink[] {
  requireList("found", found);
  requireList("declared", declared);
  const isDeclared = ({ party, relation, value }: FoundLink): boolean => {
    const observable = value === undefined ? undefined : known.get(value);
    return declared.some(
      (link) =>
        observable === link.observable &&
        partiesOf(party).includes(link.party) &&
        // A value that may link periods may link within one.
        isNearer(relation, link.relation),
    );
  };
  return found.filter((link) => !isDeclared(link));
}

/** What a verifier sees by other means: what its proxy and its service write, and what its database holds. */
const OF_A_VERIFIER: readonly string[] = ["proxy", "service-log", "database"];

/** `verifier-1+verifier-2` are both verifiers. */
function partiesOf(party: string): readonly string[] {
  const names = party.split("+").map((name) => name.replace(/-[0-9]+$/, ""));
  return names.map((name) => (OF_A_VERIFIER.includes(name) ? "verifier" : name));
}

const DECLARED_AT: Readonly<Partial<Record<SituationId, readonly [party: string, relation: Relation]>>> = {
  "same-scope-same-period": ["verifier", "same-period"],
  "same-scope-other-period": ["verifier", "other-period"],
  "other-scope": ["verifier", "other-scope"],
  "two-verifiers": ["verifier", "other-verifier"],
  "chain-same-period": ["chain", "same-period"],
  "chain-other-period": ["chain", "other-period"],
  "chain-other-scope": ["chain", "other-verifier"],
  "relayer-other-period": ["relayer", "other-verifier"],
  "rpc-other-period": ["rpc", "other-verifier"],
  "status-host-over-time": ["status-host", "other-verifier"],
};

/** The links that a model declares, in the terms of a test run. Relayer and access point see what the chain will show. */
export function declaredLinks(verdicts: readonly LinkVerdict[]): readonly DeclaredLink[] {
  requireList("verdicts", verdicts);
  return verdicts.flatMap(({ situation, links }) => {
    const place = DECLARED_AT[situation.id];
    if (place === undefined) return [];
    const [party, relation] = place;
    const parties = party === "chain" ? ["chain", "relayer", "rpc"] : [party];
    return links.flatMap(({ observable }) => parties.map((each) => ({ party: each, relation, observable })));
  });
}
