/** Step 1: is an assessment needed? */
import type { Criterion } from "../../screening.ts";
import { type Context, derived, ENGINE, open, SIGNALS, table } from "../context.ts";
import type { Block } from "../report.ts";
import { row, sentence } from "../sentence.ts";

/** Where a criterion's answer comes from; the policy, where nothing else is named. */
const CRITERION_SOURCES: Readonly<Partial<Record<Criterion, string>>> = {
  "automated-decision": "decision.automated",
  sensitive: "specialCategories",
  "large-scale": "population",
  vulnerable: "dataSubjects",
  innovative: SIGNALS,
  "prevents-service": "decision.effect",
};

export function screeningBlocks({ model: { screening, deployment, policy }, m, n }: Context): readonly Block[] {
  const { children } = screening;
  return [
    derived(m.s.screeningScore(n(screening.met), n(screening.open)), `${ENGINE}/screening.ts`),
    table(
      m.captions.criteria,
      [m.headers.criterion, m.headers.verdict, m.headers.reason],
      screening.rows.map(({ criterion, verdict, basis }) =>
        row(
          basis,
          [m.criteria[criterion], m.verdicts[verdict], m.criterionReasons[criterion][verdict]],
          CRITERION_SOURCES[criterion] ?? `${policy.policy.name}: require`,
        ),
      ),
    ),
    sentence("declared", m.s.article22(deployment.decision.automated), "decision.automated"),
    open(m.s.article22Open, "decision.effect"),
    sentence(children.basis, m.s.children[children.verdict], "require; dataSubjects.children"),
  ];
}
