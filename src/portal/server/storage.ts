/** What a verifier service keeps: its requests and the nullifiers, in one database. */
import { migrate, type TableSet } from "../../core/database/migrate.ts";
import { connectPostgres } from "../../core/database/postgres.ts";
import type { SqlDatabase } from "../../core/database/sql.ts";
import { connectSqlite } from "../../core/database/sqlite.ts";
import { decodeRequest, type PresentationRequest } from "../../presentation/proof/request.ts";
import type { VerifiedPresentation } from "../../presentation/verification/verify.ts";
import { asStore } from "../store/as-store.ts";
import { createMemoryStore } from "../store/memory.ts";
import type { ConsumeOutcome, NullifierStore } from "../store/port.ts";
import { StoreUnavailableError } from "../store/port.ts";
import { createPostgresStore, type PostgresTransaction } from "../store/postgres.ts";
import { createRowKeys } from "../store/row-keys.ts";
import { createSqliteStore, type SqliteDatabase } from "../store/sqlite.ts";

/** The decision on a request, once there is one. */
export interface Decision {
  readonly outcome: "accepted" | "already-used";
  /** Seconds since the epoch. */
  readonly decidedAtSeconds: number;
}

/** A request as the service keeps it. */
export interface StoredRequest {
  readonly id: string;
  readonly request: PresentationRequest;
  readonly decision?: Decision | undefined;
}

/** Requests by id. A decision to accept is final. */
interface RequestTable<Transaction, Done> {
  put(id: string, request: PresentationRequest): Promise<void>;
  get(id: string): Promise<StoredRequest | undefined>;
  accept(transaction: Transaction, id: string, atSeconds: number): Done;
  refuse(id: string, atSeconds: number): Promise<void>;
  /** Deletes the requests that expired before an instant. */
  sweep(expiredBeforeSeconds: number): Promise<number>;
}

export interface ServiceStorage {
  put(id: string, request: PresentationRequest): Promise<void>;
  get(id: string): Promise<StoredRequest | undefined>;
  /** Uses a claim and records the decision about the request, both or neither. Repeating it changes nothing. */
  decide(id: string, verified: VerifiedPresentation, retainUntilSeconds: number | undefined): Promise<Decision>;
  /** Forgets old requests, and the nullifiers whose retention is over. */
  sweep(options: { nowSeconds: number; requestsExpiredBeforeSeconds: number }): Promise<void>;
  close(): Promise<void>;
}

/** Options of {@link openStorage}. */
export interface StorageOptions {
  /** `memory:`, `sqlite:<file>` or `postgres://…`. */
  readonly url: string;
  /** Store keyed hashes of nullifiers; see the stores. */
  readonly hashKey?: Uint8Array;
  /** Refuse to begin with an empty SQLite file. */
  readonly mustExist?: boolean;
}

/** Connections of one service to Postgres. */
const MAX_CONNECTIONS = 12;
const TIMEOUT_MILLISECONDS = 5_000;

/** Opens the database of a service. @throws StoreUnavailableError, StoreKeyError, DatabaseVersionNewerError as the stores do */
export async function openStorage({ url, hashKey, mustExist = false }: StorageOptions): Promise<ServiceStorage> {
  if (url === "memory:") return join(createMemoryStore(), createMemoryTable());
  const keys = createRowKeys(hashKey);
  if (url.startsWith("sqlite:")) {
    const database = await asStore(() => connectSqlite(url.slice("sqlite:".length), { mustExist }));
    return orClose(database, async () => {
      const nullifiers = await createSqliteStore(database, keys);
      const accept = (db: SqliteDatabase, id: string, at: number) => void db.prepare(ACCEPT).run({ 1: id, 2: at });
      return join(nullifiers, await createTable(database, accept));
    });
  }
  if (/^postgres(?:ql)?:\/\//.test(url)) {
    const database = await asStore(() =>
      connectPostgres(url, {
        maxConnections: MAX_CONNECTIONS,
        oneAtATime: false,
        connectTimeoutMilliseconds: TIMEOUT_MILLISECONDS,
        statementTimeoutMilliseconds: TIMEOUT_MILLISECONDS,
      }),
    );
    return orClose(database, async () => {
      const nullifiers = await createPostgresStore(database, keys);
      const accept = async (session: PostgresTransaction, id: string, at: number) =>
        void (await session.query(ACCEPT, [id, at]));
      return join(nullifiers, await createTable(database, accept));
    });
  }
  throw new StoreUnavailableError({ path: "url", expected: "memory:, sqlite:<file> or postgres://…" });
}

/** Leaves nothing open when the rest can't be opened. */
async function orClose<T>(database: SqlDatabase, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    await database.close();
    throw error;
  }
}

