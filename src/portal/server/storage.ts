/** What a verifier service keeps: its requests and the nullifiers, in one database. */
import type BetterSqlite3 from "better-sqlite3";
import { StoreUnavailableError } from "../../core/errors.ts";
import { loadPeer } from "../../core/peer.ts";
import { decodeRequest, type PresentationRequest } from "../../presentation/proof/request.ts";
import type { VerifiedPresentation } from "../../presentation/verification/verify.ts";
import { createMemoryStore } from "../store/memory.ts";
import type { ConsumeOutcome, NullifierStore } from "../store/port.ts";
import {
  createPool,
  createUse,
  openPostgresStore,
  type PostgresTransaction,
  underSchemaLock,
} from "../store/postgres.ts";
import { openSqliteStore, type SqliteDatabase } from "../store/sqlite.ts";

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
  close(): Promise<void>;
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

/** Opens the database of a service. @throws StoreUnavailableError, StoreKeyError as the stores do */
export async function openStorage({ url, hashKey, mustExist = false }: StorageOptions): Promise<ServiceStorage> {
  const key = hashKey === undefined ? {} : { hashKey };
  if (url === "memory:") return join(createMemoryStore(), createMemoryTable());
  if (url.startsWith("sqlite:")) {
    const file = url.slice("sqlite:".length);
    return openBoth(await openSqliteStore({ file, mustExist, ...key }), () => openSqliteTable(file));
  }
  if (/^postgres(?:ql)?:\/\//.test(url)) {
    return openBoth(await openPostgresStore({ url, ...key }), () => openPostgresTable(url));
  }
  throw new StoreUnavailableError({ path: "url", expected: "memory:, sqlite:<file> or postgres://…" });
}

/** Leaves nothing open when the second one can't be opened. */
async function openBoth<Transaction, Done>(
  nullifiers: NullifierStore<Transaction, Done>,
  openTable: () => Promise<RequestTable<Transaction, Done>>,
): Promise<ServiceStorage> {
  try {
    return join(nullifiers, await openTable());
  } catch (error) {
    await nullifiers.close();
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
    async close() {
      await nullifiers.close();
      await requests.close();
    },
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
    async close() {
      rows.clear();
    },
  };
}

/** The same statements for both databases, up to the names of parameters. */
const ACCEPT = (p1: string, p2: string) =>
  `UPDATE civicproof_requests SET outcome = 'accepted', decided_at = ${p2} WHERE id = ${p1}`;
const REFUSE = (p1: string, p2: string) =>
  `UPDATE civicproof_requests SET outcome = 'already-used', decided_at = ${p2}
   WHERE id = ${p1} AND coalesce(outcome, '') <> 'accepted'`;

interface Row {
  readonly request: string;
  readonly outcome: Decision["outcome"] | null;
  /** Postgres gives a bigint as text. */
  readonly decided_at: number | string | null;
}

function readRow(id: string, row: Row | undefined): StoredRequest | undefined {
  if (row === undefined) return undefined;
  const { outcome, decided_at } = row;
  return {
    id,
    request: decodeRequest(JSON.parse(row.request)),
    decision: outcome === null ? undefined : { outcome, decidedAtSeconds: Number(decided_at) },
  };
}

async function openSqliteTable(file: string): Promise<RequestTable<SqliteDatabase, void>> {
  const { default: Database } = await loadPeer("better-sqlite3", () => import("better-sqlite3"));
  let db: BetterSqlite3.Database | undefined;
  const use = <T>(work: (db: BetterSqlite3.Database) => T): T => {
    try {
      db ??= open();
      return work(db);
    } catch (cause) {
      db?.close();
      db = undefined;
      throw new StoreUnavailableError({ cause });
    }
  };
  const open = (): BetterSqlite3.Database => {
    const opened = new Database(file, { fileMustExist: true, timeout: 2_000 });
    opened.pragma("synchronous = FULL");
    opened.pragma("secure_delete = ON");
    opened.exec(`CREATE TABLE IF NOT EXISTS civicproof_requests (
      id TEXT PRIMARY KEY, request TEXT NOT NULL, expires_at INTEGER NOT NULL, outcome TEXT, decided_at INTEGER
    ) STRICT, WITHOUT ROWID`);
    return opened;
  };
  use(() => undefined);
  return {
    async put(id, request) {
      const insert = "INSERT INTO civicproof_requests (id, request, expires_at) VALUES (?, ?, ?)";
      use((open) => open.prepare(insert).run(id, JSON.stringify(request), request.expiresAtSeconds));
    },
    async get(id) {
      const select = "SELECT request, outcome, decided_at FROM civicproof_requests WHERE id = ?";
      return readRow(
        id,
        use((open) => open.prepare<[string], Row>(select).get(id)),
      );
    },
    accept: (transaction, id, at) => void transaction.prepare(ACCEPT(":id", ":at")).run({ id, at }),
    async refuse(id, at) {
      use((open) => open.prepare(REFUSE(":id", ":at")).run({ id, at }));
    },
    sweep: async (before) =>
      use((open) => open.prepare("DELETE FROM civicproof_requests WHERE expires_at < ?").run(before).changes),
    async close() {
      db?.close();
      db = undefined;
    },
  };
}

async function openPostgresTable(url: string): Promise<RequestTable<PostgresTransaction, Promise<void>>> {
  const pool = await createPool(url, { maxConnections: 4, timeoutMilliseconds: 5_000 });
  const use = createUse(pool);
  try {
    await use((client) =>
      underSchemaLock(client, async () => {
        await client.query(`CREATE TABLE IF NOT EXISTS civicproof_requests (
          id text PRIMARY KEY, request text NOT NULL, expires_at bigint NOT NULL, outcome text, decided_at bigint)`);
      }),
    );
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    async put(id, request) {
      const insert = "INSERT INTO civicproof_requests (id, request, expires_at) VALUES ($1, $2, $3)";
      await use((client) => client.query(insert, [id, JSON.stringify(request), request.expiresAtSeconds]));
    },
    async get(id) {
      const select = "SELECT request, outcome, decided_at FROM civicproof_requests WHERE id = $1";
      const { rows } = await use((client) => client.query<Row>(select, [id]));
      return readRow(id, rows[0]);
    },
    async accept(transaction, id, at) {
      await transaction.query(ACCEPT("$1", "$2"), [id, at]);
    },
    async refuse(id, at) {
      await use((client) => client.query(REFUSE("$1", "$2"), [id, at]));
    },
    async sweep(before) {
      const remove = "DELETE FROM civicproof_requests WHERE expires_at < $1";
      return (await use((client) => client.query(remove, [before]))).rowCount ?? 0;
    },
    async close() {
      await pool.end();
    },
  };
}
