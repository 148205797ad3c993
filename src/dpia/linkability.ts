/**
 * Which presentations can be told to come from one person. A visible value links two presentations when it depends on a
 * source with one value per person and everything else that it depends on is equal in both; a value with a fresh source
 * links nothing. This is taint analysis over the dependencies in circuits/signals.json and the side channels.
 */
import type { CircuitName } from "../statement/circuit/signals.ts";
import type { DeploymentDescriptor } from "./descriptor.ts";
import {
  isFresh,
  isHolderUnique,
  type Observable,
  type ObservableId,
  observablesOf,
  type Strength,
  type Vantage,
  vantagesOf,
} from "./observables.ts";

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

/** Two presentations of one person and who looks at them. */
export interface Situation {
  readonly id: SituationId;
  readonly observers: readonly Vantage[];
  readonly sameScope: boolean;
  readonly samePeriod: boolean;
  /**
   * Whether one and the same act is looked at from two sides: does a value match what the other side holds? Otherwise
   * two acts are compared.
   */
  readonly isJoin: boolean;
}

const SITUATIONS: readonly Situation[] = [
  situation("same-scope-same-period", ["verifier"], true, true),
  situation("same-scope-other-period", ["verifier"], true, false),
  situation("other-scope", ["verifier"], false, false),
  situation("two-verifiers", ["verifier", "second-verifier"], false, true),
  { ...situation("verifier+issuer", ["verifier", "issuer"], true, true), isJoin: true },
  { ...situation("verifier+status-host", ["verifier", "status-host"], true, true), isJoin: true },
  situation("chain-same-period", ["chain"], true, true),
  situation("chain-other-period", ["chain"], true, false),
  situation("chain-other-scope", ["chain"], false, false),
  { ...situation("verifier+chain", ["verifier", "chain"], true, true), isJoin: true },
  situation("relayer-other-period", ["relayer"], true, false),
  situation("rpc-other-period", ["rpc"], true, false),
  situation("status-host-over-time", ["status-host"], false, false),
];

function situation(id: SituationId, observers: readonly Vantage[], sameScope: boolean, samePeriod: boolean): Situation {
  return { id, observers, sameScope, samePeriod, isJoin: false };
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
}

/** The situations that can occur in a deployment. */
export function situationsOf(deployment: DeploymentDescriptor): readonly Situation[] {
  const vantages = vantagesOf(deployment);
  return SITUATIONS.filter(({ observers }) => observers.every((observer) => vantages.includes(observer)));
}

/** Decides every situation of a deployment. */
export function linkability(circuit: CircuitName, deployment: DeploymentDescriptor): readonly LinkVerdict[] {
  const observables = observablesOf(circuit, deployment);
  return situationsOf(deployment).map((each) => ({
    situation: each,
    links: each.isJoin ? joins(observables, each) : taints(observables, each),
  }));
}

/** Values by which two acts of one person are recognised. */
function taints(observables: readonly Observable[], { observers, sameScope, samePeriod }: Situation): Link[] {
  const isEqual = (source: Observable["depends"][number]): boolean => {
    if (source === "scope") return sameScope;
    if (source === "period") return samePeriod;
    return !isFresh(source);
  };
  return observables
    .filter(({ seenFrom }) => observers.some((observer) => seenFrom.includes(observer)))
    .filter(({ depends }) => depends.some(isHolderUnique) && depends.filter((x) => !isHolderUnique(x)).every(isEqual))
    .map(({ id, strength }) => ({ observable: id, strength }));
}

/** Values that both sides hold about one act, and that are not the same for everybody. */
function joins(observables: readonly Observable[], { observers }: Situation): Link[] {
  return observables
    .filter(({ seenFrom }) => observers.every((observer) => seenFrom.includes(observer)))
    .filter(({ depends }) => depends.some((source) => isHolderUnique(source) || isFresh(source)))
    .map(({ id, strength }) => ({ observable: id, strength }));
}
