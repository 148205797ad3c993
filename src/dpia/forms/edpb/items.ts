/** What the parts of the EDPB's template number and refer to: data, purposes, phases, risks. */
import { categoriesOf, type DataCategory } from "../../categories.ts";
import { chainOf, type PartyFunction } from "../../descriptor.ts";
import type { AssessmentFinding, FearedEvent, FindingId } from "../../findings.ts";
import { FUNCTIONS_OF_PARTIES, type Place, RULE, STORES_OF_PARTIES } from "../../places.ts";
import { figuresOf } from "../../report/chapters/risks.ts";
import { type Sentence, sentence } from "../../report/sentence.ts";
import type { Retention } from "../../retention.ts";
import type { FormContext } from "../form.ts";

/** Data of people: claims that stay on the phone, and what stores hold. */
export interface DataItem {
  readonly name: string;
  /** Undefined for what stores hold. */
  readonly claim: string | undefined;
  readonly stores: readonly Retention[];
  readonly places: readonly Place[];
}

export function dataItems({ model, m }: FormContext): readonly DataItem[] {
  const { claimsUsed, retention } = model;
  const held = categoriesOf(retention.flatMap(({ holds }) => holds));
  const holding = (category: DataCategory): readonly Retention[] =>
    retention.filter(({ holds }) => categoriesOf(holds).includes(category));
  return [
    ...claimsUsed.map((claim) => ({ name: m.claim(claim), claim, stores: [], places: [RULE] })),
    ...held.map((category) => ({
      name: m.categories[category],
      claim: undefined,
      stores: holding(category),
      places: ["stores[*].holds", "chain"],
    })),
  ];
}

/** What every store keeps, as a source. */
export const HELD: readonly Place[] = [...STORES_OF_PARTIES, "parties[*].name", "chain"];

export function itemSentence({ name, places }: DataItem): Sentence {
  return sentence(name, places);
}

export function purposeSentences({ model }: FormContext): readonly Sentence[] {
  return model.deployment.purposes.map((text, i) => sentence(text, [`purposes[${i}]`]));
}

export type PhaseId = "issuing" | "lists" | "presenting" | "storing" | "settling" | "anchoring" | "deleting";

/** A phase of the processing, whose parties take part, and what decides on whether there is one. */
export interface Phase {
  readonly id: PhaseId;
  readonly functions: readonly PartyFunction[];
  readonly places: readonly Place[];
}

export function phasesOf({ model: { deployment } }: FormContext): readonly Phase[] {
  return [
    { id: "issuing", functions: ["issuer"], places: ["docs/protocol.md P-7"] },
    { id: "lists", functions: ["status-host"], places: ["channels.statusLists"] },
    { id: "presenting", functions: ["verifier", "second-verifier"], places: ["docs/protocol.md P-18"] },
    { id: "storing", functions: ["hosting"], places: [...HELD] },
    ...(chainOf(deployment) === undefined
      ? []
      : [{ id: "settling" as const, functions: ["relayer", "rpc"] as const, places: ["chain"] }]),
    ...(deployment.records === undefined
      ? []
      : [{ id: "anchoring" as const, functions: ["anchor"] as const, places: ["records"] }]),
    { id: "deleting", functions: [], places: ["stores[*].retention", ...HELD] },
  ];
}

/** Parties with these functions. */
export function partiesThat({ model: { deployment }, m }: FormContext, { functions }: Phase): readonly Sentence[] {
  const names = deployment.parties.filter(({ does }) => does.some((each) => functions.includes(each)));
  return names.length === 0
    ? []
    : [sentence(m.list(names.map(({ name }) => name)), ["parties[*].name", FUNCTIONS_OF_PARTIES])];
}

/** Findings that tell of an event nobody means to happen; all others follow from the processing as it is designed. */
const ABNORMAL: ReadonlySet<FindingId> = new Set<FindingId>([
  "store-lost",
  "development-keys",
  "lost-phone",
  "once-replaced",
  "coercion",
  "no-enrolment",
  "nullifier-too-short",
  "record-guessable",
  "record-shared-salt",
]);

/** A finding under its number in parts 3.1 and 4.1.a. Sentences don't speak of the number: it moves with other findings. */
export interface NumberedRisk {
  readonly ref: string;
  readonly isEvent: boolean;
  readonly event: FearedEvent;
  readonly finding: AssessmentFinding;
  readonly threat: string;
  readonly impact: string;
  readonly source: string;
}

export function risksIn(context: FormContext): readonly NumberedRisk[] {
  const { model, m } = context;
  const all = model.findings.map((finding) => ({
    finding,
    isEvent: ABNORMAL.has(finding.id),
    event: finding.event,
    ...m.findings[finding.id](figuresOf(context, finding)),
  }));
  const numbered = (letter: string, risks: typeof all): NumberedRisk[] =>
    risks.map((risk, i) => ({ ref: `${letter}${i + 1}`, ...risk }));
  return [
    ...numbered(
      "T",
      all.filter(({ isEvent }) => !isEvent),
    ),
    ...numbered(
      "E",
      all.filter(({ isEvent }) => isEvent),
    ),
  ];
}

/** What a finding says, with the finding's own status. */
export function saidBy({ finding }: NumberedRisk, text: string): Sentence {
  return sentence(text, finding.places, { isOpen: finding.basis === "open" });
}
