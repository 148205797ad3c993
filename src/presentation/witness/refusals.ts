/** What a witness is refused with; apart from what makes one, so that a page knows the classes without the code. */
import { refusal } from "../../core/errors.ts";

/**
 * No witness satisfies the circuit with these inputs.
 *
 * What to do: check the credential and the request; this protects against forged inputs.
 */
export class WitnessError extends /* @__PURE__ */ refusal(
  "WITNESS_INVALID",
  "WitnessError",
  "No witness satisfies the circuit with these inputs",
) {}

/**
 * The status list says that the credential is revoked or suspended.
 *
 * What to do: ask the issuer why, and for a new credential.
 */
export class CredentialRevokedError extends /* @__PURE__ */ refusal(
  "CREDENTIAL_REVOKED",
  "CredentialRevokedError",
  "The credential is revoked or suspended",
) {}

/**
 * The credential does not satisfy the policy.
 *
 * What to do: tell the holder that they do not qualify with this credential.
 */
export class PolicyUnsatisfiedError extends /* @__PURE__ */ refusal(
  "POLICY_UNSATISFIED",
  "PolicyUnsatisfiedError",
  "The credential does not satisfy the policy",
) {}
