/** The nullifiers that a ClaimGate has used, rebuilt from its events and kept right through reorganisations. */

import { AbortedError, pause, throwIfAborted } from "../../core/abort.ts";
import { ownWith } from "../../core/own.ts";
import type { Hex } from "./abi-words.ts";
import {
  advance,
  type BlockReference,
  ChainError,
  type ClaimBlock,
  type ClaimEvent,
  type ClaimWindow,
  openWindow,
  rollBack,
  settleAll,
  tooDeep,
} from "./claim-window.ts";
import { createLogReader } from "./log-reader.ts";
import { type Eip1193, fetchBlock, fetchClaims, fetchNewestBlock } from "./rpc.ts";

/** Options of {@link createClaimIndexer}. */
export interface ClaimIndexerOptions {
  /** viem's PublicClient, or anything else that speaks EIP-1193. */
  readonly client: Eip1193;
  readonly contract: Hex;
  /** The block in which the contract was deployed. */
  readonly fromBlock: bigint;
  /** Blocks on top that make a claim settled; replacing a deeper block is an error. */
  readonly confirmations: number;
  /** Most blocks per request while catching up; 2,000 by default. Fewer are asked for where the node takes fewer. */
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
export function createClaimIndexer(options: ClaimIndexerOptions): ClaimIndexer {
  const needed = ["client", "contract", "fromBlock", "confirmations"] as const;
  const { client, contract, fromBlock, confirmations, blocksPerRequest = 2_000 } = ownWith(options, ...needed);
  if (!/^0x[0-9a-fA-F]{40}$/.test(contract)) throw new ChainError({ path: "contract", expected: "an address" });
  if (typeof fromBlock !== "bigint" || fromBlock < 0n) {
    throw new ChainError({ path: "fromBlock", expected: "a block number as bigint" });
  }
  if (!Number.isInteger(blocksPerRequest) || blocksPerRequest < 1) {
    throw new ChainError({ path: "blocksPerRequest", expected: "1 or more" });
  }
  let window = openWindow(confirmations);
  const logs = createLogReader({ client, contract, most: blocksPerRequest });
  const settled = new Map<bigint, number>();
  let isUpdating = false;
  const nothing = () => ({ added: [] as ClaimEvent[], removed: [] as ClaimEvent[], settled: [] as ClaimEvent[] });
  // Outlives an update that fails half-way: the next one that succeeds reports it.
  let unreported = nothing();
  /** Settled blocks whose claims are read a second time before the update ends. */
  let toCheck: ClaimBlock[] = [];

  const countIn = (claims: readonly ClaimEvent[], nullifier: bigint): number =>
    claims.reduce((count, claim) => count + (claim.nullifier === nullifier ? 1 : 0), 0);
  const pending = (): readonly ClaimEvent[] => window.blocks.flatMap(({ claims }) => claims);
  const settle = (claims: readonly ClaimEvent[]): void => {
    for (const { nullifier } of claims) settled.set(nullifier, (settled.get(nullifier) ?? 0) + 1);
    unreported.settled.push(...claims);
  };

  /** The newest known block that the chain still has; undefined before the first. @throws ChainError below the settled one */
  const findCommon = async (): Promise<BlockReference | undefined> => {
    for (const known of window.blocks.toReversed())
      if ((await fetchBlock(client, known.number))?.hash === known.hash) return known;
    if (window.settled === undefined) return undefined;
    const block = await fetchBlock(client, window.settled.number);
    // A node without the block is behind: it can't say that the block was replaced.
    if (block === undefined)
      throw new ChainError({ path: "block", expected: `a node with block ${window.settled.number}` });
    if (block.hash !== window.settled.hash) throw tooDeep(window.settled);
    return window.settled;
  };

  /** The block of a height, or the one before it where the chain has none there; the next block above proves that. */
  const findReference = async (height: bigint, head: bigint): Promise<BlockReference> => {
    const exact = await fetchBlock(client, height);
    if (exact !== undefined) return exact;
    const step = (from: bigint, by: bigint) => firstBlock(client, from, by, head);
    const [below, above] = [await step(height - 1n, -1n), await step(height + 1n, 1n)];
    if (below === undefined || above?.parentHash !== below.hash)
      throw new ChainError({ path: "block", expected: `a node with block ${height}` });
    return below;
  };

  /** Old blocks in large steps: they count as settled when read. */
  const catchUp = async (head: bigint, signal: AbortSignal | undefined): Promise<void> => {
    const last = head - BigInt(confirmations);
    let next = window.settled === undefined ? fromBlock : window.settled.number + 1n;
    if (next > last) return;
    const { hash } = await findReference(last, head);
    while (next <= last) {
      throwIfAborted(signal);
      let read = await logs.read(next, last);
      // Nodes that are behind have no logs; another of them may answer the second time.
      if (read.claims.length === 0) read = await logs.read(next, read.toBlock);
      const { claims, toBlock } = read;
      const block = await findReference(toBlock, head);
      if ((await findReference(last, head)).hash !== hash)
        throw new ChainError({ path: "block.hash", expected: `${hash} still` });
      settle(claims);
      unreported.added.push(...claims);
      window = openWindow(confirmations, { number: block.number, hash: block.hash });
      next = toBlock + 1n;
    }
  };

  /** Recent blocks one by one. @returns false where they don't follow each other: the chain has changed meanwhile */
  const follow = async (head: bigint, signal: AbortSignal | undefined): Promise<boolean> => {
    const tip = window.blocks.at(-1) ?? window.settled;
    for (let next = tip === undefined ? fromBlock : tip.number + 1n; next <= head; next++) {
      throwIfAborted(signal);
      const block = await fetchBlock(client, next);
      if (block === undefined) continue;
      const claims = await fetchClaims(client, contract, { blockHash: block.hash });
      const before = window.blocks;
      const change = advance(window, { ...block, claims });
      if (change.needs !== undefined) return false;
      window = change.window;
      unreported.added.push(...change.added);
      settle(change.settledClaims);
      toCheck.push(...before.filter((each) => !window.blocks.includes(each)));
    }
    return true;
  };

  /**
   * Reads settled blocks a second time: a node that was behind knew no logs of a block, and by now it has them. What was
   * missing is added late.
   */
  const checkSettled = async (signal: AbortSignal | undefined): Promise<void> => {
    while (toCheck.length > 0) {
      throwIfAborted(signal);
      const { claims, toBlock } = await logs.read(toCheck[0]!.number, toCheck.at(-1)!.number);
      const missing = claims.filter((claim) =>
        toCheck.some(
          ({ hash, claims: known }) =>
            hash === claim.blockHash && !known.some(({ logIndex }) => logIndex === claim.logIndex),
        ),
      );
      unreported.added.push(...missing);
      settle(missing);
      toCheck = toCheck.filter(({ number }) => number > toBlock);
    }
  };

  const update = async (signal?: AbortSignal): Promise<ClaimChanges> => {
    let head = await fetchNewestBlock(client);
    for (let tries = 0; !isKnown(window, head); head = await fetchNewestBlock(client)) {
      if (tries++ > MAX_TRIES) throw new ChainError({ expected: "a chain that does not change while it is read" });
      throwIfAborted(signal);
      const common = await findCommon();
      const { window: kept, removed } = rollBack(window, common?.number ?? -1n);
      window = kept;
      unreported.removed.push(...removed);
      if ((common?.number ?? fromBlock - 1n) < head.number - BigInt(confirmations)) {
        toCheck.push(...window.blocks);
        const { window: empty, settledClaims } = settleAll(window);
        window = empty;
        settle(settledClaims);
        await catchUp(head.number, signal);
      }
      if (head.number < fromBlock || (await follow(head.number, signal))) break;
    }
    await checkSettled(signal);
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

/** How often an update begins anew when the chain changes under it. */
const MAX_TRIES = 4;
/** Heights in a row that may have no block. */
const MAX_EMPTY_HEIGHTS = 64n;

/** Whether a node's newest block brings nothing: it is known, or the node is behind what is settled. */
function isKnown({ settled, blocks }: ClaimWindow, head: BlockReference): boolean {
  if (settled !== undefined && head.number < settled.number) return true;
  return settled?.hash === head.hash || blocks.some(({ hash }) => hash === head.hash);
}

/** The first block from a height on, upwards or downwards. */
async function firstBlock(client: Eip1193, from: bigint, by: bigint, head: bigint) {
  for (let i = 0n, height = from; i < MAX_EMPTY_HEIGHTS && height >= 0n && height <= head; i++, height += by) {
    const block = await fetchBlock(client, height);
    if (block !== undefined) return block;
  }
  return undefined;
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
export async function followClaims(indexer: ClaimIndexer, options: FollowOptions): Promise<void> {
  ownWith(indexer, "update");
  const { signal, pollMilliseconds = 4_000, onChanges, onError } = ownWith(options, "signal");
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
