/** Rounds of kill -9 during import and during publishing, and what must be true afterwards. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { openSqlite } from "../../../../src/core/database/sqlite.ts";
import { derivePublicKey } from "../../../../src/core/signature.ts";
import { auditStore } from "../../../../src/records/archive/audit.ts";
import { openKeyStore } from "../../../../src/records/archive/keys.ts";
import { readPublication } from "../../../../src/records/archive/publish.ts";
import { openRecordStore } from "../../../../src/records/archive/record-store.ts";
import { verifyPublication } from "../../../../src/records/publication.ts";
import { bundled } from "../../../bundled.ts";
import { createRandom } from "../../../circuits/harness.ts";
import { PUBLISHER_KEY } from "../world.ts";

const ROWS = 700;
type Stage = "import" | "publish" | "done";

/** Runs the driver; kills it `delay` milliseconds after it reached a stage. Answers the stages it reached. */
function runDriver(
  driver: string,
  directory: string,
  kill?: { readonly stage: Stage; readonly delay: number },
): Promise<Stage[]> {
  const child = spawn(process.execPath, [driver, directory, String(ROWS)], { stdio: ["ignore", "pipe", "pipe"] });
  const stages: Stage[] = [];
  let errors = "";
  child.stderr.on("data", (text: Buffer) => {
    errors += text;
  });
  child.stdout.on("data", (text: Buffer) => {
    for (const stage of text.toString().trim().split("\n") as Stage[]) {
      stages.push(stage);
      if (stage === kill?.stage) setTimeout(() => child.kill("SIGKILL"), kill.delay);
    }
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0 || signal === "SIGKILL") resolve(stages);
      else reject(new Error(errors));
    });
  });
}

/** What the rounds did, for the report. */
export interface KillReport {
  readonly rounds: number;
  /** Processes that were killed before they had finished. */
  readonly killed: Readonly<Record<"import" | "publish", number>>;
}

/**
 * Each round: a new store, two processes killed at random moments of one stage, a third that finishes. Then every record
 * must be anchored exactly once, and the audit must say so.
 */
export async function killRounds(rounds: number, seed: number): Promise<KillReport> {
  const driver = bundled("test/unit/records/archive/kill-driver.ts");
  const random = createRandom(seed);
  const killed = { import: 0, publish: 0 };
  // How long the stages take here and now.
  const longest = { import: 600, publish: 900 };
  for (let round = 0; round < rounds; round++) {
    const stage = round % 2 === 0 ? "import" : "publish";
    const directory = mkdtempSync(join(tmpdir(), "civicproof-kill-"));
    try {
      for (let attempt = 0; attempt < 2; attempt++) {
        const delay = Number(random() % BigInt(longest[stage]));
        const stages = await runDriver(driver, directory, { stage, delay });
        if (!stages.includes("done")) killed[stage]++;
      }
      expect((await runDriver(driver, directory)).at(-1)).toBe("done");
      await expectWhole(directory);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
  return { rounds, killed };
}

async function expectWhole(directory: string): Promise<void> {
  const store = await openRecordStore({
    keys: await openKeyStore(join(directory, "keys.db")),
    database: await openSqlite(join(directory, "records.db")),
  });
  try {
    const report = await auditStore(store);
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ versions: ROWS, anchored: ROWS, pending: 0, superseded: 0, erased: 0 });
    const publication = await readPublication(join(directory, "anchors.json"));
    const anchors = verifyPublication(publication!, { publisher: derivePublicKey(PUBLISHER_KEY) });
    expect(anchors.reduce((sum, { count }) => sum + count, 0)).toBe(ROWS);
    expect(anchors).toHaveLength(report.anchors);
  } finally {
    await store.close();
  }
}
