/** What a verifier service keeps: its requests and the nullifiers, in one database. */

import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { migrate, type TableSet } from "../../core/database/migrate.ts";
import { connectPostgres } from "../../core/database/postgres.ts";
import { isPostgresUrl, type PostgresAccess } from "../../core/database/postgres-access.ts";
import { orClose, type SqlDatabase } from "../../core/database/sql.ts";
import { connectSqlite } from "../../core/database/sqlite.ts";
import type { FieldElement } from "../../core/field.ts";
import { createGroupCommit, NO_PATIENCE } from "../../core/group-commit.ts";
import { deepFreeze } from "../../core/json.ts";
import { own, requireText } from "../../core/own.ts";
import { isSameHash } from "../../core/service/secrets.ts";
import type { Presentation } from "../../presentation/proof/presentation.ts";
import { RequestError } from "../../presentation/proof/request.ts";
import type { VerifiedPresentation } from "../../presentation/verification/verify.ts";
import { asStore } from "../store/as-store.ts";
import { createMemoryStore } from "../store/memory.ts";
import {
  type ConsumeOutcome,
  type NullifierStore,
  type ServedProgramme,
  StoreUnavailableError,
} from "../store/port.ts";
import { createPostgresStore, type SharedPostgresStore } from "../store/postgres.ts";
import { STORE_TABLES } from "../store/programmes.ts";
import { createRowKeys, type HashKey } from "../store/row-keys.ts";
import { createSqliteStore, type SqliteDatabase } from "../store/sqlite.ts";
import {
  createRequestRows,
  type Decision,
  GRACE_SECONDS,
  type NewRequest,
  type StoredRequest,
} from "./request-rows.ts";

/** A decision that the portal is to be told of. */
export interface DueNotification {
  readonly id: string;
  /** This one included. */
  readonly attempts: number;
}

/** A presentation by its content: a holder who sends it again gets the decision of the first time, however late. */
export function hashPresentation({ circuit, proof, publicSignals }: Presentation): Uint8Array {
  return sha256(utf8ToBytes(JSON.stringify([circuit, proof.a, proof.b, proof.c, publicSignals])));
}

/** A claim, and what is written down about its request with it. */
interface ClaimOfRequest {
  readonly id: string;
  readonly verified: VerifiedPresentation;
  readonly decided: Decided;
}

/** Uses a claim and writes the decision down, both or neither; a decision to accept is final. */
type UseClaim = (claim: ClaimOfRequest) => Promise<ConsumeOutcome>;

/** What is written down with a decision. */
interface Decided {
  readonly atSeconds: number;
  readonly answer: Uint8Array;
  /** Until when the decision is kept; for ever by default. */
  readonly keepUntilSeconds: number | undefined;
}

/** The hash of a response code, and until when it is good. */
export interface StoredCode {
  readonly hash: Uint8Array;
  /** Exclusive. */
  readonly untilSeconds: number;
}

/** Requests by id. A decision to accept takes away the code of the decision before. */
interface RequestTable {
  put(request: NewRequest): Promise<void>;
  get(id: string, service: string): Promise<StoredRequest | undefined>;
  /** When it was decided. */
  decidedAt(id: string): Promise<number | undefined>;
  acknowledge(id: string, service: string, nowSeconds: number): Promise<boolean>;
  /** Writes down that a claim was given to its chain's relay. @returns false where that stands there of another answer */
  handOver(id: string, decided: Decided): Promise<boolean>;
  /** Takes the wallet's word that there will be no presentation, unless there is a decision. */
  decline(id: string, decision: Decision): Promise<void>;
  /** Fails where nothing could be written. */
  health(): Promise<void>;
  setCode(id: string, outcome: Decision["outcome"], code: StoredCode): Promise<boolean>;
  getCode(id: string): Promise<StoredCode | undefined>;
  /** Removes a code if it is still there. */
  takeCode(id: string, hash: Uint8Array): Promise<boolean>;
  takeNotifications: ServiceStorage["takeNotifications"];
  settleNotification: ServiceStorage["settleNotification"];
  /** Deletes the requests whose time is over. */
  sweep(nowSeconds: number, signal: AbortSignal | undefined): Promise<void>;
}

