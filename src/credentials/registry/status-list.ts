/**
 * Status lists in the encoding of W3C Bitstring Status List v1.0 (https://www.w3.org/TR/vc-bitstring-status-list/):
 * one bit per credential, GZIP, base64url with the multibase prefix "u". Index 0 is the left-most bit.
 */

import * as v from "valibot";
import {
  base64urlToBytes,
  bytesToBase64url,
  bytesToIntegerLE,
  copyBytes,
  isBytes,
  unshared,
} from "../../core/bytes.ts";
import { refusal } from "../../core/errors.ts";
import { type FieldElement, toField } from "../../core/field.ts";
import { hashToField } from "../../core/hash-to-field.ts";
import { decode } from "../../core/json.ts";
import { own } from "../../core/own.ts";
import { UnsupportedPlatformError } from "../../core/platform.ts";
import { pure } from "../../core/pure.ts";
import { decimal } from "../../core/shapes.ts";
import {
  type AffinePoint,
  createSigner,
  decodePublicKey,
  encodePublicKey,
  type PrivateKey,
  type PublicKey,
  PublicKeyError,
  type Signature,
  SignatureError,
  toPublicKey,
  verifySignature,
} from "../../core/signature.ts";

/** Entries of one list (protocol P-11). */
export const STATUS_LIST_BITS = 2 ** 17;
/** Entries that share one leaf of the status tree. */
export const WORD_BITS = 128;
/** Leaves of one list. */
export const WORDS_PER_LIST = STATUS_LIST_BITS / WORD_BITS;

const BYTES_PER_WORD = WORD_BITS / 8;

/** The smallest list that the W3C allows, for herd privacy: 131,072 entries (§ Bitstring Generation). */
const W3C_MINIMUM_BYTES = 131_072 / 8;

/** An empty list: nobody is revoked. */
export function createStatusBits(size = STATUS_LIST_BITS): Uint8Array {
  return new Uint8Array(size / 8);
}

/** Whether the bit of an entry is set. @throws StatusListError for an index outside the list */
export function statusBit(bits: Uint8Array, statusIndex: number): boolean {
  checkIndex(bits, statusIndex);
  return ((bits[statusIndex >> 3]! >> (7 - (statusIndex & 7))) & 1) === 1;
}

/** A copy of the list with some entries changed. @throws StatusListError for an index outside the list */
export function withStatusBits(
  bits: Uint8Array,
  changes: Iterable<readonly [statusIndex: number, value: boolean]>,
): Uint8Array {
  checkBits(bits);
  const copy = copyBytes(bits);
  for (const [statusIndex, value] of changes) writeStatusBit(copy, statusIndex, value);
  return copy;
}

/** Changes one entry in place, for the owner of the list. @throws StatusListError for an index outside the list */
export function writeStatusBit(bits: Uint8Array, statusIndex: number, value: boolean): void {
  checkIndex(bits, statusIndex);
  const mask = 0x80 >> (statusIndex & 7);
  if (value) bits[statusIndex >> 3]! |= mask;
  else bits[statusIndex >> 3]! &= ~mask;
}

/** The entries that are set in either list: revoked or suspended. @throws StatusListError for lists of two lengths */
export function unionOfStatusBits(a: Uint8Array, b: Uint8Array): Uint8Array {
  checkBits(a);
  checkBits(b);
  if (a.length !== b.length) throw new StatusListError({ expected: "lists of one length" });
  return copyBytes(a).map((byte, i) => byte | b[i]!);
}

function checkBits(bits: Uint8Array): void {
  if (!isBytes(bits)) throw new StatusListError({ path: "bits", expected: "the bytes of a list" });
}

function checkIndex(bits: Uint8Array, statusIndex: number): void {
  checkBits(bits);
  if (!Number.isInteger(statusIndex) || statusIndex < 0 || statusIndex >= bits.length * 8)
    throw new StatusListError({ path: "statusIndex", expected: `an integer in [0, ${bits.length * 8})` });
}

/** The mirror image of each byte: bit k of a word is entry k, but entry 0 of a byte is its highest bit. */
const REVERSED = /* @__PURE__ */ Uint8Array.from({ length: 256 }, (_, byte) =>
  [0, 1, 2, 3, 4, 5, 6, 7].reduce((reversed, i) => reversed | (((byte >> i) & 1) << (7 - i)), 0),
);

/** Word j of a list: Σ entry(128j + k)·2^k (protocol P-11). */
export function statusWord(bits: Uint8Array, wordIndex: number): bigint {
  const start = wordIndex * BYTES_PER_WORD;
  return bytesToIntegerLE(copyBytes(bits, start, start + BYTES_PER_WORD).map((byte) => REVERSED[byte]!));
}

