/** The Poseidon hasher (src/engine/poseidon/assembly/poseidon.ts) against its plain twin, on this thread and on others. */
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { FIELD_MODULUS, type FieldElement, fieldFromBytes, fieldToBytes } from "../../src/core/field.ts";
import { poseidon } from "../../src/core/hash.ts";
import { poseidonHasher } from "../../src/engine/poseidon/hasher.ts";
import { HASHER_ARITIES, type HasherArity, PoseidonInputError } from "../../src/engine/poseidon/instance.ts";
import { createPoseidonPool } from "../../src/engine/poseidon/pool.ts";

const pool = createPoseidonPool({ threads: 2 });
afterAll(() => pool.close());

const pack = (values: readonly bigint[]): Uint8Array => {
  const bytes = new Uint8Array(32 * values.length);
  values.forEach((value, i) => {
    bytes.set(fieldToBytes(value as FieldElement), 32 * i);
  });
  return bytes;
};
const unpack = (bytes: Uint8Array): bigint[] =>
  Array.from({ length: bytes.length / 32 }, (_, i) => fieldFromBytes(bytes.slice(32 * i, 32 * i + 32)));

/** Values at the edges of limbs and of the field, and any others. */
const element = fc.oneof(
  fc.constantFrom(0n, 1n, FIELD_MODULUS - 1n, 2n ** 29n - 1n, 2n ** 253n, 2n ** 232n - 1n),
  fc.bigInt({ min: 0n, max: FIELD_MODULUS - 1n }),
);

describe.each(HASHER_ARITIES)("Poseidon of %i inputs", (arity: HasherArity) => {
  it("equals the plain one", () => {
    fc.assert(
      fc.property(fc.array(element, { minLength: arity, maxLength: arity }), (inputs) => {
        expect(unpack(poseidonHasher().hashMany(arity, pack(inputs)))).toEqual([poseidon(inputs)]);
      }),
      { numRuns: 60 },
    );
  });

  it("keeps the order of many groups over chunks and threads", async () => {
    const count = 2_200;
    const inputs = Array.from({ length: count * arity }, (_, i) => BigInt(i) ** 7n);
    const bytes = pack(inputs);
    const inline = poseidonHasher().hashMany(arity, bytes);
    expect(await pool.hashMany(arity, bytes)).toEqual(inline);
    for (const i of [0, 2_047, 2_048, count - 1]) {
      const own = inputs.slice(i * arity, (i + 1) * arity);
      expect(fieldFromBytes(inline.slice(32 * i, 32 * i + 32))).toBe(poseidon(own));
    }
  });

  it("hashes the last of an odd number, which has no other beside it", () => {
    const inputs = Array.from({ length: 3 * arity }, (_, i) => BigInt(i + 1) ** 50n % FIELD_MODULUS);
    const expected = [0, 1, 2].map((i) => poseidon(inputs.slice(i * arity, (i + 1) * arity)));
    expect(unpack(poseidonHasher().hashMany(arity, pack(inputs)))).toEqual(expected);
  });

  it("refuses a part of a group", () => {
    expect(() => poseidonHasher().hashMany(arity, new Uint8Array(32 * arity + 1))).toThrow(PoseidonInputError);
  });
});
