/** The equation's own refusals: points outside the group of order r, in a key, in a proof, alone and among others. */
import { bn254 } from "@noble/curves/bn254.js";
import { describe, expect, it } from "vitest";
import { FIELD_MODULUS, randomField } from "../../../../src/core/field.ts";
import type { G2Point } from "../../../../src/engine/groth16/curve.ts";
import { decodeProof } from "../../../../src/engine/groth16/decode-proof.ts";
import { checkEquation, equationHolds } from "../../../../src/engine/groth16/equation.ts";
import { checkOnce } from "../../../../src/engine/groth16/equation-once.ts";
import { decodeKeyPoints } from "../../../../src/engine/groth16/key-json.ts";
import { verifyGroth16 } from "../../../../src/engine/groth16/verify.ts";
import { equationOf, importVerificationKey } from "../../../../src/statement/artifacts/imported-key.ts";
import { createTrapdoor } from "../../../trapdoor.ts";

const { json, key, prove } = createTrapdoor("age");
const options = { circuit: "age", setup: "development", allowDevelopmentKeys: true } as const;
const signals = Array.from({ length: 8 }, randomField);

/** A point of the twist that is outside the group of order r. */
const outsider = (() => {
  const { Fp2 } = bn254.fields;
  const b = Fp2.div({ c0: 3n, c1: 0n }, { c0: 9n, c1: 1n });
  for (let seed = 1n; ; seed++) {
    const x = { c0: seed, c1: 1n };
    try {
      const y = Fp2.sqrt(Fp2.add(Fp2.mul(Fp2.sqr(x), x), b));
      if (bn254.G2.Point.fromAffine({ x, y }).isTorsionFree()) continue;
      return [
        [String(x.c0), String(x.c1)],
        [String(y.c0), String(y.c1)],
      ] as [[string, string], [string, string]];
    } catch {
      // x³ + b is no square.
    }
  }
})();

describe("a key", () => {
  it.each(["vk_beta_2", "vk_gamma_2", "vk_delta_2"])("is refused with a %s outside the group", (name) => {
    expect(() => {
      equationOf(importVerificationKey({ ...json, [name]: [...outsider, ["1", "0"]] }, options));
    }).toThrow(expect.objectContaining({ code: "VERIFICATION_KEY_INVALID" }));
  });
});

describe("a proof", () => {
  it("is refused with a B outside the group, and the position is named among others", () => {
    const bad = decodeProof({ ...prove(signals), b: outsider });
    expect(() => verifyGroth16(equationOf(key), bad, signals)).toThrow(
      expect.objectContaining({ code: "PRESENTATION_MALFORMED", path: "proof.b" }),
    );
    const good = decodeProof(prove(signals));
    const statements = [good, bad, good].map((proof, i) => ({
      key: equationOf(key),
      ...proof,
      signals,
      coefficient: { low: BigInt(i + 1), high: 1n },
    }));
    expect(checkEquation(statements)).toEqual({ holds: false, outside: [1] });
  });

  it("holds for its own signals and for no others", () => {
    const proof = decodeProof(prove(signals));
    expect(equationHolds(equationOf(key), proof, signals)).toBe(true);
    signals.forEach((_, i) => {
      const others = signals.map((value, j) => (i === j ? randomField() : value));
      expect(equationHolds(equationOf(key), proof, others)).toBe(false);
    });
    const { a, b, c } = proof;
    expect(equationHolds(equationOf(key), { a: c, b, c: a }, signals)).toBe(false);
  });

  it("counts with its coefficient, alone or not", () => {
    const proof = decodeProof(prove(signals));
    const false_ = decodeProof(prove(signals.map(() => 1n)));
    const weigh = (each: typeof proof, low: bigint) => ({
      key: equationOf(key),
      ...each,
      signals,
      coefficient: { low, high: 3n },
    });
    expect(checkEquation([weigh(proof, 5n)])).toEqual({ holds: true, outside: [] });
    expect(checkEquation([weigh(false_, 5n)]).holds).toBe(false);
    expect(checkEquation([weigh(proof, 1n), weigh(proof, 2n)]).holds).toBe(true);
    expect(checkEquation([weigh(proof, 1n), weigh(false_, 2n)]).holds).toBe(false);
  });

  it("counts once without a coefficient", () => {
    const statement = () => ({ key: equationOf(key), ...decodeProof(prove(signals)), signals });
    expect(checkEquation([statement(), statement()])).toEqual({ holds: true, outside: [] });
  });

  it("holds under its own key only, also when keys are mixed", () => {
    const other = createTrapdoor("age", "other");
    const [own, foreign] = [decodeProof(prove(signals)), decodeProof(other.prove(signals))];
    const statement = (under: typeof key, proof: typeof own, low: bigint) => ({
      key: equationOf(under),
      ...proof,
      signals,
      coefficient: { low, high: 1n },
    });
    expect(checkEquation([statement(key, own, 1n), statement(other.key, foreign, 2n)]).holds).toBe(true);
    expect(checkEquation([statement(other.key, own, 1n), statement(key, foreign, 2n)]).holds).toBe(false);
  });
});

