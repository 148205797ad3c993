/** Step 4: what can be linked, by which value. */
import { ALWAYS } from "../../observe/out-of-reach.ts";
import { type Context, open, table } from "../context.ts";
import type { Block } from "../report.ts";
import { row, type Sentence, sentence } from "../sentence.ts";

/** A run that is named with its date, commit and result, or a question. */
function ranOrOpen(
  { model, m }: Pick<Context, "model" | "m">,
  what: "linkability" | "observation",
  missing: string,
): Sentence {
  const runs = model.deployment.evidence ?? [];
  const run = runs.findIndex((each) => each.what === what);
  return run < 0
    ? open(missing, ["evidence"])
    : sentence(m.s.evidence(m.evidence[what], runs[run]!), [`evidence[${run}]`], { answers: ["cnil:123"] });
}

export function linkabilityBlocks({ model, m }: Context): readonly Block[] {
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
    table(
      m.captions.surroundings,
      [m.headers.what, m.headers.seenBy, m.headers.links],
      model.surroundings.map(({ id, state, answer, places }) => {
        const { name, seenBy, joins, nothing } = m.surroundings[id];
        const says = { joins, nothing, open: joins, answered: answer ?? "" };
        const shownName = id === "artifacts" ? name.replace("{circuit}", model.policy.circuit) : name;
        return row([shownName, seenBy, says[state]], places, { isOpen: state === "open", answers: ["cnil:123"] });
      }),
    ),
    ranOrOpen({ model, m }, "linkability", m.s.linkabilityOpen),
    ranOrOpen({ model, m }, "observation", m.s.observationOpen),
    table(
      m.captions.outOfReach,
      [m.headers.reason],
      ALWAYS.map((id) => row([m.outOfReach[id]], ["docs/dpia-guide.md"])),
    ),
  ];
}
