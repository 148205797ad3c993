/**
 * The universal tier: 9 limbs of 29 bits, kept as i32, two elements side by side, multiplied into i64 lanes.
 *
 * Limbs are signed and balanced, so that sums and differences need no carry. A column of the product adds up to 27
 * products of at most 57 bits, which an i64 holds. Longer sums of products keep their columns in memory. Montgomery's reduction with R = 2^261 cancels one digit a column.
 * A vector has limb i of both elements at byte 8·i; what stands behind the ninth is never looked at.
 */
import { Column, type Summand } from "./column.ts";
import { Constants, LITERALS, type Splats } from "./constants.ts";
import { BOUNDS, SUMMANDS } from "./contract.ts";
import { exactly, interval, plus, requireInside, times, within } from "./interval.ts";
import { balancedDigits, inverseModPower, type PrimeField, topLimbSlack } from "./numbers.ts";

const BITS = 29;
const LIMBS = 9;
export const I64_RADIX_BITS = BITS * LIMBS;
const BASE = 1n << 29n;
const HALF = 1n << 28n;
const MASK = BASE - 1n;
const LIMB = within(HALF);
/** At most one operand of a multiplication is lazy. */
const PRODUCT = times(within(BASE), LIMB);
const QUOTIENT = interval(0n, BASE - 1n);
/** Keeps a column from being negative, so that its carry is a plain shift; a multiple of 2^29. */
const BIAS = 1n << 63n;
const COLUMN = within(BIAS - 1n);
const I32 = interval(-(1n << 31n), (1n << 31n) - 1n);

const each = (line: (i: number) => string, count = LIMBS) =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n  ");
const wide = (x: string, y: string) => `i64x2.extmul_low_i32x4_s(${x}, ${y})`;
const ZERO = "i32x4.splat(0)";
/** The low halves of two i64 lanes, next to each other. */
const narrow = (x: string) => `i8x16.shuffle(${x}, ${x}, 0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11)`;
const limb = (pointer: string, i: number) => `v128.load64_zero(${pointer}, ${8 * i})`;
const put = (pointer: string, value: string, i: number) => `v128.store64_lane(${pointer}, ${value}, 0, ${8 * i});`;

/** Loads of the limbs of `names`. */
const loadAll = (...names: string[]): string[] =>
  names.flatMap((name) => Array.from({ length: LIMBS }, (_, i) => `const ${name}${i} = ${limb(name, i)};`));

interface Reduction {
  readonly signature: string;
  readonly prologue: readonly string[];
  /** What is added to each column. */
  readonly columns: readonly Summand[][];
  /** The most that Σ|a·b| can be, in p²/1000. */
  readonly products?: bigint;
}

/** Emits a function that adds up columns and takes Montgomery's reduction of them. */
function emitReduction(
  { modulus: p }: PrimeField,
  constants: Splats,
  { signature, prologue, columns, products = BOUNDS.products }: Reduction,
): string {
  const pDigits = balancedDigits(p, BITS, LIMBS);
  const pInverse = BigInt.asUintN(BITS, -inverseModPower(p, BITS));
  const lines = [...prologue];
  let carry: Summand | undefined;
  for (let k = 0; k < 2 * LIMBS; k++) {
    const column = new Column(`s${k}`);
    column.add(...(columns[k] ?? []));
    for (let j = LIMBS - 1; j > 0; j--) {
      if (k - j >= 0 && k - j < LIMBS) column.add(multiple(`q${k - j}`, pDigits[j]!, constants));
    }
    if (carry !== undefined) column.add(carry);
    const rounding = k >= LIMBS && k < 2 * LIMBS - 1 ? HALF : 0n;
    let more = exactly(rounding);
    lines.push(`let s${k} = ${column.total(BIAS + rounding, (value) => constants.load(value))};`);
    if (k < LIMBS) {
      const cancelling = multiple(`q${k}`, pDigits[0]!, constants);
      more = cancelling.range;
      lines.push(
        `const q${k} = v128.and(${narrow(`v128.mul<i32>(s${k}, ${constants.word(pInverse)})`)}, ${constants.word(MASK)});`,
        `s${k} = v128.add<i64>(s${k}, ${cancelling.code});`,
      );
    }
    requireInside(plus(column.range, more), COLUMN, `${signature}: column ${k}`);
    carry = column.carry(BITS, { bias: BIAS, more });
  }
  const value = (products * p * p) / 1000n / (1n << 261n) + p + 2n;
  requireInside(within(value), within((BOUNDS.product * p) / 1000n), `${signature}: the value`);
  requireInside(within((((BOUNDS.product * p) / 1000n) >> 232n) + 2n), LIMB, `${signature}: the top limb`);
  for (let i = 0; i < LIMBS - 1; i++) lines.push(put("out", balancedDigit(`s${LIMBS + i}`, constants), i));
  lines.push(put("out", narrow(`s${2 * LIMBS - 1}`), LIMBS - 1));
  return `export function ${signature}: void {\n  ${lines.join("\n  ")}\n}\n`;
}