describe("a check under a key that is used once", () => {
  const points = decodeKeyPoints(json);

  it("says what the prepared key says, of true proofs and of false ones", () => {
    const values = [0n, 1n, FIELD_MODULUS - 1n, 2n ** 64n - 1n, 2n ** 253n];
    for (let i = 0; i < 6; i += 1) {
      const own = signals.map((signal, j) => (i === 0 ? signal : values[(i * (j + 1)) % values.length]!));
      const proof = decodeProof(prove(own));
      expect(checkOnce(points, proof, own)).toBe("holds");
      own.forEach((value, j) => {
        const others = own.map((each, k) => (j === k ? (value + 1n) % FIELD_MODULUS : each));
        expect(checkOnce(points, proof, others)).toBe("fails");
      });
      const { a, b, c } = proof;
      const other = decodeProof(prove(signals.map(() => 3n)));
      for (const changed of [
        { a: c, b, c: a },
        { a: other.a, b, c },
        { a, b: other.b, c },
        { a, b, c: other.c },
      ]) {
        expect(checkOnce(points, changed, own)).toBe("fails");
        expect(equationHolds(equationOf(key), changed, own)).toBe(false);
      }
    }
    const another = decodeKeyPoints(createTrapdoor("age", "other").json);
    expect(checkOnce(another, decodeProof(prove(signals)), signals)).toBe("fails");
    // Each point of the key counts.
    for (const name of ["alpha", "beta", "gamma", "delta", "inputs"] as const) {
      const mixed = { ...points, [name]: another[name] };
      expect(checkOnce(mixed, decodeProof(prove(signals)), signals), name).toBe("fails");
    }
  });

  it("leaves out inputs at infinity", () => {
    const inputs = points.inputs.map((point, i) => (i === 3 ? "infinity" : point));
    const same = signals.map((signal, i) => (i === 2 ? 0n : signal));
    const proof = decodeProof(prove(same));
    expect(checkOnce({ ...points, inputs }, proof, same)).toBe("holds");
    // Whatever stands for a signal without a point.
    expect(checkOnce({ ...points, inputs }, proof, signals)).toBe("holds");
  });

  it("names the point of the key that is outside the group, and takes no such B", () => {
    const [x, y] = outsider.map((pair) => pair.map(BigInt)) as unknown as G2Point;
    const proof = decodeProof(prove(signals));
    for (const outside of ["beta", "gamma", "delta"] as const) {
      expect(checkOnce({ ...points, [outside]: [x, y] }, proof, signals)).toEqual({ outside });
    }
    expect(checkOnce(points, { ...proof, b: [x, y] }, signals)).toBe("fails");
  });
});
