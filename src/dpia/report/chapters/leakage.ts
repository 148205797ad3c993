/** Step 4: how many people match a proof, and what it lets others guess. */
import { unitIn } from "../../../credentials/credential/schema.ts";
import { scopeOf } from "../../against-policy.ts";
import type { Inference, Sweep, SweepStep } from "../../leakage.ts";
import { type Place, RULE } from "../../places.ts";
import { type Context, open, table } from "../context.ts";
import type { Block, Figure, Table } from "../report.ts";
import { row, sentence } from "../sentence.ts";

export function leakageBlocks(context: Context): readonly Block[] {
  const { model, m, n, bits } = context;
  const { leakage, minimumGroup, deployment, policy } = model;
  const { note, published } = deployment.population;
  const head: Block[] = [
    ...(note === undefined ? [] : [sentence(m.s.populationNote(note), ["population.note"], { answers: ["cnil:213"] })]),
    ...(published === undefined
      ? []
      : [sentence(m.s.published(n(published.suppressBelow), n(published.roundTo)), ["population.published"])]),
  ];
  if (leakage === undefined) return [...head, open(m.s.leakageUnknown, ["population"])];
  const { policy: whole, conditions, sweeps, accumulated, apart, repetitions, early, places } = leakage;
  const groupName = deployment.population.groupBy;
  const counted = places.filter((place) => /^population\.(people|size|histograms)$/.test(place));
  const hasBranches = JSON.stringify(policy.policy.require).includes('"anyOf"');
  return [
    ...head,
    sentence(
      whole.anonymitySet === 0
        ? m.s.leakageNobody
        : m.s.leakage(n(whole.anonymitySet), n(whole.population), bits(whole.bits)),
      places,
      { answers: ["cnil:213"] },
    ),
    countsEvidence(context, counted),
    ...(leakage.isIndependent ? [sentence(m.s.independentClaims, ["population.histograms"])] : []),
    ...(whole.worst === undefined || groupName === undefined
      ? []
      : [
          sentence(m.s.worst(whole.worst.group, n(whole.worst.qualifying), n(minimumGroup)), [
            ...places,
            "population.groupBy",
            "population.minimumGroup",
          ]),
          sentence(m.s.within(n(whole.expectedWithinGroup)), [...places, "population.groupBy"]),
          groupsFigure(context, groupName),
        ]),
    table(
      m.captions.conditions,
      [m.headers.condition, m.headers.rule, m.headers.revealed, m.headers.qualifying, m.headers.bits],
      conditions.map(({ path, test, isAlwaysRevealed, anonymitySet, bits: b }) =>
        row(
          [m.claim(test.claim), path, isAlwaysRevealed ? m.yes : m.no, n(anonymitySet), bits(b)],
          [
            `policy: ${path}`,
            ...places
              .slice(1)
              .filter((place) => place !== "date" || test.yearsAgo !== undefined || test.daysAgo !== undefined),
          ],
        ),
      ),
    ),
    ...(hasBranches ? [sentence(m.s.alternatives, [RULE, "docs/protocol.md P-16", ...counted])] : []),
    inferenceTable(context),
    ...sweeps.map((sweep) => sweepTable(context, sweep, places)),
    accumulated === undefined
      ? sentence(m.s.notAccumulated, ["alsoAsked", ...counted])
      : sentence(m.s.accumulated(m.list(accumulated.policies), n(accumulated.anonymitySet), bits(accumulated.bits)), [
          "alsoAsked",
          ...places,
        ]),
    ...(apart.length === 0 ? [] : [sentence(m.s.apart(m.list(apart)), ["alsoAsked", ...counted])]),
    ...(repetitions.length === 0
      ? []
      : [
          sentence(m.s.repeated, ["docs/protocol.md P-19", "scopes[*].period", "policy: grid", ...counted]),
          table(
            m.captions.repetitions(m.s.periods[scopeOf(policy, deployment).period]),
            [m.headers.presentations, m.headers.set, m.headers.bits],
            repetitions.map(({ times, anonymitySet, bits: b }) =>
              row([n(times), n(anonymitySet), bits(b)], [...places, "scopes[*].period", "policy: grid"]),
            ),
          ),
        ]),
    ...(early.length === 0
      ? []
      : [
          table(
            m.captions.early,
            [m.headers.hours, m.headers.presenters],
            early.map(({ hours, presenters }) =>
              row([n(hours), n(presenters)], ["population.uptakePerDay", ...places]),
            ),
          ),
        ]),
  ];
}

