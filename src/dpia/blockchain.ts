/**
 * The sixteen recommendations of EDPB Guidelines 02/2025 on processing of personal data through blockchain technologies,
 * Annex A, numbered as in version 1.1 of 8 April 2025 (public consultation).
 */
import { chainOf, type DeploymentDescriptor } from "./descriptor.ts";

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
  /** Path in the descriptor, or the file that shows it. */
  readonly source: string;
}

/** Fills the table; without a chain and without anchored records nothing of it applies. */
export function blockchainTable(deployment: DeploymentDescriptor): readonly BlockchainRow[] {
  const chain = chainOf(deployment);
  const { records, rights, governance, security } = deployment;
  if (chain === undefined && records === undefined) {
    return Array.from({ length: 16 }, (_, i) => ({
      recommendation: i + 1,
      verdict: "not-applicable" as const,
      reason: "no-chain" as const,
      source: "chain",
    }));
  }
  const declared = (value: unknown): BlockchainVerdict => (value === undefined ? "open" : "declared");
  const why = chain?.why;
  return [
    {
      recommendation: 1,
      verdict: declared(why),
      reason: why === undefined ? "why-open" : "why-declared",
      source: "chain.why",
    },
    {
      recommendation: 2,
      verdict: "pass",
      reason: records === undefined ? "claims-stay-off" : "record-hash-only",
      source: "circuits/signals.json",
    },
    { recommendation: 3, verdict: declared(rights?.information), reason: "information", source: "rights.information" },
    { recommendation: 4, verdict: "pass", reason: "eight-signals", source: "circuits/signals.json" },
    { recommendation: 5, verdict: declared(governance?.trust), reason: "trust", source: "governance.trust" },
    {
      recommendation: 6,
      verdict: declared(governance?.mandatedByLaw),
      reason: "mandated",
      source: "governance.mandatedByLaw",
    },
    {
      recommendation: 7,
      verdict: declared(governance?.vulnerabilities),
      reason: "vulnerabilities",
      source: "governance.vulnerabilities",
    },
    { recommendation: 8, verdict: declared(governance?.changes), reason: "changes", source: "governance.changes" },
    { recommendation: 9, verdict: declared(rights?.consent), reason: "consent", source: "rights.consent" },
    { recommendation: 10, verdict: "open", reason: "by-design", source: "circuits/signals.json" },
    { recommendation: 11, verdict: "open", reason: "permanent", source: "stores" },
    { recommendation: 12, verdict: declared(security), reason: "security", source: "security" },
    {
      recommendation: 13,
      verdict: declared(governance?.algorithmFailure),
      reason: "algorithm",
      source: "governance.algorithmFailure",
    },
    { recommendation: 14, verdict: declared(governance?.changes), reason: "evolution", source: "governance.changes" },
    { recommendation: 15, verdict: "open", reason: "public", source: "chain" },
    { recommendation: 16, verdict: declared(rights?.erasure), reason: "rights", source: "rights.erasure" },
  ];
}
