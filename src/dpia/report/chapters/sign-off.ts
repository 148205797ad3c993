/** Step 7: what was assessed, and who signs. */
import { DESCRIPTOR, MANIFEST, type Place, RULE } from "../../places.ts";
import { type Context, open, table } from "../context.ts";
import type { Block } from "../report.ts";
import { row } from "../sentence.ts";

export function evidenceBlocks({ model, m }: Context): readonly Block[] {
  const { hashes, artifact, policy } = model;
  const entries: readonly (readonly [what: string, hash: string, ...Place[]])[] = [
    [`${m.hashes.policy} ${policy.policy.name}@${policy.policy.version}`, hashes.policy, "policy", "alsoAsked"],
    [m.hashes.deployment, hashes.deployment, DESCRIPTOR],
    [m.hashes.manifest, hashes.manifest, MANIFEST, RULE],
    [`${m.hashes.source} ${artifact.circuit}`, artifact.sourceSha256, MANIFEST, RULE],
    [m.hashes.r1cs, artifact.r1csSha256, MANIFEST, RULE],
    [m.hashes.zkey, artifact.zkeySha256, MANIFEST, RULE],
    [m.hashes.vkey, artifact.vkeySha256, MANIFEST, RULE],
    [m.hashes.policyHash, String(policy.policyHash), "policy: require"],
  ];
  return [
    table(
      m.captions.evidence,
      [m.headers.file, m.headers.hash],
      entries.map(([what, hash, ...places]) => row([what, hash], places, { answers: ["cnil:123"] })),
    ),
  ];
}

export function signOffBlocks({ m }: Context): readonly Block[] {
  return [
    table(
      m.captions.signOff,
      [m.headers.item, m.headers.note],
      m.signOffItems.map((item) => row([item, ""], ["sign-off"], { isOpen: true })),
    ),
    open(m.s.signOff, ["sign-off"]),
  ];
}
