/** Retention: what is due, and doing it. */

import { bytesToHex } from "../../core/bytes.ts";
import { checkAhead } from "../../core/clock.ts";
import { InvalidInputError } from "../../core/json.ts";
import { ownWith } from "../../core/own.ts";
import type { RetentionAction } from "../retention-class.ts";
import { eraseAlone } from "./change.ts";
import { writeEvent } from "./events.ts";
import { listKinds, type RecordStore, requireStore } from "./record-store.ts";
import { STATE } from "./tables.ts";

const DAY_SECONDS = 86_400;

/** What is due of one retention class. */
export interface DueRecords {
  readonly retentionClass: string;
  readonly action: RetentionAction;
  /** Records whose term is over, counted from the day their newest version was stored. */
  readonly due: number;
  /** Of these, records that a legal hold keeps. */
  readonly held: number;
}

export interface RetentionOptions {
  readonly nowSeconds: number;
  /** Only tells what is due. */
  readonly dryRun: boolean;
  /** The clock is right, although nothing was written into the store for 400 days. */
  readonly confirmClock?: boolean;
  /**
   * Takes a record over into an archive; without it a class with that action is an error. The store waits for it: it must
   * not change the store.
   */
  readonly archive?: (recordId: string) => Promise<void>;
}

/** Records in one step of a run. */
const STEP = 500;

/**
 * Applies the retention classes. `erase` erases; `archive` hands each record to the archive and then erases it here;
 * `review` only reports. A record under a legal hold is left alone.
 *
 * @throws InvalidInputError when records are to be archived and no archive is given
 * @throws ClockAheadError when records are to be erased and the clock is far ahead of the store's last entry and not
 * confirmed: one in 2100 would erase all of them
 */
export async function applyRetention(store: RecordStore, options: RetentionOptions): Promise<readonly DueRecords[]> {
  requireStore(store);
  const { nowSeconds, dryRun, archive, confirmClock } = ownWith(options, "nowSeconds");
  const report: DueRecords[] = [];
  const classes = new Map(
    (await listKinds(store.database)).map(({ retentionClass }) => [retentionClass.name, retentionClass]),
  );
  for (const { name, termDays, action } of classes.values()) {
    const before = nowSeconds - termDays * DAY_SECONDS;
    const due = await countDue(store, { name, before });
    report.push({ retentionClass: name, action, ...due });
    if (dryRun || action === "review" || due.due === due.held) continue;
    if (action === "archive" && archive === undefined)
      throw new InvalidInputError({ path: "archive", message: `Class ${name} needs an archive` });
    checkAhead(nowSeconds, { lastSeconds: await lastEntry(store), isConfirmed: confirmClock });
    // No record is corrected or held between being found due and being erased.
    const step = (): Promise<boolean> =>
      store.writer.alone(async () => {
        const recordIds = await nextDue(store, { name, before });
        if (recordIds.length === 0) return false;
        if (action === "archive") {
          for (const recordId of recordIds) await archive!(bytesToHex(recordId));
        }
        await eraseAlone(store, { recordIds, reason: "term-ended", nowSeconds });
        return true;
      });
    while (await step());
    await store.writer.alone(() =>
      store.writer.change((connection) =>
        writeEvent(connection, {
          time: nowSeconds,
          action: "retention",
          detail: `${name} ${action} ${due.due - due.held}`,
        }),
      ),
    );
  }
  return report;
}

/** When something was last stored, changed or anchored. */
async function lastEntry({ database }: RecordStore): Promise<number | undefined> {
  const rows = [
    ...(await database.query<{ time: number }>("SELECT created AS time FROM records ORDER BY id DESC LIMIT 1")),
    ...(await database.query<{ time: number }>("SELECT time FROM events ORDER BY seq DESC LIMIT 1")),
  ];
  return rows.length === 0 ? undefined : Math.max(...rows.map(({ time }) => Number(time)));
}

interface Term {
  readonly name: string;
  /** Stored at this instant or before. */
  readonly before: number;
}

const DUE = `FROM records JOIN kinds ON kinds.kind = records.kind
  LEFT JOIN holds ON holds.record_id = records.record_id
  WHERE kinds.class = $1 AND records.state = ${STATE.current} AND records.created <= $2`;

async function countDue({ database }: RecordStore, { name, before }: Term): Promise<{ due: number; held: number }> {
  const [row] = await database.query<{ due: number; held: number }>(
    `SELECT count(*) AS due, count(holds.record_id) AS held ${DUE}`,
    [name, before],
  );
  return { due: Number(row!.due), held: Number(row!.held) };
}

async function nextDue({ database }: RecordStore, { name, before }: Term): Promise<readonly Uint8Array[]> {
  const rows = await database.query<{ record_id: Uint8Array }>(
    `SELECT records.record_id AS record_id ${DUE} AND holds.record_id IS NULL ORDER BY records.id LIMIT ${STEP}`,
    [name, before],
  );
  return rows.map(({ record_id }) => record_id);
}
