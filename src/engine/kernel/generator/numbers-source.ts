/** The constants of one field in one tier, as AssemblyScript. */
import { BOUNDS_ELEMENT } from "./bounds.ts";
import { FMA_RADIX_BITS } from "./fma.ts";
import { I64_RADIX_BITS } from "./i64.ts";
import { balancedDigits, inverseModPower, type PrimeField, powerOfTwo } from "./numbers.ts";

/** "bounds" computes nothing: see bounds.ts. */
export type Tier = "fma" | "i64" | "bounds";

/** b of G2's curve, 3 / (9 + u). */
const TWIST_B = [
  19485874751759354771024239261021720505790618469301721065564631296452457478373n,
  266929791119991161246907387137283842545076965332900288569378510910307636690n,
] as const;

/** log2 of Montgomery's R. */
export const RADIX_BITS: Readonly<Record<Tier, number>> = {
  fma: FMA_RADIX_BITS,
  i64: I64_RADIX_BITS,
  bounds: FMA_RADIX_BITS,
};

/** The 40 bytes of an element whose limbs have this value, as five 64-bit words. */
function elementWords(tier: Tier, value: bigint): bigint[] {
  if (tier !== "i64") {
    const doubles = Float64Array.from(tier === "fma" ? balancedDigits(value, 51, 5).map(Number) : BOUNDS_ELEMENT);
    return [...new BigUint64Array(doubles.buffer)];
  }
  const words = new Int32Array(10);
  words.set(balancedDigits(value, 29, 9).map(Number));
  return [...new BigUint64Array(words.buffer)];
}

function data(name: string, words: readonly bigint[]): string {
  const list = words.map((word) => `0x${BigInt.asUintN(64, word).toString(16)}`).join(", ");
  return `export const ${name}: usize = memory.data<u64>([${list}], 16);`;
}

/** Half-way balanced, so that elements are reduced: in (-p/2, p/2]. */
function balanced(value: bigint, modulus: bigint): bigint {
  const rest = ((value % modulus) + modulus) % modulus;
  return 2n * rest > modulus ? rest - modulus : rest;
}

export function emitNumbers(field: PrimeField, tier: Tier): string {
  const { modulus } = field;
  const bits = RADIX_BITS[tier];
  const element = (name: string, value: bigint) => data(name, elementWords(tier, balanced(value, modulus)));
  const limbs31 = Array.from({ length: 9 }, (_, i) => (modulus >> BigInt(31 * i)) & (2n ** 31n - 1n));
  const words = (value: bigint) => Array.from({ length: 4 }, (_, i) => BigInt.asUintN(64, value >> BigInt(64 * i)));
  const radix = powerOfTwo(bits, modulus);
  const lines = [
    `/** Constants of ${field.name}, ${tier} tier, R = 2^${bits}. */`,
    element("ONE", powerOfTwo(bits, modulus)),
    element("INTEGER_ONE", 1n),
    element("R2", powerOfTwo(2 * bits, modulus)),
    element("R3", powerOfTwo(3 * bits, modulus)),
    // x·2^256 · c / R = x·R
    element("FROM_FILE", powerOfTwo(2 * bits - 256, modulus)),
    // x·R · c / R = x·2^256
    element("TO_FILE", powerOfTwo(256, modulus)),
    // x·2^512 · c / R = x·R²: coefficients of a zkey, which are multiplied with plain witness values.
    element("COEFFICIENT_FROM_FILE", powerOfTwo(3 * bits - 512, modulus)),
    // Of inverse.ts.
    data("MODULUS_31", limbs31),
    data("MINUS_INVERSE_31", [BigInt.asUintN(31, -inverseModPower(modulus, 31))]),
    element("HALF", ((modulus + 1n) / 2n) * radix),
    // Of unpack.ts.
    data("ROOT_EXPONENT", words((modulus - 3n) / 4n)),
    element("CURVE_B", 3n * radix),
    element("TWIST_B0", TWIST_B[0] * radix),
    element("TWIST_B1", TWIST_B[1] * radix),
  ];
  return `${lines.join("\n")}\n`;
}
