export { CLAIM_LIMIT, type ClaimRecord, type ClaimValue, encodeClaim, encodeClaims, INTEGER_OFFSET } from "./claims.ts";
export {
  type CheckedCredential,
  type CheckOptions,
  type Credential,
  type CredentialContent,
  type CredentialIntegers,
  checkCredential,
  credentialHash,
  credentialShape,
  type IssueOptions,
  issueCredential,
  parseCredential,
  STATUS_LIST_SIZE,
} from "./credential.ts";
export {
  checkHolderSecret,
  findBlinding,
  generateHolderSecret,
  type HolderCommitment,
  type HolderSecret,
  holderBlinding,
  holderCommitment,
  MAX_COMMITMENTS,
  toHolderCommitment,
  toHolderSecret,
} from "./holder.ts";
export {
  CLAIM_TYPES,
  type ClaimDefinition,
  type ClaimType,
  type CredentialSchema,
  claimIndex,
  credentialSchemaShape,
  MAX_CLAIMS,
  parseSchema,
  schemaId,
  schemaReference,
} from "./schema.ts";
