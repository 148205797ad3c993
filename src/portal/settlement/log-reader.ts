/** Claims of long ranges of blocks, in steps that the node takes: providers allow 10,000 blocks, 500 or 10. */
import type { Hex } from "./abi-words.ts";
import { ChainError, type ClaimEvent } from "./claim-window.ts";
import { type Eip1193, fetchClaims } from "./rpc.ts";

/** Requests that must go well before a longer one is tried. */
const CALM_REQUESTS = 16;

/** Options of {@link createLogReader}. */
export interface LogReaderOptions {
  readonly client: Eip1193;
  readonly contract: Hex;
  /** Most blocks of one request. */
  readonly most: number;
}

/** The claims of the first blocks of a range. */
export interface LogStep {
  readonly claims: readonly ClaimEvent[];
  /** The last block that was read. */
  readonly toBlock: bigint;
}

/**
 * Makes a reader that finds out how many blocks its node takes at once: half as many after each refusal, more again after a
 * while. A node that refuses a single block is away, and says nothing about its limit.
 */
export function createLogReader({ client, contract, most }: LogReaderOptions) {
  let size = most;
  let calm = 0;
  return {
    /** @throws ChainError when the node fails even for one block */
    async read(fromBlock: bigint, lastBlock: bigint): Promise<LogStep> {
      for (let tried = size; ; ) {
        const end = fromBlock + BigInt(tried) - 1n;
        const toBlock = end < lastBlock ? end : lastBlock;
        try {
          const claims = await fetchClaims(client, contract, { fromBlock, toBlock });
          if (tried < size) [size, calm] = [tried, 0];
          else if (++calm >= CALM_REQUESTS) [size, calm] = [Math.min(2 * size, most), 0];
          return { claims, toBlock };
        } catch (error) {
          const asked = Number(toBlock - fromBlock) + 1;
          if (!(error instanceof ChainError) || asked === 1) throw error;
          tried = Math.floor(asked / 2);
        }
      }
    },
  };
}