/** The words that are not 0, by position in the list. */
export function nonZeroWords(bits: Uint8Array): readonly (readonly [wordIndex: number, word: bigint])[] {
  const words: (readonly [number, bigint])[] = [];
  for (let start = 0; start < bits.length; start += BYTES_PER_WORD) {
    for (let i = start; i < start + BYTES_PER_WORD; i++) {
      if (bits[i] === 0) continue;
      words.push([start / BYTES_PER_WORD, statusWord(bits, start / BYTES_PER_WORD)]);
      break;
    }
  }
  return words;
}

/** The W3C `encodedList` of a list. @throws UnsupportedPlatformError where there is no CompressionStream */
export async function encodeStatusList(bits: Uint8Array): Promise<string> {
  if (typeof CompressionStream !== "function") throw new UnsupportedPlatformError({ expected: "CompressionStream" });
  checkBits(bits);
  const stream = new Blob([unshared(bits)]).stream().pipeThrough(new CompressionStream("gzip"));
  const compressed = new Uint8Array(await new Response(stream).arrayBuffer());
  return `u${bytesToBase64url(compressed)}`;
}

/** Bounds of a list from outside. */
export interface StatusListLimits {
  /** The list must have exactly this many entries; 2^17 by default. */
  readonly size?: number;
}

/**
 * Reads a W3C `encodedList`. Inflating stops as soon as the list is longer than it may be.
 *
 * @throws StatusListError for text that is not multibase base64url or GZIP, or a list of another size
 * @throws UnsupportedPlatformError where there is no DecompressionStream
 */
export async function decodeStatusList(text: unknown, limits: StatusListLimits = {}): Promise<Uint8Array> {
  const { size = STATUS_LIST_BITS } = own(limits);
  if (typeof DecompressionStream !== "function")
    throw new UnsupportedPlatformError({ expected: "DecompressionStream" });
  const length = size / 8;
  if (!Number.isInteger(length) || length < W3C_MINIMUM_BYTES)
    throw new StatusListError({ path: "size", expected: "a multiple of 8, at least 131072" });
  const maxTextLength = maxEncodedLength(length);
  if (typeof text !== "string" || text.length > maxTextLength)
    throw new StatusListError({ path: "encodedList", expected: `text of at most ${maxTextLength} characters` });
  const compressed = fromMultibase(text);
  const bits = await inflate(compressed, length);
  if (bits.length !== length) throw wrongSize(size);
  // Inflaters pass over a zero behind the end, and whatever follows it: then the last byte is missed by nobody.
  if (await isWhole(compressed.subarray(0, -1), length))
    throw new StatusListError({ path: "encodedList", expected: "GZIP data with nothing after it" });
  return bits;
}

/** GZIP never adds more than 5 bytes per 16 kB block and 18 bytes around them (RFC 1951, RFC 1952); the rest is room. */
function maxEncodedLength(bytes: number): number {
  return Math.ceil((bytes * 1.01 + 1024) / 3) * 4;
}

function wrongSize(size: number): StatusListError {
  return new StatusListError({ path: "encodedList", expected: `a list of exactly ${size} entries` });
}

const isWhole = (compressed: Uint8Array, length: number): Promise<boolean> =>
  inflate(compressed, length).then(
    () => true,
    () => false,
  );

async function inflate(compressed: Uint8Array, length: number): Promise<Uint8Array> {
  const bits = new Uint8Array(length);
  let filled = 0;
  const reader = new Blob([compressed as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream("gzip"))
    .getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return bits.subarray(0, filled);
      if (filled + value.length > length) {
        await reader.cancel().catch(() => undefined);
        throw wrongSize(length * 8);
      }
      bits.set(value, filled);
      filled += value.length;
    }
  } catch (cause) {
    if (cause instanceof StatusListError) throw cause;
    throw new StatusListError({ path: "encodedList", expected: "GZIP data", cause });
  }
}

function fromMultibase(text: string): Uint8Array {
  const bytes = text[0] === "u" ? base64urlToBytes(text.slice(1)) : undefined;
  if (bytes === undefined || bytes.length === 0)
    throw new StatusListError({ path: "encodedList", expected: '"u" and canonical base64url without padding' });
  return bytes;
}

/** What a set bit means. Revocation is final; a suspension can be lifted. */
export type StatusPurpose = "revocation" | "suspension";

