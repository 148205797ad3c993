/** Step 4: the recommendations of the EDPB on blockchains. */
import { chainOf } from "../../descriptor.ts";
import { type Context, derived, open, table } from "../context.ts";
import type { Block } from "../report.ts";
import { row, type Tag } from "../sentence.ts";

export function blockchainBlocks({ model: { blockchain, deployment }, m }: Context): readonly Block[] {
  const tags: Readonly<Record<(typeof blockchain)[number]["verdict"], Tag>> = {
    pass: "derived",
    declared: "declared",
    open: "open",
    "not-applicable": "derived",
  };
  return [
    open(m.s.edpbVersion, "EDPB Guidelines 02/2025, Annex A"),
    ...(chainOf(deployment) === undefined && deployment.records === undefined
      ? []
      : [derived(m.s.edpbSalt, "EDPB Guidelines 02/2025, section 4.2; SECURITY.md")]),
    table(
      m.captions.recommendations,
      [m.headers.recommendation, m.headers.verdict, m.headers.reason],
      blockchain.map(({ recommendation, verdict, reason, source }) =>
        row(
          tags[verdict],
          [m.recommendations[recommendation - 1]!, m.verdictWords[verdict], m.blockchainReasons[reason]],
          source,
        ),
      ),
    ),
  ];
}