export interface ServiceStorage {
  put(request: NewRequest): Promise<void>;
  /** A request that this service made; another service's is as unknown as none. */
  get(id: string, service: string): Promise<StoredRequest | undefined>;
  /** Keeps what a service claims for at its first start, and compares it later; as the stores do. */
  pin(programme: ServedProgramme): Promise<void>;
  /**
   * Uses a claim and records the decision about the request, both or neither. Repeating it changes nothing. The decision
   * is kept as long as the claim is remembered, or until it is acknowledged.
   */
  decide(
    id: string,
    verified: VerifiedPresentation,
    retainUntilSeconds: number | undefined,
  ): Promise<Decision & { readonly outcome: "accepted" | "already-used" }>;
  /**
   * Records that a claim was given to the relay of its chain, which decides about it. Nothing is claimed here.
   *
   * @throws RequestError where another presentation of the request was given to it
   */
  handOver(
    id: string,
    verified: VerifiedPresentation,
    keepUntilSeconds: number | undefined,
  ): Promise<Decision & { readonly outcome: "handed-over" }>;
  /** Records that the wallet gave no presentation, where nothing is decided yet. */
  decline(id: string, decision: Decision): Promise<void>;
  /** @throws StoreUnavailableError when no claim could be recorded: away, read-only, or with tables of somebody else */
  health(): Promise<void>;
  /**
   * Keeps a response code for a decision, in place of the one before.
   *
   * @returns false when the request has another decision by now: the code must not be given out
   */
  setCode(id: string, outcome: Decision["outcome"], code: StoredCode): Promise<boolean>;
  /** Whether this is the request's code; it is good once. */
  takeCode(id: string, hash: Uint8Array, nowSeconds: number): Promise<boolean>;
  /**
   * The portal has kept the result of a request of this service: the decision may go a day later.
   *
   * @returns false when there is no such request, or no decision about it
   */
  acknowledge(id: string, service: string, nowSeconds: number): Promise<boolean>;
  /**
   * Decisions of a service that its portal is to be told of, each for one process: whoever takes one has until the end of
   * the lease, then it is due again.
   */
  takeNotifications(options: {
    readonly service: string;
    readonly nowSeconds: number;
    readonly leaseSeconds: number;
    readonly most: number;
  }): Promise<readonly DueNotification[]>;
  /** Says when the next attempt is due, or that there is none; a decision since then is due whatever is said. */
  settleNotification(id: string, attempts: number, nextSeconds: number | undefined): Promise<void>;
  /** Forgets requests whose time is over, and the nullifiers whose retention is. A signal ends it after a step. */
  sweep(options: { readonly nowSeconds: number; readonly signal?: AbortSignal }): Promise<void>;
  close(): Promise<void>;
}

/** Options of {@link openStorage}. */
export interface StorageOptions extends PostgresAccess {
  /** `memory:`, `sqlite:<file>` or `postgres://…`. */
  readonly url: string;
  /** Store keyed hashes of nullifiers; see the stores. */
  readonly hashKey?: HashKey | undefined;
  /** Refuse a database without the tables of a store. */
  readonly mustExist?: boolean;
  /** A file kept apart by which an older copy of the store is noticed; see the stores. */
  readonly highWater?: string | undefined;
}

/** How much longer one stays that nothing was claimed for, while its portal is told. */
const TELLING_SECONDS = 3 * 86_400;
/** Rows that one step of the sweep deletes. */
const SWEEP_STEP = 5_000;
/** Claims of one transaction. */
const MAX_GROUP = 256;
/** Connections of one service to Postgres. */
const MAX_CONNECTIONS = 12;
const TIMEOUT_MILLISECONDS = 5_000;

