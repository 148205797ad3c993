/**
 * Looks for links in what parties really saw. Captures are byte streams with a truth that only the test knows: whose they
 * were. A distinguisher finds a property of the captures that tells people apart; whatever it finds must be declared by
 * the model.
 */

import { hexToInteger } from "../core/bytes.ts";
import type { LinkVerdict, SituationId } from "./linkability.ts";

/** Where bytes were seen. */
export type Channel = "wire" | "calldata" | "transaction" | "event" | "log" | "metric" | "status-request" | "registry";

/** The acts of a test run: who, where, when. */
export interface Act {
  /** Number of the holder, the one thing that must not show. */
  readonly holder: number;
  readonly verifier: number;
  readonly scope: number;
  readonly period: number;
  /** Counts up per presentation, in the order in which they were made. */
  readonly sequence: number;
}

/** Bytes that one party saw during one act. */
export interface Capture extends Act {
  readonly party: string;
  readonly channel: Channel;
  /** As seen: JSON text, hexadecimal calldata, a log line, a line of metrics, a URL. */
  readonly content: string;
  /** When the party saw it, in milliseconds. */
  readonly atMs: number;
}

export type Distinguisher = "equality" | "prefix" | "ordering" | "timing";

/** How two acts that are linked differ, the nearest relation first. */
export type Relation = "same-period" | "other-period" | "other-scope" | "other-verifier";

/** A property that tells people apart. */
export interface FoundLink {
  readonly distinguisher: Distinguisher;
  /** One party, or two joined by `+` when neither finds it alone. */
  readonly party: string;
  readonly channel: Channel;
  /** Where in the capture: a JSON path, `word 3` of calldata, a key of a log line. */
  readonly field: string;
  readonly relation: Relation;
  /** The value that reappears, shortened; absent for orders and times. */
  readonly value?: string;
  /** Captures that the property links. */
  readonly captures: number;
}

/** A link that the model declares: a value of this name may link acts in this relation for this party. */
export interface DeclaredLink {
  readonly party: string;
  readonly relation: Relation;
  /** Which value: `nullifier`, `payee`, `sender`, `network-address` … */
  readonly observable: string;
}

/** Names of values that the run knows, so that a found value can be compared with a declared name. */
export type KnownValues = ReadonlyMap<string, string>;

export interface LinkReport {
  readonly found: readonly FoundLink[];
  readonly undeclared: readonly FoundLink[];
}

/** A value at a place of a capture, in one spelling whatever its base. */
interface Token {
  readonly field: string;
  /** Lower-case hexadecimal without leading zeros for numbers and bytes, the text itself otherwise. */
  readonly value: string;
  readonly isNumber: boolean;
}

/** Shorter values repeat by chance: counts, versions. A status index has five hexadecimal digits. */
const MIN_VALUE_LENGTH = 3;
/** Hexadecimal digits that a prefix must share. */
const PREFIX_DIGITS = 12;
const TIME_BUCKETS_MS = [1, 10, 100, 1_000, 10_000, 60_000] as const;

/** Applies all distinguishers to what each party, and each pair of parties, saw. */
export function findLinks(captures: readonly Capture[]): readonly FoundLink[] {
  const parties = [...new Set(captures.map(({ party }) => party))].sort();
  const seen = new Map(parties.map((party) => [party, captures.filter((each) => each.party === party)]));
  const alone = parties.flatMap((party) => linksOf(party, seen.get(party)!));
  const pairs = parties.flatMap((a, i) => parties.slice(i + 1).map((b) => [a, b] as const));
  const together = pairs.flatMap(([a, b]) => {
    const captured = [...seen.get(a)!, ...seen.get(b)!];
    const isKnown = (link: FoundLink): boolean =>
      alone.some(
        (other) =>
          (other.party === a || other.party === b) &&
          other.distinguisher === link.distinguisher &&
          other.value === link.value &&
          isNearer(link.relation, other.relation),
      );
    const party = `${a}+${b}`;
    return [...equalities(party, captured, true), ...orderings(party, captured)].filter((link) => !isKnown(link));
  });
  return [...alone, ...together];
}

function linksOf(party: string, captures: readonly Capture[]): readonly FoundLink[] {
  const equal = equalities(party, captures, false);
  const values = new Set(equal.map(({ value }) => value));
  return [
    ...equal,
    ...prefixes(party, captures).filter(({ value }) => ![...values].some((known) => known?.startsWith(value ?? ""))),
    ...orderings(party, captures),
    ...timings(party, captures),
  ];
}

/** What the model does not declare. A value of an unknown name is never declared. */
export function undeclaredLinks(
  found: readonly FoundLink[],
  declared: readonly DeclaredLink[],
  known: KnownValues,
): readonly FoundLink[] {
  return found.filter(({ party, relation, value }) => {
    const observable = value === undefined ? undefined : known.get(value);
    return !declared.some(
      (link) =>
        observable === link.observable &&
        partiesOf(party).includes(link.party) &&
        // A value that may link periods may link within one.
        isNearer(relation, link.relation),
    );
  });
}

