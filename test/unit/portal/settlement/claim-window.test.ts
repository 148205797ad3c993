import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Hex } from "../../../../src/portal/settlement/abi-words.ts";
import {
  advance,
  type ClaimBlock,
  type ClaimWindow,
  openWindow,
} from "../../../../src/portal/settlement/claim-window.ts";

const hash = (text: string): Hex => `0x${Buffer.from(text).toString("hex").padStart(64, "0")}`;

/** A block of a branch; branches share the blocks below their fork. */
function block(number: number, branch: string, parentBranch = branch, nullifiers: readonly bigint[] = []): ClaimBlock {
  const own = hash(`${branch}${number}`);
  return {
    number: BigInt(number),
    hash: own,
    parentHash: hash(`${parentBranch}${number - 1}`),
    claims: nullifiers.map((nullifier, logIndex) => ({
      programme: hash("p"),
      nullifier,
      period: 1,
      ordinal: 1,
      blockNumber: BigInt(number),
      blockHash: own,
      logIndex,
      transactionHash: hash(`${branch}${number}/${logIndex}`),
    })),
  };
}

const feed = (window: ClaimWindow, ...blocks: readonly ClaimBlock[]): ClaimWindow =>
  blocks.reduce((current, each) => advance(current, each).window, window);
const names = (claims: readonly { readonly nullifier: bigint }[]) => claims.map(({ nullifier }) => nullifier);

describe("advance", () => {
  it("settles a block when enough others are on top", () => {
    const window = feed(openWindow(2), block(1, "a", "a", [11n]), block(2, "a"));
    expect(window.settled).toBeUndefined();
    const change = advance(window, block(3, "a", "a", [33n]));
    expect(names(change.added)).toEqual([33n]);
    expect(names(change.settledClaims)).toEqual([11n]);
    expect(change.window.settled).toEqual({ number: 1n, hash: hash("a1") });
  });

  it("ignores a block that it knows", () => {
    const window = feed(openWindow(3), block(1, "a", "a", [11n]), block(2, "a"));
    expect(advance(window, block(1, "a", "a", [11n]))).toMatchObject({ window, added: [], needs: undefined });
  });

  it("rolls back by hash, newest claims first, and takes the replacement", () => {
    const window = feed(openWindow(5), block(1, "a"), block(2, "a", "a", [21n, 22n]), block(3, "a", "a", [31n]));
    const change = advance(window, block(2, "b", "a", [21n]));
    expect(names(change.removed)).toEqual([31n, 22n, 21n]);
    expect(names(change.added)).toEqual([21n]);
    expect(change.window.blocks.map((each) => each.hash)).toEqual([hash("a1"), hash("b2")]);
  });

  it("asks for the missing block, above or below, and changes nothing", () => {
    const window = feed(openWindow(5), block(1, "a"), block(2, "a"));
    expect(advance(window, block(5, "a"))).toMatchObject({ window, needs: 3n });
    expect(advance(window, block(3, "b"))).toMatchObject({ window, needs: 2n, removed: [] });
  });

  it("refuses to replace a settled block", () => {
    const window = feed(openWindow(1), block(1, "a"), block(2, "a"), block(3, "a"));
    expect(window.settled?.number).toBe(2n);
    const refusal = expect.objectContaining({ code: "CHAIN_FAILED" });
    expect(() => advance(window, block(2, "b"))).toThrow(refusal);
    expect(() => advance(window, block(3, "b"))).toThrow(refusal);
    expect(advance(window, block(2, "a")).added).toEqual([]);
  });

  it("refuses odd numbers of confirmations", () => {
    for (const wrong of [0, -1, 1.5, Number.NaN, 10_001]) {
      expect(() => openWindow(wrong)).toThrow(expect.objectContaining({ code: "CHAIN_FAILED" }));
    }
  });

  it("ends, for any history of shallow reorganisations, with the claims of the last branch: none lost, none doubled", () => {
    const history = fc.array(fc.record({ back: fc.nat(4), forward: fc.integer({ min: 1, max: 6 }) }), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(history, (steps) => {
        const confirmations = 10;
        let chain: ClaimBlock[] = [];
        let window = openWindow(confirmations);
        const live = new Map<string, bigint>();
        const settled: bigint[] = [];
        const take = (each: ClaimBlock): void => {
          const change = advance(window, each);
          expect(change.needs).toBeUndefined();
          window = change.window;
          for (const claim of change.removed) expect(live.delete(claim.transactionHash)).toBe(true);
          for (const claim of change.added) {
            expect(live.has(claim.transactionHash)).toBe(false);
            live.set(claim.transactionHash, claim.nullifier);
          }
          settled.push(...names(change.settledClaims));
        };
        for (const [branch, { back, forward }] of steps.entries()) {
          chain = chain.slice(0, Math.max(0, chain.length - back));
          for (let i = 0; i < forward; i++) {
            const number = chain.length + 1;
            const made = {
              ...block(number, `${branch}-`, "", [BigInt(number)]),
              parentHash: chain.at(-1)?.hash ?? hash(""),
            };
            chain.push(made);
            take(made);
          }
        }
        const all = chain.flatMap(({ claims }) => names(claims));
        expect([...live.values()].sort()).toEqual([...all].sort());
        expect(settled).toEqual(all.slice(0, settled.length));
      }),
      { seed: 20_261_123, numRuns: 200 },
    );
  });
});
