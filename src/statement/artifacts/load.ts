/** What a prover needs of a circuit, checked against the manifest before any of it is parsed. */

import { later } from "../../core/later.ts";
import { requireWebAssembly } from "../../core/platform.ts";
import type { CircuitArtifacts, LoadArtifactsOptions } from "./load-now.ts";

export type { CircuitArtifacts, LoadArtifactsOptions } from "./load-now.ts";
export type { ReadArtifact } from "./verification-key.ts";

// A page that leaves proving to its worker never loads it.
const loading = /* @__PURE__ */ later(() => import("./load-now.ts"));

/**
 * Loads witness program, proving key and verification key of a circuit. Size and SHA-256 of each are compared
 * with the manifest before it is parsed; then the key is checked for what makes keys unsafe, from its own points.
 *
 * @throws UnsupportedPlatformError where there is no WebAssembly to prove with, before anything is read
 * @throws DevelopmentKeyError for a development key without `allowDevelopmentKeys`, or one that passes for a ceremony's
 * @throws ArtifactHashMismatchError when a file is not the one the manifest names
 * @throws UnsafeKeyError when delta equals gamma up to sign
 * @throws ArtifactError when a file can't be read, is malformed, or contradicts the manifest or another file, and when
 * the key was not verified under the phase 1 file that is asked for; CodeUnreachableError
 */
export async function loadArtifacts(options: LoadArtifactsOptions): Promise<CircuitArtifacts> {
  requireWebAssembly();
  return (await loading()).loadNow(options);
}
