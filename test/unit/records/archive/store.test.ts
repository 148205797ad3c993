import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CivicproofError } from "../../../../src/core/errors.ts";
import { fieldToBytes } from "../../../../src/core/field.ts";
import { anchorRoots, hashAnchor, registerId } from "../../../../src/records/anchor.ts";
import { auditStore } from "../../../../src/records/archive/audit.ts";
import { backupStore } from "../../../../src/records/archive/backup.ts";
import { correctRecord, eraseRecord, placeHold, releaseHold } from "../../../../src/records/archive/change.ts";
import { commitBatch } from "../../../../src/records/archive/commit.ts";
import {
  envelopesOf,
  openForHolder,
  proveCurrent,
  proveInclusion,
  proveTransition,
} from "../../../../src/records/archive/proofs.ts";
import { findVersion, openVersion, type RecordStore } from "../../../../src/records/archive/record-store.ts";
import { applyRetention } from "../../../../src/records/archive/retention.ts";
import { parseProof, proofToJson, verifyCurrent, verifyInclusion } from "../../../../src/records/inclusion.ts";
import { inspectBatch } from "../../../../src/records/inspection.ts";
import { checkRecord, hashRecord } from "../../../../src/records/record.ts";
import { AnchorError, ForeignBatchError } from "../../../../src/records/refusals.ts";
import { verifyTransition } from "../../../../src/records/transition.ts";
import {
  commit,
  createTestStore,
  DAY,
  importAll,
  NOW_SECONDS,
  POLICY,
  PUBLISHER_KEY,
  residence,
  type TestStore,
} from "../world.ts";

let files: TestStore;
let store: RecordStore;
beforeEach(async () => {
  files = createTestStore();
  store = await files.open();
});
afterEach(async () => {
  await store.close().catch(() => {});
  files.remove();
});

const rows = (n: number, from = 0) => Array.from({ length: n }, (_, i) => residence(from + i));
const code = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "nothing",
    (error: CivicproofError) => error.code,
  );
const clean = async () => expect((await auditStore(store)).findings).toEqual([]);

describe("import", () => {
  it("stores each record once, however often it comes", async () => {
    expect(await importAll(store, rows(30), { chunkRows: 7 })).toEqual({
      rows: 30,
      added: 30,
      unchanged: 0,
      refused: 0,
    });
    // The same source again: it is finished.
    expect(await importAll(store, rows(30))).toEqual({ rows: 30, added: 30, unchanged: 0, refused: 0 });
    // The same rows from another file, and three more.
    expect(await importAll(store, rows(33), { source: "other" })).toEqual({
      rows: 33,
      added: 3,
      unchanged: 30,
      refused: 0,
    });
    await commit(store);
    await clean();
  });

  it("refuses rows with a code and without their values, and continues", async () => {
    const refused: [number, string][] = [];
    const result = await importAll(
      store,
      [
        residence(1),
        residence(1, { fields: { ...residence(1).fields, persons: 9 } }),
        residence(2, { fields: { ...residence(2).fields, street: 7 } }),
        residence(3, { validFrom: "2027-01-01", validUntil: "2026-01-01" }),
        { ...residence(4), id: "" },
        residence(5),
      ],
      { onRefused: (row, error) => refused.push([row, error.code]) },
    );
    expect(result).toEqual({ rows: 6, added: 2, unchanged: 0, refused: 4 });
    expect(refused).toEqual([
      [2, "RECORD_DUPLICATED"],
      [3, "CLAIM_INVALID"],
      [4, "RECORD_INVALID"],
      [5, "RECORD_INVALID"],
    ]);
  });

  it("resumes after the last complete chunk when it was interrupted", async () => {
    async function* broken() {
      yield* rows(10);
      throw new Error("power cut");
    }
    await expect(importAll(store, broken(), { chunkRows: 4 })).rejects.toThrow("power cut");
    await store.close();
    store = await files.open();
    const result = await importAll(store, rows(20), { chunkRows: 4 });
    expect(result.rows).toBe(20);
    expect(result.added).toBe(20);
    await clean();
  });

  it("hides what it stores: two records with equal fields have different leaves", async () => {
    const same = { fields: residence(0).fields };
    await importAll(store, [residence(1, same), residence(2, same)]);
    const [one, two] = [await findVersion(store, { id: "MA8-1" }), await findVersion(store, { id: "MA8-2" })];
    expect(Buffer.compare(one.leaf, two.leaf)).not.toBe(0);
    expect(one.body!.toString()).not.toContain("Gasse");
  });
});

