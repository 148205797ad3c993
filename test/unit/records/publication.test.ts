import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CivicproofError } from "../../../src/core/errors.ts";
import type { FieldElement } from "../../../src/core/field.ts";
import { createSigner, derivePublicKey } from "../../../src/core/signature.ts";
import {
  type Anchor,
  anchorToJson,
  checkFresh,
  hashAnchor,
  hashRetired,
  parseAnchor,
} from "../../../src/records/anchor.ts";
import { correctRecord, eraseRecord } from "../../../src/records/archive/change.ts";
import { openForHolder, proveCurrent, proveInclusion, proveTransition } from "../../../src/records/archive/proofs.ts";
import { publicationOf, publishToFile, readPublication } from "../../../src/records/archive/publish.ts";
import type { RecordStore } from "../../../src/records/archive/record-store.ts";
import { parseProof, proofToJson, verifyCurrent, verifyInclusion } from "../../../src/records/inclusion.ts";
import {
  comparePublications,
  countersign,
  type Publication,
  parsePublication,
  publicationToJson,
  signAnchor,
  verifyPublication,
} from "../../../src/records/publication.ts";
import { checkRecord } from "../../../src/records/record.ts";
import { verifyTransition } from "../../../src/records/transition.ts";
import { fixedKey } from "../../world.ts";
import { commit, createTestStore, importAll, NOW_SECONDS, PUBLISHER_KEY, residence, type TestStore } from "./world.ts";

const PUBLISHER = derivePublicKey(PUBLISHER_KEY);
const COUNTERSIGNER_KEYS = [fixedKey(51), fixedKey(52)] as const;
const COUNTERSIGNERS = COUNTERSIGNER_KEYS.map(derivePublicKey);
let files: TestStore;
let store: RecordStore;
let publication: Publication;

/** Three anchors: 30 records, then a correction, then an erasure. */
beforeAll(async () => {
  files = createTestStore();
  store = await files.open();
  await importAll(
    store,
    Array.from({ length: 30 }, (_, i) => residence(i)),
  );
  await commit(store, NOW_SECONDS);
  const content = { fields: { ...residence(1).fields, persons: 2 } };
  await correctRecord(store, { id: "MA8-1", reason: "data-wrong", nowSeconds: NOW_SECONDS + 1, content });
  await commit(store, NOW_SECONDS + 2);
  await eraseRecord(store, { id: "MA8-2", reason: "subject-request", nowSeconds: NOW_SECONDS + 3 });
  await commit(store, NOW_SECONDS + 4);
  publication = (await publicationOf(store))!;
});
afterAll(async () => {
  await store.close();
  files.remove();
});

function code(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof CivicproofError) return error.code;
    throw error;
  }
  return "nothing";
}
const field = (value: bigint) => value as FieldElement;
/** The same chain with an anchor changed, and all later ones made to fit; signed by the publisher. */
function rewritten(index: number, change: Partial<Anchor>): Publication {
  const signer = createSigner(PUBLISHER_KEY);
  let previous: Anchor | undefined;
  const anchors = publication.anchors.map((each) => {
    const anchor = {
      ...each.anchor,
      ...(each.anchor.index === index ? change : {}),
      previous: previous === undefined ? field(0n) : hashAnchor(previous),
    };
    previous = anchor;
    return each.anchor.index < index ? each : signAnchor(anchor, signer);
  });
  return { ...publication, anchors };
}

