/** The pairing against @noble/curves, over plain integers and over WebAssembly. */
import { bn254 } from "@noble/curves/bn254.js";
import { describe, expect, it, vi } from "vitest";
import {
  coefficientValue,
  combineFixed,
  combineOnce,
  combineShort,
  pairOf,
  prepareFixed,
} from "../../../../src/engine/pairing/combine.ts";
import { compileFormulas, HEAP, LIMB_BITS, LIMBS, PAIR_BYTES, RADIX } from "../../../../src/engine/pairing/compile.ts";
import { BETA, LAMBDA, Q, R, X } from "../../../../src/engine/pairing/constants.ts";
import { STEPS, type Step, type StepName } from "../../../../src/engine/pairing/formulas.ts";
import { createFastMachine, createPlainMachine, type Machine } from "../../../../src/engine/pairing/machine.ts";
import {
  cyclotomicPower,
  equal12,
  finalExponentiation,
  millerLoop,
  prepareLines,
  toRatios,
} from "../../../../src/engine/pairing/pairing.ts";

const { Fp12, Fr } = bn254.fields;
type NobleFq12 = ReturnType<typeof bn254.pairing>;
type G1 = InstanceType<typeof bn254.G1.Point>;
type G2 = InstanceType<typeof bn254.G2.Point>;
const g1 = (k: bigint): G1 => bn254.G1.Point.BASE.multiplyUnsafe(k);
const g2 = (k: bigint): G2 => bn254.G2.Point.BASE.multiplyUnsafe(k);
const random = (): bigint => BigInt(`0x${Buffer.from(crypto.getRandomValues(new Uint8Array(40))).toString("hex")}`) % R;
const coordinates2 = (point: G2): bigint[] => {
  const { x, y } = point.toAffine();
  return [x.c0, x.c1, y.c0, y.c1];
};
const coefficients = ({ c0, c1 }: NobleFq12): bigint[] =>
  (["c0", "c1", "c2"] as const).flatMap((i) => [c0[i], c1[i]].flatMap((two) => [two.c0, two.c1]));

