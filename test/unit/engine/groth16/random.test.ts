/** The short form of test/slow/groth16.test.ts. */
import { afterAll, describe, expect, it } from "vitest";
import { disposeCurve } from "../../../../src/engine/snark/curve.ts";
import { proveRandomly, SIZES } from "../../../fixtures/random-circuits.ts";
import { availableTiers } from "../kernel/tiers.ts";

afterAll(disposeCurve);

describe.each(await availableTiers())("the %s tier", (tier) => {
  it.each(SIZES.slice(0, 3))("proves random circuits with $constraints constraints", async (size) => {
    expect(await proveRandomly({ tier, proofs: 6, seed: `quick ${size.constraints}`, ...size })).toBe(6);
  });
});