describe("anchors", () => {
  it("need a store in an allowed place", async () => {
    await importAll(store, rows(3));
    const options = { publisherKey: PUBLISHER_KEY, nowSeconds: NOW_SECONDS };
    expect(await code(commitBatch(store, { ...options, policy: { allowedResidency: ["us-east"] } }))).toBe(
      "RESIDENCY_NOT_ALLOWED",
    );
    expect(await commitBatch(store, { ...options, policy: POLICY })).toBeDefined();
  });

  it("take batches one after the other, each position once, and prove every record", async () => {
    await importAll(store, rows(700));
    const first = (await commit(store))!;
    await importAll(store, rows(5, 700), { source: "2" });
    const second = (await commit(store))!;
    expect([first.start, first.count, second.start, second.count]).toEqual([0, 700, 1_024, 5]);
    expect(second.previous).toBe(hashAnchor(first));
    expect(await commit(store)).toBeUndefined();
    await clean();
    for (const id of ["MA8-0", "MA8-699", "MA8-702"]) {
      const inclusion = parseProof(JSON.parse(JSON.stringify(proofToJson(await proveInclusion(store, { id })))));
      if (!("batchPath" in inclusion)) throw new Error("another kind of proof");
      verifyInclusion(inclusion);
      const current = await proveCurrent(store, { id });
      verifyCurrent(current);
      for (const position of [
        String(inclusion.position),
        inclusion.position + 0.5,
        Number.NaN,
        undefined,
      ] as number[]) {
        expect(() => verifyInclusion({ ...inclusion, position })).toThrow(ForeignBatchError);
        expect(() => verifyCurrent({ ...current, position })).toThrow(ForeignBatchError);
      }
      expect(current.anchor.index).toBe(1);
      const { record, leaf } = await openForHolder(store, { id });
      checkRecord(record, { leaf, version: 1 });
    }
    verifyTransition(await proveTransition(store, 1));
  });

  it("refuse a clock far ahead of the last one, unless it is confirmed", async () => {
    const late = NOW_SECONDS + 60 + 400 * DAY + 1;
    await importAll(store, rows(2));
    await commit(store);
    await importAll(store, rows(2, 10), { source: "2" });
    expect(await code(commit(store, late))).toBe("CLOCK_NOT_CONFIRMED");
    expect(await commit(store)).toMatchObject({ index: 1, count: 2 });
    await importAll(store, rows(2, 20), { source: "3" });
    const options = { policy: POLICY, publisherKey: PUBLISHER_KEY, nowSeconds: late, confirmClock: true };
    expect((await commitBatch(store, options))!.anchor).toMatchObject({ index: 2, timeSeconds: late });
  });

  it("hold exactly their records, none twice", async () => {
    await importAll(store, rows(40));
    const anchor = (await commit(store))!;
    const all = [];
    for await (const each of envelopesOf(store, 0)) all.push(each);
    expect(await inspectBatch(anchor, all)).toEqual({ records: 40, tombstones: 0 });
    expect(await code(inspectBatch(anchor, all.slice(1)))).toBe("BATCH_FOREIGN");
    expect(await code(inspectBatch(anchor, [...all, all[39]!]))).toBe("BATCH_FOREIGN");
    expect(await code(inspectBatch(anchor, [all[0]!, all[0]!, ...all.slice(2)]))).toBe("RECORD_DUPLICATED");
    expect(await code(inspectBatch(anchor, [all[1]!, all[0]!, ...all.slice(2)]))).toBe("RECORD_DUPLICATED");
  });
});

