/**
 * Turns the formulas into WebAssembly. Everything is a pair of elements of Fq in the two halves of vectors: an element of
 * Fq2, or two elements of Fq that go the same way. An element is nine signed limbs of 29 bits in Montgomery form with
 * R = 2^261, each in 64 bits. Sums and differences are taken limb by limb and carried only where the bounds, which are
 * followed through every formula, ask for it: if they could overflow, assembling fails.
 */
import {
  add,
  addAddress,
  addHalves,
  address,
  and,
  assembleModule,
  type Bytes,
  call,
  type FunctionBody,
  get,
  load,
  loadHalf,
  mul,
  mulHalves,
  mulLow,
  mulWords,
  placeRight,
  set,
  shl,
  shr,
  shrUnsigned,
  shrWords,
  shuffle,
  store,
  storeHalf,
  sub,
  xor,
} from "./assembler.ts";
import { type Fq2, mod, Q } from "./constants.ts";
import { type Algebra, STEPS, type Step } from "./formulas.ts";

export const LIMBS = 9;
export const LIMB_BITS = 29;
/** Bytes of a vector, and of a pair of elements. */
const VECTOR_BYTES = 16;
export const PAIR_BYTES = VECTOR_BYTES * LIMBS;
/** The Montgomery radix. */
export const RADIX = 1n << BigInt(LIMBS * LIMB_BITS);

const HALF = 1n << BigInt(LIMB_BITS - 1);
const MASK = 2n * HALF - 1n;

/** Limbs of an integer, all but the highest in [−2^28, 2^28). */
function toLimbs(value: bigint): bigint[] {
  let rest = value;
  return Array.from({ length: LIMBS }, (_, i) => {
    const limb = i < LIMBS - 1 ? BigInt.asIntN(LIMB_BITS, rest) : rest;
    rest = (rest - limb) >> BigInt(LIMB_BITS);
    return limb;
  });
}
/** The 64-bit integers of a pair as it lies in memory. */
export function pairWords([left, right]: Fq2): bigint[] {
  const other = toLimbs(right);
  return toLimbs(left).flatMap((limb, i) => [limb, other[i]!]);
}
/** The representative nearest to zero. */
export const balanced = (value: bigint): bigint => {
  const rest = mod(value);
  return 2n * rest > Q ? rest - Q : rest;
};

const MODULUS = toLimbs(Q);
/** 2^46/q8, where q8 is the highest limb of q: value/q from the highest limb of a value. */
const QUOTIENT_SHIFT = 46;
const QUOTIENT = (1n << BigInt(QUOTIENT_SHIFT + LIMB_BITS * (LIMBS - 1))) / Q;
/** −1/q mod 2^32. */
const NEGATIVE_INVERSE = 0xe4866389n;

// ---- The primitives: fn(result, a, b) over pointers. ----

const RESULT = 0;
const A = 1;
const B = 2;
const COLUMN_COUNT = 2 * LIMBS - 1;
/** Where the columns of a sum of products stand between two of them, and those of its crosses. */
const COLUMNS = 0;
const CROSSES = VECTOR_BYTES * COLUMN_COUNT;
/** Vectors after the parameters: limbs of two operands, digits, a column and its carry. Then sums of halves. */
const LOCALS = [3 * LIMBS + 2, 2 * LIMBS] as const;
const PARAMETERS = 3;
const LEFT = PARAMETERS;
const RIGHT = LEFT + LIMBS;
const DIGITS = RIGHT + LIMBS;
const COLUMN = DIGITS + LIMBS;
const SUM = COLUMN + 1;
const LEFT_SUMS = SUM + 1;
const RIGHT_SUMS = LEFT_SUMS + LIMBS;
/** Keeps a column from being negative, so that its carry is a plain shift; a multiple of 2^29. */
const BIAS = 1n << 63n;
const CARRIED_BIAS = BIAS >> BigInt(LIMB_BITS);

type Limbs = (i: number) => Bytes;
const each = (limb: Limbs): Bytes => MODULUS.map((_, i) => limb(i)).join("");
const limbsOf =
  (pointer: number): Limbs =>
  (i) =>
    load(get(pointer), VECTOR_BYTES * i);
const [left, right] = [limbsOf(A), limbsOf(B)];
const put = (i: number, value: Bytes): Bytes => store(get(RESULT), VECTOR_BYTES * i, value);
/** Of every limb by itself. */
const limbwise = (value: Limbs): Bytes => each((i) => put(i, value(i)));
const total = (terms: readonly Bytes[], plus = add): Bytes => terms.reduce(plus);
/** The products of limbs, kept in locals from `a` and from `b` on, that belong to a column. */
const products = (k: number, a: number, b: number, times: typeof add): Bytes[] =>
  MODULUS.flatMap((_, i) => (k - i in MODULUS ? [times(get(a + i), get(b + k - i))] : []));

