/**
 * Which presentations can be told to come from one person. A visible value links two presentations when it depends on a
 * source with one value per person and everything else that it depends on is equal in both; a value with a fresh source
 * links nothing. This is taint analysis over the dependencies in circuits/signals.json and the side channels.
 */
import { requireList } from "../core/own.ts";
import { PUBLIC_SIGNALS } from "../statement/circuit/signals.ts";
import type { DeploymentDescriptor } from "./descriptor.ts";
import { joinsOf, naming, wayBetween } from "./joins.ts";
import {
  type ActId,
  isFresh,
  isHolderUnique,
  type Observable,
  type ObservableId,
  placesFor,
  type Strength,
  type Vantage,
  vantagesOf,
} from "./observables.ts";
import { FUNCTIONS_OF_PARTIES, type Place, signal } from "./places.ts";

export type SituationId =
  | "same-scope-same-period"
  | "same-scope-other-period"
  | "other-scope"
  | "two-verifiers"
  | "verifier+issuer"
  | "verifier+status-host"
  | "chain-same-period"
  | "chain-other-period"
  | "chain-other-scope"
  | "verifier+chain"
  | "relayer-other-period"
  | "rpc-other-period"
  | "status-host-over-time";

/** Two acts of one person, or one act looked at from two sides, and from where. */
export interface Situation {
  readonly id: SituationId;
  readonly observers: readonly Vantage[];
  /** What is compared: two acts of one kind, or a presentation with another kind of act or another view of itself. */
  readonly compares: ActId | "issuing-side" | "list-side" | "other-side";
  readonly sameScope: boolean;
  readonly samePeriod: boolean;
}

const SITUATIONS: readonly Situation[] = [
  situation("same-scope-same-period", ["verifier"], true, true),
  situation("same-scope-other-period", ["verifier"], true, false),
  situation("other-scope", ["verifier"], false, false),
  situation("two-verifiers", ["verifier", "second-verifier"], false, true),
  { ...situation("verifier+issuer", ["verifier", "issuer"], true, true), compares: "issuing-side" },
  { ...situation("verifier+status-host", ["verifier", "status-host"], true, true), compares: "list-side" },
  situation("chain-same-period", ["chain"], true, true),
  situation("chain-other-period", ["chain"], true, false),
  situation("chain-other-scope", ["chain"], false, false),
  { ...situation("verifier+chain", ["verifier", "chain"], true, true), compares: "other-side" },
  situation("relayer-other-period", ["relayer"], true, false),
  situation("rpc-other-period", ["rpc"], true, false),
  { ...situation("status-host-over-time", ["status-host"], false, false), compares: "list-request" },
];

function situation(id: SituationId, observers: readonly Vantage[], sameScope: boolean, samePeriod: boolean): Situation {
  return { id, observers, compares: "presentation", sameScope, samePeriod };
}

/** One value that links, in one situation. */
export interface Link {
  readonly observable: ObservableId;
  readonly strength: Strength;
}

export interface LinkVerdict {
  readonly situation: Situation;
  /** Empty: nothing that the model knows links. */
  readonly links: readonly Link[];
  /** What the verdict rests on. */
  readonly places: readonly Place[];
}

/** The situations that can occur in a deployment. */
export function situationsOf(deployment: DeploymentDescriptor): readonly Situation[] {
  const vantages = vantagesOf(deployment);
  return SITUATIONS.filter(({ observers }) => observers.every((observer) => vantages.includes(observer)));
}

/** Decides every situation of a deployment. A party looks from all the places where it does something. */
export function linkability(
  observables: readonly Observable[],
  deployment: DeploymentDescriptor,
): readonly LinkVerdict[] {
  requireList("observables", observables);
  return situationsOf(deployment).map((each) => {
    const sides = each.observers.map((observer) => withAllTheyDo([observer], deployment));
    const vantages = [...new Set(sides.flat())];
    const acts = actsOf(each);
    const concerned = observables.filter(
      ({ id, act, couldBeSeenFrom }) =>
        acts.includes(act) &&
        canLink(id, each) &&
        (each.compares === "presentation" ? sides : [vantages]).every((side) =>
          couldBeSeenFrom.some((from) => side.includes(from)),
        ),
    );
    const from = each.compares === "other-side" ? ["verifier" as const] : vantages;
    const places = concerned.flatMap((one) =>
      each.compares === "issuing-side" ? placesInRegister(one) : placesFor(one, from),
    );
    return {
      situation: each,
      links: linksIn(observables, each, sides),
      places: [...new Set([...places, ...existence(each, deployment)])],
    };
  });
}