describe("a publication", () => {
  it("holds, over the wire too", () => {
    const again = parsePublication(JSON.parse(JSON.stringify(publicationToJson(publication))));
    expect(verifyPublication(again, { publisher: PUBLISHER })).toHaveLength(3);
    expect(comparePublications(publication, again)).toBe(3);
  });

  it.each<[string, Partial<Anchor>]>([
    ["another root", { batchRoot: field(1n) }],
    ["another count", { count: 29 }],
    ["another time", { timeSeconds: NOW_SECONDS + 1 }],
    ["another class", { retentionClass: "for-ever" }],
    ["another start", { start: 512 }],
    ["another publisher", { publisher: field(5n) }],
  ])("with %s does not", (_, change) => {
    const [first, ...rest] = publication.anchors;
    const changed = { ...publication, anchors: [{ ...first!, anchor: { ...first!.anchor, ...change } }, ...rest] };
    expect(code(() => verifyPublication(changed, { publisher: PUBLISHER }))).toBe("ANCHOR_INVALID");
  });

  it("with an anchor left out, moved or signed by somebody else does not", () => {
    const { anchors } = publication;
    const orders = [
      [anchors[0]!, anchors[2]!],
      [anchors[1]!, anchors[0]!, anchors[2]!],
      [anchors[0]!, { ...anchors[1]!, signature: anchors[0]!.signature }],
    ];
    for (const order of orders) {
      expect(code(() => verifyPublication({ ...publication, anchors: order }, { publisher: PUBLISHER }))).toBe(
        "ANCHOR_INVALID",
      );
    }
    expect(code(() => verifyPublication(publication, { publisher: COUNTERSIGNERS[0]! }))).toBe("ANCHOR_INVALID");
    expect(code(() => signAnchor(anchors[0]!.anchor, createSigner(COUNTERSIGNER_KEYS[0])))).toBe("ANCHOR_INVALID");
    // A part of the chain holds: a consumer may begin where it knows the chain.
    expect(verifyPublication({ ...publication, anchors: anchors.slice(1) }, { publisher: PUBLISHER })).toHaveLength(2);
  });

  it("that was rewritten verifies, and is caught as a fork by whoever kept a copy", () => {
    const fork = rewritten(1, { timeSeconds: NOW_SECONDS + 3 });
    expect(verifyPublication(fork, { publisher: PUBLISHER })).toHaveLength(3);
    expect(code(() => comparePublications(publication, fork))).toBe("ANCHOR_FORKED");
    expect(comparePublications({ ...publication, anchors: publication.anchors.slice(0, 1) }, fork)).toBe(1);
  });

  it("that is stale is refused", () => {
    const { anchor } = publication.anchors[2]!;
    checkFresh(anchor, { nowSeconds: NOW_SECONDS + 64, maxAgeSeconds: 60 });
    expect(code(() => checkFresh(anchor, { nowSeconds: NOW_SECONDS + 65, maxAgeSeconds: 60 }))).toBe("ANCHOR_STALE");
  });

  it.each<[string, Partial<Record<keyof Anchor, unknown>>]>([
    ["a start between chunks", { start: 5 }],
    ["more records than fit", { count: 2 ** 20 + 1 }],
    ["a root ≥ r", { batchRoot: String(2n ** 255n) }],
    ["a number as root", { batchRoot: 5 }],
    ["a class with spaces", { retentionClass: "for ever" }],
    ["a first anchor with one before it", { previous: "5" }],
    ["an empty batch with a root", { count: 0 }],
  ])("has no anchor with %s", (_, change) => {
    expect(code(() => parseAnchor({ ...anchorToJson(publication.anchors[0]!.anchor), ...change }))).toBe(
      "ANCHOR_INVALID",
    );
  });

  it("lists retired positions in one order only", () => {
    expect(code(() => hashRetired([1, 1]))).toBe("ANCHOR_INVALID");
    expect(code(() => hashRetired([2, 1]))).toBe("ANCHOR_INVALID");
    expect(code(() => hashRetired([2 ** 27]))).toBe("ANCHOR_INVALID");
  });
});

