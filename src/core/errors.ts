/**
 * Every refusal of the library is one of these classes: a stable `code`, where
 * it was found (`path`), what was expected and what arrived. None of them ever
 * carries a secret, a claim value or a witness.
 */

/** What a refusal may say. `received` must never hold a secret or a claim value. */
export interface RefusalDetails {
  /** Where in the input, as a dotted path: `proof.a[0]`. */
  readonly path?: string;
  readonly expected?: string;
  readonly received?: string;
  /** A sentence that replaces the composed one. */
  readonly message?: string;
  readonly cause?: unknown;
}

/** What the classes differ in. The name is given because minifiers change class names. */
interface RefusalKind<Code extends ErrorCode = ErrorCode> {
  readonly code: Code;
  readonly name: string;
  readonly summary: string;
}

/** Base class of all errors thrown by this library. */
export abstract class CivicproofError extends Error {
  readonly code: ErrorCode;
  readonly path: string | undefined;
  readonly expected: string | undefined;
  readonly received: string | undefined;

  constructor({ code, name, summary }: RefusalKind, details: RefusalDetails = {}) {
    super(
      details.message ?? sentence(summary, details),
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.code = code;
    this.name = name;
    this.path = details.path;
    this.expected = details.expected;
    this.received = details.received;
  }

  /** A plain object for logs and `--json` output; holds nothing personal. */
  toJSON(): { code: ErrorCode; message: string; path?: string; expected?: string; received?: string } {
    return {
      code: this.code,
      message: this.message,
      ...(this.path === undefined ? {} : { path: this.path }),
      ...(this.expected === undefined ? {} : { expected: this.expected }),
      ...(this.received === undefined ? {} : { received: this.received }),
    };
  }
}

function sentence(summary: string, { path, expected, received }: RefusalDetails): string {
  const where = path === undefined || path === "" ? "" : ` at ${path}`;
  const wanted = expected === undefined ? "" : `: expected ${expected}`;
  const got = received === undefined ? "" : `${expected === undefined ? ":" : ","} received ${received}`;
  return `${summary}${where}${wanted}${got}`;
}

/** The base of one refusal class. Named, so that declarations don't spell out Error's static side, which is Node.js's. */
interface RefusalClass<Code extends ErrorCode> {
  new (details?: RefusalDetails): CivicproofError & { readonly code: Code };
}

/**
 * Makes the base of one refusal class. It has no field initialisers: the CommonJS build's compiler mixes up those of
 * class expressions.
 */
function refusal<const Code extends ErrorCode>(code: Code, name: string, summary: string): RefusalClass<Code> {
  const kind: RefusalKind<Code> = { code, name, summary };
  class Refusal extends CivicproofError {
    declare readonly code: Code;
    constructor(details: RefusalDetails = {}) {
      super(kind, details);
    }
  }
  return Refusal;
}

// ---- foundation ----
/** A value is not what its schema says (shape, type, size, unknown or forbidden key). */
export class InvalidInputError extends refusal("INVALID_INPUT", "InvalidInputError", "Invalid input") {}
/** A number is not a canonical field element (integer, 0 ≤ x < r, no sign, no leading zero). */
export class FieldElementError extends refusal(
  "FIELD_ELEMENT_INVALID",
  "FieldElementError",
  "Not a canonical field element",
) {}
/** A public key is off the curve, outside the prime subgroup, the identity, or not canonical. */
export class PublicKeyError extends refusal("PUBLIC_KEY_INVALID", "PublicKeyError", "Invalid public key") {}
/** A private key has the wrong form. */
export class PrivateKeyError extends refusal("PRIVATE_KEY_INVALID", "PrivateKeyError", "Invalid private key") {}
/** A signature does not verify or is not canonical. */
export class SignatureError extends refusal("SIGNATURE_INVALID", "SignatureError", "Invalid signature") {}
/** A tree got too many leaves, or a leaf or position outside its range. */
export class MerkleTreeError extends refusal("MERKLE_TREE_INVALID", "MerkleTreeError", "Invalid tree operation") {}
/** The caller's AbortSignal fired. */
export class AbortedError extends refusal("ABORTED", "AbortedError", "The operation was aborted") {}
/** The platform lacks something this function needs (a CSPRNG, DecompressionStream …). */
export class UnsupportedPlatformError extends refusal(
  "UNSUPPORTED_PLATFORM",
  "UnsupportedPlatformError",
  "Not supported on this platform",
) {}

// ---- credential ----
export class SchemaError extends refusal("SCHEMA_INVALID", "SchemaError", "Invalid credential schema") {}
export class ClaimError extends refusal("CLAIM_INVALID", "ClaimError", "Invalid claim") {}
export class CredentialMalformedError extends refusal(
  "CREDENTIAL_MALFORMED",
  "CredentialMalformedError",
  "Malformed credential",
) {}
export class CredentialTamperedError extends refusal(
  "CREDENTIAL_TAMPERED",
  "CredentialTamperedError",
  "The credential's signature does not match its content",
) {}
export class CredentialExpiredError extends refusal(
  "CREDENTIAL_EXPIRED",
  "CredentialExpiredError",
  "The credential has expired",
) {}
export class CredentialNotYetValidError extends refusal(
  "CREDENTIAL_NOT_YET_VALID",
  "CredentialNotYetValidError",
  "The credential is not valid yet",
) {}
export class CredentialSchemaMismatchError extends refusal(
  "CREDENTIAL_SCHEMA_MISMATCH",
  "CredentialSchemaMismatchError",
  "The credential has another schema",
) {}
export class CredentialRevokedError extends refusal(
  "CREDENTIAL_REVOKED",
  "CredentialRevokedError",
  "The credential is revoked or suspended",
) {}
export class HolderSecretMismatchError extends refusal(
  "HOLDER_SECRET_MISMATCH",
  "HolderSecretMismatchError",
  "The holder secret does not belong to this credential",
) {}
export class BatchInputError extends refusal(
  "BATCH_INPUT_INVALID",
  "BatchInputError",
  "The batch file or its mapping can't be used",
) {}

// ---- registry ----
export class RegistryError extends refusal("REGISTRY_INVALID", "RegistryError", "Invalid registry operation") {}
export class IssuerNotTrustedError extends refusal(
  "ISSUER_NOT_TRUSTED",
  "IssuerNotTrustedError",
  "The issuer is not in the trusted set",
) {}
export class StatusListError extends refusal("STATUS_LIST_INVALID", "StatusListError", "Invalid status list") {}
export class StatusTransitionError extends refusal(
  "STATUS_TRANSITION_INVALID",
  "StatusTransitionError",
  "This status change is not allowed",
) {}

// ---- policy ----
/** A place in a text; both count from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** A policy is not JSON, not of the language, or does not fit its schema. */
export class PolicySyntaxError extends refusal("POLICY_SYNTAX", "PolicySyntaxError", "Invalid policy") {
  /** Where in the JSON text; absent when the policy did not come as text. */
  readonly position: TextPosition | undefined;

