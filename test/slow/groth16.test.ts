/** Proofs of random witnesses over circuits of several sizes: every one verified by us, samples by snarkjs, both tiers. */
import { describe, expect, it } from "vitest";
import { proveRandomly, SIZES } from "../fixtures/random-circuits.ts";
import { availableTiers } from "../unit/engine/kernel/tiers.ts";

describe.each(await availableTiers())("the %s tier", (tier) => {
  it.each(SIZES)("makes 250 proofs of circuits with $constraints constraints", async (size) => {
    expect(await proveRandomly({ tier, proofs: 250, seed: `slow ${size.constraints}`, ...size })).toBe(250);
  });
});
