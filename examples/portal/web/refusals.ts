/** A helpful screen for each refusal: what happened, that nothing is lost, what to do next. */
import { TEXTS, type Text } from "./messages/index.ts";

export interface Refusal {
  readonly title: Text;
  readonly text: Text;
  /** What the wallet offers to do. */
  readonly next: "none" | "retry" | "credential" | "new-request" | "backup";
}

const NEXT: Readonly<Record<keyof typeof TEXTS.refusals, Refusal["next"]>> = {
  POLICY_UNSATISFIED: "none",
  NO_CREDENTIAL: "credential",
  CREDENTIAL_REVOKED: "credential",
  CREDENTIAL_EXPIRED: "credential",
  CREDENTIAL_NOT_YET_VALID: "none",
  ISSUER_NOT_TRUSTED: "credential",
  REQUEST_EXPIRED: "new-request",
  REQUEST_INVALID: "new-request",
  ASKER_MISMATCH: "new-request",
  PROGRAMME_MISMATCH: "new-request",
  REQUEST_TIME_WRONG: "new-request",
  POLICY_TOO_LARGE: "none",
  NOT_FOUND: "new-request",
  ALREADY_USED: "none",
  STATUS_ROOT_NOT_ACCEPTED: "retry",
  ISSUER_ROOT_NOT_ACCEPTED: "retry",
  OFFLINE: "retry",
  ARTIFACT_UNREACHABLE: "retry",
  ARTIFACT_TYPE_WRONG: "retry",
  ARTIFACT_TRUNCATED: "retry",
  ARTIFACT_DAMAGED: "retry",
  ARTIFACT_HASH_MISMATCH: "retry",
  STORAGE_FULL: "retry",
  STORAGE_UNAVAILABLE: "retry",
  STORAGE_DAMAGED: "backup",
  HOLDER_SECRET_MISMATCH: "credential",
  OPERATION_ABORTED: "retry",
  PROVER_WORKER_FAILED: "retry",
  PUBLIC_SIGNAL_MISMATCH: "new-request",
  PROOF_INVALID: "new-request",
  PRESENTATION_MALFORMED: "new-request",
  BACKUP_INVALID: "none",
  RECOVERY_CODE_INVALID: "none",
  WALLET_OCCUPIED: "none",
  UNKNOWN: "retry",
};

export const REFUSALS: Readonly<Record<string, Refusal>> = Object.fromEntries(
  Object.entries(TEXTS.refusals).map(([code, text]) => [code, { ...text, next: NEXT[code as keyof typeof NEXT] }]),
);
