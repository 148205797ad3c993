/** What was approved and what differs: every change is named, layout is none. */
import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { parse, stringify } from "yaml";
import { canonicalHash, canonicalJson } from "../../../src/core/canonical.ts";
import { InvalidInputError } from "../../../src/core/json.ts";
import { countsOf } from "../../../src/dpia/counts.ts";
import type { WrittenDescriptor } from "../../../src/dpia/descriptor.ts";
import { createLock, DpiaLockError, findChanges, type GuardedState, parseLock } from "../../../src/dpia/lock.ts";
import { parseDeployment } from "../../../src/dpia/parse.ts";
import { toSarif } from "../../../src/dpia/sarif.ts";
import { compilePolicy, readPolicy } from "../../../src/statement/policy/index.ts";
import { EXAMPLES, example } from "./fixtures.ts";

const state = async (): Promise<GuardedState> => (await example("energy-cost-cap")).state;

async function changesOf(change: (state: GuardedState) => GuardedState): Promise<readonly string[]> {
  const approved = await state();
  return findChanges(createLock(approved), change(approved)).map(({ message }) => message);
}
const withDeployment =
  (change: (deployment: WrittenDescriptor) => Partial<WrittenDescriptor>) =>
  (before: GuardedState): GuardedState => ({
    ...before,
    deployment: { ...before.deployment, ...change(before.deployment) },
  });

describe("no change", () => {
  it.each(EXAMPLES)("is found in the example against its own lock: %s", async (name) => {
    const loaded = await example(name);
    const lock = parseLock(JSON.parse(readFileSync(`examples/dpia/${name}/dpia.lock.json`, "utf8")));
    expect(findChanges(lock, loaded.state)).toEqual([]);
  });

  it("is another layout, order of keys, comments, JSON instead of YAML, or the printed date", async () => {
    const approved = await state();
    const lock = createLock(approved);
    const yaml = readFileSync("examples/dpia/energy-cost-cap/deployment.yaml", "utf8");
    const value = parse(yaml) as Record<string, unknown>;
    const reversed = Object.fromEntries(Object.entries(value).reverse());
    const spellings = [
      yaml.replaceAll("\n", "\n\n"),
      `# another comment\n${yaml}`,
      JSON.stringify(value),
      JSON.stringify(reversed, null, 8),
      stringify(reversed, { indent: 6 }),
      yaml.replace("2026-11-25", "2026-12-01"),
      yaml.replace("[en, fr, de, nl, es]", "[es, nl, de, fr, en]"),
      yaml.replace("holds: [nullifier, proof, payee]", "holds: [payee, nullifier, proof]"),
    ];
    for (const text of spellings) {
      expect(text).not.toBe(yaml);
      expect(findChanges(lock, { ...approved, deployment: parseDeployment(text).deployment })).toEqual([]);
    }
    const stores = [...approved.deployment.stores].reverse();
    expect(findChanges(lock, { ...approved, deployment: { ...approved.deployment, stores } })).toEqual([]);
  });

  it("is a policy with its keys in another order", async () => {
    const approved = await state();
    const { policy, schema } = approved.policy;
    const reversed = Object.fromEntries(Object.entries(policy).reverse());
    expect(
      findChanges(createLock(approved), { ...approved, policy: compilePolicy(readPolicy(reversed), schema) }),
    ).toEqual([]);
  });
});

