/** The little that record stores ask of a database: the same statements run on SQLite and on Postgres. */

export type SqlValue = string | number | Uint8Array | null;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** Runs statements; parameters are `$1`, `$2` … */
export interface SqlConnection {
  readonly query: <Row = SqlRow>(sql: string, parameters?: readonly SqlValue[]) => Promise<readonly Row[]>;
  /** @returns the number of changed rows */
  readonly execute: (sql: string, parameters?: readonly SqlValue[]) => Promise<number>;
  /** Inserts many rows. @param replace  overwrite rows with the same key, the first column */
  readonly insert: (
    table: string,
    columns: readonly string[],
    rows: readonly (readonly SqlValue[])[],
    replace?: boolean,
  ) => Promise<void>;
  /** Rows whose `column` is one of the values: `select` is everything up to WHERE. */
  readonly selectIn: <Row = SqlRow>(
    select: string,
    column: string,
    values: readonly SqlValue[],
  ) => Promise<readonly Row[]>;
}

/** A database with transactions. Calls outside a running transaction wait for its end. */
export interface SqlDatabase extends SqlConnection {
  readonly dialect: "sqlite" | "postgres";
  /** Commits what `work` did, or nothing when it throws. */
  readonly transaction: <T>(work: (connection: SqlConnection) => Promise<T>) => Promise<T>;
  /** Leaves nothing of deleted rows in files that the database may rewrite; does nothing on Postgres. */
  readonly scrub: () => Promise<void>;
  /** Writes a copy of the database to a file; undefined where the database has means of its own. */
  readonly copyTo: ((file: string) => Promise<void>) | undefined;
  readonly close: () => Promise<void>;
}

/** Runs one after the other what must not overlap. */
export function createMutex(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work, work);
    last = result.catch(() => undefined);
    return result;
  };
}
