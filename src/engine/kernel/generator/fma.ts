/**
 * The fast tier: 5 limbs of 51 bits in f64 lanes, two elements side by side, multiplied with fused multiply-add.
 *
 * A product of two limbs has up to 102 bits; a double holds 53. With the constant C1 = 1.5·2^103, whose last place is
 * worth 2^51, `h = fma(x, y, C1)` rounds the product to a multiple of 2^51, and `fma(x, y, C1 - h)` is the rest, exactly.
 * As bit patterns both are integers plus a constant: high and low halves add up in i64 lanes and the constants are
 * taken off once a column. (Emmart, "Faster modular exponentiation using double precision floating point arithmetic on
 * the GPU", ARITH 2018.)
 *
 * The reduction is Montgomery's with R = 2^255. The three lowest digits are not cancelled one after the other: each is
 * multiplied by 2^-51, 2^-102 or 2^-153 mod p, which shortens the chain of dependent steps; the last two go the
 * classical way and bring the value below 1.31 p.
 */
import { Column, type Summand } from "./column.ts";
import { Constants, doubleBits } from "./constants.ts";
import { BOUNDS } from "./contract.ts";
import {
  exactly,
  type Interval,
  interval,
  magnitude,
  plus,
  requireInside,
  roundedShift,
  times,
  within,
} from "./interval.ts";
import { balancedDigits, inverseModPower, type PrimeField, powerOfTwo, topLimbSlack } from "./numbers.ts";

const BITS = 51;
const LIMBS = 5;
export const FMA_RADIX_BITS = BITS * LIMBS;
const BASE = 1n << 51n;
const HALF = 1n << 50n;
/** Exactly the integers up to this size are doubles with nothing in between lost. */
const EXACT = within(1n << 53n);
/** 1.5·2^103, 1.5·2^52, their sum, and 2^52 as bit patterns. */
const C1 = 0x4668_0000_0000_0000n;
const C2 = 0x4338_0000_0000_0000n;
const C12 = C1 + 3n;
const TWO52 = 0x4330_0000_0000_0000n;
/** 2^52 + 2^50 and 2^-51. */
const TWO52_HALF = TWO52 + HALF;
const INVERSE_BASE = 0x3cc0_0000_0000_0000n;
const LOW_BITS = BASE - 1n;

const DIGIT = interval(-HALF, HALF - 1n);
const REST = within(HALF);
/** Limbs of a reduced element or a product, and of the sum of two. */
const LIMB = within(HALF);
const LAZY_LIMB = within(BASE);
/** At most one operand of a multiplication is lazy. */
const PRODUCT = times(LAZY_LIMB, LIMB);

interface Operand {
  readonly code: string;
  readonly range: Interval;
}

/** A product of two limbs. */
interface Product {
  readonly x: Operand;
  readonly y: Operand;
  /** Where more is known than the ranges of the factors say. */
  readonly range?: Interval;
}

/** A sum of high halves must stay in [2^103, 2^104], where C1's last place is worth 2^51. */
const HIGH_SUM = within(1n << 102n);
const productRange = ({ x, y, range }: Product): Interval => range ?? times(x.range, y.range);
const fits = (a: Interval, range: Interval): boolean => a.lo >= range.lo && a.hi <= range.hi;

/** A column of limb products: the low halves stay in it, the high halves go to the one above. */
class ProductColumn extends Column {
  readonly #body: Body;
  readonly #index: number;
  readonly #above: Column;

  constructor(body: Body, { index, above }: { index: number; above: Column }) {
    super(`c${index}`);
    this.#body = body;
    this.#index = index;
    this.#above = above;
  }

  /** Products next to each other share an addition to each column where they can. */
  addProducts(products: readonly Product[]): void {
    for (let i = 0; i < products.length; ) {
      const [first, second] = [products[i]!, products[i + 1]];
      if (second !== undefined && fits(plus(productRange(first), productRange(second)), HIGH_SUM)) {
        this.addPair(first, second);
        i += 2;
      } else {
        this.addSingle(first);
        i += 1;
      }
    }
  }

  addSingle(product: Product): void {
    const range = productRange(product);
    this.#requireHigh(range);
    const id = this.#halve(product);
    this.#above.add({ code: `h${id}`, range: roundedShift(range, BITS), magic: C1 });
    this.add({ code: `l${id}`, range: REST, magic: C2 });
  }

