/** What can go wrong, each finding with its LINDDUN type, its feared event, a measure, and who must answer. */
import { countryOf } from "./countries.ts";
import { chainOf } from "./descriptor.ts";
import type { DpiaFacts } from "./facts.ts";
import { hoursUntil } from "./leakage.ts";
import {
  FUNCTIONS_OF_PARTIES,
  MANIFEST,
  namesOf,
  type Place,
  RULE,
  SIGNALS,
  STORES_OF_PARTIES,
  type Tag,
  tagOf,
} from "./places.ts";
import { knownDays, neededDays } from "./retention.ts";

/**
 * LINDDUN (KU Leuven): linking, identifying, non-repudiation, detecting, data disclosure, unawareness and
 * unintervenability, non-compliance.
 */
export type Linddun = "L" | "I" | "Nr" | "D" | "Dd" | "U" | "Nc";

/** The feared events of the CNIL's method. */
export type FearedEvent = "access" | "modification" | "disappearance";

export type FindingId =
  | "linked-in-period"
  | "permanent-pseudonym"
  | "sender-links"
  | "payee-links"
  | "network-links"
  | "case-links"
  | "status-question"
  | "rare-roots"
  | "single-openings"
  | "few-issuers"
  | "register-match"
  | "one-party-both"
  | "value-disclosed"
  | "issuer-linked"
  | "surer-guess"
  | "small-group"
  | "early-set"
  | "threshold-window"
  | "answers-add-up"
  | "proof-is-evidence"
  | "nullifier-too-short"
  | "store-permanent"
  | "store-lost"
  | "development-keys"
  | "lost-phone"
  | "no-enrolment"
  | "once-replaced"
  | "coercion"
  | "record-guessable"
  | "record-shared-salt"
  | "record-stays"
  | "no-legal-basis"
  | "special-category"
  | "no-human-review"
  | "no-paper-route"
  | "no-information"
  | "children"
  | "chain-abroad"
  | "transfer-undeclared"
  | "host-knows-people"
  | "times-kept";

export type MeasureId =
  | "scoped-nullifiers"
  | "no-claims-leave"
  | "relay"
  | "one-time-payee"
  | "drop-addresses"
  | "whole-lists"
  | "same-roots"
  | "all-openings"
  | "more-issuers"
  | "enrol"
  | "coarser-rule"
  | "ask-for-less"
  | "declare-transfer"
  | "host-contract"
  | "start-together"
  | "separate-registers"
  | "one-threshold"
  | "own-programmes"
  | "delete-proofs"
  | "short-retention"
  | "long-enough-retention"
  | "backup-store"
  | "ceremony"
  | "reissue"
  | "human-route"
  | "salted-records"
  | "erase-salt"
  | "inform"
  | "legal-answer"
  | "chain-answer"
  | "bound-session"
  | "coarse-times";

/** One thing that can go wrong, with its measure and who must answer. */
export interface AssessmentFinding {
  readonly id: FindingId;
  readonly linddun: Linddun;
  readonly event: FearedEvent;
  readonly measure: MeasureId;
  /** Who has to act: the code does it already, an engineer configures it, or a privacy officer decides. */
  readonly answers: "machine" | "engineer" | "privacy-officer";
  readonly basis: Tag;
  /** Whether the code does something about it, or the descriptor says what is done. */
  readonly isAnswered: boolean;
  /** What it rests on: a change there can change it, and no other change can. */
  readonly places: readonly Place[];
  /** Those of the places that decide on whether it is there at all; the others move its figures. */
  readonly when: readonly Place[];
  /** The places as a reader gets them. */
  readonly source: string;
  /** Figures for the sentence. */
  readonly figures: { readonly [name: string]: number | string };
}

type Rule = (facts: DpiaFacts) => AssessmentFinding | readonly AssessmentFinding[] | undefined;

const finding = (
  id: FindingId,
  linddun: Linddun,
  event: FearedEvent,
  rest: Pick<AssessmentFinding, "measure" | "answers" | "places"> & {
    readonly when?: readonly Place[];
    readonly isOpen?: boolean;
    readonly isAnswered?: boolean;
    readonly figures?: AssessmentFinding["figures"];
  },
): AssessmentFinding => {
  const {
    measure,
    answers,
    places,
    when = places,
    isOpen = false,
    isAnswered = answers === "machine",
    figures = {},
  } = rest;
  const basis = isOpen ? "open" : tagOf(places);
  return { id, linddun, event, measure, answers, basis, isAnswered, places, when, source: namesOf(places), figures };
};

