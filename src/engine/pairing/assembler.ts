/** Just enough of the WebAssembly binary format for functions without control flow (WebAssembly Core 1.0, §5). */

export const I32 = 0x7f;
export const I64 = 0x7e;

type Bytes = readonly number[];

/** LEB128 of an integer in [0, 2^32). */
const unsigned = (value: number): Bytes => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]);

/** Signed LEB128 of an integer below 2^53 in size. */
const signed = (value: number): Bytes => {
  const low = value & 0x7f;
  const rest = (value - low) / 0x80;
  // It ends where all that is left repeats the sign, which is the highest of the seven bits.
  return rest === -(low >> 6) ? [low] : [low | 0x80, ...signed(rest)];
};

/** log2 of the alignment of 64-bit integers. */
const ALIGNED = 3;

/** The code of one function. */
export class Code {
  readonly bytes: number[] = [];

  #op(code: number, argument: Bytes = []): this {
    this.bytes.push(code, ...argument);
    return this;
  }

  get(local: number): this {
    return this.#op(0x20, unsigned(local));
  }
  set(local: number): this {
    return this.#op(0x21, unsigned(local));
  }
  tee(local: number): this {
    return this.#op(0x22, unsigned(local));
  }
  i32(value: number): this {
    return this.#op(0x41, signed(value));
  }
  i64(value: number): this {
    return this.#op(0x42, signed(value));
  }
  /** Replaces the pointer on the stack with the 64-bit integer at pointer + offset. */
  load(offset: number): this {
    return this.#op(0x29, [ALIGNED, ...unsigned(offset)]);
  }
  store(offset: number): this {
    return this.#op(0x37, [ALIGNED, ...unsigned(offset)]);
  }
  add32(): this {
    return this.#op(0x6a);
  }
  extend(): this {
    return this.#op(0xac);
  }
  add(): this {
    return this.#op(0x7c);
  }
  sub(): this {
    return this.#op(0x7d);
  }
  mul(): this {
    return this.#op(0x7e);
  }
  shl(bits: number): this {
    return this.i64(bits).#op(0x86);
  }
  /** With the sign. */
  shr(bits: number): this {
    return this.i64(bits).#op(0x87);
  }
  call(index: number): this {
    return this.#op(0x10, unsigned(index));
  }
}

export interface FunctionBody {
  /** Undefined for one that is not exported. */
  readonly name: string | undefined;
  /** i32 parameters. */
  readonly parameters: number;
  /** i64 variables after the parameters. */
  readonly locals: number;
  readonly code: Code;
}

const sized = (bytes: Bytes): Bytes => unsigned(bytes.length).concat(bytes);
const vector = (items: readonly Bytes[]): Bytes => unsigned(items.length).concat(...items);
const section = (id: number, items: readonly Bytes[]): Bytes => [id].concat(sized(vector(items)));
const text = (value: string): Bytes => sized([...new TextEncoder().encode(value)]);

/** A module of functions over the imported memory `env.memory`. */
export function assembleModule(functions: readonly FunctionBody[]): Uint8Array<ArrayBuffer> {
  const widest = Math.max(...functions.map(({ parameters }) => parameters));
  const types = Array.from({ length: widest + 1 }, (_, n) => [0x60, ...vector(Array(n).fill([I32])), 0]);
  const exported = functions.flatMap(({ name }, index) =>
    name === undefined ? [] : [[...text(name), 0, ...unsigned(index)]],
  );
  return new Uint8Array(
    [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0].concat(
      section(1, types),
      section(2, [[...text("env"), ...text("memory"), 2, 0, 1]]),
      section(
        3,
        functions.map(({ parameters }) => [parameters]),
      ),
      section(7, exported),
      section(
        10,
        functions.map(({ locals, code }) => sized([1, ...unsigned(locals), I64].concat(code.bytes, 0x0b))),
      ),
    ),
  );
}
