/** How much a presentation tells about a person: bits, anonymity sets, inference, thresholds, what accumulates. */

import { type CalendarDate, parseDate } from "../core/dates.ts";
import { InvalidInputError } from "../core/json.ts";
import { ownWith, requireList } from "../core/own.ts";
import { parseGrid } from "../core/period-grid.ts";
import type { CredentialSchema } from "../credentials/credential/schema.ts";
import type { CompiledPolicy } from "../statement/policy/compile.ts";
import { type Comparison, operatorOf, type RelativeTest, relativeOperatorOf } from "../statement/policy/language.ts";
import type { DeploymentDescriptor, Scope } from "./descriptor.ts";
import { type Cell, type Population, type Question, tally } from "./population.ts";
import { type Condition, type Rule, readRule } from "./rule.ts";

/** What it tells to meet one statement. */
export interface Disclosure {
  /** Everybody who could have said it: N. */
  readonly population: number;
  /** Those of whom it is true, the anonymity set: N·p. A count for people, an expected number for histograms. */
  readonly anonymitySet: number;
  /** −log2 p with p = anonymitySet / population; infinite when it is true of nobody. */
  readonly bits: number;
}

export interface GroupCount {
  readonly group: string;
  readonly people: number;
  readonly qualifying: number;
}

export interface PolicyLeakage extends Disclosure {
  /** By group, in the groups' order; one entry without name when nothing groups people. */
  readonly groups: readonly GroupCount[];
  /** The group with the fewest qualifying people among those that have any: who hides worst when the group is known. */
  readonly worst: GroupCount | undefined;
  /**
   * Expected anonymity set of a qualifying person drawn at random when the group is known: Σ n_g² / Σ n_g over groups g
   * with n_g qualifying people. Source: the size-biased mean, as each member of a set of n sees a set of n.
   */
  readonly expectedWithinGroup: number;
}

/** Who is counted, and on which day. */
export interface Counted {
  readonly schema: CredentialSchema;
  readonly population: Population;
  readonly today: CalendarDate;
  readonly count?: Count | undefined;
}

/**
 * The disclosure of an event of probability k / n.
 *
 * Formula: −log2(k / n) bits of surprisal, an anonymity set of k. Source: Shannon 1948 for the surprisal; the set of
 * those to whom an act can be attributed, Pfitzmann and Hansen, "A terminology for talking about privacy", v0.34.
 */
export function disclosure(k: number, n: number): Disclosure {
  return { population: n, anonymitySet: k, bits: k === 0 ? Number.POSITIVE_INFINITY : Math.log2(n / k) };
}

/** How people in some cells are counted. */
export type Count = (cells: readonly Cell[]) => number;

const total: Count = (cells) => cells.reduce((sum, { count }) => sum + count, 0);

/** How a number of people is shown. */
export type Shown = (people: number) => number;

/**
 * The way of counting for a version that is published: small counts are shown as the limit, others are rounded, so that
 * neither a cell nor the difference of two tells of a few people. Nobody stays nobody.
 */
export function shownIn(control: DeploymentDescriptor["population"]["published"]): Shown {
  if (control === undefined) return (people) => people;
  const { suppressBelow, roundTo } = control;
  return (people) => {
    if (people === 0) return 0;
    return people < suppressBelow ? suppressBelow : Math.round(people / roundTo) * roundTo;
  };
}

/** Counts people in cells, as they are shown. */
export function countingFor(shown: Shown): Count {
  return (cells) => shown(total(cells));
}

/** Who qualifies, in all and by group. */
export function policyLeakage(rule: Rule, cells: readonly Cell[], count: Count = total): PolicyLeakage {
  const { holds } = ownWith(rule, "holds");
  requireList("cells", cells);
  const names = [...new Set(cells.map(({ group }) => group))].sort();
  const groups = names.map((group): GroupCount => {
    const members = cells.filter((cell) => cell.group === group);
    return { group, people: count(members), qualifying: count(members.filter(({ answers }) => holds(answers))) };
  });
  const some = groups.filter(({ qualifying }) => qualifying > 0);
  const sum = some.reduce((all, { qualifying }) => all + qualifying, 0);
  return {
    ...disclosure(count(cells.filter(({ answers }) => holds(answers))), count(cells)),
    groups,
    worst: some.reduce<GroupCount | undefined>(
      (worst, each) => (worst === undefined || each.qualifying < worst.qualifying ? each : worst),
      undefined,
    ),
    expectedWithinGroup: sum === 0 ? 0 : some.reduce((all, { qualifying: n }) => all + n * n, 0) / sum,
  };
}

