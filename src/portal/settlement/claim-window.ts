/** The newest blocks of a chain, of which some may still be replaced: a pure reducer. */

import { refusal } from "../../core/errors.ts";
import { ownWith } from "../../core/own.ts";
import type { Hex } from "./abi-words.ts";

/** One `Claimed` event. */
export interface ClaimEvent {
  readonly programme: Hex;
  readonly nullifier: bigint;
  readonly period: number;
  /** Which of the nullifier's claims it is, 1 to the programme's maxClaims, in any order. */
  readonly ordinal: number;
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  readonly logIndex: number;
  readonly transactionHash: Hex;
}

export interface BlockReference {
  readonly number: bigint;
  readonly hash: Hex;
}

/** A block with the claims in it. */
export interface ClaimBlock extends BlockReference {
  readonly parentHash: Hex;
  readonly claims: readonly ClaimEvent[];
}

/** Blocks that may still be replaced, oldest first, after the last one that counts as settled. */
export interface ClaimWindow {
  /** How many blocks on top of it make a block settled. */
  readonly confirmations: number;
  /** The last settled block; undefined before the first. */
  readonly settled: BlockReference | undefined;
  readonly blocks: readonly ClaimBlock[];
}

/** What one block changed. */
export interface WindowChange {
  readonly window: ClaimWindow;
  /** Claims that are new, in their order. */
  readonly added: readonly ClaimEvent[];
  /** Claims of blocks that were replaced, newest first. */
  readonly removed: readonly ClaimEvent[];
  /** Claims that can't be replaced any more; each was among the added ones before. */
  readonly settledClaims: readonly ClaimEvent[];
  /** The block to ask for next, since the one given doesn't connect to any that is known. */
  readonly needs: bigint | undefined;
}

/** @throws ChainError for a number of confirmations outside 1 to 10,000 */
export function openWindow(confirmations: number, settled?: BlockReference): ClaimWindow {
  if (!Number.isInteger(confirmations) || confirmations < 1 || confirmations > 10_000) {
    throw new ChainError({ path: "confirmations", expected: "1 to 10000", received: String(confirmations) });
  }
  return { confirmations, settled, blocks: [] };
}

/**
 * Takes one block in. A block that replaces known ones rolls them back by hash; one that does not connect changes
 * nothing and names the block that is missing.
 *
 * @throws ChainError when the replacement reaches below the last settled block
 */
export function advance(window: ClaimWindow, block: ClaimBlock): WindowChange {
  ownWith(window, "blocks");
  ownWith(block, "number", "hash", "claims");
  const unchanged = { window, added: [], removed: [], settledClaims: [] };
  if (window.settled !== undefined && block.number <= window.settled.number) {
    if (block.number === window.settled.number && block.hash === window.settled.hash) {
      return { ...unchanged, needs: undefined };
    }
    throw tooDeep(window.settled);
  }
  if (window.blocks.some(({ hash }) => hash === block.hash)) return { ...unchanged, needs: undefined };

  const kept = window.blocks.filter(({ number }) => number < block.number);
  const parent = kept.at(-1) ?? window.settled;
  // By hash: some chains have heights without a block.
  if (parent !== undefined && parent.hash !== block.parentHash) {
    if (parent.number !== block.number - 1n) return { ...unchanged, needs: parent.number + 1n };
    if (parent === window.settled) throw tooDeep(window.settled);
    return { ...unchanged, needs: parent.number };
  }
  const removed = window.blocks.slice(kept.length).flatMap(({ claims }) => claims);
  const blocks = [...kept, block];
  const surplus = Math.max(0, blocks.length - window.confirmations);
  const leaving = blocks.slice(0, surplus);
  const last = leaving.at(-1);
  return {
    window: {
      ...window,
      settled: last === undefined ? window.settled : { number: last.number, hash: last.hash },
      blocks: blocks.slice(surplus),
    },
    added: block.claims,
    removed: removed.reverse(),
    settledClaims: leaving.flatMap(({ claims }) => claims),
    needs: undefined,
  };
}

/** Takes back all blocks above a height, as they were replaced. */
export function rollBack(window: ClaimWindow, height: bigint): Pick<WindowChange, "window" | "removed"> {
  const blocks = window.blocks.filter(({ number }) => number <= height);
  const removed = window.blocks.slice(blocks.length).flatMap(({ claims }) => claims);
  return { window: { ...window, blocks }, removed: removed.reverse() };
}

/** Lets all blocks count as settled, which have enough others on top of them. */
export function settleAll(window: ClaimWindow): Pick<WindowChange, "window" | "settledClaims"> {
  const last = window.blocks.at(-1);
  if (last === undefined) return { window, settledClaims: [] };
  const settled = { number: last.number, hash: last.hash };
  return { window: { ...window, settled, blocks: [] }, settledClaims: window.blocks.flatMap(({ claims }) => claims) };
}

export function tooDeep({ number, hash }: BlockReference): ChainError {
  return new ChainError({
    message: `The chain replaced block ${number} (${hash}), which counted as settled: rebuild the index with more confirmations`,
  });
}

/**
 * A chain, or the node that speaks for it, gives an answer that makes no sense, refuses, or can't be reached.
 *
 * What to do: check the node, then try again.
 */
export class ChainError extends /* @__PURE__ */ refusal(
  "CHAIN_FAILED",
  "ChainError",
  "The chain refused or could not be used",
) {}
