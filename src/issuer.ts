/**
 * The entry point for civil registries and other issuers: keys, schemas, credentials, revocation.
 *
 * @module
 */

export { HashInputError } from "./core/arity.ts";
export { CivicproofError, type ErrorCode, type RefusalDetails, type TextPosition } from "./core/errors.ts";
export { type FieldElement, FieldElementError, toField } from "./core/field.ts";
export { InvalidInputError, SuiteUnsupportedError, VersionUnsupportedError } from "./core/json.ts";
export { MerkleTreeError } from "./core/merkle.ts";
export { PackageMissingError } from "./core/peer.ts";
export { PeriodGridError } from "./core/period-grid.ts";
export { UnsupportedPlatformError } from "./core/platform.ts";
export {
  type AffinePoint,
  createSigner,
  decodePublicKey,
  derivePublicKey,
  encodePublicKey,
  generatePrivateKey,
  type PrivateKey,
  PrivateKeyError,
  type PublicKey,
  PublicKeyError,
  type Signature,
  SignatureError,
  type Signer,
  sign,
  toPrivateKey,
  toPublicKey,
  verifySignature,
} from "./core/signature.ts";
export {
  ClaimsFromError,
  CredentialExpiredError,
  CredentialNotYetValidError,
  CredentialSchemaMismatchError,
  CredentialTamperedError,
  IssuerNotTrustedError,
} from "./credentials/credential/credential.ts";
export { CredentialMalformedError, HolderSecretMismatchError } from "./credentials/credential/holder.ts";
export * from "./credentials/credential/index.ts";
export { ClaimError, SchemaError } from "./credentials/credential/schema.ts";
export { BundleError } from "./credentials/registry/bundle.ts";
export { HostFileError } from "./credentials/registry/host-file.ts";
export * from "./credentials/registry/index.ts";
export { IssuerKeyProofError } from "./credentials/registry/issuer-key-proof.ts";
export { RegistryError } from "./credentials/registry/issuer-set.ts";
export { StatementOriginError, StatementSignatureError } from "./credentials/registry/open-statement.ts";
export { ProgrammeEntryError } from "./credentials/registry/programme-entry.ts";
export { StatementError } from "./credentials/registry/statement.ts";
export { StatusListError } from "./credentials/registry/status-list.ts";
export { StatusTransitionError } from "./credentials/registry/status-log.ts";
