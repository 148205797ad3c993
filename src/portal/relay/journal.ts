/**
 * What a relay has taken and sent, in an SQLite file. A transaction is in it, signed, before any node has it: after a crash
 * the same bytes are sent again, so that nothing goes out twice under two nonces.
 */
import { migrate, type TableSet } from "../../core/database/migrate.ts";
import { orClose, type SqlConnection, type SqlDatabase } from "../../core/database/sql.ts";
import { openSqlite } from "../../core/database/sqlite.ts";
import { refusal } from "../../core/errors.ts";
import type { Hex } from "../settlement/abi-words.ts";
import type { BlockReference } from "../settlement/claim-window.ts";
import type { Fees } from "./fees.ts";

/** What a claim is: waiting for a transaction, in one, made, or not to be made. */
export type ClaimState = "waiting" | "sent" | "settled" | "refused";

/** A claim as it was taken. */
export interface TakenClaim {
  /** The nonce of its request, which names it. */
  readonly nonce: string;
  readonly nullifier: bigint;
  readonly ordinal: number;
  /** The last second at which the gate takes it. */
  readonly deadlineSeconds: number;
  /** JSON texts. */
  readonly request: string;
  readonly presentation: string;
}

/** A claim that waits for a transaction. */
export interface WaitingClaim extends TakenClaim {
  readonly id: number;
  /** How often it failed in a way that may pass. */
  readonly failures: number;
}

/** What is known of a claim. */
export interface ClaimReport {
  readonly nonce: string;
  readonly state: ClaimState;
  /** Why it is refused or waits: a code of the gate or of a refusal. */
  readonly reason: string | null;
  /** The transaction that made it. */
  readonly transactionHash: string | null;
  readonly takenAtSeconds: number;
  readonly changedAtSeconds: number;
}

/** One signed form of a transaction; each replacement is another. */
export interface Attempt {
  readonly hash: Hex;
  readonly raw: Hex;
  readonly fees: Fees;
  /** Seconds since the epoch; 0 for one that a node found too cheap. */
  readonly sentAtSeconds: number;
}

/** A transaction that is not settled yet. */
export interface OpenTransaction {
  readonly nonce: number;
  readonly calldata: Hex;
  readonly gas: number;
  /** Where it was seen; undefined while it is in no block. */
  readonly block: BlockReference | undefined;
  /** Oldest first. */
  readonly attempts: readonly [Attempt, ...Attempt[]];
  /** In the order of the call. */
  readonly claims: readonly WaitingClaim[];
}

/** What became of one claim of a transaction. */
export interface ClaimOutcome {
  readonly id: number;
  readonly state: Exclude<ClaimState, "sent">;
  readonly reason?: string;
  readonly transactionHash?: Hex;
  /** The chain refused the transaction, perhaps for this claim: from now on it goes alone. */
  readonly hasFailed?: boolean;
}

/** Whose claims a journal holds. */
export interface JournalIdentity {
  readonly chainId: number;
  readonly gate: Hex;
  /** The account whose transactions they are. */
  readonly sender: Hex;
}

const CREATE_TABLES = `
CREATE TABLE IF NOT EXISTS relay_identity (chain_id INTEGER NOT NULL, gate TEXT NOT NULL, sender TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS relay_claims (
  id INTEGER PRIMARY KEY,
  nonce TEXT NOT NULL UNIQUE,
  nullifier TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  deadline INTEGER NOT NULL,
  request TEXT NOT NULL,
  presentation TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  transaction_hash TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL DEFAULT 0,
  taken_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS relay_claims_state ON relay_claims (state, not_before);
CREATE UNIQUE INDEX IF NOT EXISTS relay_claims_once ON relay_claims (nullifier, ordinal) WHERE state <> 'refused';
CREATE TABLE IF NOT EXISTS relay_transactions (
  nonce INTEGER PRIMARY KEY,
  calldata TEXT NOT NULL,
  gas INTEGER NOT NULL,
  is_open INTEGER NOT NULL,
  block_number TEXT,
  block_hash TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS relay_attempts (
  hash TEXT PRIMARY KEY,
  transaction_nonce INTEGER NOT NULL,
  raw TEXT NOT NULL,
  max_fee TEXT NOT NULL,
  max_priority_fee TEXT,
  sent_at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS relay_items (
  transaction_nonce INTEGER NOT NULL,
  position INTEGER NOT NULL,
  claim INTEGER NOT NULL,
  PRIMARY KEY (transaction_nonce, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS relay_items_claim ON relay_items (claim);
`;
const TABLES: TableSet = {
  name: "relay",
  tables: ["relay_identity", "relay_claims", "relay_transactions", "relay_attempts", "relay_items"],
  steps: [(connection) => connection.script(CREATE_TABLES)],
};
const CLAIM_COLUMNS = "id, nonce, nullifier, ordinal, deadline, request, presentation, failures";