/** A quotient times a digit of p. */
function multiple(quotient: string, digit: bigint, constants: Splats): Summand {
  return { code: wide(quotient, constants.word(digit)), range: times(QUOTIENT, exactly(digit)) };
}

/** The digit of a column to which half of the base was added. */
function balancedDigit(column: string, constants: Splats): string {
  return `v128.sub<i32>(${narrow(`v128.and(${column}, ${constants.load(MASK)})`)}, ${constants.word(HALF)})`;
}

function schoolbook(pairs: readonly (readonly [string, string])[]): Summand[][] {
  const columns: Summand[][] = Array.from({ length: 2 * LIMBS - 1 }, () => []);
  for (const [a, b] of pairs) {
    for (let i = 0; i < LIMBS; i++) {
      for (let j = 0; j < LIMBS; j++) columns[i + j]!.push({ code: wide(`${a}${i}`, `${b}${j}`), range: PRODUCT });
    }
  }
  return columns;
}

/** The columns of a², with the mixed products taken once and doubled. */
function squares(): Summand[][] {
  const columns: Summand[][] = Array.from({ length: 2 * LIMBS - 1 }, () => []);
  for (let i = 0; i < LIMBS; i++) {
    columns[2 * i]!.push({ code: wide(`a${i}`, `a${i}`), range: times(LIMB, LIMB) });
    for (let j = i + 1; j < LIMBS; j++) columns[i + j]!.push({ code: wide(`e${i}`, `a${j}`), range: PRODUCT });
  }
  return columns;
}

/** Sums of products with one reduction. Their columns lie in memory; a sum starts with an element, not divided by R. */
function emitSums(field: PrimeField, constants: Splats): string {
  const count = 2 * LIMBS - 1;
  const column = (k: number) => `v128.load(COLUMNS, ${16 * k})`;
  const set = (k: number, value: string) => `v128.store(COLUMNS, ${value}, ${16 * k});`;
  const added = schoolbook([["a", "b"]]).map((products, k) =>
    set(
      k,
      products.reduce((code, product) => `v128.add<i64>(${code}, ${product.code})`, column(k)),
    ),
  );
  // Beside the products: the limb that the sum started with, or what a carry left and brought.
  const range = plus(times(exactly(BigInt(SUMMANDS * LIMBS)), times(LIMB, LIMB)), within(1n << 36n));
  const sum = emitReduction(field, constants, {
    signature: "finishSum(out: usize)",
    prologue: [],
    columns: Array.from({ length: count }, (_, k) => [{ code: column(k), range }]),
    products: BOUNDS.sums,
  });
  return `
const COLUMNS: usize = memory.data(${16 * count}, 16);
export const SUMMANDS: u32 = ${SUMMANDS};
export function startSum(a: usize): void {
  ${each((i) => set(i, `i64x2.extend_low_i32x4_s(${limb("a", i)})`))}
  memory.fill(COLUMNS + ${16 * LIMBS}, 0, ${16 * (count - LIMBS)});
}
export function addProduct(a: usize, b: usize): void {
  ${loadAll("a", "b").join("\n  ")}
  ${added.join("\n  ")}
}
export function carrySum(): void {
  let carry = ${ZERO};
  for (let k: usize = 0; k < ${16 * (count - 1)}; k += 16) {
    const column = v128.add<i64>(v128.load(COLUMNS + k), carry);
    carry = v128.shr<i64>(column, ${BITS});
    v128.store(COLUMNS + k, v128.and(column, ${constants.load(MASK)}));
  }
  ${set(count - 1, `v128.add<i64>(${column(count - 1)}, carry)`)}
}
${sum}`;
}

