/** Who signs for the office. The key need not be in this process, nor in one place. */
import { refusal } from "../../core/errors.ts";
import type { FieldElement } from "../../core/field.ts";
import { type PublicKey, type Signature, verifySignature } from "../../core/signature.ts";

/** Signs field elements under one issuer key. */
export interface OfficeSigner {
  readonly publicKey: PublicKey;
  /** @throws SignerUnavailableError when there is no signature now */
  readonly sign: (message: FieldElement) => Promise<Signature>;
  readonly close: () => Promise<void>;
}

/**
 * Asks a signer, and believes nothing: a signature that does not verify is none.
 *
 * @throws SignerUnavailableError
 */
export async function signWith(signer: OfficeSigner, message: FieldElement): Promise<Signature> {
  const signature = await signer.sign(message);
  try {
    verifySignature(signature, message, signer.publicKey);
  } catch (cause) {
    throw new SignerUnavailableError({ path: "signature", expected: "one under the issuer's key", cause });
  }
  return signature;
}

/**
 * The signer can't be reached, refuses, or answers with something that is no signature of the issuer's key.
 *
 * What to do: nothing was issued; try again once the signer, or the other process with its share of the key, is back.
 */
export class SignerUnavailableError extends /* @__PURE__ */ refusal(
  "SIGNER_UNAVAILABLE",
  "SignerUnavailableError",
  "The signer can't be used",
) {}
