/** A process that upgrades a table set and hangs in the middle of its last step, to be killed there. */
import { migrate, type TableSet } from "../../../../src/core/database/migrate.ts";
import { openPostgres } from "../../../../src/core/database/postgres.ts";
import { openSqlite } from "../../../../src/core/database/sqlite.ts";

export const openDatabase = (url: string) => (url.startsWith("postgres:") ? openPostgres(url) : openSqlite(url));

/** Each step writes a row, so that one sees how often it was taken. */
export const stepsUpTo = (last: number, inLast = async (): Promise<void> => {}): TableSet => ({
  name: "letters",
  tables: ["letters"],
  steps: Array.from({ length: last }, (_, i) => async (connection) => {
    if (i === 0) await connection.script("CREATE TABLE IF NOT EXISTS letters (step INTEGER)");
    await connection.execute("INSERT INTO letters VALUES ($1)", [i + 1]);
    if (i + 1 === last) await inLast();
  }),
});

if (/upgrader\.[jt]s$/.test(process.argv[1] ?? "")) {
  const { url, last } = JSON.parse(process.argv[2]!) as { url: string; last: number };
  const database = await openDatabase(url);
  const hang = (): Promise<void> => {
    process.stdout.write("in the middle\n");
    return new Promise(() => setInterval(() => {}, 1_000));
  };
  await migrate(database, stepsUpTo(last, hang));
}
