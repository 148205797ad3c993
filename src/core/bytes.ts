/**
 * Bytes and what they stand for: integers in both orders. Nothing here changes its input, and what it returns shares no
 * memory with it, but for {@link viewOf}.
 */

/** A DataView on the same memory. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Reads `length` bytes from `offset` on as a big-endian integer; all of them by default. @throws RangeError outside */
export function bytesToIntegerBE(bytes: Uint8Array, offset = 0, length = bytes.length - offset): bigint {
  const view = viewOf(bytes);
  const end = offset + length;
  let value = 0n;
  let at = offset;
  for (; at + 8 <= end; at += 8) value = (value << 64n) | view.getBigUint64(at);
  for (; at < end; at += 1) value = (value << 8n) | BigInt(view.getUint8(at));
  return value;
}

/** Reads `length` bytes from `offset` on as a little-endian integer; all of them by default. @throws RangeError outside */
export function bytesToIntegerLE(bytes: Uint8Array, offset = 0, length = bytes.length - offset): bigint {
  const view = viewOf(bytes);
  let value = 0n;
  let at = offset + length;
  for (; at >= offset + 8; at -= 8) value = (value << 64n) | view.getBigUint64(at - 8, true);
  for (; at > offset; at -= 1) value = (value << 8n) | BigInt(view.getUint8(at - 1));
  return value;
}

/** Writes an integer into `length` big-endian bytes. @throws RangeError unless 0 ≤ value < 256^length */
export function integerToBytesBE(value: bigint, length = 32): Uint8Array {
  return integerToBytesLE(value, length).reverse();
}

/** Writes an integer into `length` little-endian bytes. @throws RangeError unless 0 ≤ value < 256^length */
export function integerToBytesLE(value: bigint, length = 32): Uint8Array {
  if (value >> BigInt(8 * length) !== 0n) throw new RangeError(`The integer does not fit into ${length} bytes`);
  const bytes = new Uint8Array(length);
  const view = viewOf(bytes);
  let at = 0;
  for (; at + 8 <= length; at += 8) view.setBigUint64(at, BigInt.asUintN(64, value >> BigInt(8 * at)), true);
  for (; at < length; at += 1) bytes[at] = Number(BigInt.asUintN(8, value >> BigInt(8 * at)));
  return bytes;
}

/** The four little-endian bytes of an integer in [0, 2^32). */
export function uint32ToBytesLE(value: number): Uint8Array {
  return integerToBytesLE(BigInt(value), 4);
}