describe("countersigners", () => {
  it("sign what continues their memory, once", () => {
    const first = { ...publication, anchors: publication.anchors.slice(0, 1) };
    const one = countersign(first, { privateKey: COUNTERSIGNER_KEYS[0], memory: undefined });
    expect(one.memory).toEqual({ index: 0, anchorHash: hashAnchor(publication.anchors[0]!.anchor) });
    const two = countersign(publication, { privateKey: COUNTERSIGNER_KEYS[0], memory: one.memory });
    expect(two.publication.anchors.map(({ countersignatures }) => countersignatures.length)).toEqual([0, 1, 1]);
    const both = countersign(two.publication, { privateKey: COUNTERSIGNER_KEYS[1], memory: undefined }).publication;
    const rules = { publisher: PUBLISHER, countersigners: COUNTERSIGNERS };
    verifyPublication({ ...both, anchors: both.anchors.slice(1) }, { ...rules, minCountersigners: 2 });
    expect(code(() => verifyPublication(both, { ...rules, minCountersigners: 2 }))).toBe("ANCHOR_INVALID");
    verifyPublication(both, { ...rules, minCountersigners: 1 });
    // A countersigner nobody trusts counts nothing; the same one twice counts once; a false signature is refused.
    expect(
      code(() => verifyPublication(both, { ...rules, countersigners: [COUNTERSIGNERS[0]!], minCountersigners: 2 })),
    ).toBe("ANCHOR_INVALID");
    const [a, b, c] = both.anchors;
    const doubled = {
      ...both,
      anchors: [b!, { ...c!, countersignatures: [c!.countersignatures[0]!, c!.countersignatures[0]!] }],
    };
    expect(code(() => verifyPublication(doubled, { ...rules, minCountersigners: 2 }))).toBe("ANCHOR_INVALID");
    const false_ = { ...both, anchors: [{ ...a!, countersignatures: [{ ...b!.countersignatures[0]! }] }] };
    expect(code(() => verifyPublication(false_, rules))).toBe("ANCHOR_INVALID");
  });

  it("do not sign a fork, nor a chain that begins later", () => {
    const memory = { index: 1, anchorHash: hashAnchor(publication.anchors[1]!.anchor) };
    const privateKey = COUNTERSIGNER_KEYS[0];
    expect(code(() => countersign(rewritten(1, { timeSeconds: NOW_SECONDS + 3 }), { privateKey, memory }))).toBe(
      "ANCHOR_FORKED",
    );
    const later = { ...publication, anchors: publication.anchors.slice(2) };
    expect(code(() => countersign(later, { privateKey, memory }))).toBe("ANCHOR_INVALID");
    expect(code(() => countersign(later, { privateKey, memory: undefined }))).toBe("ANCHOR_INVALID");
  });
});

describe("a publication file", () => {
  it("keeps countersignatures and is never replaced by another chain", async () => {
    const file = join(files.directory, "anchors.json");
    expect(await publishToFile(store, file)).toBe(3);
    const signed = countersign((await readPublication(file))!, {
      privateKey: COUNTERSIGNER_KEYS[0],
      memory: undefined,
    });
    writeFileSync(file, JSON.stringify(publicationToJson(signed.publication)));
    expect(await publishToFile(store, file)).toBe(3);
    const again = (await readPublication(file))!;
    verifyPublication(again, { publisher: PUBLISHER, countersigners: COUNTERSIGNERS, minCountersigners: 1 });
    expect((await publicationOf(store))!.anchors[2]!.countersignatures).toHaveLength(1);

    const fork = JSON.stringify(publicationToJson(rewritten(2, { timeSeconds: NOW_SECONDS + 5 })));
    writeFileSync(file, fork);
    await expect(publishToFile(store, file)).rejects.toMatchObject({ code: "ANCHOR_FORKED" });
    expect(readFileSync(file, "utf8")).toBe(fork);
    expect(existsSync(join(files.directory, "none.json"))).toBe(false);
    expect(await readPublication(join(files.directory, "none.json"))).toBeUndefined();
  });
});