/** Opens the database of a service. @throws StoreUnavailableError, StoreKeyError, DatabaseVersionNewerError as the stores do */
export async function openStorage(options: StorageOptions): Promise<ServiceStorage> {
  const { url, hashKey, mustExist = false, highWater, ...access } = own(options);
  requireText("url", url);
  if (url === "memory:") {
    const [nullifiers, { accept, refuse, ...requests }] = [createMemoryStore(), createMemoryTable()];
    return join(
      nullifiers,
      requests,
      useOneByOne(nullifiers, { accept: (_, id, decided) => accept(id, decided), refuse }),
    );
  }
  const keys = createRowKeys(hashKey);
  if (url.startsWith("sqlite:")) {
    const mustHave = mustExist ? { mustHave: STORE_TABLES[0]! } : {};
    const database = await asStore(() => connectSqlite(url.slice("sqlite:".length), mustHave));
    return orClose(database, async () => {
      const nullifiers = await createSqliteStore(database, keys, highWater);
      const accept = (db: SqliteDatabase, id: string, decided: Decided) => {
        const [at, keepUntil, answer] = decidedRow(decided);
        db.prepare(ACCEPT).run({ 1: id, 2: at, 3: keepUntil, 4: answer });
      };
      const refuse = async (id: string, decided: Decided) =>
        void (await asStore(() => database.execute(REFUSE, [id, ...decidedRow(decided)])));
      return join(nullifiers, await createTable(database), useOneByOne(nullifiers, { accept, refuse }));
    });
  }
  if (isPostgresUrl(url)) {
    const database = await asStore(() =>
      connectPostgres(url, {
        ...access,
        maxConnections: access.maxConnections ?? MAX_CONNECTIONS,
        oneAtATime: false,
        connectTimeoutMilliseconds: TIMEOUT_MILLISECONDS,
        statementTimeoutMilliseconds: TIMEOUT_MILLISECONDS,
      }),
    );
    return orClose(database, async () => {
      const nullifiers = await createPostgresStore(database, keys, { mustExist, highWater });
      return join(nullifiers, await createTable(database), useTogether(nullifiers));
    });
  }
  throw new StoreUnavailableError({ path: "url", expected: "memory:, sqlite:<file> or postgres://…" });
}

/** For stores that commit the claims of one moment together by themselves. */
function useOneByOne<Transaction>(
  nullifiers: NullifierStore<Transaction>,
  {
    accept,
    refuse,
  }: {
    readonly accept: (transaction: Transaction, id: string, decided: Decided) => void;
    readonly refuse: (id: string, decided: Decided) => Promise<void>;
  },
): UseClaim {
  return async ({ id, verified, decided }) => {
    const effect = (transaction: Transaction) => accept(transaction, id, decided);
    const outcome = await nullifiers.consume(verified, { ...consumeOptions(id, decided), effect });
    if (outcome === "already-used") await refuse(id, decided);
    return outcome;
  };
}

/** Claims that come together share one transaction on Postgres, their decisions included. */
function useTogether(nullifiers: SharedPostgresStore): UseClaim {
  const group = createGroupCommit<ClaimOfRequest, ConsumeOutcome>({
    maxItems: MAX_GROUP,
    nameOf: ({ verified }) => verified.nonce,
    // Whoever verifies decides a batch at a time: until this one is decided, no other comes.
    patience: NO_PATIENCE,
    commit: (claims) =>
      nullifiers.consumeTogether(
        claims.map(({ id, verified, decided }) => ({ verified, options: consumeOptions(id, decided) })),
        {
          name: "civicproof-decide",
          sql: DECIDE_TOGETHER,
          values: [
            claims.map(({ id }) => id),
            claims.map(({ decided }) => decided.atSeconds),
            claims.map(({ decided }) => decided.keepUntilSeconds ?? null),
            claims.map(({ decided }) => Buffer.from(decided.answer)),
          ],
        },
      ),
  });
  return (claim) => group.add(claim);
}

const consumeOptions = (id: string, { keepUntilSeconds }: Decided) => ({
  idempotencyKey: id,
  ...(keepUntilSeconds === undefined ? {} : { retainUntilSeconds: keepUntilSeconds }),
});