describe("a change is named", () => {
  it("of a policy threshold", async () => {
    const messages = await changesOf((before) => {
      const { policy, schema } = before.policy;
      const text = JSON.stringify(policy).replace("1712244", "1812244");
      return { ...before, policy: compilePolicy(readPolicy(JSON.parse(text)), schema) };
    });
    expect(messages).toContain("Policy: require.allOf.1.anyOf.0.allOf.1.<= was approved as 1712244 and is 1812244");
    expect(messages.some((message) => message.startsWith("Policy: policyHash was approved as"))).toBe(true);
  });

  it("of a retention term", async () => {
    const messages = await changesOf(
      withDeployment(({ stores }) => ({
        stores: stores.map((store) => (store.id === "index" ? { ...store, retention: { days: 2_000 } } : store)),
      })),
    );
    expect(messages).toContain("Retention of store index: days was approved as 1100 and is 2000");
    const permanent = await changesOf(
      withDeployment(({ stores }) => ({
        stores: stores.map((store) => (store.id === "relays" ? { ...store, retention: "permanent" as const } : store)),
      })),
    );
    expect(permanent.some((message) => message.startsWith("Retention of store relays"))).toBe(true);
  });

  it("of a scope", async () => {
    const messages = await changesOf(
      withDeployment(({ scopes }) => ({ scopes: scopes.map((scope) => ({ ...scope, period: "month" as const })) })),
    );
    expect(messages).toEqual([
      'Scope cap.energy.example/austria-energy-cost-cap.period was approved as "year" and is "month"',
    ]);
    const more = await changesOf(
      withDeployment(({ scopes }) => ({
        scopes: [...scopes, { verifier: "other.example", programme: "other", period: "year" as const }],
      })),
    );
    expect(more.some((message) => message.startsWith("Scope other.example/other") && message.includes("is new"))).toBe(
      true,
    );
  });

  it("of the chain", async () => {
    const moved = await changesOf(
      withDeployment(({ chain }) => ({ chain: chain === "none" ? chain : { ...chain, id: "eip155:1" } })),
    );
    expect(moved).toEqual(['Chain: id was approved as "eip155:11155111" and is "eip155:1"']);
    const without = await changesOf(withDeployment(() => ({ chain: "none" as const })));
    expect(without).toContain('Chain is new: "none"');
    expect(without.some((message) => message.startsWith("Chain: gasPaidBy is gone"))).toBe(true);
  });

  it("of a public signal", async () => {
    const approved = await state();
    const lock = createLock(approved);
    const facts = { ...lock.facts };
    facts["signals.statusRoot.depends"] = '["statusLists","statusIndex"]';
    delete facts["signals.context.class"];
    const messages = findChanges({ ...lock, facts }, approved).map(({ message }) => message);
    expect(messages).toEqual([
      'Public signal context: class is new: "session"',
      'Public signal statusRoot: depends was approved as ["statusLists","statusIndex"] and is ["statusLists"]',
    ]);
  });

  it("of the annotations that are compiled in", async () => {
    const lock = createLock(await state());
    vi.resetModules();
    vi.doMock("../../../src/statement/circuit/annotations.ts", async (original) => {
      const real = await original<typeof import("../../../src/statement/circuit/annotations.ts")>();
      return {
        ...real,
        publicSignalAnnotations: (circuit: "eligibility") => ({
          ...real.publicSignalAnnotations(circuit),
          birthYear: { class: "attribute", source: "issuer", depends: ["claims"], lifetime: "life", meaning: "year" },
        }),
      };
    });
    const changed = await import("../../../src/dpia/lock.ts");
    const messages = changed.findChanges(lock, await state()).map(({ message }) => message);
    vi.doUnmock("../../../src/statement/circuit/annotations.ts");
    expect(messages).toContain('Public signal birthYear: depends is new: ["claims"]');
  });

  it("of circuit, key and people", async () => {
    const approved = await state();
    const entry = approved.manifest.circuits.eligibility!;
    const other = { ...entry, files: { ...entry.files, vkey: { ...entry.files.vkey, sha256: "0".repeat(64) } } };
    const manifest = { ...approved.manifest, circuits: { ...approved.manifest.circuits, eligibility: other } };
    const messages = findChanges(createLock(approved), {
      ...approved,
      manifest,
      counts: { ...approved.counts, qualifying: 7 },
    });
    expect(messages.map(({ kind }) => kind)).toEqual(["population", "key"]);
  });

  it("of the schema, of the mapping, and of the day of counting, at their place", async () => {
    const approved = await state();
    const claims = approved.policy.schema.claims.map((claim, i) => (i === 1 ? { ...claim, description: "x" } : claim));
    const schema = { ...approved.policy, schema: { ...approved.policy.schema, claims } };
    expect(findChanges(createLock(approved), { ...approved, policy: schema })).toMatchObject([
      { kind: "schema", file: "schema", path: ["claims", 1, "description"] },
    ]);
    const mapping = JSON.parse(JSON.stringify(approved.mapping).replace("income", "other"));
    const [change] = findChanges(createLock(approved), { ...approved, mapping });
    expect(change).toMatchObject({ kind: "population", file: "mapping" });
    const counts = { ...approved.counts, date: "2027-11-25" };
    expect(findChanges(createLock(approved), { ...approved, counts })).toMatchObject([{ key: "counts.date" }]);
  });

  it("of a store that is called otherwise, as one change", async () => {
    const approved = await state();
    const stores = approved.deployment.stores.map((store, i) => (i === 0 ? { ...store, id: "other-name" } : store));
    const changes = findChanges(createLock(approved), { ...approved, deployment: { ...approved.deployment, stores } });
    expect(changes).toHaveLength(1);
    expect(changes[0]!.message).toContain("is called other-name now, and is otherwise the same");
  });

  it("of keys that come from a ceremony now, and of keys from another one", async () => {
    const from = (transcriptSha256: string) => (before: GuardedState) => {
      const entry = before.manifest.circuits[before.policy.circuit]!;
      const ceremony = { name: "City of Example", id: "1".repeat(64), transcriptSha256, beacon: "a lottery" };
      const contributions = [{ kind: "contribution" as const, transcript: "0".repeat(128) }];
      const setup = { kind: "ceremony" as const, contributions, ceremony };
      const zkey = { ...entry.files.zkey, sha256: transcriptSha256 };
      const changed = { ...entry, setup, files: { ...entry.files, zkey } };
      return { ...before, manifest: { ...before.manifest, circuits: { [before.policy.circuit]: changed } } };
    };
    const messages = await changesOf(from("2".repeat(64)));
    expect(messages[0]).toMatch(/^Key: ceremony is new: "2222/);
    expect(messages[1]).toBe('Key: setup was approved as "development" and is "ceremony"');
    expect(messages[2]).toMatch(/^Key: zkey was approved as .* and is "2222/);
    const renewed = createLock(from("2".repeat(64))(await state()));
    const again = findChanges(renewed, from("3".repeat(64))(await state()));
    expect(again.map(({ kind, key }) => [kind, key])).toEqual([
      ["key", "key.ceremony"],
      ["key", "key.zkey"],
    ]);
  });

  it("of an edited lock", async () => {
    const approved = await state();
    const lock = createLock(approved);
    const edited = { ...lock, hashes: { ...lock.hashes, policy: "0".repeat(64) } };
    expect(findChanges(edited, approved)[0]!.message).toContain("does not follow from its facts");
  });
});

describe("counts by group", () => {
  const SALT = "5a".repeat(32);
  const lockedUnder = async (salt: string | undefined): Promise<GuardedState> => {
    const { model, state: approved } = await example("city-pass");
    return { ...approved, counts: countsOf(model, salt) };
  };

  it("are in a lock under a salt that is not in it, so that nobody can try numbers until one fits", async () => {
    const { model } = await example("city-pass");
    const { groups } = model.leakage!.policy;
    const guess = groups.map(({ group, people, qualifying }) => [group, people, qualifying]);
    const text = JSON.stringify(createLock(await lockedUnder(SALT)));
    expect(text).toContain("counts.groups");
    expect(text).not.toContain(SALT);
    // Whoever knows the right counts, and whatever else stands in the lock, still computes another value.
    const inLock = [...text.matchAll(/[0-9a-f]{64}/g)].map(([each]) => each);
    for (const known of [guess, ...inLock.map((each) => [each, guess])]) {
      expect(text).not.toContain(canonicalHash(known));
    }
    const [one, other] = [await lockedUnder(SALT), await lockedUnder("5b".repeat(32))].map(({ counts }) => counts!);
    for (const name of ["salt", "groups", "conditions"]) expect(one![name]).not.toBe(other![name]);
    expect([one!.people, one!.qualifying]).toEqual([other!.people, other!.qualifying]);
  });

  it("are compared where the salt is that of the approval", async () => {
    const { model } = await example("city-pass");
    const { leakage } = model;
    const [first, ...rest] = leakage!.policy.groups;
    const moved = { ...leakage!.policy, groups: [{ ...first!, people: first!.people + 1 }, ...rest] };
    const approved = await lockedUnder(SALT);
    const now = countsOf({ ...model, leakage: { ...leakage!, policy: moved } }, SALT);
    expect(findChanges(createLock(approved), { ...approved, counts: now }).map(({ key }) => key)).toEqual([
      "counts.groups",
    ]);
  });

  it("are one change that names the salt where it is lost, new or another one, and accuse nobody", async () => {
    const approved = await lockedUnder(SALT);
    for (const [before, now] of [
      [SALT, undefined],
      [SALT, "5b".repeat(32)],
      [undefined, SALT],
    ]) {
      const changes = findChanges(createLock(await lockedUnder(before)), await lockedUnder(now));
      expect(changes.map(({ key, kind }) => [key, kind])).toEqual([["counts.salt", "population"]]);
      expect(changes[0]!.message).toContain("approve again");
    }
    const fewer = { ...(await lockedUnder(undefined)).counts, qualifying: 7 };
    expect(findChanges(createLock(approved), { ...approved, counts: fewer }).map(({ key }) => key)).toEqual([
      "counts.salt",
      "counts.qualifying",
    ]);
  });

  it("take no salt but 256 bits in hexadecimal", async () => {
    for (const salt of ["", "5A".repeat(32), "5a".repeat(16), 7 as never])
      await expect(lockedUnder(salt)).rejects.toThrow(InvalidInputError);
  });
});

describe("SARIF", () => {
  it("has a rule and a place for each change", async () => {
    const { state: approved, locate } = await example("energy-cost-cap");
    const changed = withDeployment(({ scopes }) => ({
      scopes: scopes.map((scope) => ({ ...scope, period: "month" as const })),
    }))(approved);
    const log = toSarif(findChanges(createLock(approved), changed), { locate, version: "0.1.0" }) as {
      version: string;
      runs: { tool: { driver: { rules: { id: string }[] } }; results: Record<string, unknown>[] }[];
    };
    expect(log.version).toBe("2.1.0");
    const [run] = log.runs;
    expect(run!.results).toHaveLength(1);
    expect(run!.tool.driver.rules.map(({ id }) => id)).toContain(run!.results[0]!.ruleId);
    const line = readFileSync("examples/dpia/energy-cost-cap/deployment.yaml", "utf8")
      .split("\n")
      .findIndex((each) => each.includes("austria-energy-cost-cap, period"));
    expect(run!.results[0]).toMatchObject({
      ruleId: "dpia/scope",
      level: "error",
      locations: [{ physicalLocation: { region: { startLine: line + 1 } } }],
    });
  });
});

describe("a lock file", () => {
  it.each([
    [null],
    [{}],
    [{ civicproof: "dpia-lock/v2" }],
    [{ civicproof: "dpia-lock/v2", hashes: {}, facts: {} }],
    [[]],
  ])("that is none is refused: %j", (json) => {
    expect(() => parseLock(json)).toThrow(DpiaLockError);
  });

  it("has one spelling for all of JSON", () => {
    expect(canonicalJson({ b: [1, { z: null, a: "é" }], a: undefined })).toBe('{"b":[1,{"a":"é","z":null}]}');
    expect(canonicalJson("e\u0301")).toBe(canonicalJson("é"));
    // Keys are compared as they stand, by UTF-16 units (RFC 8785 §3.2.3).
    expect(canonicalJson({ "\u{1f600}": 1, "\ufb33": 2, "e\u0301": 3 })).toBe('{"e\u0301":3,"\u{1f600}":1,"\ufb33":2}');
    for (const value of [undefined, () => 1, Number.NaN, Infinity, 1n, "\ud800", [undefined]])
      expect(() => canonicalJson(value)).toThrow(InvalidInputError);
  });
});
