/**
 * The sixteen recommendations of EDPB Guidelines 02/2025 on processing of personal data through blockchain technologies,
 * Annex A, numbered as in version 1.1 of 8 April 2025 (public consultation).
 */
import { chainOf, type DeploymentDescriptor } from "./descriptor.ts";
import type { Place } from "./places.ts";

/** `pass`: what runs does it. `declared`: the descriptor says so. `open`: a person has to answer. */
export type BlockchainVerdict = "pass" | "declared" | "open" | "not-applicable";

export interface BlockchainRow {
  /** 1 to 16. */
  readonly recommendation: number;
  readonly verdict: BlockchainVerdict;
  /** Which sentence of the catalogue gives the reason. */
  readonly reason:
    | "no-chain"
    | "why-declared"
    | "why-open"
    | "claims-stay-off"
    | "record-hash-only"
    | "information"
    | "eight-signals"
    | "trust"
    | "mandated"
    | "mandated-yes"
    | "mandated-no"
    | "vulnerabilities"
    | "changes"
    | "consent"
    | "by-design"
    | "permanent"
    | "security"
    | "algorithm"
    | "evolution"
    | "public"
    | "rights";
  readonly places: readonly Place[];
  /** The answer itself, where the descriptor has one. */
  readonly text: string | undefined;
}

/** What decides on whether the table applies: a chain, or records; where there are both, neither alone. */
export function placesOfTable({ chain, records }: DeploymentDescriptor): readonly Place[] {
  if (chain !== "none") return records === undefined ? ["chain"] : [];
  return records === undefined ? ["chain", "records"] : ["records"];
}

/** What each recommendation asks for, where it is one answer of the descriptor. */
type Answered = readonly [
  recommendation: number,
  reason: BlockchainRow["reason"],
  place: Place,
  text: string | undefined,
];

/** Fills the table; without a chain and without anchored records nothing of it applies. */
export function blockchainTable(deployment: DeploymentDescriptor): readonly BlockchainRow[] {
  const chain = chainOf(deployment);
  const { records, rights, governance, security } = deployment;
  const applies = placesOfTable(deployment);
  if (chain === undefined && records === undefined) {
    return Array.from({ length: 16 }, (_, i) => ({
      recommendation: i + 1,
      verdict: "not-applicable" as const,
      reason: "no-chain" as const,
      places: applies,
      text: undefined,
    }));
  }
  const mandated = governance?.mandatedByLaw;
  const answered: readonly Answered[] = [
    [1, chain?.why === undefined ? "why-open" : "why-declared", "chain.why", chain?.why],
    [3, "information", "rights.information", rights?.information],
    [5, "trust", "governance.trust", governance?.trust],
    [7, "vulnerabilities", "governance.vulnerabilities", governance?.vulnerabilities],
    [8, "changes", "governance.changes", governance?.changes],
    [9, "consent", "rights.consent", rights?.consent],
    [12, "security", "security", security?.map(({ title, text }) => `${title}: ${text}`).join(" ")],
    [13, "algorithm", "governance.algorithmFailure", governance?.algorithmFailure],
    [14, "evolution", "governance.changes", governance?.changes],
    [16, "rights", "rights.erasure", rights?.erasure],
  ];
  const row = (
    recommendation: number,
    verdict: BlockchainVerdict,
    reason: BlockchainRow["reason"],
    places: readonly Place[],
  ): BlockchainRow => ({ recommendation, verdict, reason, places: [...places, ...applies], text: undefined });
  const rows = [
    row(2, "pass", records === undefined ? "claims-stay-off" : "record-hash-only", [
      "docs/protocol.md P-18",
      "records",
    ]),
    row(4, "pass", "eight-signals", ["docs/protocol.md P-18"]),
    row(
      6,
      mandated === undefined ? "open" : "declared",
      mandated === undefined ? "mandated" : mandated ? "mandated-yes" : "mandated-no",
      ["governance.mandatedByLaw"],
    ),
    row(10, "open", "by-design", ["docs/protocol.md P-18"]),
    row(11, "open", "permanent", ["docs/settlement.md"]),
    row(15, "open", "public", ["docs/settlement.md"]),
    ...answered.map(([recommendation, reason, place, text]) => ({
      ...row(recommendation, text === undefined ? "open" : "declared", reason, [place]),
      text,
    })),
  ];
  return rows.sort((a, b) => a.recommendation - b.recommendation);
}
