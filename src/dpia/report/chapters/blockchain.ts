/** Step 4: the recommendations of the EDPB on blockchains. */
import { placesOfTable } from "../../blockchain.ts";
import { chainOf } from "../../descriptor.ts";
import { type Context, open, table } from "../context.ts";
import type { Block } from "../report.ts";
import { row, sentence } from "../sentence.ts";

export function blockchainBlocks({ model: { blockchain, deployment }, m }: Context): readonly Block[] {
  return [
    open(m.s.edpbVersion, ["EDPB Guidelines 02/2025, Annex A"]),
    ...(chainOf(deployment) === undefined && deployment.records === undefined
      ? []
      : [
          sentence(m.s.edpbSalt, ["EDPB Guidelines 02/2025, section 4.2", "SECURITY.md", ...placesOfTable(deployment)]),
        ]),
    table(
      m.captions.recommendations,
      [m.headers.recommendation, m.headers.verdict, m.headers.reason],
      blockchain.map(({ recommendation, verdict, reason, places, text }) =>
        row(
          [
            m.recommendations[recommendation - 1]!,
            m.verdictWords[verdict],
            text === undefined ? m.blockchainReasons[reason] : m.s.withAnswer(m.blockchainReasons[reason], text),
          ],
          places,
          { isOpen: verdict === "open" },
        ),
      ),
    ),
  ];
}
