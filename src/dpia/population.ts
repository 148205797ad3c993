/** People as joint counts: how many meet which slots of a policy, in which group. */
import type { CalendarDate } from "../core/dates.ts";
import type { CompiledPolicy } from "../statement/policy/compile.ts";
import { slotsHold } from "../statement/policy/evaluate.ts";
import type { SetSlot } from "../statement/policy/slots.ts";

/** People with their claims encoded in the schema's order (protocol P-4). */
export interface PeopleTable {
  readonly kind: "people";
  readonly people: readonly (readonly bigint[])[];
  /** Position of the claim that groups people, and the label of each of its values. */
  readonly group?: { readonly claimIndex: number; readonly label: (value: bigint) => string };
}

/** Counts per value of single claims, taken as independent of each other; claims without a histogram are unknown. */
export interface Histograms {
  readonly kind: "histograms";
  readonly size: number;
  /** By position of the claim. */
  readonly claims: ReadonlyMap<number, readonly { readonly value: bigint; readonly count: number }[]>;
  readonly group?: { readonly claimIndex: number; readonly label: (value: bigint) => string };
}

export type Population = PeopleTable | Histograms;

/** How many people of a group meet exactly the slots in `ok`. Expected numbers for histograms, counts for people. */
export interface Cell {
  readonly group: string;
  /** Bit i is slot i, as in a clause's mask. */
  readonly ok: number;
  readonly count: number;
}

/** Everybody, when nothing groups people. */
export const NO_GROUP = "";

/** The slots and alternatives of a policy: all that counting needs. */
export type Slots = Pick<CompiledPolicy, "rangeSlots" | "setSlots" | "clauses">;

/**
 * Counts people by the slots they meet: the joint histogram over which every figure of the assessment is a sum.
 *
 * @returns undefined when a claim that the policy looks at has no histogram
 */
export function tally(slots: Slots, population: Population, today: CalendarDate): readonly Cell[] | undefined {
  return population.kind === "people"
    ? tallyPeople(slots, population, today)
    : tallyHistograms(slots, population, today);
}

/** Opening a set tree is slow and codes repeat, so each value is looked up once per slot. */
const memberships = new WeakMap<SetSlot, Map<bigint, boolean>>();

function knownOf(slot: SetSlot): Map<bigint, boolean> {
  const known = memberships.get(slot) ?? new Map<bigint, boolean>();
  memberships.set(slot, known);
  return known;
}

/** For each person which slots hold, bit i for slot i. */
export function slotsOfPeople(
  slots: Pick<Slots, "rangeSlots" | "setSlots">,
  people: PeopleTable["people"],
  today: CalendarDate,
): readonly number[] {
  const ranges = { rangeSlots: slots.rangeSlots, setSlots: [] };
  const sets = slots.setSlots.map((slot, i) => ({
    slot,
    bit: 1 << (slots.rangeSlots.length + i),
    known: knownOf(slot),
  }));
  return people.map((claims) => {
    let ok = slotsHold(ranges, { claims, today });
    for (const { slot, bit, known } of sets) {
      const value = claims[slot.claimIndex]!;
      const holds = known.get(value) ?? slotsHold({ rangeSlots: [], setSlots: [slot] }, { claims, today }) === 1;
      known.set(value, holds);
      if (holds) ok |= bit;
    }
    return ok;
  });
}

function tallyPeople(slots: Slots, { people, group }: PeopleTable, today: CalendarDate): readonly Cell[] {
  const counts = new Map<string, Map<number, number>>();
  for (const [i, ok] of slotsOfPeople(slots, people, today).entries()) {
    const name = group === undefined ? NO_GROUP : group.label(people[i]![group.claimIndex]!);
    const cells = counts.get(name) ?? new Map<number, number>();
    cells.set(ok, (cells.get(ok) ?? 0) + 1);
    counts.set(name, cells);
  }
  return flatten(counts);
}

/** Probability of each pattern of one claim's slots, then the product over claims. */
function tallyHistograms(slots: Slots, population: Histograms, today: CalendarDate): readonly Cell[] | undefined {
  const { size, claims, group } = population;
  const all = [...slots.rangeSlots, ...slots.setSlots];
  const used = [...new Set(all.filter(({ enabled }) => enabled).map(({ claimIndex }) => claimIndex))];
  if (used.some((index) => !claims.has(index))) return undefined;
  const owned = (index: number): number =>
    all.reduce((mask, slot, i) => (slot.enabled && slot.claimIndex === index ? mask | (1 << i) : mask), 0);
  const patterns = (index: number): ReadonlyMap<string, ReadonlyMap<number, number>> => {
    const histogram = claims.get(index)!;
    const total = histogram.reduce((sum, { count }) => sum + count, 0);
    const found = new Map<string, Map<number, number>>();
    for (const { value, count } of histogram) {
      const row = Array.from({ length: 8 }, (_, i) => (i === index ? value : 0n));
      const ok = slotsHold(slots, { claims: row, today }) & owned(index);
      const name = group?.claimIndex === index ? group.label(value) : NO_GROUP;
      const cells = found.get(name) ?? new Map<number, number>();
      cells.set(ok, (cells.get(ok) ?? 0) + count / total);
      found.set(name, cells);
    }
    return found;
  };
  const grouping = group !== undefined && claims.has(group.claimIndex) ? [group.claimIndex] : [];
  let joint = new Map([[NO_GROUP, new Map([[0, 1]])]]);
  for (const index of new Set([...grouping, ...used])) {
    const next = new Map<string, Map<number, number>>();
    for (const [left, leftCells] of joint) {
      for (const [right, rightCells] of patterns(index)) {
        const name = left === NO_GROUP ? right : left;
        const cells = next.get(name) ?? new Map<number, number>();
        for (const [a, p] of leftCells) {
          for (const [b, q] of rightCells) cells.set(a | b, (cells.get(a | b) ?? 0) + p * q);
        }
        next.set(name, cells);
      }
    }
    joint = next;
  }
  return flatten(joint).map((cell) => ({ ...cell, count: cell.count * size }));
}

function flatten(counts: ReadonlyMap<string, ReadonlyMap<number, number>>): Cell[] {
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([group, cells]) => [...cells].sort(([a], [b]) => a - b).map(([ok, count]) => ({ group, ok, count })));
}

/** Whether a pattern of slots satisfies one of the alternatives (protocol P-16). */
export function satisfies({ clauses }: Slots, ok: number): boolean {
  return clauses.some((mask) => mask !== 0 && (mask & ok) === mask);
}

/** How many people there are. */
export function sizeOfPopulation(population: Population): number {
  return population.kind === "people" ? population.people.length : population.size;
}
