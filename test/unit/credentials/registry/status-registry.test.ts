import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { CivicproofError } from "../../../../src/core/errors.ts";
import { FIELD_MODULUS } from "../../../../src/core/field.ts";
import { domainTag, poseidon } from "../../../../src/core/hash.ts";
import type { MerklePath } from "../../../../src/core/merkle.ts";
import {
  derivePublicKey,
  encodePublicKey,
  type PublicKey,
  PublicKeyError,
  toPrivateKey,
} from "../../../../src/core/signature.ts";
import { IssuerNotTrustedError } from "../../../../src/credentials/credential/credential.ts";
import { proveIssuerKey } from "../../../../src/credentials/registry/issuer-key-proof.ts";
import { RegistryError } from "../../../../src/credentials/registry/issuer-set.ts";
import { openSnapshot, parseSnapshot } from "../../../../src/credentials/registry/snapshot.ts";
import {
  createStatusBits,
  decodeStatusList,
  encodeStatusList,
  StatusListError,
  statusBit,
  statusWord,
  withStatusBits,
} from "../../../../src/credentials/registry/status-list.ts";
import {
  type LogEntry,
  StatusTransitionError,
  verifyLogChain,
} from "../../../../src/credentials/registry/status-log.ts";
import {
  createStatusRegistry,
  exportRegistry,
  importRegistry,
  type StatusChange,
  type StatusChangeReason,
  type StatusRegistry,
} from "../../../../src/credentials/registry/status-registry.ts";
import { altered } from "../credential/fixtures.ts";

const [city, county, stranger] = [1, 2, 3].map((i) => derivePublicKey(toPrivateKey(new Uint8Array(32).fill(i)))) as [
  PublicKey,
  PublicKey,
  PublicKey,
];

const because = (
  timeSeconds: number,
  reasonCode: StatusChangeReason["reasonCode"] = "moved-away",
): StatusChangeReason => ({
  timeSeconds,
  actor: "desk-3",
  reasonCode,
});

const ID = "ab".repeat(32);
const SCHEMA = "7";
const ISSUERS = [1, 2, 3].map((seed) => toPrivateKey(new Uint8Array(32).fill(seed)));

/** Trusts one of the three keys with its owner's proof. */
function add(to: StatusRegistry, key: PublicKey, reason: StatusChangeReason, schemas: readonly string[] = [SCHEMA]) {
  const issuerKey = ISSUERS[[city, county, stranger].indexOf(key)]!;
  const possession = proveIssuerKey({ issuerKey, registry: to.id, index: to.nextIssuerIndex(key) });
  return to.addIssuer(key, { schemas, possession }, reason);
}

/** Walks a status path up as the circuit does and answers its root (protocol P-11). */
function rootOfPath(nodes: MerklePath, word: number, leaf: bigint): bigint {
  expect(nodes.length).toBe(6);
  let node = leaf;
  nodes.forEach((children, level) => {
    expect(children[Math.floor(word / 8 ** level) % 8]).toBe(node);
    node = poseidon([domainTag("status-node"), ...children]);
  });
  return node;
}

let registry: StatusRegistry;
beforeEach(() => {
  registry = createStatusRegistry({ id: ID });
  add(registry, city, because(100, "issuer-added"));
  add(registry, county, because(100, "issuer-added"));
  for (const statusIndex of [0, 5, 127, 128, 512 * 128, 2 ** 17 - 1]) {
    registry.allocateStatusIndex(0, statusIndex);
    registry.allocateStatusIndex(1, statusIndex);
  }
});

