import { statementsFor, versionOf } from "../../../core/database/migrate.ts";
import { openPostgres } from "../../../core/database/postgres.ts";
import { isPostgresUrl } from "../../../core/database/postgres-access.ts";
import { orClose } from "../../../core/database/sql.ts";
import { BRIDGE_TABLES } from "../../../office/store/bridge-sessions.ts";
import { OFFICE_TABLES } from "../../../office/store/tables.ts";
import { QUEUE_TABLES } from "../../../portal/server/queue-postgres.ts";
import { REQUEST_TABLES } from "../../../portal/server/storage.ts";
import { NULLIFIER_TABLES } from "../../../portal/store/postgres.ts";
import { RECORD_TABLES } from "../../../records/archive/tables.ts";
import { type AddCommands, addCommand, fromEnvironment, option } from "../../command.ts";
import { type DatabaseOptions, databaseAccess, readDatabaseAccess } from "../../database-options.ts";
import { UsageError } from "../../report-error.ts";

interface Options extends DatabaseOptions {
  readonly store?: string;
  readonly for: keyof typeof TABLE_SETS;
  readonly role?: string;
}

const TABLE_SETS = {
  service: [NULLIFIER_TABLES, REQUEST_TABLES, QUEUE_TABLES],
  records: [RECORD_TABLES],
  office: [OFFICE_TABLES, BRIDGE_TABLES],
} as const;

/** `civicproof store tables` */
export const addTables: AddCommands = (group, run) => {
  addCommand<Options>(group, run, {
    usage: "tables",
    summary: "print the statements that make the tables on Postgres, for their owner; change nothing",
    example: "store tables --store postgres://owner@db.internal/benefits --role portal | psql -d benefits",
    options: [
      fromEnvironment(option("--store <url>", "a database whose tables are there in part; default: an empty one")),
      option(
        "--for <what>",
        "service (store, requests and queue) records (the archive of `civicproof anchor`) or office",
      )
        .choices(Object.keys(TABLE_SETS))
        .default("service"),
      option("--role <name>", "grant this role what it needs to work with the tables, and no more"),
      ...databaseAccess,
    ],
    run: async (options) => {
      const sets: readonly { readonly set: (typeof TABLE_SETS)[keyof typeof TABLE_SETS][number]; version: number }[] =
        options.store === undefined
          ? TABLE_SETS[options.for].map((set) => ({ set, version: 0 }))
          : await readVersions(options.store, options);
      const sql = await statementsFor(sets, { role: options.role, schema: options.databaseSchema });
      return { text: sql, json: { sql } };
    },
  });
};

async function readVersions(url: string, options: Options) {
  if (!isPostgresUrl(url)) throw new UsageError({ message: "--store takes postgres://…: an SQLite file has no owner" });
  const database = await openPostgres(url, await readDatabaseAccess(options));
  return orClose(database, async () => {
    const versions = [];
    for (const set of TABLE_SETS[options.for])
      versions.push({ set, version: await versionOf(database, "postgres", set) });
    await database.close();
    return versions;
  });
}