describe("correction", () => {
  const content = { fields: { ...residence(1).fields, persons: 4 } };
  it("supersedes at the next anchor; the old version stays provable as of its time", async () => {
    await importAll(store, rows(9));
    await commit(store);
    const before = await proveCurrent(store, { id: "MA8-1" });
    const receipt = await correctRecord(store, {
      id: "MA8-1",
      reason: "data-wrong",
      nowSeconds: NOW_SECONDS + 70,
      content,
    });
    expect(receipt.superseded.leaf).toBe(String(before.leaf));
    expect(JSON.stringify(receipt)).not.toContain("Gasse");
    const after = (await commit(store, NOW_SECONDS + 80))!;

    verifyCurrent(before);
    verifyCurrent(await proveCurrent(store, { id: "MA8-1" }));
    expect(String((await proveCurrent(store, { id: "MA8-1" })).leaf)).toBe(receipt.correction.leaf);
    expect(await code(proveCurrent(store, { id: "MA8-1", version: 1 }))).toBe("RECORD_NOT_CURRENT");
    verifyCurrent(await proveCurrent(store, { id: "MA8-1", version: 1, asOf: 0 }));
    expect(await code(proveCurrent(store, { id: "MA8-1", version: 2, asOf: 0 }))).toBe("RECORD_NOT_CURRENT");
    // The old place holds nothing now.
    const gone = await proveCurrent(store, { id: "MA8-2" });
    expect(gone.anchor.currentRoot).toBe(after.currentRoot);
    verifyInclusion(await proveInclusion(store, { id: "MA8-1", version: 1 }));
    verifyTransition(await proveTransition(store, 1));
    await clean();
  });

  it("before the first anchor leaves the old version out", async () => {
    await importAll(store, rows(3));
    await correctRecord(store, { id: "MA8-1", reason: "data-wrong", nowSeconds: NOW_SECONDS, content });
    expect((await commit(store))!.count).toBe(3);
    expect((await proveCurrent(store, { id: "MA8-1" })).leaf).toBe(
      hashRecord((await openVersion(store, await findVersion(store, { id: "MA8-1", version: 2 }))).envelope),
    );
    await clean();
  });

  it("is refused for what is not there or not current", async () => {
    await importAll(store, rows(2));
    const options = { reason: "data-wrong", nowSeconds: NOW_SECONDS, content } as const;
    expect(await code(correctRecord(store, { ...options, id: "MA8-9" }))).toBe("RECORD_INVALID");
    expect(await code(correctRecord(store, { ...options, id: "MA8-1", reason: "a long story" as "audit" }))).toBe(
      "RECORD_INVALID",
    );
    await eraseRecord(store, { id: "MA8-1", reason: "subject-request", nowSeconds: NOW_SECONDS });
    expect(await code(correctRecord(store, { ...options, id: "MA8-1" }))).toBe("RECORD_ERASED");
  });
});

/** Every file of the store and of its backups. */
function everyByte(directory: string): Buffer {
  const names = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Buffer.concat(names.map((entry) => readFileSync(join(entry.parentPath, entry.name))));
}

