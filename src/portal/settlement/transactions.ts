/** Sending with viem clients: what a node says is passed on, and a transaction that was replaced is found again. */
import type { PublicClient } from "viem";
import { visible } from "../../core/text.ts";
import type { Hex } from "./abi-words.ts";
import { ChainError } from "./claim-window.ts";

/** Does what asks a node; its refusal becomes a ChainError with the node's own words. */
export async function asChainError<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof ChainError) throw cause;
    const received = wordsOf(cause);
    throw new ChainError({
      path,
      expected: "an answer of the node",
      cause,
      ...(received === undefined ? {} : { received }),
    });
  }
}

/** What viem calls details: the node's words, or those of the connection. No address of a node is in them. */
function wordsOf(cause: unknown): string | undefined {
  const { details, shortMessage } = (cause ?? {}) as { readonly details?: unknown; readonly shortMessage?: unknown };
  const words = typeof details === "string" && details !== "" ? details : shortMessage;
  return typeof words === "string" && words !== "" ? visible(words.slice(0, 200)) : undefined;
}

/**
 * The fee to ask for: left to the client, but for chains on which nothing costs anything, where a tip of the client's own
 * would need money that the account has not. Some nodes suggest a tip there all the same.
 */
export async function feesFor(reader: PublicClient, account: Hex): Promise<{ readonly gasPrice?: bigint }> {
  return asChainError("eth_gasPrice", async () => {
    if ((await reader.getGasPrice()) === 0n) return { gasPrice: 0n };
    const { baseFeePerGas } = await reader.getBlock();
    const isFree = baseFeePerGas === 0n && (await reader.getBalance({ address: account })) === 0n;
    return isFree ? { gasPrice: 0n } : {};
  });
}

/** A transaction that got into a block; its hash is another one than was sent where it was replaced. */
export interface Mined {
  readonly transactionHash: Hex;
  readonly blockNumber: bigint;
  readonly gasUsed: bigint;
  readonly contractAddress: Hex | undefined;
}

/**
 * Waits for a transaction, or for the one that replaced it with the same call.
 *
 * @throws ChainError when it was reverted, or replaced by something else
 */
export async function waitFor(reader: PublicClient, hash: Hex): Promise<Mined> {
  let isOther = false;
  const receipt = await asChainError(hash, () =>
    reader.waitForTransactionReceipt({
      hash,
      onReplaced: ({ reason }) => {
        isOther = reason !== "repriced";
      },
    }),
  );
  const { status, transactionHash, blockNumber, gasUsed, contractAddress } = receipt;
  if (isOther) throw new ChainError({ path: hash, expected: "a transaction that nobody replaces by another call" });
  if (status !== "success") throw new ChainError({ path: transactionHash, expected: "success", received: status });
  return { transactionHash, blockNumber, gasUsed, contractAddress: contractAddress ?? undefined };
}
