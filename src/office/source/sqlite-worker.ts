/** The thread that reads a register's SQLite file. */
import { DatabaseUnavailableError } from "../../core/database/sql.ts";
import { openSqliteReader, type SqliteReader } from "../../core/database/sqlite.ts";
import { parentPort, serveTasks } from "../../core/worker-port.ts";
import type { SourceRecord } from "./mapping.ts";
import { SourceUnavailableError } from "./port.ts";
import { toText } from "./sql-question.ts";

/** One question. */
export interface SqliteTask {
  readonly file: string;
  readonly text: string;
  readonly subject: string | null;
}

/** Two rows at most. */
export type SqliteReply = readonly SourceRecord[];

let reader: Promise<SqliteReader> | undefined;

serveTasks<SqliteTask, SqliteReply>(parentPort(), async ({ file, text, subject }) => {
  try {
    reader ??= openSqliteReader(file);
    const rows = (await reader).all(text, [subject]);
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toText(name, value)])),
    );
  } catch (error) {
    // The next question opens the file again.
    reader = undefined;
    if (!(error instanceof DatabaseUnavailableError)) throw error;
    const { received } = error;
    throw new SourceUnavailableError({
      path: "database",
      expected: "an answer",
      ...(received === undefined ? {} : { received }),
    });
  }
});
