/**
 * Bytes and what they stand for: integers in both orders, hexadecimal digits, base64url. Nothing here changes its input
 * but the functions named `write…`, and what is returned shares no memory with it but {@link viewOf}'s.
 */
import { UnsupportedPlatformError } from "./platform.ts";

/** Hexadecimal digits of either case to bytes; throws for an odd number or another character: check text from outside first. */
export { hexToBytes } from "@noble/hashes/utils.js";

/** Two lower-case hexadecimal digits for each byte. */
export function bytesToHex(bytes: Uint8Array): string {
  let digits = "";
  for (const byte of bytes) digits += (0x100 + byte).toString(16).slice(1);
  return digits;
}

/** Whether a value is a Uint8Array: Node's Buffer is one, and so are those of other realms (frames, `vm`, Jest). */
export function isBytes(value: unknown): value is Uint8Array {
  // The getter of the language's own prototype reads what the value is; no property of the value can pretend.
  return Reflect.get(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag, value) === "Uint8Array";
}

/**
 * A copy in memory of its own. `slice` is none: on a Buffer it answers a view, and changes would reach the caller.
 *
 * @param bytes also on shared memory
 */
export function copyBytes(bytes: Uint8Array, start?: number, end?: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes.subarray(start, end));
}

/** The same bytes, or a copy where they are on shared memory, which Web Crypto, Blob and WebAssembly refuse. */
export function unshared(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const isShared = Object.prototype.toString.call(bytes.buffer) === "[object SharedArrayBuffer]";
  return isShared ? copyBytes(bytes) : (bytes as Uint8Array<ArrayBuffer>);
}

/** A DataView on the same memory. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Reads `length` bytes from `offset` on as a big-endian integer; all of them by default. @throws RangeError outside */
export function bytesToIntegerBE(bytes: Uint8Array, offset = 0, length = bytes.length - offset): bigint {
  return read(viewOf(bytes), offset, length, false);
}

/** Reads `length` bytes from `offset` on as a little-endian integer; all of them by default. @throws RangeError outside */
export function bytesToIntegerLE(bytes: Uint8Array, offset = 0, length = bytes.length - offset): bigint {
  return read(viewOf(bytes), offset, length, true);
}

/** From the highest byte down, eight at a time while there are eight. */
function read(view: DataView, offset: number, length: number, little: boolean): bigint {
  let value = 0n;
  for (let left = length; left > 0; ) {
    const step = left < 8 ? 1 : 8;
    const at = little ? offset + left - step : offset + length - left;
    value = step === 8 ? (value << 64n) | view.getBigUint64(at, little) : (value << 8n) | BigInt(view.getUint8(at));
    left -= step;
  }
  return value;
}

/** Writes an integer over `length` bytes from `offset` on, big-endian. @throws RangeError unless 0 ≤ value < 256^length */
export function writeIntegerBE(bytes: Uint8Array, value: bigint, offset: number, length: number): void {
  write(viewOf(bytes), value, offset, length, false);
}

/** Writes an integer over `length` bytes from `offset` on, little-endian. @throws RangeError unless 0 ≤ value < 256^length */
export function writeIntegerLE(bytes: Uint8Array, value: bigint, offset: number, length: number): void {
  write(viewOf(bytes), value, offset, length, true);
}

/** From the lowest byte up, eight at a time while there are eight. */
function write(view: DataView, value: bigint, offset: number, length: number, little: boolean): void {
  let rest = value;
  for (let left = length; left > 0; ) {
    const step = left < 8 ? 1 : 8;
    const at = little ? offset + length - left : offset + left - step;
    // Both take the lowest bits that they have room for.
    if (step === 8) view.setBigUint64(at, rest, little);
    else view.setUint8(at, Number(rest & 0xffn));
    rest >>= step === 8 ? 64n : 8n;
    left -= step;
  }
  if (rest !== 0n) throw new RangeError(`The integer does not fit into ${length} bytes`);
}

/** An integer in `length` big-endian bytes. @throws RangeError unless 0 ≤ value < 256^length */
export function integerToBytesBE(value: bigint, length = 32): Uint8Array {
  const bytes = new Uint8Array(length);
  writeIntegerBE(bytes, value, 0, length);
  return bytes;
}

/** An integer in `length` little-endian bytes. @throws RangeError unless 0 ≤ value < 256^length */
export function integerToBytesLE(value: bigint, length = 32): Uint8Array {
  const bytes = new Uint8Array(length);
  writeIntegerLE(bytes, value, 0, length);
  return bytes;
}

/** Four little-endian bytes. @throws RangeError unless the value is an integer in [0, 2^32) */
export function uint32ToBytesLE(value: number): Uint8Array {
  return integerToBytesLE(BigInt(value), 4);
}

/** Four big-endian bytes. @throws RangeError unless the value is an integer in [0, 2^32) */
export function uint32ToBytesBE(value: number): Uint8Array {
  return integerToBytesBE(BigInt(value), 4);
}

/** Reads hexadecimal digits without `0x`, of any number, as an integer. @throws SyntaxError for anything else */
export function hexToInteger(digits: string): bigint {
  return BigInt(`0x${digits}`);
}

/** An integer as 2·length lower-case hexadecimal digits. @throws RangeError unless 0 ≤ value < 256^length */
export function integerToHex(value: bigint, length = 32): string {
  return bytesToHex(integerToBytesBE(value, length));
}

/** Base64url without padding (RFC 4648 §5). @throws UnsupportedPlatformError where there is no `btoa` */
export function bytesToBase64url(bytes: Uint8Array): string {
  let binary = "";
  // A call takes only so many arguments.
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  if (typeof btoa !== "function") throw new UnsupportedPlatformError({ expected: "btoa" });
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * Reads base64url in the one spelling that {@link bytesToBase64url} gives: no padding, no white space, and the bits
 * beyond the last byte are 0.
 *
 * @returns undefined for any other text
 * @throws UnsupportedPlatformError where there is no `atob`
 */
export function base64urlToBytes(text: string): Uint8Array | undefined {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) return undefined;
  const bytes = base64ToBytes(text.replaceAll("-", "+").replaceAll("_", "/"));
  return bytesToBase64url(bytes) === text ? bytes : undefined;
}

/** Reads base64 that this package itself wrote, such as its WebAssembly modules: as lenient as `atob`. */
export function base64ToBytes(text: string): Uint8Array<ArrayBuffer> {
  if (typeof atob !== "function") throw new UnsupportedPlatformError({ expected: "atob" });
  return binaryToBytes(atob(text));
}

/** A byte for each character: its lowest eight bits, which are all where `atob` made it. */
export function binaryToBytes(binary: string): Uint8Array<ArrayBuffer> {
  // Node does it in native code; the loop takes milliseconds until an engine has optimised it.
  const node = (globalThis as { Buffer?: { from(text: string, encoding: "latin1"): Uint8Array } }).Buffer;
  // Copied: a short buffer is a part of what others use, too.
  const bytes = new Uint8Array((node?.from(binary, "latin1") ?? binary.length) as number);
  // Many times as fast as Uint8Array.from with a function.
  for (let i = 0; !node && i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
