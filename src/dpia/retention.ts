/** How long each store keeps what, and what that means for nullifiers. */
import { chainOf, type DeploymentDescriptor, type Stored } from "./descriptor.ts";

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
    };
  });
  if (chain === undefined) return stores;
  return [
    ...stores,
    { store: "chain", title: chain.id, party: chain.id, holds: ON_CHAIN, days: "permanent", path: undefined },
  ];
}

/** Longest period for which a nullifier must be known, so that nobody claims twice. */
const PERIOD_DAYS = { month: 31, quarter: 92, year: 366, once: Number.POSITIVE_INFINITY, days: undefined } as const;

/** Days that a nullifier store has to keep what it holds; undefined when only the operator knows the periods. */
export function neededDays({ scopes }: DeploymentDescriptor): number | undefined {
  const days = scopes.map(({ period }) => PERIOD_DAYS[period]);
  return days.includes(undefined) ? undefined : Math.max(...(days as number[]));
}
