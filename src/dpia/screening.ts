/** Whether an assessment is called for: the nine criteria of WP 248 rev.01, and three questions beside them. */
import type { CompiledPolicy } from "../statement/policy/compile.ts";
import type { DeploymentDescriptor } from "./descriptor.ts";
import { claimsUsed } from "./knowledge.ts";

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
  /** Derived from the policy and circuits, declared in the descriptor, or open. */
  readonly basis: "derived" | "declared" | "open";
}

export interface Screening {
  readonly rows: readonly ScreeningRow[];
  readonly met: number;
  readonly open: number;
  /** Whether people under 18 can be among those who prove. */
  readonly children: { readonly verdict: Verdict; readonly basis: ScreeningRow["basis"] };
}

/**
 * Pre-scores the nine criteria of Article 29 Working Party, WP 248 rev.01, section III.B. A score of two or more is where
 * the guidelines see a high risk in most cases. It is a score, not an answer: the controller decides.
 */
export function screen(policy: CompiledPolicy, deployment: DeploymentDescriptor): Screening {
  const used = claimsUsed(policy);
  const money = policy.schema.claims.filter(({ name, type }) => used.includes(name) && type === "money");
  const special = (deployment.specialCategories ?? []).filter(({ claim }) => used.includes(claim));
  const children = childrenOf(policy, deployment);
  const { decision, dataSubjects } = deployment;
  const rows: ScreeningRow[] = [
    { criterion: "evaluation", ...(money.length > 0 ? met("derived") : OPEN) },
    { criterion: "automated-decision", ...(decision.automated ? met("declared") : unmet("declared")) },
    { criterion: "monitoring", ...OPEN },
    { criterion: "sensitive", ...(special.length > 0 ? met("derived") : OPEN) },
    // The guidelines name no number.
    { criterion: "large-scale", ...OPEN },
    { criterion: "matching", ...OPEN },
    {
      criterion: "vulnerable",
      ...(dataSubjects.vulnerable !== undefined
        ? met("declared")
        : children.verdict === "met"
          ? met(children.basis)
          : OPEN),
    },
    // Zero-knowledge proofs of eligibility are a new technological solution in the sense of the eighth criterion.
    { criterion: "innovative", ...met("derived") },
    { criterion: "prevents-service", ...(decision.effect === undefined ? OPEN : met("declared")) },
  ];
  return {
    rows,
    met: rows.filter(({ verdict }) => verdict === "met").length,
    open: rows.filter(({ verdict }) => verdict === "open").length,
    children,
  };
}

const OPEN = { verdict: "open", basis: "open" } as const;
const met = (basis: ScreeningRow["basis"]) => ({ verdict: "met", basis }) as const;
const unmet = (basis: "derived" | "declared") => ({ verdict: "not-met", basis }) as const;

/** Derived when an alternative has no age limit from below, or asks for somebody younger than 18. */
function childrenOf(policy: CompiledPolicy, { dataSubjects }: DeploymentDescriptor): Screening["children"] {
  const ages = policy.rangeSlots.map(({ enabled, relative, negate, lo, hi, claimIndex }, i) => ({
    bit: 1 << i,
    isAdult:
      enabled &&
      relative === "years" &&
      policy.schema.claims[claimIndex]?.name === "birthDate" &&
      (negate ? lo === 0n && hi + 1n >= ADULT : lo >= ADULT),
  }));
  const adultBits = ages.filter(({ isAdult }) => isAdult).reduce((mask, { bit }) => mask | bit, 0);
  const onlyAdults = policy.clauses.every((mask) => (mask & adultBits) !== 0);
  if (onlyAdults) return { verdict: "not-met", basis: "derived" };
  if (dataSubjects.children !== undefined) {
    return { verdict: dataSubjects.children ? "met" : "not-met", basis: "declared" };
  }
  return { verdict: "open", basis: "open" };
}

/** 18 years in the unit of a range slot (protocol P-13). */
const ADULT = 180_000n;
