/** Readings of devices: what a device signs, and how it is checked (protocol P-32). */

import { ed25519 } from "@noble/curves/ed25519.js";
import { p256 } from "@noble/curves/nist.js";
import * as v from "valibot";
import { base64urlToBytes, bytesToBase64url, copyBytes, isBytes, uint32ToBytesBE } from "../core/bytes.ts";
import { refusal } from "../core/errors.ts";
import type { FieldElement } from "../core/field.ts";
import { hashToField } from "../core/hash-to-field.ts";
import { decode } from "../core/json.ts";
import { own, ownWith } from "../core/own.ts";
import { pure } from "../core/pure.ts";
import { integer, textLike } from "../core/shapes.ts";

export const DEVICE_ALGORITHMS = ["ed25519", "p256"] as const;
export type DeviceAlgorithm = (typeof DEVICE_ALGORITHMS)[number];

/** A device that may send readings. */
export interface Device {
  /** Lower-case letters, digits, `-`, `_`, `.`, `:`; at most 64. */
  readonly device: string;
  readonly algorithm: DeviceAlgorithm;
  /** 32 bytes for Ed25519, 33 for P-256 (compressed). */
  readonly publicKey: Uint8Array;
}

/** What a device says once. */
export interface UnsignedReading {
  readonly device: string;
  /** Larger in each reading of a device. */
  readonly counter: number;
  /** Seconds since the epoch by the device's clock. */
  readonly timeSeconds: number;
  /** At most 4,096 bytes; what they mean is not for this library. */
  readonly payload: Uint8Array;
}

export interface Reading extends UnsignedReading {
  /** 64 bytes: Ed25519, or r ‖ s of ECDSA with low s. */
  readonly signature: Uint8Array;
}

const MAX_PAYLOAD = 4_096;
const utf8 = /* @__PURE__ */ new TextEncoder();

/** The bytes that a device signs. */
export function readingBytes(reading: UnsignedReading): Uint8Array {
  const { device, counter, timeSeconds, payload } = ownWith(reading, "payload");
  const parts = [utf8.encode(device), utf8.encode(String(counter)), utf8.encode(String(timeSeconds)), payload];
  const tag = utf8.encode("civicproof/v2/reading");
  const bytes = new Uint8Array(tag.length + parts.reduce((sum, part) => sum + 4 + part.length, 0));
  bytes.set(tag);
  let at = tag.length;
  for (const part of parts) {
    bytes.set(uint32ToBytesBE(part.length), at);
    bytes.set(part, at + 4);
    at += 4 + part.length;
  }
  return bytes;
}

/** Signs a reading, as a device does. @throws ReadingError for a name, a number or a payload out of range */
export function signReading(
  reading: UnsignedReading,
  options: { readonly algorithm: DeviceAlgorithm; readonly privateKey: Uint8Array },
): Reading {
  const { algorithm, privateKey } = ownWith(options, "algorithm", "privateKey");
  const bytes = readingBytes(checkUnsigned(reading));
  const signature =
    algorithm === "ed25519" ? ed25519.sign(bytes, privateKey) : p256.sign(bytes, privateKey, { lowS: true });
  return { ...reading, signature };
}

/** The public key of a device's private key. */
export function devicePublicKey(algorithm: DeviceAlgorithm, privateKey: Uint8Array): Uint8Array {
  if (!isBytes(privateKey) || privateKey.length !== 32)
    throw new ReadingError({ path: "privateKey", expected: "32 bytes" });
  return algorithm === "ed25519" ? ed25519.getPublicKey(privateKey) : p256.getPublicKey(privateKey, true);
}

/** Checks a reading's signature. @throws ReadingForgedError when its device did not sign it */
export function checkReadingSignature(reading: Reading, device: Device): void {
  const { algorithm, publicKey } = ownWith(device, "algorithm", "publicKey");
  const bytes = readingBytes(reading);
  let isSigned = false;
  try {
    isSigned =
      algorithm === "ed25519"
        ? ed25519.verify(reading.signature, bytes, publicKey, { zip215: false })
        : p256.verify(reading.signature, bytes, publicKey, { lowS: true });
  } catch {
    // A malformed signature or key is one that does not verify.
  }
  if (!isSigned) throw new ReadingForgedError({ path: "signature" });
}

/** How far a device's clock may be from the receiver's. */
export interface FreshnessWindow {
  readonly maxAgeSeconds: number;
  readonly maxAheadSeconds: number;
}

/** @throws ReadingStaleError outside the window */
export function checkFreshness(
  reading: UnsignedReading,
  window: FreshnessWindow & { readonly nowSeconds: number },
): void {
  const { timeSeconds } = own(reading);
  const { maxAgeSeconds, maxAheadSeconds, nowSeconds } = own(window);
  const age = nowSeconds - timeSeconds;
  // A limit that is no number lets nothing through.
  if (!(age <= maxAgeSeconds && -age <= maxAheadSeconds)) {
    throw new ReadingStaleError({
      path: "timeSeconds",
      expected: `at most ${maxAgeSeconds} seconds old and ${maxAheadSeconds} ahead`,
      received: `${age} seconds old`,
    });
  }
}

const DEVICE_NAME = /^[a-z0-9][a-z0-9._:-]{0,63}$/;

/**
 * Checks a device that is to be registered.
 *
 * @throws DeviceError for another name or algorithm, for bytes that are no key, and for a key of small order, whose
 * signatures anybody can make (RFC 8032 §8.9; SEC 1 §3.2.2)
 */
