/** What a proving key and a verification key must be, from their own points, before anybody uses them. */
import { type PlainJson, toPlainJson } from "../../core/json.ts";
import { decodeCoordinate } from "../../engine/groth16/curve.ts";
import { ArtifactError } from "../../engine/groth16/files/artifact-error.ts";
import { readZkeyHeader, type ZkeyHeader } from "../../engine/groth16/files/zkey.ts";
import { zkeyMatchesVerificationKey } from "../../engine/groth16/key-of-zkey.ts";
import { refuseUnsafeKey } from "../../engine/groth16/unsafe-key.ts";
import { DevelopmentKeyError } from "./development-key-error.ts";
import type { ManifestEntry } from "./manifest.ts";
import { parseKey } from "./verification-key.ts";

/**
 * Checks hash-checked files against each other and against the manifest.
 *
 * @returns the verification key
 * @throws DevelopmentKeyError, UnsafeKeyError, ArtifactError as `loadArtifacts`
 */
export function checkKeys(
  { zkey, vkey }: { readonly zkey: Uint8Array; readonly vkey: Uint8Array },
  entry: ManifestEntry,
): PlainJson {
  const { files, publicSignals } = entry;
  const verificationKey = parseVerificationKey(vkey, { publicSignals });
  const header = readZkeyHeader(zkey);
  checkAgainstManifest(header, entry);
  if (!zkeyMatchesVerificationKey(header, verificationKey)) {
    throw new ArtifactError({ path: files.vkey.path, expected: `the verification key of ${files.zkey.path}` });
  }
  return verificationKey;
}

/** Parses a hash-checked vkey.json beside a proving key; refuses delta = ±gamma and another number of public signals. */
export function parseVerificationKey(bytes: Uint8Array, { publicSignals }: { publicSignals: number }): PlainJson {
  const path = "verificationKey";
  const key = toPlainJson(parseKey(bytes), {}, ArtifactError, path);
  if (typeof key !== "object" || key === null || !("IC" in key) || !Array.isArray(key.IC)) {
    throw new ArtifactError({ path, expected: "a verification key" });
  }
  if (key.nPublic !== publicSignals || key.IC.length !== publicSignals + 1) {
    throw new ArtifactError({ path: `${path}.nPublic`, expected: `${publicSignals}`, received: `${key.nPublic}` });
  }
  const gammaX = abscissa(key.vk_gamma_2, `${path}.vk_gamma_2`);
  const deltaX = abscissa(key.vk_delta_2, `${path}.vk_delta_2`);
  refuseUnsafeKey({ gammaX, deltaX }, `${path}.vk_delta_2`);
  return key;
}

/** x of a G2 point. */
function abscissa(point: PlainJson | undefined, path: string): readonly [bigint, bigint] {
  const x = Array.isArray(point) ? (point[0] as PlainJson | undefined) : undefined;
  if (!Array.isArray(x) || x.length !== 2) throw new ArtifactError({ path, expected: "a point of G2" });
  const [c0, c1] = x as readonly PlainJson[];
  return [decodeCoordinate(c0, path, ArtifactError), decodeCoordinate(c1, path, ArtifactError)];
}

/** What the manifest says must be what the key is. */
function checkAgainstManifest(header: ZkeyHeader, { files, publicSignals, domain, setup }: ManifestEntry): void {
  const { path } = files.zkey;
  if (header.nPublic !== publicSignals) {
    throw new ArtifactError({ path, expected: `${publicSignals} public signals`, received: `${header.nPublic}` });
  }
  if (header.domainSize !== domain) {
    throw new ArtifactError({ path, expected: `a domain of ${domain}`, received: `${header.domainSize}` });
  }
  if (setup.kind === "ceremony" && !hasContributions(header)) {
    throw new DevelopmentKeyError({
      path,
      message: `${path} has no contribution of a ceremony, although the manifest says so`,
    });
  }
}

/** Whether a key went through phase 2: at least one contribution, and the last one made the key's delta. */
export function hasContributions({ contributions, delta1 }: ZkeyHeader): boolean {
  const last = contributions.at(-1)?.deltaAfter;
  return last !== undefined && last[0] === delta1[0] && last[1] === delta1[1];
}
