/** Step 7: what was assessed, and who signs. */
import { type Context, open, table } from "../context.ts";
import type { Block } from "../report.ts";
import { row } from "../sentence.ts";

export function evidenceBlocks({ model, m }: Context): readonly Block[] {
  const { hashes, artifact, policy } = model;
  const entries: readonly (readonly [string, string, string])[] = [
    [`${m.hashes.policy} ${policy.policy.name}@${policy.policy.version}`, hashes.policy, "policy"],
    [m.hashes.deployment, hashes.deployment, "deployment"],
    [m.hashes.manifest, hashes.manifest, "artifacts/manifest.json"],
    [`${m.hashes.source} ${artifact.circuit}`, artifact.sourceSha256, "artifacts/manifest.json"],
    [m.hashes.r1cs, artifact.r1csSha256, "artifacts/manifest.json"],
    [m.hashes.zkey, artifact.zkeySha256, "artifacts/manifest.json"],
    [m.hashes.vkey, artifact.vkeySha256, "artifacts/manifest.json"],
    [m.hashes.policyHash, String(policy.policyHash), "docs/protocol.md P-17"],
  ];
  return [
    table(
      m.captions.evidence,
      [m.headers.file, m.headers.hash],
      entries.map(([what, hash, source]) => row("derived", [what, hash], source)),
    ),
  ];
}

export function signOffBlocks({ m }: Context): readonly Block[] {
  return [
    table(
      m.captions.signOff,
      [m.headers.item, m.headers.note],
      m.signOffItems.map((item) => row("open", [item, ""], "sign-off")),
    ),
    open(m.s.signOff, "sign-off"),
  ];
}
