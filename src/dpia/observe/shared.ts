/** Values, and beginnings and ends of values, that come back with one person or with a few. */
import type { Capture, Distinguisher, FoundLink } from "./capture.ts";
import { CHANCE_LIMIT, chanceOfFew, chanceOfGuesses } from "./chance.ts";
import { farthest } from "./relation.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** Shorter values mean something only together with their field. */
const SHORT = 4;
/** From this length on a value, a beginning or an end does not come back by chance. */
const LONG = 12;
/** From this length on a value is no time: two acts in one second show the same second. */
const NO_TIME = 20;
const PIECES = [2, 3, 4, 6, 8, LONG, 16, 24] as const;

interface Seen {
  readonly capture: Capture;
  readonly token: Token;
}

/** Everything that was seen by somebody, and who could have shown it. */
interface View {
  readonly party: string;
  readonly acrossParties: boolean;
  /** Acts by person. */
  readonly actsOf: ReadonlyMap<number, ReadonlySet<number>>;
  /** Where an act stands in the order in which they were made. */
  readonly rank: ReadonlyMap<number, number>;
}

/** What is compared, and when one return is enough. */
interface How {
  readonly distinguisher: Distinguisher;
  readonly isTelling: (token: Token) => boolean;
  readonly valueOf: (token: Token) => string;
}

/** Values that appear in several acts of one person, or of a few people, and in no act of anybody else. */
export function equalities(party: string, captures: readonly Capture[], acrossParties: boolean): readonly FoundLink[] {
  const groups = new Map<string, Seen[]>();
  for (const capture of captures) {
    for (const token of tokensOf(capture)) {
      const { field, value } = token;
      collect(groups, value.length < SHORT ? `${capture.channel} ${field} ${value}` : value, { capture, token });
    }
  }
  const isTelling = ({ value }: Token): boolean => value.length >= LONG;
  return linksIn(
    groups,
    { distinguisher: "equality", isTelling, valueOf: ({ value }) => value },
    {
      ...viewOf(party, captures, acrossParties),
    },
  );
}

/** The same for the first or the last characters of values that differ, apart from those that came back whole. */
export function pieces(
  party: string,
  captures: readonly Capture[],
  { end, explained }: { readonly end: "prefix" | "suffix"; readonly explained: ReadonlySet<string> },
): readonly FoundLink[] {
  const view = viewOf(party, captures, false);
  const cut = ({ text }: Token, length: number): string =>
    end === "prefix" ? text.slice(0, length) : text.slice(-length);
  const found = PIECES.flatMap((length) => {
    const groups = new Map<string, Seen[]>();
    for (const capture of captures) {
      for (const token of tokensOf(capture)) {
        if (token.text.length <= length || explained.has(token.value)) continue;
        collect(groups, `${capture.channel} ${token.field} ${cut(token, length)}`, { capture, token });
      }
    }
    // A value that came back whole with everybody is no beginning of anything.
    for (const [key, seen] of groups) if (new Set(seen.map(({ token }) => token.text)).size < 2) groups.delete(key);
    const isTelling = (): boolean => length >= LONG;
    return linksIn(groups, { distinguisher: end, isTelling, valueOf: (token) => cut(token, length) }, view);
  });
  // Of one beginning the longest form says all.
  const key = ({ channel, field, acts }: FoundLink): string => `${channel} ${field} ${acts}`;
  return [...new Map(found.map((link) => [key(link), link])).values()];
}

function collect(groups: Map<string, Seen[]>, key: string, seen: Seen): void {
  const known = groups.get(key);
  if (known === undefined) groups.set(key, [seen]);
  else known.push(seen);
}

function viewOf(party: string, captures: readonly Capture[], acrossParties: boolean): View {
  const actsOf = new Map<number, Set<number>>();
  for (const { holder, sequence } of captures) actsOf.set(holder, (actsOf.get(holder) ?? new Set()).add(sequence));
  const order = [...new Set(captures.map(({ sequence }) => sequence))].sort((a, b) => a - b);
  return { party, acrossParties, actsOf, rank: new Map(order.map((sequence, i) => [sequence, i])) };
}

function linksIn(groups: ReadonlyMap<string, readonly Seen[]>, how: How, view: View): readonly FoundLink[] {
  const repeated = [...groups.values()]
    .map((seen) => ({ seen, acts: new Map(seen.map(({ capture }) => [capture.sequence, capture])) }))
    .filter(({ acts }) => acts.size > 1);
  const isTelling = tellingFields(repeated, view);
  return repeated.flatMap(({ seen, acts }): FoundLink[] => {
    const parties = new Set(seen.map(({ capture }) => capture.party));
    const { capture, token } = seen[0]!;
    if (view.acrossParties && parties.size < 2) return [];
    const isEnough = how.isTelling(token) || isTelling.has(fieldOf(seen[0]!));
    if (!tellsApart([...acts.values()], { ...view, ...how, isEnough, tried: repeated.length, token })) return [];
    return [
      {
        distinguisher: how.distinguisher,
        party: view.party,
        channel: capture.channel,
        field: token.field,
        relation: farthest([...acts.values()]),
        value: how.valueOf(token),
        captures: acts.size,
        acts: [...acts.keys()].sort((a, b) => a - b),
      },
    ];
  });
}

const fieldOf = ({ capture, token }: Seen): string => `${capture.channel} ${token.field}`;

/** Fields whose values come back with the same person more often than chance allows: one return proves nothing. */
function tellingFields(
  repeated: readonly { readonly seen: readonly Seen[]; readonly acts: ReadonlyMap<number, Capture> }[],
  { actsOf, rank }: View,
): ReadonlySet<string> {
  const pairs = (n: number): number => (n * (n - 1)) / 2;
  const own = [...actsOf.values()].reduce((sum, { size }) => sum + pairs(size), 0);
  const returns = new Map<string, { same: number; all: number }>();
  for (const { seen, acts } of repeated) {
    const people = new Set([...acts.values()].map(({ holder }) => holder)).size;
    const counts = returns.get(fieldOf(seen[0]!)) ?? { same: 0, all: 0 };
    counts.same += acts.size - people;
    counts.all += acts.size - 1;
    returns.set(fieldOf(seen[0]!), counts);
  }
  const telling = [...returns].filter(
    ([, { same, all }]) => chanceOfGuesses(same, all, own / pairs(rank.size)) * returns.size < CHANCE_LIMIT,
  );
  return new Set(telling.map(([field]) => field));
}

function tellsApart(
  acts: readonly Capture[],
  given: View & How & { readonly isEnough: boolean; readonly tried: number; readonly token: Token },
): boolean {
  const { actsOf, rank, tried, token, distinguisher, isEnough } = given;
  const people = new Set(acts.map(({ holder }) => holder));
  // Where others had no chance to show it, nothing can be said.
  if (people.size === actsOf.size) return false;
  const ranks = acts.map(({ sequence }) => rank.get(sequence)!);
  const isOneStretch = Math.max(...ranks) - Math.min(...ranks) === ranks.length - 1;
  if (isOneStretch && (distinguisher !== "equality" || token.text.length < NO_TIME)) return false;
  if (people.size === 1 && isEnough) return true;
  const own = [...people].reduce((sum, holder) => sum + actsOf.get(holder)!.size, 0);
  const chance = chanceOfFew({ people: actsOf.size, few: people.size, acts: rank.size, own, seen: acts.length });
  return chance * tried < CHANCE_LIMIT;
}
