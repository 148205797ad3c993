/** The question to a register in a SQLite file: on a thread, because SQLite holds its thread up while it looks. */
import { InvalidInputError } from "../../core/json.ts";
import { startThread } from "../../core/service/thread.ts";
import { WorkerPool } from "../../core/worker-pool.ts";
import { WorkerSilentError } from "../../core/worker-refusals.ts";
import { SOURCE_MILLISECONDS, SourceSilentError } from "./port.ts";
import type { SqlQuestion } from "./sql-question.ts";
import type { SqliteReply, SqliteTask } from "./sqlite-worker.ts";

const THREADS = 1;
/** In a clone, a thread compiles its sources first. */
const START_MILLISECONDS = 30_000;

/** Starts the thread; one that takes too long is ended, and another takes its place. @throws SourceUnavailableError */
export async function openSqliteQuestion(database: string, text: string): Promise<SqlQuestion> {
  const file = /^sqlite:(.+)$/s.exec(database)?.[1];
  if (file === undefined)
    throw new InvalidInputError({ path: "database", expected: "postgres://… or sqlite: and a file" });
  const pool = new WorkerPool<SqliteTask, SqliteReply>(THREADS, {
    start: () => startThread(import.meta.url, "sqlite-worker"),
    startMilliseconds: START_MILLISECONDS,
    silenceMilliseconds: SOURCE_MILLISECONDS,
  });
  return {
    async ask(subject) {
      try {
        return await pool.run({ file, text, subject });
      } catch (error) {
        if (!(error instanceof WorkerSilentError)) throw error;
        throw new SourceSilentError({ path: "query", expected: `${SOURCE_MILLISECONDS} ms at most` });
      }
    },
    close: () => pool.close(),
  };
}
