/** The plain pairing against @noble/curves. */
import { bn254 } from "@noble/curves/bn254.js";
import { describe, expect, it } from "vitest";
import * as plain from "../../../src/kernel/plain/pairing.ts";
import { type Fq2, type Fq12, fq2, fq12, X } from "../../../src/kernel/plain/tower.ts";

const { Fp12, Fp2, Fr } = bn254.fields;
const g1 = (k: bigint): plain.G1 => {
  const { x, y } = bn254.G1.Point.BASE.multiply(k).toAffine();
  return [x, y];
};
const g2 = (k: bigint): readonly [Fq2, Fq2] => {
  const { x, y } = bn254.G2.Point.BASE.multiply(k).toAffine();
  return [
    [x.c0, x.c1],
    [y.c0, y.c1],
  ];
};
const random = (): bigint => Fr.fromBytes(crypto.getRandomValues(new Uint8Array(32)).map((b, i) => (i === 0 ? b & 15 : b)));
type NobleFp12 = ReturnType<typeof bn254.pairing>;
const fromNoble = ({ c0, c1 }: NobleFp12): Fq12 => {
  const six = (a: NobleFp12["c0"]) => [a.c0, a.c1, a.c2].map((b) => [b.c0, b.c1] as Fq2) as unknown as Fq12[0];
  return [six(c0), six(c1)];
};

describe("the plain pairing", () => {
  it("is noble's, with the lines prepared or not", () => {
    for (let i = 0; i < 3; i += 1) {
      const [a, b] = [random(), random()];
      const expected = fromNoble(bn254.pairing(bn254.G1.Point.BASE.multiply(a), bn254.G2.Point.BASE.multiply(b)));
      const changing = plain.millerLoop({ changing: [[g1(a), g2(b)]], fixed: [] });
      const fixed = plain.millerLoop({ changing: [], fixed: [[g1(a), plain.monic(plain.prepare(g2(b)))]] });
      expect(fq12.equal(plain.finalExponentiation(changing), expected)).toBe(true);
      expect(fq12.equal(plain.finalExponentiation(fixed), expected)).toBe(true);
    }
  });

  it("of a product whose exponents cancel is one, and infinity changes nothing", () => {
    const f = plain.millerLoop({
      changing: [
        [g1(6n), g2(5n)],
        [undefined, g2(3n)],
        [g1(7n), undefined],
      ],
      fixed: [[g1(Fr.ORDER - 3n), plain.monic(plain.prepare(g2(10n)))]],
    });
    expect(fq12.equal(plain.finalExponentiation(f), fq12.one)).toBe(true);
  });

  it("raises to powers with cyclotomic squarings", () => {
    const e = plain.finalExponentiation(plain.millerLoop({ changing: [[g1(1n), g2(1n)]], fixed: [] }));
    const k = random();
    const noble = Fp12.pow(bn254.pairing(bn254.G1.Point.BASE, bn254.G2.Point.BASE), k);
    expect(fq12.equal(plain.cyclotomicPower(e, k), fromNoble(noble))).toBe(true);
    expect(fq12.equal(plain.cyclotomicPower(e, Fr.ORDER), fq12.one)).toBe(true);
  });
});

describe("the subgroup check", () => {
  /** Points on the twist, most of them outside the subgroup. */
  function pointOnTwist(seed: bigint): readonly [Fq2, Fq2] {
    const b = fq2.scale(fq2.inverse(fq2.xi), 3n);
    for (let c1 = seed; ; c1 += 1n) {
      const x: Fq2 = [seed, c1];
      const right = fq2.add(fq2.mul(fq2.square(x), x), b);
      try {
        const root = Fp2.sqrt({ c0: right[0], c1: right[1] });
        return [x, [root.c0, root.c1]];
      } catch {
        // Not a square: the next one.
      }
    }
  }
  const noble = ([x, y]: readonly [Fq2, Fq2]) =>
    bn254.G2.Point.fromAffine({ x: { c0: x[0], c1: x[1] }, y: { c0: y[0], c1: y[1] } });
  /** [k]P without reduction of k. */
  const times = (point: InstanceType<typeof bn254.G2.Point>, k: bigint) => {
    let result = bn254.G2.Point.ZERO;
    for (const bit of k.toString(2)) {
      result = result.double();
      if (bit === "1") result = result.add(point);
    }
    return result;
  };

  it("accepts multiples of the generator", () => {
    for (const k of [1n, 2n, X, Fr.ORDER - 1n, random()]) expect(plain.inSubgroup(g2(k))).toBe(true);
  });

  it("refuses other points of the twist, also of low order", () => {
    const cofactor = 0x30644e72e131a029b85045b68181585e06ceecda572a2489345f2299c0f9fa8dn;
    // The small factors of the cofactor (2q − r), and the rest.
    const small = [10069n, 5864401n];
    for (const p of small) expect(cofactor % p).toBe(0n);
    for (const seed of [1n, 7n, 1000n]) {
      const point = pointOnTwist(seed);
      expect(plain.onTwist(point)).toBe(true);
      expect(plain.inSubgroup(point)).toBe(noble(point).isTorsionFree());
      expect(plain.inSubgroup(point)).toBe(false);
      for (const order of small) {
        const low = times(noble(point), (Fr.ORDER * cofactor) / order);
        if (low.is0()) continue;
        const { x, y } = low.toAffine();
        expect(
          plain.inSubgroup([
            [x.c0, x.c1],
            [y.c0, y.c1],
          ]),
        ).toBe(false);
      }
    }
  });
});
