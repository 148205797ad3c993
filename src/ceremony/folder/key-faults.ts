/** Whether the key of a manifest is of its circuit and its phase 1, for those who have no folder of a ceremony. */

import { CivicproofError } from "../../core/errors.ts";
import { ownWith } from "../../core/own.ts";
import type { FindPhase2Faults } from "../../statement/artifacts/ceremony.ts";
import { checkKey } from "../keys/check-key.ts";
import { bytesSource, openPtau } from "../keys/ptau.ts";

/**
 * Verifies every point and every step of a ceremony's key against the circuit and the phase 1 file, as
 * `findPhase2Faults` of `civicproof/snarkjs` does, in seconds. The phase 1 file itself is what `checkPtau` checks.
 *
 * @example
 * await describeCeremonyArtifact({ ...artifacts, ptau, findPhase2Faults: findKeyFaults });
 */
export const findKeyFaults: FindPhase2Faults = async (files) => {
  const { r1cs, ptau, zkey } = ownWith(files, "r1cs", "ptau", "zkey");
  try {
    await checkKey({ zkey, r1cs, ptau: await openPtau(bytesSource(ptau)) });
    return [];
  } catch (error) {
    if (error instanceof CivicproofError) return [error.message];
    throw error;
  }
};
