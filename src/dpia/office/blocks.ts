/** What the office sees, holds and publishes, as rows of the assessment. */
import { type Context, table } from "../report/context.ts";
import type { Block } from "../report/report.ts";
import { row, sentence } from "../report/sentence.ts";

const [MINUTE, DAY] = [60, 86_400];

export function officeBlocks({ model: { deployment }, m, n }: Context): readonly Block[] {
  const { office, parties } = deployment;
  if (office === undefined) return [];
  const text = m.office;
  const kept = (seconds: number | "permanent"): string => {
    if (seconds === "permanent") return m.permanent;
    if (seconds === 0) return text.notKept;
    return seconds < DAY ? text.minutes(n(Math.ceil(seconds / MINUTE))) : m.days(n(Math.ceil(seconds / DAY)));
  };
  const party = parties.find(({ id }) => id === office.party)?.name ?? office.party;
  const listed = (names: readonly string[]): string =>
    names.length === 0 ? "–" : m.list(names.map((each) => m.claim(each)));
  const labels = deployment.claims === undefined ? [] : ["claims"];
  const { bridges = [] } = office;
  return [
    sentence(text.intro(party), ["office.party", "parties[*].name", "docs/office.md"], { answers: ["cnil:122"] }),
    table(
      text.reads,
      [text.source, text.credential, text.claims, text.identity],
      office.reads.map(({ source, credential, claims, identity = [] }, i) =>
        row([text.sources[source], credential, listed(claims), listed(identity)], [`office.reads[${i}]`, ...labels], {
          answers: ["cnil:121", "cnil:122"],
        }),
      ),
    ),
    table(
      text.holds,
      [m.headers.datum, text.form, m.headers.kept],
      office.holds.map(({ item, form, seconds }, i) =>
        row([text.items[item], text.forms[form], kept(seconds)], [`office.holds[${i}]`], {
          answers: ["cnil:121", "cnil:123"],
        }),
      ),
    ),
    ...(bridges.length === 0
      ? []
      : [
          table(
            text.bridges,
            [text.kind, text.seen, m.headers.kept],
            bridges.map(({ kind, sees, seconds }, i) =>
              row([kind, sees.length === 0 ? "–" : m.list(sees), kept(seconds)], [`office.bridges[${i}]`], {
                answers: ["cnil:121", "cnil:122"],
              }),
            ),
          ),
        ]),
    sentence(
      office.publishes.length === 0
        ? text.publishesNothing
        : text.publishes(m.list(office.publishes.map((each) => text.files[each]))),
      ["office.publishes"],
      { answers: ["cnil:122"] },
    ),
  ];
}
