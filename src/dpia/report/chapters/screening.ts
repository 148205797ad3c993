/** Step 1: is an assessment needed? */
import { type Context, open, table } from "../context.ts";
import type { Block } from "../report.ts";
import { row, sentence } from "../sentence.ts";

export function screeningBlocks({ model: { screening, deployment }, m, n }: Context): readonly Block[] {
  const { children } = screening;
  const scored = [...new Set(screening.rows.flatMap(({ places }) => places))];
  return [
    sentence(m.s.screeningScore(n(screening.met), n(screening.open)), scored),
    table(
      m.captions.criteria,
      [m.headers.criterion, m.headers.verdict, m.headers.reason],
      screening.rows.map(({ criterion, verdict, places, claims }) =>
        row(
          [
            m.criteria[criterion],
            m.verdicts[verdict],
            claims.length === 0
              ? m.criterionReasons[criterion][verdict]
              : m.s.asksAbout(m.criterionReasons[criterion][verdict], m.list(claims.map((name) => m.claim(name)))),
          ],
          places,
          { isOpen: verdict === "open" },
        ),
      ),
    ),
    sentence(m.s.article22(deployment.decision.automated), ["decision.automated"]),
    open(m.s.article22Open, ["sign-off"]),
    sentence(m.s.children[children.verdict], children.places, { isOpen: children.verdict === "open" }),
  ];
}