/** With fewer, who knows the offices of a region can often tell which of them issued. */
const FEWEST_ISSUERS = 3;

/** One rule per finding, in the order in which the report lists them. */
const RULES: readonly Rule[] = [
  () =>
    finding("linked-in-period", "L", "access", {
      measure: "scoped-nullifiers",
      answers: "machine",
      places: ["docs/protocol.md P-19"],
    }),
  ({ deployment }) =>
    chainOf(deployment) &&
    finding("permanent-pseudonym", "L", "access", {
      measure: "chain-answer",
      answers: "privacy-officer",
      places: ["chain"],
    }),
  ({ deployment }) =>
    chainOf(deployment)?.gasPaidBy === "holder"
      ? finding("sender-links", "L", "access", { measure: "relay", answers: "engineer", places: ["chain.gasPaidBy"] })
      : undefined,
  ({ deployment }) =>
    chainOf(deployment)?.payee === "reused"
      ? finding("payee-links", "L", "access", {
          measure: "one-time-payee",
          answers: "engineer",
          places: ["chain.payee"],
        })
      : undefined,
  ({ deployment: { channels } }) =>
    channels.networkAddress === "kept"
      ? finding("network-links", "I", "access", {
          measure: "drop-addresses",
          answers: "engineer",
          places: ["channels.networkAddress"],
        })
      : undefined,
  ({ deployment: { channels } }) =>
    channels.caseNumber === true
      ? finding("case-links", "I", "access", {
          measure: "ask-for-less",
          answers: "privacy-officer",
          places: ["channels.caseNumber"],
        })
      : undefined,
  ({ deployment: { channels } }) =>
    channels.statusLists === "single"
      ? finding("status-question", "D", "access", {
          measure: "whole-lists",
          answers: "engineer",
          places: ["channels.statusLists"],
        })
      : undefined,
  ({ deployment: { channels } }) =>
    channels.roots === "copy"
      ? finding("rare-roots", "L", "access", { measure: "same-roots", answers: "engineer", places: ["channels.roots"] })
      : undefined,
  ({ deployment: { records } }) =>
    records?.openings === "single"
      ? finding("single-openings", "L", "access", {
          measure: "all-openings",
          answers: "engineer",
          places: ["records.openings"],
        })
      : undefined,
  ({ deployment: { issuerKeys } }) =>
    issuerKeys !== undefined && issuerKeys >= FEWEST_ISSUERS
      ? undefined
      : finding("few-issuers", "I", "access", {
          measure: "more-issuers",
          answers: issuerKeys === undefined ? "privacy-officer" : "engineer",
          isOpen: issuerKeys === undefined,
          places: ["issuerKeys"],
          figures: { keys: issuerKeys ?? "", fewest: FEWEST_ISSUERS },
        }),
  ({ pinned }) =>
    pinned.length === 0
      ? undefined
      : finding("value-disclosed", "Dd", "access", {
          measure: "ask-for-less",
          answers: "privacy-officer",
          places: [RULE],
          figures: { claims: pinned.join(", ") },
        }),
  ({ links }) => {
    const verdict = links.find(({ situation }) => situation.id === "verifier+issuer");
    return verdict === undefined || verdict.links.length === 0
      ? undefined
      : finding("issuer-linked", "I", "access", {
          measure: "separate-registers",
          answers: "privacy-officer",
          places: [SIGNALS, ...verdict.places],
          figures: { values: verdict.links.map(({ observable }) => observable).join(", ") },
        });
  },
  ({ leakage }) =>
    leakage &&
    finding("register-match", "I", "access", {
      measure: "separate-registers",
      answers: "privacy-officer",
      places: leakage.places,
      when: leakage.places.filter((place) => place.startsWith("population.") && place !== "population.published"),
      figures: { set: leakage.policy.anonymitySet },
    }),
  ({ deployment: { parties } }) => {
    const both = parties.filter(({ does }) => does.includes("issuer") && does.includes("verifier"));
    return both.length === 0
      ? undefined
      : finding("one-party-both", "I", "access", {
          measure: "separate-registers",
          answers: "privacy-officer",
          places: [FUNCTIONS_OF_PARTIES, "parties[*].name"],
          figures: { party: both.map(({ name }) => name).join(", ") },
        });
  },
  ({ deployment: { parties, stores } }) =>
    parties.flatMap(({ id, name, does }) => {
      const own = stores.filter(({ party }) => party === id);
      const held = own.some(({ holds }) => holds.includes("identity") || holds.includes("claims"));
      return held && !does.includes("issuer")
        ? [
            finding("host-knows-people", "I", "access", {
              measure: "host-contract",
              answers: "privacy-officer",
              places: [FUNCTIONS_OF_PARTIES, ...STORES_OF_PARTIES, "parties[*].name"],
              figures: { party: name },
            }),
          ]
        : [];
    }),
  ({ leakage, inferenceLimit }) =>
    leakage?.inferences
      .filter(({ isAlwaysRevealed, prior, posterior }) => !isAlwaysRevealed && posterior > prior)
      .filter(({ posterior, worst }) => Math.max(posterior, worst?.posterior ?? 0) > inferenceLimit)
      .map(({ path, test, prior, posterior, worst }) =>
        finding("surer-guess", "Dd", "access", {
          measure: "coarser-rule",
          answers: "privacy-officer",
          places: [...leakage.places, "population.inferenceLimit", "population.groupBy"],
          figures: {
            about: test?.claim ?? "",
            path,
            prior: percent(prior),
            posterior: percent(posterior),
            group: worst?.group ?? "",
            worst: percent(worst?.posterior ?? 0),
            limit: percent(inferenceLimit),
          },
        }),
      ),
  ({ leakage, minimumGroup }) => {
    const small = (leakage?.policy.groups ?? []).filter(
      ({ qualifying }) => qualifying > 0 && qualifying < minimumGroup,
    );
    const worst = leakage?.policy.worst;
    return leakage === undefined || worst === undefined || small.length === 0
      ? undefined
      : finding("small-group", "I", "access", {
          measure: "coarser-rule",
          answers: "privacy-officer",
          places: [...leakage.places, "population.minimumGroup", "population.groupBy"],
          figures: {
            groups: small.length,
            all: leakage.policy.groups.filter(({ qualifying }) => qualifying > 0).length,
            people: small.reduce((sum, { qualifying }) => sum + qualifying, 0),
            group: worst.group,
            count: worst.qualifying,
            minimum: minimumGroup,
          },
        });
  },
  ({ leakage, minimumGroup, deployment: { population } }) => {
    const early = leakage?.early.find(({ presenters }) => presenters < minimumGroup);
    return early === undefined || population.uptakePerDay === undefined || leakage === undefined
      ? undefined
      : finding("early-set", "I", "access", {
          measure: "start-together",
          answers: "engineer",
          places: ["population.uptakePerDay", "population.minimumGroup", ...leakage.places],
          figures: {
            hours: hoursUntil(minimumGroup, leakage.policy.anonymitySet, population.uptakePerDay) ?? "",
            minimum: minimumGroup,
          },
        });
  },
  ({ leakage, minimumGroup }) => {
    const windows = (leakage?.sweeps ?? []).flatMap(({ steps }) => steps.map(({ between }) => between ?? 0));
    // Where nobody lies between two thresholds, nobody is told apart by them.
    const smallest = Math.min(...windows.filter((people) => people > 0));
    return leakage !== undefined && smallest < minimumGroup
      ? finding("threshold-window", "I", "access", {
          measure: "one-threshold",
          answers: "privacy-officer",
          places: [...leakage.places, "population.minimumGroup"],
          figures: { count: smallest, minimum: minimumGroup },
        })
      : undefined;
  },
  ({ leakage }) =>
    leakage?.accumulated &&
    finding("answers-add-up", "L", "access", {
      measure: "own-programmes",
      answers: "privacy-officer",
      places: ["alsoAsked", ...leakage.places],
      figures: { set: leakage.accumulated.anonymitySet, alone: leakage.policy.anonymitySet },
    }),
  ({ deployment: { channels } }) =>
    channels.times === "exact"
      ? finding("times-kept", "D", "access", {
          measure: "coarse-times",
          answers: "engineer",
          places: ["channels.times"],
        })
      : undefined,
  ({ deployment: { stores, chain } }) =>
    finding("proof-is-evidence", "Nr", "access", {
      measure: "delete-proofs",
      answers: "engineer",
      isAnswered: chain === "none" && !stores.some(({ holds }) => holds.includes("proof")),
      places: ["docs/protocol.md P-18"],
      when: ["stores[*].holds", "chain"],
    }),
  ({ deployment, policy }) => {
    const needed = neededDays(deployment, policy);
    const longest = knownDays(deployment);
    if (needed === undefined || longest >= needed) return undefined;
    return finding("nullifier-too-short", "Nc", "modification", {
      measure: "long-enough-retention",
      answers: "engineer",
      places: [...STORES_OF_PARTIES, "stores[*].retention", "scopes[*].period", "chain", FUNCTIONS_OF_PARTIES],
      figures: { days: longest, needed: Number.isFinite(needed) ? needed : "" },
    });
  },
  ({ retention }) => {
    const permanent = retention.filter(({ days, path }) => days === "permanent" && path !== undefined);
    return permanent.length === 0
      ? undefined
      : finding("store-permanent", "Nc", "access", {
          measure: "short-retention",
          answers: "privacy-officer",
          places: ["stores[*].retention", "stores[*].title"],
          figures: { stores: permanent.map(({ title }) => title).join(", ") },
        });
  },
  () =>
    finding("store-lost", "Nc", "disappearance", {
      measure: "backup-store",
      answers: "engineer",
      places: ["docs/reliability.md"],
    }),
  ({ artifact }) =>
    artifact.setup === "development"
      ? finding("development-keys", "Nc", "modification", {
          measure: "ceremony",
          answers: "engineer",
          places: [`${MANIFEST}: setup`, RULE],
          when: [`${MANIFEST}: setup`],
          figures: { circuit: artifact.circuit },
        })
      : undefined,
  ({ deployment: { decision } }) =>
    finding("lost-phone", "U", "disappearance", {
      measure: "reissue",
      answers: "privacy-officer",
      isAnswered: decision.lostPhone !== undefined,
      isOpen: decision.lostPhone === undefined,
      places: ["decision.lostPhone"],
    }),
  ({ deployment: { enrolment } }) =>
    enrolment === undefined
      ? finding("no-enrolment", "Nc", "modification", {
          measure: "enrol",
          answers: "privacy-officer",
          places: ["enrolment"],
        })
      : undefined,
  ({ deployment: { scopes } }) =>
    scopes.flatMap(({ period, programme }, i) =>
      period === "once"
        ? [
            finding("once-replaced", "U", "disappearance", {
              measure: "human-route",
              answers: "privacy-officer",
              places: [`scopes[${i}].period`, `scopes[${i}].programme`],
              figures: { programme },
            }),
          ]
        : [],
    ),
  ({ deployment: { decision } }) =>
    finding("coercion", "U", "modification", {
      measure: "human-route",
      answers: "privacy-officer",
      isAnswered: decision.coercion !== undefined,
      isOpen: decision.coercion === undefined,
      places: ["decision.coercion"],
    }),
  ({ deployment: { records }, commitments }) => {
    const record = commitments.find(({ id }) => id === "record");
    return records !== undefined && record !== undefined && records.saltBits < 128
      ? finding("record-guessable", "Dd", "access", {
          measure: "salted-records",
          answers: "engineer",
          places: ["records.saltBits", "records.fields", "hashesPerSecond"],
          figures: { bits: records.saltBits, seconds: record.cost.seconds },
        })
      : undefined;
  },
  ({ deployment: { records } }) =>
    records !== undefined && !records.saltPerRecord
      ? finding("record-shared-salt", "L", "access", {
          measure: "salted-records",
          answers: "engineer",
          places: ["records.saltPerRecord"],
        })
      : undefined,
  ({ deployment: { records } }) =>
    records &&
    finding("record-stays", "Nc", "access", {
      measure: "erase-salt",
      answers: records.erasure === undefined ? "privacy-officer" : "engineer",
      isAnswered: records.erasure !== undefined,
      isOpen: records.erasure === undefined,
      places: ["records.erasure"],
    }),
  ({ deployment: { legalBasis } }) =>
    legalBasis === undefined
      ? finding("no-legal-basis", "Nc", "access", {
          measure: "legal-answer",
          answers: "privacy-officer",
          isOpen: true,
          places: ["legalBasis"],
        })
      : undefined,
  ({ deployment: { specialCategories } }) =>
    specialCategories &&
    finding("special-category", "Nc", "access", {
      measure: "legal-answer",
      answers: "privacy-officer",
      isAnswered: specialCategories.every(({ basis }) => basis !== undefined),
      isOpen: specialCategories.some(({ basis }) => basis === undefined),
      places: ["specialCategories"],
      figures: { claims: specialCategories.map(({ claim }) => claim).join(", ") },
    }),
  ({ deployment: { decision } }) =>
    decision.automated && decision.humanReview === undefined
      ? finding("no-human-review", "Nc", "modification", {
          measure: "human-route",
          answers: "privacy-officer",
          isOpen: true,
          places: ["decision.humanReview", "decision.automated"],
        })
      : undefined,
  ({ deployment: { decision } }) =>
    decision.paperRoute === undefined
      ? finding("no-paper-route", "U", "disappearance", {
          measure: "human-route",
          answers: "privacy-officer",
          isOpen: true,
          places: ["decision.paperRoute"],
        })
      : undefined,
  ({ deployment: { rights } }) =>
    rights?.information === undefined
      ? finding("no-information", "U", "access", {
          measure: "inform",
          answers: "privacy-officer",
          isOpen: true,
          places: ["rights.information"],
        })
      : undefined,
  ({ screening: { children } }) =>
    children.verdict === "not-met"
      ? undefined
      : finding("children", "U", "access", {
          measure: "inform",
          answers: "privacy-officer",
          isOpen: children.verdict === "open",
          places: children.places,
        }),
  ({ deployment }) =>
    chainOf(deployment) &&
    finding("chain-abroad", "Nc", "access", {
      measure: "chain-answer",
      answers: "privacy-officer",
      isOpen: deployment.transfers === undefined,
      places: ["chain", "transfers"],
    }),
  ({ deployment: { parties, transfers } }) =>
    parties.flatMap(({ name, country }, i) =>
      country === undefined || countryOf(country) === "eea" || transfers !== undefined
        ? []
        : [
            finding("transfer-undeclared", "Nc", "access", {
              measure: "declare-transfer",
              answers: "privacy-officer",
              places: [`parties[${i}].country`, `parties[${i}].name`, "transfers"],
              figures: { party: name, country },
            }),
          ],
    ),
];

