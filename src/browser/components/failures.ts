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
  | "offerOver"
  | "offerRefused"
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
  OFFER_MALFORMED: "notFound",
  OFFER_NOT_FOUND: "notFound",
  OFFER_EXPIRED: "offerOver",
  OFFER_USED: "offerOver",
  OFFER_LOCKED: "offerOver",
  SOURCE_SILENT: "unavailable",
  SOURCE_UNAVAILABLE: "unavailable",
  SOURCE_SUSPENDED: "unavailable",
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
  offerOver: "credential",
  offerRefused: "credential",
  unexpected: "retry",
};

/** Kinds that a call of a service has; the refusal names its own as `path`. */
const OF_A_CALL: readonly FailureKind[] = [
  "offline",
  "unavailable",
  "unauthorised",
  "tooMany",
  "malformed",
  "notFound",
];

/** What an error, or its code, means to the person in front of it. */
export function failureOf(error: unknown): {
  readonly kind: FailureKind;
  readonly next: FailureNext;
  readonly code: string;
} {
  const said: { code?: unknown; path?: unknown; received?: unknown; cause?: unknown } =
    typeof error === "object" && error !== null ? error : { code: error };
  const { path, received } = said;
  const ofCall = said.code === "SERVICE_CALL_FAILED" && OF_A_CALL.find((each) => each === path);
  // An office that refuses says its own code; one that was not reached says none.
  const isOffice = said.code === "OFFICE_ANSWER_INVALID";
  const code = String((isOffice ? received : undefined) ?? said.code ?? "UNKNOWN");
  const other = !isOffice
    ? "unexpected"
    : received === undefined && said.cause !== undefined
      ? "offline"
      : "offerRefused";
  const kind = ofCall || (Object.hasOwn(KINDS, code) ? KINDS[code]! : other);
  return { kind, next: NEXT[kind], code };
}
