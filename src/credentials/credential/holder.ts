/** The holder's side of blind issuance: a secret that stays with the holder, and the commitment that an issuer signs. */
import { refusal } from "../../core/errors.ts";
import { type FieldElement, FieldElementError, randomField, toField } from "../../core/field.ts";
import { domainTag, hashToField, poseidon } from "../../core/hash.ts";
import { InvalidInputError } from "../../core/json.ts";

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

/** Counters of commitments are below this: one for each issuer that a holder ever meets. */
export const MAX_COMMITMENTS = 1_024;

/** What hides a holder's commitment number `counter` (protocol P-6): it follows from the secret, so a backup of the secret is enough. */
export function holderBlinding(secret: FieldElement, counter: number): FieldElement {
  if (!Number.isInteger(counter) || counter < 0 || counter >= MAX_COMMITMENTS)
    throw new InvalidInputError({ path: "counter", expected: `an integer in [0, ${MAX_COMMITMENTS})` });
  return hashToField("blinding", toHolderSecret(secret), counter);
}

/**
 * Commits to a holder secret (protocol P-6). Hiding and binding rest on Poseidon. Two issuers that get commitments with
 * different counters can't tell that they belong to one holder; with the same counter they can.
 *
 * @param counter one of its own for each issuer, from 0
 * @throws FieldElementError when the secret is outside [1, r); InvalidInputError for a counter out of range
 * @example
 * const forTheCity = holderCommitment(secret, 0);
 * const forTheTaxOffice = holderCommitment(secret, 1);
 */
export function holderCommitment(secret: FieldElement, counter = 0): HolderCommitment {
  return poseidon([domainTag("holder"), toHolderSecret(secret), holderBlinding(secret, counter)]) as HolderCommitment;
}

/**
 * Finds the blinding under which a secret opens a commitment, trying counters from 0 on.
 *
 * @throws HolderSecretMismatchError when there is none below {@link MAX_COMMITMENTS}
 */
export function findBlinding(secret: FieldElement, commitment: FieldElement): FieldElement {
  return holderBlinding(secret, findCounter(secret, commitment));
}

/**
 * Finds the counter under which a secret opens a commitment.
 *
 * @throws HolderSecretMismatchError when there is none below {@link MAX_COMMITMENTS}
 */
export function findCounter(secret: FieldElement, commitment: FieldElement): number {
  for (let counter = 0; counter < MAX_COMMITMENTS; counter++) {
    if (holderCommitment(secret, counter) === commitment) return counter;
  }
  throw new HolderSecretMismatchError({ path: "holderSecret" });
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
  findCounter(secret, commitment);
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
  "The holder secret is of another credential",
) {}
