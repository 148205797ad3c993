/** What a run can't show, whatever it looks at, and what this one did not look at. One list for all reports. */

export const OUT_OF_REACH = [
  "people",
  "platform",
  "handshake",
  "handed-on",
  "keyed",
  "other-periods",
  "one-service",
  "one-address",
  "no-proxy",
  "no-service-log",
  "no-database",
  "no-lists",
  "few-acts",
] as const;
export type OutOfReach = (typeof OUT_OF_REACH)[number];

/** What a run looked at. */
export interface Coverage {
  readonly periods: number;
  readonly services: number;
  readonly holders: number;
  /** Presentations of each person. */
  readonly actsOfEach: number;
  /** Different addresses that phones called from. */
  readonly addresses: number;
  readonly parties: ReadonlySet<string>;
}

/** Fewer acts of one person don't tell a habit from chance among as many people as a run has. */
const FEWEST_ACTS = 4;

/** What is out of reach for every run. */
export const ALWAYS: readonly OutOfReach[] = ["people", "platform", "handshake", "handed-on", "keyed"];

/** What a run could not have found, in the list's order. */
export function outOfReach(run: Coverage): readonly OutOfReach[] {
  const also: Readonly<Partial<Record<OutOfReach, boolean>>> = {
    "other-periods": run.periods < 2,
    "one-service": run.services < 2,
    "one-address": run.addresses < run.holders,
    "no-proxy": !run.parties.has("proxy"),
    "no-service-log": !run.parties.has("service-log"),
    "no-database": !run.parties.has("database"),
    "no-lists": !run.parties.has("status-host"),
    "few-acts": run.actsOfEach < FEWEST_ACTS,
  };
  return OUT_OF_REACH.filter((id) => ALWAYS.includes(id) || also[id] === true);
}