/** A product may add to the columns in memory, and may leave them there or end with the reduction. */
type Flow = "" | "First" | "Next" | "Reduce";

/** The code of each primitive. */
function primitives(constant: (left: bigint, right?: bigint) => Bytes) {
  /** A 32-bit constant in all four words. */
  const word = (value: bigint): Bytes => constant(BigInt.asUintN(32, value) * (1n + (1n << 32n)));
  const modulus = MODULUS.map(word);
  /** Minus the left half (−1, 0) or the right one (0, −1). */
  const negate = (value: Bytes, ...halves: readonly [bigint, bigint]): Bytes =>
    sub(xor(value, constant(...halves)), constant(...halves));
  const within = (i: number, ...words: readonly number[]): Bytes => shuffle(left(i), left(i), ...words);
  /** Keeps the low words of both halves in the left one. */
  const setLow = (local: number, value: Bytes): Bytes =>
    set(local, value) + set(local, shuffle(get(local), get(local), 0, 2, 0, 2));
  /** Adds to a column what the one before left. That comes last, because it is known last. */
  const column = (terms: readonly Bytes[], rounding = 0n): Bytes =>
    set(SUM, total([...terms, constant(BIAS - CARRIED_BIAS + rounding), get(SUM)]));
  /** A column of the result: its digit in [−2^28, 2^28) is limb i. */
  const digit = (i: number, terms: readonly Bytes[]): Bytes =>
    i < LIMBS - 1
      ? column(terms, HALF) +
        put(i, sub(and(get(SUM), constant(MASK)), constant(HALF))) +
        set(SUM, shrUnsigned(get(SUM), LIMB_BITS))
      : put(i, total([...terms, constant(-CARRIED_BIAS), get(SUM)]));

  /**
   * The columns of a sum of products, half by half or, by Karatsuba's way, of Fq2. Montgomery's reduction follows them one
   * by one (product scanning).
   */
  const columns = (fq2: boolean, flow: Flow): Bytes => {
    const adds = flow === "Next" || flow === "Reduce";
    const ends = flow === "" || flow === "Reduce";
    const code = Array.from({ length: COLUMN_COUNT }, (_, k): Bytes => {
      const at = VECTOR_BYTES * k;
      let terms = adds ? [load(address(COLUMNS), at)] : [];
      /** (a0 + a1)·(b0 + b1). */
      const crosses = adds && !ends ? [loadHalf(address(CROSSES), at + 8)] : [];
      if (flow !== "Reduce") {
        terms.push(...products(k, LEFT, RIGHT, mulLow));
        crosses.push(...products(k, LEFT_SUMS, RIGHT_SUMS, mulHalves));
      }
      const cross = (): Bytes => total(crosses, addHalves);
      if (!ends) {
        return store(address(COLUMNS), at, total(terms)) + (fq2 ? storeHalf(address(CROSSES), at + 8, cross()) : "");
      }
      const before = set(COLUMN, total(terms));
      terms = [get(COLUMN)];
      if (fq2) {
        // From (p, q) and s: (p − q, s − p − q).
        terms = [
          sub(negate(get(COLUMN), 0n, -1n), shuffle(get(COLUMN), get(COLUMN), 2, 3, 0, 1)),
          adds ? load(address(CROSSES), at) : placeRight(constant(0n), cross()),
        ];
      }
      for (let i = Math.max(0, k - LIMBS + 1); i < Math.min(k, LIMBS); i += 1) {
        terms.push(mulLow(get(DIGITS + i), modulus[k - i]!));
      }
      if (k >= LIMBS) return before + digit(k - LIMBS, terms);
      return (
        before +
        column(terms) +
        // Minus the lowest 29 bits over q, with their sign.
        setLow(DIGITS + k, shrWords(mulWords(get(SUM), word(NEGATIVE_INVERSE << 3n)), 3)) +
        set(SUM, shrUnsigned(add(get(SUM), mulLow(get(DIGITS + k), modulus[0]!)), LIMB_BITS))
      );
    }).join("");
    return ends ? set(SUM, constant(CARRIED_BIAS)) + code + digit(LIMBS - 1, []) : code;
  };

  /** A product: keeps the limbs of its operands in locals. */
  const product = (fq2: boolean, flow: Flow, a = left, b = right): Bytes =>
    each((i) => {
      const sum = (pointer: number) =>
        addHalves(loadHalf(get(pointer), VECTOR_BYTES * i), loadHalf(get(pointer), VECTOR_BYTES * i + 8));
      return (
        setLow(LEFT + i, a(i)) +
        setLow(RIGHT + i, b(i)) +
        (fq2 ? set(LEFT_SUMS + i, sum(A)) + set(RIGHT_SUMS + i, sum(B)) : "")
      );
    }) + columns(fq2, flow);

  const code = {
    /** Subtracts the nearest multiple of q and carries: limbs in [−2^28, 2^28), value at most 0.51·q in size. */
    tidy:
      // From the highest limb alone: the estimate is off by less than 2^-10.
      setLow(
        COLUMN,
        shr(add(mul(left(LIMBS - 1), constant(QUOTIENT)), constant(1n << BigInt(QUOTIENT_SHIFT - 1))), QUOTIENT_SHIFT),
      ) +
      set(SUM, constant(CARRIED_BIAS)) +
      each((i) => digit(i, [sub(left(i), mulLow(get(COLUMN), modulus[i]!))])),
    add: limbwise((i) => add(left(i), right(i))),
    sub: limbwise((i) => sub(left(i), right(i))),
    conjugate: limbwise((i) => negate(left(i), 0n, -1n)),
    left: limbwise((i) => within(i, 0, 1, 0, 1)),
    right: limbwise((i) => within(i, 2, 3, 2, 3)),
    join: limbwise((i) => shuffle(left(i), right(i), 0, 1, 6, 7)),
    xi: limbwise((i) => total([shl(left(i), 3), left(i), negate(within(i, 2, 3, 0, 1), -1n, 0n)])),
    mul: product(true, ""),
    mulFirst: product(true, "First"),
    mulNext: product(true, "Next"),
    mulReduce: columns(true, "Reduce"),
    lanes: product(false, ""),
    lanesFirst: product(false, "First"),
    lanesNext: product(false, "Next"),
    lanesReduce: columns(false, "Reduce"),
    /**
     * ((a0 + a1)·(a0 − a1), 2·a1·a0). A column of the first is one of a0² − a1², whose bound holds; sums on the way may
     * wrap.
     */
    square: product(
      false,
      "",
      (i) => add(within(i, 2, 3, 2, 3), left(i)),
      (i) => sub(within(i, 0, 1, 0, 1), and(within(i, 2, 3, 2, 3), constant(-1n, 0n))),
    ),
    /** The limbs of integers from their four 64-bit words and a zero. */
    split: limbwise((i) => {
      const [from, shift] = [(LIMB_BITS * i) >> 6, (LIMB_BITS * i) % 64];
      // By 64 bits at most, in two steps.
      const high = shl(shl(left(from + 1), 63 - shift), 1);
      return and(add(shrUnsigned(left(from), shift), high), constant(MASK));
    }),
  };
  return {
    ...code,
    times: (factor: number): Bytes => limbwise((i) => mul(left(i), constant(BigInt(factor)))),
  };
}

