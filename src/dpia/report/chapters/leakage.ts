/** Step 4: how many people match a proof. */
import type { Sweep, SweepStep } from "../../leakage.ts";
import { type Context, derived, open, table } from "../context.ts";
import type { Block, Figure, Table } from "../report.ts";
import { row, sentence } from "../sentence.ts";

export function leakageBlocks(context: Context): readonly Block[] {
  const { model, m, n, bits } = context;
  const { leakage, minimumGroup, deployment, policy } = model;
  const source = "population";
  const note = deployment.population.note;
  const head: Block[] = note === undefined ? [] : [sentence("declared", m.s.populationNote(note), "population.note")];
  if (leakage === undefined) return [...head, open(m.s.leakageUnknown, source)];
  const { policy: whole, conditions, sweeps, accumulated, repetitions, early } = leakage;
  const groupName = deployment.population.groupBy;
  return [
    ...head,
    derived(
      whole.anonymitySet === 0
        ? m.s.leakageNobody
        : m.s.leakage(n(whole.anonymitySet), n(whole.population), bits(whole.bits)),
      source,
    ),
    derived(m.s.testCount, "test/unit/dpia/leakage.test.ts"),
    ...(leakage.isIndependent ? [derived(m.s.independentClaims, "population.histograms")] : []),
    ...(whole.worst === undefined || groupName === undefined
      ? []
      : [
          derived(m.s.worst(whole.worst.group, n(whole.worst.qualifying), n(minimumGroup)), source),
          derived(m.s.within(n(whole.expectedWithinGroup)), source),
          groupsFigure(context, groupName),
        ]),
    table(
      m.captions.conditions,
      [m.headers.condition, m.headers.revealed, m.headers.qualifying, m.headers.bits],
      conditions.map(({ claimIndex, isAlwaysRevealed, anonymitySet, bits: b }) =>
        row(
          "derived",
          [m.claim(policy.schema.claims[claimIndex]!.name), isAlwaysRevealed ? m.yes : m.no, n(anonymitySet), bits(b)],
          `${policy.policy.name}: require`,
        ),
      ),
    ),
    ...(new Set(policy.clauses).size > 1 ? [derived(m.s.alternatives, "docs/protocol.md P-16")] : []),
    ...sweeps.map((sweep) => sweepTable(context, sweep)),
    accumulated === undefined
      ? derived(m.s.notAccumulated, "alsoAsked")
      : derived(
          m.s.accumulated(m.list(accumulated.policies), n(accumulated.anonymitySet), bits(accumulated.bits)),
          "alsoAsked",
        ),
    ...(repetitions.length === 0
      ? []
      : [
          derived(m.s.repeated, source),
          table(
            m.captions.repetitions,
            [m.headers.presentations, m.headers.set, m.headers.bits],
            repetitions.map(({ times, anonymitySet, bits: b }) =>
              row("derived", [n(times), n(anonymitySet), bits(b)], source),
            ),
          ),
        ]),
    ...(early.length === 0
      ? []
      : [
          table(
            m.captions.early,
            [m.headers.hours, m.headers.presenters],
            early.map(({ hours, presenters }) => row("derived", [n(hours), n(presenters)], "population.uptakePerDay")),
          ),
        ]),
  ];
}

function sweepTable(context: Context, { claimIndex, relative, side, negate, steps }: Sweep): Table {
  const { model, m, n } = context;
  const words = (step: SweepStep): string =>
    m.threshold(relative, { side, negate }, boundText(context, { relative, side, step, claimIndex }));
  const current = steps.find(({ isCurrent }) => isCurrent);
  const claim = m.claim(model.policy.schema.claims[claimIndex]!.name);
  return table(
    m.captions.sweep(claim, current === undefined ? "" : words(current)),
    [m.headers.threshold, m.headers.qualifying, m.headers.between],
    steps.map((step) =>
      row(
        "derived",
        [
          `${words(step)}${step.isCurrent ? " ◀" : ""}`,
          n(step.qualifying),
          step.between === undefined ? "–" : n(step.between),
        ],
        "population",
      ),
    ),
  );
}

function groupsFigure(context: Context, groupName: string): Figure {
  const { model, m, n, bits } = context;
  const { groups } = model.leakage!.policy;
  const caption = m.captions.groups(m.claim(groupName));
  return {
    kind: "figure",
    caption,
    picture: {
      kind: "bars",
      unit: m.peopleUnit,
      bars: groups.map(({ group, qualifying }) => ({
        label: group,
        value: Math.round(qualifying),
        isLow: qualifying < model.minimumGroup,
      })),
      limit: { value: model.minimumGroup, label: m.limit(n(model.minimumGroup)) },
    },
    table: table(
      caption,
      [m.headers.group, m.headers.people, m.headers.qualifying, m.headers.bits],
      groups.map(({ group, people, qualifying }) =>
        row(
          "derived",
          [group, n(people), n(qualifying), qualifying === 0 ? "–" : bits(Math.log2(people / qualifying))],
          "population",
        ),
      ),
    ),
  };
}

const OFFSET = 2n ** 63n;

function boundText(
  { model, m }: Context,
  {
    relative,
    side,
    step,
    claimIndex,
  }: {
    readonly relative: "none" | "years" | "days";
    readonly side: "lo" | "hi";
    readonly step: SweepStep;
    readonly claimIndex: number;
  },
): string {
  // A range of years ends one day before the next birthday.
  if (relative === "years") return String(side === "lo" ? step.bound / 10_000n : (step.bound + 1n) / 10_000n - 1n);
  if (relative === "days") return String(step.bound);
  const { type, currency } = model.policy.schema.claims[claimIndex]!;
  const value = step.bound >= OFFSET ? step.bound - OFFSET : step.bound;
  if (type !== "money") return String(value);
  const style = currency === undefined ? {} : ({ style: "currency", currency } as const);
  return new Intl.NumberFormat(m.locale, style).format(Number(value) / 100);
}
