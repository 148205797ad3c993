/** A deployment that may have been sent before, by a process that did not live to see it stand. */
import type { Abi, PublicClient, Transaction } from "viem";
import { viemReader, viemWriter } from "../../core/chain-clients.ts";
import { loadPeer } from "../../core/peer.ts";
import type { Hex } from "./abi-words.ts";
import { awaitDeployment, type Deployment, type DeployOptions, deployContract } from "./deploy.ts";
import { asChainError } from "./transactions.ts";

/** A deployment that is about to be sent, or was; a nonce of an account is used once, whatever its transaction costs. */
export interface SentDeployment {
  readonly from?: Hex;
  readonly nonce?: number;
  readonly transactionHash?: Hex;
}

export interface DeployOnceOptions extends Omit<DeployOptions, "onSent" | "nonce"> {
  /** What was noted before. */
  readonly before: SentDeployment | undefined;
  /** Told before a transaction is sent and after it was; keep what it says. */
  readonly note: (sent: SentDeployment) => void | Promise<void>;
}

/**
 * Deploys a contract unless that was done: the transaction of the noted nonce is looked for, whoever repriced it. One that
 * the node has dropped is sent again under its nonce, and one whose nonce another call took, under a new one.
 *
 * @throws ChainError, DevelopmentKeyError as {@link deployContract} does
 */
export async function deployOnce({ before, note, ...options }: DeployOnceOptions): Promise<Deployment> {
  const { publicClient, walletClient, contract, args = [] } = options;
  const { encodeDeployData } = await loadPeer("viem", () => import("viem"));
  const data = encodeDeployData({ abi: contract.abi as Abi, bytecode: contract.bytecode, args });
  const reader = viemReader(publicClient);
  const account = viemWriter(walletClient).account.address.toLowerCase() as Hex;
  const pending = await asChainError("finding a deployment", async () => {
    const { transactionHash } = before ?? {};
    const known = transactionHash === undefined ? undefined : await findTransaction(reader, transactionHash);
    const { from = known?.from.toLowerCase() as Hex | undefined, nonce = known?.nonce } = before ?? {};
    if (from === undefined || nonce === undefined) return { wait: transactionHash };
    const mined = await minedWith(reader, { from, nonce });
    if (mined !== undefined) return { wait: mined.to === null && mined.input === data ? mined.hash : undefined };
    if (known !== undefined) return { wait: known.hash };
    return { wait: undefined, nonce: from === account ? nonce : undefined };
  });
  if (pending.wait !== undefined) return awaitDeployment(publicClient, pending.wait);
  const fresh = { address: account, blockTag: "pending" } as const;
  const nonce =
    pending.nonce ?? (await asChainError("eth_getTransactionCount", () => reader.getTransactionCount(fresh)));
  await note({ from: account, nonce });
  const onSent = (transactionHash: Hex) => note({ from: account, nonce, transactionHash });
  return deployContract({ ...options, nonce, onSent });
}

async function findTransaction(reader: PublicClient, hash: Hex): Promise<Transaction | undefined> {
  try {
    return await reader.getTransaction({ hash });
  } catch (error) {
    if ((error as Error).name === "TransactionNotFoundError") return undefined;
    throw error;
  }
}

/** The transaction of a nonce that is in a block; found by when the account's count passed it. */
async function minedWith(
  reader: PublicClient,
  { from, nonce }: { readonly from: Hex; readonly nonce: number },
): Promise<Transaction | undefined> {
  const isUsedAt = async (blockNumber: bigint) =>
    (await reader.getTransactionCount({ address: from, blockNumber })) > nonce;
  let last = await reader.getBlockNumber({ cacheTime: 0 });
  if (!(await isUsedAt(last))) return undefined;
  // Most are of the last minutes: steps back double until one is before it.
  let before = last - 1n;
  for (let step = 1n; before >= 0n && (await isUsedAt(before)); step *= 2n) [last, before] = [before, before - step];
  if (before < 0n) before = -1n;
  while (last - before > 1n) {
    const middle = (last + before) / 2n;
    if (await isUsedAt(middle)) last = middle;
    else before = middle;
  }
  const { transactions } = await reader.getBlock({ blockNumber: last, includeTransactions: true });
  return transactions.find((each) => each.from.toLowerCase() === from && each.nonce === nonce);
}
