/** Step 2: how long each store keeps what. */
import { chainOf } from "../../descriptor.ts";
import { neededDays } from "../../retention.ts";
import { answer, type Context, table } from "../context.ts";
import type { Block, Figure } from "../report.ts";
import { type Purpose, row, sentence, shown } from "../sentence.ts";

export function retentionBlocks({ model, m, n }: Context): readonly Block[] {
  const { deployment, retention, policy } = model;
  const kept = (days: number | "permanent"): string => (days === "permanent" ? m.permanent : m.days(n(days)));
  const { records } = deployment;
  const needed = neededDays(deployment, policy);
  const erasing: Purpose = { answers: ["cnil:224"] };
  const stored: Purpose = { answers: ["cnil:224", "cnil:123"] };
  const timeline: Figure = {
    kind: "figure",
    caption: m.captions.timeline,
    picture: {
      kind: "timeline",
      permanent: m.permanent,
      lanes: retention.map(({ title, days }) => ({ label: shown(title), days, text: kept(days) })),
    },
    table: table(
      m.captions.timeline,
      [m.headers.store, m.headers.party, m.headers.holds, m.headers.kept, m.headers.because, m.headers.erasure],
      retention.map(({ title, party, holds, days, because, erasure, path, places }) =>
        row(
          [title, party, m.list(holds.map((each) => m.stored[each])), kept(days), because ?? "–", erasure ?? "–"],
          places,
          path === undefined ? {} : stored,
        ),
      ),
    ),
  };
  return [
    timeline,
    sentence(m.s.erasureNullifier, ["docs/protocol.md P-19"], erasing),
    sentence(
      needed === undefined
        ? m.s.neededUnknown
        : Number.isFinite(needed)
          ? m.s.neededDays(m.days(n(needed)))
          : m.s.neededAlways,
      ["scopes[*].period", "policy: grid"],
      erasing,
    ),
    ...(chainOf(deployment) === undefined ? [] : [sentence(m.s.erasureChain, ["chain"], erasing)]),
    ...(records === undefined
      ? []
      : [
          answer(records.erasure, m.s.recordErasure, m.s.recordErasureOpen, "records.erasure", erasing),
          answer(
            records.rectification,
            m.s.recordRectification,
            m.s.recordRectificationOpen,
            "records.rectification",
            erasing,
          ),
          sentence(m.s.recordMeaning, ["docs/anchoring.md", "records"], erasing),
        ]),
  ];
}
