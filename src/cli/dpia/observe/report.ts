/** What a run on a live service showed: for people, for programs, and as an entry of the assessment's evidence. */
import type { Evidence } from "../../../dpia/descriptor.ts";
import type { FoundLink, KnownValues } from "../../../dpia/observe/capture.ts";
import { type OutOfReach, outOfReach } from "../../../dpia/observe/out-of-reach.ts";
import { en } from "../../../dpia/report/messages/en.ts";
import type { DrivenRun } from "./drive.ts";

/** The report of a run. Values of holders are not in it. */
export interface Observation {
  readonly civicproof: "observation/v2";
  readonly date: string;
  /** Of the service, as whoever ran it says; undefined makes the report no evidence. */
  readonly commit: string | undefined;
  /** Of the package that looked. */
  readonly version: string;
  readonly deployment: { readonly name: string; readonly sha256: string };
  readonly services: readonly string[];
  readonly holders: number;
  readonly acts: number;
  readonly seconds: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Captures by party and channel. */
  readonly captures: Readonly<Record<string, number>>;
  readonly found: readonly ReportedLink[];
  readonly undeclared: readonly ReportedLink[];
  readonly outOfReach: readonly { readonly id: OutOfReach; readonly reason: string }[];
  /** `incomplete`: time was up before everybody had come as often as planned. */
  readonly result: Evidence["result"] | "incomplete";
}

/** What was found at one place, all values together. */
export interface ReportedLink extends Omit<FoundLink, "value" | "acts" | "captures"> {
  /** What the values are, where the run knows. */
  readonly observable: string | undefined;
  /** How many values came back, and in how many acts. */
  readonly values: number;
  readonly acts: number;
}

export interface ObservationInput
  extends Pick<Observation, "commit" | "version" | "deployment" | "services" | "holders" | "seconds"> {
  readonly run: DrivenRun;
  readonly found: readonly FoundLink[];
  readonly undeclared: readonly FoundLink[];
  readonly at: Date;
}

export function reportOf(input: ObservationInput): Observation {
  const { run, found, undeclared, at, commit, version, deployment, services, holders, seconds } = input;
  const counts: Record<string, number> = {};
  for (const { party, channel } of run.captures) {
    const key = `${party} ${channel}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  const reported = (links: readonly FoundLink[]): readonly ReportedLink[] => byPlace(links, run.known);
  return {
    civicproof: "observation/v2",
    date: at.toISOString().slice(0, 10),
    commit,
    version,
    deployment,
    services,
    holders,
    acts: run.acts,
    seconds: Math.round(seconds),
    outcomes: run.outcomes,
    captures: counts,
    found: reported(found),
    undeclared: reported(undeclared),
    outOfReach: outOfReach(run.coverage).map((id) => ({ id, reason: en.outOfReach[id] })),
    result: undeclared.length > 0 ? "failed" : run.acts < run.planned ? "incomplete" : "passed",
  };
}

function byPlace(links: readonly FoundLink[], known: KnownValues): readonly ReportedLink[] {
  const places = new Map<string, ReportedLink>();
  for (const { value, acts, captures: _, ...place } of links) {
    const observable = value === undefined ? undefined : known.get(value);
    const key = JSON.stringify({ ...place, observable });
    const before = places.get(key) ?? { ...place, observable, values: 0, acts: 0 };
    places.set(key, { ...before, values: before.values + 1, acts: before.acts + acts.length });
  }
  return [...places.values()];
}

/** The entry for `evidence` of the descriptor; undefined for a run that is none. */
export function evidenceOf({ commit, date, result, holders, acts, services }: Observation): Evidence | undefined {
  if (commit === undefined || result === "incomplete") return undefined;
  const note = `${holders} holders, ${acts} presentations, at ${services.join(", ")}.`;
  return { what: "observation", date, commit, result, note };
}

/** The report as lines of text. */
export function linesOf(report: Observation): readonly string[] {
  const { holders, acts, seconds, captures, found, undeclared, outOfReach: out, result, commit } = report;
  const line = (link: ReportedLink): string => {
    const isOpen = undeclared.some((other) => JSON.stringify(other) === JSON.stringify(link));
    const what = link.observable === undefined ? "" : ` (${link.observable})`;
    return `${isOpen ? "UNDECLARED" : "declared  "} ${link.party}: ${link.distinguisher} of ${link.channel} ${link.field}${what}, ${link.relation}, ${link.values} values in ${link.acts} acts`;
  };
  const entry = evidenceOf(report);
  return [
    `${holders} holders, ${acts} presentations in ${seconds} s.`,
    ...Object.entries(captures).map(([where, count]) => `  ${where}: ${count}`),
    ...found.map(line),
    ...out.map(({ id, reason }) => `out of reach: ${id}: ${reason}`),
    result === "passed"
      ? "Only declared links were found."
      : result === "failed"
        ? `${undeclared.length} undeclared links.`
        : "Time was up before everybody had come as often as planned; so far only declared links were found.",
    ...(entry === undefined
      ? [commit === undefined ? "Give --commit to take this run as evidence." : "An incomplete run is no evidence."]
      : [
          "For the descriptor:",
          "evidence:",
          `  - { what: ${entry.what}, date: "${entry.date}", commit: "${entry.commit}", result: ${entry.result}, note: ${JSON.stringify(entry.note)} }`,
        ]),
  ];
}
