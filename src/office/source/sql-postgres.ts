/** The question to a register on Postgres. */
import { connectPostgres } from "../../core/database/postgres.ts";
import type { PostgresAccess } from "../../core/database/postgres-access.ts";
import { DatabaseUnavailableError } from "../../core/database/sql.ts";
import { InvalidInputError } from "../../core/json.ts";
import { SOURCE_MILLISECONDS, SourceSilentError, SourceUnavailableError } from "./port.ts";
import { type SqlQuestion, toText } from "./sql-question.ts";

/** The code of a statement that took too long, or was cancelled. */
const QUERY_CANCELED = "57014";
/** Codes of a text that is no number, and of a number that is too large: the identifier is of another type. */
const OTHER_TYPE = ["22P02", "22003"];
/** OID of bool, which the server writes as `t` and `f`. */
const BOOL = 16;
const CONNECTIONS = 4;

/** As the server writes it: a date as YYYY-MM-DD, whatever the time zone of this process. */
const types = {
  getTypeParser: (oid: number) => (text: unknown) => (oid === BOOL ? (text === "t" ? "true" : "false") : text),
};

/** Connects. @throws SourceUnavailableError */
export async function openPostgresQuestion(
  url: string,
  text: string,
  access: Pick<PostgresAccess, "password" | "ca">,
): Promise<SqlQuestion> {
  const { password, ca } = access;
  const options = { readOnly: true, oneAtATime: false, maxConnections: CONNECTIONS, password, ca };
  const times = { connectTimeoutMilliseconds: SOURCE_MILLISECONDS, statementTimeoutMilliseconds: SOURCE_MILLISECONDS };
  const database = await connectPostgres(url, { ...options, ...times }).catch(refuse);
  return {
    ask: (subject) =>
      database
        .use(async (client) => {
          // The session reads only, and so does this transaction: no function that the query calls can change that.
          await client.query("BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY; SET LOCAL datestyle = 'ISO, YMD'");
          const { rows } = await client.query<Record<string, unknown>>({
            text,
            values: [subject],
            types: types as never,
          });
          await client.query("ROLLBACK");
          return rows.map((row) =>
            Object.fromEntries(Object.entries(row).map(([column, value]) => [column, toText(column, value)])),
          );
        })
        .catch(refuse),
    close: () => database.close(),
  };
}

function refuse(error: unknown): never {
  if (!(error instanceof DatabaseUnavailableError)) throw error;
  const { received, cause } = error;
  // The caller's, and not the register's: five typing errors are no failure of it.
  if (OTHER_TYPE.includes(received ?? ""))
    throw new InvalidInputError({ path: "subject", expected: "an identifier of the type that the register has" });
  const isLate = received === QUERY_CANCELED || /read timeout/.test(cause instanceof Error ? cause.message : "");
  if (isLate) throw new SourceSilentError({ path: "query", expected: `${SOURCE_MILLISECONDS} ms at most` });
  throw new SourceUnavailableError({
    path: "database",
    expected: "an answer",
    ...(received === undefined ? {} : { received }),
    cause,
  });
}