interface ClaimRow {
  readonly id: number;
  readonly nonce: string;
  readonly nullifier: string;
  readonly ordinal: number;
  readonly deadline: number;
  readonly request: string;
  readonly presentation: string;
  readonly failures: number;
}

interface TransactionRow {
  readonly nonce: number;
  readonly calldata: Hex;
  readonly gas: number;
  readonly block_number: string | null;
  readonly block_hash: Hex | null;
}

interface AttemptRow {
  readonly hash: Hex;
  readonly raw: Hex;
  readonly max_fee: string;
  readonly max_priority_fee: string | null;
  readonly sent_at: number;
}

/** The open journal of one relay. All times are seconds since the epoch. */
export type Journal = Awaited<ReturnType<typeof openJournal>>;

/**
 * Opens or makes a journal and keeps other relays away from it: a second file beside it is held while it is open.
 *
 * @throws RelayJournalError for a journal of another chain, gate or account
 * @throws DatabaseLockedError while another relay has it; DatabaseUnavailableError; PackageMissingError
 */
export async function openJournal(file: string, identity: JournalIdentity) {
  const lock = await openSqlite(`${file}.lock`, { exclusive: true, busyTimeoutMilliseconds: 1_000 });
  const database = await orClose(lock, () => openSqlite(file));
  return orClose({ close: () => closeBoth(database, lock) }, async () => {
    await migrate(database, TABLES);
    await pin(database, identity);
    return createJournal(database, lock);
  });
}

async function closeBoth(database: SqlDatabase, lock: SqlDatabase): Promise<void> {
  await database.close();
  await lock.close();
}

async function pin(database: SqlDatabase, { chainId, gate, sender }: JournalIdentity): Promise<void> {
  await database.transaction(async (connection) => {
    const [row] = await connection.query<{ chain_id: number; gate: string; sender: string }>(
      "SELECT chain_id, gate, sender FROM relay_identity",
    );
    if (row === undefined) {
      await connection.insert("relay_identity", ["chain_id", "gate", "sender"], [[chainId, gate, sender]]);
      return;
    }
    const pairs = [
      ["chainId", String(row.chain_id), String(chainId)],
      ["gate", row.gate, gate],
      ["sender", row.sender, sender],
    ] as const;
    for (const [path, expected, received] of pairs)
      if (expected !== received) throw new RelayJournalError({ path, expected, received });
  });
}

