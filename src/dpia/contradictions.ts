/** What a descriptor may not say at once. */
import type { Language } from "../core/language.ts";
import { isPerLanguage, type PartyFunction, type Stored, type WrittenDescriptor } from "./descriptor.ts";
import { officeIsWrong } from "./office/description.ts";

/** Where a contradiction stands, and what would be none. */
export interface Contradiction {
  readonly path: readonly (string | number)[];
  readonly expected: string;
}

/** What a shape can't say: names that occur twice or nowhere, and answers that stores or parties belie. */
export function findContradiction(deployment: WrittenDescriptor): Contradiction | undefined {
  return (
    namesAreWrong(deployment) ??
    populationIsWrong(deployment) ??
    functionsAreWrong(deployment) ??
    storesBelie(deployment) ??
    officeIsWrong(deployment) ??
    languageIsMissing(deployment, deployment.languages, [])
  );
}

function namesAreWrong({ parties, stores, scopes }: WrittenDescriptor): Contradiction | undefined {
  const ids = new Set<string>();
  for (const [i, { id }] of parties.entries()) {
    if (ids.has(id)) return { path: ["parties", i, "id"], expected: "each party once" };
    ids.add(id);
  }
  const seen = new Set<string>();
  for (const [i, { id, party }] of stores.entries()) {
    if (seen.has(id)) return { path: ["stores", i, "id"], expected: "each store once" };
    seen.add(id);
    if (!ids.has(party)) return { path: ["stores", i, "party"], expected: `one of ${[...ids].join(", ")}` };
  }
  const scopeNames = scopes.map(({ verifier, programme }) => `${verifier}/${programme}`);
  return new Set(scopeNames).size === scopeNames.length ? undefined : { path: ["scopes"], expected: "each scope once" };
}

function populationIsWrong({ population }: WrittenDescriptor): Contradiction | undefined {
  if ((population.people === undefined) !== (population.mapping === undefined)) {
    return { path: ["population"], expected: "people and mapping together" };
  }
  if (population.people === undefined && population.size === undefined) {
    return { path: ["population"], expected: "people and mapping, or size" };
  }
  return population.people !== undefined && population.histograms !== undefined
    ? { path: ["population", "histograms"], expected: "people or histograms, not both" }
    : undefined;
}

function functionsAreWrong({ parties, chain, records, issuerKeys }: WrittenDescriptor): Contradiction | undefined {
  const doing = (what: PartyFunction): number => parties.filter(({ does }) => does.includes(what)).length;
  const firstDoing = (what: PartyFunction): number => parties.findIndex(({ does }) => does.includes(what));
  for (const needed of ["issuer", "verifier"] as const) {
    if (doing(needed) === 0) return { path: ["parties"], expected: `a party that does: ${needed}` };
  }
  if (chain !== "none" && chain.gasPaidBy === "relayer" && doing("relayer") === 0) {
    return { path: ["chain", "gasPaidBy"], expected: "a party that does: relayer" };
  }
  for (const what of ["relayer", "rpc"] as const) {
    if (chain === "none" && doing(what) > 0)
      return { path: ["parties", firstDoing(what), "does"], expected: `no ${what}, as there is no chain` };
  }
  if (records === undefined && doing("anchor") > 0)
    return { path: ["parties", firstDoing("anchor"), "does"], expected: "no anchor, as there are no records" };
  return issuerKeys !== undefined && issuerKeys < doing("issuer")
    ? { path: ["issuerKeys"], expected: `at least ${doing("issuer")}, one for each party that issues` }
    : undefined;
}

/** Stores decide: what a store holds was not dropped. */
function storesBelie({ channels, chain, records, stores }: WrittenDescriptor): Contradiction | undefined {
  const holder = (what: Stored): string | undefined => stores.find(({ holds }) => holds.includes(what))?.id;
  const answers: readonly (readonly [path: readonly string[], isDenied: boolean, what: Stored])[] = [
    [["channels", "networkAddress"], channels.networkAddress === "dropped", "network-address"],
    [["channels", "times"], channels.times === "dropped", "time"],
    [["channels", "caseNumber"], channels.caseNumber !== true && records === undefined, "case-number"],
    [["chain"], chain === "none", "payee"],
    [["records"], records === undefined, "record"],
  ];
  const found = answers.find(([, isDenied, what]) => isDenied && holder(what) !== undefined);
  if (found === undefined) return undefined;
  const [path, , what] = found;
  return { path, expected: `what the store ${holder(what)} says, which holds: ${what}` };
}

/** A text that is given per language is given in every language of the assessment: a report never mixes two. */
function languageIsMissing(
  value: unknown,
  languages: readonly Language[],
  path: Contradiction["path"],
): Contradiction | undefined {
  if (isPerLanguage(value)) {
    const missing = languages.filter((language) => value[language] === undefined);
    return missing.length === 0 ? undefined : { path, expected: `this text in ${missing.join(", ")} too` };
  }
  if (typeof value !== "object" || value === null) return undefined;
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  for (const [key, each] of entries) {
    const found = languageIsMissing(each, languages, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}
