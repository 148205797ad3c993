/** Who takes part in a ceremony: a name and an Ed25519 key (RFC 8032), and what is signed with it. */

import { ed25519 } from "@noble/curves/ed25519.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import * as v from "valibot";
import { bytesToHex, hexToBytes } from "../../core/bytes.ts";
import { canonicalJson } from "../../core/canonical.ts";
import { refusal } from "../../core/errors.ts";
import { decode } from "../../core/json.ts";
import { ownWith } from "../../core/own.ts";
import { randomBytes } from "../../core/platform.ts";
import { pure } from "../../core/pure.ts";
import { requireBytes } from "../../core/require-bytes.ts";
import { hex64, shownText } from "../../core/shapes.ts";
import { PrivateKeyError } from "../../core/signature.ts";

/** A person or office that takes part, as everybody may know it. */
export interface Participant {
  /** At most 64 characters; it also stands in the keys. */
  readonly name: string;
  /** Ed25519, 64 hexadecimal digits. */
  readonly publicKey: string;
}

/** A participant with what only they have. */
export interface CeremonyIdentity extends Participant {
  /** Ed25519, 32 bytes. Secret. It signs; it has nothing to do with the secrets of a contribution. */
  readonly privateKey: Uint8Array;
}

/** The form of an Ed25519 signature. */
export const signatureText = /* @__PURE__ */ pure(() => v.pipe(v.string(), v.regex(/^[0-9a-f]{128}$/, "128 digits")));
export const participantShape = /* @__PURE__ */ pure(() => v.strictObject({ name: shownText(64), publicKey: hex64 }));

const cardShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("ceremony-participant/v2"),
    name: shownText(64),
    publicKey: hex64,
    signature: signatureText,
  }),
);

/** What a participant hands to the coordinator; the signature shows that the key is theirs. */
export type ParticipantCard = v.InferOutput<typeof cardShape>;

/** A new identity. @throws UnsupportedPlatformError without a source of random numbers */
export function createIdentity(name: string): CeremonyIdentity {
  return toIdentity(name, randomBytes(32));
}

/** An identity from a name and 32 bytes. @throws InvalidInputError for a name that people could not read */
export function toIdentity(name: string, privateKey: Uint8Array): CeremonyIdentity {
  requireBytes("privateKey", privateKey, 32);
  const participant = decode(participantShape, { name, publicKey: bytesToHex(ed25519.getPublicKey(privateKey)) });
  return { ...participant, privateKey };
}

export function makeParticipantCard(identity: CeremonyIdentity): ParticipantCard {
  const { name, publicKey, privateKey } = ownWith(identity, "name", "publicKey", "privateKey");
  const body = { civicproof: "ceremony-participant/v2", name, publicKey } as const;
  return { ...body, signature: signBody(body, privateKey) };
}

/** Reads a participant's card. @throws InvalidInputError, CeremonySignatureError */
export function readParticipantCard(json: unknown): Participant {
  const { signature, ...body } = decode(cardShape, json);
  checkSignature(body, { signature, publicKey: body.publicKey, path: "signature" });
  return { name: body.name, publicKey: body.publicKey };
}

const identityFileShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("ceremony-identity/v2"),
    name: v.string(),
    publicKey: hex64,
    /** Secret: it signs attestations. */
    privateKey: hex64,
  }),
);

/** A participant's own file, which stays with them. */
export type CeremonyIdentityFile = v.InferOutput<typeof identityFileShape>;

export function makeIdentityFile({ name, publicKey, privateKey }: CeremonyIdentity): CeremonyIdentityFile {
  return { civicproof: "ceremony-identity/v2", name, publicKey, privateKey: bytesToHex(privateKey) };
}

/** @throws PrivateKeyError when it is no such file, or its two keys do not belong together */
export function readIdentityFile(json: unknown): CeremonyIdentity {
  const { name, publicKey, privateKey } = decode(identityFileShape, json, { Refusal: PrivateKeyError });
  const identity = toIdentity(name, hexToBytes(privateKey));
  if (identity.publicKey !== publicKey)
    throw new PrivateKeyError({ path: "publicKey", expected: "the public key of privateKey" });
  return identity;
}

/** What is signed: the document's kind and version, a line break, and its canonical JSON. */
function signedBytes(body: { readonly civicproof: string }): Uint8Array {
  return utf8ToBytes(`civicproof ${body.civicproof}\n${canonicalJson(body)}`);
}

/** Signs a document without its signature. 128 hexadecimal digits. */
export function signBody(body: { readonly civicproof: string }, privateKey: Uint8Array): string {
  return bytesToHex(ed25519.sign(signedBytes(body), privateKey));
}

/** @throws CeremonySignatureError unless the key signed the body */
export function checkSignature(
  body: { readonly civicproof: string },
  { signature, publicKey, path }: { readonly signature: string; readonly publicKey: string; readonly path: string },
): void {
  let isSigned = false;
  try {
    isSigned = ed25519.verify(hexToBytes(signature), signedBytes(body), hexToBytes(publicKey), { zip215: false });
  } catch {
    // A key that is no point has signed nothing.
  }
  if (!isSigned) throw new CeremonySignatureError({ path, expected: `a signature by ${publicKey.slice(0, 16)}…` });
}

/**
 * A document of a ceremony was changed after it was signed, or somebody else signed it.
 *
 * What to do: get the file again from whoever signed it.
 */
export class CeremonySignatureError extends /* @__PURE__ */ refusal(
  "CEREMONY_SIGNATURE_INVALID",
  "CeremonySignatureError",
  "Invalid signature in a ceremony",
) {}
