/** `civicproof office init` and `office serve` as processes of their own, over a register of synthetic people. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SyntheticPerson } from "../../scripts/population.ts";
import { bundled } from "../bundled.ts";
import { civicproof } from "../e2e/process.ts";
import { freePort } from "../postgres.ts";

/** The register's columns, in the order of {@link registerRow}. */
export const REGISTER_TABLE = `CREATE TABLE people (person_id text PRIMARY KEY, birth_date text NOT NULL, district text NOT NULL,
  resident_since text NOT NULL, household_size text NOT NULL, income text NOT NULL, disabled text NOT NULL, student text NOT NULL)`;
export const REGISTER_COLUMNS = [
  ...["person_id", "birth_date", "district", "resident_since", "household_size", "income", "disabled", "student"],
];

export const registerRow = (person: SyntheticPerson): string[] =>
  [
    ...[person.id, person.birthDate, person.district, person.residentSince, person.householdSize, person.income],
    ...[person.isDisabled, person.isStudent],
  ].map(String);

const QUERY =
  "SELECT birth_date, district, resident_since, household_size, income, disabled, student FROM people WHERE person_id = $1";

export interface ServedOffice extends StartedCommand {
  readonly url: string;
  readonly folder: string;
  readonly clerkKey: string;
}

/** A command that runs until it is ended. */
export interface StartedCommand {
  readonly process: ChildProcess;
  /** What it wrote so far. */
  readonly said: () => string;
  /** Ends it in order. @returns its exit code */
  stop(): Promise<number | null>;
}

/** Starts an office with two commands. @param register `sqlite:<file>` or `postgres://…`; database likewise, the office's own */
export async function serveOffice(
  folder: string,
  { register, database, rateLimit = 100_000 }: { register: string; database: string; rateLimit?: number },
): Promise<ServedOffice> {
  const columns = { birthDate: "birth_date", district: "district", residentSince: "resident_since" };
  const others = { householdSize: "household_size", annualIncome: "income", disabled: "disabled", student: "student" };
  const mapping = { columns: { ...columns, ...others }, formats: { annualIncome: { decimals: 2 } } };
  const source = join(folder, "register.json");
  writeFileSync(source, JSON.stringify({ kind: "sql", database: register, query: QUERY, mapping }));
  const office = join(folder, "city");
  const terms = ["--name", "City of Example", "--schema", "examples/policies/schema.json", "--source", source];
  const made = await civicproof(["office", "init", office, ...terms, "--database", database]);
  if (made.code !== 0) throw new Error(made.stderr);
  return runOffice(office, rateLimit);
}

/** Starts the office of a folder. */
export async function runOffice(folder: string, rateLimit = 100_000, wanted?: number): Promise<ServedOffice> {
  const port = wanted ?? (await freePort());
  const started = await startCommand(
    ["office", "serve", folder, "--port", String(port), "--rate-limit", String(rateLimit)],
    "issues at",
  );
  const clerkKey = readFileSync(join(folder, "clerk.key"), "utf8").trim();
  return { ...started, url: `http://127.0.0.1:${port}`, folder, clerkKey };
}

/** Starts a command that runs on, and waits until it has said something. */
export async function startCommand(args: readonly string[], until: string): Promise<StartedCommand> {
  const child = spawn(process.execPath, [bundled("src/cli/main.ts"), ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  await new Promise<void>((resolve, reject) => {
    const take = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes(until)) resolve();
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    void ended.then((code) => reject(new Error(`${args.join(" ")} ended with ${code}: ${said}`)));
  });
  return {
    ...{ process: child, said: () => said },
    stop() {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

/** An offer from the desk. */
export async function offerAt(office: ServedOffice, subject: string, change: object = {}) {
  const response = await fetch(`${office.url}/desk/offers`, {
    method: "POST",
    headers: { authorization: `Bearer ${office.clerkKey}`, "content-type": "application/json" },
    body: JSON.stringify({ subject, credential: "resident@1", ...change }),
  });
  if (response.status !== 201) throw new Error(await response.text());
  return (await response.json()) as { link: string; shortCode: string; transactionCode?: string };
}
