/** Step 2: how long each store keeps what. */
import { chainOf } from "../../descriptor.ts";
import { neededDays } from "../../retention.ts";
import { answer, type Context, derived, SIGNALS, table } from "../context.ts";
import type { Block, Figure } from "../report.ts";
import { type Purpose, row } from "../sentence.ts";

export function retentionBlocks({ model, m, n }: Context): readonly Block[] {
  const { deployment, retention } = model;
  const kept = (days: number | "permanent"): string => (days === "permanent" ? m.permanent : m.days(n(days)));
  const { records } = deployment;
  const needed = neededDays(deployment);
  const erasing: Purpose = { answers: ["cnil:224"] };
  const timeline: Figure = {
    kind: "figure",
    caption: m.captions.timeline,
    picture: {
      kind: "timeline",
      permanent: m.permanent,
      lanes: retention.map(({ title, days }) => ({ label: title, days, text: kept(days) })),
    },
    table: table(
      m.captions.timeline,
      [m.headers.store, m.headers.party, m.headers.holds, m.headers.kept, m.headers.because, m.headers.erasure],
      retention.map(({ title, party, holds, days, because, erasure, path }) =>
        row(
          path === undefined ? "derived" : "declared",
          [title, party, m.list(holds.map((each) => m.stored[each])), kept(days), because ?? "–", erasure ?? "–"],
          path ?? "contracts/ClaimGate.sol",
          path === undefined ? {} : erasing,
        ),
      ),
    ),
  };
  return [
    timeline,
    derived(m.s.erasureNullifier, `${SIGNALS}: nullifier`, erasing),
    derived(
      needed === undefined
        ? m.s.neededUnknown
        : Number.isFinite(needed)
          ? m.s.neededDays(m.days(n(needed)))
          : m.s.neededAlways,
      "scopes",
      erasing,
    ),
    ...(chainOf(deployment) === undefined ? [] : [derived(m.s.erasureChain, "chain", erasing)]),
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
          derived(m.s.recordMeaning, "records", erasing),
        ]),
  ];
}