/** One condition of a policy, with what everybody who presents thereby says about one claim. */
export interface RevealedCondition extends Disclosure {
  readonly path: string;
  readonly test: Comparison;
  /** True when every alternative needs it, so that a presentation always reveals it; others stay hidden. */
  readonly isAlwaysRevealed: boolean;
}

/** Each condition on its own: p is the share of people who meet it. */
export function conditionLeakage(
  rule: Rule,
  cells: readonly Cell[],
  count: Count = total,
): readonly RevealedCondition[] {
  const { conditions } = ownWith(rule, "conditions");
  requireList("cells", cells);
  return conditions.map(({ path, test, isAlwaysRevealed }, i) => ({
    ...disclosure(count(cells.filter(({ answers }) => answers[i])), count(cells)),
    path,
    test,
    isAlwaysRevealed,
  }));
}

/** What somebody who sees an acceptance may guess: a condition, or a whole alternative, before and after. */
export interface Inference {
  readonly path: string;
  /** Undefined for an alternative of several conditions. */
  readonly test: Comparison | undefined;
  readonly isAlwaysRevealed: boolean;
  /** Share of all people, and of those who qualify: P(A) and P(A | accepted). */
  readonly prior: number;
  readonly posterior: number;
  /** The group in which the guess is surest, among those in which somebody qualifies. */
  readonly worst: { readonly group: string; readonly posterior: number } | undefined;
}

/**
 * How much surer somebody is of each part of the rule who sees that a person was accepted.
 *
 * Formula: P(A | accepted) = #(A ∧ accepted) / #accepted, in all and within each group.
 */
export function inferences(rule: Rule, cells: readonly Cell[], count: Count = total): readonly Inference[] {
  const accepted = cells.filter(({ answers }) => rule.holds(answers));
  const groups = [...new Set(accepted.map(({ group }) => group))].sort();
  const share = (of: readonly Cell[], holds: Rule["holds"]): number =>
    count(of) === 0 ? 0 : Math.min(1, count(of.filter(({ answers }) => holds(answers))) / count(of));
  const single = new Set(rule.conditions.map(({ path }) => path));
  const parts = [
    ...rule.conditions.map(({ path, test, isAlwaysRevealed }, i) => ({
      ...{ path, test, isAlwaysRevealed },
      holds: ((answers) => answers[i]!) as Rule["holds"],
    })),
    ...rule.branches
      .filter(({ path }) => !single.has(path))
      .map((branch) => ({ ...branch, test: undefined, isAlwaysRevealed: false })),
  ];
  return parts.map(({ path, test, isAlwaysRevealed, holds }): Inference => {
    const byGroup = groups.map((group) => ({
      group,
      posterior: share(
        accepted.filter((cell) => cell.group === group),
        holds,
      ),
    }));
    const surest = byGroup.reduce<Inference["worst"]>(
      (worst, each) => (worst === undefined || each.posterior > worst.posterior ? each : worst),
      undefined,
    );
    const posterior = share(accepted, holds);
    return { path, test, isAlwaysRevealed, prior: share(cells, holds), posterior, worst: surest };
  });
}

/** One value of a threshold and who qualifies with it. */
export interface SweepStep {
  readonly bound: number;
  readonly isCurrent: boolean;
  readonly qualifying: number;
  /** People who pass this threshold or its neighbour, not both: the set of somebody who was asked for both. */
  readonly between: number | undefined;
}

