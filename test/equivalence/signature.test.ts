import { buildBabyjub, buildEddsa } from "circomlibjs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FIELD_MODULUS, type FieldElement, toField } from "../../src/core/field.ts";
import { poseidon } from "../../src/core/hash.ts";
import {
  type AffinePoint,
  derivePublicKey,
  PublicKeyError,
  SUBGROUP_ORDER,
  sign,
  toPrivateKey,
  toPublicKey,
  verifySignature,
} from "../../src/core/signature.ts";

const [eddsa, curve] = await Promise.all([buildEddsa(), buildBabyjub()]);
type Point = ReturnType<typeof eddsa.prv2pub>;

const toAffine = ([x, y]: Point): AffinePoint => ({
  x: curve.F.toObject(x) as FieldElement,
  y: curve.F.toObject(y) as FieldElement,
});
const toPoint = ({ x, y }: AffinePoint): Point => [curve.F.e(x), curve.F.e(y)];

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
const message = fc.oneof(
  fc.constantFrom(0n, 1n, FIELD_MODULUS - 1n),
  fc.bigInt({ min: 0n, max: FIELD_MODULUS - 1n }),
) as fc.Arbitrary<FieldElement>;

describe("EdDSA-Poseidon", () => {
  it("derives the same keys and makes the same signatures as circomlibjs", () => {
    fc.assert(
      fc.property(bytes, message, (secret, text) => {
        const key = toPrivateKey(secret);
        expect(derivePublicKey(key)).toEqual(toAffine(eddsa.prv2pub(secret)));
        const theirs = eddsa.signPoseidon(secret, eddsa.F.e(text));
        expect(sign(key, text)).toEqual({ R8: toAffine(theirs.R8), S: theirs.S });
      }),
      { numRuns: 15 },
    );
  });

  it("accepts its signatures, and is accepted by it", () => {
    fc.assert(
      fc.property(bytes, message, message, (secret, text, other) => {
        const A = derivePublicKey(toPrivateKey(secret));
        const theirs = eddsa.signPoseidon(secret, eddsa.F.e(text));
        verifySignature({ R8: toAffine(theirs.R8), S: theirs.S }, text, A);
        const ours = sign(toPrivateKey(secret), text);
        const signature = { R8: toPoint(ours.R8), S: ours.S };
        expect(eddsa.verifyPoseidon(eddsa.F.e(text), signature, toPoint(A))).toBe(true);
        expect(eddsa.verifyPoseidon(eddsa.F.e(other), signature, toPoint(A))).toBe(text === other);
      }),
      { numRuns: 8 },
    );
  });

  it("stands on the same group", () => {
    expect(curve.subOrder).toBe(SUBGROUP_ORDER);
    expect(toAffine(curve.mulPointEscalar(curve.Generator, 8n))).toEqual(toAffine(curve.Base8));
  });
});

describe("where circomlibjs is lax", () => {
  const torsion = curve.mulPointEscalar(curve.Generator, SUBGROUP_ORDER);

  it("it accepts any message under low-order keys; we refuse the key", () => {
    for (let k = 0n; k < 8n; k++) {
      const key = curve.mulPointEscalar(torsion, k);
      // 8·h·A is the identity, so R8 = S·B8 passes for every message.
      const forged = { R8: curve.mulPointEscalar(curve.Base8, 5n), S: 5n };
      expect(eddsa.verifyPoseidon(eddsa.F.e(12345n), forged, key)).toBe(true);
      const signature = { R8: toAffine(forged.R8), S: forged.S };
      expect(() => verifySignature(signature, toField(12345), toAffine(key))).toThrow(PublicKeyError);
    }
  });

  it("it takes mixed-order keys; we refuse them", () => {
    const [secret, nonce, text] = [11n, 5n, toField(12345)];
    const R8 = curve.mulPointEscalar(curve.Base8, nonce);
    for (let k = 1n; k < 8n; k++) {
      const mixed = curve.addPoint(curve.mulPointEscalar(curve.Base8, secret), curve.mulPointEscalar(torsion, k));
      const [R, A] = [toAffine(R8), toAffine(mixed)];
      const S = (nonce + 8n * poseidon([R.x, R.y, A.x, A.y, text]) * secret) % SUBGROUP_ORDER;
      expect(eddsa.verifyPoseidon(eddsa.F.e(text), { R8, S }, mixed)).toBe(true);
      expect(() => toPublicKey(A)).toThrow(PublicKeyError);
      expect(() => verifySignature({ R8: R, S }, text, A)).toThrow(PublicKeyError);
    }
  });
});