function join<Transaction, Done>(
  nullifiers: NullifierStore<Transaction, Done>,
  requests: RequestTable<Transaction, Done>,
): ServiceStorage {
  return {
    put: requests.put,
    get: requests.get,
    async decide(id, verified, retainUntilSeconds) {
      const decidedAtSeconds = Math.floor(verified.verifiedAtSeconds);
      const outcome: ConsumeOutcome = await nullifiers.consume(verified, {
        idempotencyKey: id,
        ...(retainUntilSeconds === undefined ? {} : { retainUntilSeconds }),
        effect: (transaction) => requests.accept(transaction, id, decidedAtSeconds),
      });
      if (outcome === "accepted") return { outcome, decidedAtSeconds };
      if (outcome === "already-used") {
        await requests.refuse(id, decidedAtSeconds);
        return { outcome, decidedAtSeconds };
      }
      // An earlier call accepted it and wrote that down in the same transaction.
      const earlier = (await requests.get(id))?.decision;
      return { outcome: "accepted", decidedAtSeconds: earlier?.decidedAtSeconds ?? decidedAtSeconds };
    },
    async sweep({ nowSeconds, requestsExpiredBeforeSeconds }) {
      await requests.sweep(requestsExpiredBeforeSeconds);
      await nullifiers.prune({ nowSeconds });
    },
    close: () => nullifiers.close(),
  };
}

function createMemoryTable(): RequestTable<undefined, void> {
  const rows = new Map<string, StoredRequest>();
  return {
    async put(id, request) {
      rows.set(id, { id, request });
    },
    get: async (id) => rows.get(id),
    accept(_transaction, id, decidedAtSeconds) {
      const row = rows.get(id);
      if (row !== undefined) rows.set(id, { ...row, decision: { outcome: "accepted", decidedAtSeconds } });
    },
    async refuse(id, decidedAtSeconds) {
      const row = rows.get(id);
      if (row === undefined || row.decision?.outcome === "accepted") return;
      rows.set(id, { ...row, decision: { outcome: "already-used", decidedAtSeconds } });
    },
    async sweep(before) {
      const old = [...rows.values()].filter(({ request }) => request.expiresAtSeconds < before);
      for (const { id } of old) rows.delete(id);
      return old.length;
    },
  };
}

const TABLES: TableSet = {
  name: "requests",
  steps: [
    (connection, dialect) =>
      connection.script(
        dialect === "sqlite"
          ? `CREATE TABLE IF NOT EXISTS civicproof_requests (
              id TEXT PRIMARY KEY, request TEXT NOT NULL, expires_at INTEGER NOT NULL, outcome TEXT, decided_at INTEGER
            ) STRICT, WITHOUT ROWID`
          : `CREATE TABLE IF NOT EXISTS civicproof_requests (
              id text PRIMARY KEY, request text NOT NULL, expires_at bigint NOT NULL, outcome text, decided_at bigint)`,
      ),
  ],
};
const ACCEPT = "UPDATE civicproof_requests SET outcome = 'accepted', decided_at = $2 WHERE id = $1";

interface Row {
  readonly request: string;
  readonly outcome: Decision["outcome"] | null;
  readonly decided_at: number | null;
}

async function createTable<Transaction, Done>(
  database: SqlDatabase,
  accept: RequestTable<Transaction, Done>["accept"],
): Promise<RequestTable<Transaction, Done>> {
  await asStore(() => migrate(database, TABLES));
  return {
    async put(id, request) {
      const insert = "INSERT INTO civicproof_requests (id, request, expires_at) VALUES ($1, $2, $3)";
      await asStore(() => database.execute(insert, [id, JSON.stringify(request), request.expiresAtSeconds]));
    },
    async get(id) {
      const select = "SELECT request, outcome, decided_at FROM civicproof_requests WHERE id = $1";
      const [row] = await asStore(() => database.query<Row>(select, [id]));
      if (row === undefined) return undefined;
      const { outcome, decided_at } = row;
      return {
        id,
        request: decodeRequest(JSON.parse(row.request)),
        decision: outcome === null ? undefined : { outcome, decidedAtSeconds: decided_at! },
      };
    },
    accept,
    async refuse(id, at) {
      const refuse = `UPDATE civicproof_requests SET outcome = 'already-used', decided_at = $2
                      WHERE id = $1 AND coalesce(outcome, '') <> 'accepted'`;
      await asStore(() => database.execute(refuse, [id, at]));
    },
    sweep: (before) =>
      asStore(() => database.execute("DELETE FROM civicproof_requests WHERE expires_at < $1", [before])),
  };
}