function join<Transaction, Done>(
  nullifiers: NullifierStore<Transaction, Done>,
  requests: RequestTable,
  useClaim: UseClaim,
): ServiceStorage {
  return {
    put: requests.put,
    get: requests.get,
    pin: nullifiers.pin,
    acknowledge: requests.acknowledge,
    decline: requests.decline,
    takeNotifications: requests.takeNotifications,
    settleNotification: requests.settleNotification,
    async health() {
      await requests.health();
      await nullifiers.termsOf(0n as FieldElement);
    },
    setCode: requests.setCode,
    async takeCode(id, hash, nowSeconds) {
      const code = await requests.getCode(id);
      if (code === undefined || !isSameHash(code.hash, hash) || nowSeconds >= code.untilSeconds) return false;
      // Of two calls at once, one removes it.
      return requests.takeCode(id, hash);
    },
    async decide(id, verified, retainUntilSeconds) {
      const decided = decidedNow(verified, retainUntilSeconds);
      const decidedAtSeconds = decided.atSeconds;
      const outcome = await useClaim({ id, verified, decided });
      if (outcome !== "accepted-by-this-request") return { outcome, decidedAtSeconds };
      // An earlier call accepted it and wrote that down in the same transaction.
      const earlier = await requests.decidedAt(id);
      return { outcome: "accepted", decidedAtSeconds: earlier ?? decidedAtSeconds };
    },
    async handOver(id, verified, keepUntilSeconds) {
      const decided = decidedNow(verified, keepUntilSeconds);
      if (!(await requests.handOver(id, decided))) throw answeredBefore();
      return { outcome: "handed-over", decidedAtSeconds: (await requests.decidedAt(id)) ?? decided.atSeconds };
    },
    async sweep({ nowSeconds, signal }) {
      await requests.sweep(nowSeconds, signal);
      if (signal?.aborted) return;
      await nullifiers.prune({ nowSeconds, ...(signal === undefined ? {} : { signal }) });
    },
    close: () => nullifiers.close(),
  };
}

/** What a second presentation of a request gets whose first one was given away. */
export function answeredBefore(): RequestError {
  return new RequestError({ path: "state", expected: "a request that nobody else has answered" });
}

const decidedNow = (verified: VerifiedPresentation, keepUntilSeconds: number | undefined): Decided => ({
  atSeconds: Math.floor(verified.verifiedAtSeconds),
  answer: hashPresentation(verified.presentation),
  keepUntilSeconds,
});