function createJournal(database: SqlDatabase, lock: SqlDatabase) {
  const claimsOf = async (
    connection: Pick<SqlConnection, "query">,
    nonce: number,
  ): Promise<readonly WaitingClaim[]> => {
    const rows = await connection.query<ClaimRow>(
      `SELECT ${CLAIM_COLUMNS} FROM relay_items JOIN relay_claims ON id = claim WHERE transaction_nonce = $1 ORDER BY position`,
      [nonce],
    );
    return rows.map(readClaim);
  };
  const attemptsOf = (nonce: number) =>
    database.query<AttemptRow>(
      "SELECT hash, raw, max_fee, max_priority_fee, sent_at FROM relay_attempts WHERE transaction_nonce = $1 ORDER BY rowid",
      [nonce],
    );
  const addAttempt = (connection: SqlConnection, nonce: number, { hash, raw, fees, sentAtSeconds }: Attempt) =>
    connection.insert(
      "relay_attempts",
      ["hash", "transaction_nonce", "raw", "max_fee", "max_priority_fee", "sent_at"],
      [
        [
          hash,
          nonce,
          raw,
          String(fees.maxFeePerGas),
          fees.maxPriorityFeePerGas === undefined ? null : String(fees.maxPriorityFeePerGas),
          sentAtSeconds,
        ],
      ],
    );
  const conclude = async (connection: SqlConnection, outcomes: readonly ClaimOutcome[], nowSeconds: number) => {
    for (const { id, state, reason = null, transactionHash = null, hasFailed = false } of outcomes)
      await connection.execute(
        `UPDATE relay_claims SET state = $1, reason = $2, transaction_hash = $3, failures = failures + $4, changed_at = $5
         WHERE id = $6`,
        [state, reason, transactionHash, hasFailed ? 1 : 0, nowSeconds, id],
      );
  };

  return {
    /** Takes a claim: `known` where this very one was taken before, `used` where another with its ordinal is under way. */
    take: (claim: TakenClaim, nowSeconds: number): Promise<"taken" | "known" | "used"> =>
      database.transaction(async (connection) => {
        const { nonce, nullifier, ordinal, deadlineSeconds, request, presentation } = claim;
        const [known] = await connection.query("SELECT id FROM relay_claims WHERE nonce = $1", [nonce]);
        if (known !== undefined) return "known";
        const [used] = await connection.query(
          "SELECT id FROM relay_claims WHERE nullifier = $1 AND ordinal = $2 AND state <> 'refused'",
          [String(nullifier), ordinal],
        );
        if (used !== undefined) return "used";
        await connection.insert(
          "relay_claims",
          ["nonce", "nullifier", "ordinal", "deadline", "request", "presentation", "state", "taken_at", "changed_at"],
          [
            [
              nonce,
              String(nullifier),
              ordinal,
              deadlineSeconds,
              request,
              presentation,
              "waiting",
              nowSeconds,
              nowSeconds,
            ],
          ],
        );
        return "taken";
      }),

    /** Claims whose time has come, oldest first. */
    waiting: async (nowSeconds: number, limit: number): Promise<readonly WaitingClaim[]> => {
      const rows = await database.query<ClaimRow>(
        `SELECT ${CLAIM_COLUMNS} FROM relay_claims WHERE state = 'waiting' AND not_before <= $1 ORDER BY id LIMIT $2`,
        [nowSeconds, limit],
      );
      return rows.map(readClaim);
    },

    /** Lets claims wait until an instant, for what may pass. */
    postpone: (ids: readonly number[], reason: string, untilSeconds: number, nowSeconds: number): Promise<void> =>
      database.transaction(async (connection) => {
        for (const id of ids)
          await connection.execute(
            "UPDATE relay_claims SET reason = $1, not_before = $2, failures = failures + 1, changed_at = $3 WHERE id = $4",
            [reason, untilSeconds, nowSeconds, id],
          );
      }),

    conclude: (outcomes: readonly ClaimOutcome[], nowSeconds: number): Promise<void> =>
      database.transaction((connection) => conclude(connection, outcomes, nowSeconds)),

    /** Notes a transaction with its claims; only then may it be sent. */
    begin: (
      transaction: { readonly nonce: number; readonly calldata: Hex; readonly gas: number; readonly attempt: Attempt },
      claims: readonly { readonly id: number }[],
      nowSeconds: number,
    ): Promise<void> =>
      database.transaction(async (connection) => {
        const { nonce, calldata, gas, attempt } = transaction;
        await connection.insert(
          "relay_transactions",
          ["nonce", "calldata", "gas", "is_open", "created_at"],
          [[nonce, calldata, gas, 1, nowSeconds]],
        );
        await addAttempt(connection, nonce, attempt);
        await connection.insert(
          "relay_items",
          ["transaction_nonce", "position", "claim"],
          claims.map(({ id }, position) => [nonce, position, id]),
        );
        for (const { id } of claims)
          await connection.execute(
            "UPDATE relay_claims SET state = 'sent', reason = NULL, changed_at = $1 WHERE id = $2",
            [nowSeconds, id],
          );
      }),

    /** Notes a replacement; only then may it be sent. */
    replace: (nonce: number, attempt: Attempt): Promise<void> =>
      database.transaction((connection) => addAttempt(connection, nonce, attempt)),

    /** A node found an attempt too cheap: the next look replaces it. */
    markUnderpriced: async (hash: Hex): Promise<void> => {
      await database.execute("UPDATE relay_attempts SET sent_at = 0 WHERE hash = $1", [hash]);
    },

    /** Where a transaction was seen, or that its block is gone. */
    locate: async (nonce: number, block: BlockReference | undefined): Promise<void> => {
      await database.execute("UPDATE relay_transactions SET block_number = $1, block_hash = $2 WHERE nonce = $3", [
        block === undefined ? null : String(block.number),
        block?.hash ?? null,
        nonce,
      ]);
    },

    /** Ends a transaction: nothing is expected of it any more. */
    finish: (nonce: number, outcomes: readonly ClaimOutcome[], nowSeconds: number): Promise<void> =>
      database.transaction(async (connection) => {
        await connection.execute("UPDATE relay_transactions SET is_open = 0 WHERE nonce = $1", [nonce]);
        await conclude(connection, outcomes, nowSeconds);
      }),

    /** Transactions that are not settled, in the order of their nonces. */
    openTransactions: async (): Promise<readonly OpenTransaction[]> => {
      const rows = await database.query<TransactionRow>(
        "SELECT nonce, calldata, gas, block_number, block_hash FROM relay_transactions WHERE is_open = 1 ORDER BY nonce",
      );
      return Promise.all(
        rows.map(async ({ nonce, calldata, gas, block_number: number, block_hash: hash }) => ({
          nonce,
          calldata,
          gas,
          block: number === null || hash === null ? undefined : { number: BigInt(number), hash },
          attempts: (await attemptsOf(nonce)).map(readAttempt) as unknown as readonly [Attempt, ...Attempt[]],
          claims: await claimsOf(database, nonce),
        })),
      );
    },

    /** Hashes of all transactions that ever carried a claim. */
    hashesOf: async (id: number): Promise<readonly Hex[]> => {
      const rows = await database.query<{ hash: Hex }>(
        `SELECT hash FROM relay_attempts WHERE transaction_nonce IN
           (SELECT transaction_nonce FROM relay_items WHERE claim = $1)`,
        [id],
      );
      return rows.map(({ hash }) => hash);
    },

    /** The nonce after the last that was noted; 0 in an empty journal. */
    nextNonce: async (): Promise<number> => {
      const [row] = await database.query<{ last: number | null }>("SELECT max(nonce) AS last FROM relay_transactions");
      return row?.last == null ? 0 : row.last + 1;
    },

    /** The gas that was allotted to transactions since an instant. */
    gasSince: async (seconds: number): Promise<number> => {
      const [row] = await database.query<{ gas: number | null }>(
        "SELECT sum(gas) AS gas FROM relay_transactions WHERE created_at > $1",
        [seconds],
      );
      return row?.gas ?? 0;
    },

    /** Forgets claims that ended and whose deadline was before an instant. */
    prune: (beforeSeconds: number): Promise<void> =>
      database.transaction(async (connection) => {
        await connection.execute(
          "DELETE FROM relay_claims WHERE state IN ('settled', 'refused') AND deadline < $1 AND changed_at < $1",
          [beforeSeconds],
        );
        await connection.execute("DELETE FROM relay_items WHERE claim NOT IN (SELECT id FROM relay_claims)");
      }),

    counts: () => countClaims(database),

    close: () => closeBoth(database, lock),
  };
}