describe("allocateStatusIndex", () => {
  it("gives out random indexes, each once", () => {
    const indexes = Array.from({ length: 500 }, () => registry.allocateStatusIndex(0));
    expect(new Set(indexes).size).toBe(500);
    expect(indexes.every((i) => Number.isInteger(i) && i >= 0 && i < 2 ** 17)).toBe(true);
    expect(indexes.some((value, i) => i > 0 && value < indexes[i - 1]!)).toBe(true);
    expect(Math.max(...indexes)).toBeGreaterThan(2 ** 16);
  });

  it("refuses a taken index, strangers and removed issuers", () => {
    expect(() => registry.allocateStatusIndex(0, 5)).toThrow(RegistryError);
    expect(() => registry.allocateStatusIndex(0, 2 ** 17)).toThrow(StatusListError);
    for (const issuerIndex of [2, -1, 0.5])
      expect(() => registry.allocateStatusIndex(issuerIndex)).toThrow(RegistryError);
    registry.removeIssuer(1, because(100, "issuer-removed"));
    expect(() => registry.allocateStatusIndex(1)).toThrow(RegistryError);
  });

  it("finds the last free index and then refuses", async () => {
    const file = await exportRegistry(registry);
    const full = await encodeStatusList(withStatusBits(createStatusBits().fill(255), [[54_321, false]]));
    const nearlyFull = await importRegistry({ ...file, allocated: { 0: full, 1: full } });
    expect(nearlyFull.allocateStatusIndex(0)).toBe(54_321);
    expect(() => nearlyFull.allocateStatusIndex(0)).toThrow(RegistryError);
  });
});

