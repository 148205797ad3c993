/** Which keys something runs on, in words for people. */
import type { ManifestSetup } from "./manifest.ts";

/**
 * One line about how a key was made.
 *
 * @example "key of the ceremony “City of Example” (3 contributions, beacon drand quicknet …, transcript 6f1e0c…)"
 */
export function describeSetup(setup: ManifestSetup): string {
  if (setup.kind === "development") return "development key: anyone can forge proofs under it";
  const count = contributionsOf(setup);
  const contributions = `${count} ${count === 1 ? "contribution" : "contributions"}`;
  const { ceremony, verifiedWithPtauSha256 } = setup;
  const verified = verifiedWithPtauSha256 === undefined ? "not verified against its circuit and phase 1" : undefined;
  if (ceremony === undefined) {
    const beacon = setup.contributions.some(({ kind }) => kind === "beacon") ? "a beacon" : "no beacon";
    return `key of a ceremony without a transcript (${[contributions, beacon, verified].filter(Boolean).join(", ")})`;
  }
  const { name, beacon, transcriptSha256 } = ceremony;
  const facts = [contributions, `beacon: ${beacon}`, `transcript ${transcriptSha256}`, verified];
  return `key of the ceremony “${name}” (${facts.filter(Boolean).join(", ")})`;
}

/** How many people contributed to a key; the beacon is none. */
export function contributionsOf(setup: ManifestSetup): number {
  return setup.kind === "ceremony" ? setup.contributions.filter(({ kind }) => kind === "contribution").length : 0;
}
