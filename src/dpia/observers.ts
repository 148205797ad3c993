/** Who looks: parties with all that they do, and those whom no contract names. */
import { type DeploymentDescriptor, STORED, type Stored } from "./descriptor.ts";
import { type Vantage, vantagesOf } from "./observables.ts";

/** Somebody who sees. One party may look from several places, and keep several stores. */
export interface Observer {
  /** A party's id, or the place of somebody whom the descriptor does not name. */
  readonly id: string;
  /** A party's name; undefined for those who have a name in every language. */
  readonly name: string | undefined;
  readonly vantages: readonly Vantage[];
  /** Titles of its stores, by what they hold. */
  readonly keeps: ReadonlyMap<Stored, readonly string[]>;
}

/** A coalition, and what it sees from. */
export interface Coalition {
  readonly members: readonly Observer[];
  readonly vantages: readonly Vantage[];
}

/** Places that somebody looks from whom no contract names: the person, everybody else's verifier, the chain's readers. */
const UNNAMED: readonly Vantage[] = ["holder", "second-verifier", "status-host", "rpc", "anchor", "chain"];

/** Everybody in a deployment who can see something: parties in their order, then those who are no party. */
export function observersOf(deployment: DeploymentDescriptor): readonly Observer[] {
  const vantages = vantagesOf(deployment);
  const everybody = vantages.filter((vantage) => vantage === "chain");
  const parties = deployment.parties.map(({ id, name, does }): Observer => {
    const own = vantages.filter((vantage) => (does as readonly Vantage[]).includes(vantage));
    return { id, name, vantages: [...own, ...everybody], keeps: keptBy(deployment, id) };
  });
  const covered = new Set<Vantage>(deployment.parties.flatMap(({ does }) => does));
  const others = UNNAMED.filter((vantage) => vantages.includes(vantage) && !covered.has(vantage)).map(
    (vantage): Observer => ({
      id: vantage,
      name: undefined,
      vantages: vantage === "chain" ? everybody : [vantage, ...everybody],
      keeps: keptBy(deployment, undefined),
    }),
  );
  return [...others.filter(({ id }) => id === "holder"), ...parties, ...others.filter(({ id }) => id !== "holder")];
}

function keptBy({ stores }: DeploymentDescriptor, party: string | undefined): Observer["keeps"] {
  const own = stores.filter((store) => store.party === party);
  const titles = (what: Stored): readonly string[] =>
    own.filter(({ holds }) => holds.includes(what)).map(({ id, title = id }) => title);
  return new Map(STORED.map((what) => [what, titles(what)]));
}

/** Observers who put together what they see. */
export function together(members: readonly Observer[]): Coalition {
  return { members, vantages: [...new Set(members.flatMap(({ vantages }) => vantages))] };
}

/** All pairs of observers other than the person. */
export function pairsOf(observers: readonly Observer[]): readonly Coalition[] {
  const others = observers.filter(({ id }) => id !== "holder");
  return others.flatMap((a, i) => others.slice(i + 1).map((b) => together([a, b])));
}
