/**
 * What stands around a proof and is no part of it: hosts, platforms, payments, people who live together. Some of it follows
 * from what is declared elsewhere; the rest is asked.
 */
import { chainOf, type DeploymentDescriptor, type PartyFunction, type SurroundingQuestion } from "./descriptor.ts";
import { FUNCTIONS_OF_PARTIES, type Place, RULE } from "./places.ts";

export const SURROUNDINGS = [
  "issuing",
  "platform",
  "artifacts",
  "epoch",
  "lists",
  "cookies",
  "logs",
  "payment",
  "smallIssuers",
  "refusals",
  "household",
] as const;
export type SurroundingId = (typeof SURROUNDINGS)[number];

/** `joins`: by what is declared, it tells people apart. `nothing`: by what is declared, it does not. */
export type SurroundingState = "joins" | "nothing" | "answered" | "open";

export interface Surrounding {
  readonly id: SurroundingId;
  readonly state: SurroundingState;
  /** What the descriptor says about it. */
  readonly answer: string | undefined;
  readonly places: readonly Place[];
}

/** One row for each, in the list's order. */
export function surroundingsOf(deployment: DeploymentDescriptor): readonly Surrounding[] {
  const { channels, surroundings = {} } = deployment;
  const asked = (id: SurroundingQuestion, places: readonly Place[] = []): Surrounding => {
    const answer = surroundings[id];
    return { id, state: answer === undefined ? "open" : "answered", answer, places: [`surroundings.${id}`, ...places] };
  };
  const follows = (id: SurroundingId, joins: boolean, places: readonly Place[]): Surrounding => ({
    id,
    state: joins ? "joins" : "nothing",
    answer: undefined,
    places,
  });
  const chain = chainOf(deployment);
  const rows: Readonly<Record<SurroundingId, Surrounding>> = {
    issuing: follows("issuing", keepsTimes(deployment, ["issuer"]) && keepsTimes(deployment, ["verifier", "hosting"]), [
      "stores[*].holds",
      "stores[*].party",
      FUNCTIONS_OF_PARTIES,
    ]),
    platform: asked("platform"),
    artifacts: asked("artifacts", [RULE]),
    epoch: follows("epoch", channels.roots === "copy", ["channels.roots"]),
    lists: asked("lists"),
    cookies: asked("cookies"),
    logs: asked("logs"),
    payment: asked("payment"),
    smallIssuers: asked("smallIssuers"),
    refusals: follows("refusals", channels.caseNumber === true, ["channels.caseNumber"]),
    household: follows("household", channels.networkAddress === "kept" || chain?.payee === "reused", [
      "channels.networkAddress",
      "chain",
    ]),
  };
  return SURROUNDINGS.map((id) => rows[id]);
}

/** Whether a party of one of these functions has a store of times. */
function keepsTimes({ parties, stores }: DeploymentDescriptor, functions: readonly PartyFunction[]): boolean {
  const those = parties.filter(({ does }) => does.some((each) => functions.includes(each))).map(({ id }) => id);
  return stores.some(({ party, holds }) => those.includes(party) && holds.includes("time"));
}
