/**
 * What a sentence rests on. A place is the path of an answer in the descriptor (`channels.times`), a part of a file that
 * runs (`circuits/signals.json: nullifier`, `policy: require.allOf[0]`), or a text that says it for every deployment
 * (`docs/protocol.md P-23`). The status of a sentence is no choice of whoever writes it: it follows from its places.
 */

import type { PublicSignalName } from "../statement/circuit/signals.ts";
import { deploymentSchema } from "./descriptor.ts";

export type Place = string;

/**
 * `derived`: rests on circuits, policy, keys and counts alone. `declared`: somebody says so, those who run the service
 * in the descriptor, or the documentation of the software. `open`: only a person can answer.
 */
export type Tag = "derived" | "declared" | "open";

export const SIGNALS = "circuits/signals.json";
export const MANIFEST = "artifacts/manifest.json";
/** The descriptor as a whole, of which a hash is taken; its date and the address of its schema are left out. */
export const DESCRIPTOR = "deployment";
/** The rule as it is written. */
export const RULE = "policy: require";
/** How often a person may claim, which the explanation says beside the rule. */
export const POLICY_WORDS: readonly Place[] = ["policy: maxClaims", "policy: grid"];
export const signal = (name: PublicSignalName | string): Place => `${SIGNALS}: ${name}`;
/** Who does what: the functions of all parties. */
export const FUNCTIONS_OF_PARTIES = "parties[*].does";
/** Which party keeps which store, what it holds, and what it is called. */
export const STORES_OF_PARTIES: readonly Place[] = ["stores[*].party", "stores[*].holds", "stores[*].title"];

/** Answers that are counts, or the day on which people are counted: no opinion of anybody. */
const COUNTS = /^(?:date|population\.(?:people|mapping|size|histograms|groupBy|published))(?:[.[]|$)/;
const COMPUTED = [SIGNALS, MANIFEST, "policy", "alsoAsked", DESCRIPTOR];

/** Whether a change of the inputs can change what stands at a place; texts that are fixed are none. */
export function isInput(place: Place): boolean {
  return isComputed(place) || isAnswer(place);
}

function isComputed(place: Place): boolean {
  return COUNTS.test(place) || COMPUTED.some((start) => place.startsWith(start));
}

function isAnswer(place: Place): boolean {
  const [key = ""] = place.split(/[.[]/);
  return Object.hasOwn(deploymentSchema.entries, key);
}

/** The status of a sentence that rests on these places: as weak as the weakest of them. */
export function tagOf(places: readonly Place[]): Exclude<Tag, "open"> {
  return places.some(isComputed) && !places.some((place) => isAnswer(place) && !isComputed(place))
    ? "derived"
    : "declared";
}

/** Whether a place is, or lies within, what another names; `[*]` stands for every entry of a list. */
export function contains(outer: Place, inner: Place): boolean {
  if (outer === DESCRIPTOR) return isAnswer(inner) && inner !== "date";
  const pattern = outer.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("\\[\\*\\]", "\\[(?:\\d+|\\*)\\]");
  return new RegExp(`^${pattern}(?:[.[: ]|$)`).test(inner);
}

/** Places once each, as a reader gets them. */
export function namesOf(places: readonly Place[]): string {
  return [...new Set(places)].join("; ");
}