describe("erasure", () => {
  it("leaves neither data nor salt nor key in any file of the store or of its backups", async () => {
    const street = `Street ${randomBytes(8).toString("hex")}`;
    await importAll(store, [...rows(50), residence(99, { fields: { ...residence(99).fields, street } })]);
    await commit(store);
    await backupStore(store, join(files.directory, "backup"));
    await correctRecord(store, {
      id: "MA8-99",
      reason: "data-outdated",
      nowSeconds: NOW_SECONDS + 70,
      content: { fields: { ...residence(99).fields, street: `${street} 2` } },
    });
    await backupStore(store, join(files.directory, "second backup"));
    const proof = await proveCurrent(store, { id: "MA8-99", version: 1, asOf: 0 });
    const secrets: [string, Buffer][] = [];
    for (const version of [1, 2]) {
      const row = await findVersion(store, { id: "MA8-99", version });
      const { opened, body } = await openVersion(store, row);
      secrets.push(
        [`key ${version}`, Buffer.from((await store.keys.get(row.id))!)],
        [`salt ${version}`, Buffer.from(fieldToBytes(opened!.salt).slice(16))],
        [`fieldsSalt ${version}`, Buffer.from(fieldToBytes(opened!.fieldsSalt).slice(16))],
        [`salt as text ${version}`, Buffer.from(body.salt)],
        [`fieldsSalt as text ${version}`, Buffer.from(body.fieldsSalt)],
        [`sealed ${version}`, Buffer.from(row.body!)],
      );
    }
    secrets.push(["street", Buffer.from(street)]);
    // The search finds what is there: the keys, and the sealed bodies.
    const present = everyByte(files.directory);
    expect(secrets.filter(([, bytes]) => present.includes(bytes)).map(([name]) => name)).toEqual([
      "key 1",
      "sealed 1",
      "key 2",
      "sealed 2",
    ]);

    const certificate = await eraseRecord(store, {
      id: "MA8-99",
      reason: "subject-request",
      nowSeconds: NOW_SECONDS + 90,
    });
    expect(certificate).toMatchObject({ civicproof: "erasure/v2", reason: "subject-request", keysDestroyed: 2 });
    expect(certificate.tombstones.map(({ version }) => version)).toEqual([1, 2]);

    const searched = (): string[] => {
      const bytes = everyByte(files.directory);
      return secrets.filter(([, secret]) => bytes.includes(secret)).map(([name]) => name);
    };
    // Sealed bodies stay in the backups, without a key.
    expect(searched().filter((name) => !name.startsWith("sealed"))).toEqual([]);
    await store.close();
    expect(searched().filter((name) => !name.startsWith("sealed"))).toEqual([]);
    const own = Buffer.concat(["records.db", "keys.db"].map((name) => readFileSync(join(files.directory, name))));
    expect(secrets.filter(([, secret]) => own.includes(secret))).toEqual([]);

    store = await files.open();
    verifyCurrent(proof);
    expect(await code(openForHolder(store, { id: "MA8-99", version: 1, asOf: 0 }))).toBe("RECORD_ERASED");
    await commit(store, NOW_SECONDS + 100);
    expect(await code(proveCurrent(store, { id: "MA8-99", version: 1 }))).toBe("RECORD_NOT_CURRENT");
    verifyInclusion(await proveInclusion(store, { id: "MA8-99", version: 1 }));
    const all = [];
    for await (const each of envelopesOf(store, 0)) all.push(each);
    expect(await inspectBatch((await proveInclusion(store, { id: "MA8-1" })).anchor, all)).toEqual({
      records: 50,
      tombstones: 1,
    });
    await clean();
    // It does not come back with the next import.
    const refused: string[] = [];
    await importAll(store, [residence(99)], { source: "again", onRefused: (_, error) => refused.push(error.code) });
    expect(refused).toEqual(["RECORD_ERASED"]);
  });

  it("is finished by the next start when it was broken off", async () => {
    await importAll(store, rows(5));
    await commit(store);
    // A process that dies after it began leaves this behind.
    const { id } = await findVersion(store, { id: "MA8-3" });
    await store.database.insert("erasures", ["id", "reason", "since"], [[id, "subject-request", NOW_SECONDS]]);
    await store.database.insert(
      "retirements",
      ["position", "reason"],
      [[(await proveCurrent(store, { id: "MA8-3" })).position, "subject-request"]],
    );
    await store.keys.destroy([id]);
    await store.close();
    store = await files.open();
    expect(await code(openVersion(store, await findVersion(store, { id: "MA8-3" })))).toBe("RECORD_ERASED");
    await clean();
  });

  it("stops at a legal hold", async () => {
    await importAll(store, rows(2));
    const options = { id: "MA8-1", reason: "litigation", nowSeconds: NOW_SECONDS } as const;
    await placeHold(store, options);
    expect(await code(eraseRecord(store, { ...options, reason: "subject-request" }))).toBe("RECORD_HELD");
    await releaseHold(store, options);
    expect(await code(eraseRecord(store, { ...options, reason: "subject-request" }))).toBe("nothing");
    expect(await code(eraseRecord(store, { ...options, reason: "subject-request" }))).toBe("RECORD_ERASED");
  });
});

