/** Rounds of changes at once with a crash inside the process, and rounds with kill -9. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "vitest";
import type { SqlDatabase } from "../../../../src/core/database/sql.ts";
import { auditStore } from "../../../../src/records/archive/audit.ts";
import { type KeyStore, openKeyStore } from "../../../../src/records/archive/keys.ts";
import { findVersion, openRecordStore, type RecordStore } from "../../../../src/records/archive/record-store.ts";
import { bindingOf, unseal } from "../../../../src/records/archive/vault.ts";
import { bundled } from "../../../bundled.ts";
import { createRandom } from "../../../circuits/harness.ts";
import { openDatabase } from "../../core/database/upgrader.ts";
import { expectExplained, fillStore, kindsOf, type Line, ROUNDS_OF_A_STORE, startChanges } from "./changes.ts";

/** An empty database for each store: a file's path, or the URL of a Postgres database. */
export type FreshDatabase = (directory: string) => Promise<string>;

class Crash extends Error {}

/** Fails the n-th step and every later one, as if the process had ended there. */
function createFuse(steps: number) {
  let left = steps;
  return {
    burn(): void {
      if (--left < 0) throw new Crash("the process ended here");
    },
    isBlown: () => left < 0,
  };
}
type Fuse = ReturnType<typeof createFuse>;

/** A step before and one after each call: what was done may be done without anybody hearing of it. */
function fused<T extends object>(target: T, names: readonly (keyof T)[], fuse: Fuse): T {
  const calls = names.map((name) => [
    name,
    async (...given: unknown[]) => {
      fuse.burn();
      const result = await (target[name] as (...given: unknown[]) => Promise<unknown>)(...given);
      fuse.burn();
      return result;
    },
  ]);
  return { ...target, ...Object.fromEntries(calls) };
}

function fusedDatabase(database: SqlDatabase, fuse: Fuse): SqlDatabase {
  const outer = fused(database, ["query", "execute", "script", "insert", "selectIn", "scrub"], fuse);
  return {
    ...outer,
    async transaction(work) {
      fuse.burn();
      const result = await database.transaction(async (connection, session) => {
        const done = await work(connection, session);
        // Everything was said, nothing is committed.
        fuse.burn();
        return done;
      });
      fuse.burn();
      return result;
    },
  };
}

const KEY_CALLS = ["pairing", "note", "get", "destroy", "copies"] as const satisfies readonly (keyof KeyStore)[];