/** `verifier-1+verifier-2` are both verifiers. */
function partiesOf(party: string): readonly string[] {
  return party.split("+").map((name) => name.replace(/-[0-9]+$/, ""));
}

const DECLARED_AT: Readonly<Partial<Record<SituationId, readonly [party: string, relation: Relation]>>> = {
  "same-scope-same-period": ["verifier", "same-period"],
  "same-scope-other-period": ["verifier", "other-period"],
  "other-scope": ["verifier", "other-scope"],
  "two-verifiers": ["verifier", "other-verifier"],
  "chain-same-period": ["chain", "same-period"],
  "chain-other-period": ["chain", "other-period"],
  "chain-other-scope": ["chain", "other-verifier"],
  "relayer-other-period": ["relayer", "other-verifier"],
  "rpc-other-period": ["rpc", "other-verifier"],
  "status-host-over-time": ["status-host", "other-verifier"],
};

/** The links that a model declares, in the terms of a test run. Relayer and access point see what the chain will show. */
export function declaredLinks(verdicts: readonly LinkVerdict[]): readonly DeclaredLink[] {
  return verdicts.flatMap(({ situation, links }) => {
    const place = DECLARED_AT[situation.id];
    if (place === undefined) return [];
    const [party, relation] = place;
    const parties = party === "chain" ? ["chain", "relayer", "rpc"] : [party];
    return links.flatMap(({ observable }) => parties.map((each) => ({ party: each, relation, observable })));
  });
}

const RELATIONS: readonly Relation[] = ["same-period", "other-period", "other-scope", "other-verifier"];

function isNearer(a: Relation, b: Relation): boolean {
  return RELATIONS.indexOf(a) <= RELATIONS.indexOf(b);
}

function relationOf(a: Act, b: Act): Relation {
  if (a.verifier !== b.verifier) return "other-verifier";
  if (a.scope !== b.scope) return "other-scope";
  return a.period === b.period ? "same-period" : "other-period";
}

/** The farthest relation among some acts of one person. */
function farthest(acts: readonly Act[]): Relation {
  return acts
    .flatMap((a, i) => acts.slice(i + 1).map((b) => relationOf(a, b)))
    .reduce<Relation>((far, each) => (isNearer(far, each) ? each : far), "same-period");
}

// ---- equality and prefix ----

/**
 * A value that appears in several acts of one person and in no act of another one. Where others had no chance to show
 * it (a single person in all), nothing can be said.
 */
function equalities(party: string, captures: readonly Capture[], acrossParties: boolean): readonly FoundLink[] {
  const byValue = new Map<string, { capture: Capture; field: string }[]>();
  for (const capture of captures) {
    for (const { field, value } of tokensOf(capture)) {
      if (value.length < MIN_VALUE_LENGTH) continue;
      byValue.set(value, [...(byValue.get(value) ?? []), { capture, field }]);
    }
  }
  return grouped(party, byValue, "equality", acrossParties, new Set(captures.map(({ holder }) => holder)).size);
}