// ---- The recorder: a formula becomes a list of calls, with the bounds of every value. ----

interface Value {
  /** Every limb is at most `size`·2^28 in size, the value at most `size`·q. Inputs and outputs of formulas have 1. */
  readonly size: number;
  /** The code that pushes its address. */
  address: Bytes;
  /** Whether a call of the formula wrote it and it is none of the outputs. */
  own: boolean;
  tidied?: Value;
}

type PrimitiveName = Exclude<keyof ReturnType<typeof primitives>, "times">;
/** A primitive, or the factor of a multiple. */
type Operation = PrimitiveName | number;

/** Where values between the calls of a formula begin, after the constants, and the first byte that is not the module's. */
const OWN = 2 ** 14;
export const HEAP = 2 ** 16;

/**
 * How many products of limbs of size 1 a column may add up: with the reduction's part and the carry the sum stays below
 * 2^63. What is left of so many products after the reduction and its multiple of q, at most q/2, is less than q.
 */
const MOST_PRODUCTS = 13;
/** Limbs of factors are words of 32 bits. */
const WIDEST = 7;

function ensure(holds: boolean): void {
  if (!holds) throw new RangeError("The bounds of a formula do not hold");
}

/** The calls of a formula's function. */
function record(
  { inputs, formula }: Step,
  constantAt: (words: readonly bigint[]) => number,
  indexOf: (operation: Operation) => number,
): Bytes {
  const calls: (() => Bytes)[] = [];
  const run = (operation: Operation, size: number, a?: Value, b = a): Value => {
    const result: Value = { size, address: address(OWN + calls.length * PAIR_BYTES), own: true };
    calls.push(() =>
      call(indexOf(operation), [result, a ?? result, b ?? result].map((value) => value.address).join("")),
    );
    return result;
  };
  const current = (value: Value): Value => value.tidied ?? value;
  const tidy = (value: Value): Value => {
    // So that the quotient is off by less than 0.01, and nothing comes near 2^63.
    ensure(value.size <= 2 ** 12);
    value.tidied ??= run("tidy", 1, value);
    return value.tidied;
  };
  const sum =
    (operation: "add" | "sub" | "join") =>
    (a: Value, b: Value): Value =>
      run(operation, current(a).size + current(b).size, current(a), current(b));
  /** What makes a value at most `growth` times as large. */
  const linear =
    (operation: Operation, growth = 1) =>
    (a: Value): Value =>
      run(operation, growth * current(a).size, current(a));
  /**
   * The sum of the products of two factors each.
   * @param times how often each product of limbs stands in a column
   * @param widest size that a factor may have
   */
  const products = (
    operation: "mul" | "lanes" | "square",
    pairs: readonly (readonly [Value, Value])[],
    { times = 2, widest = WIDEST } = {},
  ): Value => {
    let factors = pairs.map(([a, b]) => [current(a), current(b)] as const);
    for (;;) {
      const total = factors.reduce((sum, [a, b]) => sum + times * a.size * b.size, 0);
      const largest = factors.flat().reduce((a, b) => (b.size > a.size ? b : a));
      if (total <= MOST_PRODUCTS && largest.size <= widest) break;
      tidy(largest);
      factors = factors.map(([a, b]) => [current(a), current(b)]);
    }
    // One by itself is quickest in one piece; of several, every function stays short.
    const parts = factors.map(([a, b], i) => {
      const flow: Flow = factors.length === 1 ? "" : i === 0 ? "First" : "Next";
      return run(`${operation}${flow}` as PrimitiveName, 1, a, b);
    });
    return parts.length === 1 ? parts[0]! : run(`${operation}Reduce` as PrimitiveName, 1);
  };
  const given = (code: Bytes): Value => ({ size: 1, address: code, own: false });
  const at = (parameter: number, index: number): Bytes => addAddress(get(parameter), address(index * PAIR_BYTES));
  const algebra: Algebra<Value> = {
    add: sum("add"),
    sub: sum("sub"),
    mul: (a, b) => products("mul", [[a, b]]),
    dot: (...pairs) => products("mul", pairs),
    // It multiplies sums of two limbs.
    square: (a) => products("square", [[a, a]], { widest: WIDEST / 2 }),
    lanes: (...pairs) => products("lanes", pairs, { times: 1 }),
    times: (a, factor) => linear(factor, Math.abs(factor))(a),
    negate: linear(-1),
    conjugate: linear("conjugate"),
    mulByXi: linear("xi", 10),
    left: linear("left"),
    right: linear("right"),
    join: sum("join"),
    constant: ([c0, c1]) => given(address(constantAt(pairWords([balanced(c0 * RADIX), balanced(c1 * RADIX)])))),
  };

  const rows = inputs.map((count, i) => Array.from({ length: count }, (_, j) => given(at(1 + i, j))));
  formula(algebra, ...rows).forEach((output, i) => {
    let value = current(output);
    if (!value.own || value.size > 1) value = run("tidy", 1, value);
    value.own = false;
    value.address = at(RESULT, i);
  });
  ensure(OWN + calls.length * PAIR_BYTES <= HEAP);
  return calls.map((code) => code()).join("");
}