function emitReduce({ modulus: p }: PrimeField, constants: Splats): string {
  const digits = balancedDigits(p, BITS, LIMBS);
  const top = digits[LIMBS - 1]!;
  const quotient = BOUNDS.reducible / 1000n + 1n;
  const input = within(4n * HALF);
  requireInside(input, I32, "reduce: an input limb");
  requireInside(within(p / 2n + (8n << 232n)), within((BOUNDS.reduced * p) / 1000n), "reduce: the value");
  const scaled = ((1n << 40n) + top / 2n) / top;
  requireInside(exactly(scaled), I32, "reduce: 1/p");
  const lines = [
    // Minus the nearest integer to the top limb by that of p.
    `const n = v128.sub<i32>(${ZERO}, ${narrow(`v128.shr<u64>(v128.add<i64>(${wide(limb("a", LIMBS - 1), constants.word(scaled))}, ${constants.load(BIAS + (1n << 39n))}), 40)`)});`,
  ];
  // The bias of the quotient, 2^62 / 2^40, stands in the low half and is taken off again.
  lines.push(`const m = v128.add<i32>(n, ${constants.word(BIAS >> 40n)});`);
  for (let i = 0; i < LIMBS; i++) {
    const range = plus(plus(input, times(within(quotient), exactly(digits[i]!))), within(BASE));
    requireInside(range, within(1n << 40n), `reduce: limb ${i}`);
    const last = i === LIMBS - 1;
    const offset = BIAS + (last ? 0n : HALF) - (i === 0 ? 0n : BIAS >> BigInt(BITS));
    const parts = [`i64x2.extend_low_i32x4_s(${limb("a", i)})`, wide("m", constants.word(digits[i]!))];
    if (i > 0) parts.push(`v128.shr<u64>(s${i - 1}, ${BITS})`);
    lines.push(
      `const s${i} = ${parts.reduce((code, part) => `v128.add<i64>(${code}, ${part})`, constants.load(offset))};`,
    );
  }
  for (let i = 0; i < LIMBS - 1; i++) lines.push(put("out", balancedDigit(`s${i}`, constants), i));
  lines.push(put("out", narrow(`s${LIMBS - 1}`), LIMBS - 1));
  return `export function reduce(out: usize, a: usize): void {\n  ${lines.join("\n  ")}\n}\n`;
}

/** Digit i of 256-bit integers in four vectors of words. */
function digitOfWords(i: number, constants: Splats): string {
  const [word, shift] = [Math.floor((BITS * i) / 64), (BITS * i) % 64];
  const low = shift === 0 ? `w${word}` : `v128.shr<u64>(w${word}, ${shift})`;
  const spans = shift + BITS > 64 && word < 3;
  const all = spans ? `v128.or(${low}, v128.shl<i64>(w${word + 1}, ${64 - shift}))` : low;
  return narrow(`v128.and(${all}, ${constants.load(MASK)})`);
}

function emitConversions({ modulus: p }: PrimeField, constants: Splats): string {
  const carry = each(
    (i) =>
      `a${i + 1} = v128.add<i64>(a${i + 1}, v128.shr<i64>(a${i}, ${BITS})); a${i} = v128.and(a${i}, ${constants.load(MASK)});`,
    LIMBS - 1,
  );
  const words = [0, 1, 2, 3].map((word) => {
    const parts: string[] = [];
    for (let i = 0; i < LIMBS; i++) {
      const shift = BITS * i - 64 * word;
      if (shift <= -BITS || shift >= 64) continue;
      parts.push(shift < 0 ? `v128.shr<u64>(a${i}, ${-shift})` : `v128.shl<i64>(a${i}, ${shift})`);
    }
    const whole = parts.reduce((code, part) => `v128.or(${code}, ${part})`);
    return `const w${word} = ${whole}; v128.store64_lane(a, w${word}, 0, ${8 * word}); v128.store64_lane(b, w${word}, 1, ${8 * word});`;
  });
  return `
export function readIntegers(out: usize, a: usize, b: usize): void {
  ${each((i) => `const w${i} = v128.load64_lane(b, v128.load64_zero(a, ${8 * i}), 1, ${8 * i});`, 4)}
  ${each((i) => put("out", digitOfWords(i, constants), i))}
  reduce(out, out);
}
export function writeIntegers(a: usize, b: usize, v: usize): void {
  reduce(SCRATCH, v);
  ${each((i) => `let a${i} = i64x2.extend_low_i32x4_s(${limb("SCRATCH", i)});`)}
  ${carry}
  const negative = v128.shr<i64>(a8, 63);
  ${balancedDigits(p, BITS, LIMBS)
    .map((value, i) => `a${i} = v128.add<i64>(a${i}, v128.and(negative, ${constants.load(value)}));`)
    .join("\n  ")}
  ${carry}
  ${words.join("\n  ")}
}
`;
}