  /** Two products that fit into one sum of high halves. */
  addPair(first: Product, second: Product): void {
    const range = plus(productRange(first), productRange(second));
    this.#requireHigh(range);
    const id = this.#halve(first);
    this.#body.lines.push(
      `const v${id} = ${second.x.code};`,
      `const w${id} = ${second.y.code};`,
      `const g${id} = v128.relaxed_madd<f64>(v${id}, w${id}, h${id});`,
      `const k${id} = v128.add<f64>(l${id}, v128.relaxed_madd<f64>(v${id}, w${id}, v128.sub<f64>(h${id}, g${id})));`,
    );
    // 1.5·2^52 plus two rests stays in [2^52, 2^53], where the last place is worth 1.
    const rests = plus(REST, REST);
    requireInside(rests, within(1n << 51n), `${this.#body.signature}: low halves in column ${this.name}`);
    this.#above.add({ code: `g${id}`, range: roundedShift(range, BITS), magic: C1 });
    this.add({ code: `k${id}`, range: rests, magic: C2 });
  }

  #requireHigh(range: Interval): void {
    requireInside(range, HIGH_SUM, `${this.#body.signature}: products in column ${this.name}`);
  }

  /** Cuts a product into its high half hN and its low half lN. */
  #halve({ x, y }: Product): number {
    const { lines, constants } = this.#body;
    const id = this.#body.products++;
    lines.push(
      `const x${id} = ${x.code};`,
      `const y${id} = ${y.code};`,
      `const h${id} = v128.relaxed_madd<f64>(x${id}, y${id}, ${constants.load(C1)});`,
      `const l${id} = v128.relaxed_madd<f64>(x${id}, y${id}, v128.sub<f64>(${constants.load(C12)}, h${id}));`,
    );
    return id;
  }

  /** Emits the sum, cut into the digit tN and what is left for the next column. */
  close(): Summand {
    const { lines, constants, signature } = this.#body;
    // A multiple of 2^51 that keeps the column from being negative, so that the carry is a plain shift.
    let bias = 0n;
    while (this.range.lo + HALF + bias < 0n) bias = bias === 0n ? BASE : 2n * bias;
    requireInside(plus(this.range, exactly(HALF + bias)), within(1n << 62n), `${signature}: column ${this.name}`);
    const k = this.#index;
    const carry = this.carry(BITS, { bias, more: exactly(HALF) });
    lines.push(
      `const ${this.name} = ${this.total(bias + HALF, (value) => constants.load(value))};`,
      `const t${k} = v128.sub<f64>(v128.or(v128.and(${this.name}, ${constants.load(LOW_BITS)}), ${constants.load(TWO52)}), ${constants.load(TWO52_HALF)});`,
      `const d${k} = ${carry.code};`,
    );
    return { ...carry, code: `d${k}` };
  }

  /** Emits the multiple qN of p that cancels the digit; what it makes of the digit, a multiple of 2^51, goes up. */
  cancel({ modulus: p }: PrimeField): void {
    const { lines, constants, signature } = this.#body;
    const k = this.#index;
    const pDigit = balancedDigits(p, BITS, LIMBS)[0]!;
    const pInverse = BigInt.asIntN(BITS, -inverseModPower(p, BITS));
    // q = t·(-1/p) mod 2^51; t + q·p0 is a multiple of 2^51 with a quotient below 2^53, so this fma is exact.
    requireInside(times(DIGIT, exactly(pInverse)), within(1n << 102n), `${signature}: q${k}`);
    const cancelled = plus(times(REST, exactly(pDigit)), DIGIT);
    requireInside(cancelled, within(1n << 102n), `${signature}: cancelled digit ${k}`);
    const inverse = constants.double(pInverse);
    lines.push(
      `const q${k} = v128.relaxed_madd<f64>(t${k}, ${inverse}, v128.sub<f64>(${constants.load(C1)}, v128.relaxed_madd<f64>(t${k}, ${inverse}, ${constants.load(C1)})));`,
      `const m${k} = v128.add<f64>(v128.relaxed_madd<f64>(q${k}, ${constants.double(pDigit)}, t${k}), ${constants.load(C1)});`,
    );
    this.#above.add({ code: `m${k}`, range: roundedShift(cancelled, BITS), magic: C1 });
  }
}

/** The function that is being written. */
interface Body {
  readonly signature: string;
  readonly constants: Constants;
  readonly lines: string[];
  /** How many limb products there are so far. */
  products: number;
}