describe("each refusal has a code of its own", () => {
  it("a tampered leaf", async () => {
    const proof = await proveInclusion(store, { id: "MA8-5" });
    expect(code(() => verifyInclusion({ ...proof, leaf: field(1n) }))).toBe("RECORD_TAMPERED");
    expect(code(() => verifyInclusion({ ...proof, leaf: field(0n) }))).toBe("RECORD_TAMPERED");
    const current = await proveCurrent(store, { id: "MA8-5" });
    expect(code(() => verifyCurrent({ ...current, leaf: field(1n) }))).toBe("RECORD_TAMPERED");
    const { record, leaf } = await openForHolder(store, { id: "MA8-5" });
    expect(code(() => checkRecord({ ...record, claims: [field(1n), ...record.claims.slice(1)] }, { leaf }))).toBe(
      "RECORD_TAMPERED",
    );
  });
  it("a swapped version", async () => {
    const old = await openForHolder(store, { id: "MA8-1", version: 1, asOf: 0 });
    const now = await openForHolder(store, { id: "MA8-1" });
    expect(code(() => checkRecord(old.record, { leaf: old.leaf, version: 2 }))).toBe("RECORD_VERSION_WRONG");
    expect(code(() => checkRecord({ ...old.record, version: 2 }, { leaf: now.leaf, version: 2 }))).toBe(
      "RECORD_TAMPERED",
    );
    // The old leaf at its old place, under the register of now.
    const neighbour = await proveCurrent(store, { id: "MA8-1" });
    expect(code(() => verifyCurrent({ ...old, anchor: neighbour.anchor }))).toBe("BATCH_FOREIGN");
  });
  it("a position that was retired", async () => {
    const old = await proveCurrent(store, { id: "MA8-1", version: 1, asOf: 0 });
    const transition = await proveTransition(store, 1);
    const [retirement] = transition.retirements;
    const registerPath = retirement!.path.map((row, level) =>
      level === 0 ? row.map((leaf) => (leaf === old.leaf ? field(0n) : leaf)) : row,
    );
    expect(code(() => verifyCurrent({ ...old, registerPath }))).toBe("BATCH_FOREIGN");
  });
  it("a foreign batch", async () => {
    const proof = await proveInclusion(store, { id: "MA8-5" });
    const other = publication.anchors[1]!.anchor;
    expect(code(() => verifyInclusion({ ...proof, anchor: other }))).toBe("BATCH_FOREIGN");
    expect(code(() => verifyInclusion({ ...proof, position: proof.position + 30 }))).toBe("BATCH_FOREIGN");
    const [first, ...rest] = proof.batchPath;
    expect(code(() => verifyInclusion({ ...proof, batchPath: [first!, ...[...rest].reverse()] }))).toBe(
      "BATCH_FOREIGN",
    );
    expect(code(() => parseProof({ ...proofToJson(proof), batchPath: [] }))).toBe("ANCHOR_INVALID");
  });
});

describe("a transition", () => {
  it("holds from each anchor to the next", async () => {
    verifyTransition(await proveTransition(store, 1));
    verifyTransition(await proveTransition(store, 2));
  });
  it("hides nothing: every change is refused", async () => {
    const proof = await proveTransition(store, 1);
    const [retirement] = proof.retirements;
    expect(code(() => verifyTransition({ ...proof, retirements: [] }))).toBe("ANCHOR_INVALID");
    expect(code(() => verifyTransition({ ...proof, retirements: [{ ...retirement!, leaf: field(0n) }] }))).toBe(
      "ANCHOR_INVALID",
    );
    expect(code(() => verifyTransition({ ...proof, retirements: [{ ...retirement!, leaf: field(3n) }] }))).toBe(
      "BATCH_FOREIGN",
    );
    expect(code(() => verifyTransition({ ...proof, chunks: [] }))).toBe("ANCHOR_INVALID");
    expect(code(() => verifyTransition({ ...proof, chunks: [field(1n)] }))).toBe("BATCH_FOREIGN");
    expect(code(() => verifyTransition({ ...proof, after: publication.anchors[2]!.anchor }))).toBe("ANCHOR_INVALID");
    const forged = proof.frontier.map((row, level) =>
      level === 0 ? row.map((node, i) => (i === 7 ? field(9n) : node)) : row,
    );
    expect(code(() => verifyTransition({ ...proof, frontier: forged }))).toBe("BATCH_FOREIGN");
    // A register in which something else changed too.
    const after = { ...proof.after, currentRoot: field(8n) };
    expect(code(() => verifyTransition({ ...proof, after }))).toBe("BATCH_FOREIGN");
  });
});
