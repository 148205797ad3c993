/**
 * The door for civil registries and other issuers: keys, schemas, credentials, revocation.
 *
 * @module
 */

export * from "./core/errors.ts";
export { type FieldElement, toField } from "./core/field.ts";
export {
  type AffinePoint,
  createSigner,
  decodePublicKey,
  derivePublicKey,
  encodePublicKey,
  generatePrivateKey,
  type PrivateKey,
  type PublicKey,
  type Signature,
  type Signer,
  sign,
  toPrivateKey,
  toPublicKey,
  verifySignature,
} from "./core/signature.ts";
export * from "./credentials/credential/index.ts";
export * from "./credentials/registry/index.ts";