describe("revoke, suspend and reinstate", () => {
  const reference = { issuerIndex: 0, statusIndex: 5 };

  it("follow the one diagram of transitions", () => {
    expect(registry.status(reference)).toBe("valid");
    registry.suspend(reference, because(101, "fraud-suspected"));
    expect(registry.status(reference)).toBe("suspended");
    registry.reinstate(reference, because(102, "investigation-closed"));
    expect(registry.status(reference)).toBe("valid");
    registry.suspend(reference, because(103));
    registry.revoke(reference, because(104, "fraud-confirmed"));
    expect(registry.status(reference)).toBe("revoked");
  });

  it("refuse a clock far ahead of the last change, and take it when it is confirmed", () => {
    const ahead = because(100 + 400 * 86_400 + 1, "fraud-suspected");
    expect(() => registry.suspend(reference, ahead)).toThrow(expect.objectContaining({ code: "CLOCK_NOT_CONFIRMED" }));
    expect(registry.status(reference)).toBe("valid");
    registry.suspend(reference, because(101, "fraud-suspected"));
    registry.reinstate(reference, { ...ahead, reasonCode: "investigation-closed", confirmClock: true });
    expect(registry.status(reference)).toBe("valid");
  });

  it("refuse every other transition, and revocation is final", () => {
    expect(() => registry.reinstate(reference, because(101))).toThrow(StatusTransitionError);
    registry.suspend(reference, because(101));
    expect(() => registry.suspend(reference, because(101))).toThrow(StatusTransitionError);
    registry.revoke(reference, because(101));
    for (const action of ["revoke", "suspend", "reinstate"] as const)
      expect(() => registry[action](reference, because(101))).toThrow(StatusTransitionError);
  });

  it("refuse an index that was never given out, and one that does not exist", () => {
    expect(() => registry.revoke({ issuerIndex: 0, statusIndex: 6 }, because(101))).toThrow(StatusTransitionError);
    expect(() => registry.revoke({ issuerIndex: 7, statusIndex: 5 }, because(101))).toThrow(StatusTransitionError);
    expect(() => registry.revoke({ issuerIndex: 0, statusIndex: 2 ** 17 }, because(101))).toThrow(StatusListError);
    expect(() => registry.revoke({ issuerIndex: 256, statusIndex: 5 }, because(101))).toThrow(StatusListError);
    expect(() => registry.status({ issuerIndex: -1, statusIndex: 5 })).toThrow(StatusListError);
  });

  it("touch one issuer's list only", () => {
    registry.revoke(reference, because(101));
    expect(registry.status({ issuerIndex: 1, statusIndex: 5 })).toBe("valid");
    expect(registry.view(SCHEMA).statusPath(1, 5).isUsable).toBe(true);
    expect(registry.view(SCHEMA).statusPath(0, 5).isUsable).toBe(false);
    expect(registry.view(SCHEMA).statusPath(1, 5).statusNodes).not.toEqual(
      registry.view(SCHEMA).statusPath(0, 5).statusNodes,
    );
  });

  it("publish lists by purpose and together", () => {
    registry.suspend(reference, because(101));
    registry.revoke({ issuerIndex: 0, statusIndex: 127 }, because(101));
    const set = (bits: Uint8Array) => [5, 127, 128].filter((i) => statusBit(bits, i));
    expect(set(registry.statusBits(0, "revocation"))).toEqual([127]);
    expect(set(registry.statusBits(0, "suspension"))).toEqual([5]);
    expect(set(registry.statusBits(0))).toEqual([5, 127]);
    expect(set(registry.statusBits(1))).toEqual([]);
    registry.statusBits(0).fill(255);
    expect(set(registry.statusBits(0))).toEqual([5, 127]);
  });

  it("change several entries at once, all or none, under one root", () => {
    const changes: StatusChange[] = [0, 127, 128].map((statusIndex) => ({
      issuerIndex: 0,
      statusIndex,
      action: "revoke",
    }));
    const { length } = registry.log;
    const bad: StatusChange = { issuerIndex: 0, statusIndex: 0, action: "reinstate" };
    expect(() => registry.applyChanges([...changes, bad], because(101))).toThrow(StatusTransitionError);
    expect(registry.log.length).toBe(length);
    expect(registry.status({ issuerIndex: 0, statusIndex: 127 })).toBe("valid");
    registry.applyChanges(changes, because(101));
    expect(registry.log.length).toBe(length + 3);
    expect(registry.log.slice(length).map((entry) => entry.statusRoot !== undefined)).toEqual([false, false, true]);
    registry.applyChanges([], because(101));
    expect(registry.log.length).toBe(length + 3);
  });

  it.each<[string, Partial<StatusChangeReason>]>([
    ["no actor", { actor: "" }],
    ["an actor with a line end", { actor: "a\nb" }],
    ["a long actor", { actor: "a".repeat(101) }],
    ["an unknown reason", { reasonCode: "because" as never }],
    ["a story as reason", { reasonCode: "other:He told me so" }],
    ["no reason", { reasonCode: undefined as never }],
    ["an earlier time", { timeSeconds: 99 }],
    ["a fraction of a second", { timeSeconds: 100.5 }],
    ["no time", { timeSeconds: Number.NaN }],
  ])("refuse %s and change nothing", (_, changes) => {
    const reason = { ...because(101), ...changes };
    const { statusRoot, log } = registry;
    const { issuerRoot } = registry.view(SCHEMA);
    const { length } = log;
    expect(() => registry.revoke(reference, reason)).toThrow(StatusTransitionError);
    expect(() => add(registry, stranger, reason)).toThrow(StatusTransitionError);
    expect(() => registry.removeIssuer(0, reason)).toThrow(StatusTransitionError);
    expect([registry.statusRoot, registry.view(SCHEMA).issuerRoot, registry.log.length]).toEqual([
      statusRoot,
      issuerRoot,
      length,
    ]);
    expect(registry.issuers.indexOf(stranger)).toBeUndefined();
  });

  it("take an agency's own reason codes", () => {
    registry.revoke(reference, because(101, "other:court-order-17b"));
    expect(registry.log.at(-1)).toMatchObject({
      action: "revoke",
      actor: "desk-3",
      reasonCode: "other:court-order-17b",
      time: 101,
    });
  });
});