/** The same tests for both machines. */
function suite<Row>(machine: Machine<Row>): void {
  /** Two points as one row, projective. */
  const rowOf = (left: G1, right = left): Row =>
    machine.fromIntegers([left.X, right.X, left.Y, right.Y, left.Z, right.Z]);
  const pointsIn = (row: Row): [left: G1, right: G1] => {
    const [x, otherX, y, otherY, z, otherZ] = machine.toIntegers(row, 3) as [
      bigint,
      bigint,
      bigint,
      bigint,
      bigint,
      bigint,
    ];
    return [new bn254.G1.Point(x, y, z), new bn254.G1.Point(otherX, otherY, otherZ)];
  };
  const ratiosOf = (point: G1): Row[] => toRatios(machine, [rowOf(point)]);
  const row2 = (point: G2): Row => machine.fromIntegers(coordinates2(point));
  const changing = (a: G1, b: G2) => ({ ratios: ratiosOf(a)[0]!, point: row2(b) });
  const fixed = (a: G1, b: G2) => ({ ratios: ratiosOf(a)[0]!, lines: prepareLines(machine, row2(b))! });
  const pair = (a: G1, b: G2): Row => {
    const { value } = millerLoop(machine, { changing: [changing(a, b)], fixed: [] });
    return finalExponentiation(machine, value);
  };
  const target = (value: NobleFq12): Row => machine.fromIntegers(coefficients(value));

  it("is noble's, with the lines prepared or not", () => {
    for (let i = 0; i < 3; i += 1) {
      const [a, b] = [g1(random()), g2(random())];
      const expected = coefficients(bn254.pairing(a, b));
      const prepared = millerLoop(machine, { changing: [], fixed: [fixed(a, b)] });
      expect(machine.toIntegers(pair(a, b), 6)).toEqual(expected);
      expect(machine.toIntegers(finalExponentiation(machine, prepared.value), 6)).toEqual(expected);
    }
  });

  it("of a product whose exponents cancel is one, infinity counting for nothing", () => {
    const { value, outside } = millerLoop(machine, {
      changing: [changing(g1(6n), g2(5n)), changing(bn254.G1.Point.ZERO, g2(77n))],
      fixed: [fixed(g1(R - 3n), g2(10n)), fixed(bn254.G1.Point.ZERO, g2(9n))],
    });
    expect(outside).toEqual([]);
    const one = target(Fp12.ONE);
    expect(equal12(machine, finalExponentiation(machine, value), one)).toBe(true);
    expect(equal12(machine, pair(g1(1n), g2(1n)), one)).toBe(false);
  });

  it("raises to powers with cyclotomic squarings", () => {
    const e = pair(g1(1n), g2(1n));
    const k = random();
    const noble = Fp12.pow(bn254.pairing(g1(1n), g2(1n)), k);
    expect(machine.toIntegers(cyclotomicPower(machine, e, k), 6)).toEqual(coefficients(noble));
    expect(equal12(machine, cyclotomicPower(machine, e, R), target(Fp12.ONE))).toBe(true);
    expect(equal12(machine, cyclotomicPower(machine, e, 0n), target(Fp12.ONE))).toBe(true);
  });

  it("prepares lines of points in the group only", () => {
    for (const point of outsiders()) expect(prepareLines(machine, row2(point))).toBeUndefined();
  });

  it("names pairs whose point is on the twist but outside the group", () => {
    const points = outsiders();
    const { outside } = millerLoop(machine, {
      changing: [changing(g1(1n), g2(1n)), ...points.map((point) => changing(g1(2n), point)), changing(g1(3n), g2(X))],
      fixed: [],
    });
    expect(outside).toEqual(points.map((_, i) => i + 1));
  });

  it("adds, doubles and negates two points of G1 at once, infinity, equal and opposite ones included", () => {
    const p = g1(random());
    const points = [bn254.G1.Point.ZERO, g1(1n), g1(2n), g1(R - 1n), p, p.negate(), p.double()];
    const expectPoints = (row: Row, expected: readonly G1[]) =>
      expect(pointsIn(row).map((point, i) => point.equals(expected[i]!))).toEqual([true, true]);
    points.forEach((a, i) => {
      const c = points[(i + 3) % points.length]!;
      expectPoints(machine.doubleG1(rowOf(a, c)), [a.double(), c.double()]);
      expectPoints(machine.negateG1(rowOf(a, c)), [a.negate(), c.negate()]);
      points.forEach((b, j) => {
        const d = points[(j + 5) % points.length]!;
        expectPoints(machine.addG1(rowOf(a, c), rowOf(b, d)), [a.add(b), c.add(d)]);
        expectPoints(machine.foldG1(rowOf(a, b)), [a.add(b), a.add(b)]);
        expectPoints(machine.joinG1(rowOf(a, c), rowOf(b, d)), [a, d]);
      });
    });
  });

  it("sums multiples in G1, of fixed points and with short coefficients", () => {
    const points = [g1(1n), g1(random()), g1(random()), g1(2n)];
    const affine = points.map((point): [bigint, bigint] => [point.toAffine().x, point.toAffine().y]);
    const prepared = prepareFixed(machine, affine).row;
    const edges = [0n, 1n, R - 1n, R - 2n, 2n ** 64n - 1n, 2n ** 64n, 2n ** 253n - 1n, 2n ** 192n - 2n ** 58n];
    for (let i = 0; i < 20; i += 1) {
      const scalars = points.map((_, j) =>
        i < 2 * edges.length && j < 3 ? edges[(i + 3 * j) % edges.length]! : random(),
      );
      const sum = points.reduce((total, point, j) => total.add(point.multiplyUnsafe(scalars[j]!)), bn254.G1.Point.ZERO);
      expect(pointsIn(combineFixed(machine, prepared, scalars)).every((point) => point.equals(sum))).toBe(true);
    }
    // 1·G, (r − 2)·G and 1·2G meet in infinity; every partial sum may be any point of the table.
    expect(pointsIn(combineFixed(machine, prepared, [R - 2n, 0n, 0n, 1n])).every((point) => point.is0())).toBe(true);
    const halves = [0n, 1n, 7n, 8n, 2n ** 63n, 2n ** 64n - 1n, 0x8888_8888_8888_8888n];
    const rows = [0, 1, 2, 3].map((i) => pairOf(machine, affine[i]!, affine[(i + 1) % 4]!));
    for (let i = 0; i < 20; i += 1) {
      const pick = (j: number) => (i < 14 ? halves[(i * (j + 1) + j) % halves.length]! : BigInt.asUintN(64, random()));
      const coefficients = rows.map((_, j) => [0, 4].map((k) => ({ low: pick(j + k), high: pick(j + k + 3) })));
      const sums = [0, 1].map((side) =>
        points.reduce(
          (total, _, j) => total.add(points[(j + side) % 4]!.multiplyUnsafe(coefficientValue(coefficients[j]![side]!))),
          bn254.G1.Point.ZERO,
        ),
      );
      const found = pointsIn(combineShort(machine, rows, coefficients));
      expect(found.map((point, side) => point.equals(sums[side]!))).toEqual([true, true]);
    }
    expect(pointsIn(combineShort(machine, [], [])).every((point) => point.is0())).toBe(true);
  });

  it("sums multiples of points that are used once, whether two by two or with one left over", () => {
    const points = [g1(1n), g1(random()), g1(random()), g1(2n), g1(R - 1n)];
    const affine = points.map((point): [bigint, bigint] => [point.toAffine().x, point.toAffine().y]);
    const edges = [0n, 1n, R - 1n, R - 2n, 2n ** 64n - 1n, 2n ** 64n, 2n ** 253n - 1n, 2n ** 192n - 2n ** 58n];
    for (let i = 0; i < 24; i += 1) {
      const count = i % 6;
      const scalars = points.map((_, j) => (i < 18 ? edges[(i * (j + 1) + j) % edges.length]! : random()));
      const given = affine.slice(0, count).map((point, j) => ({ point, scalar: scalars[j]! }));
      const sum = points
        .slice(0, count)
        .reduce((total, point, j) => total.add(point.multiplyUnsafe(scalars[j]!)), bn254.G1.Point.ZERO);
      expect(pointsIn(combineOnce(machine, given)).map((point) => point.equals(sum))).toEqual([true, true]);
    }
    // 1·G and (r − 1)·G: infinity.
    const opposite = [
      { point: affine[0]!, scalar: 1n },
      { point: affine[0]!, scalar: R - 1n },
    ];
    expect(pointsIn(combineOnce(machine, opposite)).every((point) => point.is0())).toBe(true);
  });

  it("takes integers in and out", () => {
    const values = [0n, 1n, 2n, Q - 1n, Q - 2n, (Q - 1n) / 2n, (Q + 1n) / 2n, 2n ** 253n, random()];
    values.forEach((value, i) => {
      const pair = [value, values[(i + 1) % values.length]!];
      expect(machine.toIntegers(machine.fromIntegers(pair), 1)).toEqual(pair);
      for (const zero of [
        [value, 0n],
        [0n, value],
      ]) {
        expect(machine.isZero(machine.fromIntegers(zero), 1)).toBe(value === 0n);
      }
    });
  });
}

