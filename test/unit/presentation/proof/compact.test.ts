import { readFileSync } from "node:fs";
import { bn254 } from "@noble/curves/bn254.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CivicproofError } from "../../../../src/core/errors.ts";
import { compressProof, decompressProof } from "../../../../src/engine/groth16/compress.ts";
import { PresentationMalformedError } from "../../../../src/engine/groth16/proof.ts";
import { COMPACT_BYTES, decodeCompact, encodeCompact } from "../../../../src/presentation/proof/compact.ts";
import type { Presentation } from "../../../../src/presentation/proof/presentation.ts";
import { CIRCUIT_NAMES } from "../../../../src/statement/circuit/signals.ts";

const presentations = (["age", "residency", "eligibility"] as const).map((circuit) => {
  const { presentation } = JSON.parse(readFileSync(`test/vectors/presentation-${circuit}.json`, "utf8")) as {
    presentation: Presentation;
  };
  return presentation;
});
const [first] = presentations as [Presentation];
const q = bn254.fields.Fp.ORDER;

describe("a compact presentation", () => {
  it.each(presentations)("of $circuit has 335 bytes and reads back the same", (presentation) => {
    const bytes = encodeCompact(presentation);
    expect(bytes.length).toBe(COMPACT_BYTES);
    expect(COMPACT_BYTES).toBe(335);
    expect(decodeCompact(bytes)).toEqual(presentation);
  });

  it("keeps both roots of every point apart", () => {
    const flip = (y: string): string => String(q - BigInt(y));
    const { a, b, c } = first.proof;
    const negated = {
      a: [a[0], flip(a[1])],
      b: [b[0], [flip(b[1][0]), flip(b[1][1])]],
      c: [c[0], flip(c[1])],
    } as const;
    expect(decompressProof(compressProof(negated))).toEqual(negated);
    const differing = compressProof(negated).filter((byte, i) => byte !== compressProof(first.proof)[i]);
    expect(differing.length).toBe(3);
  });

  it("reads random multiples of the generators", () => {
    const scalar = fc.bigInt({ min: 1n, max: bn254.fields.Fr.ORDER - 1n });
    fc.assert(
      fc.property(scalar, scalar, (s, t) => {
        const a = bn254.G1.Point.BASE.multiply(s).toAffine();
        const { x, y } = bn254.G2.Point.BASE.multiply(t).toAffine();
        const proof = {
          a: [String(a.x), String(a.y)],
          b: [
            [String(x.c0), String(x.c1)],
            [String(y.c0), String(y.c1)],
          ],
          c: [String(a.x), String(a.y)],
        } as const;
        expect(decompressProof(compressProof(proof))).toEqual(proof);
      }),
      { numRuns: 20 },
    );
  });

  it("refuses other lengths, versions, circuits, and numbers that are no x of a point", () => {
    const bytes = encodeCompact(first);
    const edit = (at: number, value: number): Uint8Array => {
      const copy = bytes.slice();
      copy[at] = value;
      return copy;
    };
    for (const hostile of [
      new Uint8Array(),
      bytes.slice(0, -1),
      new Uint8Array(COMPACT_BYTES + 1),
      edit(0, 1),
      edit(1, 2),
      edit(2, 200),
      new Uint8Array(COMPACT_BYTES),
      edit(3, 0x7f),
      edit(67, 0xff),
    ]) {
      expect(() => decodeCompact(hostile)).toThrow(PresentationMalformedError);
    }
  });

  it("has no spelling of an enrolment, which has a ninth public signal", () => {
    const publicSignals = [...first.publicSignals, "1"];
    expect(() => encodeCompact({ ...first, circuit: "enrolment", publicSignals })).toThrow(
      expect.objectContaining({ code: "PRESENTATION_MALFORMED", path: "circuit" }),
    );
    const bytes = encodeCompact(first);
    bytes[2] = CIRCUIT_NAMES.indexOf("enrolment");
    expect(() => decodeCompact(bytes)).toThrow(PresentationMalformedError);
  });

  it("never fails but with a refusal, whatever the bytes are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 332, maxLength: 332 }), (tail) => {
        const bytes = Uint8Array.of(2, 1, 0, ...tail);
        try {
          expect(encodeCompact(decodeCompact(bytes))).toEqual(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(CivicproofError);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("refuses to spell what does not fit", () => {
    const publicSignals = [...first.publicSignals];
    publicSignals[5] = String(2n ** 32n);
    expect(() => encodeCompact({ ...first, publicSignals })).toThrow(PresentationMalformedError);
    expect(() => encodeCompact({ ...first, proof: { ...first.proof, a: ["1", "3"] } })).toThrow(
      PresentationMalformedError,
    );
  });
});