describe("statusPath", () => {
  it("leads from P-11's word to the root", () => {
    registry.applyChanges(
      [5, 127, 2 ** 17 - 1].map((statusIndex) => ({ issuerIndex: 1, statusIndex, action: "revoke" })),
      because(101),
    );
    for (const issuerIndex of [0, 1]) {
      for (const statusIndex of [0, 5, 127, 128, 512 * 128, 2 ** 17 - 1]) {
        const position = issuerIndex * 2 ** 17 + statusIndex;
        const { statusNodes, isUsable } = registry.view(SCHEMA).statusPath(issuerIndex, statusIndex);
        const leaf = statusNodes[0]![Math.floor(position / 128) % 8]!;
        expect(rootOfPath(statusNodes, Math.floor(position / 128), leaf)).toBe(registry.statusRoot);
        expect(leaf).toBe(statusWord(registry.statusBits(issuerIndex), Math.floor(statusIndex / 128)));
        expect(((leaf >> BigInt(statusIndex % 128)) & 1n) === 0n).toBe(isUsable);
      }
    }
  });

  it.each([
    [-1, 0],
    [256, 0],
    [0, -1],
    [0, 2 ** 17],
    [0.5, 0],
    [0, Number.NaN],
  ])("refuses position %d, %d", (issuerIndex, statusIndex) => {
    expect(() => registry.view(SCHEMA).statusPath(issuerIndex, statusIndex)).toThrow(StatusListError);
  });
});

describe("issuers", () => {
  it("come and go under new roots at stable positions", () => {
    const { issuerRoot } = registry.view(SCHEMA);
    registry.removeIssuer(0, because(101, "key-compromised"));
    expect(() => registry.view(SCHEMA).issuerPath(city)).toThrow(IssuerNotTrustedError);
    expect(registry.view(SCHEMA).issuerPath(county).issuerIndex).toBe(1);
    expect(registry.view(SCHEMA).issuerRoot).not.toBe(issuerRoot);
    expect(() => registry.removeIssuer(0, because(101))).toThrow(RegistryError);
    expect(add(registry, city, because(102, "issuer-added"))).toBe(0);
    expect(registry.view(SCHEMA).issuerRoot).toBe(issuerRoot);
    const changes = registry.log.filter(({ issuerRoots }) => issuerRoots !== undefined);
    expect(changes.map(({ time }) => time)).toEqual([100, 100, 101, 102]);
    const trust = { schemas: [SCHEMA], possession: proveIssuerKey({ issuerKey: ISSUERS[0]!, registry: ID, index: 2 }) };
    expect(() => registry.addIssuer("00", trust, because(102))).toThrow(PublicKeyError);
  });

  it("can't be changed around the log", () => {
    expect(Object.keys(registry.issuers).sort()).toEqual(["indexOf", "positions"]);
  });
});

