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

/** The codes of each kind. */
const CODES: Readonly<Partial<Record<FailureKind, readonly string[]>>> = {
  notFound: ["NOT_FOUND", "OFFER_MALFORMED", "OFFER_NOT_FOUND"],
  tooMany: ["SERVICE_OVERLOADED"],
  over: ["REQUEST_EXPIRED"],
  wrongTime: ["REQUEST_TIME_WRONG", "AS_OF_REFUSED"],
  stopped: ["OPERATION_ABORTED"],
  notQualified: ["POLICY_UNSATISFIED"],
  noCredential: ["NO_CREDENTIAL"],
  revoked: ["CREDENTIAL_REVOKED"],
  credentialExpired: ["CREDENTIAL_EXPIRED"],
  notYet: ["CREDENTIAL_NOT_YET_VALID"],
  issuerUnknown: ["ISSUER_NOT_TRUSTED"],
  requestInvalid: [
    "REQUEST_INVALID",
    "SCHEMA_INVALID",
    "REQUEST_OBJECT_INVALID",
    "ENCRYPTION_NOT_SUPPORTED",
    "CERTIFICATE_EXPIRED",
    "CERTIFICATE_INVALID",
  ],
  unavailable: ["DID_UNRESOLVABLE", "SOURCE_SILENT", "SOURCE_UNAVAILABLE", "SOURCE_SUSPENDED"],
  wrongAsker: [
    "ASKER_MISMATCH",
    "CERTIFICATE_NOT_TRUSTED",
    "CLIENT_ID_MISMATCH",
    "REQUEST_SIGNATURE_INVALID",
    "REQUEST_PARTY_MISMATCH",
    "ALGORITHM_NOT_ALLOWED",
    "ORIGIN_NOT_EXPECTED",
  ],
  wrongTerms: ["PROGRAMME_MISMATCH"],
  tooLarge: ["POLICY_TOO_LARGE"],
  used: ["ALREADY_USED"],
  listChanged: ["STATUS_ROOT_NOT_ACCEPTED", "ISSUER_ROOT_NOT_ACCEPTED"],
  files: ["ARTIFACT_UNREACHABLE", "ARTIFACT_STALLED", "ARTIFACT_TRUNCATED", "ARTIFACT_TYPE_WRONG"],
  filesDamaged: ["ARTIFACT_DAMAGED", "ARTIFACT_HASH_MISMATCH"],
  storageFull: ["STORAGE_FULL"],
  storageUnavailable: ["STORAGE_UNAVAILABLE"],
  storageDamaged: ["STORAGE_DAMAGED"],
  otherWallet: ["HOLDER_SECRET_MISMATCH"],
  noWebAssembly: ["PLATFORM_UNSUPPORTED"],
  proverFailed: ["PROVER_WORKER_FAILED", "KERNEL_MEMORY_EXHAUSTED"],
  proofRefused: ["PROOF_INVALID", "PUBLIC_SIGNAL_MISMATCH", "PRESENTATION_MALFORMED"],
  locked: ["WALLET_LOCKED"],
  offerOver: ["OFFER_EXPIRED", "OFFER_USED", "OFFER_LOCKED"],
};

/** The kinds after which trying again does not help. */
const NEXT: Readonly<Partial<Record<FailureNext, readonly FailureKind[]>>> = {
  request: [
    "unauthorised",
    "notFound",
    "over",
    "requestInvalid",
    "wrongAsker",
    "wrongTerms",
    "wrongTime",
    "proofRefused",
  ],
  none: ["notQualified", "notYet", "tooLarge", "used", "noWebAssembly"],
  credential: [
    "noCredential",
    "revoked",
    "credentialExpired",
    "issuerUnknown",
    "otherWallet",
    "offerOver",
    "offerRefused",
  ],
  backup: ["storageDamaged"],
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
  const kind = ofCall || groupOf(CODES, code) || other;
  return { kind, next: groupOf(NEXT, kind) ?? "retry", code };
}

/** The name of the group that holds a member. */
function groupOf<Name extends string>(
  groups: Readonly<Partial<Record<Name, readonly string[]>>>,
  member: string,
): Name | undefined {
  return (Object.keys(groups) as Name[]).find((name) => groups[name]!.includes(member));
}
