/** snarkjs as a judge of ceremonies: is a key of this circuit, and is every contribution valid? */
import { ownWith } from "../../core/own.ts";
import { acquireCurve } from "./curve.ts";

/** The three files that a phase 2 ties together. */
export interface Phase2Files {
  readonly r1cs: Uint8Array;
  /** The prepared phase 1 file. */
  readonly ptau: Uint8Array;
  /** The last zkey of the ceremony. */
  readonly zkey: Uint8Array;
}

/**
 * Checks a ceremony as `snarkjs zkey verify` does (minutes for large circuits) and returns what is wrong in snarkjs's
 * words; an empty list means that the key is of this r1cs and every contribution is valid.
 *
 * ```ts
 * await describeCeremonyArtifact({ ...artifacts, ptau, findPhase2Faults });
 * ```
 *
 * @throws PackageMissingError when the package "snarkjs" is not installed
 */
export async function findPhase2Faults(files: Phase2Files): Promise<readonly string[]> {
  const { r1cs, ptau, zkey } = ownWith(files, "r1cs", "ptau", "zkey");
  const lease = await acquireCurve({ threads: true });
  const faults: string[] = [];
  const note = (message: string) => void faults.push(message);
  const quiet = () => {};
  try {
    const isValid = await lease.snarkjs.zKey.verifyFromR1cs(
      { type: "mem", data: r1cs },
      { type: "mem", data: ptau },
      { type: "mem", data: zkey },
      { debug: quiet, info: quiet, warn: note, error: note },
    );
    if (isValid === true) return [];
    return faults.length > 0 ? faults : ["snarkjs refuses the key"];
  } finally {
    lease.release();
  }
}