const loads = (pointer: string, range: Interval): Operand[] =>
  Array.from({ length: LIMBS }, (_, i) => ({ code: `v128.load(${pointer}, ${16 * i})`, range }));

/** The digits that are folded back, each times a power of 2^-51; those after them are cancelled. */
const FOLDED = 3;

/** Emits one multiply-and-reduce function; `products` lists the limb products of every column. */
function emitProduct(
  field: PrimeField,
  constants: Constants,
  { signature, prologue, products }: { signature: string; prologue: readonly string[]; products: readonly Product[][] },
): string {
  const body: Body = { signature, constants, lines: [...prologue], products: 0 };
  const { lines } = body;
  const reduction = reductionProducts(field, constants);
  const top = new Column(`c${2 * LIMBS - 1}`);
  const columns: ProductColumn[] = [];
  for (let index = 2 * LIMBS - 2; index >= 0; index--) {
    columns.unshift(new ProductColumn(body, { index, above: columns[0] ?? top }));
  }
  columns.forEach((column, k) => {
    column.addProducts([...(products[k] ?? []), ...reduction[k]!]);
    const carry = column.close();
    if (k >= FOLDED && k < LIMBS) column.cancel(field);
    // High halves are there first, then the carry; low halves come last.
    (columns[k + 1] ?? top).add(carry);
  });
  requireInside(plus(top.range, exactly(HALF)), within(1n << 62n), `${signature}: column ${top.name}`);
  lines.push(
    `const ${top.name} = ${top.total(C2, (value) => constants.load(value))};`,
    `const t${2 * LIMBS - 1} = v128.sub<f64>(${top.name}, ${constants.load(C2)});`,
  );
  checkValue(field, signature);
  for (let i = 0; i < LIMBS; i++) lines.push(`v128.store(out, t${LIMBS + i}, ${16 * i});`);
  return `export function ${signature}: void {\n  ${lines.join("\n  ")}\n}\n`;
}

/** What the reduction adds to each column: folded digits, and multiples q3 and q4 of p but for the digits they cancel. */
function reductionProducts({ modulus: p }: PrimeField, constants: Constants): Product[][] {
  const columns: Product[][] = Array.from({ length: 2 * LIMBS - 1 }, () => []);
  const add = (column: number, x: Operand, digit: bigint) => {
    columns[column]!.push({ x, y: { code: constants.double(digit), range: exactly(digit) } });
  };
  for (let k = 0; k < FOLDED; k++) {
    const power = balancedDigits(powerOfTwo(-BITS * (FOLDED - k), p), BITS, LIMBS);
    power.forEach((digit, j) => {
      add(FOLDED + j, { code: `t${k}`, range: DIGIT }, digit);
    });
  }
  const pDigits = balancedDigits(p, BITS, LIMBS);
  for (let k = FOLDED; k < LIMBS; k++) {
    for (let j = 1; j < LIMBS; j++) add(k + j, { code: `q${k}`, range: REST }, pDigits[j]!);
  }
  return columns;
}

/** |result| ≤ Σ|a·b| / 2^255 + what reduction adds, and its top limb follows from that. */
function checkValue({ modulus: p }: PrimeField, signature: string): void {
  const products = (BOUNDS.products * p * p) / 1000n + 1n;
  const folds = 3n * HALF * (p << 153n);
  const multiples = (HALF << 153n) * p + (HALF << 204n) * p;
  const value = ((products + folds + multiples) >> 255n) + 1n;
  requireInside(within(value), within((BOUNDS.product * p) / 1000n), `${signature}: the value`);
  const top = ((BOUNDS.product * p) / 1000n + (1n << 204n)) >> 204n;
  requireInside(within(top), LIMB, `${signature}: the top limb`);
}

/** The columns of a·b: limb products by the sum of their indices. */
function schoolbook(pairs: readonly (readonly [Operand[], Operand[]])[]): Product[][] {
  const columns: Product[][] = Array.from({ length: 2 * LIMBS - 1 }, () => []);
  for (const [a, b] of pairs) {
    a.forEach((x, i) => {
      b.forEach((y, j) => {
        columns[i + j]!.push({ x, y, range: PRODUCT });
      });
    });
  }
  return columns;
}

