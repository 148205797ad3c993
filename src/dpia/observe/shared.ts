/** Values, and beginnings of values, that come back. */
import type { Capture, Distinguisher, FoundLink } from "./capture.ts";
import { farthest } from "./relation.ts";
import { tokensOf } from "./tokens.ts";

/** Shorter values repeat by chance: counts, versions. A status index has five hexadecimal digits. */
const MIN_VALUE_LENGTH = 3;
/** Hexadecimal digits that a prefix must share. */
const PREFIX_DIGITS = 12;

/**
 * A value that appears in several acts of one person and in no act of another one. Where others had no chance to show
 * it (a single person in all), nothing can be said.
 */
export function equalities(party: string, captures: readonly Capture[], acrossParties: boolean): readonly FoundLink[] {
  const byValue = new Map<string, { capture: Capture; field: string }[]>();
  for (const capture of captures) {
    for (const { field, value } of tokensOf(capture)) {
      if (value.length < MIN_VALUE_LENGTH) continue;
      byValue.set(value, [...(byValue.get(value) ?? []), { capture, field }]);
    }
  }
  return grouped(party, byValue, "equality", acrossParties, new Set(captures.map(({ holder }) => holder)).size);
}

export function prefixes(party: string, captures: readonly Capture[]): readonly FoundLink[] {
  const byPrefix = new Map<string, { capture: Capture; field: string }[]>();
  for (const capture of captures) {
    for (const { field, value, isNumber } of tokensOf(capture)) {
      if (!isNumber || value.length < 2 * PREFIX_DIGITS) continue;
      const prefix = value.slice(0, PREFIX_DIGITS);
      byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), { capture, field }]);
    }
  }
  return grouped(party, byPrefix, "prefix", false, new Set(captures.map(({ holder }) => holder)).size);
}

function grouped(
  party: string,
  groups: ReadonlyMap<string, readonly { readonly capture: Capture; readonly field: string }[]>,
  distinguisher: Distinguisher,
  acrossParties: boolean,
  holders: number,
): readonly FoundLink[] {
  if (holders < 2) return [];
  const found: FoundLink[] = [];
  for (const [value, entries] of groups) {
    const acts = new Map(entries.map(({ capture }) => [capture.sequence, capture]));
    const people = new Set(entries.map(({ capture }) => capture.holder));
    const parties = new Set(entries.map(({ capture }) => capture.party));
    if (people.size !== 1 || acts.size < 2 || (acrossParties && parties.size < 2)) continue;
    const { capture, field } = entries[0]!;
    found.push({
      distinguisher,
      party,
      channel: capture.channel,
      field,
      relation: farthest([...acts.values()]),
      value,
      captures: acts.size,
    });
  }
  return found;
}
