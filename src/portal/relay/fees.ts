/** What a transaction offers for a unit of gas. */
import { callNode, type Eip1193, quantity, readAnswer } from "../settlement/rpc.ts";
import type { Head } from "./node.ts";

/** In wei a unit of gas. */
export interface Fees {
  /** The most that is paid in all; on a chain without EIP-1559, the gas price. */
  readonly maxFeePerGas: bigint;
  /** Of that, for the block's producer; undefined on a chain without EIP-1559. */
  readonly maxPriorityFeePerGas: bigint | undefined;
}

/**
 * What is offered now: twice the base fee, which rises by an eighth a block at most, and the tip that the node suggests.
 * All of it may be 0, as on chains of consortia.
 *
 * @throws ChainError when the node does not say
 */
export async function suggestFees(client: Eip1193, { baseFeePerGas }: Head): Promise<Fees> {
  if (baseFeePerGas === undefined) return { maxFeePerGas: await price(client), maxPriorityFeePerGas: undefined };
  const tip = await ask(client, "eth_maxPriorityFeePerGas").catch(async () => {
    const all = await price(client);
    return all > baseFeePerGas ? all - baseFeePerGas : 0n;
  });
  return { maxFeePerGas: 2n * baseFeePerGas + tip, maxPriorityFeePerGas: tip };
}

const price = (client: Eip1193): Promise<bigint> => ask(client, "eth_gasPrice");

async function ask(client: Eip1193, method: string): Promise<bigint> {
  return readAnswer(quantity, await callNode(client, method, []), method);
}

/** Nodes take a replacement that offers a tenth more, in both fees; an eighth leaves room for rounding. */
const raise = (before: bigint, now: bigint): bigint => {
  const least = before + before / 8n + 1n;
  return now > least ? now : least;
};

/** What a replacement offers; undefined where that is above the ceiling, or where nothing costs anything. */
export function raiseFees(before: Fees, now: Fees, ceiling: bigint | undefined): Fees | undefined {
  if (before.maxFeePerGas === 0n && now.maxFeePerGas === 0n) return undefined;
  const maxFeePerGas = raise(before.maxFeePerGas, now.maxFeePerGas);
  if (ceiling !== undefined && maxFeePerGas > ceiling) return undefined;
  if (before.maxPriorityFeePerGas === undefined) return { maxFeePerGas, maxPriorityFeePerGas: undefined };
  const tip = raise(before.maxPriorityFeePerGas, now.maxPriorityFeePerGas ?? 0n);
  return { maxFeePerGas, maxPriorityFeePerGas: tip < maxFeePerGas ? tip : maxFeePerGas };
}

/** No more than the ceiling: below the base fee the transaction waits. */
export function capFees({ maxFeePerGas, maxPriorityFeePerGas }: Fees, ceiling: bigint | undefined): Fees {
  const most = ceiling !== undefined && maxFeePerGas > ceiling ? ceiling : maxFeePerGas;
  const tip = maxPriorityFeePerGas !== undefined && maxPriorityFeePerGas > most ? most : maxPriorityFeePerGas;
  return { maxFeePerGas: most, maxPriorityFeePerGas: tip };
}