function emitMovement({ modulus: p }: PrimeField, constants: Splats): string {
  // Five chunks of 16 bytes, two limbs of both elements each; the last one is half used.
  const chunks = (line: (i: number) => string) => each(line, 5);
  const load = (element: string, as: string) =>
    `const ${as}0 = v128.load(${element}); const ${as}1 = v128.load(${element}, 16); const ${as}2 = v128.load64_zero(${element}, 32);`;
  /** The elements in chunks x0 … and y0 … side by side. */
  const vectorsOf = (x: string, y: string) => {
    const low = (i: number) => `v128.shuffle<i32>(${x}${i}, ${y}${i}, 0, 4, 1, 5)`;
    const high = (i: number) => `v128.shuffle<i32>(${x}${i}, ${y}${i}, 2, 6, 3, 7)`;
    return [low(0), high(0), low(1), high(1), low(2)];
  };
  const interleaved = `${load("a", "a")}\n  ${load("b", "b")}`;
  const vectors = vectorsOf("a", "b");
  /** The elements at a0 and a1, and at b0 and b1. */
  const four = ["a0", "a1", "b0", "b1"].map((element) => load(element, `${element}_`)).join("\n  ");
  const [as, bs] = [vectorsOf("a0_", "a1_"), vectorsOf("b0_", "b1_")];
  const sub = (x: string, y: string) => `v128.sub<i32>(${x}, ${y})`;
  const flip = (signs: string) =>
    `i32x4.replace_lane(i32x4.replace_lane(i32x4.splat(-(<i32>(${signs} & 1))), 1, -(<i32>(${signs} >> 1))), 3, -(<i32>(${signs} >> 1)))`;
  const signed = (value: string, pattern: string) => sub(`v128.xor(${value}, ${pattern})`, pattern);
  const store = (to: string, values: readonly string[]) =>
    values.map((value, i) => `v128.store(${to}, ${value}, ${16 * i});`).join("\n  ");
  const vector = (i: number) => `v128.load(v, ${16 * i})`;
  const top = balancedDigits(p, BITS, LIMBS)[LIMBS - 1]!;
  const slack = constants.word(topLimbSlack(p, BITS, LIMBS));
  const near = (value: string) => `v128.le<i32>(i32x4.abs(${value}), ${slack})`;
  return `
export function add(out: usize, a: usize, b: usize): void {
  ${chunks((i) => `v128.store(out, v128.add<i32>(v128.load(a, ${16 * i}), v128.load(b, ${16 * i})), ${16 * i});`)}
}
export function sub(out: usize, a: usize, b: usize): void {
  ${chunks((i) => `v128.store(out, v128.sub<i32>(v128.load(a, ${16 * i}), v128.load(b, ${16 * i})), ${16 * i});`)}
}
export function neg(out: usize, a: usize): void {
  ${chunks((i) => `v128.store(out, v128.neg<i32>(v128.load(a, ${16 * i})), ${16 * i});`)}
}
export function copy(out: usize, a: usize): void {
  ${chunks((i) => `v128.store(out, v128.load(a, ${16 * i}), ${16 * i});`)}
}
export function gather(out: usize, a: usize, b: usize): void {
  ${interleaved}
  ${store("out", vectors)}
}
export function gatherSigned(out: usize, a: usize, b: usize, signs: u32): void {
  const flip = ${flip("signs")};
  ${interleaved}
  ${store(
    "out",
    vectors.map((value) => signed(value, "flip")),
  )}
}
export function gatherDifference(out: usize, a0: usize, a1: usize, b0: usize, b1: usize): void {
  ${four}
  ${store(
    "out",
    as.map((value, i) => sub(value, bs[i]!)),
  )}
}
export function gatherSignedDifference(out: usize, a0: usize, a1: usize, aSigns: u32, b0: usize, b1: usize, bSigns: u32): void {
  const flipA = ${flip("aSigns")};
  const flipB = ${flip("bSigns")};
  ${four}
  ${store(
    "out",
    as.map((value, i) => sub(signed(value, "flipA"), signed(bs[i]!, "flipB"))),
  )}
}
export function subFromGathered(out: usize, a: usize, b: usize, v: usize): void {
  ${interleaved}
  ${store(
    "out",
    vectors.map((value, i) => sub(value, vector(i))),
  )}
}
export function subTwoGathered(out: usize, v: usize, a0: usize, a1: usize, b0: usize, b1: usize): void {
  ${four}
  ${store(
    "SCRATCH",
    as.map((value, i) => sub(sub(vector(i), value), bs[i]!)),
  )}
  reduce(out, SCRATCH);
}
export function subGatheredSigned(out: usize, v: usize, a: usize, b: usize, signs: u32): void {
  const flip = ${flip("signs")};
  ${interleaved}
  ${store(
    "SCRATCH",
    vectors.map((value, i) => sub(vector(i), signed(value, "flip"))),
  )}
  reduce(out, SCRATCH);
}
export function mayBeZero(a: usize): u32 {
  const top = i32x4.abs(v128.load64_zero(a, ${8 * (LIMBS - 1)}));
  return i32x4.bitmask(v128.or(${near("top")}, ${near(`v128.sub<i32>(top, ${constants.word(top)})`)})) & 3;
}
export function scatter(a: usize, b: usize, v: usize): void {
  ${chunks((i) => `const v${i} = v128.load(v, ${16 * i});`)}
  v128.store(a, v128.shuffle<i32>(v0, v1, 0, 2, 4, 6));
  v128.store(a, v128.shuffle<i32>(v2, v3, 0, 2, 4, 6), 16);
  v128.store64_lane(a, v128.shuffle<i32>(v4, v4, 0, 2, 0, 2), 0, 32);
  v128.store(b, v128.shuffle<i32>(v0, v1, 1, 3, 5, 7));
  v128.store(b, v128.shuffle<i32>(v2, v3, 1, 3, 5, 7), 16);
  v128.store64_lane(b, v128.shuffle<i32>(v4, v4, 1, 3, 1, 3), 0, 32);
}
export function isZero(a: usize): u32 {
  let any = v128.load64_zero(a, 64);
  ${each((i) => `any = v128.or(any, v128.load(a, ${16 * i}));`, 4)}
  const zero = i32x4.bitmask(v128.eq<i32>(any, ${ZERO}));
  return zero & (zero >> 2);
}
export function isZeroElement(a: usize): bool {
  return !v128.any_true(v128.or(v128.or(v128.load(a), v128.load(a, 16)), i32x4.splat(load<i32>(a, 32))));
}
export function sumElements(out: usize, from: usize, count: u32): void {
  let s0 = ${ZERO};
  let s1 = ${ZERO};
  let s2 = ${ZERO};
  for (let n: u32 = 0; n < count; n++) {
    s0 = v128.add<i32>(s0, v128.load(from));
    s1 = v128.add<i32>(s1, v128.load(from, 16));
    s2 = v128.add<i32>(s2, v128.load64_zero(from, 32));
    from += ELEMENT;
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
  v128.store64_lane(out, s2, 0, 32);
}
`;
}