/** Points of the twist outside the group of order r: of full order, and of the low orders that divide the cofactor. */
function outsiders(): G2[] {
  const cofactor = 2n * Q - R;
  const times = (point: G2, k: bigint): G2 => {
    let result = bn254.G2.Point.ZERO;
    for (const bit of k.toString(2)) {
      result = result.double();
      if (bit === "1") result = result.add(point);
    }
    return result;
  };
  const { Fp2 } = bn254.fields;
  const b = Fp2.div({ c0: 3n, c1: 0n }, { c0: 9n, c1: 1n });
  const found: G2[] = [];
  for (let seed = 1n; found.length < 2; seed += 1n) {
    const x = { c0: seed, c1: 1n };
    try {
      found.push(bn254.G2.Point.fromAffine({ x, y: Fp2.sqrt(Fp2.add(Fp2.mul(Fp2.sqr(x), x), b)) }));
    } catch {
      // x³ + b is no square.
    }
  }
  const order = cofactor * R;
  const low = [10069n, 5864401n].map((small) => {
    expect(cofactor % small).toBe(0n);
    return times(found[0]!, order / small);
  });
  const all = [...found, times(found[0]!, R), ...low];
  expect(all.some((point) => point.is0() || point.isTorsionFree())).toBe(false);
  return all;
}

describe("the pairing over plain integers", () => suite(createPlainMachine()));
describe("the pairing over WebAssembly", () => suite(createFastMachine()));