function createMemoryTable(): RequestTable & {
  accept(id: string, decided: Decided): void;
  refuse(id: string, decided: Decided): Promise<void>;
} {
  const rows = new Map<string, StoredRequest>();
  /** When a request may be deleted; one that is not here stays. */
  const deleteAt = new Map<string, number>();
  const notifications = new Map<string, { atSeconds: number; attempts: number }>();
  const tellOf = ({ id, notifies }: StoredRequest): void => {
    if (notifies === true) notifications.set(id, { atSeconds: 0, attempts: 0 });
  };
  const decide = (id: string, outcome: Decision["outcome"], { atSeconds, answer, keepUntilSeconds }: Decided): void => {
    const row = rows.get(id);
    if (row === undefined) return;
    rows.set(id, { ...row, answer, decision: { outcome, decidedAtSeconds: atSeconds } });
    tellOf(row);
    if (keepUntilSeconds === undefined) deleteAt.delete(id);
    else deleteAt.set(id, keepUntilSeconds);
  };
  const codes = new Map<string, StoredCode>();
  return {
    async put(request) {
      rows.set(request.id, deepFreeze(structuredClone(request)));
      deleteAt.set(request.id, request.request.expiresAtSeconds + GRACE_SECONDS);
    },
    async get(id, service) {
      const row = rows.get(id);
      return row?.service === service ? row : undefined;
    },
    decidedAt: async (id) => rows.get(id)?.decision?.decidedAtSeconds,
    accept(id, decided) {
      decide(id, "accepted", decided);
      codes.delete(id);
    },
    async refuse(id, decided) {
      if (rows.get(id)?.decision?.outcome !== "accepted") decide(id, "already-used", decided);
    },
    async handOver(id, decided) {
      const { decision, answer } = rows.get(id) ?? {};
      if (decision?.outcome === "handed-over") return answer !== undefined && isSameHash(answer, decided.answer);
      decide(id, "handed-over", decided);
      codes.delete(id);
      return true;
    },
    async acknowledge(id, service, nowSeconds) {
      const row = rows.get(id);
      if (row?.service !== service || row.decision === undefined) return false;
      const at = Math.max(nowSeconds, row.request.expiresAtSeconds) + GRACE_SECONDS;
      deleteAt.set(id, Math.min(deleteAt.get(id) ?? at, at));
      return true;
    },
    async decline(id, decision) {
      const row = rows.get(id);
      if (row !== undefined && row.decision === undefined) {
        rows.set(id, { ...row, decision });
        tellOf(row);
      }
    },
    async takeNotifications({ service, nowSeconds, leaseSeconds, most }) {
      const due = [...notifications].filter(([id, { atSeconds }]) => {
        return atSeconds <= nowSeconds && rows.get(id)?.service === service;
      });
      return due.slice(0, most).map(([id, { attempts }]) => {
        notifications.set(id, { atSeconds: nowSeconds + leaseSeconds, attempts: attempts + 1 });
        return { id, attempts: attempts + 1 };
      });
    },
    async settleNotification(id, attempts, nextSeconds) {
      if (notifications.get(id)?.attempts !== attempts) return;
      if (nextSeconds === undefined) notifications.delete(id);
      else notifications.set(id, { atSeconds: nextSeconds, attempts });
    },
    health: async () => {},
    async setCode(id, outcome, code) {
      if (rows.get(id)?.decision?.outcome !== outcome) return false;
      codes.set(id, code);
      return true;
    },
    getCode: async (id) => codes.get(id),
    async takeCode(id, hash) {
      const code = codes.get(id);
      return code !== undefined && isSameHash(code.hash, hash) && codes.delete(id);
    },
    async sweep(nowSeconds) {
      for (const [id, at] of deleteAt) {
        if (at > nowSeconds) continue;
        for (const table of [rows, codes, deleteAt, notifications]) table.delete(id);
      }
      for (const [id, { responseKey, ...row }] of rows)
        if (responseKey !== undefined && row.request.expiresAtSeconds <= nowSeconds) rows.set(id, row);
    },
  };
}

