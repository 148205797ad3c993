/** Leaves in bulk (import) against the leaf of one record (protocol P-25, P-26). */
import fc from "fast-check";
import { expect, it } from "vitest";
import { bytesToIntegerBE } from "../../src/core/bytes.ts";
import { FIELD_MODULUS, type FieldElement, fieldFromBytes } from "../../src/core/field.ts";
import { poseidonHasher } from "../../src/engine/poseidon/hasher.ts";
import { hashVersions } from "../../src/records/archive/import.ts";
import { type EncodedRecord, hashFields, hashRecord } from "../../src/records/record.ts";

const element = fc.oneof(
  fc.constantFrom(0n, 1n, 2n ** 48n - 1n, 2n ** 64n, 2n ** 192n, FIELD_MODULUS - 1n),
  fc.bigInt({ min: 0n, max: FIELD_MODULUS - 1n }),
) as fc.Arbitrary<FieldElement>;
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const version = fc.record({
  recordId: bytes(31),
  version: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
  salt: bytes(16),
  fieldsSalt: bytes(16),
  encoded: fc.record({
    schemaId: element,
    holderCommitment: element,
    validFrom: fc.integer({ min: 0, max: 99_991_231 }),
    validUntil: fc.integer({ min: 0, max: 99_991_231 }),
    claimsFrom: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    claims: fc.array(element, { minLength: 8, maxLength: 8 }),
  }) as fc.Arbitrary<EncodedRecord>,
});

it("gives the same leaves", async () => {
  const hashMany = async (arity: 5 | 9 | 14, inputs: Uint8Array) => poseidonHasher().hashMany(arity, inputs);
  await fc.assert(
    fc.asyncProperty(fc.array(version, { minLength: 1, maxLength: 4 }), async (rows) => {
      const leaves = await hashVersions(hashMany, rows);
      const expected = rows.map((row) =>
        hashRecord({
          recordId: bytesToIntegerBE(row.recordId) as FieldElement,
          version: row.version,
          salt: bytesToIntegerBE(row.salt) as FieldElement,
          fieldsHash: hashFields(row.encoded, bytesToIntegerBE(row.fieldsSalt) as FieldElement),
        }),
      );
      expect(expected.map((_, i) => fieldFromBytes(leaves.slice(32 * i, 32 * i + 32)))).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});
