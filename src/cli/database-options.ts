/** The options by which commands reach a Postgres server. */
import type { PostgresAccess } from "../core/database/postgres-access.ts";
import { fromEnvironment, option } from "./command.ts";
import { readText } from "./files.ts";

export interface DatabaseOptions {
  readonly databaseSchema?: string;
  readonly databaseCa?: string;
  readonly databasePasswordFile?: string;
  readonly databaseConnections?: number;
}

/** A queue listens on one connection and works on another; a claim waits for nobody on two. */
export const MIN_CONNECTIONS = 4;
const QUEUE_CONNECTIONS = 5;

/** What commands and settings say of each. */
export const DATABASE_OPTIONS = {
  databaseSchema: option(
    "--database-schema <name>",
    "Postgres: the schema of the tables; default: the first one of the role's path",
  ),
  databaseCa: option(
    "--database-ca <file>",
    "Postgres: certificates of the server's authority; encrypts, and checks the host's name",
  ),
  databasePasswordFile: option(
    "--database-password-file <file>",
    "Postgres: the password; or PGPASSWORD or PGPASSFILE in the environment",
  ),
  databaseConnections: option(
    "--database-connections <number>",
    "Postgres: connections at most; default: 12, and 5 for a queue",
  ),
} as const;

/** For commands that do one thing after the other. */
export const databaseAccess = [
  DATABASE_OPTIONS.databaseSchema,
  DATABASE_OPTIONS.databaseCa,
  DATABASE_OPTIONS.databasePasswordFile,
].map(fromEnvironment);

/** What the options say of a server. A password is read again for each connection, so a new one needs no restart. */
export async function readDatabaseAccess(options: DatabaseOptions): Promise<PostgresAccess> {
  const { databaseSchema, databaseCa, databasePasswordFile } = options;
  const password = databasePasswordFile === undefined ? undefined : () => readPassword(databasePasswordFile);
  // A file that is not there is better known now.
  await password?.();
  return { schema: databaseSchema, ca: databaseCa === undefined ? undefined : await readText(databaseCa), password };
}

const readPassword = async (file: string): Promise<string> => (await readText(file, 10_000)).replace(/\r?\n$/, "");

/** Divides the connections of a process between its store and its queue. */
export function shareConnections(
  total: number,
  hasQueue: boolean,
): { readonly store: number; readonly queue: number | undefined } {
  if (!hasQueue) return { store: total, queue: undefined };
  const queue = Math.min(QUEUE_CONNECTIONS, Math.floor(total / 2));
  return { store: total - queue, queue };
}