/** The limb layer of one field as AssemblyScript. */
export function emitI64Field(field: PrimeField): string {
  const constants = new Constants();
  const functions = [
    emitReduction(field, constants, {
      signature: "mul(out: usize, a: usize, b: usize)",
      prologue: loadAll("a", "b"),
      columns: schoolbook([["a", "b"]]),
    }),
    emitReduction(field, LITERALS, {
      signature: "mulAdd(out: usize, a: usize, b: usize, c: usize, d: usize)",
      prologue: loadAll("a", "b", "c", "d"),
      columns: schoolbook([
        ["a", "b"],
        ["c", "d"],
      ]),
    }),
    emitReduction(field, constants, {
      signature: "square(out: usize, a: usize)",
      prologue: [
        ...loadAll("a"),
        ...Array.from({ length: LIMBS }, (_, i) => `const e${i} = v128.add<i32>(a${i}, a${i});`),
      ],
      columns: squares(),
    }),
    emitSums(field, constants),
    emitReduce(field, constants),
    emitConversions(field, constants),
    emitMovement(field, constants),
  ];
  return [
    `/** Limbs of ${field.name}, i64 tier. */`,
    "export const ELEMENT: usize = 40;",
    "export const VECTOR: usize = 80;",
    "const SCRATCH: usize = memory.data(80, 16);",
    constants.declaration(),
    ...functions,
  ].join("\n");
}