  constructor({ position, ...details }: RefusalDetails & { readonly position?: TextPosition } = {}) {
    super(
      position === undefined || details.message !== undefined
        ? details
        : {
            ...details,
            message: sentence(`Invalid policy (line ${position.line}, column ${position.column})`, details),
          },
    );
    this.position = position;
  }
}

export class PolicyLimitError extends refusal(
  "POLICY_LIMIT",
  "PolicyLimitError",
  "The policy does not fit any circuit",
) {}
export class PolicyUnsatisfiedError extends refusal(
  "POLICY_UNSATISFIED",
  "PolicyUnsatisfiedError",
  "The credential does not satisfy the policy",
) {}

// ---- artifacts, proving ----
export class ArtifactError extends refusal("ARTIFACT_INVALID", "ArtifactError", "Unusable artifact") {}
export class ArtifactHashMismatchError extends refusal(
  "ARTIFACT_HASH_MISMATCH",
  "ArtifactHashMismatchError",
  "The artifact is not the one the manifest names",
) {}
export class DevelopmentKeyError extends refusal(
  "DEVELOPMENT_KEY",
  "DevelopmentKeyError",
  "A development key is refused unless allowDevelopmentKeys is given",
) {}
export class UnsafeKeyError extends refusal(
  "UNSAFE_KEY",
  "UnsafeKeyError",
  "This key lets anyone forge proofs (gamma equals delta)",
) {}
export class CircuitCompileError extends refusal(
  "CIRCUIT_COMPILE",
  "CircuitCompileError",
  "The circuit does not compile",
) {}
export class WitnessError extends refusal(
  "WITNESS_INVALID",
  "WitnessError",
  "No witness satisfies the circuit with these inputs",
) {}
export class ProvingError extends refusal("PROVING_FAILED", "ProvingError", "The proof could not be made") {}

// ---- in the browser: artifacts over the network, the proving worker, the wallet ----
/** The server can't be reached, or it answers with an error status. */
export class ArtifactUnreachableError extends refusal(
  "ARTIFACT_UNREACHABLE",
  "ArtifactUnreachableError",
  "The file for proving can't be downloaded",
) {}
/** The first bytes are not those of such a file: usually a web page that a server sends for unknown addresses. */
export class ArtifactTypeError extends refusal(
  "ARTIFACT_TYPE",
  "ArtifactTypeError",
  "The server sent something else instead of the file for proving",
) {}
/** The download ended before the last byte. */
export class ArtifactTruncatedError extends refusal(
  "ARTIFACT_TRUNCATED",
  "ArtifactTruncatedError",
  "The download of the file for proving is incomplete",
) {}
/** The bytes changed on the way or on the device; the server may well have the right file. */
export class ArtifactDamagedError extends refusal(
  "ARTIFACT_DAMAGED",
  "ArtifactDamagedError",
  "The file for proving is damaged",
) {}
/** The device's disk or the browser's quota is full. What was stored before is still there. */
export class StorageFullError extends refusal("STORAGE_FULL", "StorageFullError", "The device has no space left") {}
/** The browser refuses to store anything (private window, blocked by settings, another version open). */
export class StorageUnavailableError extends refusal(
  "STORAGE_UNAVAILABLE",
  "StorageUnavailableError",
  "The browser's storage can't be used",
) {}
/** A stored record does not decrypt under the wallet's key. */
export class StorageDamagedError extends refusal(
  "STORAGE_DAMAGED",
  "StorageDamagedError",
  "A stored record is damaged",
) {}
/** The proving worker did not start or ended unexpectedly. The next call starts a new one. */
export class ProverWorkerError extends refusal("PROVER_WORKER", "ProverWorkerError", "The proving worker failed") {}
/** Not a backup, damaged, or the passphrase is wrong: encryption can't tell the last two apart. */
export class BackupError extends refusal("BACKUP_INVALID", "BackupError", "The backup can't be opened") {}
/** A recovery code was mistyped, or it is the code of something else. */
export class RecoveryCodeError extends refusal(
  "RECOVERY_CODE_INVALID",
  "RecoveryCodeError",
  "The recovery code is not right",
) {}
/** The wallet holds another secret: replacing it would lose every credential that belongs to it. */
export class WalletOccupiedError extends refusal(
  "WALLET_OCCUPIED",
  "WalletOccupiedError",
  "The wallet belongs to another secret",
) {}

// ---- requests, verification ----
export class RequestError extends refusal("REQUEST_INVALID", "RequestError", "Invalid presentation request") {}
export class RequestExpiredError extends refusal("REQUEST_EXPIRED", "RequestExpiredError", "The request has expired") {}
export class PresentationMalformedError extends refusal(
  "PRESENTATION_MALFORMED",
  "PresentationMalformedError",
  "Malformed presentation",
) {}
export class PublicSignalMismatchError extends refusal(
  "PUBLIC_SIGNAL_MISMATCH",
  "PublicSignalMismatchError",
  "A public signal differs from the request",
) {}
export class IssuerRootError extends refusal(
  "ISSUER_ROOT_NOT_ACCEPTED",
  "IssuerRootError",
  "The issuer root is not accepted",
) {}
export class StatusRootError extends refusal(
  "STATUS_ROOT_NOT_ACCEPTED",
  "StatusRootError",
  "The status root is not accepted",
) {}
export class ProofInvalidError extends refusal("PROOF_INVALID", "ProofInvalidError", "The proof does not verify") {}
export class VerificationKeyError extends refusal(
  "VERIFICATION_KEY_INVALID",
  "VerificationKeyError",
  "Unusable verification key",
) {}

// ---- store ----
export class StoreUnavailableError extends refusal(
  "STORE_UNAVAILABLE",
  "StoreUnavailableError",
  "The nullifier store can't be used",
) {}
/** The claims of this scope and period were pruned: it takes none any more. */
export class PeriodClosedError extends refusal("PERIOD_CLOSED", "PeriodClosedError", "The period is closed") {}
/** The store was written under another hash key; under this one every nullifier would look unused. */
export class StoreKeyError extends refusal("STORE_KEY", "StoreKeyError", "The store has another hash key") {}

// ---- service ----
/** Too many presentations wait already; try again later. */
export class ServiceOverloadedError extends refusal(
  "SERVICE_OVERLOADED",
  "ServiceOverloadedError",
  "Too many presentations wait to be verified",
) {}
/** A route for the portal was called without its API key. */
export class ApiKeyError extends refusal("API_KEY", "ApiKeyError", "The API key is missing or wrong") {}

// ---- settlement ----
/** A presentation, or a list of them, can't be turned into a call of this contract. */
export class SettlementError extends refusal("SETTLEMENT_INVALID", "SettlementError", "This can't be settled") {}
/** A chain, or the node that speaks for it, answers nonsense, refuses or can't be reached. */
export class ChainError extends refusal("CHAIN", "ChainError", "The chain refused or could not be used") {}

// ---- dpia ----
/** A deployment descriptor is not YAML or JSON, not of its form, or contradicts itself. */
export class DeploymentError extends refusal("DEPLOYMENT_INVALID", "DeploymentError", "Invalid deployment descriptor") {
  /** Where in the text; absent when the descriptor did not come as text. */
  readonly position: TextPosition | undefined;