/** Opens a store; what ended in the middle leaves its files to be closed. */
async function open(directory: string, url: string, fuse?: Fuse) {
  const keys = await openKeyStore(join(directory, "keys.db"));
  const database = await openDatabase(url);
  const close = async (): Promise<void> => {
    await database.close();
    await keys.close();
  };
  try {
    const store = await openRecordStore({
      keys: fuse === undefined ? keys : fused(keys, KEY_CALLS, fuse),
      database: fuse === undefined ? database : fusedDatabase(database, fuse),
      residency: "at-vienna",
    });
    return { store, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What a version says; the audit compares it with the leaf. */
async function read(store: RecordStore, id: string, version?: number): Promise<string> {
  try {
    const row = await findVersion(store, { id, ...(version && { version }) });
    const key = await store.keys.get(row.id);
    if (row.body === null && key === undefined) return "RECORD_ERASED";
    const body = unseal(row.body!, { key: key!, binding: bindingOf(row.record_id, row.version) });
    return body.reading === undefined ? String(body.fields.street) : "a reading";
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

/**
 * Everything acknowledged is there and opens; nothing with a certificate of erasure opens.
 *
 * @param last how many of the lines are looked at, from the end; all of them, and the audit, by default
 */
async function expectKept(store: RecordStore, lines: readonly Line[], last?: number): Promise<void> {
  // An erasure that has begun may be of a line that is looked at, however long ago it was said.
  const erased = new Set(lines.filter(({ said }) => said === "erased").map((line) => (line as { id: string }).id));
  const begun = new Set(lines.filter(({ said }) => said === "erasing").map((line) => (line as { id: string }).id));
  const expectText = async (id: string, text: string, version?: number): Promise<void> => {
    const found = await read(store, id, version);
    if (begun.has(id) && !erased.has(id) && found === "RECORD_ERASED") return;
    expect([id, version, found]).toEqual([id, version, erased.has(id) ? "RECORD_ERASED" : text]);
  };
  for (const line of last === undefined ? lines : lines.slice(-last)) {
    if (line.said === "imported") for (const id of line.ids) await expectText(id, line.street);
    if (line.said === "corrected") await expectText(line.id, line.street, line.version);
    if (line.said === "taken") await expectText(line.id, "a reading");
    if (line.said === "erased") {
      for (let { version } = await findVersion(store, { id: line.id }); version > 0; version--)
        expect([line.id, version, await read(store, line.id, version)]).toEqual([line.id, version, "RECORD_ERASED"]);
    }
  }
  if (last === undefined) expect((await auditStore(store)).findings).toEqual([]);
}

/** What the rounds did. */
export interface CrashReport {
  /** Rounds in which the process ended in the middle. */
  readonly crashed: number;
  readonly acknowledged: number;
}

/** Rounds with crash points inside the process; most rounds crash. */
export async function crashRounds(rounds: number, seed: number, fresh: FreshDatabase): Promise<CrashReport> {
  const random = createRandom(seed);
  let [crashed, acknowledged] = [0, 0];
  for (let first = 0; first < rounds; first += ROUNDS_OF_A_STORE) {
    const directory = mkdtempSync(join(tmpdir(), "civicproof-crash-"));
    try {
      const url = await fresh(directory);
      const filling = await open(directory, url);
      await fillStore(filling.store);
      await filling.close();
      const lines: Line[] = [];
      for (let round = first; round < Math.min(first + ROUNDS_OF_A_STORE, rounds); round++) {
        const fuse = createFuse(20 + Number(random() % 120n));
        const opened = await open(directory, url, fuse).catch((error: unknown) => {
          if (error instanceof Crash) return undefined;
          throw error;
        });
        if (opened !== undefined) {
          const said: Line[] = [];
          const kinds = kindsOf(round, random);
          const results = await startChanges(opened.store, { round, kinds, say: (line) => said.push(line) });
          await opened.close();
          expectExplained(results, (error) => error instanceof Crash);
          lines.push(...said);
          acknowledged += said.length;
        }
        if (fuse.isBlown()) crashed++;
        const after = await open(directory, url);
        await expectKept(after.store, lines, 16);
        await after.close();
      }
      const last = await open(directory, url);
      await expectKept(last.store, lines);
      await last.close();
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
  return { crashed, acknowledged };
}

/** Rounds in which a process that makes changes at once is killed after it has said a number of things. */
export async function changeKillRounds(rounds: number, seed: number, fresh: FreshDatabase): Promise<CrashReport> {
  const random = createRandom(seed);
  const driver = bundled("test/unit/records/archive/crash-driver.ts");
  let [crashed, acknowledged] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    const directory = mkdtempSync(join(tmpdir(), "civicproof-crash-"));
    try {
      const url = await fresh(directory);
      const task = { directory, url, seed: Number(random() % 1_000_000n) };
      const lines = await killAfter(driver, task, 3 + Number(random() % 40n));
      if (!lines.includes("done")) crashed++;
      const said = lines.filter((line) => line !== "done").map((line) => JSON.parse(line) as Line);
      acknowledged += said.length;
      const after = await open(directory, url);
      await expectKept(after.store, said);
      await after.close();
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
  return { crashed, acknowledged };
}

/** Runs the driver and kills it once it has said `enough`. Answers everything it said. */
function killAfter(driver: string, task: object, enough: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [driver, JSON.stringify(task)], { stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  let errors = "";
  child.stderr.on("data", (text: Buffer) => {
    errors += text;
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (lines.push(line) === enough) child.kill("SIGKILL");
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0 || signal === "SIGKILL") resolve(lines);
      else reject(new Error(errors));
    });
  });
}
