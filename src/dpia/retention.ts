/** How long each store keeps what, and what that means for nullifiers. */
import { parseGrid } from "../core/period-grid.ts";
import type { CompiledPolicy } from "../statement/policy/compile.ts";
import { chainOf, type DeploymentDescriptor, type Stored } from "./descriptor.ts";
import type { Place } from "./places.ts";

export interface Retention {
  /** A store of the descriptor, or `chain` for what the chain keeps for ever. */
  readonly store: string;
  readonly title: string;
  readonly party: string;
  readonly holds: readonly Stored[];
  readonly days: number | "permanent";
  readonly because?: string | undefined;
  readonly erasure?: string | undefined;
  /** Where in the descriptor; undefined for the chain, which nobody declares. */
  readonly path: string | undefined;
  readonly places: readonly Place[];
}

/** What one claim on a chain leaves there: calldata, event and storage of contracts/ClaimGate.sol. */
const ON_CHAIN: readonly Stored[] = [
  "nullifier",
  "policyHash",
  "issuerRoot",
  "statusRoot",
  "scope",
  "period",
  "today",
  "context",
  "proof",
  "payee",
  "time",
];

export function retentionOf(deployment: DeploymentDescriptor): readonly Retention[] {
  const names = new Map(deployment.parties.map(({ id, name }) => [id, name]));
  const chain = chainOf(deployment);
  const stores = deployment.stores.map((store, i): Retention => {
    const { id, title = id, party, holds, retention, erasure } = store;
    return {
      store: id,
      title,
      party: names.get(party)!,
      holds,
      days: retention === "permanent" ? "permanent" : retention.days,
      because: retention === "permanent" ? undefined : retention.because,
      erasure,
      path: `stores[${i}].retention`,
      places: [
        ...["title", "party", "holds", "retention", "erasure"].map((part) => `stores[${i}].${part}`),
        "parties[*].name",
      ],
    };
  });
  if (chain === undefined) return stores;
  return [
    ...stores,
    {
      store: "chain",
      title: chain.id,
      party: chain.id,
      holds: ON_CHAIN,
      days: "permanent",
      path: undefined,
      places: ["chain"],
    },
  ];
}

/** Longest period of each kind, in days. */
const PERIOD_DAYS = { month: 31, quarter: 92, year: 366, once: Number.POSITIVE_INFINITY, days: undefined } as const;

/**
 * Days that a nullifier store has to keep what it holds, so that nobody claims twice; undefined when only the operator
 * knows the periods. The policy's grid says how long a period of `days` is.
 */
export function neededDays(
  { scopes }: Pick<DeploymentDescriptor, "scopes">,
  policy?: CompiledPolicy,
): number | undefined {
  const grid = policy?.policy.grid === undefined ? undefined : parseGrid(policy.policy.grid);
  const days = scopes.map(({ programme, period }) =>
    period === "days" && programme === policy?.policy.programme ? grid?.days : PERIOD_DAYS[period],
  );
  return days.includes(undefined) ? undefined : Math.max(...(days as number[]));
}

/**
 * Days for which those who decide on claims know a nullifier: the longest of their stores, or for ever where a contract
 * keeps it. A relayer's queue or an issuer's copy refuses nobody.
 */
export function knownDays({ parties, stores, chain }: DeploymentDescriptor): number {
  if (chain !== "none") return Number.POSITIVE_INFINITY;
  const deciding = new Set(
    parties.filter(({ does }) => does.includes("verifier") || does.includes("hosting")).map(({ id }) => id),
  );
  const days = stores
    .filter(({ party, holds }) => deciding.has(party) && holds.includes("nullifier"))
    .map(({ retention }) => (retention === "permanent" ? Number.POSITIVE_INFINITY : retention.days));
  return Math.max(0, ...days);
}
