/**
 * Which acts somebody can tell to be of one person, by what they are made of. Two acts are joined by a value that both
 * show and that is not the same for everybody, by a plain source (an address, a case) that values of both are made of,
 * and by a value that is made of nothing but what the issuer knows in the clear: it can be computed for everybody in the
 * register and looked for.
 */
import { PUBLIC_SIGNALS } from "../statement/circuit/signals.ts";
import {
  type ActId,
  isFresh,
  isHolderUnique,
  isPlain,
  KNOWN_TO_ISSUER,
  type Observable,
  type ObservableId,
  placesFor,
  type Strength,
  type Vantage,
} from "./observables.ts";
import { type Place, signal } from "./places.ts";

/** A value that joins two acts. */
export interface Join {
  readonly acts: readonly [ActId, ActId];
  readonly observable: ObservableId;
  readonly strength: Strength;
}

/** All joins that are open to whoever looks from some places. */
export function joinsOf(observables: readonly Observable[], vantages: readonly Vantage[]): readonly Join[] {
  const visible = observables.filter(({ seenFrom }) => seenFrom.some((each) => vantages.includes(each)));
  return visible.flatMap((a, i) =>
    visible.slice(i + 1).flatMap((b): Join[] => {
      if (a.act === b.act) return [];
      const [first, second] = a.act === "issuing" ? [a, b] : [b, a];
      const isSame = a.id === b.id && a.depends.some((source) => isHolderUnique(source) || isFresh(source));
      const isShared = a.depends.some(
        (source) => isPlain(source) && isHolderUnique(source) && b.depends.includes(source),
      );
      const isComputable = first.id === "credential" && isMadeOfRegister(second);
      if (!isSame && !isShared && !isComputable) return [];
      const strength = a.strength === "exact" && b.strength === "exact" ? "exact" : "approximate";
      return [{ acts: [first.act, second.act], observable: second.id, strength }];
    }),
  );
}

/** Whether everything personal in a value is known to the issuer. */
function isMadeOfRegister({ depends }: Observable): boolean {
  const personal = depends.filter((source) => isHolderUnique(source) || source === "issuer" || isFresh(source));
  return (
    personal.some((source) => isHolderUnique(source)) &&
    personal.every((source) => (KNOWN_TO_ISSUER as readonly string[]).includes(source))
  );
}

/** The values on the shortest way from one act to another; undefined when nothing joins them. */
export function wayBetween(joins: readonly Join[], from: ActId, to: ActId): readonly Join[] | undefined {
  const ways = new Map<ActId, readonly Join[]>([[from, []]]);
  for (const [act, way] of ways) {
    if (act === to) return way;
    for (const join of joins) {
      const [a, b] = join.acts;
      const next = a === act ? b : b === act ? a : undefined;
      if (next !== undefined && !ways.has(next)) ways.set(next, [...way, join]);
    }
  }
  return undefined;
}

/** By which values a presentation is a known person's; undefined when it is nobody's. */
export function naming(
  observables: readonly Observable[],
  vantages: readonly Vantage[],
): readonly Pick<Join, "observable" | "strength">[] | undefined {
  const named = observables.find(
    ({ id, seenFrom }) => id === "case-number" && seenFrom.some((each) => vantages.includes(each)),
  );
  if (named !== undefined) return [{ observable: named.id, strength: "exact" }];
  return wayBetween(joinsOf(observables, vantages), "presentation", "issuing");
}

/** What decides on the joins that are open to whoever looks from some places. */
export function placesOfJoins(observables: readonly Observable[], vantages: readonly Vantage[]): readonly Place[] {
  const could = observables.filter(({ couldBeSeenFrom }) => couldBeSeenFrom.some((each) => vantages.includes(each)));
  const has = (id: ObservableId, act: ActId): boolean => could.some((each) => each.id === id && each.act === act);
  const twice = (["time", "network-address"] as const).filter(
    (id) => has(id, "presentation") && has(id, "list-request"),
  );
  const deciding = could.filter(
    ({ id, act }) =>
      id === "case-number" ||
      twice.some((each) => each === id && act === "presentation") ||
      (id === "status-request" && has("credential", "issuing")) ||
      (id === "opening" &&
        could.some((each) => each.id === "issuerRoot" && each.places.includes("records.openings"))) ||
      (has("credential", "issuing") && act === "presentation" && isSignal(id)),
  );
  return [...new Set(deciding.flatMap((each) => (isSignal(each.id) ? [signal(each.id)] : placesFor(each, vantages))))];
}

function isSignal(id: ObservableId): boolean {
  return (PUBLIC_SIGNALS as readonly string[]).includes(id);
}
