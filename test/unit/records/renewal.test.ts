import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CivicproofError } from "../../../src/core/errors.ts";
import { toField } from "../../../src/core/field.ts";
import type { Anchor } from "../../../src/records/anchor.ts";
import { correctRecord } from "../../../src/records/archive/change.ts";
import { openForHolder, registerFiles } from "../../../src/records/archive/proofs.ts";
import type { RecordStore } from "../../../src/records/archive/record-store.ts";
import { openingToJson, parseOpening, type RecordOpening } from "../../../src/records/opening.ts";
import { chunkOf, renewOpening } from "../../../src/records/renewal.ts";
import { commit, createTestStore, DAY, importAll, NOW_SECONDS, residence, type TestStore } from "./world.ts";

const holderCommitment = "12345";
const rows = (n: number, from: number) =>
  Array.from({ length: n }, (_, i) => ({ ...residence(from + i), holderCommitment }));

let files: TestStore;
let store: RecordStore;
let first: RecordOpening;
let corrected: RecordOpening;
let published: Map<string, Uint8Array>;
let anchor: Anchor;

beforeAll(async () => {
  files = createTestStore();
  store = await files.open();
  await importAll(store, rows(600, 0));
  await commit(store, NOW_SECONDS);
  first = parseOpening(JSON.parse(JSON.stringify(openingToJson(await openForHolder(store, { id: residence(7).id })))));
  corrected = await openForHolder(store, { id: residence(8).id });
  await importAll(store, rows(40, 600), { source: "later" });
  const { id, ...rest } = residence(8);
  const content = {
    ...rest,
    fields: { ...rest.fields, district: "AT131" },
    holderCommitment: toField(holderCommitment),
  };
  await correctRecord(store, { id, reason: "data-wrong", nowSeconds: NOW_SECONDS + DAY - 10, content });
  await commit(store, NOW_SECONDS + DAY);
  published = new Map();
  for await (const { name, bytes } of registerFiles(store)) published.set(name, bytes);
  anchor = (await openForHolder(store, { id: residence(7).id })).anchor;
}, 120_000);
afterAll(async () => {
  await store.close();
  files.remove();
});

const register = ({ position }: RecordOpening) => ({
  anchor,
  chunkRoots: published.get("chunks")!,
  chunkLeaves: published.get(String(chunkOf(position)))!,
});
const code = (work: () => unknown): string => {
  try {
    work();
    return "nothing";
  } catch (error) {
    return (error as CivicproofError).code;
  }
};

describe("an opening", () => {
  it("comes to the newest anchor from published files alone, and is the one that the agency would give", async () => {
    expect(first.anchor.index).toBe(0);
    expect(renewOpening(first, register(first))).toEqual(await openForHolder(store, { id: residence(7).id }));
  });

  it("of a record that was corrected does not", () => {
    expect(code(() => renewOpening(corrected, register(corrected)))).toBe("RECORD_NOT_CURRENT");
  });

  it("refuses files that are not those of the anchor", () => {
    const good = register(first);
    const changed = (bytes: Uint8Array, at: number): Uint8Array => {
      const copy = bytes.slice();
      copy[at]! ^= 1;
      return copy;
    };
    for (const files of [
      { ...good, anchor: first.anchor },
      { ...good, anchor: { ...anchor, publisher: anchor.batchRoot } },
      { ...good, chunkLeaves: changed(good.chunkLeaves, 31) },
      { ...good, chunkLeaves: good.chunkLeaves.slice(32) },
      { ...good, chunkRoots: changed(good.chunkRoots, 63) },
      { ...good, chunkRoots: new Uint8Array() },
      { ...good, chunkRoots: new Uint8Array(good.chunkRoots.length).fill(255) },
      { ...good, chunkRoots: good.chunkRoots.slice(1) },
    ]) {
      expect(code(() => renewOpening(first, files))).toBe("ANCHOR_INVALID");
    }
  });

  it("needs no file that is made for one person", () => {
    const names = [...published.keys()];
    expect(names).toEqual(["chunks", ...Array.from({ length: names.length - 1 }, (_, i) => String(i))]);
    const byChunk = [...published].slice(1).map(([, bytes]) => bytes.length);
    expect(new Set(byChunk)).toEqual(new Set([512 * 32]));
  });
});