export function checkDevice({ device, algorithm, publicKey }: Device): Device {
  if (typeof device !== "string" || !DEVICE_NAME.test(device))
    throw new DeviceError({ path: "device", expected: "lower-case letters, digits and . _ : -, at most 64" });
  if (!DEVICE_ALGORITHMS.includes(algorithm))
    throw new DeviceError({ path: "algorithm", expected: DEVICE_ALGORITHMS.join(" or ") });
  if (!isBytes(publicKey)) throw new DeviceError({ path: "publicKey", expected: "bytes" });
  const { length } = publicKey;
  const size = algorithm === "ed25519" ? 32 : 33;
  if (length !== size)
    throw new DeviceError({ path: "publicKey", expected: `${size} bytes`, received: `${length} bytes` });
  if (!isKey(algorithm, publicKey))
    throw new DeviceError({ path: "publicKey", expected: "a point of the curve that only one key signs for" });
  return { device, algorithm, publicKey: copyBytes(publicKey) };
}

function isKey(algorithm: DeviceAlgorithm, publicKey: Uint8Array): boolean {
  try {
    if (algorithm === "p256") return p256.Point.fromBytes(publicKey) !== undefined;
    const point = ed25519.Point.fromBytes(publicKey);
    return !point.isSmallOrder() && point.isTorsionFree();
  } catch {
    return false;
  }
}

/** The reading as it is. @throws ReadingError for a name, number, payload or signature out of range */
export function checkReading(reading: Reading): Reading {
  const { signature } = checkUnsigned(reading);
  if (!isBytes(signature)) throw new ReadingError({ path: "signature", expected: "bytes" });
  return reading;
}

function checkUnsigned<Some extends UnsignedReading>(reading: Some): Some {
  const { device, counter, timeSeconds, payload } = own(reading);
  if (typeof device !== "string" || !DEVICE_NAME.test(device))
    throw new ReadingError({ path: "device", expected: "a device name" });
  for (const [path, value] of Object.entries({ counter, timeSeconds })) {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new ReadingError({ path, expected: "a whole number from 0 on", received: String(value) });
  }
  if (!isBytes(payload) || payload.length > MAX_PAYLOAD)
    throw new ReadingError({ path: "payload", expected: `at most ${MAX_PAYLOAD} bytes` });
  return reading;
}

/** P-32: what stands for a reading in its leaf. */
export function hashReading(reading: Reading): FieldElement {
  const { device, counter, timeSeconds, payload, signature } = own(reading);
  return hashToField("reading", device, counter, timeSeconds, payload, signature);
}

const base64url = /* @__PURE__ */ pure(() => textLike(/^[A-Za-z0-9_-]*$/, "base64url without padding"));
const count = /* @__PURE__ */ pure(() => integer(0, Number.MAX_SAFE_INTEGER));
const readingShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("reading/v2"),
    device: textLike(DEVICE_NAME, "a device name"),
    counter: count,
    timeSeconds: count,
    payload: v.pipe(base64url, v.maxLength(Math.ceil((MAX_PAYLOAD * 4) / 3))),
    signature: v.pipe(base64url, v.length(86)),
  }),
);
export type ReadingJson = v.InferOutput<typeof readingShape>;

/** Reads what a device sent. @throws ReadingError for another form */
export function parseReading(input: unknown): Reading {
  const json = decode(readingShape, input, { Refusal: ReadingError, limits: { maxDepth: 2, maxNodes: 16 } });
  return {
    device: json.device,
    counter: json.counter,
    timeSeconds: json.timeSeconds,
    payload: decodeBytes(json.payload, "payload"),
    signature: decodeBytes(json.signature, "signature"),
  };
}

export function readingToJson(reading: Reading): ReadingJson {
  const { device, counter, timeSeconds, payload, signature } = ownWith(reading, "payload", "signature");
  return {
    civicproof: "reading/v2",
    device,
    counter,
    timeSeconds,
    payload: bytesToBase64url(payload),
    signature: bytesToBase64url(signature),
  };
}

function decodeBytes(text: string, path: string): Uint8Array {
  const bytes = base64urlToBytes(text);
  if (bytes === undefined) throw new ReadingError({ path, expected: "canonical base64url" });
  return bytes;
}

/**
 * A reading is not of its form or names an unknown device.
 *
 * What to do: register the device, or correct the reading.
 */
export class ReadingError extends /* @__PURE__ */ refusal("READING_INVALID", "ReadingError", "Unusable reading") {}

/**
 * A device has another name, algorithm or key than one may be registered with, or is not registered.
 *
 * What to do: correct what `path` names; the key is that of the device itself, in the form that it signs with.
 */
export class DeviceError extends /* @__PURE__ */ refusal("DEVICE_INVALID", "DeviceError", "Unusable device") {}

/**
 * The device's signature of a reading does not verify.
 *
 * What to do: reject the reading.
 */
export class ReadingForgedError extends /* @__PURE__ */ refusal(
  "READING_FORGED",
  "ReadingForgedError",
  "The reading is not signed by its device",
) {}

/**
 * The reading is too old, or from the future.
 *
 * What to do: check the clock of the device.
 */
export class ReadingStaleError extends /* @__PURE__ */ refusal(
  "READING_STALE",
  "ReadingStaleError",
  "The reading is outside the freshness window",
) {}