/** A reduction of what `input` gives for each limb: at most four balanced limbs together. */
function emitReduce(
  { modulus: p }: PrimeField,
  constants: Constants,
  { signature, prologue = "", input: limbOf }: { signature: string; prologue?: string; input: (i: number) => string },
): string {
  const pDigits = balancedDigits(p, BITS, LIMBS);
  const top = pDigits[LIMBS - 1]!;
  const quotient = BOUNDS.reducible / 1000n + 1n;
  // Limbs may be the sum of four balanced ones, or the unsigned digits of a 256-bit integer.
  const input = within(4n * HALF);
  const lines: string[] = [prologue];
  for (let i = 0; i < LIMBS; i++) lines.push(`let l${i} = ${limbOf(i)};`);
  lines.push(
    `const n = v128.sub<f64>(${constants.load(C2)}, v128.relaxed_madd<f64>(l4, ${constants.load(doubleBits(1 / Number(top)))}, ${constants.load(C2)}));`,
  );
  for (let i = 0; i < LIMBS; i++) {
    // n is the nearest integer to l4/p4, up to rounding: little more than half of p4 stays.
    const difference =
      i === LIMBS - 1 ? within((top * 6n) / 10n) : plus(input, times(within(quotient), exactly(pDigits[i]!)));
    // Carries from below stay under 8.
    requireInside(plus(difference, within(8n)), EXACT, `reduce: limb ${i}`);
    lines.push(`l${i} = v128.relaxed_madd<f64>(n, ${constants.double(pDigits[i]!)}, l${i});`);
  }
  lines.push("let c: v128;");
  for (let i = 0; i < LIMBS - 1; i++) {
    lines.push(
      `c = v128.sub<f64>(v128.relaxed_madd<f64>(l${i}, ${constants.load(INVERSE_BASE)}, ${constants.load(C2)}), ${constants.load(C2)});`,
      `l${i} = v128.relaxed_madd<f64>(c, ${constants.double(-BASE)}, l${i});`,
      `l${i + 1} = v128.add<f64>(l${i + 1}, c);`,
    );
  }
  // The quotient is off by at most 1/2 plus what the lower limbs and rounding contribute: |value| ≤ 0.51 p.
  const lower = 8n << 204n;
  requireInside(within(p / 2n + lower), within((BOUNDS.reduced * p) / 1000n), "reduce: the value");
  if (magnitude(within(top)) >= HALF) throw new RangeError("the top digit of p");
  for (let i = 0; i < LIMBS; i++) lines.push(`v128.store(out, l${i}, ${16 * i});`);
  return `export function ${signature}: void {\n  ${lines.join("\n  ")}\n}\n`;
}

const each = (line: (i: number) => string) => Array.from({ length: LIMBS }, (_, i) => line(i)).join("\n  ");
/** Limb i of the elements at a and b, side by side. */
const gathered = (a: string, b: string, i: number) =>
  `v128.load64_lane(${b}, v128.load64_zero(${a}, ${8 * i}), 1, ${8 * i})`;
/** The signs of both lanes as a pattern to flip with. */
const flip = (signs: string) =>
  `i64x2.replace_lane(i64x2.splat((<u64>${signs}) << 63), 1, (<u64>(${signs} >> 1)) << 63)`;

/**
 * Steps of pairs.ts that read elements where they lie, in one pass each. They stand for what their text says with
 * `gather`, `sub` and `reduce`.
 */
function emitSteps(field: PrimeField, constants: Constants): string {
  const store = (value: string, i: number) => `v128.store(out, ${value}, ${16 * i});`;
  const sub = (a: string, b: string) => `v128.sub<f64>(${a}, ${b})`;
  const top = balancedDigits(field.modulus, BITS, LIMBS)[LIMBS - 1]!;
  const slack = constants.double(topLimbSlack(field.modulus, BITS, LIMBS));
  const near = (value: string) => `v128.le<f64>(v128.abs<f64>(${value}), ${slack})`;
  return `
export function gatherDifference(out: usize, a0: usize, a1: usize, b0: usize, b1: usize): void {
  ${each((i) => store(sub(gathered("a0", "a1", i), gathered("b0", "b1", i)), i))}
}
export function gatherSignedDifference(out: usize, a0: usize, a1: usize, aSigns: u32, b0: usize, b1: usize, bSigns: u32): void {
  const flipA = ${flip("aSigns")};
  const flipB = ${flip("bSigns")};
  ${each((i) => store(sub(`v128.xor(flipA, ${gathered("a0", "a1", i)})`, `v128.xor(flipB, ${gathered("b0", "b1", i)})`), i))}
}
export function subFromGathered(out: usize, a0: usize, a1: usize, v: usize): void {
  ${each((i) => store(sub(gathered("a0", "a1", i), `v128.load(v, ${16 * i})`), i))}
}
export function mayBeZero(a: usize): u32 {
  const top = v128.abs<f64>(v128.load(a, ${16 * (LIMBS - 1)}));
  return i64x2.bitmask(v128.or(${near("top")}, ${near(`v128.sub<f64>(top, ${constants.double(top)})`)}));
}
${emitReduce(field, constants, {
  signature: "subTwoGathered(out: usize, v: usize, a0: usize, a1: usize, b0: usize, b1: usize)",
  input: (i) => sub(sub(`v128.load(v, ${16 * i})`, gathered("a0", "a1", i)), gathered("b0", "b1", i)),
})}
${emitReduce(field, constants, {
  signature: "subGatheredSigned(out: usize, v: usize, a0: usize, a1: usize, signs: u32)",
  prologue: `const f = ${flip("signs")};`,
  input: (i) => sub(`v128.load(v, ${16 * i})`, `v128.xor(f, ${gathered("a0", "a1", i)})`),
})}
`;
}

