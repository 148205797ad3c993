/** How much a presentation tells about a person: bits, anonymity sets, thresholds, what accumulates. */
import { type CalendarDate, parseDate } from "../core/dates.ts";
import type { CompiledPolicy } from "../statement/policy/compile.ts";
import type { RangeSlot, SetSlot } from "../statement/policy/slots.ts";
import {
  type Cell,
  type Population,
  type Slots,
  satisfies,
  sizeOfPopulation,
  slotsOfPeople,
  tally,
} from "./population.ts";

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

/**
 * The disclosure of an event of probability k / n.
 *
 * Formula: −log2(k / n) bits of surprisal, an anonymity set of k. Source: Shannon 1948 for the surprisal; the set of
 * those to whom an act can be attributed, Pfitzmann and Hansen, "A terminology for talking about privacy", v0.34.
 */
export function disclosure(k: number, n: number): Disclosure {
  return { population: n, anonymitySet: k, bits: k === 0 ? Number.POSITIVE_INFINITY : Math.log2(n / k) };
}

/** Sums over the joint histogram: who qualifies, in all and by group. */
export function policyLeakage(slots: Slots, cells: readonly Cell[], population: number): PolicyLeakage {
  const byGroup = new Map<string, GroupCount>();
  for (const { group, ok, count } of cells) {
    const known = byGroup.get(group) ?? { group, people: 0, qualifying: 0 };
    byGroup.set(group, {
      group,
      people: known.people + count,
      qualifying: known.qualifying + (satisfies(slots, ok) ? count : 0),
    });
  }
  const groups = [...byGroup.values()];
  const some = groups.filter(({ qualifying }) => qualifying > 0);
  const total = some.reduce((sum, { qualifying }) => sum + qualifying, 0);
  return {
    ...disclosure(total, population),
    groups,
    worst: some.reduce<GroupCount | undefined>(
      (worst, each) => (worst === undefined || each.qualifying < worst.qualifying ? each : worst),
      undefined,
    ),
    expectedWithinGroup:
      total === 0 ? 0 : some.reduce((sum, { qualifying }) => sum + qualifying * qualifying, 0) / total,
  };
}

/** One slot of a policy, with what everybody who presents thereby says about one claim. */
export interface RevealedCondition extends Disclosure {
  /** Position among the policy's slots, range slots first. */
  readonly slot: number;
  readonly claimIndex: number;
  /** True when every alternative needs it, so that a presentation always reveals it; others stay hidden. */
  readonly isAlwaysRevealed: boolean;
}

/** Each enabled slot on its own: p is the share of people who meet it. */
export function conditionLeakage(
  policy: CompiledPolicy,
  cells: readonly Cell[],
  population: number,
): readonly RevealedCondition[] {
  const always = policy.clauses.reduce((common, mask) => common & mask);
  return [...policy.rangeSlots, ...policy.setSlots].flatMap((slot, i) => {
    if (!slot.enabled) return [];
    const met = cells.filter(({ ok }) => (ok & (1 << i)) !== 0).reduce((sum, { count }) => sum + count, 0);
    return [
      {
        ...disclosure(met, population),
        slot: i,
        claimIndex: slot.claimIndex,
        isAlwaysRevealed: (always & (1 << i)) !== 0,
      },
    ];
  });
}

/** One value of a threshold and who qualifies with it. */
export interface SweepStep {
  /** The bound as the slot holds it: 10000 a year for years, minor units + 2^63 for money. */
  readonly bound: bigint;
  readonly isCurrent: boolean;
  readonly qualifying: number;
  /** People who pass this threshold or its neighbour, not both: the set of somebody who was asked for both. */
  readonly between: number | undefined;
}

export interface Sweep {
  readonly slot: number;
  readonly claimIndex: number;
  readonly relative: RangeSlot["relative"];
  readonly side: "lo" | "hi";
  /** Whether the slot asks for the opposite. */
  readonly negate: boolean;
  readonly steps: readonly SweepStep[];
}

const MAX_BOUND = 2n ** 64n - 1n;
const OFFSET = 2n ** 63n;
/** Steps on each side of the threshold in force. */
const SWEEP_REACH = 2;

/**
 * Moves each one-sided threshold of a policy in small steps and counts who qualifies: somebody who answers two of them
 * under one scope shows that the value lies between.
 *
 * Formula: between(t, t′) = |qualifying(t) △ qualifying(t′)|. Steps: one year, 30 days, a twentieth of an amount, one.
 */
export function thresholdSweeps(policy: CompiledPolicy, population: Population, today: CalendarDate): readonly Sweep[] {
  return policy.rangeSlots.flatMap((slot, i): readonly Sweep[] => {
    const side = sweptSide(slot);
    if (side === undefined) return [];
    const current = slot[side];
    const step = stepOf(slot, side);
    const bounds = Array.from(
      { length: 2 * SWEEP_REACH + 1 },
      (_, j) => current + BigInt(j - SWEEP_REACH) * step,
    ).filter((bound) => bound > (isAmount(slot) ? OFFSET : 0n) && bound < MAX_BOUND);
    const counts = countBounds({ policy, index: i, side, bounds, population, today });
    if (counts === undefined) return [];
    const steps = bounds.map((bound, j): SweepStep => ({ bound, isCurrent: bound === current, ...counts[j]! }));
    return [{ slot: i, claimIndex: slot.claimIndex, relative: slot.relative, side, negate: slot.negate, steps }];
  });
}

function isAmount({ relative, lo, hi }: RangeSlot): boolean {
  return relative === "none" && (lo >= OFFSET || hi >= OFFSET);
}

/** Slots with two finite bounds are no threshold; those without any hold for everybody. */
function sweptSide({ enabled, lo, hi }: RangeSlot): "lo" | "hi" | undefined {
  if (!enabled) return undefined;
  if (hi === MAX_BOUND) return lo > 0n ? "lo" : undefined;
  return lo === 0n ? "hi" : undefined;
}