describe("stateAsOf", () => {
  it("rebuild an earlier registry, for an appeal", () => {
    registry.revoke({ issuerIndex: 0, statusIndex: 5 }, because(200));
    const { statusRoot } = registry;
    const { issuerRoot } = registry.view(SCHEMA);
    registry.revoke({ issuerIndex: 0, statusIndex: 127 }, because(300));
    registry.removeIssuer(1, because(400, "issuer-removed"));

    const past = registry.stateAsOf(299);
    expect([past.statusRoot, past.view(SCHEMA).issuerRoot]).toEqual([statusRoot, issuerRoot]);
    expect(past.view(SCHEMA).statusPath(0, 127).isUsable).toBe(true);
    expect(registry.view(SCHEMA).statusPath(0, 127).isUsable).toBe(false);
    expect(past.view(SCHEMA).issuerPath(county).issuerIndex).toBe(1);

    const view = openSnapshot(past.snapshot(), { schemaId: SCHEMA, issuer: county, statusBits: past.statusBits(1) });
    expect(view.statusPath(1, 5)).toEqual(past.view(SCHEMA).statusPath(1, 5));
    expect(past.snapshot().timeSeconds).toBe(200);
    expect(registry.stateAsOf(10 ** 9).statusRoot).toBe(registry.statusRoot);
    expect(registry.stateAsOf(99).issuerRoots).toEqual({});
    expect(() => registry.stateAsOf(Number.NaN)).toThrow(RegistryError);
  });

  it("has at every time exactly the root that was current then", () => {
    const action = fc.constantFrom("revoke", "suspend", "reinstate") as fc.Arbitrary<StatusChange["action"]>;
    const step = fc.record({ action, statusIndex: fc.constantFrom(0, 5, 127), wait: fc.nat({ max: 2 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        const fresh = createStatusRegistry({ id: ID });
        add(fresh, city, because(0, "issuer-added"));
        for (const statusIndex of [0, 5, 127]) fresh.allocateStatusIndex(0, statusIndex);
        const roots = new Map([[0, fresh.statusRoot]]);
        let now = 0;
        for (const { action: name, statusIndex, wait } of steps) {
          now += wait;
          try {
            fresh[name]({ issuerIndex: 0, statusIndex }, because(now));
          } catch (error) {
            if (!(error instanceof StatusTransitionError)) throw error;
          }
          roots.set(now, fresh.statusRoot);
        }
        for (const [time, root] of roots) {
          expect(fresh.stateAsOf(time).statusRoot).toBe(root);
        }
        fresh.verifyLog();
      }),
      { numRuns: 10 },
    );
  });
});

describe("snapshots", () => {
  const revoked = [5, 127, 512 * 128];
  beforeEach(() => {
    registry.applyChanges(
      [0, 1].flatMap((issuerIndex) => revoked.map((statusIndex) => ({ issuerIndex, statusIndex, action: "revoke" }))),
      because(101),
    );
  });

  it("let holders build every path of their issuer without asking", () => {
    const snapshot: unknown = JSON.parse(JSON.stringify(registry.snapshot()));
    const view = openSnapshot(snapshot, {
      schemaId: SCHEMA,
      issuer: encodePublicKey(county),
      statusBits: registry.statusBits(1),
    });
    expect([view.issuerRoot, view.statusRoot]).toEqual([registry.view(SCHEMA).issuerRoot, registry.statusRoot]);
    expect(view.issuerPath(county)).toEqual(registry.view(SCHEMA).issuerPath(county));
    for (const statusIndex of [0, ...revoked, 128, 2 ** 17 - 1]) {
      expect(view.statusPath(1, statusIndex)).toEqual(registry.view(SCHEMA).statusPath(1, statusIndex));
    }
    expect(() => view.statusPath(0, 5)).toThrow(StatusListError);
    expect(() => view.statusPath(1, 2 ** 17)).toThrow(StatusListError);
  });

  it("know removed issuers", () => {
    registry.removeIssuer(0, because(102, "issuer-removed"));
    const snapshot = registry.snapshot();
    const view = openSnapshot(snapshot, { schemaId: SCHEMA, issuer: county, statusBits: registry.statusBits(1) });
    expect(view.issuerRoot).toBe(registry.view(SCHEMA).issuerRoot);
    expect(() =>
      openSnapshot(snapshot, { schemaId: SCHEMA, issuer: city, statusBits: registry.statusBits(0) }),
    ).toThrow(IssuerNotTrustedError);
  });

  it("refuse a list that is stale, forged or another issuer's", () => {
    const snapshot = registry.snapshot();
    const own = registry.statusBits(1);
    for (const statusBits of [
      createStatusBits(),
      withStatusBits(own, [[5, false]]),
      withStatusBits(own, [[6, true]]),
      own.slice(1),
    ])
      expect(() => openSnapshot(snapshot, { schemaId: SCHEMA, issuer: county, statusBits })).toThrow(StatusListError);
  });

  it("refuse anything that does not fit their roots", () => {
    const snapshot = registry.snapshot();
    const statusBits = registry.statusBits(1);
    const hostile: readonly unknown[] = [
      undefined,
      [],
      { ...snapshot, civicproof: "registry/v2" },
      { ...snapshot, issuerRoots: { [SCHEMA]: snapshot.statusRoot } },
      { ...snapshot, issuerRoots: {} },
      { ...snapshot, issuerRoots: { ...snapshot.issuerRoots, 8: snapshot.issuerRoots[SCHEMA] } },
      { ...snapshot, statusRoot: snapshot.issuerRoots[SCHEMA] },
      { ...snapshot, statusRoot: String(FIELD_MODULUS) },
      { ...snapshot, issuers: [...snapshot.issuers].reverse() },
      { ...snapshot, issuers: snapshot.issuers.map(({ publicKey }) => ({ publicKey, schemas: [] })) },
      { ...snapshot, issuers: [{ publicKey: "0".repeat(64), schemas: [SCHEMA] }, ...snapshot.issuers] },
      { ...snapshot, subtreeRoots: {} },
      { ...snapshot, subtreeRoots: { ...snapshot.subtreeRoots, 511: "5" } },
      { ...snapshot, subtreeRoots: { ...snapshot.subtreeRoots, 512: "5" } },
      { ...snapshot, subtreeRoots: { ...snapshot.subtreeRoots, 0: "05" } },
      { ...snapshot, extra: 1 },
    ];
    for (const value of hostile) {
      expect(() => openSnapshot(value, { schemaId: SCHEMA, issuer: county, statusBits })).toThrow(CivicproofError);
    }
    expect(parseSnapshot(snapshot)).toEqual(snapshot);
  });
});

describe("exportRegistry and importRegistry", () => {
  const json = async (): Promise<{ log: unknown; allocated: unknown }> =>
    JSON.parse(JSON.stringify(await exportRegistry(registry)));
  beforeEach(() => {
    registry.suspend({ issuerIndex: 0, statusIndex: 5 }, because(200));
    registry.revoke({ issuerIndex: 1, statusIndex: 127 }, because(300, "deceased"));
  });

  it("are inverse", async () => {
    const copy = await importRegistry(await json());
    expect(copy.log).toEqual(registry.log);
    expect([copy.view(SCHEMA).issuerRoot, copy.statusRoot]).toEqual([
      registry.view(SCHEMA).issuerRoot,
      registry.statusRoot,
    ]);
    expect([copy.id, copy.issuerRoots]).toEqual([registry.id, registry.issuerRoots]);
    expect(copy.status({ issuerIndex: 0, statusIndex: 5 })).toBe("suspended");
    expect(() => copy.allocateStatusIndex(0, 5)).toThrow(RegistryError);
    copy.reinstate({ issuerIndex: 0, statusIndex: 5 }, because(301));
    copy.verifyLog();
    expect(registry.log.length).toBe(copy.log.length - 1);
    await expect(exportRegistry({ ...registry })).rejects.toThrow(RegistryError);
  });

  it("keep no order of allocation", async () => {
    const { allocated } = (await json()) as { allocated: Record<string, string> };
    expect(Object.keys(allocated)).toEqual(["0", "1"]);
    expect(statusBit(await decodeStatusList(allocated["0"]), 5)).toBe(true);
    expect(JSON.stringify(registry.log)).not.toContain("allocate");
  });

  it("keep an empty registry empty", async () => {
    const copy = await importRegistry(await exportRegistry(createStatusRegistry({ id: ID })));
    expect([copy.log, copy.issuerRoots, copy.sealedUntilSeconds]).toEqual([[], {}, -1]);
  });

  const tampering: readonly [string, readonly (string | number)[], unknown][] = [
    ["an actor", ["log", 2, "actor"], "someone-else"],
    ["a reason", ["log", 3, "reasonCode"], "fraud-confirmed"],
    ["a time", ["log", 2, "time"], 201],
    ["an index", ["log", 2, "statusIndex"], 0],
    ["an action", ["log", 2, "action"], "revoke"],
    ["an issuer", ["log", 2, "issuerIndex"], 1],
    ["a key", ["log", 0, "publicKey"], encodePublicKey(stranger)],
    ["a root", ["log", 3, "statusRoot"], "5"],
    ["a sequence number", ["log", 1, "sequence"], 5],
    ["a previous hash", ["log", 1, "previousHash"], "0".repeat(64)],
    ["a hash", ["log", 3, "hash"], "0".repeat(64)],
    ["an unknown action", ["log", 2, "action"], "delete"],
    ["an unknown key", ["log", 2, "note"], "x"],
    ["the format", ["civicproof"], "policy/v2"],
    ["the registry", ["id"], "cd".repeat(32)],
    ["a schema", ["log", 0, "schemas"], ["8"]],
    ["a proof", ["log", 0, "possession", "S"], "5"],
    ["an issuer root", ["log", 1, "issuerRoots", SCHEMA], "5"],
    ["the list of given indexes", ["allocated"], {}],
    ["an issuer position", ["allocated", "256"], "u"],
    ["the encoding of a list", ["allocated", "0"], "uAAAA"],
    ["everything", ["log"], "x"],
  ];
  it.each(tampering)("see a change of %s", async (_, path, value) => {
    await expect(importRegistry(altered(await json(), path, value))).rejects.toThrow(CivicproofError);
  });

  it("see entries left out, exchanged or repeated", async () => {
    const file = await json();
    const log = file.log as readonly LogEntry[];
    const [a, b, c, d] = log as [LogEntry, LogEntry, LogEntry, LogEntry];
    for (const wrong of [
      [b, c, d],
      [a, c, d],
      [a, b, d, c],
      [a, b, c, c, d],
      [a, a, b, c, d],
    ]) {
      await expect(importRegistry({ ...file, log: wrong })).rejects.toThrow(RegistryError);
      expect(() => verifyLogChain(wrong)).toThrow(RegistryError);
    }
    // A log that is cut at the end is whole; only its last hash, published elsewhere, tells.
    expect((await importRegistry({ ...file, log: [a, b, c] })).log.at(-1)?.hash).toBe(c.hash);
  });

  it("refuse anything else", async () => {
    for (const value of [undefined, null, [], "x", {}, { civicproof: "registry/v2/s1" }])
      await expect(importRegistry(value)).rejects.toThrow(RegistryError);
  });
});

describe("verifyLog", () => {
  it("recomputes roots that a rewritten chain would hide", async () => {
    registry.revoke({ issuerIndex: 0, statusIndex: 5 }, because(200));
    registry.revoke({ issuerIndex: 0, statusIndex: 127 }, because(300));
    registry.verifyLog();
    // A forger who can rewrite every hash still can't put a wrong root in the middle.
    const rebuilt = createStatusRegistry({ id: ID });
    const reasons = [because(100, "issuer-added"), because(200), because(300)] as const;
    add(rebuilt, city, reasons[0]);
    for (const index of [5, 127]) rebuilt.allocateStatusIndex(0, index);
    rebuilt.revoke({ issuerIndex: 0, statusIndex: 5 }, reasons[1]);
    const file = await exportRegistry(rebuilt);
    const { chainEntry } = await import("../../../../src/credentials/registry/status-log.ts");
    const { sequence: _s, previousHash: _p, hash: _h, ...content } = file.log[1]!;
    const forged = chainEntry(file.log[0], { ...content, statusRoot: "5" });
    const { statusRoot } = registry.stateAsOf(200);
    expect(String(statusRoot)).toBe(content.statusRoot);
    const last = chainEntry(forged, {
      ...content,
      statusIndex: 127,
      time: 300,
      statusRoot: String(registry.statusRoot),
    });
    const log = [file.log[0]!, forged, { ...last }];
    verifyLogChain(log);
    const accepted = await importRegistry({ ...file, log });
    expect(() => accepted.verifyLog()).toThrow(/log\[1\]\.statusRoot/);
    expect(() => accepted.stateAsOf(200)).toThrow(RegistryError);
  });
});