function emitLimbwise(name: string, operation: (a: string, b: string) => string, operands: 1 | 2): string {
  const lines = Array.from({ length: LIMBS }, (_, i) => {
    const a = `v128.load(a, ${16 * i})`;
    return `v128.store(out, ${operation(a, `v128.load(b, ${16 * i})`)}, ${16 * i});`;
  });
  const parameters = operands === 2 ? "out: usize, a: usize, b: usize" : "out: usize, a: usize";
  return `export function ${name}(${parameters}): void {\n  ${lines.join("\n  ")}\n}\n`;
}

/** Two 256-bit little-endian integers to limbs, then reduced. */
function emitLoad(constants: Constants): string {
  const lines: string[] = [];
  for (let i = 0; i < 4; i++) {
    lines.push(`const w${i} = v128.load64_lane(b, v128.load64_zero(a, ${8 * i}), 1, ${8 * i});`);
  }
  const mask = constants.load(LOW_BITS);
  const digits = [
    `v128.and(w0, ${mask})`,
    `v128.and(v128.or(v128.shr<u64>(w0, 51), v128.shl<i64>(w1, 13)), ${mask})`,
    `v128.and(v128.or(v128.shr<u64>(w1, 38), v128.shl<i64>(w2, 26)), ${mask})`,
    `v128.and(v128.or(v128.shr<u64>(w2, 25), v128.shl<i64>(w3, 39)), ${mask})`,
    `v128.shr<u64>(w3, 12)`,
  ];
  digits.forEach((digit, i) => {
    lines.push(
      `v128.store(out, v128.sub<f64>(v128.or(${digit}, ${constants.load(TWO52)}), ${constants.load(TWO52)}), ${16 * i});`,
    );
  });
  lines.push("reduce(out, out);");
  return `export function readIntegers(out: usize, a: usize, b: usize): void {\n  ${lines.join("\n  ")}\n}\n`;
}

/** Two elements to their integers in [0, p), 32 bytes each, little-endian. */
function emitStore({ modulus: p }: PrimeField, constants: Constants): string {
  const lines: string[] = ["const T: usize = SCRATCH;", "reduce(T, v);"];
  for (let i = 0; i < LIMBS; i++) {
    lines.push(
      `let l${i} = v128.sub<i64>(v128.add<f64>(v128.load(T, ${16 * i}), ${constants.load(C2)}), ${constants.load(C2)});`,
    );
  }
  const mask = constants.load(LOW_BITS);
  const carry = () => {
    for (let i = 0; i < LIMBS - 1; i++) {
      lines.push(
        `l${i + 1} = v128.add<i64>(l${i + 1}, v128.shr<i64>(l${i}, ${BITS}));`,
        `l${i} = v128.and(l${i}, ${mask});`,
      );
    }
  };
  carry();
  lines.push("const negative = v128.shr<i64>(l4, 63);");
  balancedDigits(p, BITS, LIMBS).forEach((digit, i) => {
    lines.push(`l${i} = v128.add<i64>(l${i}, v128.and(negative, ${constants.load(digit)}));`);
  });
  carry();
  const words = [
    "v128.or(l0, v128.shl<i64>(l1, 51))",
    "v128.or(v128.shr<u64>(l1, 13), v128.shl<i64>(l2, 38))",
    "v128.or(v128.shr<u64>(l2, 26), v128.shl<i64>(l3, 25))",
    "v128.or(v128.shr<u64>(l3, 39), v128.shl<i64>(l4, 12))",
  ];
  words.forEach((word, i) => {
    lines.push(`const w${i} = ${word};`);
    lines.push(`v128.store64_lane(a, w${i}, 0, ${8 * i});`, `v128.store64_lane(b, w${i}, 1, ${8 * i});`);
  });
  return `export function writeIntegers(a: usize, b: usize, v: usize): void {\n  ${lines.join("\n  ")}\n}\n`;
}