/** What decides on whether anybody looks from there. */
function existence({ id, observers, compares }: Situation, { channels }: DeploymentDescriptor): readonly Place[] {
  // A case that both verifiers know is known where one party is both.
  const byCase = id === "two-verifiers" && channels.caseNumber === true;
  const byFunction = byCase || observers.some((each) => each === "status-host" || each === "relayer");
  const byChain = compares === "presentation" && observers.length === 1;
  return [...(byFunction ? [FUNCTIONS_OF_PARTIES] : []), ...(byChain || observers.includes("chain") ? ["chain"] : [])];
}

/** A root that few others show names nobody; a signal that is made of the register does. */
function placesInRegister({ id, places }: Observable): readonly Place[] {
  return isSignal(id) ? [signal(id)] : places;
}

function isSignal(id: ObservableId): boolean {
  return (PUBLIC_SIGNALS as readonly string[]).includes(id);
}

/** Where those look from who look from some places: a party that is verifier and issuer is both at once. */
function withAllTheyDo(observers: readonly Vantage[], { parties }: DeploymentDescriptor): readonly Vantage[] {
  const does = parties.flatMap((party): readonly Vantage[] =>
    party.does.some((each) => observers.includes(each)) ? party.does : [],
  );
  return [...new Set([...observers, ...does])];
}

function actsOf({ compares }: Situation): readonly ActId[] {
  if (compares === "issuing-side") return ["presentation", "issuing", "list-request", "opening"];
  if (compares === "list-side") return ["presentation", "list-request"];
  return compares === "other-side" ? ["presentation"] : [compares];
}

/** Whether a value can link in a situation, whatever is declared. */
function canLink(id: ObservableId, { compares }: Situation): boolean {
  if (compares === "other-side") return isSignal(id) || id === "time" || id === "payee";
  if (compares === "list-side") return id === "time" || id === "network-address";
  if (compares === "issuing-side") return isSignal(id) || id === "case-number" || id === "status-request";
  return id !== "time" && id !== "proof" && id !== "registry-statement";
}

function linksIn(
  observables: readonly Observable[],
  each: Situation,
  sides: readonly (readonly Vantage[])[],
): readonly Link[] {
  const { compares } = each;
  const vantages = sides.flat();
  if (compares === "issuing-side") return unique(naming(observables, vantages) ?? []);
  if (compares === "list-side") {
    const joins = joinsOf(observables, vantages).filter((join) => wayBetween([join], "presentation", "list-request"));
    return unique(joins);
  }
  if (compares === "other-side") return sharedBy(observables, each.observers);
  return taints(observables, { ...each, compares, sides });
}

function unique(links: readonly Link[]): readonly Link[] {
  return links
    .map(({ observable, strength }) => ({ observable, strength }))
    .filter(({ observable }, i) => links.findIndex((link) => link.observable === observable) === i);
}

/** Values by which two acts of one person are recognised: each side has to see them. */
function taints(
  observables: readonly Observable[],
  {
    sides,
    sameScope,
    samePeriod,
    compares,
  }: Situation & { readonly compares: ActId; readonly sides: readonly (readonly Vantage[])[] },
): Link[] {
  const isEqual = (source: Observable["depends"][number]): boolean => {
    if (source === "scope") return sameScope;
    if (source === "period") return samePeriod;
    return !isFresh(source);
  };
  return observables
    .filter(({ act, seenFrom }) => act === compares && sides.every((side) => side.some((x) => seenFrom.includes(x))))
    .filter(({ depends }) => depends.some(isHolderUnique) && depends.filter((x) => !isHolderUnique(x)).every(isEqual))
    .map(({ id, strength }) => ({ observable: id, strength }));
}

/** Values that both sides hold about one presentation, and that are not the same for everybody. */
function sharedBy(observables: readonly Observable[], observers: readonly Vantage[]): Link[] {
  return observables
    .filter(({ act, seenFrom }) => act === "presentation" && observers.every((observer) => seenFrom.includes(observer)))
    .filter(({ depends }) => depends.some((source) => isHolderUnique(source) || isFresh(source)))
    .map(({ id, strength }) => ({ observable: id, strength }));
}
