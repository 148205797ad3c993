/** What every part of the office's store works with. */
import type { SqlConnection, SqlDatabase } from "../../core/database/sql.ts";
import type { OfficeLimits } from "./decide.ts";
import { appendLog, type Head, lockHead, type OfficeLogContent, timeOf } from "./log.ts";
import type { OfficeSecrets } from "./secrets.ts";

export interface StoreParts {
  readonly database: SqlDatabase;
  readonly secrets: OfficeSecrets;
  readonly limits: OfficeLimits;
  /** Seconds since the epoch. */
  readonly now: () => number;
}

/** A transaction of a writer: nobody else writes meanwhile. */
export interface Writing {
  readonly connection: SqlConnection;
  readonly head: Head;
  /** Of everything that is written here. */
  readonly time: number;
  /** Adds to the log, in this order, when the work is done. */
  readonly note: (...entries: readonly OfficeLogContent[]) => void;
}

/** Runs `work` alone among writers; what it noted is in the log when its changes are there, and not otherwise. */
export function write<T>({ database, now }: StoreParts, work: (writing: Writing) => Promise<T>): Promise<T> {
  return database.transaction(async (connection) => {
    const head = await lockHead(connection, database.dialect);
    const time = timeOf(head, now());
    const entries: OfficeLogContent[] = [];
    const result = await work({ connection, head, time, note: (...more) => void entries.push(...more) });
    if (entries.length > 0) await appendLog(connection, head, { time, entries });
    return result;
  });
}
