/**
 * An attack instead of a property: whose act is this? The guess is the person of the earlier act that is most like it. If
 * the guesses are right more often than chance allows, acts can be linked, whatever it is that makes them alike: a root of
 * an unusual age, a counter that falls slowly, the hour of the day, a combination of small things.
 */
import type { Capture, Channel, Distinguisher, FoundLink } from "./capture.ts";
import { CHANCE_LIMIT, chanceOfGuesses } from "./chance.ts";
import { farthest } from "./relation.ts";
import { type Token, tokensOf } from "./tokens.ts";

const DAY_MS = 86_400_000;
/** Numbers of more digits are drawn at random or are times of no use here. */
const MOST_DIGITS = 13;

/** What of an act is compared. Smaller is more alike. */
interface Comparison {
  readonly distinguisher: Distinguisher;
  readonly channel: Channel;
  readonly field: string;
  readonly acts: readonly Capture[];
  readonly distance: (a: Capture, b: Capture) => number;
}

/** Numbers and hours that stay near each other, and small things that come together. */
export function likenesses(party: string, captures: readonly Capture[], explained: ReadonlySet<string>): FoundLink[] {
  const acts = firstOfEach(captures);
  if (new Set(acts.map(({ holder }) => holder)).size < 2) return [];
  const comparisons = [...numbers(captures, explained), ...hours(acts), ...combinations(captures, acts, explained)];
  return comparisons.flatMap((each) => attack(party, each, comparisons.length));
}

/** The first capture of each act, in the order of the acts. */
function firstOfEach(captures: readonly Capture[]): readonly Capture[] {
  const first = new Map<number, Capture>();
  for (const capture of captures) if (!first.has(capture.sequence)) first.set(capture.sequence, capture);
  return [...first.values()].sort((a, b) => a.sequence - b.sequence);
}

function attack(party: string, comparison: Comparison, comparisons: number): readonly FoundLink[] {
  const { acts, distance, distinguisher, channel, field } = comparison;
  const guesses = acts.flatMap((act, i) => {
    const earlier = acts.slice(0, i);
    const own = earlier.filter(({ holder }) => holder === act.holder).length;
    if (own === 0 || own === earlier.length) return [];
    const distances = earlier.map((other) => distance(act, other));
    const least = Math.min(...distances);
    if (!Number.isFinite(least)) return [];
    const nearest = earlier.filter((_, j) => distances[j] === least);
    const right = nearest.filter(({ holder }) => holder === act.holder).length / nearest.length;
    return [{ act, right, chance: own / earlier.length }];
  });
  // Everybody together, and each person alone: a leak may be of one phone.
  const people = [...new Set(guesses.map(({ act }) => act.holder))];
  const sets = [guesses, ...people.map((holder) => guesses.filter(({ act }) => act.holder === holder))];
  const found = sets.find((set) => {
    const sum = (of: (guess: (typeof guesses)[number]) => number): number => set.reduce((all, one) => all + of(one), 0);
    const mean = sum(({ chance }) => chance) / set.length;
    const chance = chanceOfGuesses(
      sum(({ right }) => right),
      set.length,
      mean,
    );
    return chance * comparisons * sets.length < CHANCE_LIMIT;
  });
  if (found === undefined) return [];
  const linked = found.filter(({ right }) => right > 0).map(({ act }) => act);
  const sequences = linked.map(({ sequence }) => sequence);
  return [
    { distinguisher, party, channel, field, relation: farthest(linked), captures: linked.length, acts: sequences },
  ];
}

/** Each field that holds a number of ordinary size in most acts. */
function numbers(captures: readonly Capture[], explained: ReadonlySet<string>): readonly Comparison[] {
  const fields = new Map<string, Map<number, { capture: Capture; value: number }>>();
  for (const capture of captures) {
    for (const { field, text, value } of tokensOf(capture)) {
      if (!/^\d+(?:\.\d+)?$/.test(text) || text.length > MOST_DIGITS || explained.has(value)) continue;
      const key = `${capture.channel} ${field}`;
      const acts = fields.get(key) ?? new Map();
      if (!acts.has(capture.sequence)) acts.set(capture.sequence, { capture, value: Number(text) });
      fields.set(key, acts);
    }
  }
  return [...fields].flatMap(([key, found]): Comparison[] => {
    const acts = [...found.values()].sort((a, b) => a.capture.sequence - b.capture.sequence);
    if (new Set(acts.map(({ value }) => value)).size < 2) return [];
    const [channel, ...field] = key.split(" ");
    return [
      {
        distinguisher: "nearness",
        channel: channel as Channel,
        field: field.join(" "),
        acts: acts.map(({ capture }) => capture),
        distance: (a, b) => Math.abs(found.get(a.sequence)!.value - found.get(b.sequence)!.value),
      },
    ];
  });
}

/** The time of the day, where acts are of several days. */
function hours(acts: readonly Capture[]): readonly Comparison[] {
  const times = acts.map(({ atMs }) => atMs);
  if (acts.length === 0 || Math.max(...times) - Math.min(...times) <= DAY_MS) return [];
  const distance = (a: Capture, b: Capture): number => {
    const apart = Math.abs(a.atMs - b.atMs) % DAY_MS;
    return Math.min(apart, DAY_MS - apart);
  };
  return [{ distinguisher: "nearness", channel: acts[0]!.channel, field: "hour of the day", acts, distance }];
}

/** All values together that some acts share and others do not, each weighing as much as it is rare. */
function combinations(
  captures: readonly Capture[],
  acts: readonly Capture[],
  explained: ReadonlySet<string>,
): readonly Comparison[] {
  const features = new Map<number, Set<string>>();
  const actsWith = new Map<string, Set<number>>();
  const nameOf = ({ channel }: Capture, { field, value }: Token): string => `${channel} ${field} ${value}`;
  for (const capture of captures) {
    for (const token of tokensOf(capture)) {
      if (explained.has(token.value)) continue;
      const name = nameOf(capture, token);
      actsWith.set(name, (actsWith.get(name) ?? new Set()).add(capture.sequence));
    }
  }
  const weights = new Map<string, number>();
  for (const [name, { size }] of actsWith) {
    if (size > 1 && size < acts.length) weights.set(name, Math.log2(acts.length / size));
  }
  for (const [name, sequences] of actsWith) {
    if (!weights.has(name)) continue;
    for (const sequence of sequences) features.set(sequence, (features.get(sequence) ?? new Set()).add(name));
  }
  if (weights.size === 0) return [];
  const none: ReadonlySet<string> = new Set();
  const distance = (a: Capture, b: Capture): number => {
    const [own, other] = [features.get(a.sequence) ?? none, features.get(b.sequence) ?? none];
    let alike = 0;
    for (const name of own) if (other.has(name)) alike += weights.get(name)!;
    return -alike;
  };
  return [{ distinguisher: "combination", channel: acts[0]!.channel, field: "values together", acts, distance }];
}
