import { describe, expect, it } from "vitest";
import { FROBENIUS, power, Q, XI } from "../../../../src/engine/pairing/constants.ts";

describe("the constants of the pairing", () => {
  it("are the powers of xi that Frobenius multiplies with", () => {
    expect(FROBENIUS).toEqual([1n, 2n, 3n].map((j) => power(XI, (Q ** j - 1n) / 6n)));
  });
});
