/** What a transaction pays above its floor, by group of opcodes, from a node's trace (`debug_traceTransaction`). */
import { PRICE } from "./gas-floor.ts";

/** One step of geth's structured log. */
export interface Step {
  readonly op: string;
  readonly gas: number;
  readonly gasCost: number;
  readonly depth: number;
  readonly stack?: readonly string[] | null;
}

/** Group by group, in gas; `total` is all of them. */
export type Groups = Readonly<Record<(typeof GROUPS)[number] | "total", number>>;

const GROUPS = ["slots", "fold", "event", "calls", "sha256", "memory", "keccak", "control"] as const;
const MEMORY =
  /^(MLOAD|MSTORE|MSTORE8|MCOPY|CALLDATALOAD|CALLDATACOPY|CALLDATASIZE|CODECOPY|RETURNDATASIZE|RETURNDATACOPY|RETURN)$/;
const PRECOMPILE = { sha256: 2, add: 6, mul: 7, pairing: 8 } as const;

/**
 * Sorts the gas of a call's steps into groups and leaves out what the floor counts: the precompiles' prices (EIP-1108) and
 * one written slot for each claim. The call must make no other calls than of precompiles.
 *
 * @throws Error for a trace that goes deeper, or has no stack
 */
export function groupsAboveFloor(steps: readonly Step[], claims: number): Groups {
  const groups = Object.fromEntries(GROUPS.map((name) => [name, 0])) as Record<(typeof GROUPS)[number], number>;
  for (const [i, { op, gas, gasCost, depth, stack }] of steps.entries()) {
    if (depth !== steps[0]!.depth) throw new Error("the call calls other contracts");
    // What a step took shows in what is left for the next one: a call's cost holds what it was given, used or not.
    const next = steps[i + 1];
    const cost = next === undefined ? gasCost : gas - next.gas;
    if (op === "SLOAD" || op === "SSTORE") groups.slots += cost;
    else if (op === "EXTCODECOPY") groups.fold += cost;
    else if (op.startsWith("LOG")) groups.event += cost;
    else if (op === "KECCAK256" || op === "SHA3") groups.keccak += cost;
    else if (op === "STATICCALL") {
      const [address, , length] = [2, 3, 4].map((depthOf) => Number(stack!.at(-depthOf)));
      const price = priceOf(address!, length!);
      groups[address === PRECOMPILE.sha256 ? "sha256" : "calls"] += cost - price;
    } else if (MEMORY.test(op)) groups.memory += cost;
    else groups.control += cost;
  }
  groups.slots -= claims * PRICE.coldStorageWrite;
  return { ...groups, total: GROUPS.reduce((sum, name) => sum + groups[name], 0) };
}

/** What the floor has for a call of a precompile; nothing for SHA-256. */
function priceOf(address: number, length: number): number {
  if (address === PRECOMPILE.add) return PRICE.ecAdd;
  if (address === PRECOMPILE.mul) return PRICE.ecMul;
  if (address === PRECOMPILE.pairing) return PRICE.pairing + (length / 192) * PRICE.perPair;
  return 0;
}
