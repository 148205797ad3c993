/**
 * The universal tier: 9 limbs of 29 bits, kept as i32 in memory and multiplied in i64, one element at a time.
 *
 * Limbs are signed and balanced, so that sums and differences need no carry. A column of the product adds up to 27
 * products of at most 58 bits, which an i64 holds. Montgomery's reduction with R = 2^261 cancels one digit a column.
 */
import { BOUNDS } from "./contract.ts";
import { exactly, interval, plus, requireInside, shiftRight, sum, times, within } from "./interval.ts";
import { balancedDigits, inverseModPower, type PrimeField } from "./numbers.ts";

const BITS = 29;
const LIMBS = 9;
export const I64_RADIX_BITS = BITS * LIMBS;
const BASE = 1n << 29n;
const HALF = 1n << 28n;
const MASK = `0x${(BASE - 1n).toString(16)}`;
const LIMB = within(HALF);
const LAZY_LIMB = within(BASE);
const I64 = interval(-(1n << 63n), (1n << 63n) - 1n);
const I32 = interval(-(1n << 31n), (1n << 31n) - 1n);

interface Term {
  readonly code: string;
  readonly range: ReturnType<typeof times>;
}

const each = (line: (i: number) => string, count = LIMBS) =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n  ");

/** Loads of the limbs of `names`. */
const loadAll = (...names: string[]): string[] =>
  names.flatMap((name) =>
    Array.from({ length: LIMBS }, (_, i) => `const ${name}${i} = <i64>load<i32>(${name}, ${4 * i});`),
  );

function emitProduct(
  { modulus: p }: PrimeField,
  { signature, prologue, products }: { signature: string; prologue: string[]; products: Term[][] },
): string {
  const pDigits = balancedDigits(p, BITS, LIMBS);
  const pInverse = BigInt.asUintN(BITS, -inverseModPower(p, BITS));
  const lines = [...prologue];
  const quotients: string[] = [];
  let carry: Term | undefined;
  for (let k = 0; k < 2 * LIMBS; k++) {
    const terms = [...(products[k] ?? [])];
    for (let j = 1; j < LIMBS; j++) {
      if (k - j < 0 || k - j >= LIMBS) continue;
      const digit = exactly(pDigits[j]!);
      terms.push({ code: `q${k - j} * ${pDigits[j]}`, range: times(interval(0n, BASE - 1n), digit) });
    }
    if (carry !== undefined) terms.unshift(carry);
    let range = sum(terms.map((term) => term.range));
    lines.push(`let s${k}: i64 = ${terms.map(({ code }) => code).join(" + ")};`);
    if (k < LIMBS) {
      lines.push(`const q${k} = (s${k} * ${pInverse}) & ${MASK};`, `s${k} += q${k} * ${pDigits[0]};`);
      range = plus(range, times(interval(0n, BASE - 1n), exactly(pDigits[0]!)));
      quotients.push(`q${k}`);
      carry = { code: `(s${k} >> ${BITS})`, range: shiftRight(range, BITS) };
    } else if (k < 2 * LIMBS - 1) {
      range = plus(range, exactly(HALF));
      lines.push(`const u${k} = (s${k} + ${HALF}) >> ${BITS};`, `s${k} -= u${k} << ${BITS};`);
      carry = { code: `u${k}`, range: shiftRight(range, BITS) };
    }
    requireInside(range, I64, `${signature}: column ${k}`);
  }
  const value = (BOUNDS.products * p * p) / 1000n / (1n << 261n) + p + 2n;
  requireInside(within(value), within((BOUNDS.product * p) / 1000n), `${signature}: the value`);
  requireInside(within((((BOUNDS.product * p) / 1000n) >> 232n) + 2n), LIMB, `${signature}: the top limb`);
  for (let i = 0; i < LIMBS; i++) lines.push(`store<i32>(out, <i32>s${LIMBS + i}, ${4 * i});`);
  return `export function ${signature}: void {\n  ${lines.join("\n  ")}\n}\n`;
}

function schoolbook(pairs: readonly (readonly [string, string])[]): Term[][] {
  const columns: Term[][] = Array.from({ length: 2 * LIMBS - 1 }, () => []);
  const range = times(LAZY_LIMB, LAZY_LIMB);
  for (const [a, b] of pairs) {
    for (let i = 0; i < LIMBS; i++) {
      for (let j = 0; j < LIMBS; j++) columns[i + j]!.push({ code: `${a}${i} * ${b}${j}`, range });
    }
  }
  return columns;
}

/** The columns of a², with the mixed products taken once and doubled. */
function squares(): Term[][] {
  const columns: Term[][] = Array.from({ length: 2 * LIMBS - 1 }, () => []);
  for (let i = 0; i < LIMBS; i++) {
    columns[2 * i]!.push({ code: `a${i} * a${i}`, range: times(LIMB, LIMB) });
    for (let j = i + 1; j < LIMBS; j++) {
      columns[i + j]!.push({ code: `e${i} * a${j}`, range: times(LAZY_LIMB, LIMB) });
    }
  }
  return columns;
}