/** The limb layer of one field as AssemblyScript. */
export function emitFmaField(field: PrimeField): string {
  const constants = new Constants();
  const multiply = (signature: string, pairs: readonly (readonly [Operand[], Operand[]])[]) =>
    emitProduct(field, constants, { signature, prologue: [], products: schoolbook(pairs) });
  const named = (name: string): Operand[] => loads(name, LAZY_LIMB);

  const doubled = Array.from(
    { length: LIMBS },
    (_, i) => `const e${i} = v128.add<f64>(v128.load(a, ${16 * i}), v128.load(a, ${16 * i}));`,
  );
  const single = loads("a", LIMB);
  const squares: Product[][] = Array.from({ length: 2 * LIMBS - 1 }, () => []);
  for (let i = 0; i < LIMBS; i++) {
    squares[2 * i]!.push({ x: single[i]!, y: single[i]! });
    for (let j = i + 1; j < LIMBS; j++) {
      squares[i + j]!.push({ x: { code: `e${i}`, range: LAZY_LIMB }, y: single[j]! });
    }
  }

  const body = [
    multiply("mul(out: usize, a: usize, b: usize)", [[named("a"), named("b")]]),
    multiply("mulAdd(out: usize, a: usize, b: usize, c: usize, d: usize)", [
      [named("a"), named("b")],
      [named("c"), named("d")],
    ]),
    emitProduct(field, constants, { signature: "square(out: usize, a: usize)", prologue: doubled, products: squares }),
    emitReduce(field, constants, {
      signature: "reduce(out: usize, a: usize)",
      input: (i) => `v128.load(a, ${16 * i})`,
    }),
    emitSteps(field, constants),
    emitLimbwise("add", (a, b) => `v128.add<f64>(${a}, ${b})`, 2),
    emitLimbwise("sub", (a, b) => `v128.sub<f64>(${a}, ${b})`, 2),
    emitLimbwise("neg", (a) => `v128.neg<f64>(${a})`, 1),
    emitLimbwise("copy", (a) => a, 1),
    emitLoad(constants),
    emitStore(field, constants),
  ];
  const movement = `
export function gather(out: usize, a: usize, b: usize): void {
  ${each((i) => `v128.store(out, ${gathered("a", "b", i)}, ${16 * i});`)}
}
export function gatherSigned(out: usize, a: usize, b: usize, signs: u32): void {
  const flip = ${flip("signs")};
  ${each((i) => `v128.store(out, v128.xor(flip, ${gathered("a", "b", i)}), ${16 * i});`)}
}
export function scatter(a: usize, b: usize, v: usize): void {
  let l: v128;
  ${each((i) => `l = v128.load(v, ${16 * i}); v128.store64_lane(a, l, 0, ${8 * i}); v128.store64_lane(b, l, 1, ${8 * i});`)}
}
export function isZero(a: usize): u32 {
  const zero = f64x2.splat(0);
  let all = v128.eq<f64>(v128.load(a), zero);
  ${each((i) => `all = v128.and(all, v128.eq<f64>(v128.load(a, ${16 * i}), zero));`)}
  return i64x2.bitmask(all);
}
export function isZeroElement(a: usize): bool {
  ${each((i) => `if (load<f64>(a, ${8 * i}) != 0) return false;`)}
  return true;
}
export function sumElements(out: usize, from: usize, count: u32): void {
  ${each((i) => `let s${i}: f64 = 0;`)}
  for (let n: u32 = 0; n < count; n++) {
    ${each((i) => `s${i} += load<f64>(from, ${8 * i});`)}
    from += ELEMENT;
  }
  ${each((i) => `store<f64>(out, s${i}, ${8 * i});`)}
}
`;
  return [
    `/** Limbs of ${field.name}, FMA tier. */`,
    "export const ELEMENT: usize = 40;",
    "export const VECTOR: usize = 80;",
    "const SCRATCH: usize = memory.data(80, 16);",
    constants.declaration(),
    ...body,
    movement,
  ].join("\n");
}
