/** The tables of sessions. */
import type { SqlDatabase } from "../../core/database/sql.ts";

export const SESSION_TABLES = ["civicproof_office_staff", "civicproof_office_sessions"] as const;

/** Staff are hashes of issuer and subject at a provider, sessions hashes of their cookies. */
export const createSessionTables = (dialect: SqlDatabase["dialect"]): string => {
  const [integer, bytes, strict] = dialect === "postgres" ? ["BIGINT", "BYTEA", ""] : ["INTEGER", "BLOB", " STRICT"];
  return `
CREATE TABLE IF NOT EXISTS civicproof_office_staff (
  person TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  since ${integer} NOT NULL
)${strict};
CREATE TABLE IF NOT EXISTS civicproof_office_sessions (
  hash ${bytes} PRIMARY KEY,
  name TEXT NOT NULL,
  roles TEXT NOT NULL,
  acr TEXT,
  signed_in_at ${integer} NOT NULL,
  idle_seconds ${integer} NOT NULL,
  idle_until ${integer} NOT NULL,
  expires_at ${integer} NOT NULL,
  key_name TEXT
)${strict};
CREATE INDEX IF NOT EXISTS civicproof_office_sessions_end ON civicproof_office_sessions (expires_at);`;
};