export const REQUEST_TABLES: TableSet = {
  name: "requests",
  tables: ["civicproof_requests", "civicproof_request_parts"],
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
    // Requests from before belong to no service: nobody decides them.
    (connection, dialect) =>
      connection.script(`
        ALTER TABLE civicproof_requests ADD COLUMN service TEXT NOT NULL DEFAULT '';
        ALTER TABLE civicproof_requests ADD COLUMN same_device INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE civicproof_requests ADD COLUMN code ${dialect === "sqlite" ? "BLOB" : "bytea"};
        ALTER TABLE civicproof_requests ADD COLUMN code_until ${dialect === "sqlite" ? "INTEGER" : "bigint"}`),
    // What was decided before stays until it is acknowledged: nothing says how long its nullifier does.
    (connection, dialect) =>
      connection.script(`
        ALTER TABLE civicproof_requests ADD COLUMN delete_at ${dialect === "sqlite" ? "INTEGER" : "bigint"};
        ALTER TABLE civicproof_requests ADD COLUMN answer ${dialect === "sqlite" ? "BLOB" : "bytea"};
        UPDATE civicproof_requests SET delete_at = expires_at + ${GRACE_SECONDS} WHERE outcome IS NULL;
        CREATE INDEX civicproof_requests_delete_at ON civicproof_requests (delete_at)`),
    // What all requests of a service have in common stands once: its policy and schema are most of a request.
    (connection) =>
      connection.script(`
        CREATE TABLE IF NOT EXISTS civicproof_request_parts (hash TEXT PRIMARY KEY, part TEXT NOT NULL);
        ALTER TABLE civicproof_requests ADD COLUMN part TEXT`),
    // When the portal is to be told of the decision next; null where it is not, or knows.
    (connection, dialect) =>
      connection.script(`
        ALTER TABLE civicproof_requests ADD COLUMN notifies INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE civicproof_requests ADD COLUMN notify_at ${dialect === "sqlite" ? "INTEGER" : "bigint"};
        ALTER TABLE civicproof_requests ADD COLUMN notify_attempts INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX civicproof_requests_notify_at ON civicproof_requests (service, notify_at)
          WHERE notify_at IS NOT NULL`),
    // What decrypts the answer to a signed request, until the request is over.
    (connection) =>
      connection.script(`
        ALTER TABLE civicproof_requests ADD COLUMN response_key TEXT;
        CREATE INDEX civicproof_requests_response_key ON civicproof_requests (expires_at)
          WHERE response_key IS NOT NULL`),
  ],
};
/** Part of each statement that decides: the portal is told at once. */
const TELL = "notify_at = CASE notifies WHEN 1 THEN 0 END, notify_attempts = 0";
const ACCEPT = `UPDATE civicproof_requests
  SET outcome = 'accepted', decided_at = $2, delete_at = $3, answer = $4, code = NULL, ${TELL} WHERE id = $1`;
const REFUSE = `UPDATE civicproof_requests
  SET outcome = 'already-used', decided_at = $2, delete_at = $3, answer = $4, ${TELL}
  WHERE id = $1 AND coalesce(outcome, '') <> 'accepted'`;
const HAND_OVER = `UPDATE civicproof_requests
  SET outcome = 'handed-over', code = NULL, decided_at = $2, delete_at = $3, answer = $4, ${TELL}
  WHERE id = $1 AND (coalesce(outcome, '') <> 'handed-over' OR answer = $4)`;
/** Both for many at once, on Postgres: what became of each, beside ids, instants, ends, hashes of answers. */
const DECIDE_TOGETHER = `UPDATE civicproof_requests AS requests
  SET outcome = used.outcome, decided_at = at, delete_at = until, answer = given.answer,
    code = CASE used.outcome WHEN 'accepted' THEN NULL ELSE code END, ${TELL}
  FROM used JOIN unnest($11::text[], $12::bigint[], $13::bigint[], $14::bytea[]) WITH ORDINALITY
    AS given (id, at, until, answer, place) USING (place)
  WHERE requests.id = given.id AND used.outcome IN ('accepted', 'already-used')
    AND (used.outcome = 'accepted' OR coalesce(requests.outcome, '') <> 'accepted')`;
/** The day begins when the request has ended, so that a holder's retry in time finds the decision. */
const ACKNOWLEDGE = `UPDATE civicproof_requests
  SET delete_at = CASE WHEN expires_at > $3 THEN expires_at ELSE $3 END + ${GRACE_SECONDS}
  WHERE id = $1 AND service = $2 AND outcome IS NOT NULL`;

const decidedRow = ({ atSeconds, keepUntilSeconds, answer }: Decided) =>
  [atSeconds, keepUntilSeconds ?? null, answer] as const;

/** What a claim is recorded in, each table by a column that only ours has. */
const CLAIM_COLUMNS = [
  ["nullifiers", "uses"],
  ["answers", "operation"],
  ["periods", "retain_until"],
  ["scopes", "max_claims"],
] as const;

