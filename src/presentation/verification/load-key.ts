/** Verification keys from artifacts, hash-checked, decoded and prepared. */

import { own } from "../../core/own.ts";
import { importVerificationKey, type VerificationKey } from "../../statement/artifacts/imported-key.ts";
import { type LoadVerificationKeyOptions, readVerificationKey } from "../../statement/artifacts/verification-key.ts";

export type { LoadVerificationKeyOptions };

/**
 * Loads the verification key of a circuit; do it once, when a service starts.
 *
 * @throws DevelopmentKeyError for a development key without `allowDevelopmentKeys`
 * @throws ArtifactHashMismatchError when the file is not the one the manifest names
 * @throws UnsafeKeyError when delta equals gamma up to sign
 * @throws ArtifactError, VerificationKeyError when it can't be read or is malformed, or was not verified under the
 * phase 1 file that is asked for
 */
export async function loadVerificationKey(options: LoadVerificationKeyOptions): Promise<VerificationKey> {
  const { allowDevelopmentKeys } = own(options);
  const { circuit, setup, verificationKey } = await readVerificationKey(options);
  return importVerificationKey(verificationKey, {
    circuit,
    setup: setup.kind,
    allowDevelopmentKeys: allowDevelopmentKeys === true,
  });
}
