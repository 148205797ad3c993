/** The proof that the owner of an issuer key wants it in a registry (protocol P-10a). */

import * as v from "valibot";
import { refusal } from "../../core/errors.ts";
import { type FieldElement, toField } from "../../core/field.ts";
import { hashToField } from "../../core/hash-to-field.ts";
import { decode, SUITE } from "../../core/json.ts";
import { ownWith } from "../../core/own.ts";
import { pure } from "../../core/pure.ts";
import { decimal } from "../../core/shapes.ts";
import {
  createSigner,
  type PrivateKey,
  type PublicKey,
  type SignatureJson,
  signatureToJson,
  verifySignature,
} from "../../core/signature.ts";
import { type PublicKeyInput, readPublicKey } from "./issuer-set.ts";

/** A signature under an issuer key over the place that it gets. */
export interface IssuerKeyProof extends SignatureJson {}

/** The place that a key gets. */
export interface IssuerKeyPlace {
  /** Id of the registry, 64 hexadecimal digits. */
  readonly registry: string;
  /** Its position, from `nextIssuerIndex` of the registry. */
  readonly index: number;
}

/** What the owner of a key signs to prove it for a place. */
export function issuerKeyMessage({ registry, index }: IssuerKeyPlace, { x, y }: PublicKey): FieldElement {
  return hashToField("registration", registry, index, x, y, SUITE);
}

/**
 * Proves that one owns an issuer key and wants it at a place of a registry; nobody can use the proof for another place.
 *
 * @throws PrivateKeyError for a malformed key
 * @example
 * const possession = proveIssuerKey({ issuerKey, registry: registry.id, index: registry.nextIssuerIndex(publicKey) });
 * registry.addIssuer(publicKey, { schemas: [schemaId(schema)], possession }, reason);
 */
export function proveIssuerKey(options: IssuerKeyPlace & { readonly issuerKey: PrivateKey }): IssuerKeyProof {
  const { issuerKey, ...place } = ownWith(options, "issuerKey");
  const signer = createSigner(issuerKey);
  return signatureToJson(signer.sign(issuerKeyMessage(place, signer.publicKey)));
}

/** The form of a proof. */
export const issuerKeyProofShape = /* @__PURE__ */ pure(() =>
  v.strictObject({ R8: v.strictTuple([decimal, decimal]), S: decimal }),
);

/**
 * Checks that the owner of a key wants it at this place of this registry.
 *
 * @throws IssuerKeyProofError for a proof that is missing, of another form, or for another key or place
 * @throws PublicKeyError for a key that is not a point of prime order
 */
export function checkIssuerKeyProof(
  proof: unknown,
  place: IssuerKeyPlace & { readonly publicKey: PublicKeyInput },
): void {
  const publicKey = readPublicKey(ownWith(place, "publicKey").publicKey);
  const path = "possession";
  try {
    const { R8, S } = decode(issuerKeyProofShape, proof, { Refusal: IssuerKeyProofError, path });
    const point = { x: toField(R8[0]), y: toField(R8[1]) };
    verifySignature({ R8: point, S: BigInt(S) }, issuerKeyMessage(place, publicKey), publicKey);
  } catch (cause) {
    if (cause instanceof IssuerKeyProofError) throw cause;
    throw new IssuerKeyProofError({ path, expected: `a proof for position ${place.index} of this registry`, cause });
  }
}

/**
 * The proof that an issuer key is its owner's is missing, or is for another key, position or registry.
 *
 * What to do: ask the issuer to prove its key again, for the position that the registry names.
 */
export class IssuerKeyProofError extends /* @__PURE__ */ refusal(
  "ISSUER_KEY_NOT_PROVEN",
  "IssuerKeyProofError",
  "The issuer key is not proven",
) {}