async function createTable(database: SqlDatabase): Promise<RequestTable> {
  await asStore(() => migrate(database, REQUEST_TABLES));
  const rows = createRequestRows(database);
  return {
    put: rows.put,
    async get(id, service) {
      const stored = await rows.get(id);
      return stored?.service === service ? stored : undefined;
    },
    async decidedAt(id) {
      const select = "SELECT decided_at AS at FROM civicproof_requests WHERE id = $1";
      const [row] = await asStore(() => database.query<{ at: number | null }>(select, [id]));
      return row?.at ?? undefined;
    },
    async setCode(id, outcome, { hash, untilSeconds }) {
      const update = "UPDATE civicproof_requests SET code = $3, code_until = $4 WHERE id = $1 AND outcome = $2";
      return (await asStore(() => database.execute(update, [id, outcome, hash, untilSeconds]))) === 1;
    },
    async getCode(id) {
      const select = "SELECT code AS hash, code_until AS until FROM civicproof_requests WHERE id = $1";
      const [row] = await asStore(() => database.query<{ hash: Uint8Array | null; until: number }>(select, [id]));
      return row === undefined || row.hash === null ? undefined : { hash: row.hash, untilSeconds: row.until };
    },
    async takeCode(id, hash) {
      const update = "UPDATE civicproof_requests SET code = NULL WHERE id = $1 AND code = $2";
      return (await asStore(() => database.execute(update, [id, hash]))) === 1;
    },
    acknowledge: (id, service, nowSeconds) =>
      asStore(async () => (await database.execute(ACKNOWLEDGE, [id, service, nowSeconds])) === 1),
    async sweep(nowSeconds, signal) {
      /** Repeats a statement until it finds less than a step's rows. */
      const repeat = async (statement: string): Promise<void> => {
        while (!signal?.aborted) {
          if ((await asStore(() => database.execute(statement, [nowSeconds]))) < SWEEP_STEP) return;
          await nextTurn();
        }
      };
      const step = `DELETE FROM civicproof_requests WHERE id IN (
        SELECT id FROM civicproof_requests WHERE delete_at <= $1 LIMIT ${SWEEP_STEP})`;
      await repeat(step);
      const forget = `UPDATE civicproof_requests SET response_key = NULL WHERE id IN (
        SELECT id FROM civicproof_requests WHERE response_key IS NOT NULL AND expires_at <= $1 LIMIT ${SWEEP_STEP})`;
      await repeat(forget);
    },
    async takeNotifications({ service, nowSeconds, leaseSeconds, most }) {
      const alone = database.dialect === "postgres" ? "FOR UPDATE SKIP LOCKED" : "";
      const take = `UPDATE civicproof_requests SET notify_at = $1, notify_attempts = notify_attempts + 1 WHERE id IN (
          SELECT id FROM civicproof_requests WHERE service = $2 AND notify_at <= $3 ORDER BY notify_at LIMIT $4 ${alone})
        RETURNING id, notify_attempts AS attempts`;
      const values = [nowSeconds + leaseSeconds, service, nowSeconds, most];
      return asStore(() => database.query<DueNotification>(take, values));
    },
    async settleNotification(id, attempts, nextSeconds) {
      const settle = "UPDATE civicproof_requests SET notify_at = $3 WHERE id = $1 AND notify_attempts = $2";
      await asStore(() => database.execute(settle, [id, attempts, nextSeconds ?? null]));
    },
    handOver: async (id, decided) =>
      (await asStore(() => database.execute(HAND_OVER, [id, ...decidedRow(decided)]))) === 1,
    async decline(id, { outcome, decidedAtSeconds }) {
      const decline = `UPDATE civicproof_requests SET outcome = $2, decided_at = $3, ${TELL},
                         delete_at = delete_at + ${TELLING_SECONDS} * notifies
                       WHERE id = $1 AND outcome IS NULL`;
      await asStore(() => database.execute(decline, [id, outcome, decidedAtSeconds]));
    },
    async health() {
      await asStore(() => database.health());
      // A statement that would write, and has nothing to.
      await asStore(() => database.execute("UPDATE civicproof_requests SET outcome = NULL, code = NULL WHERE id = ''"));
      for (const [table, column] of CLAIM_COLUMNS)
        await asStore(() => database.execute(`DELETE FROM civicproof_${table} WHERE 1 = 0 AND ${column} = NULL`));
    },
  };
}

/** So that a long sweep holds up nobody. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
