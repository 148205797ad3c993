/** A register in a SQL database: one question with one parameter, in a session that can't write. */
import { isPostgresUrl } from "../../core/database/postgres-access.ts";
import { InvalidInputError } from "../../core/json.ts";
import { own, requireText } from "../../core/own.ts";
import { type Breaker, createBreaker } from "./breaker.ts";
import { openMapping, type SourceTerms } from "./mapping.ts";
import { type ClaimSource, checkSubject, SourceUnavailableError, theOnly } from "./port.ts";
import { openPostgresQuestion } from "./sql-postgres.ts";
import { openSqliteQuestion } from "./sql-sqlite.ts";

/** Options of {@link openSqlSource}. */
export interface SqlSourceOptions extends SourceTerms {
  /** `postgres://…`, a standby if you like, or `sqlite:<file>`. */
  readonly database: string;
  /** For Postgres, read again for each connection. */
  readonly password?: (() => Promise<string>) | undefined;
  /** Certificates of the server's authority, for Postgres. */
  readonly ca?: string | undefined;
  /**
   * A SELECT with `$1` where the identifier goes: `SELECT born, district FROM people WHERE id = $1`. It is asked for two
   * rows at most, and what it names in its columns is what the mapping names.
   */
  readonly query: string;
  readonly breaker?: Breaker;
}

/**
 * Opens a database as a source. It is asked once at the beginning, for nobody, so that a query that can't run is known
 * before somebody waits for a credential.
 *
 * @throws InvalidInputError for a query without `$1`, or one that is no single SELECT
 * @throws SourceUnavailableError when the database can't be read, or the query lacks a column of the mapping
 */
export async function openSqlSource(given: SqlSourceOptions): Promise<ClaimSource> {
  const { database, query, breaker = createBreaker(), ...options } = own(given);
  requireText("database", database);
  const reader = openMapping(options);
  const wrapped = wrap(query);
  const question = isPostgresUrl(database)
    ? await openPostgresQuestion(database, wrapped, options)
    : await openSqliteQuestion(database, wrapped);
  const ask = (subject: string | null) => breaker(() => question.ask(subject));
  try {
    // Nobody has no identifier, and NULL is of every type.
    await ask(null);
  } catch (error) {
    await question.close();
    throw error;
  }
  return {
    async lookup(subject) {
      const row = theOnly(await ask(checkSubject(subject)));
      const missing = reader.columns.find((column) => !Object.hasOwn(row, column));
      if (missing !== undefined) throw new SourceUnavailableError({ path: "query", expected: `a column ${missing}` });
      return reader.read(row);
    },
    close: question.close,
  };
}

/** Inside a SELECT of ours there is no place for a statement that writes, or for a second one. */
function wrap(query: unknown): string {
  if (typeof query !== "string" || !/^\s*(?:SELECT|WITH)\b/i.test(query) || query.includes(";"))
    throw new InvalidInputError({ path: "query", expected: "one SELECT, without a semicolon" });
  if (!/\$1(?![0-9])/.test(query) || /\$(?:[02-9]|1[0-9])/.test(query))
    throw new InvalidInputError({ path: "query", expected: "$1 for the identifier, and no other parameter" });
  return `SELECT * FROM (\n${query}\n) AS source LIMIT 2`;
}