export interface Sweep {
  readonly path: string;
  readonly claim: string;
  readonly relative: "none" | "years" | "days";
  readonly operator: "<" | "<=" | ">" | ">=";
  readonly steps: readonly SweepStep[];
}

/** Steps on each side of the threshold in force. */
const SWEEP_REACH = 2;

/**
 * Moves each one-sided threshold of a rule in small steps and counts who qualifies: somebody who answers two of them
 * under one scope shows that the value lies between.
 *
 * Formula: between(t, t′) = |qualifying(t) △ qualifying(t′)|. Steps: one year, 30 days, a twentieth of an amount, one.
 */
export function thresholdSweeps(rule: Rule, counted: Counted): readonly Sweep[] {
  const { conditions } = ownWith(rule, "conditions");
  const { schema, population, count = total } = ownWith(counted, "schema", "population");
  return conditions.flatMap((condition, i): readonly Sweep[] => {
    const threshold = thresholdOf(condition, schema);
    if (threshold === undefined) return [];
    const { relative, operator, current, step, least } = threshold;
    const bounds = Array.from({ length: 2 * SWEEP_REACH + 1 }, (_, j) => current + (j - SWEEP_REACH) * step).filter(
      (bound) => bound >= least,
    );
    const moved = bounds.map((bound): Question => ({ ...condition, test: threshold.at(bound) }));
    const cells = tally([...rule.conditions, ...moved], population, schema);
    if (cells === undefined) return [];
    const qualifies = ({ answers }: Cell, j: number): boolean =>
      rule.holds(answers.map((answer, k) => (k === i ? answers[rule.conditions.length + j]! : answer)));
    const steps = bounds.map(
      (bound, j): SweepStep => ({
        bound,
        isCurrent: bound === current,
        qualifying: count(cells.filter((cell) => qualifies(cell, j))),
        between:
          j + 1 === bounds.length
            ? undefined
            : count(cells.filter((cell) => qualifies(cell, j) !== qualifies(cell, j + 1))),
      }),
    );
    return [{ path: condition.path, claim: condition.test.claim, relative, operator, steps }];
  });
}

interface Threshold extends Pick<Sweep, "relative" | "operator"> {
  readonly current: number;
  readonly step: number;
  /** The least bound that makes sense. */
  readonly least: number;
  readonly at: (bound: number) => Comparison;
}

/** A condition with one bound that is a number; dates by the calendar, lists and single values have none. */
function thresholdOf({ test }: Condition, schema: CredentialSchema): Threshold | undefined {
  const { operator: outer, operand } = operatorOf(test);
  const definition = schema.claims.find(({ name }) => name === test.claim)!;
  if (outer === "yearsAgo" || outer === "daysAgo") {
    const { operator, bounds } = relativeOperatorOf(operand as RelativeTest);
    if (!isOneSided(operator)) return undefined;
    const relative = outer === "yearsAgo" ? "years" : "days";
    const at = (bound: number): Comparison => ({ claim: test.claim, [outer]: { [operator]: bound } });
    return { relative, operator, current: bounds[0]!, step: relative === "years" ? 1 : 30, least: 0, at };
  }
  if (!isOneSided(outer) || (definition.type !== "integer" && definition.type !== "money")) return undefined;
  const current = Number(operand);
  const step = definition.type === "money" ? Math.max(1, Math.floor(Math.abs(current) / 20)) : 1;
  const least = definition.minimum === undefined ? Number.NEGATIVE_INFINITY : Number(definition.minimum);
  return {
    relative: "none",
    operator: outer,
    current,
    step,
    least,
    at: (bound) => ({ claim: test.claim, [outer]: bound }),
  };
}

function isOneSided(operator: string): operator is Sweep["operator"] {
  return ["<", "<=", ">", ">="].includes(operator);
}

/** What several presentations tell together when they can be linked. */
export interface Accumulation extends Disclosure {
  /** Names of the policies, the first one being that of the assessment. */
  readonly policies: readonly string[];
}

/**
 * What somebody tells who answers several policies in one linkable class: the people who qualify for all of them.
 *
 * Formula: p(A ∧ B ∧ …) from the joint counts, not the product of the single ones.
 */