describe("retention", () => {
  it("says what is due, spares what is held, and erases the rest", async () => {
    await importAll(store, rows(6));
    await importAll(store, rows(3, 10), { source: "later", nowSeconds: NOW_SECONDS + 100 * DAY });
    await placeHold(store, { id: "MA8-2", reason: "litigation", nowSeconds: NOW_SECONDS });
    const nowSeconds = NOW_SECONDS + 3_653 * DAY;
    const due = [{ retentionClass: "ten-years", action: "erase", due: 6, held: 1 }];
    expect(await applyRetention(store, { nowSeconds: nowSeconds - 1, dryRun: true })).toEqual([
      { ...due[0], due: 0, held: 0 },
    ]);
    expect(await applyRetention(store, { nowSeconds, dryRun: true })).toEqual(due);
    expect((await auditStore(store)).erased).toBe(0);
    expect(await applyRetention(store, { nowSeconds, dryRun: false, confirmClock: true })).toEqual(due);
    expect((await auditStore(store)).erased).toBe(5);
    expect(await applyRetention(store, { nowSeconds, dryRun: false })).toEqual([{ ...due[0], due: 1, held: 1 }]);
  });
});

describe("a clock years ahead", () => {
  it("erases nothing that is past its term then, unless somebody confirms it", async () => {
    await importAll(store, rows(6));
    for (const nowSeconds of [NOW_SECONDS * 1_000, NOW_SECONDS + 40 * 365 * DAY])
      expect(await code(applyRetention(store, { nowSeconds, dryRun: false }))).toBe("CLOCK_NOT_CONFIRMED");
    expect((await auditStore(store)).erased).toBe(0);
    const nowSeconds = NOW_SECONDS + 300 * DAY;
    expect(await applyRetention(store, { nowSeconds, dryRun: false })).toMatchObject([{ due: 0 }]);
  });
});

describe("audit", () => {
  it.each<[string, string, RegExp]>([
    ["a leaf that was changed", "UPDATE leaves SET leaf = zeroblob(32) WHERE position = 2", /leaves/],
    ["a record that is gone", "DELETE FROM leaves WHERE position = 3", /neither anchored nor waiting/],
    [
      "a record that waits and is anchored",
      "INSERT INTO pending SELECT kind, record_id, id FROM records LIMIT 1",
      /wait/,
    ],
    ["a node that was changed", "UPDATE upper SET hash = zeroblob(32) WHERE level = 9", /stored nodes/],
    ["data without a key", "UPDATE records SET state = 2 WHERE id = 1", /erased and have data/],
    [
      "a record that does not decrypt",
      "UPDATE records SET body = (SELECT body FROM records WHERE id = 2) WHERE id = 1",
      /1 records can't be decrypted/,
    ],
    ["a retirement that was not anchored", "UPDATE leaves SET retired = 0 WHERE position = 1", /retired positions/],
  ])("finds %s", async (_, statement, finding) => {
    await importAll(store, rows(8));
    await commit(store);
    await clean();
    await store.database.execute(statement);
    expect((await auditStore(store)).findings.join("\n")).toMatch(finding);
  });
});

it("gives verifiers its anchors as statements", async () => {
  await importAll(store, rows(2));
  const first = (await commit(store))!;
  await importAll(store, rows(2, 5), { source: "2" });
  const second = (await commit(store, NOW_SECONDS + 90))!;
  const { schemaId } = first;
  const common = { registry: registerId(first.publisher), intervalSeconds: 0, programmes: [], snapshotSha256: "" };
  expect(anchorRoots([first, second], { schemaId })).toEqual(
    [first, second].map((anchor, number) => ({
      ...common,
      number,
      timeSeconds: NOW_SECONDS + [60, 90][number]!,
      statusRoot: anchor.currentRoot,
      issuerRoots: { [String(schemaId)]: hashAnchor(anchor) },
    })),
  );
  expect(() => anchorRoots([second, first], { schemaId })).toThrow(AnchorError);
});

it("keeps a second process out", async () => {
  await expect(files.open()).rejects.toMatchObject({ code: "DATABASE_LOCKED" });
}, 20_000);
