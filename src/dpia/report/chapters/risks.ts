/** Step 5: what can go wrong. */
import type { AssessmentFinding } from "../../findings.ts";
import type { ObservableId } from "../../observables.ts";
import { type Context, open, table } from "../context.ts";
import type { Block, Risk } from "../report.ts";
import { row, type Sentence, sentence } from "../sentence.ts";

/** Figures of a finding as text: durations for seconds, numbers in the language's form, words as they are. */
export function figuresOf({ m, n, model }: Context, { figures }: AssessmentFinding): Readonly<Record<string, string>> {
  const isClaim = (name: string): boolean => model.policy.schema.claims.some((claim) => claim.name === name);
  /** Claims and signals by what they are called. */
  const wordsOf = (key: string, value: string): string => {
    const parts = value.split(", ");
    if (key === "values") return m.list(parts.map((each) => m.observables[each as ObservableId]));
    const isNames = ["claims", "about"].includes(key) && parts.every(isClaim);
    return isNames ? m.list(parts.map((each) => m.claim(each))) : value;
  };
  const digits = new Intl.NumberFormat(m.locale, { maximumSignificantDigits: 2 });
  return Object.fromEntries(
    Object.entries(figures).map(([key, value]) => [
      key,
      typeof value === "string"
        ? wordsOf(key, value)
        : key === "seconds"
          ? m.duration(value, (x) => digits.format(x))
          : n(value),
    ]),
  );
}

export function risksBlocks(context: Context): readonly Block[] {
  const { model, m } = context;
  return [
    table(
      m.captions.findings,
      [m.headers.finding, m.headers.impact, m.headers.type, m.headers.event, m.headers.measure, m.headers.answeredBy],
      model.findings.map((each) => {
        const { threat, impact } = m.findings[each.id](figuresOf(context, each));
        return row(
          [
            threat,
            impact,
            m.linddun[each.linddun],
            m.events[each.event],
            m.measures[each.measure].title,
            m.answers[each.answers],
          ],
          each.places,
          { isOpen: each.basis === "open" },
        );
      }),
    ),
    open(m.s.severity, ["sign-off"]),
    open(m.s.likelihood, ["sign-off"]),
  ];
}

export function risksOf(context: Context): readonly Risk[] {
  const { model, m } = context;
  return model.findings.map((each): Risk => {
    const { threat, impact, source } = m.findings[each.id](figuresOf(context, each));
    const said = (text: string): Sentence => sentence(text, each.places, { isOpen: each.basis === "open" });
    return {
      event: each.event,
      threat: said(threat),
      impact: said(impact),
      source: said(source),
      measure: m.measures[each.measure].title,
    };
  });
}
