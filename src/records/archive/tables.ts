/** The tables of a record store, for both dialects. */
import type { TableSet } from "../../core/database/migrate.ts";
import type { SqlConnection, SqlDatabase } from "../../core/database/sql.ts";

/** Where a version stands. */
export const VERSION_STATES = ["current", "superseded", "erased", "archived"] as const;
export type VersionState = (typeof VERSION_STATES)[number];
/** As stored: the index in {@link VERSION_STATES}. */
export const STATE = { current: 0, superseded: 1, erased: 2, archived: 3 } as const satisfies Record<
  VersionState,
  number
>;

/** Version 1. */
const TABLES = [
  "meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
  // A kind is a schema with a retention class: all records of a batch are of one kind.
  "kinds (kind {int} PRIMARY KEY, schema_id TEXT NOT NULL, schema_json TEXT NOT NULL, class TEXT NOT NULL, UNIQUE (schema_id, class))",
  "classes (class TEXT PRIMARY KEY, definition TEXT NOT NULL)",
  // How far a source was read; in the same transaction as its records.
  "imports (source TEXT PRIMARY KEY, row_count {int} NOT NULL, added {int} NOT NULL, unchanged {int} NOT NULL, refused {int} NOT NULL, finished {int})",
  // One row for each version; body and fingerprint are NULL once the version is erased.
  "records (id {int} PRIMARY KEY, record_id {bytes} NOT NULL, version {int} NOT NULL, kind {int} NOT NULL, created {int} NOT NULL, leaf {bytes} NOT NULL, body {bytes}, fingerprint {bytes}, state {int} NOT NULL, reason TEXT, changed {int}, UNIQUE (record_id, version))",
  "pending (kind {int} NOT NULL, record_id {bytes} NOT NULL, id {int} NOT NULL, PRIMARY KEY (kind, record_id))",
  // The place of a version: at most one, for ever.
  "leaves (position {int} PRIMARY KEY, id {int} NOT NULL UNIQUE, leaf {bytes} NOT NULL, retired {int})",
  "retirements (position {int} PRIMARY KEY, reason TEXT NOT NULL)",
  // Nodes of levels 1 to 3 below one node of level 3: as anchored, and as the register has them where that differs.
  "chunks (chunk {int} PRIMARY KEY, nodes {bytes} NOT NULL, current {bytes})",
  "upper (level {int} NOT NULL, idx {int} NOT NULL, hash {bytes} NOT NULL, PRIMARY KEY (level, idx))",
  "anchors (idx {int} PRIMARY KEY, hash {bytes} NOT NULL UNIQUE, kind {int}, signed TEXT NOT NULL, retired {bytes} NOT NULL)",
  "publications (idx {int} NOT NULL, sink TEXT NOT NULL, state TEXT NOT NULL, reference TEXT, PRIMARY KEY (idx, sink))",
  "holds (record_id {bytes} PRIMARY KEY, reason TEXT NOT NULL, since {int} NOT NULL)",
  "erasures (id {int} PRIMARY KEY, reason TEXT NOT NULL, since {int} NOT NULL)",
  // The counter is that of the last reading; -1 before the first.
  "devices (device TEXT PRIMARY KEY, algorithm TEXT NOT NULL, public_key {bytes} NOT NULL, counter {int} NOT NULL, revoked {int})",
  "events (seq {int} PRIMARY KEY, time {int} NOT NULL, action TEXT NOT NULL, record_id {bytes}, version {int}, detail TEXT NOT NULL)",
] as const;

/** Version 2: database and keys know each other, and ids are noted before their keys are stored. */
const PAIRING_TABLES = [
  // One row. `settled` is 1 once the database knows that the keys have taken the last change.
  "pairing (one {int} PRIMARY KEY, store TEXT NOT NULL, change {int} NOT NULL, mark TEXT NOT NULL, previous TEXT NOT NULL, settled {int} NOT NULL, next_id {int} NOT NULL)",
  // Ids whose keys are stored or about to be, and whose records are not yet; void once they never will be.
  "minted (first {int} PRIMARY KEY, id_count {int} NOT NULL, void {int} NOT NULL)",
] as const;

const TYPES = {
  sqlite: { int: "INTEGER", bytes: "BLOB" },
  postgres: { int: "BIGINT", bytes: "BYTEA" },
} as const;

/** Tables without a number as key are kept in key order on SQLite. */
const KEY_ORDERED = /^(?:pending|upper) /;

const make =
  (tables: readonly string[]) =>
  async (connection: SqlConnection, dialect: SqlDatabase["dialect"]): Promise<void> => {
    const types = TYPES[dialect];
    for (const table of tables) {
      const columns = table.replaceAll("{int}", types.int).replaceAll("{bytes}", types.bytes);
      const order = dialect === "sqlite" && KEY_ORDERED.test(table) ? " WITHOUT ROWID" : "";
      await connection.execute(`CREATE TABLE IF NOT EXISTS ${columns}${order}`);
    }
  };

/** Version 3: the device's own time in its last reading. */
const addDeviceTimes = async (connection: SqlConnection, dialect: SqlDatabase["dialect"]): Promise<void> => {
  await connection.execute(`ALTER TABLE devices ADD COLUMN last_time ${TYPES[dialect].int}`);
};

export const RECORD_TABLES: TableSet = {
  name: "records",
  tables: [...TABLES, ...PAIRING_TABLES].map((table) => table.slice(0, table.indexOf(" "))),
  steps: [make(TABLES), make(PAIRING_TABLES), addDeviceTimes],
};
