/** The same claim as a row: what one verification and one durable insert cost, on a Postgres of its own. */
import { randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import { Client } from "pg";
import { hasPostgres, startPostgres } from "../test/postgres.ts";
import { FIXTURE, verifyClaim } from "../test/unit/portal/settlement/claims.ts";

export interface RowCost {
  /** Of one core, checking a presentation strictly, pairing included; the median. */
  readonly verifyMilliseconds: number;
  /** One insert and its flush to disk, one after the other on one connection; the median. */
  readonly insertMilliseconds: number;
  /** Table and index, per row. */
  readonly bytesPerRow: number;
  readonly postgres: string;
}

const INSERTS = 500;
const ROWS = 100_000;

/** Undefined where npm installed no Postgres. */
export async function measureRow(): Promise<RowCost | undefined> {
  if (!hasPostgres) return undefined;
  const verify = await times(20, (i) => verifyClaim(FIXTURE.age[i]!));
  const postgres = await startPostgres({ maxSeconds: 120 });
  const client = new Client({ connectionString: postgres.url });
  try {
    await client.connect();
    await client.query(
      "CREATE TABLE claims (nullifier bytea PRIMARY KEY, period bigint NOT NULL, used_at bigint NOT NULL)",
    );
    const insert = await times(INSERTS, () =>
      client.query("INSERT INTO claims VALUES ($1, 202611, 1795428000)", [randomBytes(32)]),
    );
    await client.query(
      "INSERT INTO claims SELECT sha256(i::text::bytea), 202611, 1795428000 FROM generate_series(1, $1::int) AS i",
      [ROWS],
    );
    const { rows } = await client.query(
      "SELECT pg_total_relation_size('claims')::float8 / count(*) AS bytes, version() AS version FROM claims",
    );
    const { bytes, version } = rows[0] as { readonly bytes: number; readonly version: string };
    return {
      verifyMilliseconds: rounded(median(verify)),
      insertMilliseconds: rounded(median(insert)),
      bytesPerRow: Math.round(bytes),
      postgres: version.split(" ")[1]!,
    };
  } finally {
    await client.end().catch(() => {});
    await postgres.remove();
  }
}

async function times(count: number, work: (i: number) => Promise<unknown>): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let i = 0; i < count; i++) {
    const started = performance.now();
    await work(i);
    taken.push(performance.now() - started);
  }
  return taken;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;
const rounded = (milliseconds: number): number => Math.round(milliseconds * 100) / 100;
