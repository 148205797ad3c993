/** The office's store: people by keyed hashes, offers, credentials without claims, the queue, the log, keys. */
import { migrate } from "../../core/database/migrate.ts";
import { openPostgres } from "../../core/database/postgres.ts";
import { isPostgresUrl, type PostgresAccess } from "../../core/database/postgres-access.ts";
import { orClose, type SqlDatabase } from "../../core/database/sql.ts";
import { openSqlite } from "../../core/database/sqlite.ts";
import { InvalidInputError } from "../../core/json.ts";
import { ownWith, requireText } from "../../core/own.ts";
import { isSameHash } from "../../core/service/secrets.ts";
import { LOG_START } from "../../credentials/registry/status-log.ts";
import { BRIDGE_TABLES, createBridgeSessions } from "./bridge-sessions.ts";
import type { OfficeLimits } from "./decide.ts";
import { createIssue, credentialsOf } from "./issue.ts";
import { createIssuers } from "./issuers.ts";
import { createKeys } from "./keys.ts";
import { type OfficeLogEntry, readJournal, readLog, verifyOfficeLog } from "./log.ts";
import { createOffers } from "./offers.ts";
import { type StoreParts, write } from "./parts.ts";
import { createQueue } from "./queue.ts";
import { openSecrets } from "./secrets.ts";
import { createSessions } from "./sessions.ts";
import { OFFICE_TABLES } from "./tables.ts";

/** Options of {@link openOfficeStore}. */
export interface OfficeStoreOptions extends PostgresAccess {
  /** `sqlite:<file>` or `postgres://…`. */
  readonly database: string;
  /** Id of the registry that the office publishes to; a store is for one. */
  readonly registry: string;
  /** 32 random bytes that are kept apart from the database: without them no row says whose it is. */
  readonly subjectKey: Uint8Array;
  readonly limits: OfficeLimits;
  /** Whether an action on credentials of a schema needs a second person; no action by default. */
  readonly needsSecond?: ((schemaId: string, action: string) => boolean) | undefined;
  /** Seconds since the epoch; this machine's clock by default. */
  readonly now?: (() => number) | undefined;
}

export type OfficeStore = Awaited<ReturnType<typeof openOfficeStore>>;

const CONNECTIONS = 8;

/**
 * Opens the store, and makes its tables where they are missing.
 *
 * @throws InvalidInputError for a store of another registry, or an option out of its form
 * @throws DatabaseUnavailableError and others of the database
 */
export async function openOfficeStore(given: OfficeStoreOptions) {
  const {
    database: place,
    registry,
    subjectKey,
    limits,
    needsSecond = () => false,
    now = clock,
    ...access
  } = ownWith(given, "database", "registry", "subjectKey", "limits");
  requireText("database", place);
  if (!/^[0-9a-f]{64}$/.test(registry)) throw new InvalidInputError({ path: "registry", expected: "a registry's id" });
  const secrets = openSecrets(subjectKey);
  const database = await openDatabase(place, access);
  const parts: StoreParts = { database, secrets, limits, now };
  await orClose(database, async () => {
    await migrate(database, OFFICE_TABLES);
    await migrate(database, BRIDGE_TABLES);
    await database.execute(
      `INSERT INTO civicproof_office (id, registry, key_check, sequence, hash, time, sealed_until)
       VALUES (1, $1, $2, 0, $3, 0, -1) ON CONFLICT (id) DO NOTHING`,
      [registry, secrets.check, LOG_START],
    );
    const [row] = await database.query<{ registry: string; key_check: Uint8Array }>(
      "SELECT registry, key_check FROM civicproof_office",
    );
    // Under another key everybody would be a new person, and have a second credential.
    if (row === undefined || !isSameHash(new Uint8Array(row.key_check), secrets.check))
      throw new InvalidInputError({ path: "subjectKey", expected: "the key that this store began with" });
    if (row.registry !== registry)
      throw new InvalidInputError({
        path: "registry",
        expected: "the registry of this office",
        received: row.registry,
      });
  });
  return {
    secrets,
    limits,
    offers: createOffers(parts),
    bridges: createBridgeSessions(parts),
    issue: createIssue(parts),
    queue: createQueue(parts, needsSecond),
    issuers: createIssuers(parts, registry),
    keys: createKeys(parts),
    sessions: createSessions(parts),
    needsSecond,
    health: () => database.health(),
    /** A person's credentials, revoked ones too. @param subject as the register names the person */
    credentialsOf: (subject: string) => credentialsOf(database, secrets.subjectKey(subject)),
    /** @param from the first sequence number */
    log: (from?: number, limit?: number): Promise<readonly OfficeLogEntry[]> => readLog(database, from, limit),
    /** Reads all of the log and checks it. @throws OfficeLogError */
    verifyLog: (): Promise<number> =>
      database.snapshot(async (connection) => {
        const entries = await readLog(connection);
        const [end] = await connection.query<{ sequence: number; hash: string }>(
          "SELECT sequence, hash FROM civicproof_office",
        );
        verifyOfficeLog(entries, end!);
        return entries.length;
      }),
    /**
     * Says that everything up to an instant is about to be published: from now on changes are later. Answers what the
     * registry is made from, up to then. Writers are held up for the one and not for the other.
     */
    async seal(untilSeconds: number): Promise<readonly OfficeLogEntry[]> {
      const sequence = await write(parts, async ({ connection, head }) => {
        await connection.execute("UPDATE civicproof_office SET sealed_until = $1", [
          Math.max(head.sealedUntil, untilSeconds),
        ]);
        return head.sequence;
      });
      return readJournal(database, sequence);
    },
    close: () => database.close(),
  };
}

const clock = (): number => Math.floor(Date.now() / 1000);

async function openDatabase(place: string, access: PostgresAccess): Promise<SqlDatabase> {
  if (isPostgresUrl(place)) return openPostgres(place, { maxConnections: CONNECTIONS, ...access, oneAtATime: false });
  const file = /^sqlite:(.+)$/s.exec(place)?.[1];
  if (file === undefined)
    throw new InvalidInputError({ path: "database", expected: "sqlite: and a file, or postgres://…" });
  return openSqlite(file);
}
