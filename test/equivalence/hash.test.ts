import { buildPoseidon } from "circomlibjs";
import fc from "fast-check";
import * as poseidonLite from "poseidon-lite";
import { describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import { PARTIAL_ROUNDS } from "../../src/core/grain.ts";
import { poseidon } from "../../src/core/hash.ts";

const oracle = await buildPoseidon();
const lites: Readonly<Record<string, unknown>> = { ...poseidonLite };
const reference = (inputs: readonly bigint[]) => oracle.F.toObject(oracle(inputs));

describe("poseidon", () => {
  it.each(Object.keys(PARTIAL_ROUNDS).map(Number))("of %d inputs equals circomlibjs and poseidon-lite", (arity) => {
    const lite = lites[`poseidon${arity}`] as typeof poseidonLite.poseidon2;
    const edge = fc.constantFrom(0n, 1n, FIELD_MODULUS - 1n);
    const element = fc.oneof(edge, fc.bigInt({ min: 0n, max: FIELD_MODULUS - 1n }));
    fc.assert(
      fc.property(fc.array(element, { minLength: arity, maxLength: arity }), (inputs) => {
        expect(poseidon(inputs)).toBe(reference(inputs));
        expect(poseidon(inputs)).toBe(lite(inputs));
      }),
      { numRuns: 25 },
    );
  });

  it("is measured against an oracle that knows the published answers", () => {
    // go-iden3-crypto poseidon_test.
    expect(reference([1n])).toBe(18586133768512220936620570745912940619677854269274689475585506675881198879027n);
    expect(reference([1n, 2n])).toBe(7853200120776062878684798364095072458815029376092732009249414926327459813530n);
    expect(reference([1n, 2n, 0n, 0n, 0n, 0n])).toBe(
      15336558801450556532856248569924170992202208561737609669134139141992924267169n,
    );
  });
});