async function countClaims(database: SqlDatabase): Promise<Readonly<Record<ClaimState, number>>> {
  const rows = await database.query<{ state: ClaimState; n: number }>(
    "SELECT state, count(*) AS n FROM relay_claims GROUP BY state",
  );
  const counts = { waiting: 0, sent: 0, settled: 0, refused: 0 };
  for (const { state, n } of rows) counts[state] = n;
  return counts;
}

/**
 * Reads what a journal knows of its claims, oldest first; also while a relay runs on it.
 *
 * @throws DatabaseMissingError where there is no journal
 */
export async function readJournal(file: string): Promise<readonly ClaimReport[]> {
  const database = await openSqlite(file, { mustHave: "relay_claims" });
  try {
    return await database.query<ClaimReport>(
      `SELECT nonce, state, reason, transaction_hash AS transactionHash, taken_at AS takenAtSeconds,
         changed_at AS changedAtSeconds FROM relay_claims ORDER BY id`,
    );
  } finally {
    await database.close();
  }
}

function readClaim({ nullifier, deadline, ...row }: ClaimRow): WaitingClaim {
  return { ...row, nullifier: BigInt(nullifier), deadlineSeconds: deadline };
}

function readAttempt({
  hash,
  raw,
  max_fee: maxFee,
  max_priority_fee: tip,
  sent_at: sentAtSeconds,
}: AttemptRow): Attempt {
  const fees = { maxFeePerGas: BigInt(maxFee), maxPriorityFeePerGas: tip === null ? undefined : BigInt(tip) };
  return { hash, raw, fees, sentAtSeconds };
}

/**
 * The journal is of another chain, gate or account: what it has sent is not this relay's.
 *
 * What to do: give each gate and account a journal of its own, and never begin a new one while transactions are open.
 */
export class RelayJournalError extends /* @__PURE__ */ refusal(
  "RELAY_JOURNAL_MISMATCH",
  "RelayJournalError",
  "The relay's journal is of something else",
) {}
