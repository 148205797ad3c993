/** ML-DSA-44 (FIPS 204), for registries whose statements should outlive elliptic curves: an optional package. */
import { loadPeer } from "../../core/peer.ts";
import type { MlDsa44 } from "./open-statement.ts";

/**
 * Loads ML-DSA-44 from `@noble/post-quantum`. In a browser application import `ml_dsa44` of
 * `@noble/post-quantum/ml-dsa.js` yourself, so that its bundler sees it.
 *
 * @throws PackageMissingError when the package is not installed
 * @example
 * const statement = await openStatement(text, { registry, mlDsa44: await loadMlDsa44() });
 */
export async function loadMlDsa44(): Promise<MlDsa44> {
  const { ml_dsa44 } = await loadPeer("@noble/post-quantum", () => import("@noble/post-quantum/ml-dsa.js"));
  return ml_dsa44;
}
