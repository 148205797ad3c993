/**
 * The entry point for wallets in a browser: a secret and credentials, encrypted in IndexedDB, with a backup and a recovery sheet.
 *
 * @module
 */

export { HashInputError } from "../../core/arity.ts";
export { CivicproofError, type ErrorCode, type RefusalDetails, type TextPosition } from "../../core/errors.ts";
export { FieldElementError } from "../../core/field.ts";
export { InvalidInputError, SuiteUnsupportedError, VersionUnsupportedError } from "../../core/json.ts";
export { UnsupportedPlatformError } from "../../core/platform.ts";
export { PrivateKeyError, PublicKeyError, SignatureError } from "../../core/signature.ts";
export {
  ClaimsFromError,
  CredentialExpiredError,
  CredentialNotYetValidError,
  CredentialSchemaMismatchError,
  CredentialTamperedError,
  IssuerNotTrustedError,
  RegistryMismatchError,
} from "../../credentials/credential/credential.ts";
export { CredentialMalformedError, HolderSecretMismatchError } from "../../credentials/credential/holder.ts";
export { ClaimError, SchemaError } from "../../credentials/credential/schema.ts";
export type { RegistryCache } from "../../credentials/registry/statement-source.ts";
export type { AnsweredQuestion } from "../../presentation/proof/describe-request.ts";
export { BackupError, MIN_PASSPHRASE_LENGTH } from "./backup.ts";
export { StorageFullError, StorageUnavailableError } from "./database.ts";
export type { Receipt } from "./receipts.ts";
export { RecoveryCodeError, readRecoveryCode, recoveryCode } from "./recovery-code.ts";
export { openRegistryCache } from "./registry-cache.ts";
export { openWallet, StorageDamagedError, type StoredCredential, type Wallet, WalletOccupiedError } from "./wallet.ts";