function prefixes(party: string, captures: readonly Capture[]): readonly FoundLink[] {
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

// ---- ordering ----

/**
 * A number that puts people in the same order in every group of acts (one verifier, scope and period), though its values
 * differ. By chance a fixed order of h people in g groups has probability (1/h!)^(g−1); less than 1 in 1,000 is a link.
 */
function orderings(party: string, captures: readonly Capture[]): readonly FoundLink[] {
  const byField = new Map<string, Map<string, Map<number, { value: bigint; capture: Capture }>>>();
  for (const capture of captures) {
    const group = `${capture.verifier}/${capture.scope}/${capture.period}`;
    for (const { field, value, isNumber } of tokensOf(capture)) {
      if (!isNumber) continue;
      const key = `${capture.channel} ${field}`;
      const groups = byField.get(key) ?? new Map();
      const people = groups.get(group) ?? new Map();
      // The first act of a person in a group counts.
      if (!people.has(capture.holder)) people.set(capture.holder, { value: hexToInteger(value || "0"), capture });
      groups.set(group, people);
      byField.set(key, groups);
    }
  }
  const found: FoundLink[] = [];
  for (const groups of byField.values()) {
    const orders = [...groups.values()].map((people) => orderOf(people)).filter((order) => order !== undefined);
    const complete = orders.filter((order) => order.split(",").length >= 2);
    const [first] = complete;
    if (first === undefined || complete.some((order) => order !== first)) continue;
    const people = first.split(",").length;
    if ((1 / factorial(people)) ** (complete.length - 1) >= 1e-3) continue;
    const entries = [...groups.values()].flatMap((each) => [...each.values()]);
    // Equal values in all groups are found by equality already.
    if (new Set(entries.map(({ value }) => value)).size <= people) continue;
    const { capture } = entries[0]!;
    const field = [...byField]
      .find(([, value]) => value === groups)![0]
      .split(" ")
      .slice(1)
      .join(" ");
    const acts = entries.map((entry) => entry.capture);
    found.push({
      distinguisher: "ordering",
      party,
      channel: capture.channel,
      field,
      relation: farthest(acts),
      captures: acts.length,
    });
  }
  return found;
}

/** Holders by increasing value; undefined when two have the same. */
function orderOf(people: ReadonlyMap<number, { readonly value: bigint }>): string | undefined {
  const entries = [...people].sort(([, a], [, b]) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
  if (new Set(entries.map(([, { value }]) => value)).size !== entries.length) return undefined;
  return entries.map(([holder]) => holder).join(",");
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

// ---- timing ----

/**
 * Durations between what a party sent and what it got back in one act, in buckets: a bucket that holds all acts of one
 * person and no act of another one. Asked of people with three acts at least, as fewer coincide by chance.
 */
function timings(party: string, captures: readonly Capture[]): readonly FoundLink[] {
  const acts = new Map<number, Capture[]>();
  for (const capture of captures) acts.set(capture.sequence, [...(acts.get(capture.sequence) ?? []), capture]);
  const durations = [...acts.values()]
    .filter((each) => each.length >= 2)
    .map((each) => {
      const times = each.map(({ atMs }) => atMs);
      return { act: each[0]!, ms: Math.max(...times) - Math.min(...times) };
    });
  const holders = [...new Set(durations.map(({ act }) => act.holder))];
  if (holders.length < 2) return [];
  for (const width of TIME_BUCKETS_MS) {
    const bucketOf = (ms: number): number => Math.floor(ms / width);
    for (const holder of holders) {
      const own = durations.filter(({ act }) => act.holder === holder);
      const others = durations.filter(({ act }) => act.holder !== holder);
      const buckets = new Set(own.map(({ ms }) => bucketOf(ms)));
      if (own.length < 3 || buckets.size !== 1 || others.some(({ ms }) => buckets.has(bucketOf(ms)))) continue;
      return [
        {
          distinguisher: "timing",
          party,
          channel: own[0]!.act.channel,
          field: `duration in buckets of ${width} ms`,
          relation: farthest(own.map(({ act }) => act)),
          captures: own.length,
        },
      ];
    }
  }
  return [];
}

// ---- reading captures ----

const cache = new WeakMap<Capture, readonly Token[]>();

/** The values in a capture. Numbers in any base get one spelling, so that a logged nullifier equals a public signal. */
export function tokensOf(capture: Capture): readonly Token[] {
  const known = cache.get(capture);
  if (known !== undefined) return known;
  const tokens =
    capture.channel === "calldata" || /^0x[0-9a-f]{64,}$/i.test(capture.content)
      ? words(capture.content)
      : parsed(capture.content);
  cache.set(capture, tokens);
  return tokens;
}

function parsed(content: string): readonly Token[] {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    return loose(content);
  }
  return typeof json === "object" && json !== null ? leaves(json, "") : loose(content);
}

function leaves(value: unknown, path: string): readonly Token[] {
  if (Array.isArray(value)) return value.flatMap((each: unknown, i) => leaves(each, `${path}[${i}]`));
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([key, each]) => leaves(each, path === "" ? key : `${path}.${key}`));
  }
  if (value === null || typeof value === "boolean") return [];
  const text = String(value);
  // Text inside a string, such as a log message or a URL, is looked at word by word.
  return [token(path, text), ...(/[\s=?&/]/.test(text) ? loose(text).map((each) => ({ ...each, field: path })) : [])];
}

/** `key=value` pairs, quoted strings and bare words. */
function loose(content: string): readonly Token[] {
  return [...content.matchAll(/(?:([\w.-]+)[=:])?"?([\w.+@-]+)"?/g)].map(([, key, value], i) =>
    token(key ?? `word ${i}`, value!),
  );
}

/** Selector and words of 32 bytes. */
function words(calldata: string): readonly Token[] {
  const digits = calldata.replace(/^0x/, "");
  const start = digits.length % 64 === 8 ? 8 : 0;
  const count = Math.floor((digits.length - start) / 64);
  return Array.from({ length: count }, (_, i) =>
    number(`word ${i}`, hexToInteger(digits.slice(start + 64 * i, start + 64 * (i + 1)))),
  );
}

function number(field: string, value: bigint): Token {
  return { field, value: value.toString(16), isNumber: true };
}

function token(field: string, text: string): Token {
  if (/^[0-9]{1,80}$/.test(text)) return number(field, BigInt(text));
  if (/^0x[0-9a-f]{1,64}$/i.test(text)) return number(field, BigInt(text));
  if (/^[0-9a-f]{32,64}$/i.test(text)) return number(field, hexToInteger(text));
  return { field, value: text.normalize("NFC"), isNumber: false };
}

/** The spelling under which {@link findLinks} reports a value. */
export function canonicalValue(value: bigint | string): string {
  return typeof value === "bigint" ? value.toString(16) : token("", value).value;
}