/** Per mille, as a percentage with one digit. */
function percent(share: number): number {
  return Math.round(share * 1_000) / 10;
}

/** Answers that make a measure asked for, or more than one finding ask for it. */
const ASKED_BY: Readonly<Partial<Record<MeasureId, readonly Place[]>>> = {
  "human-route": ["decision.humanReview", "decision.paperRoute", "decision.coercion", "scopes[*].period"],
  "legal-answer": ["legalBasis", "specialCategories"],
};

/** What decides on whether a measure is asked for, and taken. */
export function placesOfMeasure(id: MeasureId, findings: readonly AssessmentFinding[]): readonly Place[] {
  const asking = findings.filter(({ measure }) => measure === id);
  return [...new Set([...(ASKED_BY[id] ?? []), ...asking.flatMap(({ when }) => when)])];
}

/** Applies every rule. */
export function findingsOf(facts: DpiaFacts): readonly AssessmentFinding[] {
  return RULES.flatMap((rule) => rule(facts) ?? []);
}

/** The measures that answer some finding, once each, in the findings' order, and the three that always hold. */
export function measuresOf(findings: readonly AssessmentFinding[]): readonly MeasureId[] {
  const always: readonly MeasureId[] = ["no-claims-leave", "scoped-nullifiers", "bound-session"];
  return [...new Set<MeasureId>([...always, ...findings.map(({ measure }) => measure)])];
}
