/** The code of a vector with the same bits in both lanes, or the same word in all four. */
export interface Splats {
  load(bits: bigint): string;
  word(value: bigint): string;
}

/** Constants that stand in the code itself: longer, and faster where a function has more operands than registers. */
export const LITERALS: Splats = {
  load: (bits) => `i64x2.splat(${BigInt.asIntN(64, bits)})`,
  word: (value) => `i32x4.splat(${BigInt.asIntN(32, value)})`,
};

/** The constants of the generated code of one field, in static memory: a load is shorter than a literal of 16 bytes. */
export class Constants implements Splats {
  readonly #offsets = new Map<bigint, number>();

  /** A vector with these bits in both lanes. */
  load(bits: bigint): string {
    const key = BigInt.asUintN(64, bits);
    const offset = this.#offsets.get(key) ?? 16 * this.#offsets.size;
    this.#offsets.set(key, offset);
    return `v128.load(K, ${offset})`;
  }

  /** A vector with this word in all four lanes. */
  word(value: bigint): string {
    const bits = BigInt.asUintN(32, value);
    return this.load((bits << 32n) | bits);
  }

  /** A vector with this integer as a double in both lanes. */
  double(value: bigint): string {
    const rounded = Number(value);
    if (BigInt(rounded) !== value) throw new RangeError(`${value} is no double`);
    return this.load(doubleBits(rounded));
  }

  declaration(): string {
    const words = [...this.#offsets.keys()].flatMap((bits) => [bits, bits]);
    return `const K: usize = memory.data<u64>([${words.map((word) => `0x${word.toString(16)}`).join(", ")}], 16);`;
  }
}

/** The bit pattern of a double. */
export function doubleBits(value: number): bigint {
  return new BigUint64Array(new Float64Array([value]).buffer)[0]!;
}
