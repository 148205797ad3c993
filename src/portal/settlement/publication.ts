/** From a registry's statement to the call that publishes its roots at a gate. */

import { ownWith } from "../../core/own.ts";
import { isRegistryStatement, type RegistryStatement } from "../../credentials/registry/statement.ts";
import { CLAIM_GATE_ABI } from "./abi.generated.ts";
import { SettlementError } from "./abi-values.ts";
import { type Hex, selector, word } from "./abi-words.ts";
import type { SettlementCall } from "./encode.ts";
import type { GateStatus } from "./gate-status.ts";

/** The struct `RootStatement` of contracts/interfaces/IRootRegistry.sol. */
export interface RootStatement {
  /** Id of the registry. */
  readonly registry: Hex;
  /** The statement's time, seconds since the epoch. */
  readonly time: number;
  readonly statusRoot: bigint;
  readonly issuerRoots: readonly { readonly schemaId: bigint; readonly root: bigint }[];
}

/** A call for the status operator. */
export interface StatementPublication extends SettlementCall<"publish", readonly [RootStatement]> {
  /** Schemas for which the gate trusts another issuer root than the statement has: nothing is published for them. */
  readonly leftOut: readonly bigint[];
}

const PUBLISH = selector("publish((bytes32,uint40,uint256,(uint256,uint256)[]))");

/**
 * Makes the call with which the status operator publishes a statement at a gate: its status root with the issuer root of
 * each schema that a programme of the gate names. Both come from the one statement, so the gate accepts no mixture.
 *
 * @param gate what `readGate` said about the contract
 * @throws SettlementError for a value that is no opened statement, one of another registry, or one older than the newest
 * that was published
 * @example
 * const statement = await openStatement(signed, { registry });
 * const { to, calldata } = encodePublication(statement, { contract, gate: await readGate(publicClient, contract) });
 */
export function encodePublication(
  statement: RegistryStatement,
  options: { readonly contract: Hex; readonly gate: GateStatus },
): StatementPublication {
  const { contract, gate } = ownWith(options, "contract", "gate");
  if (!isRegistryStatement(statement))
    throw new SettlementError({ path: "statement", expected: "a value that openStatement returned in this process" });
  const { registry, timeSeconds, statusRoot } = statement;
  if (registry !== gate.registry)
    throw new SettlementError({ path: "statement.registry", expected: gate.registry, received: registry });
  if (timeSeconds < gate.statement.timeSeconds)
    throw new SettlementError({
      path: "statement.timeSeconds",
      expected: `${gate.statement.timeSeconds} or later, as the newest one that was published`,
      received: String(timeSeconds),
    });
  const has = ({ schemaId, issuerRoot }: GateStatus["pairs"][number]) =>
    issuerRoot !== 0n && statement.issuerRoots[String(schemaId)] === issuerRoot;
  const issuerRoots = gate.pairs.filter(has).map(({ schemaId, issuerRoot: root }) => ({ schemaId, root }));
  const roots = { registry: `0x${registry}`, time: timeSeconds, statusRoot, issuerRoots } as const;
  // The struct stands at 32 and its list at 128 from there.
  const head = [word(32), registry, word(timeSeconds), word(statusRoot), word(128), word(issuerRoots.length)];
  return {
    abi: CLAIM_GATE_ABI,
    to: contract,
    chainId: BigInt(gate.chainId),
    functionName: "publish",
    args: [roots],
    calldata: `${PUBLISH}${head.join("")}${issuerRoots.map((each) => word(each.schemaId) + word(each.root)).join("")}`,
    leftOut: gate.pairs.filter((pair) => !has(pair)).map(({ schemaId }) => schemaId),
  };
}