/** The prefix of an issuer key's name inside W3C documents. */
const KEY_URN = "urn:civicproof:key:";

/** A published list: a W3C BitstringStatusListCredential with an EdDSA-Poseidon proof (see docs/status-list.md). */
export interface StatusListCredential {
  readonly "@context": readonly ["https://www.w3.org/ns/credentials/v2"];
  /** Where the list is published. */
  readonly id: string;
  readonly type: readonly ["VerifiableCredential", "BitstringStatusListCredential"];
  /** `urn:civicproof:key:<64 hexadecimal characters>`. */
  readonly issuer: string;
  /** RFC 3339 in UTC: `2026-01-01T00:00:00Z`. */
  readonly validFrom: string;
  /** RFC 3339 in UTC. */
  readonly validUntil: string;
  readonly credentialSubject: {
    readonly id: string;
    readonly type: "BitstringStatusList";
    readonly statusPurpose: StatusPurpose;
    readonly encodedList: string;
  };
  readonly proof: {
    readonly type: "CivicproofEddsaPoseidonProof";
    readonly verificationMethod: string;
    readonly proofPurpose: "assertionMethod";
    /** R8.x, R8.y, S as decimal strings. */
    readonly proofValue: readonly [string, string, string];
  };
}

const instant = /* @__PURE__ */ pure(() =>
  v.pipe(
    v.string(),
    v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/, "RFC 3339 in UTC, whole seconds"),
    v.check((text) => !Number.isNaN(Date.parse(text)), "a real instant"),
  ),
);
const url = /* @__PURE__ */ pure(() =>
  v.pipe(v.string(), v.minLength(1), v.maxLength(2000), v.regex(/^[a-z][a-z0-9+.-]*:\S+$/i, "a URL")),
);
const keyUrn = /* @__PURE__ */ pure(() =>
  v.pipe(v.string(), v.regex(/^urn:civicproof:key:[0-9a-f]{64}$/, `${KEY_URN} and 64 hex characters`)),
);

/** The form of a published status list. */
export const statusListCredentialShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    "@context": v.strictTuple([v.literal("https://www.w3.org/ns/credentials/v2")]),
    id: url,
    type: v.strictTuple([v.literal("VerifiableCredential"), v.literal("BitstringStatusListCredential")]),
    issuer: keyUrn,
    validFrom: instant,
    validUntil: instant,
    credentialSubject: v.strictObject({
      id: url,
      type: v.literal("BitstringStatusList"),
      statusPurpose: v.picklist(["revocation", "suspension"]),
      encodedList: v.string(),
    }),
    proof: v.strictObject({
      type: v.literal("CivicproofEddsaPoseidonProof"),
      verificationMethod: keyUrn,
      proofPurpose: v.literal("assertionMethod"),
      proofValue: v.strictTuple([decimal, decimal, decimal]),
    }),
  }),
);

export interface PublishStatusListOptions {
  readonly issuerKey: PrivateKey;
  /** Where the list will be published. */
  readonly url: string;
  readonly statusPurpose: StatusPurpose;
  readonly bits: Uint8Array;
  /** Seconds since the epoch. */
  readonly validFromSeconds: number;
  /** Seconds since the epoch; a reader refuses the list from then on. */
  readonly validUntilSeconds: number;
}

/** Encodes and signs a list for publication. @throws StatusListError when the result has not the published form */
export async function publishStatusList(given: PublishStatusListOptions): Promise<StatusListCredential> {
  const { issuerKey, ...options } = own(given);
  const signer = createSigner(issuerKey);
  const { message, signed } = await prepareStatusList(signer.publicKey, options);
  return signed(signer.sign(message));
}

/** A list that still lacks its signature. */
export interface UnsignedStatusList {
  /** What the issuer signs. */
  readonly message: FieldElement;
  readonly signed: (signature: Signature) => StatusListCredential;
}

/** All of {@link publishStatusList} but the signature, for keys that are somewhere else. @throws StatusListError */
export async function prepareStatusList(
  publicKey: PublicKey,
  { url: id, statusPurpose, bits, validFromSeconds, validUntilSeconds }: Omit<PublishStatusListOptions, "issuerKey">,
): Promise<UnsignedStatusList> {
  const issuer = KEY_URN + encodePublicKey(publicKey);
  const unsigned = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    id,
    type: ["VerifiableCredential", "BitstringStatusListCredential"],
    issuer,
    validFrom: formatInstant(validFromSeconds, "validFromSeconds"),
    validUntil: formatInstant(validUntilSeconds, "validUntilSeconds"),
    credentialSubject: {
      id: `${id}#list`,
      type: "BitstringStatusList",
      statusPurpose,
      encodedList: await encodeStatusList(bits),
    },
  } as const;
  return {
    message: statusListMessage(unsigned),
    signed: ({ R8, S }) => ({
      ...unsigned,
      proof: {
        type: "CivicproofEddsaPoseidonProof",
        verificationMethod: issuer,
        proofPurpose: "assertionMethod",
        proofValue: [String(R8.x), String(R8.y), String(S)],
      },
    }),
  };
}