export function accumulation(policies: readonly CompiledPolicy[], counted: Counted): Accumulation | undefined {
  requireList("policies", policies);
  const { schema, population, today, count = total } = ownWith(counted, "schema", "population", "today");
  const rules = policies.map(({ policy }) => readRule(policy, today));
  const cells = tally(
    rules.flatMap(({ conditions }) => conditions),
    population,
    schema,
  );
  const starts = rules.map((_, i) => rules.slice(0, i).reduce((sum, { conditions }) => sum + conditions.length, 0));
  const all = cells?.filter(({ answers }) => rules.every(({ holds }, i) => holds(answers.slice(starts[i]))));
  if (all === undefined) return undefined;
  return {
    ...disclosure(count(all), count(cells!)),
    policies: policies.map(({ policy }) => policy.name),
  };
}

/** What the same policy tells when it is met year after year and the years can be linked. */
export interface Repetition extends Disclosure {
  readonly times: number;
}

/** How far apart two claims of one person are; undefined where there is one claim for ever, or nobody says. */
export type Apart = { readonly months: number } | { readonly days: number } | undefined;

/** The length of a programme's periods; the policy's grid says how many days a period of days has. */
export function apartIn(period: Scope["period"], grid: string | undefined): Apart {
  if (period === "once") return undefined;
  if (period !== "days") return { months: { month: 1, quarter: 3, year: 12 }[period] };
  const days = grid === undefined ? undefined : parseGrid(grid).days;
  return days === undefined ? undefined : { days };
}

/** Counts who qualifies today and would have qualified on the same day of the periods before. */
export function repetitions(
  { policy }: CompiledPolicy,
  { schema, population, today, count = total }: Counted,
  apart: Apart,
): readonly Repetition[] {
  if (population.kind !== "people" || apart === undefined) return [];
  const rules = [0, 1, 2].map((times) => readRule(policy, earlier(today, apart, times)));
  const size = rules[0]!.conditions.length;
  const cells = tally(
    rules.flatMap(({ conditions }) => conditions),
    population,
    schema,
  )!;
  return rules.map((_, before) => {
    const still = cells.filter(({ answers }) =>
      rules.slice(0, before + 1).every(({ holds }, i) => holds(answers.slice(i * size, (i + 1) * size))),
    );
    return { ...disclosure(count(still), count(cells)), times: before + 1 };
  });
}

/** The same day some periods before; the last day of a month that is shorter. */
function earlier({ year, month, day }: CalendarDate, apart: NonNullable<Apart>, times: number): CalendarDate {
  const iso = (date: Date): string => date.toISOString().slice(0, 10);
  if ("days" in apart) return parseDate(iso(new Date(Date.UTC(year, month - 1, day - apart.days * times))));
  const first = new Date(Date.UTC(year, month - 1 - apart.months * times, 1));
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return parseDate(iso(new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), Math.min(day, lastDay)))));
}

/** The anonymity set shortly after the start: only those who came already can be the one who just came. */
export interface EarlySet {
  readonly hours: number;
  /** min(N·p, uptake · hours / 24): the people who have presented until then. */
  readonly presenters: number;
}

/** Formula: presenters(h) = min(anonymity set, uptake per day · h / 24). */
export function earlySets(
  anonymitySet: number,
  uptakePerDay: number,
  shown: Shown = (people) => people,
): readonly EarlySet[] {
  if (typeof shown !== "function") throw new InvalidInputError({ path: "shown", expected: "a function" });
  return [1, 8, 24, 168].map((hours) => ({
    hours,
    presenters: Math.min(anonymitySet, shown(Math.floor((uptakePerDay * hours) / 24))),
  }));
}

/** Formula: h = minimum · 24 / uptake, rounded up; undefined when fewer than the minimum ever qualify. */
export function hoursUntil(minimum: number, anonymitySet: number, uptakePerDay: number): number | undefined {
  return anonymitySet < minimum ? undefined : Math.ceil((minimum * 24) / uptakePerDay);
}
