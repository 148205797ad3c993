/** Just enough of the WebAssembly binary format for functions without control flow (WebAssembly Core 1.0, §5). */

export const I32 = 0x7f;
export const I64 = 0x7e;

const unsigned = (value: number): number[] => {
  if (value < 0x80) return [value];
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return bytes;
};

/** Signed LEB128 of an integer below 2^53 in size. */
const signed = (value: number): number[] => {
  const bytes: number[] = [];
  for (let rest = value; ; ) {
    const low = ((rest % 128) + 128) % 128;
    rest = (rest - low) / 128;
    const last = (rest === 0 && low < 64) || (rest === -1 && low >= 64);
    bytes.push(last ? low : low | 0x80);
    if (last) return bytes;
  }
};

/** log2 of the alignment of 64-bit integers. */
const ALIGNED = 3;

/** The code of one function. */
export class Code {
  readonly bytes: number[] = [];

  #op(code: number): this {
    this.bytes.push(code);
    return this;
  }
  #unsigned(code: number, value: number): this {
    this.bytes.push(code, ...unsigned(value));
    return this;
  }
  #signed(code: number, value: number): this {
    this.bytes.push(code, ...signed(value));
    return this;
  }

  get(local: number): this {
    return this.#unsigned(0x20, local);
  }
  set(local: number): this {
    return this.#unsigned(0x21, local);
  }
  tee(local: number): this {
    return this.#unsigned(0x22, local);
  }
  i32(value: number): this {
    return this.#signed(0x41, value);
  }
  i64(value: number): this {
    return this.#signed(0x42, value);
  }
  /** Replaces the pointer on the stack with the 64-bit integer at pointer + offset. */
  load(offset: number): this {
    return this.#op(0x29).#unsigned(ALIGNED, offset);
  }
  store(offset: number): this {
    return this.#op(0x37).#unsigned(ALIGNED, offset);
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
    return this.#unsigned(0x10, index);
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

type Bytes = ArrayLike<number>;
const concat = (...parts: readonly Bytes[]): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};
const vector = (items: readonly Bytes[]): Bytes => concat(unsigned(items.length), ...items);
const section = (id: number, content: Bytes): Bytes => concat([id], unsigned(content.length), content);
const text = (value: string): number[] => {
  const bytes = [...new TextEncoder().encode(value)];
  return [...unsigned(bytes.length), ...bytes];
};

/** A module of functions over the imported memory `env.memory`. */
export function assembleModule(functions: readonly FunctionBody[]): Uint8Array<ArrayBuffer> {
  const widest = Math.max(...functions.map(({ parameters }) => parameters));
  const types = Array.from({ length: widest + 1 }, (_, n) => concat([0x60], vector(Array(n).fill([I32])), [0]));
  const bodies = functions.map(({ locals, code }) => {
    const body = concat(locals === 0 ? [0] : [1, ...unsigned(locals), I64], code.bytes, [0x0b]);
    return concat(unsigned(body.length), body);
  });
  const exported = functions.flatMap(({ name }, index) =>
    name === undefined ? [] : [[...text(name), 0, ...unsigned(index)]],
  );
  return concat(
    [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, vector(types)),
    section(2, vector([[...text("env"), ...text("memory"), 2, 0, 1]])),
    section(3, vector(functions.map(({ parameters }) => [parameters]))),
    section(7, vector(exported)),
    section(10, vector(bodies)),
  );
}
