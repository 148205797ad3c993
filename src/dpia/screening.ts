/** Whether an assessment is called for: the nine criteria of WP 248 rev.01, and three questions beside them. */
import type { CompiledPolicy } from "../statement/policy/compile.ts";
import type { DeploymentDescriptor } from "./descriptor.ts";
import { claimsUsed } from "./knowledge.ts";
import { type Place, RULE, type Tag, tagOf } from "./places.ts";
import { pinnedClaims } from "./rule.ts";

/** `met` and `not-met` follow from what runs or is declared; `open` needs a person. */
export type Verdict = "met" | "not-met" | "open";

export type Criterion =
  | "evaluation"
  | "automated-decision"
  | "monitoring"
  | "sensitive"
  | "large-scale"
  | "matching"
  | "vulnerable"
  | "innovative"
  | "prevents-service";

export interface ScreeningRow {
  readonly criterion: Criterion;
  readonly verdict: Verdict;
  readonly basis: Tag;
  readonly places: readonly Place[];
  /** Names of claims that the reason speaks of. */
  readonly claims: readonly string[];
}

export interface Screening {
  readonly rows: readonly ScreeningRow[];
  readonly met: number;
  readonly open: number;
  /** Whether people under 18 can be among those who prove. */
  readonly children: { readonly verdict: Verdict; readonly basis: Tag; readonly places: readonly Place[] };
}

/**
 * Pre-scores the nine criteria of Article 29 Working Party, WP 248 rev.01, section III.B. A score of two or more is where
 * the guidelines see a high risk in most cases. It is a score, not an answer: the controller decides.
 */
export function screen(policy: CompiledPolicy, deployment: DeploymentDescriptor): Screening {
  const used = claimsUsed(policy);
  const money = policy.schema.claims.filter(({ name, type }) => used.includes(name) && type === "money");
  const special = (deployment.specialCategories ?? [])
    .map(({ claim }) => claim)
    .filter((claim) => used.includes(claim));
  // A value that everybody who presents is known to have is personal whether or not somebody calls it special.
  const sensitive = [...new Set([...special, ...pinnedClaims(policy.policy, policy.schema)])];
  const children = childrenOf(policy, deployment);
  const { decision, dataSubjects } = deployment;
  const row = (
    criterion: Criterion,
    verdict: Verdict,
    places: readonly Place[],
    claims: readonly string[] = [],
  ): ScreeningRow => ({ criterion, verdict, basis: verdict === "open" ? "open" : tagOf(places), places, claims });
  const rows: ScreeningRow[] = [
    row("evaluation", money.length > 0 ? "met" : "open", [RULE]),
    row("automated-decision", decision.automated ? "met" : "not-met", ["decision.automated"]),
    row("monitoring", "open", ["WP 248 rev.01"]),
    row("sensitive", special.length > 0 ? "met" : "open", [RULE, "specialCategories"], sensitive),
    // The guidelines name no number.
    row("large-scale", "open", ["WP 248 rev.01"]),
    row("matching", "open", ["WP 248 rev.01"]),
    dataSubjects.vulnerable === undefined && children.verdict === "met"
      ? row("vulnerable", "met", ["dataSubjects.vulnerable", ...children.places])
      : row("vulnerable", dataSubjects.vulnerable === undefined ? "open" : "met", ["dataSubjects.vulnerable"]),
    // Zero-knowledge proofs of eligibility are a new technological solution in the sense of the eighth criterion.
    row("innovative", "met", ["docs/protocol.md P-18"]),
    row("prevents-service", decision.effect === undefined ? "open" : "met", ["decision.effect"]),
  ];
  return {
    rows,
    met: rows.filter(({ verdict }) => verdict === "met").length,
    open: rows.filter(({ verdict }) => verdict === "open").length,
    children,
  };
}

/** Derived when an alternative has no age limit from below, or asks for somebody younger than 18. */
function childrenOf(policy: CompiledPolicy, { dataSubjects }: DeploymentDescriptor): Screening["children"] {
  if (allAdults(policy)) return { verdict: "not-met", basis: "derived", places: [RULE] };
  const places = [RULE, "dataSubjects.children"];
  if (dataSubjects.children === undefined) return { verdict: "open", basis: "open", places };
  return { verdict: dataSubjects.children ? "met" : "not-met", basis: "declared", places };
}

/** Whether every alternative asks for somebody of 18 years or more. */
export function allAdults(policy: CompiledPolicy): boolean {
  const ages = policy.rangeSlots.map(({ enabled, relative, negate, lo, hi, claimIndex }, i) => ({
    bit: 1 << i,
    isAdult:
      enabled &&
      relative === "years" &&
      policy.schema.claims[claimIndex]?.name === "birthDate" &&
      (negate ? lo === 0n && hi + 1n >= ADULT : lo >= ADULT),
  }));
  const adultBits = ages.filter(({ isAdult }) => isAdult).reduce((mask, { bit }) => mask | bit, 0);
  return policy.clauses.every((mask) => (mask & adultBits) !== 0);
}

/** 18 years in the unit of a range slot (protocol P-13). */
const ADULT = 180_000n;
