/** Roles of Postgres that work with the tables and may make none, on a real server. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { programmeOf } from "../../../../src/portal/server/programme.ts";
import { openStorage } from "../../../../src/portal/server/storage.ts";
import { createTestPortal } from "../../../portal.ts";
import { hasPostgres, type Postgres, startPostgres } from "../../../postgres.ts";
import { GRID, NOW_SECONDS } from "../../../world.ts";
import { cli } from "../../cli/terminal.ts";
import { OPENERS, opening, removeKeys, sql } from "./openers.ts";

let postgres: Postgres;
let count = 0;
beforeAll(async () => {
  if (!hasPostgres) return;
  postgres = await startPostgres();
  await sql(postgres.url, "CREATE ROLE worker LOGIN; CREATE ROLE owner LOGIN");
});
afterAll(async () => {
  await postgres?.remove();
  removeKeys();
});

/** An empty database of the role `owner`, in which others may make nothing. */
async function freshDatabase() {
  const url = await postgres.createDatabase(`rights_${count++}`);
  await sql(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} OWNER TO owner; ALTER SCHEMA public OWNER TO owner`);
  const as = (role: string): string => url.replace("//postgres@", `//${role}@`);
  return { url, owner: as("owner"), worker: as("worker") };
}

async function printed(...args: readonly string[]): Promise<string> {
  const { code, stdout } = await cli("store", "tables", ...args);
  expect(code).toBe(0);
  return stdout;
}

/** What stands in the catalogue of a schema: tables, columns, keys, indexes, sequences, functions. */
async function catalogue(url: string, schema = "public"): Promise<unknown> {
  const where = `'"${schema}"'::regnamespace`;
  return {
    columns: await sql(
      url,
      `SELECT relname, relpersistence, attname, format_type(atttypid, atttypmod) AS type, attnotnull, attidentity,
         pg_get_expr(adbin, adrelid) AS otherwise
       FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
       WHERE relnamespace = ${where} AND relkind IN ('r', 'S') AND attnum > 0 AND NOT attisdropped ORDER BY relname, attnum`,
    ),
    indexes: await sql(url, `SELECT indexdef FROM pg_indexes WHERE schemaname = '${schema}' ORDER BY indexdef`),
    checks: await sql(
      url,
      `SELECT conname, pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE connamespace = ${where} ORDER BY conname`,
    ),
    functions: await sql(
      url,
      `SELECT proname, pg_get_function_arguments(oid) AS arguments, prosrc FROM pg_proc WHERE pronamespace = ${where}`,
    ),
    versions: await sql(url, `SELECT * FROM "${schema}".civicproof_versions ORDER BY name`),
  };
}

describe.runIf(hasPostgres)("a role of Postgres", () => {
  it("that may make no tables works with those that the owner made from what is printed", async () => {
    const { url, owner, worker } = await freshDatabase();
    await sql(owner, await printed("--role", "worker"));
    await sql(owner, await printed("--role", "worker", "--for", "records"));
    for (const [name, open] of opening) await open(worker, {}).catch((error: unknown) => expect(error, name).toBe(""));
    const portal = createTestPortal();
    const storage = await openStorage({ url: worker });
    await storage.pin(programmeOf({ policy: portal.policy, verifier: "benefits.example.org", grid: GRID }));
    const [claim] = await portal.claims([portal.request()]);
    await storage.put({ id: "one", service: "this", request: portal.request(), isSameDevice: false });
    expect((await storage.decide("one", claim!, NOW_SECONDS + 10)).outcome).toBe("accepted");
    await storage.sweep({ nowSeconds: NOW_SECONDS + 20 });
    await storage.close();
    for (const command of [["check"], ["close-period", "--current", "--now", String(NOW_SECONDS)]])
      expect(await cli("store", ...command, "--store", worker)).toMatchObject({ code: 0 });
    await expect(sql(worker, "DROP TABLE civicproof_nullifiers")).rejects.toThrow("must be owner");
    await expect(sql(worker, "UPDATE civicproof_versions SET version = 1")).rejects.toThrow("permission denied");

    // The same as what a role that may make tables makes.
    const other = await postgres.createDatabase(`rights_${count++}`);
    for (const [, open] of opening) await open(other);
    expect(await catalogue(url)).toEqual(await catalogue(other));
  });

  it("is told what it lacks when tables are missing, and whom to ask", async () => {
    const { worker } = await freshDatabase();
    for (const name of ["openPostgresStore", "openPostgresQueue", "openStorage", "openRecordStore"])
      await expect(OPENERS[name]!(worker), name).rejects.toMatchObject({
        code: "DATABASE_RIGHTS_MISSING",
        expected: "a role that may make tables, or tables made by `civicproof store tables`",
        received: "permission denied for schema public",
      });
  });

  it("is told at opening which right it lacks, not at the first claim", async () => {
    const { owner, worker } = await freshDatabase();
    await sql(owner, await printed("--role", "worker"));
    for (const [lost, expected] of [
      ["DELETE ON civicproof_answers", "DELETE on civicproof_answers for worker"],
      ["USAGE, UPDATE ON SEQUENCE civicproof_uses", "USAGE, UPDATE on civicproof_uses for worker"],
    ] as const) {
      await sql(owner, `REVOKE ${lost} FROM worker`);
      const refused = { code: "DATABASE_RIGHTS_MISSING", path: "nullifiers", expected };
      await expect(OPENERS.openStorage!(worker)).rejects.toMatchObject(refused);
      await sql(owner, `GRANT ${lost} TO worker`);
    }
    await sql(owner, "REVOKE SELECT ON civicproof_versions FROM worker");
    await expect(OPENERS.openStorage!(worker)).rejects.toMatchObject({
      code: "DATABASE_RIGHTS_MISSING",
      received: "permission denied for table civicproof_versions",
    });
  });

  it("gets the rest of an upgrade only, in the schema that is named", async () => {
    const { url, owner, worker } = await freshDatabase();
    const schema = "The portal";
    await sql(owner, `CREATE SCHEMA "${schema}"`);
    await sql(owner, await printed("--database-schema", schema));
    await sql(
      owner,
      `SET search_path TO "${schema}"; DROP TABLE civicproof_request_parts;
       ALTER TABLE civicproof_requests
         DROP COLUMN part, DROP COLUMN notifies, DROP COLUMN notify_at, DROP COLUMN notify_attempts,
         DROP COLUMN response_key;
       UPDATE civicproof_versions SET version = 3 WHERE name = 'requests'`,
    );
    await expect(OPENERS.openStorage!(worker, { schema })).rejects.toMatchObject({ code: "DATABASE_RIGHTS_MISSING" });
    const rest = await printed("--store", owner, "--database-schema", schema, "--role", "worker");
    expect(rest.match(/CREATE (?:UNLOGGED )?TABLE [A-Z ]*\w+/g)).toEqual([
      "CREATE TABLE IF NOT EXISTS civicproof_versions",
      "CREATE TABLE IF NOT EXISTS civicproof_request_parts",
    ]);
    await sql(owner, rest);
    await OPENERS.openStorage!(worker, { schema });
    const other = await postgres.createDatabase(`rights_${count++}`);
    await sql(other, `CREATE SCHEMA "${schema}"`);
    for (const name of ["openStorage", "openPostgresQueue"]) await OPENERS[name]!(other, { schema });
    expect(await catalogue(url, schema)).toEqual(await catalogue(other, schema));
  });

  it("may belong to nobody: SQLite has no owner to print for", async () => {
    expect(await cli("store", "tables", "--store", "sqlite:portal.db")).toMatchObject({ code: 2 });
  });
});
