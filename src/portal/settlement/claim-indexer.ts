/** The nullifiers that a ClaimGate has used, rebuilt from its events and kept right through reorganisations. */

import { AbortedError, pause, throwIfAborted } from "../../core/abort.ts";
import type { Hex } from "./abi-words.ts";
import {
  advance,
  type BlockReference,
  ChainError,
  type ClaimBlock,
  type ClaimEvent,
  openWindow,
} from "./claim-window.ts";
import { type Eip1193, fetchBlock, fetchClaims } from "./rpc.ts";

/** Options of {@link createClaimIndexer}. */
export interface ClaimIndexerOptions {
  /** viem's PublicClient, or anything else that speaks EIP-1193. */
  readonly client: Eip1193;
  readonly contract: Hex;
  /** The block in which the contract was deployed. */
  readonly fromBlock: bigint;
  /** Blocks on top that make a claim settled; replacing a deeper block is an error. */
  readonly confirmations: number;
  /** Blocks per request while catching up; 2,000 by default. */
  readonly blocksPerRequest?: number;
}

/** What one look at the chain changed. */
export interface ClaimChanges {
  readonly added: readonly ClaimEvent[];
  /** Claims that a reorganisation took back, newest first. They may be among the added ones again. */
  readonly removed: readonly ClaimEvent[];
  readonly settled: readonly ClaimEvent[];
  readonly head: BlockReference;
}

export interface ClaimIndexer {
  /** Reads all that is new. @throws ChainError when the node fails or a settled block was replaced; AbortedError */
  readonly update: (signal?: AbortSignal) => Promise<ClaimChanges>;
  /** How often a nullifier was used, and in how many claims that can't be replaced any more. */
  readonly claimsOf: (nullifier: bigint) => { readonly count: number; readonly settledCount: number };
  /** All used nullifiers. */
  readonly nullifiers: () => readonly bigint[];
  readonly settledBlock: () => BlockReference | undefined;
}

/**
 * Makes an index that knows nothing yet; call `update` again and again, or {@link followClaims}.
 *
 * @throws ChainError for options out of range
 */
export function createClaimIndexer({
  client,
  contract,
  fromBlock,
  confirmations,
  blocksPerRequest = 2_000,
}: ClaimIndexerOptions): ClaimIndexer {
  if (!/^0x[0-9a-fA-F]{40}$/.test(contract)) throw new ChainError({ path: "contract", expected: "an address" });
  if (typeof fromBlock !== "bigint" || fromBlock < 0n) {
    throw new ChainError({ path: "fromBlock", expected: "a block number as bigint" });
  }
  if (!Number.isInteger(blocksPerRequest) || blocksPerRequest < 1) {
    throw new ChainError({ path: "blocksPerRequest", expected: "1 or more" });
  }
  let window = openWindow(confirmations);
  const settled = new Map<bigint, number>();
  let isUpdating = false;
  const nothing = () => ({ added: [] as ClaimEvent[], removed: [] as ClaimEvent[], settled: [] as ClaimEvent[] });
  // Outlives an update that fails half-way: the next one that succeeds reports it.
  let unreported = nothing();

  const countIn = (claims: readonly ClaimEvent[], nullifier: bigint): number =>
    claims.reduce((count, claim) => count + (claim.nullifier === nullifier ? 1 : 0), 0);
  const pending = (): readonly ClaimEvent[] => window.blocks.flatMap(({ claims }) => claims);
  const settle = (claims: readonly ClaimEvent[]): void => {
    for (const { nullifier } of claims) settled.set(nullifier, (settled.get(nullifier) ?? 0) + 1);
  };

  const readBlock = async (number: bigint): Promise<ClaimBlock> => {
    const block = await fetchBlock(client, number);
    return { ...block, claims: await fetchClaims(client, contract, { blockHash: block.hash }) };
  };

  /** Old blocks in large steps: they count as settled when read. */
  const catchUp = async (head: bigint, signal: AbortSignal | undefined): Promise<void> => {
    const last = head - BigInt(confirmations);
    let next = window.settled === undefined ? fromBlock : window.settled.number + 1n;
    while (window.blocks.length === 0 && next <= last) {
      throwIfAborted(signal);
      const end = next + BigInt(blocksPerRequest) - 1n;
      const toBlock = end < last ? end : last;
      const block = await fetchBlock(client, toBlock);
      const claims = await fetchClaims(client, contract, { fromBlock: next, toBlock });
      const again = await fetchBlock(client, toBlock);
      if (again.hash !== block.hash) throw new ChainError({ path: "block.hash", expected: `${block.hash} still` });
      settle(claims);
      unreported.added.push(...claims);
      unreported.settled.push(...claims);
      window = openWindow(confirmations, { number: block.number, hash: block.hash });
      next = toBlock + 1n;
    }
  };

  const update = async (signal?: AbortSignal): Promise<ClaimChanges> => {
    const head = await fetchBlock(client, "latest");
    await catchUp(head.number, signal);
    const tip = window.blocks.at(-1) ?? window.settled;
    // A head that is not above the tip may be of another branch: it is compared by hash, down to a common block.
    let next = tip === undefined ? fromBlock : tip.number < head.number ? tip.number + 1n : head.number;
    if (head.number < fromBlock) next = head.number + 1n;
    // Each step back removes a block from comparison, so a chain that keeps changing can't hold us for ever.
    let stepsBack = 0;
    while (next <= head.number) {
      throwIfAborted(signal);
      const block = await readBlock(next);
      const change = advance(window, block);
      window = change.window;
      settle(change.settledClaims);
      unreported.added.push(...change.added);
      unreported.removed.push(...change.removed);
      unreported.settled.push(...change.settledClaims);
      if (change.needs !== undefined && change.needs <= next && ++stepsBack > 2 * confirmations + 2) {
        throw new ChainError({ expected: "a chain that does not change while it is read" });
      }
      next = change.needs ?? next + 1n;
    }
    const report = unreported;
    unreported = nothing();
    return { ...report, head: { number: head.number, hash: head.hash } };
  };

  return {
    async update(signal) {
      if (isUpdating) throw new ChainError({ expected: "one update at a time" });
      isUpdating = true;
      try {
        return await update(signal);
      } finally {
        isUpdating = false;
      }
    },
    claimsOf(nullifier) {
      const settledCount = settled.get(nullifier) ?? 0;
      return { count: settledCount + countIn(pending(), nullifier), settledCount };
    },
    nullifiers: () => [...new Set([...settled.keys(), ...pending().map(({ nullifier }) => nullifier)])],
    settledBlock: () => window.settled,
  };
}

/** Options of {@link followClaims}. */
export interface FollowOptions {
  readonly signal: AbortSignal;
  /** 4,000 by default. */
  readonly pollMilliseconds?: number;
  /** Called after each update that changed something. */
  readonly onChanges?: (changes: ClaimChanges) => void;
  /** Called when an update failed because of the node; without it the first failure ends the loop. */
  readonly onError?: (error: ChainError) => void;
}

/** Updates an index until the signal fires; then it resolves. @throws ChainError without `onError` */
export async function followClaims(
  indexer: ClaimIndexer,
  { signal, pollMilliseconds = 4_000, onChanges, onError }: FollowOptions,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const changes = await indexer.update(signal);
      if (changes.added.length + changes.removed.length + changes.settled.length > 0) onChanges?.(changes);
    } catch (error) {
      if (error instanceof AbortedError) return;
      if (!(error instanceof ChainError) || onError === undefined) throw error;
      onError(error);
    }
    await pause(pollMilliseconds, signal);
  }
}
