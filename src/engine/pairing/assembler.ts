/** Just enough of the WebAssembly binary format for vector code without control flow (WebAssembly Core 2.0, §5). */

import { binaryToBytes } from "../../core/bytes.ts";

const I32 = "\x7f";
const I64 = "\x7e";
const V128 = "\x7b";

/**
 * The code of an expression or of statements, a character for each byte, of which the lowest eight bits count: engines join
 * strings quickly, even at first.
 */
export type Bytes = string;

const bytes = String.fromCharCode;
/** LEB128 of an integer in [0, 2^31), signed or not, in one byte or in five. */
const leb = (value: number): Bytes =>
  value < 0x40
    ? bytes(value)
    : bytes(value | 0x80, (value >> 7) | 0x80, (value >> 14) | 0x80, (value >> 21) | 0x80, value >> 28);

type Operation = (a?: Bytes, b?: Bytes) => Bytes;
const operation =
  (code: Bytes): Operation =>
  (a = "", b = "") =>
    a + b + code;
const vectorOperation = (code: number, argument: Bytes = ""): Operation => operation(`\xfd${leb(code)}${argument}`);
const shift =
  (code: number) =>
  (value: Bytes, bits: number): Bytes =>
    vectorOperation(code)(value, address(bits));
// There are fewer than 64 locals.
export const get = (local: number): Bytes => bytes(0x20, local);
export const set = (local: number, value: Bytes): Bytes => value + bytes(0x21, local);
export const call = (index: number, operands: Bytes): Bytes => `${operands}\x10${leb(index)}`;
export const address = (value: number): Bytes => `\x41${leb(value)}`;
export const addAddress = operation("\x6a");

const access =
  (code: Bytes) =>
  (pointer: Bytes, offset: number, value = ""): Bytes =>
    `${pointer}${value}${code}\0${leb(offset)}`;
/** A vector, which is two 64-bit integers, or one integer alone, at pointer + offset. */
export const load = access("\xfd\0");
export const store = access("\xfd\x0b");
export const loadHalf = access("\x29");
export const storeHalf = access("\x37");

// Of 64-bit integers by themselves …
export const addHalves = operation("\x7c");
export const mulHalves = operation("\x7e");
/** … a vector with another one on its right … */
export const placeRight = vectorOperation(0x1e, "\x01");
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
  vectorOperation(13, bytes(...words.flatMap((word) => [0, 1, 2, 3].map((i) => 4 * word + i))))(a, b);

/** One that is exported by its name, unless that is empty, with i32 parameters, at most four. */
export type FunctionBody = readonly [name: string, parameters: number, code: Bytes];

const sized = (content: Bytes): Bytes => leb(content.length) + content;
const vector = (items: readonly Bytes[]): Bytes => leb(items.length) + items.join("");
const section = (id: number, items: readonly Bytes[]): Bytes => bytes(id) + sized(vector(items));

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
  const types = [0, 1, 2, 3, 4].map((n) => `\x60${leb(n)}${I32.repeat(n)}\0`);
  const code =
    "\0asm\x01\0\0\0" +
    section(1, types) +
    section(2, [`${sized("env")}${sized("memory")}\x02\0\x01`]) +
    section(
      3,
      functions.map(([, parameters]) => leb(parameters)),
    ) +
    section(
      7,
      functions.flatMap(([name], index) => (name ? `${sized(name)}\0${leb(index)}` : [])),
    ) +
    section(
      10,
      functions.map(([, , body]) => sized(`\x02${leb(locals[0])}${V128}${leb(locals[1])}${I64}${body}\x0b`)),
    ) +
    section(11, [`\0${address(0)}\x0b${sized(bytes(...new Uint8Array(new BigInt64Array(words as bigint[]).buffer)))}`]);
  return binaryToBytes(code);
}
