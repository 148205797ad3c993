/**
 * What parties really saw. Captures are byte streams with a truth that only the test knows: whose they were. A
 * distinguisher finds a property of the captures that tells people apart.
 */

/** Where bytes were seen. */
export const CHANNELS = [
  "wire",
  "calldata",
  "transaction",
  "event",
  "log",
  "metric",
  "row",
  "status-request",
  "registry",
] as const;
export type Channel = (typeof CHANNELS)[number];

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

/**
 * What gives people away: a value that comes back, its beginning or end, an order, a duration, a number or an hour that
 * stays near, several small things together.
 */
export type Distinguisher = "equality" | "prefix" | "suffix" | "ordering" | "timing" | "nearness" | "combination";

/** Names of values that the run knows, so that a found value can be compared with a declared name. */
export type KnownValues = ReadonlyMap<string, string>;

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
  /** The acts that it links, by their sequence. */
  readonly acts: readonly number[];
}
