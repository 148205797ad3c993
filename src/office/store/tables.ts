/** The office's tables, on SQLite and on Postgres. None has a place for a claim. */
import type { TableSet } from "../../core/database/migrate.ts";
import type { SqlDatabase } from "../../core/database/sql.ts";
import { createSessionTables, SESSION_TABLES } from "./session-tables.ts";

const CREATE_TABLES = (dialect: SqlDatabase["dialect"]): string => {
  const [bytes, strict] = dialect === "postgres" ? ["bytea", ""] : ["BLOB", " STRICT"];
  const integer = dialect === "postgres" ? "bigint" : "INTEGER";
  return `
CREATE TABLE IF NOT EXISTS civicproof_office (
  id ${integer} PRIMARY KEY CHECK (id = 1),
  registry TEXT NOT NULL,
  key_check ${bytes} NOT NULL,
  sequence ${integer} NOT NULL,
  hash TEXT NOT NULL,
  time ${integer} NOT NULL,
  sealed_until ${integer} NOT NULL
)${strict};
CREATE TABLE IF NOT EXISTS civicproof_office_log (
  sequence ${integer} PRIMARY KEY,
  time ${integer} NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  issuer_index ${integer},
  status_index ${integer},
  subject TEXT,
  detail TEXT,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL
)${strict};
CREATE TABLE IF NOT EXISTS civicproof_office_issuers (
  issuer_index ${integer} PRIMARY KEY,
  public_key TEXT NOT NULL UNIQUE,
  schemas TEXT NOT NULL,
  possession TEXT NOT NULL,
  state TEXT NOT NULL,
  since ${integer} NOT NULL
)${strict};
CREATE TABLE IF NOT EXISTS civicproof_office_subjects (
  subject ${bytes} PRIMARY KEY,
  claims_from ${integer} NOT NULL,
  enrolled_at ${integer} NOT NULL,
  replacements ${integer} NOT NULL
)${strict};
CREATE TABLE IF NOT EXISTS civicproof_office_holders (
  holder ${bytes} PRIMARY KEY,
  subject ${bytes} NOT NULL,
  replaced ${integer} NOT NULL
)${strict};
CREATE UNIQUE INDEX IF NOT EXISTS civicproof_office_one_holder ON civicproof_office_holders (subject) WHERE replaced = 0;
CREATE TABLE IF NOT EXISTS civicproof_office_credentials (
  issuer_index ${integer} NOT NULL,
  status_index ${integer} NOT NULL,
  subject ${bytes} NOT NULL,
  schema_id TEXT NOT NULL,
  holder ${bytes} NOT NULL,
  claims_from ${integer} NOT NULL,
  valid_until TEXT NOT NULL,
  issued_at ${integer} NOT NULL,
  status TEXT NOT NULL,
  changed_at ${integer} NOT NULL,
  PRIMARY KEY (issuer_index, status_index)
)${strict};
CREATE UNIQUE INDEX IF NOT EXISTS civicproof_office_one_live
  ON civicproof_office_credentials (subject, schema_id) WHERE status <> 'revoked';
CREATE INDEX IF NOT EXISTS civicproof_office_of_subject ON civicproof_office_credentials (subject);
CREATE TABLE IF NOT EXISTS civicproof_office_offers (
  id TEXT PRIMARY KEY,
  subject ${bytes} NOT NULL,
  sealed ${bytes} NOT NULL,
  schema_id TEXT NOT NULL,
  code ${bytes} NOT NULL UNIQUE,
  short_code ${bytes} NOT NULL UNIQUE,
  transaction_code ${bytes},
  tries ${integer} NOT NULL,
  state TEXT NOT NULL,
  may_replace ${integer} NOT NULL,
  approval TEXT,
  made_by TEXT NOT NULL,
  expires_at ${integer} NOT NULL,
  token ${bytes} UNIQUE,
  request TEXT,
  holder ${bytes},
  commitment TEXT,
  answer ${bytes}
)${strict};
CREATE INDEX IF NOT EXISTS civicproof_office_offers_end ON civicproof_office_offers (expires_at);
CREATE TABLE IF NOT EXISTS civicproof_office_queue (
  id TEXT PRIMARY KEY,
  action TEXT NOT NULL,
  schema_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  issuer_index ${integer},
  status_index ${integer},
  reason TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at ${integer} NOT NULL,
  state TEXT NOT NULL,
  decided_by TEXT,
  decided_at ${integer}
)${strict};
CREATE INDEX IF NOT EXISTS civicproof_office_queue_state ON civicproof_office_queue (state, asked_at);
CREATE TABLE IF NOT EXISTS civicproof_office_keys (
  name TEXT PRIMARY KEY,
  role TEXT NOT NULL,
  sha256 TEXT NOT NULL UNIQUE,
  made_at ${integer} NOT NULL,
  ended_at ${integer}
)${strict};
${APPEND_ONLY[dialect]}`;
};

/** Nobody changes the log through the office's own role by mistake; the chain of hashes shows whoever does it on purpose. */
const APPEND_ONLY: Readonly<Record<SqlDatabase["dialect"], string>> = {
  sqlite: `
CREATE TRIGGER IF NOT EXISTS civicproof_office_log_kept BEFORE UPDATE ON civicproof_office_log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS civicproof_office_log_whole BEFORE DELETE ON civicproof_office_log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;`,
  postgres: `
CREATE OR REPLACE FUNCTION civicproof_office_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the log is append-only'; END $$;
CREATE OR REPLACE TRIGGER civicproof_office_log_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON civicproof_office_log
FOR EACH STATEMENT EXECUTE FUNCTION civicproof_office_append_only();`,
};

export const OFFICE_TABLES: TableSet = {
  name: "office",
  tables: [
    "civicproof_office",
    "civicproof_office_log",
    "civicproof_office_issuers",
    "civicproof_office_subjects",
    "civicproof_office_holders",
    "civicproof_office_credentials",
    "civicproof_office_offers",
    "civicproof_office_queue",
    "civicproof_office_keys",
    ...SESSION_TABLES,
  ],
  functions: ["civicproof_office_append_only()"],
  steps: [
    (connection, dialect) => connection.script(CREATE_TABLES(dialect)),
    (connection, dialect) => connection.script(createSessionTables(dialect)),
  ],
};