describe("the compiled formulas", () => {
  it("gives every formula's result as plain integers do, for random and extreme inputs", () => {
    const [plain, fast] = [createPlainMachine(), createFastMachine()];
    const extremes = [0n, 1n, Q - 1n, (Q - 1n) / 2n, (Q + 1n) / 2n, 2n ** 232n - 1n, 2n ** 253n, Q - 2n ** 29n];
    for (const [name, { inputs, output }] of Object.entries<Step>(STEPS)) {
      for (let round = 0; round < 12; round += 1) {
        const rows = inputs.map((count) =>
          Array.from({ length: 2 * count }, (_, i) =>
            round < 8 ? extremes[(round + i * (round % 3)) % extremes.length]! : random(),
          ),
        );
        const call = name as StepName;
        const expected = plain[call](...rows.map((values) => plain.fromIntegers(values)));
        const row = fast[call](...rows.map((values) => fast.fromIntegers(values)));
        expect(fast.toIntegers(row, output), `${name}, round ${round}`).toEqual(expected.flat());
      }
    }
  });

  it("keeps long chains exact: a thousand steps on their own results", () => {
    const [plain, fast] = [createPlainMachine(), createFastMachine()];
    const start = Array.from({ length: 12 }, random);
    let [p, f] = [plain.fromIntegers(start), fast.fromIntegers(start)];
    for (let i = 0; i < 1000; i += 1) {
      const mark = fast.mark();
      const step = i % 3 === 0 ? "square12" : i % 3 === 1 ? "cyclotomicSquare" : "frobenius1";
      p = plain[step](p);
      [f] = fast.keep(mark, [[fast[step](f), 6]]) as [number];
    }
    expect(fast.toIntegers(f, 6)).toEqual(p.flat());
  });

  it("is not assembled when bounds could overflow", () => {
    const tooMuch: Step = {
      inputs: [1],
      output: 1,
      formula: (f, [a]) => {
        const many = Array.from({ length: 30 }).reduce<typeof a>((sum) => f.times(sum!, 12), a)!;
        return [f.mul(many, many)];
      },
    };
    expect(() => compileFormulas({ tooMuch })).toThrow(RangeError);
  });

  it("holds the largest columns that its bounds let through", () => {
    const largest: Step = {
      inputs: [1, 1],
      output: 1,
      formula: (f, [x], [y]) => {
        const [twiceX, twiceY] = [f.add(x!, x!), f.add(y!, y!)];
        const factors = [twiceX, twiceY] as const;
        return [f.dot(factors, factors, factors)];
      },
    };
    const memory = new WebAssembly.Memory({ initial: 2 });
    const module = new WebAssembly.Module(compileFormulas({ largest }));
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    const limbs = new BigInt64Array(memory.buffer);
    /** Every limb as large as a limb may be, the value below q; the signs are those of the halves. */
    const write = (at: number, signs: readonly bigint[]): bigint[] =>
      signs.map((sign, half) => {
        let value = 0n;
        for (let i = 0; i < LIMBS; i += 1) {
          const limb = sign * (i < LIMBS - 1 ? 2n ** BigInt(LIMB_BITS - 1) : Q / 2n ** 232n - 1n);
          limbs[at / 8 + 2 * i + half] = limb;
          value += limb << BigInt(LIMB_BITS * i);
        }
        return value;
      });
    const mod = (value: bigint) => ((value % Q) + Q) % Q;
    for (const signs of [
      [-1n, 1n, -1n, -1n],
      [-1n, -1n, -1n, -1n],
      [1n, 1n, -1n, 1n],
    ]) {
      const [x0, x1] = write(HEAP, signs.slice(0, 2)) as [bigint, bigint];
      const [y0, y1] = write(HEAP + PAIR_BYTES, signs.slice(2)) as [bigint, bigint];
      (exports.largest as (...addresses: number[]) => void)(HEAP + 2 * PAIR_BYTES, HEAP, HEAP + PAIR_BYTES);
      const found = [0, 1].map((half) => {
        let value = 0n;
        for (let i = LIMBS; i-- > 0; ) {
          value = (value << BigInt(LIMB_BITS)) + limbs[(HEAP + 2 * PAIR_BYTES) / 8 + 2 * i + half]!;
        }
        return mod(value * RADIX);
      });
      expect(found).toEqual([x0 * y0 - x1 * y1, x0 * y1 + x1 * y0].map((value) => mod(12n * value)));
    }
  });

  it("is replaced by plain integers where WebAssembly is missing", async () => {
    vi.stubGlobal("WebAssembly", undefined);
    vi.resetModules();
    const { sharedMachine } = await import("../../../../src/engine/pairing/machine.ts");
    const machine = sharedMachine();
    vi.unstubAllGlobals();
    const product = machine.mul(machine.fromIntegers([6n, 2n]), machine.fromIntegers([7n, 3n]));
    expect(machine.toIntegers(product, 1)).toEqual([42n, 6n]);
    expect(machine.fromIntegers([1n, 0n])).toEqual([[1n, 0n]]);
  });
});

describe("constants", () => {
  it("are those of the curve", () => {
    expect(Q).toBe(36n * X ** 4n + 36n * X ** 3n + 24n * X ** 2n + 6n * X + 1n);
    expect(R).toBe(36n * X ** 4n + 36n * X ** 3n + 18n * X ** 2n + 6n * X + 1n);
    const { x, y } = g1(5n).toAffine();
    expect(g1(Fr.mul(5n, LAMBDA)).equals(bn254.G1.Point.fromAffine({ x: (x * BETA) % Q, y }))).toBe(true);
  });

  it("make [6x + 2] + ψ − ψ² + ψ³ vanish on the group of order r and nowhere else on the twist", () => {
    const t = 6n * X * X + 1n;
    // ψ² = t·ψ − q reduces it to a + b·ψ, of degree a² + a·b·t + b²·q.
    const c = [6n * X + 2n, 1n, -1n, 1n];
    for (const i of [3, 2]) {
      c[i - 1] = c[i - 1]! + t * c[i]!;
      c[i - 2] = c[i - 2]! - Q * c[i]!;
    }
    const [a, b] = c as [bigint, bigint];
    const gcd = (m: bigint, n: bigint): bigint => (n === 0n ? m : gcd(n, m % n));
    expect(gcd(a * a + a * b * t + b * b * Q, (2n * Q - R) * R)).toBe(R);
  });
});