function emitReduce({ modulus: p }: PrimeField): string {
  const digits = balancedDigits(p, BITS, LIMBS);
  const top = digits[LIMBS - 1]!;
  const quotient = BOUNDS.reducible / 1000n + 1n;
  const input = within(4n * HALF);
  requireInside(input, I32, "reduce: an input limb");
  digits.forEach((digit, i) => {
    requireInside(plus(input, times(within(quotient), exactly(digit))), within(1n << 40n), `reduce: limb ${i}`);
  });
  requireInside(within(p / 2n + (8n << 232n)), within((BOUNDS.reduced * p) / 1000n), "reduce: the value");
  return `export function reduce(out: usize, a: usize): void {
  ${loadAll("a").join("\n  ").replaceAll("const", "let")}
  const n = (a8 * ${((1n << 40n) + top / 2n) / top} + ${1n << 39n}) >> 40;
  ${each((i) => `a${i} -= n * ${digits[i]};`)}
  let c: i64;
  ${each((i) => `c = (a${i} + ${HALF}) >> ${BITS}; a${i} -= c << ${BITS}; a${i + 1} += c;`, LIMBS - 1)}
  ${each((i) => `store<i32>(out, <i32>a${i}, ${4 * i});`)}
}
`;
}

/** Digit i of a 256-bit integer in four words. */
function digit(i: number): string {
  const [word, shift] = [Math.floor((BITS * i) / 64), (BITS * i) % 64];
  const low = shift === 0 ? `w${word}` : `(w${word} >> ${shift})`;
  const spans = shift + BITS > 64 && word < 3;
  return `(${spans ? `(${low} | (w${word + 1} << ${64 - shift}))` : low} & ${MASK})`;
}

function emitConversions({ modulus: p }: PrimeField): string {
  const carry = each((i) => `a${i + 1} += a${i} >> ${BITS}; a${i} &= ${MASK};`, LIMBS - 1);
  const words = [0, 1, 2, 3].map((word) => {
    const parts: string[] = [];
    for (let i = 0; i < LIMBS; i++) {
      const shift = BITS * i - 64 * word;
      if (shift <= -BITS || shift >= 64) continue;
      parts.push(shift < 0 ? `(a${i} >> ${-shift})` : `(a${i} << ${shift})`);
    }
    return `store<i64>(a, ${parts.join(" | ")}, ${8 * word});`;
  });
  return `
export function readIntegers(out: usize, a: usize, _b: usize): void {
  ${each((i) => `const w${i} = load<u64>(a, ${8 * i});`, 4)}
  ${each((i) => `store<i32>(out, <i32>${digit(i)}, ${4 * i});`)}
  reduce(out, out);
}
export function writeIntegers(a: usize, _b: usize, v: usize): void {
  reduce(SCRATCH, v);
  ${each((i) => `let a${i} = <i64>load<i32>(SCRATCH, ${4 * i});`)}
  ${carry}
  const negative = a8 >> 63;
  ${balancedDigits(p, BITS, LIMBS)
    .map((value, i) => `a${i} += negative & ${value};`)
    .join("\n  ")}
  ${carry}
  ${words.join("\n  ")}
}
`;
}

function emitLimbwise(): string {
  const pair = (name: string, sign: string) => `
export function ${name}(out: usize, a: usize, b: usize): void {
  ${each((i) => `store<i32>(out, load<i32>(a, ${4 * i}) ${sign} load<i32>(b, ${4 * i}), ${4 * i});`)}
}`;
  const copies = each((i) => `store<i64>(out, load<i64>(a, ${8 * i}), ${8 * i});`, 5);
  return `${pair("add", "+")}${pair("sub", "-")}
export function neg(out: usize, a: usize): void {
  ${each((i) => `store<i32>(out, -load<i32>(a, ${4 * i}), ${4 * i});`)}
}
export function copy(out: usize, a: usize): void {
  ${copies}
}
export function gather(out: usize, a: usize, _b: usize): void {
  ${copies}
}
export function scatter(out: usize, _b: usize, a: usize): void {
  ${copies}
}
export function gatherSigned(out: usize, a: usize, _b: usize, signs: u32): void {
  const flip = -(<i32>(signs & 1));
  ${each((i) => `store<i32>(out, (load<i32>(a, ${4 * i}) ^ flip) - flip, ${4 * i});`)}
}
export function isZero(a: usize): u32 {
  return (${Array.from({ length: LIMBS }, (_, i) => `load<i32>(a, ${4 * i})`).join(" | ")}) === 0 ? 1 : 0;
}
export function isZeroElement(a: usize): bool {
  return isZero(a) !== 0;
}
export function sumElements(out: usize, from: usize, count: u32): void {
  ${each((i) => `let s${i}: i32 = 0;`)}
  for (let n: u32 = 0; n < count; n++) {
    ${each((i) => `s${i} += load<i32>(from, ${4 * i});`)}
    from += ELEMENT;
  }
  ${each((i) => `store<i32>(out, s${i}, ${4 * i});`)}
}
`;
}

/** The limb layer of one field as AssemblyScript. */
export function emitI64Field(field: PrimeField): string {
  return [
    `/** Limbs of ${field.name}, i64 tier. */`,
    "export const LANES: u32 = 1;",
    "export const ELEMENT: usize = 40;",
    "export const VECTOR: usize = 40;",
    "const SCRATCH: usize = memory.data(40, 16);",
    emitProduct(field, {
      signature: "mul(out: usize, a: usize, b: usize)",
      prologue: loadAll("a", "b"),
      products: schoolbook([["a", "b"]]),
    }),
    emitProduct(field, {
      signature: "mulAdd(out: usize, a: usize, b: usize, c: usize, d: usize)",
      prologue: loadAll("a", "b", "c", "d"),
      products: schoolbook([
        ["a", "b"],
        ["c", "d"],
      ]),
    }),
    emitProduct(field, {
      signature: "square(out: usize, a: usize)",
      prologue: [...loadAll("a"), ...Array.from({ length: LIMBS }, (_, i) => `const e${i} = a${i} << 1;`)],
      products: squares(),
    }),
    emitReduce(field),
    emitConversions(field),
    emitLimbwise(),
  ].join("\n");
}
