/** CBOR (RFC 8949) as mdocs have it: bounded, each key once, nothing left over. */
import { bytesToIntegerBE } from "../../core/bytes.ts";
import { BridgeMalformedError, BridgeOversizedError } from "./refusals.ts";

/** A value with a tag. */
export class Tagged {
  readonly tag: number;
  readonly value: CborValue;
  constructor(tag: number, value: CborValue) {
    this.tag = tag;
    this.value = value;
  }
}

export type CborMap = ReadonlyMap<string | number, CborValue>;
export type CborValue =
  | null
  | undefined
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Tagged
  | CborMap
  | readonly CborValue[];

/** Tag of a byte string that holds CBOR. */
export const ENCODED_CBOR = 24;

const MAX_DEPTH = 16;
const MAX_VALUES = 20_000;
/** Marks the end of what has no length. */
const BREAK = Symbol("break");

/** @throws BridgeMalformedError, BridgeOversizedError with the place */
export function decodeCbor(given: Uint8Array, path: string): CborValue {
  // Plain bytes: a slice of a Buffer would be no copy.
  const bytes = new Uint8Array(given);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let values = 0;
  const refuse = (expected: string) => new BridgeMalformedError({ path, expected });
  const skip = (length: number): number => {
    const start = at;
    if (length > bytes.length - at) throw refuse("whole CBOR");
    at += length;
    return start;
  };
  const take = (length: number): Uint8Array => {
    const start = skip(length);
    return bytes.slice(start, at);
  };
  const argument = (info: number): number | bigint => {
    if (info < 24) return info;
    if (info === 24) return view.getUint8(skip(1));
    if (info === 25) return view.getUint16(skip(2));
    if (info === 26) return view.getUint32(skip(4));
    if (info !== 27) throw refuse("CBOR");
    const value = bytesToIntegerBE(bytes, skip(8), 8);
    return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
  };
  const length = (info: number): number => Number(argument(info));
  const simple = (info: number): CborValue | typeof BREAK => {
    if (info === 20 || info === 21) return info === 21;
    if (info === 22) return null;
    if (info === 23) return undefined;
    if (info === 26) return view.getFloat32(skip(4));
    if (info === 27) return view.getFloat64(skip(8));
    if (info === 31) return BREAK;
    throw refuse("a simple value that is known");
  };
  const read = (depth: number): CborValue | typeof BREAK => {
    if (++values > MAX_VALUES || depth > MAX_DEPTH)
      throw new BridgeOversizedError({ path, expected: `at most ${MAX_VALUES} values, ${MAX_DEPTH} deep` });
    const first = view.getUint8(skip(1));
    const [major, info] = [first >> 5, first & 31];
    const isOpen = info === 31;
    if (major === 0) return argument(info);
    if (major === 1) {
      const value = argument(info);
      return typeof value === "bigint" ? -1n - value : -1 - value;
    }
    if (major === 2 || major === 3) {
      const chunk = isOpen ? chunks(major, depth) : take(length(info));
      return major === 2 ? chunk : utf8(chunk);
    }
    if (major === 4) return elements(isOpen ? undefined : length(info), depth);
    if (major === 5) return entries(isOpen ? undefined : length(info), depth);
    if (major === 6) {
      const tag = Number(argument(info));
      return new Tagged(tag, value(depth + 1));
    }
    return simple(info);
  };
  const value = (depth: number): CborValue => {
    const found = read(depth);
    if (found === BREAK) throw refuse("a value");
    return found as CborValue;
  };
  const utf8 = (chunk: Uint8Array): string => {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(chunk);
    } catch {
      throw refuse("UTF-8");
    }
  };
  const chunks = (major: number, depth: number): Uint8Array => {
    const parts: Uint8Array[] = [];
    for (;;) {
      const first = bytes[at];
      if (first === 0xff) break;
      if (first === undefined || first >> 5 !== major || (first & 31) === 31) throw refuse("chunks of one kind");
      const part = value(depth + 1);
      parts.push(typeof part === "string" ? new TextEncoder().encode(part) : (part as Uint8Array));
    }
    skip(1);
    return new Uint8Array(Buffer.concat(parts));
  };
  const elements = (count: number | undefined, depth: number): readonly CborValue[] => {
    const found: CborValue[] = [];
    while (count === undefined || found.length < count) {
      const each = read(depth + 1);
      if (each !== BREAK) found.push(each as CborValue);
      else if (count === undefined) break;
      else throw refuse("a value");
    }
    return found;
  };
  const entries = (count: number | undefined, depth: number): CborMap => {
    const found = new Map<string | number, CborValue>();
    while (count === undefined || found.size < count) {
      const key = read(depth + 1);
      if (key === BREAK && count === undefined) break;
      if ((typeof key !== "string" && typeof key !== "number") || found.has(key))
        throw refuse("each key once, a text or an integer");
      found.set(key, value(depth + 1));
    }
    return found;
  };
  const result = value(0);
  if (at !== bytes.length) throw refuse("nothing after the value");
  return result;
}

/** Deterministic CBOR (RFC 8949 §4.2.1) of what sessions and signatures are made of. */
export function encodeCbor(value: CborValue): Uint8Array {
  if (value === null) return Uint8Array.of(0xf6);
  if (value === undefined) return Uint8Array.of(0xf7);
  if (typeof value === "boolean") return Uint8Array.of(value ? 0xf5 : 0xf4);
  if (typeof value === "string") {
    const text = new TextEncoder().encode(value);
    return join(head(3, text.length), text);
  }
  if (value instanceof Uint8Array) return join(head(2, value.length), value);
  if (value instanceof Tagged) return join(head(6, value.tag), encodeCbor(value.value));
  if (Array.isArray(value)) return join(head(4, value.length), ...value.map(encodeCbor));
  if (typeof value === "number" && Number.isSafeInteger(value)) return value < 0 ? head(1, -1 - value) : head(0, value);
  throw new TypeError("not a value that is encoded here");
}

/** A byte string that holds CBOR, with its tag. */
export const encodedCbor = (bytes: Uint8Array): Uint8Array => encodeCbor(new Tagged(ENCODED_CBOR, bytes));

function head(major: number, argument: number): Uint8Array {
  const size = argument < 24 ? 0 : argument < 2 ** 8 ? 1 : argument < 2 ** 16 ? 2 : argument < 2 ** 32 ? 4 : 8;
  const out = new Uint8Array(1 + size);
  out[0] = (major << 5) | (size === 0 ? argument : 24 + Math.log2(size));
  for (let i = size, rest = argument; i > 0; i--, rest = Math.floor(rest / 256)) out[i] = rest % 256;
  return out;
}

const join = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
