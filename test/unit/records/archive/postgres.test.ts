/** The record store on Postgres: the same statements, and a server that is killed mid-import. */
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openPostgres } from "../../../../src/core/database/postgres.ts";
import type { CivicproofError } from "../../../../src/core/errors.ts";
import { auditStore } from "../../../../src/records/archive/audit.ts";
import { backupStore } from "../../../../src/records/archive/backup.ts";
import { correctRecord, eraseRecord } from "../../../../src/records/archive/change.ts";
import { openKeyStore } from "../../../../src/records/archive/keys.ts";
import {
  envelopesOf,
  openForHolder,
  proveCurrent,
  proveInclusion,
  proveTransition,
} from "../../../../src/records/archive/proofs.ts";
import { openRecordStore, type RecordStore } from "../../../../src/records/archive/record-store.ts";
import { applyRetention } from "../../../../src/records/archive/retention.ts";
import { verifyCurrent, verifyInclusion } from "../../../../src/records/inclusion.ts";
import { inspectBatch } from "../../../../src/records/inspection.ts";
import { verifyTransition } from "../../../../src/records/transition.ts";
import { hasPostgres, type Postgres, startPostgres } from "../../../postgres.ts";
import { commit, createTestStore, DAY, importAll, NOW_SECONDS, residence, type TestStore } from "../world.ts";

describe.skipIf(!hasPostgres)("a record store on Postgres", () => {
  let server: Postgres;
  let files: TestStore;
  let store: RecordStore;
  let url: string;
  let databases = 0;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.remove());
  const open = async (): Promise<RecordStore> =>
    openRecordStore({
      keys: await openKeyStore(join(files.directory, "keys.db")),
      database: await openPostgres(url),
      residency: "at-vienna",
    });
  beforeEach(async () => {
    files = createTestStore();
    url = await server.createDatabase(`records${++databases}`);
    store = await open();
  });
  afterEach(async () => {
    await store.close().catch(() => {});
    files.remove();
  });

  const rows = (n: number, from = 0) => Array.from({ length: n }, (_, i) => residence(from + i));
  const code = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => "nothing",
      (error: CivicproofError) => error.code,
    );

  it("imports, anchors, proves, corrects, erases and audits as on SQLite", async () => {
    expect(await importAll(store, rows(600), { chunkRows: 128 })).toMatchObject({ added: 600 });
    expect(await importAll(store, rows(10), { source: "again" })).toMatchObject({ added: 0, unchanged: 10 });
    const anchor = (await commit(store))!;
    expect(anchor.count).toBe(600);
    verifyCurrent(await proveCurrent(store, { id: "MA8-599" }));
    verifyInclusion(await proveInclusion(store, { id: "MA8-0" }));
    await correctRecord(store, {
      id: "MA8-1",
      reason: "data-wrong",
      nowSeconds: NOW_SECONDS + 61,
      content: { fields: { ...residence(1).fields, persons: 5 } },
    });
    await eraseRecord(store, { id: "MA8-2", reason: "subject-request", nowSeconds: NOW_SECONDS + 62 });
    await commit(store, NOW_SECONDS + 70);
    expect(await code(proveCurrent(store, { id: "MA8-1", version: 1 }))).toBe("RECORD_NOT_CURRENT");
    verifyCurrent(await proveCurrent(store, { id: "MA8-1", version: 1, asOf: 0 }));
    expect(await code(openForHolder(store, { id: "MA8-2", asOf: 0 }))).toBe("RECORD_ERASED");
    verifyTransition(await proveTransition(store, 1));
    const all = [];
    for await (const each of envelopesOf(store, 0)) all.push(each);
    expect(await inspectBatch(anchor, all)).toEqual({ records: 599, tombstones: 1 });
    expect(await applyRetention(store, { nowSeconds: NOW_SECONDS + 3_653 * DAY, dryRun: true })).toMatchObject([
      { due: 598 },
    ]);
    expect(await auditStore(store)).toMatchObject({ versions: 601, anchored: 601, pending: 0, findings: [] });
    expect(await code(backupStore(store, join(files.directory, "backup")))).toBe("PLATFORM_UNSUPPORTED");
  });

  it("continues after its server was killed during an import", async () => {
    async function* untilKilled() {
      yield* rows(100);
      await server.kill();
      yield* rows(200, 100);
    }
    expect(await code(importAll(store, untilKilled(), { chunkRows: 20 }))).toBe("DATABASE_UNAVAILABLE");
    await store.close().catch(() => {});
    await server.start();
    store = await open();
    expect(await importAll(store, rows(300), { chunkRows: 20 })).toMatchObject({ rows: 300, added: 300 });
    await commit(store);
    expect(await auditStore(store)).toMatchObject({ versions: 300, anchored: 300, findings: [] });
  });
});