/** That the way of counting was tested: by a run with a date and a result, or an open question. */
function countsEvidence({ model, m }: Context, counted: readonly Place[]): Block {
  const run = (model.deployment.evidence ?? []).findIndex(({ what }) => what === "counts");
  return run < 0
    ? open(m.s.countsOpen, ["evidence", ...counted])
    : sentence(m.s.evidence(m.evidence.counts, model.deployment.evidence![run]!), [`evidence[${run}]`, ...counted], {
        answers: ["cnil:213"],
      });
}

/** What an acceptance makes likelier: each condition and each alternative, before and after. */
function inferenceTable({ model, m, percent }: Context): Table {
  const { inferences, places } = model.leakage!;
  const label = ({ test }: Inference): string => (test === undefined ? m.alternative : m.claim(test.claim));
  return table(
    m.captions.inferences,
    [m.headers.condition, m.headers.rule, m.headers.before, m.headers.after, m.headers.surest],
    inferences.map((each) =>
      row(
        [
          label(each),
          each.path,
          percent(each.prior),
          percent(each.posterior),
          each.worst === undefined || each.worst.group === ""
            ? "–"
            : m.inGroup(percent(each.worst.posterior), each.worst.group),
        ],
        [...places, "population.groupBy"],
      ),
    ),
  );
}

function sweepTable(context: Context, sweep: Sweep, places: readonly Place[]): Table {
  const { model, m, n } = context;
  const { relative, operator, path, steps } = sweep;
  const words = (step: SweepStep): string => m.threshold(relative, operator, boundText(context, sweep, step));
  const current = steps.find(({ isCurrent }) => isCurrent);
  return table(
    m.captions.sweep(m.claim(sweep.claim), current === undefined ? "" : words(current), path),
    [m.headers.threshold, m.headers.qualifying, m.headers.between],
    steps.map((step) =>
      row(
        [
          `${words(step)}${step.isCurrent ? " ◀" : ""}`,
          n(step.qualifying),
          step.between === undefined ? "–" : n(step.between),
        ],
        model.leakage === undefined ? [] : places,
      ),
    ),
  );
}

function groupsFigure(context: Context, groupName: string): Figure {
  const { model, m, n, bits } = context;
  const { policy, places } = model.leakage!;
  const caption = m.captions.groups(m.claim(groupName));
  return {
    kind: "figure",
    caption,
    picture: {
      kind: "bars",
      unit: m.peopleUnit,
      bars: policy.groups.map(({ group, qualifying }) => ({
        label: group,
        value: Math.round(qualifying),
        isLow: qualifying < model.minimumGroup,
      })),
      limit: { value: model.minimumGroup, label: m.limit(n(model.minimumGroup)) },
    },
    table: table(
      caption,
      [m.headers.group, m.headers.people, m.headers.qualifying, m.headers.bits],
      policy.groups.map(({ group, people: all, qualifying }) =>
        row(
          [group, n(all), n(qualifying), qualifying === 0 ? "–" : bits(Math.log2(all / qualifying))],
          [...places, "population.groupBy"],
        ),
      ),
    ),
  };
}

function boundText({ model, m, n }: Context, { relative, claim }: Sweep, { bound }: SweepStep): string {
  if (relative !== "none") return String(bound);
  const { type, currency, unit } = model.policy.schema.claims.find(({ name }) => name === claim)!;
  if (type !== "money") {
    const forms = unitIn(unit, m.language);
    if (forms === undefined) return n(bound);
    return `${n(bound)} ${new Intl.PluralRules(m.locale).select(bound) === "one" ? forms.one : forms.other}`;
  }
  const style = currency === undefined ? {} : ({ style: "currency", currency } as const);
  return new Intl.NumberFormat(m.locale, style).format(bound / 100);
}
