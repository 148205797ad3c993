/**
 * The one writer of a store. Changes run one after the other, and each is noted in database and keys: what a change that
 * broke off left behind is undone or finished before the next one, by what was noted and by nothing else.
 */
import { createMutex, type SqlConnection, type SqlDatabase } from "../../core/database/sql.ts";
import { writeEvent } from "./events.ts";
import type { KeyStore } from "./keys.ts";
import { type DatabasePairing, nextPairing, RecordStoreMismatchError, readPairing, replacePairing } from "./pairing.ts";
import { STATE } from "./tables.ts";

/** Changes of a store. What is not in a transaction of theirs runs in {@link Writer.alone}. */
export interface Writer {
  /** Runs what must not overlap with a change of the store: a check and the changes that rely on it. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
  /** One change without new keys, all or nothing; within {@link Writer.alone}. */
  readonly change: <T>(work: (connection: SqlConnection) => Promise<T>) => Promise<T>;
  /**
   * One change that stores new versions; within {@link Writer.alone}. Their ids are noted, then the keys are stored, then
   * `work` stores the records, all or nothing.
   *
   * @param keys one for each version
   */
  readonly addVersions: <T>(
    keys: readonly Uint8Array[],
    work: (connection: SqlConnection, ids: readonly number[]) => Promise<T>,
  ) => Promise<T>;
  /** Finishes what is begun; within {@link Writer.alone}. */
  readonly finish: () => Promise<void>;
}

export function createWriter(parts: { readonly database: SqlDatabase; readonly keys: KeyStore }): Writer {
  const { database, keys } = parts;
  const mutex = createMutex();
  /** Undefined until what broke off is cleared up. */
  let current: DatabasePairing | undefined;

  const guarded = async <T>(work: (last: DatabasePairing) => Promise<T>): Promise<T> => {
    current ??= await clearUp(parts);
    const last = current;
    current = undefined;
    return work(last);
  };

  return {
    alone: mutex,
    change: (work) =>
      guarded(async (last) => {
        const next = nextPairing(last);
        const result = await database.transaction(async (connection) => {
          await replacePairing(connection, last, next);
          return work(connection);
        });
        await keys.note({ ...next, isSettled: true });
        current = next;
        return result;
      }),
    addVersions: (newKeys, work) =>
      guarded(async (last) => {
        const next = nextPairing(last, newKeys.length);
        const ids = newKeys.map((_, i) => last.nextId + i);
        await database.transaction(async (connection) => {
          await replacePairing(connection, last, next);
          if (ids.length > 0)
            await connection.insert("minted", ["first", "id_count", "void"], [[last.nextId, ids.length, 0]]);
        });
        await keys.note(
          { ...next, isSettled: false },
          ids.map((id, i) => [id, newKeys[i]!]),
        );
        const settled = { ...next, isSettled: true };
        const result = await database.transaction(async (connection) => {
          await replacePairing(connection, next, settled);
          const taken = await connection.execute("DELETE FROM minted WHERE first = $1 AND void = 0", [last.nextId]);
          if (taken !== Math.sign(ids.length))
            throw new RecordStoreMismatchError({ path: "database", expected: "ids that are still noted" });
          return work(connection, ids);
        });
        await keys.note(settled);
        current = settled;
        return result;
      }),
    finish: () =>
      guarded(async (last) => {
        await finishErasures(parts);
        current = { ...last, isSettled: true };
      }),
  };
}

/**
 * Clears up after a change that broke off: keys whose records were never stored are destroyed, erasures are finished, and
 * the keys hear of the last change. The pair was checked when the store was opened.
 */
async function clearUp(parts: { readonly database: SqlDatabase; readonly keys: KeyStore }): Promise<DatabasePairing> {
  const { database, keys } = parts;
  // Once it is void, no transaction that is still under way can store its records.
  await database.execute("UPDATE minted SET void = 1");
  const [minted] = await database.query<{ first: number; id_count: number }>("SELECT first, id_count FROM minted");
  if (minted !== undefined) {
    const { first, id_count: count } = minted;
    await keys.destroy(Array.from({ length: count }, (_, i) => first + i));
    await database.execute("DELETE FROM minted WHERE first = $1", [first]);
  }
  // The keys hear of it before the database knows that they did.
  const pairing = { ...(await readPairing(database))!, isSettled: true };
  await keys.note(pairing);
  await finishErasures(parts);
  return pairing;
}

/** Destroys what erasures began and did not finish. A record that is under a legal hold keeps its keys until it is lifted. */
async function finishErasures({
  database,
  keys,
}: {
  readonly database: SqlDatabase;
  readonly keys: KeyStore;
}): Promise<void> {
  const begun = await database.query<{
    id: number;
    reason: string;
    since: number;
    record_id: Uint8Array;
    version: number;
  }>(
    `SELECT erasures.id AS id, erasures.reason AS reason, erasures.since AS since, records.record_id AS record_id, version
     FROM erasures JOIN records ON records.id = erasures.id
     LEFT JOIN holds ON holds.record_id = records.record_id
     WHERE holds.record_id IS NULL ORDER BY erasures.id`,
  );
  if (begun.length > 0) await keys.destroy(begun.map(({ id }) => id));
  await database.transaction(async (connection) => {
    await connection.execute("UPDATE pairing SET settled = 1");
    for (const { id, reason, since, record_id: recordId, version } of begun) {
      await connection.execute(
        "UPDATE records SET body = NULL, fingerprint = NULL, state = $1, reason = $2, changed = $3 WHERE id = $4",
        [STATE.erased, reason, since, id],
      );
      await connection.execute("DELETE FROM erasures WHERE id = $1", [id]);
      await writeEvent(connection, { time: since, action: "erase", recordId, version, detail: reason });
    }
  });
  if (begun.length > 0) await database.scrub();
}
