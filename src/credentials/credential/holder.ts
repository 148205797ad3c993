/** The holder's side of blind issuance: a secret that stays with the holder, and the commitment that an issuer signs. */
import { refusal } from "../../core/errors.ts";
import { type FieldElement, FieldElementError, randomField, toField } from "../../core/field.ts";
import { domainTag, poseidon } from "../../core/hash.ts";

declare const secretBrand: unique symbol;
/** A uniformly random element of [1, r) that never leaves the holder. No issuer function takes one. */
export type HolderSecret = FieldElement & { readonly [secretBrand]: true };

declare const commitmentBrand: unique symbol;
/** What an issuer gets to see of a holder. A {@link HolderSecret} is not assignable to it. */
export type HolderCommitment = FieldElement & { readonly [commitmentBrand]: true };

/** A new secret from the platform's CSPRNG. @throws UnsupportedPlatformError where there is none */
export function generateHolderSecret(): HolderSecret {
  return randomField() as HolderSecret;
}

/** Reads a stored secret: a bigint or a decimal string. @throws FieldElementError outside [1, r) */
export function toHolderSecret(value: unknown, path = "holderSecret"): HolderSecret {
  const secret = toField(value, path);
  if (secret === 0n) throw new FieldElementError({ path, expected: "an integer in [1, r)", received: "0" });
  return secret as HolderSecret;
}

/**
 * Commits to a holder secret (protocol P-6). Hiding and binding rest on Poseidon; every issuer that gets the same
 * commitment knows that it deals with the same holder.
 *
 * @throws FieldElementError when the secret is outside [1, r)
 */
export function holderCommitment(secret: FieldElement): HolderCommitment {
  return poseidon([domainTag("holder"), toHolderSecret(secret)]) as HolderCommitment;
}

/** Reads a commitment that a holder sent: a bigint or a decimal string. @throws CredentialMalformedError outside [1, r) */
export function toHolderCommitment(value: unknown, path = "holderCommitment"): HolderCommitment {
  try {
    return toHolderSecret(value, path) as FieldElement as HolderCommitment;
  } catch (cause) {
    throw new CredentialMalformedError({ path, expected: "a holder commitment in [1, r)", cause });
  }
}

/** Checks that a secret opens a commitment. @throws HolderSecretMismatchError otherwise */
export function checkHolderSecret(secret: FieldElement, commitment: FieldElement): void {
  if (holderCommitment(secret) !== commitment) throw new HolderSecretMismatchError({ path: "holderSecret" });
}

/**
 * A credential, a holder secret or a commitment is not of its form.
 *
 * What to do: get the credential from the issuer again.
 */
export class CredentialMalformedError extends /* @__PURE__ */ refusal(
  "CREDENTIAL_MALFORMED",
  "CredentialMalformedError",
  "Malformed credential",
) {}

/**
 * The holder secret does not belong to this credential.
 *
 * What to do: use the secret that the credential was issued for.
 */
export class HolderSecretMismatchError extends /* @__PURE__ */ refusal(
  "HOLDER_SECRET_MISMATCH",
  "HolderSecretMismatchError",
  "The holder secret does not belong to this credential",
) {}
