/** Just enough of the WebAssembly binary format for vector code without control flow (WebAssembly Core 2.0, §5). */
import { binaryToBytes } from "../../core/bytes.ts";

const I32 = 0x7f;
const I64 = 0x7e;
const V128 = 0x7b;

/**
 * The code of an expression or of statements, a character for each byte: a text takes a tenth of what lists of numbers
 * take, and the heap keeps for good what it grew by meanwhile.
 */
export type Bytes = string;

type Pieces = readonly (number | Bytes)[];
/** Pieces of code and single bytes, one after the other. */
export const row = (...pieces: Pieces): Bytes =>
  pieces.map((piece) => (typeof piece === "number" ? String.fromCharCode(piece) : piece)).join("");

/** LEB128 of an integer in [0, 2^31), signed or not, in one byte or in five. */
const leb = (value: number): Bytes =>
  row(
    ...(value < 0x40 ? [value] : [0, 7, 14, 21, 28].map((bits) => ((value >> bits) & 0x7f) | (bits < 28 ? 0x80 : 0))),
  );

type Operation = (...operands: Bytes[]) => Bytes;
const operation =
  (...code: Pieces): Operation =>
  (...operands) =>
    row(...operands, ...code);
const vectorOperation = (code: number, ...argument: number[]): Operation => operation(0xfd, leb(code), ...argument);
const shift =
  (code: number) =>
  (value: Bytes, bits: number): Bytes =>
    vectorOperation(code)(value, address(bits));
export const get = (local: number): Bytes => row(0x20, leb(local));
export const set = (local: number, value: Bytes): Bytes => row(value, 0x21, leb(local));
export const call = (index: number, operands: readonly Bytes[]): Bytes => operation(0x10, leb(index))(...operands);
export const address = (value: number): Bytes => row(0x41, leb(value));
export const addAddress = operation(0x6a);

const access =
  (...code: number[]) =>
  (pointer: Bytes, offset: number, ...value: Bytes[]): Bytes =>
    operation(...code, 0, leb(offset))(pointer, ...value);
/** A vector, which is two 64-bit integers, or one integer alone, at pointer + offset. */
export const load = access(0xfd, 0);
export const store = access(0xfd, 11);
export const loadHalf = access(0x29);
export const storeHalf = access(0x37);

// Of 64-bit integers by themselves …
export const addHalves = operation(0x7c);
export const mulHalves = operation(0x7e);
/** … a vector with another one on its right … */
export const placeRight = vectorOperation(0x1e, 1);
// … and of both halves of vectors.
export const and = vectorOperation(0x4e);
export const xor = vectorOperation(0x51);
export const add = vectorOperation(0xce);
export const sub = vectorOperation(0xd1);
export const mul = vectorOperation(0xd5);
export const shl = shift(0xcb);
export const shr = shift(0xcc);
/** Without a sign. */
export const shrUnsigned = shift(0xcd);
/** Of the four words of vectors. */
export const mulWords = vectorOperation(0xb5);
export const shrWords = shift(0xac);
/** The products, 64 bits each, of the two words in the left halves. */
export const mulLow = vectorOperation(0xdc);

/** From two vectors, by the indices of their eight words. */
export const shuffle = (a: Bytes, b: Bytes, ...words: readonly number[]): Bytes =>
  vectorOperation(13, ...words.flatMap((word) => [0, 1, 2, 3].map((i) => 4 * word + i)))(a, b);

/** One that is exported by its name, unless that is empty, with i32 parameters, at most four. */
export type FunctionBody = readonly [name: string, parameters: number, code: Bytes];

const sized = (content: Bytes): Bytes => leb(content.length) + content;
const vector = (items: Pieces): Bytes => row(leb(items.length), ...items);
const section = (id: number, items: Pieces): Bytes => row(id, sized(vector(items)));

/**
 * A module of functions over the imported memory `env.memory`.
 * @param functions their parameters are followed by locals: vectors, and then 64-bit integers
 * @param locals how many vectors and how many 64-bit integers every function has beside its parameters
 * @param words 64-bit integers that the memory begins with
 */
export function assembleModule(
  functions: readonly FunctionBody[],
  locals: readonly [vectors: number, halves: number],
  words: readonly bigint[],
): Uint8Array<ArrayBuffer> {
  const types = [0, 1, 2, 3, 4].map((n) => row(0x60, vector(Array(n).fill(I32)), 0));
  const memory = new Uint8Array(BigInt64Array.from(words).buffer);
  const module = row(
    "\0asm",
    ...[1, 0, 0, 0],
    section(1, types),
    section(2, [row(sized("env"), sized("memory"), 2, 0, 1)]),
    section(
      3,
      functions.map(([, parameters]) => parameters),
    ),
    section(
      7,
      functions.flatMap(([name], index) => (name === "" ? [] : [row(sized(name), 0, leb(index))])),
    ),
    section(
      10,
      functions.map(([, , code]) => sized(row(2, locals[0], V128, locals[1], I64, code, 0x0b))),
    ),
    section(11, [row(0, address(0), 0x0b, sized(row(...memory)))]),
  );
  return binaryToBytes(module);
}
