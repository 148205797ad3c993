/** The part of the contract ABI encoding that static structs need: 32-byte words (Solidity ABI specification). */

import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, hexToBytes, integerToHex } from "../../core/bytes.ts";

/** `0x` and hexadecimal digits. */
export type Hex = `0x${string}`;

const utf8 = new TextEncoder();

/** An integer below 2^256 as 64 hexadecimal digits. */
export function word(value: bigint | number): string {
  return integerToHex(BigInt(value));
}

/** First four bytes of the signature's Keccak hash: how a contract tells its functions apart. */
export function selector(signature: string): Hex {
  return keccakOfText(signature).slice(0, 10) as Hex;
}

/** Keccak-256 of text: what an event's first topic is. */
export function keccakOfText(text: string): Hex {
  return toHex(keccak_256(utf8.encode(text)));
}

/** Keccak-256 of bytes. */
export function keccakOfBytes(bytes: Uint8Array): Hex {
  return toHex(keccak_256(bytes));
}

/** Keccak-256 of hexadecimal digits without `0x`. */
export function keccakOfWords(digits: string): Hex {
  return toHex(keccak_256(hexToBytes(digits)));
}

/** A string argument behind its head: length, then the bytes, filled up to whole words. */
export function dynamicText(text: string): string {
  const digits = toHex(utf8.encode(text)).slice(2);
  return word(digits.length / 2) + digits.padEnd(Math.ceil(digits.length / 64) * 64, "0");
}

export function toHex(bytes: Uint8Array): Hex {
  return `0x${bytesToHex(bytes)}`;
}