// ---- The module. ----

/** Compiles the formulas; it takes a few milliseconds. @throws RangeError when the bounds of a formula do not hold */
export function compileFormulas(steps: Readonly<Record<string, Step>> = STEPS): Uint8Array<ArrayBuffer> {
  /** What the memory begins with: columns, and constants. */
  const words = Array<bigint>(4 * COLUMN_COUNT).fill(0n);
  const addresses: Record<string, number> = {};
  const constantAt = (values: readonly bigint[]): number => {
    addresses[values.join()] ??= 8 * (words.push(...values) - values.length);
    return addresses[values.join()]!;
  };
  const { times, ...code } = primitives((left, right = left) => load(address(constantAt([left, right])), 0));
  const functions: FunctionBody[] = [["split", PARAMETERS, code.split]];
  /** Where the functions of operations stand. */
  const indices: Partial<Record<Operation, number>> = {};
  const indexOf = (operation: Operation): number => {
    const body = () => (typeof operation === "number" ? times(operation) : code[operation]);
    indices[operation] ??= functions.push(["", PARAMETERS, body()]) - 1;
    return indices[operation]!;
  };
  for (const [name, step] of Object.entries(steps)) {
    // The functions that it calls come first.
    const body = record(step, constantAt, indexOf);
    functions.push([name, 1 + step.inputs.length, body]);
  }
  ensure(8 * words.length <= OWN);
  return assembleModule(functions, LOCALS, words);
}