function formatInstant(seconds: number, path: string): string {
  if (!Number.isSafeInteger(seconds) || seconds < 0 || seconds > 253_402_300_799)
    throw new StatusListError({ path, expected: "whole seconds since the epoch" });
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

/** What the proof of a published list signs: every field that means something, length-prefixed (protocol P-2). */
function statusListMessage(list: Omit<StatusListCredential, "proof">): FieldElement {
  const { id, issuer, validFrom, validUntil, credentialSubject: subject } = list;
  return hashToField(
    "status-list",
    id,
    issuer,
    validFrom,
    validUntil,
    subject.id,
    subject.statusPurpose,
    subject.encodedList,
  );
}

/** A published list whose signature holds. */
export interface VerifiedStatusList {
  readonly url: string;
  readonly statusPurpose: StatusPurpose;
  readonly bits: Uint8Array;
  readonly validFromSeconds: number;
  readonly validUntilSeconds: number;
}

export interface VerifyStatusListOptions {
  /** The issuer whose list this should be. */
  readonly expectedIssuer: AffinePoint;
  /** Seconds since the epoch. */
  readonly nowSeconds: number;
  readonly statusPurpose?: StatusPurpose;
}

/**
 * Reads a published list and verifies its form, issuer, validity and signature before anything is inflated.
 *
 * @throws StatusListError for another form, issuer or purpose, outside the validity, or a signature that does not hold
 * @throws PublicKeyError when expectedIssuer is not a usable key
 */
export async function verifyStatusList(value: unknown, options: VerifyStatusListOptions): Promise<VerifiedStatusList> {
  const { expectedIssuer, nowSeconds, statusPurpose } = own(options);
  const list: StatusListCredential = decode(statusListCredentialShape, value, {
    Refusal: StatusListError,
    limits: { maxDepth: 4, maxNodes: 64, maxStringLength: maxEncodedLength(STATUS_LIST_BITS / 8) },
  });
  const issuer = KEY_URN + encodePublicKey(toPublicKey(expectedIssuer, "expectedIssuer"));
  for (const [path, received] of [
    ["issuer", list.issuer],
    ["proof.verificationMethod", list.proof.verificationMethod],
  ] as const) {
    if (received !== issuer) throw new StatusListError({ path, expected: issuer, received });
  }
  const subject = list.credentialSubject;
  if (statusPurpose !== undefined && subject.statusPurpose !== statusPurpose)
    throw new StatusListError({ path: "credentialSubject.statusPurpose", expected: statusPurpose });
  const [validFromSeconds, validUntilSeconds] = [Date.parse(list.validFrom) / 1000, Date.parse(list.validUntil) / 1000];
  if (!(validFromSeconds <= nowSeconds && nowSeconds < validUntilSeconds))
    throw new StatusListError({ path: "validUntil", expected: "a list that is valid now" });
  checkProof(list, issuer);
  const bits = await decodeStatusList(subject.encodedList);
  return { url: list.id, statusPurpose: subject.statusPurpose, bits, validFromSeconds, validUntilSeconds };
}

function checkProof(list: StatusListCredential, issuer: string): void {
  const [x, y, S] = list.proof.proofValue;
  try {
    const R8 = { x: toField(x), y: toField(y) };
    const publicKey = decodePublicKey(issuer.slice(KEY_URN.length));
    verifySignature({ R8, S: BigInt(S) }, statusListMessage(list), publicKey);
  } catch (cause) {
    if (cause instanceof PublicKeyError) throw cause;
    if (cause instanceof SignatureError || isFieldError(cause))
      throw new StatusListError({ path: "proof", expected: "a signature that verifies", cause });
    throw cause;
  }
}

function isFieldError(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "FIELD_ELEMENT_INVALID";
}

/**
 * A status list is not of its form, or not of the size that is expected.
 *
 * What to do: download the status list again.
 */
export class StatusListError extends /* @__PURE__ */ refusal(
  "STATUS_LIST_INVALID",
  "StatusListError",
  "Invalid status list",
) {}
