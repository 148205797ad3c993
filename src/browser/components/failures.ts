/** Which of a few kinds a refusal is for the person in front of it, and the way on from there. */

/** What went wrong, as far as it changes what somebody can do. */
export type FailureKind =
  | "offline"
  | "unavailable"
  | "unauthorised"
  | "tooMany"
  | "malformed"
  | "notFound"
  | "over"
  | "stopped"
  | "notQualified"
  | "noCredential"
  | "revoked"
  | "credentialExpired"
  | "notYet"
  | "issuerUnknown"
  | "requestInvalid"
  | "wrongAsker"
  | "wrongTerms"
  | "wrongTime"
  | "tooLarge"
  | "used"
  | "listChanged"
  | "files"
  | "filesDamaged"
  | "storageFull"
  | "storageUnavailable"
  | "storageDamaged"
  | "otherWallet"
  | "noWebAssembly"
  | "proverFailed"
  | "proofRefused"
  | "locked"
  | "unexpected";

/** What somebody can do about it. */
export type FailureNext = "retry" | "credential" | "request" | "backup" | "none";

const KINDS: Readonly<Record<string, FailureKind>> = {
  NOT_FOUND: "notFound",
  SERVICE_OVERLOADED: "tooMany",
  REQUEST_EXPIRED: "over",
  REQUEST_TIME_WRONG: "wrongTime",
  OPERATION_ABORTED: "stopped",
  POLICY_UNSATISFIED: "notQualified",
  NO_CREDENTIAL: "noCredential",
  CREDENTIAL_REVOKED: "revoked",
  CREDENTIAL_EXPIRED: "credentialExpired",
  CREDENTIAL_NOT_YET_VALID: "notYet",
  ISSUER_NOT_TRUSTED: "issuerUnknown",
  REQUEST_INVALID: "requestInvalid",
  SCHEMA_INVALID: "requestInvalid",
  REQUEST_OBJECT_INVALID: "requestInvalid",
  ENCRYPTION_NOT_SUPPORTED: "requestInvalid",
  CERTIFICATE_EXPIRED: "requestInvalid",
  CERTIFICATE_INVALID: "requestInvalid",
  DID_UNRESOLVABLE: "unavailable",
  ASKER_MISMATCH: "wrongAsker",
  CERTIFICATE_NOT_TRUSTED: "wrongAsker",
  CLIENT_ID_MISMATCH: "wrongAsker",
  REQUEST_SIGNATURE_INVALID: "wrongAsker",
  REQUEST_PARTY_MISMATCH: "wrongAsker",
  ALGORITHM_NOT_ALLOWED: "wrongAsker",
  ORIGIN_NOT_EXPECTED: "wrongAsker",
  PROGRAMME_MISMATCH: "wrongTerms",
  AS_OF_REFUSED: "wrongTime",
  POLICY_TOO_LARGE: "tooLarge",
  ALREADY_USED: "used",
  STATUS_ROOT_NOT_ACCEPTED: "listChanged",
  ISSUER_ROOT_NOT_ACCEPTED: "listChanged",
  ARTIFACT_UNREACHABLE: "files",
  ARTIFACT_STALLED: "files",
  ARTIFACT_TRUNCATED: "files",
  ARTIFACT_TYPE_WRONG: "files",
  ARTIFACT_DAMAGED: "filesDamaged",
  ARTIFACT_HASH_MISMATCH: "filesDamaged",
  STORAGE_FULL: "storageFull",
  STORAGE_UNAVAILABLE: "storageUnavailable",
  STORAGE_DAMAGED: "storageDamaged",
  HOLDER_SECRET_MISMATCH: "otherWallet",
  PLATFORM_UNSUPPORTED: "noWebAssembly",
  PROVER_WORKER_FAILED: "proverFailed",
  KERNEL_MEMORY_EXHAUSTED: "proverFailed",
  PROOF_INVALID: "proofRefused",
  PUBLIC_SIGNAL_MISMATCH: "proofRefused",
  PRESENTATION_MALFORMED: "proofRefused",
  WALLET_LOCKED: "locked",
};

const NEXT: Readonly<Record<FailureKind, FailureNext>> = {
  offline: "retry",
  unavailable: "retry",
  unauthorised: "request",
  tooMany: "retry",
  malformed: "retry",
  notFound: "request",
  over: "request",
  stopped: "retry",
  notQualified: "none",
  noCredential: "credential",
  revoked: "credential",
  credentialExpired: "credential",
  notYet: "none",
  issuerUnknown: "credential",
  requestInvalid: "request",
  wrongAsker: "request",
  wrongTerms: "request",
  wrongTime: "request",
  tooLarge: "none",
  used: "none",
  listChanged: "retry",
  files: "retry",
  filesDamaged: "retry",
  storageFull: "retry",
  storageUnavailable: "retry",
  storageDamaged: "backup",
  otherWallet: "credential",
  noWebAssembly: "none",
  proverFailed: "retry",
  proofRefused: "request",
  locked: "retry",
  unexpected: "retry",
};

/** Kinds that a call of a service has; the refusal names its own as `path`. */
const OF_A_CALL: readonly string[] = ["offline", "unavailable", "unauthorised", "tooMany", "malformed", "notFound"];

/** What an error, or its code, means to the person in front of it. */
export function failureOf(error: unknown): {
  readonly kind: FailureKind;
  readonly next: FailureNext;
  readonly code: string;
} {
  const code =
    typeof error === "string"
      ? error
      : typeof error === "object" && error !== null && "code" in error
        ? String(error.code)
        : "UNKNOWN";
  const path = typeof error === "object" && error !== null && "path" in error ? String(error.path) : "";
  const ofCall = code === "SERVICE_CALL_FAILED" && OF_A_CALL.includes(path) ? (path as FailureKind) : undefined;
  const kind = ofCall ?? (Object.hasOwn(KINDS, code) ? KINDS[code]! : "unexpected");
  return { kind, next: NEXT[kind], code };
}
