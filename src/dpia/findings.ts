/** What can go wrong, each finding with its LINDDUN type, its feared event, a measure, and who must answer. */
import { chainOf } from "./descriptor.ts";
import type { DpiaFacts } from "./facts.ts";
import { neededDays } from "./retention.ts";

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
  | "start-together"
  | "separate-registers"
  | "one-threshold"
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
  readonly basis: "derived" | "declared" | "open";
  /** File or path in the descriptor. */
  readonly source: string;
  /** Figures for the sentence. */
  readonly figures: { readonly [name: string]: number | string };
}

type Rule = (facts: DpiaFacts) => AssessmentFinding | undefined;

const finding = (
  id: FindingId,
  linddun: Linddun,
  event: FearedEvent,
  rest: Omit<AssessmentFinding, "id" | "linddun" | "event" | "figures"> & {
    readonly figures?: AssessmentFinding["figures"];
  },
): AssessmentFinding => ({ id, linddun, event, figures: {}, ...rest });

const SIGNALS = "circuits/signals.json";
/** With fewer, who knows the offices of a region can often tell which of them issued. */
const FEWEST_ISSUERS = 3;

/** One rule per finding, in the order in which the report lists them. */
const RULES: readonly Rule[] = [
  () =>
    finding("linked-in-period", "L", "access", {
      measure: "scoped-nullifiers",
      answers: "machine",
      basis: "derived",
      source: `${SIGNALS}: nullifier`,
    }),
  ({ deployment }) =>
    chainOf(deployment) &&
    finding("permanent-pseudonym", "L", "access", {
      measure: "chain-answer",
      answers: "privacy-officer",
      basis: "derived",
      source: `${SIGNALS}: nullifier; chain`,
    }),
  ({ deployment }) =>
    chainOf(deployment)?.gasPaidBy === "holder"
      ? finding("sender-links", "L", "access", {
          measure: "relay",
          answers: "engineer",
          basis: "derived",
          source: "chain.gasPaidBy",
        })
      : undefined,
  ({ deployment }) =>
    chainOf(deployment)?.payee === "reused"
      ? finding("payee-links", "L", "access", {
          measure: "one-time-payee",
          answers: "engineer",
          basis: "derived",
          source: "chain.payee",
        })
      : undefined,
  ({ deployment: { channels } }) =>
    channels.networkAddress === "kept"
      ? finding("network-links", "I", "access", {
          measure: "drop-addresses",
          answers: "engineer",
          basis: "derived",
          source: "channels.networkAddress",
        })
      : undefined,
  ({ deployment: { channels } }) =>
    channels.caseNumber === true
      ? finding("case-links", "I", "access", {
          measure: "bound-session",
          answers: "privacy-officer",
          basis: "derived",
          source: "channels.caseNumber",
        })
      : undefined,
  ({ deployment: { channels } }) =>
    channels.statusLists === "single"
      ? finding("status-question", "D", "access", {
          measure: "whole-lists",
          answers: "engineer",
          basis: "derived",
          source: "channels.statusLists",
        })
      : undefined,
  ({ deployment: { channels } }) =>
    channels.roots === "copy"
      ? finding("rare-roots", "L", "access", {
          measure: "same-roots",
          answers: "engineer",
          basis: "derived",
          source: "channels.roots",
        })
      : undefined,
  ({ deployment: { records } }) =>
    records?.openings === "single"
      ? finding("single-openings", "L", "access", {
          measure: "all-openings",
          answers: "engineer",
          basis: "derived",
          source: "records.openings",
        })
      : undefined,
  ({ deployment: { issuerKeys } }) =>
    issuerKeys !== undefined && issuerKeys >= FEWEST_ISSUERS
      ? undefined
      : finding("few-issuers", "I", "access", {
          measure: "more-issuers",
          answers: issuerKeys === undefined ? "privacy-officer" : "engineer",
          basis: issuerKeys === undefined ? "open" : "declared",
          source: "issuerKeys",
          figures: { keys: issuerKeys ?? "", fewest: FEWEST_ISSUERS },
        }),
  ({ leakage }) =>
    leakage &&
    finding("register-match", "I", "access", {
      measure: "separate-registers",
      answers: "privacy-officer",
      basis: "derived",
      source: "population",
      figures: { set: leakage.policy.anonymitySet },
    }),
  ({ deployment: { parties } }) => {
    const i = parties.findIndex(({ does }) => does.includes("issuer") && does.includes("verifier"));
    return i < 0
      ? undefined
      : finding("one-party-both", "I", "access", {
          measure: "separate-registers",
          answers: "privacy-officer",
          basis: "derived",
          source: `parties[${i}].does`,
          figures: { party: parties[i]!.name },
        });
  },
  ({ leakage, minimumGroup }) =>
    leakage?.policy.worst !== undefined && leakage.policy.worst.qualifying < minimumGroup
      ? finding("small-group", "I", "access", {
          measure: "coarser-rule",
          answers: "privacy-officer",
          basis: "derived",
          source: "population.minimumGroup",
          figures: {
            group: leakage.policy.worst.group,
            count: leakage.policy.worst.qualifying,
            minimum: minimumGroup,
          },
        })
      : undefined,
  ({ leakage, minimumGroup }) => {
    const early = leakage?.early.find(({ presenters }) => presenters < minimumGroup);
    return (
      early &&
      finding("early-set", "I", "access", {
        measure: "start-together",
        answers: "engineer",
        basis: "derived",
        source: "population.uptakePerDay",
        figures: { hours: early.hours, count: early.presenters, minimum: minimumGroup },
      })
    );
  },
  ({ leakage, minimumGroup }) => {
    const windows = (leakage?.sweeps ?? []).flatMap(({ steps }) => steps.map(({ between }) => between ?? Infinity));
    const smallest = Math.min(...windows);
    return smallest < minimumGroup
      ? finding("threshold-window", "I", "access", {
          measure: "one-threshold",
          answers: "privacy-officer",
          basis: "derived",
          source: "population",
          figures: { count: smallest, minimum: minimumGroup },
        })
      : undefined;
  },
  ({ leakage }) =>
    leakage?.accumulated &&
    finding("answers-add-up", "L", "access", {
      measure: "one-threshold",
      answers: "privacy-officer",
      basis: "derived",
      source: "alsoAsked",
      figures: { set: leakage.accumulated.anonymitySet, alone: leakage.policy.anonymitySet },
    }),
  ({ deployment: { channels } }) =>
    channels.times === "exact"
      ? finding("times-kept", "D", "access", {
          measure: "coarse-times",
          answers: "engineer",
          basis: "declared",
          source: "channels.times",
        })
      : undefined,
  () =>
    finding("proof-is-evidence", "Nr", "access", {
      measure: "bound-session",
      answers: "machine",
      basis: "derived",
      source: `${SIGNALS}: context`,
    }),
  ({ deployment, retention }) => {
    const needed = neededDays(deployment);
    const stores = retention.filter(({ holds }) => holds.includes("nullifier"));
    const days = stores.map((store) => (store.days === "permanent" ? Infinity : store.days));
    const longest = Math.max(0, ...days);
    if (needed === undefined || longest >= needed) return undefined;
    return finding("nullifier-too-short", "Nc", "modification", {
      measure: "long-enough-retention",
      answers: "engineer",
      basis: "derived",
      source: "stores",
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
          basis: "declared",
          source: permanent[0]!.path!,
          figures: { stores: permanent.map(({ title }) => title).join(", ") },
        });
  },
  () =>
    finding("store-lost", "Nc", "disappearance", {
      measure: "backup-store",
      answers: "engineer",
      basis: "derived",
      source: "stores",
    }),
  ({ artifact }) =>
    artifact.setup === "development"
      ? finding("development-keys", "Nc", "modification", {
          measure: "ceremony",
          answers: "engineer",
          basis: "derived",
          source: "artifacts/manifest.json",
          figures: { circuit: artifact.circuit },
        })
      : undefined,
  ({ deployment: { decision } }) =>
    finding("lost-phone", "U", "disappearance", {
      measure: "reissue",
      answers: decision.lostPhone === undefined ? "privacy-officer" : "machine",
      basis: decision.lostPhone === undefined ? "open" : "declared",
      source: "decision.lostPhone",
    }),
  ({ deployment: { enrolment } }) =>
    enrolment === undefined
      ? finding("no-enrolment", "Nc", "modification", {
          measure: "enrol",
          answers: "privacy-officer",
          basis: "declared",
          source: "enrolment",
        })
      : undefined,
  ({ deployment: { scopes } }) => {
    const i = scopes.findIndex(({ period }) => period === "once");
    return i < 0
      ? undefined
      : finding("once-replaced", "U", "disappearance", {
          measure: "human-route",
          answers: "privacy-officer",
          basis: "derived",
          source: `scopes[${i}].period`,
          figures: { programme: scopes[i]!.programme },
        });
  },
  ({ deployment: { decision } }) =>
    finding("coercion", "U", "modification", {
      measure: "human-route",
      answers: "privacy-officer",
      basis: decision.coercion === undefined ? "open" : "declared",
      source: "decision.coercion",
    }),
  ({ deployment: { records }, commitments }) => {
    const record = commitments.find(({ id }) => id === "record");
    return records !== undefined && record !== undefined && records.saltBits < 128
      ? finding("record-guessable", "Dd", "access", {
          measure: "salted-records",
          answers: "engineer",
          basis: "derived",
          source: "records.saltBits",
          figures: { bits: records.saltBits, seconds: record.cost.seconds },
        })
      : undefined;
  },
  ({ deployment: { records } }) =>
    records !== undefined && !records.saltPerRecord
      ? finding("record-shared-salt", "L", "access", {
          measure: "salted-records",
          answers: "engineer",
          basis: "derived",
          source: "records.saltPerRecord",
        })
      : undefined,
  ({ deployment: { records } }) =>
    records &&
    finding("record-stays", "Nc", "access", {
      measure: "erase-salt",
      answers: records.erasure === undefined ? "privacy-officer" : "engineer",
      basis: records.erasure === undefined ? "open" : "declared",
      source: "records.erasure",
    }),
  ({ deployment: { legalBasis } }) =>
    legalBasis === undefined
      ? finding("no-legal-basis", "Nc", "access", {
          measure: "legal-answer",
          answers: "privacy-officer",
          basis: "open",
          source: "legalBasis",
        })
      : undefined,
  ({ deployment: { specialCategories } }) =>
    specialCategories &&
    finding("special-category", "Nc", "access", {
      measure: "legal-answer",
      answers: "privacy-officer",
      basis: specialCategories.some(({ basis }) => basis === undefined) ? "open" : "declared",
      source: "specialCategories",
      figures: { claims: specialCategories.map(({ claim }) => claim).join(", ") },
    }),
  ({ deployment: { decision } }) =>
    decision.automated && decision.humanReview === undefined
      ? finding("no-human-review", "Nc", "modification", {
          measure: "human-route",
          answers: "privacy-officer",
          basis: "open",
          source: "decision.humanReview",
        })
      : undefined,
  ({ deployment: { decision } }) =>
    decision.paperRoute === undefined
      ? finding("no-paper-route", "U", "disappearance", {
          measure: "human-route",
          answers: "privacy-officer",
          basis: "open",
          source: "decision.paperRoute",
        })
      : undefined,
  ({ deployment: { rights } }) =>
    rights?.information === undefined
      ? finding("no-information", "U", "access", {
          measure: "inform",
          answers: "privacy-officer",
          basis: "open",
          source: "rights.information",
        })
      : undefined,
  ({ screening: { children } }) =>
    children.verdict === "not-met"
      ? undefined
      : finding("children", "U", "access", {
          measure: "inform",
          answers: "privacy-officer",
          basis: children.basis,
          source: "policy; dataSubjects.children",
        }),
  ({ deployment }) =>
    chainOf(deployment) &&
    finding("chain-abroad", "Nc", "access", {
      measure: "chain-answer",
      answers: "privacy-officer",
      basis: deployment.transfers === undefined ? "open" : "declared",
      source: "transfers",
    }),
];

/** Applies every rule. */
export function findingsOf(facts: DpiaFacts): readonly AssessmentFinding[] {
  return RULES.map((rule) => rule(facts)).filter((each) => each !== undefined);
}

/** The measures that answer some finding, once each, in the findings' order, and the two that always hold. */
export function measuresOf(findings: readonly AssessmentFinding[]): readonly MeasureId[] {
  return [...new Set<MeasureId>(["no-claims-leave", "scoped-nullifiers", ...findings.map(({ measure }) => measure)])];
}