  constructor({ position, ...details }: RefusalDetails & { readonly position?: TextPosition } = {}) {
    super(
      position === undefined || details.message !== undefined
        ? details
        : {
            ...details,
            message: sentence(
              `Invalid deployment descriptor (line ${position.line}, column ${position.column})`,
              details,
            ),
          },
    );
    this.position = position;
  }
}
/** An approved lock of a DPIA can't be read. */
export class DpiaLockError extends refusal("DPIA_LOCK_INVALID", "DpiaLockError", "Unusable DPIA lock") {}
// ---- anchoring ----
/** A record, its schema or an operation on it has another form. */
export class RecordError extends refusal("RECORD_INVALID", "RecordError", "Unusable record") {}
/** The same record and version twice: in a file, in a batch, or against what is stored. */
export class DuplicateRecordError extends refusal(
  "RECORD_DUPLICATED",
  "DuplicateRecordError",
  "The record is there already",
) {}
/** What a record is said to hold does not give its leaf. */
export class RecordTamperedError extends refusal(
  "RECORD_TAMPERED",
  "RecordTamperedError",
  "The record does not give the leaf that was anchored",
) {}
/** A proof or correction is about another version than the one asked for. */
export class RecordVersionError extends refusal(
  "RECORD_VERSION",
  "RecordVersionError",
  "This is another version of the record",
) {}
/** The version was superseded or erased by this anchor. */
export class RecordNotCurrentError extends refusal(
  "RECORD_NOT_CURRENT",
  "RecordNotCurrentError",
  "The record is not current at this anchor",
) {}
/** Data and salt are destroyed. */
export class RecordErasedError extends refusal("RECORD_ERASED", "RecordErasedError", "The record was erased") {}
/** A legal hold forbids it. */
export class LegalHoldError extends refusal("LEGAL_HOLD", "LegalHoldError", "The record is under a legal hold") {}
/** The store's place is not one that the policy allows. */
export class ResidencyError extends refusal(
  "RESIDENCY_NOT_ALLOWED",
  "ResidencyError",
  "Records of this place may not be anchored",
) {}
/** A path leads to another batch than the anchor's. */
export class ForeignBatchError extends refusal(
  "BATCH_FOREIGN",
  "ForeignBatchError",
  "The proof leads to another batch than the anchor's",
) {}
/** An anchor, its signature or its place in the chain does not hold. */
export class AnchorError extends refusal("ANCHOR_INVALID", "AnchorError", "Invalid anchor") {}
/** The anchor is older than its consumer accepts. */
export class StaleAnchorError extends refusal("ANCHOR_STALE", "StaleAnchorError", "The anchor is too old") {}
/** A publisher signed two anchors for one place in its chain. */
export class AnchorForkError extends refusal(
  "ANCHOR_FORK",
  "AnchorForkError",
  "The publisher's chain of anchors forks",
) {}
/** A reading has another form or names an unknown device. */
export class ReadingError extends refusal("READING_INVALID", "ReadingError", "Unusable reading") {}
/** The device's signature does not verify. */
export class ReadingForgedError extends refusal(
  "READING_FORGED",
  "ReadingForgedError",
  "The reading is not signed by its device",
) {}
/** The reading was taken in before. */
export class ReadingReplayedError extends refusal(
  "READING_REPLAYED",
  "ReadingReplayedError",
  "The reading was taken in before",
) {}
/** The reading's counter is below one that was taken in. */
export class ReadingReorderedError extends refusal(
  "READING_REORDERED",
  "ReadingReorderedError",
  "A later reading of the device was taken in before",
) {}
/** The reading is too old, or from the future. */
export class ReadingStaleError extends refusal(
  "READING_STALE",
  "ReadingStaleError",
  "The reading is outside the freshness window",
) {}

// ---- command line ----
export class UsageError extends refusal("USAGE", "UsageError", "Wrong usage") {}

/** The closed union of all codes. */
export type ErrorCode =
  | "INVALID_INPUT"
  | "FIELD_ELEMENT_INVALID"
  | "PUBLIC_KEY_INVALID"
  | "PRIVATE_KEY_INVALID"
  | "SIGNATURE_INVALID"
  | "MERKLE_TREE_INVALID"
  | "ABORTED"
  | "UNSUPPORTED_PLATFORM"
  | "SCHEMA_INVALID"
  | "CLAIM_INVALID"
  | "CREDENTIAL_MALFORMED"
  | "CREDENTIAL_TAMPERED"
  | "CREDENTIAL_EXPIRED"
  | "CREDENTIAL_NOT_YET_VALID"
  | "CREDENTIAL_SCHEMA_MISMATCH"
  | "CREDENTIAL_REVOKED"
  | "HOLDER_SECRET_MISMATCH"
  | "BATCH_INPUT_INVALID"
  | "REGISTRY_INVALID"
  | "ISSUER_NOT_TRUSTED"
  | "STATUS_LIST_INVALID"
  | "STATUS_TRANSITION_INVALID"
  | "POLICY_SYNTAX"
  | "POLICY_LIMIT"
  | "POLICY_UNSATISFIED"
  | "ARTIFACT_INVALID"
  | "ARTIFACT_HASH_MISMATCH"
  | "DEVELOPMENT_KEY"
  | "UNSAFE_KEY"
  | "CIRCUIT_COMPILE"
  | "WITNESS_INVALID"
  | "PROVING_FAILED"
  | "ARTIFACT_UNREACHABLE"
  | "ARTIFACT_TYPE"
  | "ARTIFACT_TRUNCATED"
  | "ARTIFACT_DAMAGED"
  | "STORAGE_FULL"
  | "STORAGE_UNAVAILABLE"
  | "STORAGE_DAMAGED"
  | "PROVER_WORKER"
  | "BACKUP_INVALID"
  | "RECOVERY_CODE_INVALID"
  | "WALLET_OCCUPIED"
  | "REQUEST_INVALID"
  | "REQUEST_EXPIRED"
  | "PRESENTATION_MALFORMED"
  | "PUBLIC_SIGNAL_MISMATCH"
  | "ISSUER_ROOT_NOT_ACCEPTED"
  | "STATUS_ROOT_NOT_ACCEPTED"
  | "PROOF_INVALID"
  | "VERIFICATION_KEY_INVALID"
  | "STORE_UNAVAILABLE"
  | "PERIOD_CLOSED"
  | "STORE_KEY"
  | "SERVICE_OVERLOADED"
  | "API_KEY"
  | "SETTLEMENT_INVALID"
  | "CHAIN"
  | "DEPLOYMENT_INVALID"
  | "DPIA_LOCK_INVALID"
  | "RECORD_INVALID"
  | "RECORD_DUPLICATED"
  | "RECORD_TAMPERED"
  | "RECORD_VERSION"
  | "RECORD_NOT_CURRENT"
  | "RECORD_ERASED"
  | "LEGAL_HOLD"
  | "RESIDENCY_NOT_ALLOWED"
  | "BATCH_FOREIGN"
  | "ANCHOR_INVALID"
  | "ANCHOR_STALE"
  | "ANCHOR_FORK"
  | "READING_INVALID"
  | "READING_FORGED"
  | "READING_REPLAYED"
  | "READING_REORDERED"
  | "READING_STALE"
  | "USAGE";