function stepOf(slot: RangeSlot, side: "lo" | "hi"): bigint {
  if (slot.relative === "years") return 10_000n;
  if (slot.relative === "days") return 30n;
  if (!isAmount(slot)) return 1n;
  const amount = slot[side] - OFFSET;
  return amount > 1_000n ? amount / 20n : 1n;
}

function replace(policy: CompiledPolicy, index: number, slot: RangeSlot): Slots {
  return { ...policy, rangeSlots: policy.rangeSlots.map((each, i) => (i === index ? slot : each)) };
}

interface Bounds {
  readonly policy: CompiledPolicy;
  /** Position of the slot whose bound is moved. */
  readonly index: number;
  readonly side: "lo" | "hi";
  readonly bounds: readonly bigint[];
  readonly population: Population;
  readonly today: CalendarDate;
}

/** Counts for each bound, and between each and the next. Undefined when a claim has no histogram. */
function countBounds(options: Bounds): readonly Pick<SweepStep, "qualifying" | "between">[] | undefined {
  const { policy, index, side, bounds, population, today } = options;
  const slot = policy.rangeSlots[index]!;
  const variants = bounds.map((bound) => replace(policy, index, { ...slot, [side]: bound }));
  if (population.kind === "people") {
    // Only one slot differs, so the others are looked at once.
    const base = slotsOfPeople(policy, population.people, today);
    const bit = 1 << index;
    const held = variants.map(({ rangeSlots }) => {
      const moved = slotsOfPeople({ rangeSlots: [rangeSlots[index]!], setSlots: [] }, population.people, today);
      return base.map((ok, i) => satisfies(policy, moved[i] === 1 ? ok | bit : ok & ~bit));
    });
    return held.map((each, j) => {
      const next = held[j + 1];
      return {
        qualifying: each.filter(Boolean).length,
        between: next === undefined ? undefined : each.filter((holds, i) => holds !== next[i]).length,
      };
    });
  }
  const steps = variants.map((variant, j) => {
    const next = variants[j + 1];
    return {
      qualifying: countHeld([variant], population, today, ([holds]) => holds === true),
      between:
        next === undefined ? undefined : countHeld([variant, next], population, today, (held) => held[0] !== held[1]),
    };
  });
  return steps.every(
    (step): step is { qualifying: number; between: number | undefined } => step.qualifying !== undefined,
  )
    ? steps
    : undefined;
}

/** Counts people by which of several policies they qualify for. */
function countHeld(
  policies: readonly Slots[],
  population: Population,
  today: CalendarDate,
  counts: (held: readonly boolean[]) => boolean,
): number | undefined {
  const rangeSlots: RangeSlot[] = policies.flatMap((each) => each.rangeSlots);
  const setSlots: SetSlot[] = policies.flatMap((each) => each.setSlots);
  // 31 bits is what a mask holds; policies have at most 8 slots each.
  if (rangeSlots.length + setSlots.length > 30) return undefined;
  const cells = tally({ rangeSlots, setSlots, clauses: [] }, population, today);
  let ranges = 0;
  let sets = rangeSlots.length;
  const masks = policies.map((each) => {
    const [r, s] = [ranges, sets];
    ranges += each.rangeSlots.length;
    sets += each.setSlots.length;
    const n = each.rangeSlots.length;
    return each.clauses.map((mask) => ((mask & ((1 << n) - 1)) << r) | ((mask >> n) << s));
  });
  return cells
    ?.filter(({ ok }) => counts(masks.map((clauses) => satisfies({ rangeSlots, setSlots, clauses }, ok))))
    .reduce((sum, each) => sum + each.count, 0);
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
export function accumulation(
  policies: readonly CompiledPolicy[],
  population: Population,
  today: CalendarDate,
): Accumulation | undefined {
  const k = countHeld(policies, population, today, (held) => held.every(Boolean));
  if (k === undefined) return undefined;
  return { ...disclosure(k, sizeOfPopulation(population)), policies: policies.map(({ policy }) => policy.name) };
}

/** What the same policy tells when it is met year after year and the years can be linked. */
export interface Repetition extends Disclosure {
  readonly times: number;
}

/** Counts who qualifies today and would have qualified on the same day of the years before. */
export function repetitions(
  policy: CompiledPolicy,
  population: Population,
  today: CalendarDate,
): readonly Repetition[] {
  if (population.kind !== "people") return [];
  let still = population.people;
  return [0, 1, 2].map((yearsAgo) => {
    const ok = slotsOfPeople(policy, still, sameDay(today, yearsAgo));
    still = still.filter((_, i) => satisfies(policy, ok[i]!));
    return { ...disclosure(still.length, population.people.length), times: yearsAgo + 1 };
  });
}

function sameDay({ year, month, day }: CalendarDate, yearsAgo: number): CalendarDate {
  const text = `${year - yearsAgo}-${String(month).padStart(2, "0")}-`;
  return parseDate(`${text}${String(month === 2 && day === 29 ? 28 : day).padStart(2, "0")}`);
}

/** The anonymity set shortly after the start: only those who came already can be the one who just came. */
export interface EarlySet {
  readonly hours: number;
  /** min(N·p, uptake · hours / 24): the people who have presented until then. */
  readonly presenters: number;
}

/** Formula: presenters(h) = min(anonymity set, uptake per day · h / 24). */
export function earlySets(anonymitySet: number, uptakePerDay: number): readonly EarlySet[] {
  return [1, 8, 24, 168].map((hours) => ({
    hours,
    presenters: Math.min(anonymitySet, Math.floor((uptakePerDay * hours) / 24)),
  }));
}
