/** Processes that issue from one store while they are killed, and what must be so afterwards. */
import { spawn } from "node:child_process";
import { bytesToHex, hexToBytes } from "../../src/core/bytes.ts";
import { claimsFromAfter, firstStatementSeconds } from "../../src/credentials/registry/replace.ts";
import { openOfficeStore } from "../../src/office/store/index.ts";
import { bundled } from "../bundled.ts";
import { REGISTRY_ID } from "../world.ts";

const SUBJECT_KEY = "7a".repeat(32);
const LIMITS = { maxRootAgeSeconds: 7_200, intervalSeconds: 3_600 };

export interface Rounds {
  readonly database: string;
  readonly processes: number;
  /** Of all processes together; those that a killed one leaves out are not made up for. */
  readonly rounds: number;
  readonly subjects: number;
  /** How often a process is killed and another takes its place. */
  readonly kills: number;
}

/** What was found; every number that is not a count of work must be 0. */
export interface RoundsResult {
  readonly acknowledged: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly killed: number;
  readonly kinds: Readonly<Record<string, number>>;
  readonly lost: number;
  readonly otherAnswers: number;
  readonly subjectsWithTwo: number;
  readonly subjectsWithNone: number;
  readonly halves: number;
  readonly secondNullifiers: number;
}

export async function runRounds({ database, processes, rounds, subjects, kills }: Rounds): Promise<RoundsResult> {
  const lines: { subject?: string; statusIndex?: number; isSame?: boolean; refused?: string }[] = [];
  const script = bundled("test/support/office-process.ts");
  const store = await openOfficeStore({
    ...{ database, registry: REGISTRY_ID, subjectKey: hexToBytes(SUBJECT_KEY), limits: LIMITS },
  });
  let killed = 0;
  let planned = 0;
  let seed = 1;
  const runOne = async (share: number): Promise<void> => {
    const task = { database, registry: REGISTRY_ID, subjectKey: SUBJECT_KEY, seed: ++seed, rounds: share, subjects };
    const child = spawn(process.execPath, [script, JSON.stringify(task)], { stdio: ["ignore", "pipe", "pipe"] });
    let [text, errors] = ["", ""];
    // In the middle of its work, a little after one of its answers.
    const killAt = planned < kills ? 2 + (seed % 9) : Number.POSITIVE_INFINITY;
    if (killAt < share) planned++;
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.split("\n").length > killAt) setTimeout(() => child.kill("SIGKILL"), (seed * 7) % 25);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
    });
    const signal = await new Promise((resolve, reject) =>
      child.once("close", (code, how) => {
        if (code !== 0 && how === null) reject(new Error(`a process ended with ${code}: ${errors.slice(0, 2_000)}`));
        else resolve(how);
      }),
    );
    // A line that a kill cut off was not acknowledged.
    const whole = text
      .slice(0, text.lastIndexOf("\n") + 1)
      .split("\n")
      .filter(Boolean);
    lines.push(...whole.map((line) => JSON.parse(line)));
    if (signal === null) return;
    killed++;
    await runOne(Math.max(0, share - whole.length));
  };
  await Promise.all(Array.from({ length: processes }, () => runOne(Math.floor(rounds / processes))));
  const result = await judge(store, lines, { killed, subjects });
  await store.close();
  return result;
}

async function judge(
  store: Awaited<ReturnType<typeof openOfficeStore>>,
  lines: readonly { subject?: string; statusIndex?: number; isSame?: boolean; refused?: string }[],
  { killed, subjects }: { readonly killed: number; readonly subjects: number },
): Promise<RoundsResult> {
  await store.verifyLog();
  const log = await store.log();
  const refused: Record<string, number> = {};
  for (const { refused: code } of lines) if (code !== undefined) refused[code] = (refused[code] ?? 0) + 1;
  const kinds: Record<string, number> = {};
  for (const { action, detail } of log) if (action === "issued") kinds[detail!] = (kinds[detail!] ?? 0) + 1;
  const found = { lost: 0, subjectsWithTwo: 0, subjectsWithNone: 0, halves: 0, secondNullifiers: 0 };
  const entries = new Set<number>();
  for (let i = 0; i < subjects; i++) {
    const credentials = await store.credentialsOf(`S-${i}`);
    for (const { statusIndex } of credentials) entries.add(statusIndex);
    const live = credentials.filter(({ status }) => status !== "revoked");
    if (live.length > 1) found.subjectsWithTwo++;
    if (credentials.length > 0 && live.length === 0) found.subjectsWithNone++;
    // Of two credentials under two secrets, the later one claims only when the earlier one can't any more.
    for (const later of credentials)
      for (const earlier of credentials) {
        const [from, to] = [issuedAt(log, earlier.statusIndex), issuedAt(log, later.statusIndex)];
        if (from >= to || bytesToHex(earlier.holder) === bytesToHex(later.holder)) continue;
        const statementSeconds = firstStatementSeconds(earlier.changedAt, LIMITS.intervalSeconds);
        const least = claimsFromAfter({ statementSeconds }, LIMITS);
        if (earlier.status !== "revoked" || later.claimsFrom < least) found.secondNullifiers++;
      }
  }
  for (const { statusIndex } of lines) if (statusIndex !== undefined && !entries.has(statusIndex)) found.lost++;
  // Each issue but a first one stands right behind the revocation that belongs to it.
  for (const [i, { action, detail, subject, time }] of log.entries()) {
    if (action !== "issued" || detail === "first") continue;
    const before = log[i - 1]!;
    if (before.action !== "revoked" || before.subject !== subject || before.time !== time) found.halves++;
  }
  const done = lines.filter(({ statusIndex }) => statusIndex !== undefined);
  return {
    ...{ acknowledged: done.length, refused, killed, kinds, ...found },
    otherAnswers: done.filter(({ isSame }) => isSame !== true).length,
  };
}

/** Position in the log. */
const positions = new WeakMap<object, Map<number, number>>();
function issuedAt(
  log: Awaited<ReturnType<Awaited<ReturnType<typeof openOfficeStore>>["log"]>>,
  statusIndex: number,
): number {
  let known = positions.get(log);
  if (known === undefined) {
    known = new Map(
      log.filter(({ action }) => action === "issued").map((entry) => [entry.statusIndex!, entry.sequence]),
    );
    positions.set(log, known);
  }
  return known.get(statusIndex)!;
}
