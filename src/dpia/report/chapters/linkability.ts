/** Step 4: what can be linked, by which value. */
import { type Context, open, table } from "../context.ts";
import type { Block } from "../report.ts";
import { row, sentence } from "../sentence.ts";

export function linkabilityBlocks({ model, m }: Context): readonly Block[] {
  const runs = model.deployment.evidence ?? [];
  const run = runs.findIndex(({ what }) => what === "linkability");
  return [
    sentence(m.s.taint, ["docs/dpia-guide.md"]),
    table(
      m.captions.links,
      [m.headers.situation, m.headers.links],
      model.links.map(({ situation, links, places }) =>
        row(
          [
            m.situations[situation.id],
            links.length === 0
              ? m.nothing
              : m.list(
                  links.map(({ observable, strength }) => m.linkedBy(m.observables[observable], m.strengths[strength])),
                ),
          ],
          places,
        ),
      ),
    ),
    run < 0
      ? open(m.s.linkabilityOpen, ["evidence"])
      : sentence(m.s.evidence(m.evidence.linkability, runs[run]!), [`evidence[${run}]`]),
    open(m.s.notModelled, ["docs/dpia-guide.md"]),
  ];
}
