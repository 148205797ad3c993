import { ml_dsa44 } from "@noble/post-quantum/ml-dsa.js";
import { generalVerify, importJWK } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { bytesToBase64url } from "../../../../src/core/bytes.ts";
import { CivicproofError } from "../../../../src/core/errors.ts";
import { type FieldElement, toField } from "../../../../src/core/field.ts";
import { type CreateStatementOptions, createStatement } from "../../../../src/credentials/registry/create-statement.ts";
import { checkHostFile } from "../../../../src/credentials/registry/host-file.ts";
import { loadMlDsa44 } from "../../../../src/credentials/registry/ml-dsa.ts";
import {
  openStatement,
  registryId,
  type SignedStatement,
} from "../../../../src/credentials/registry/open-statement.ts";
import type { ProgrammeEntry } from "../../../../src/credentials/registry/programme-entry.ts";
import {
  generateRegistryKeys,
  openRegistryKeys,
  type RegistryKeyFile,
  type RegistryKeys,
  signStatement,
} from "../../../../src/credentials/registry/registry-keys.ts";
import { checkRootPair } from "../../../../src/credentials/registry/root-rule.ts";
import { isRegistryStatement, type RegistryStatement } from "../../../../src/credentials/registry/statement.ts";

const TIME = 1_795_428_000;
let keys: RegistryKeys;
let both: RegistryKeys;
let bothFile: RegistryKeyFile;
beforeAll(async () => {
  keys = await openRegistryKeys(await generateRegistryKeys());
  bothFile = await generateRegistryKeys({ mlDsa44: ml_dsa44 });
  both = await openRegistryKeys(bothFile, { mlDsa44: ml_dsa44 });
});

const roots = (id = keys.registry) => ({
  id,
  issuerRoots: { "7": toField(70), "12": toField(120) },
  statusRoot: toField(5),
});
const make = (options: Partial<CreateStatementOptions> = {}) =>
  createStatement({ registry: roots(), timeSeconds: TIME, ...options });

/** The code of a refusal; anything but a typed refusal fails the test. */
async function code(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof CivicproofError) return error.code;
    throw error;
  }
  return "accepted";
}

const ENTRY: ProgrammeEntry = {
  verifier: "benefits.example.org",
  programme: "city-pass",
  grid: "year/2026-01-01/60",
  maxClaims: 1,
  askers: ["https://portal.example.org"],
  responseOrigins: [],
};
const hostFile = (entries: readonly ProgrammeEntry[], registry = keys.registry) =>
  JSON.stringify({ civicproof: "host/v2", registries: { [registry]: entries } });
const withEntries = (programmes: readonly ProgrammeEntry[], previous?: RegistryStatement, agreed = programmes) =>
  createStatement({
    registry: roots(),
    ...(previous === undefined ? { timeSeconds: TIME } : { previous }),
    programmes,
    hostFiles: { "benefits.example.org": hostFile(agreed) },
  });

describe("createStatement", () => {
  it("counts from 0 without gaps, one interval after the other", () => {
    const first = make({ intervalSeconds: 1_800 });
    const second = createStatement({ registry: roots(), previous: first });
    expect([first, second].map(({ number, timeSeconds }) => [number, timeSeconds])).toEqual([
      [0, TIME],
      [1, TIME + 1_800],
    ]);
    expect(second.intervalSeconds).toBe(1_800);
  });

  it.each<[string, Partial<CreateStatementOptions>]>([
    ["a time off the grid", { timeSeconds: TIME + 1 }],
    ["no time", { timeSeconds: undefined as never }],
    ["an interval that leaves wallets no time", { intervalSeconds: 1_199 }],
    ["an interval over a day", { intervalSeconds: 90_000, timeSeconds: 90_000 * 20_000 }],
    ["another form of a hash", { snapshotSha256: "AB".repeat(32) }],
  ])("refuses %s", async (_, options) => {
    expect(await code(() => make(options))).toBe("STATEMENT_INVALID");
  });

  it("refuses a successor of something that is no statement, of another registry, at another time or interval", async () => {
    const first = make();
    const registry = roots();
    for (const options of [
      { registry, previous: { ...first } },
      { registry: roots("ab".repeat(32)), previous: first },
      { registry, previous: first, timeSeconds: TIME + 7_200 },
      { registry, previous: first, intervalSeconds: 7_200 },
    ])
      expect(await code(() => createStatement(options))).toBe("STATEMENT_INVALID");
  });

  it("is not changed afterwards by whoever made it", () => {
    const registry = roots();
    const programmes = [{ ...ENTRY, askers: ["https://portal.example.org"] }];
    const statement = createStatement({
      registry,
      timeSeconds: TIME,
      programmes,
      hostFiles: { "benefits.example.org": hostFile(programmes) },
    });
    registry.issuerRoots["7"] = toField(1);
    programmes[0]!.askers.push("https://evil.example");
    expect(statement.issuerRoots["7"]).toBe(70n);
    expect(statement.programmes[0]!.askers).toEqual(["https://portal.example.org"]);
    expect(() => (statement.programmes as ProgrammeEntry[]).push(ENTRY)).toThrow(TypeError);
    expect(() => Object.assign(statement.issuerRoots, { "7": 1n })).toThrow(TypeError);
  });
});

describe("a programme's entry", () => {
  it("needs the word of its host when it is new or changes, and not when it stays", async () => {
    expect(await code(() => make({ programmes: [ENTRY] }))).toBe("HOST_FILE_MISMATCH");
    const first = withEntries([ENTRY]);
    expect(createStatement({ registry: roots(), previous: first }).programmes).toEqual([ENTRY]);
    const more = { ...ENTRY, askers: [...ENTRY.askers, "https://evil.example"] };
    expect(await code(() => withEntries([more], first, [ENTRY]))).toBe("HOST_FILE_MISMATCH");
    expect(withEntries([more], first).programmes).toEqual([more]);
    const reordered = { ...more, askers: [...more.askers].reverse() };
    expect(withEntries([reordered], withEntries([more], first), []).programmes).toEqual([reordered]);
  });

  it("never changes its grid or its number of claims, and never goes", async () => {
    const first = withEntries([ENTRY]);
    for (const next of [
      [{ ...ENTRY, grid: "year/2026-01-01/0" }],
      [{ ...ENTRY, maxClaims: 2 }],
      [],
      [{ ...ENTRY, programme: "other" }],
    ])
      expect(await code(() => withEntries(next, first)), JSON.stringify(next)).toBe("PROGRAMME_ENTRY_INVALID");
  });

  it("may take more claims on a chain, and never fewer", async () => {
    const chain = { ...ENTRY, maxClaims: 2, chainId: "eip155:1", contract: `0x${"ab".repeat(20)}` };
    const first = withEntries([chain]);
    expect(withEntries([{ ...chain, maxClaims: 3 }], first).programmes[0]!.maxClaims).toBe(3);
    expect(await code(() => withEntries([{ ...chain, maxClaims: 1 }], first))).toBe("PROGRAMME_ENTRY_INVALID");
  });

  it.each<Partial<Record<keyof ProgrammeEntry, unknown>>>([
    { verifier: "Benefits.example.org" },
    { verifier: "benefits.example.org." },
    { verifier: "benefits.example.org:8443" },
    { programme: "City Pass" },
    { grid: "year" },
    { maxClaims: 0 },
    { maxClaims: 17 },
    { askers: ["http://portal.example.org"] },
    { askers: ["https://portal.example.org/"] },
    { responseOrigins: ["https://a.example", "https://a.example"] },
    { chainId: "eip155:1" },
    { contract: `0x${"ab".repeat(20)}` },
    { extra: 1 } as never,
  ])("is refused as %j", async (change) => {
    expect(await code(() => withEntries([{ ...ENTRY, ...change } as ProgrammeEntry]))).toBe("STATEMENT_INVALID");
  });

  it("stands once in a statement", async () => {
    expect(await code(() => withEntries([ENTRY, { ...ENTRY, maxClaims: 2 }]))).toBe("STATEMENT_INVALID");
  });

  it.each([
    ["no file", undefined],
    ["a web page", "<html></html>"],
    ["an empty object", "{}"],
    ["a file for another registry", hostFile([ENTRY], "ab".repeat(32))],
    ["a file with another entry", hostFile([{ ...ENTRY, maxClaims: 2 }], "cd".repeat(32))],
    ["a prototype's property", '{"civicproof":"host/v2","registries":{"__proto__":[]}}'],
  ])("is not confirmed by %s", async (_, text) => {
    expect(await code(() => checkHostFile(ENTRY, text, { registry: "cd".repeat(32) }))).toBe("HOST_FILE_MISMATCH");
  });
});

describe("openStatement", () => {
  it("reads what signStatement wrote, as text or parsed", async () => {
    const statement = withEntries([ENTRY]);
    const signed = await signStatement(statement, keys);
    for (const input of [signed, JSON.stringify(signed)]) {
      const opened = await openStatement(input, { registry: keys.registry });
      expect(opened).toEqual(statement);
      expect(isRegistryStatement(opened)).toBe(true);
      expect(isRegistryStatement({ ...opened })).toBe(false);
    }
  });

  it("makes JWS that other libraries verify, under the id that P-42 gives its keys", async () => {
    const signed = await signStatement(make(), keys);
    const { protected: header } = signed.signatures[0]!;
    const { alg, jwk } = JSON.parse(Buffer.from(header, "base64url").toString());
    expect(alg).toBe("ES256");
    const jws = { payload: signed.payload, signatures: signed.signatures.map((each) => ({ ...each })) };
    const { payload } = await generalVerify(jws, await importJWK(jwk, "ES256"));
    expect(JSON.parse(Buffer.from(payload).toString())).toMatchObject({ civicproof: "registry-statement/v2/s1" });
    const pub = bytesToBase64url(Buffer.concat([Buffer.from(jwk.x, "base64url"), Buffer.from(jwk.y, "base64url")]));
    const text = `civicproof/v2/registry\0[{"alg":"ES256","pub":"${pub}"}]`;
    const digest = await crypto.subtle.digest("SHA-256", Buffer.from(text));
    expect(keys.registry).toBe(Buffer.from(digest).toString("hex"));
  });

  it("wants every key's signature: ES256, and ML-DSA-44 where the registry has it", async () => {
    const statement = createStatement({ registry: roots(both.registry), timeSeconds: TIME });
    const signed = await signStatement(statement, both);
    const { registry } = both;
    expect(signed.signatures.length).toBe(2);
    expect(await openStatement(signed, { registry, mlDsa44: await loadMlDsa44() })).toEqual(statement);
    expect(await code(() => openStatement(signed, { registry }))).toBe("PACKAGE_MISSING");
    const options = { registry, mlDsa44: ml_dsa44 };
    const [classical, postQuantum] = signed.signatures as [
      SignedStatement["signatures"][number],
      SignedStatement["signatures"][number],
    ];
    for (const signatures of [[classical], [postQuantum], [classical, classical], [classical, postQuantum, classical]])
      expect(await code(() => openStatement({ ...signed, signatures }, options))).toMatch(
        /^STATEMENT_(INVALID|FOREIGN)$/,
      );
    for (const which of [0, 1]) {
      const signatures = signed.signatures.map((each, i) => ({
        ...each,
        signature: i === which ? `AAAA${each.signature.slice(4)}` : each.signature,
      }));
      expect(await code(() => openStatement({ ...signed, signatures }, options)), `${which}`).toBe(
        "STATEMENT_SIGNATURE_INVALID",
      );
    }
    expect(await openStatement({ ...signed, signatures: [postQuantum, classical] }, options)).toEqual(statement);
  });

  it("refuses another registry's keys, and another registry's statement under them", async () => {
    const stranger = await openRegistryKeys(await generateRegistryKeys());
    const foreign = await signStatement(
      createStatement({ registry: roots(stranger.registry), timeSeconds: TIME }),
      stranger,
    );
    expect(await code(() => openStatement(foreign, { registry: keys.registry }))).toBe("STATEMENT_FOREIGN");
    expect(await code(() => signStatement(make(), stranger))).toBe("STATEMENT_INVALID");
    // A forger who has the stranger's keys and claims the id of ours.
    const payload = (await signStatement(make(), keys)).payload;
    const forged = { payload, signatures: await stranger.sign(payload) };
    expect(await code(() => openStatement(forged, { registry: keys.registry }))).toBe("STATEMENT_FOREIGN");
    expect(await code(() => openStatement(forged, { registry: stranger.registry }))).toBe("STATEMENT_FOREIGN");
  });

  it("refuses a payload that was changed, and anything that is no statement", async () => {
    const signed = await signStatement(make(), keys);
    const text = Buffer.from(signed.payload, "base64url").toString();
    const changed = bytesToBase64url(Buffer.from(text.replace('"5"', '"6"')));
    const { registry } = keys;
    expect(await code(() => openStatement({ ...signed, payload: changed }, { registry }))).toBe(
      "STATEMENT_SIGNATURE_INVALID",
    );
    const spaced = bytesToBase64url(Buffer.from(text.replaceAll(":", ": ")));
    expect(await code(() => openStatement({ ...signed, payload: spaced }, { registry }))).toBe(
      "STATEMENT_SIGNATURE_INVALID",
    );
    const [first] = signed.signatures as [SignedStatement["signatures"][number]];
    const withHeader = (header: object) => [
      { ...first, protected: bytesToBase64url(Buffer.from(JSON.stringify(header))) },
    ];
    const { jwk } = JSON.parse(Buffer.from(first.protected, "base64url").toString());
    for (const value of [
      undefined,
      null,
      "",
      "{}",
      "x".repeat(10),
      { payload: signed.payload },
      { ...signed, signatures: [] },
      { ...signed, extra: 1 },
      { ...signed, signatures: withHeader({ alg: "none", jwk }) },
      { ...signed, signatures: withHeader({ alg: "ES256" }) },
      { ...signed, signatures: withHeader({ alg: "ES256", jwk, crit: ["b64"], b64: false }) },
      { ...signed, signatures: withHeader({ jwk, alg: "ES256" }) },
      { ...signed, signatures: withHeader({ alg: "ES256", jwk: { ...jwk, x: "AAAA" } }) },
      { ...signed, signatures: [{ ...first, signature: "=" }] },
    ])
      expect(await code(() => openStatement(value, { registry })), JSON.stringify(value)).toMatch(
        /^STATEMENT_(INVALID|FOREIGN)$/,
      );
    for (const document of [{ civicproof: "registry-statement/v1" }, { civicproof: "registry-statement/v2/s9" }]) {
      const payload = bytesToBase64url(Buffer.from(JSON.stringify(document)));
      const other = { payload, signatures: await keys.sign(payload) };
      expect(await code(() => openStatement(other, { registry }))).toMatch(/^(VERSION|SUITE)_UNSUPPORTED$/);
    }
  });
});

describe("registry keys", () => {
  it("open with the id that they make, and not when anything of them is changed", async () => {
    const file = await generateRegistryKeys();
    const [key] = file.keys as [Extract<RegistryKeyFile["keys"][number], { kty: "EC" }>];
    const other = (await generateRegistryKeys()).keys[0] as typeof key;
    for (const wrong of [
      { ...file, registry: "ab".repeat(32) },
      { ...file, keys: [] },
      { ...file, keys: [{ ...key, d: other.d }] },
      { ...file, keys: [key, other] },
      { ...file, extra: 1 },
      { ...bothFile, keys: [bothFile.keys[1]] },
      {},
    ])
      expect(await code(() => openRegistryKeys(wrong, { mlDsa44: ml_dsa44 }))).toBe("PRIVATE_KEY_INVALID");
    expect(await code(() => openRegistryKeys(bothFile))).toBe("PACKAGE_MISSING");
    expect(await code(() => registryId([]))).toBe("STATEMENT_INVALID");
    const [a, b] = both.publicKeys as [RegistryKeys["publicKeys"][number], RegistryKeys["publicKeys"][number]];
    expect(registryId([b, a])).toBe(both.registry);
    expect(registryId([a])).not.toBe(both.registry);
  });
});

describe("checkRootPair", () => {
  const pair = (change: object = {}) => ({
    registry: keys.registry,
    schemaId: "7",
    issuerRoot: 70n as FieldElement,
    statusRoot: 5n as FieldElement,
    ...change,
  });
  const check = (
    change: object,
    rule: { statements: readonly RegistryStatement[]; nowSeconds?: number; maxRootAgeSeconds?: number },
  ) => code(() => checkRootPair(pair(change), { nowSeconds: TIME + 100, maxRootAgeSeconds: 7_200, ...rule }));

  it("takes both roots of one statement in (now − maxRootAge, now], and no other way", async () => {
    const statements = [make()];
    expect(await check({}, { statements })).toBe("accepted");
    expect(await check({}, { statements, nowSeconds: TIME })).toBe("accepted");
    expect(await check({}, { statements, nowSeconds: TIME - 1 })).toBe("STATEMENT_MISSING");
    expect(await check({}, { statements, nowSeconds: TIME + 7_199 })).toBe("accepted");
    expect(await check({}, { statements, nowSeconds: TIME + 7_200 })).toBe("STATEMENT_MISSING");
    expect(await check({ issuerRoot: 120n }, { statements })).toBe("ISSUER_ROOT_NOT_ACCEPTED");
    expect(await check({ issuerRoot: 120n, schemaId: "12" }, { statements })).toBe("accepted");
    expect(await check({ schemaId: "9" }, { statements })).toBe("ISSUER_ROOT_NOT_ACCEPTED");
    expect(await check({ schemaId: "constructor" }, { statements })).toBe("ISSUER_ROOT_NOT_ACCEPTED");
    expect(await check({ statusRoot: 6n }, { statements })).toBe("STATUS_ROOT_NOT_ACCEPTED");
  });

  it("never joins the issuer root of one statement with the status root of another", async () => {
    const first = make();
    const second = createStatement({
      registry: { ...roots(), issuerRoots: { "7": toField(71) }, statusRoot: toField(6) },
      previous: first,
    });
    const rule = { statements: [first, second], nowSeconds: TIME + 3_700 };
    expect(await check({}, rule)).toBe("accepted");
    expect(await check({ issuerRoot: 71n, statusRoot: 6n }, rule)).toBe("accepted");
    expect(await check({ issuerRoot: 71n }, rule)).toBe("ROOT_PAIR_MISMATCH");
    expect(await check({ statusRoot: 6n }, rule)).toBe("ROOT_PAIR_MISMATCH");
  });

  it("a current root gets old when nothing is published", async () => {
    expect(await check({}, { statements: [make()], nowSeconds: TIME + 30 * 86_400 })).toBe("STATEMENT_MISSING");
  });

  it("answers an appeal under the last statement at or before its instant", async () => {
    const first = make();
    const second = createStatement({ registry: { ...roots(), statusRoot: toField(6) }, previous: first });
    const rule = { statements: [second, first], nowSeconds: TIME + 90 * 86_400 };
    expect(await check({ asOfSeconds: TIME }, rule)).toBe("accepted");
    expect(await check({ asOfSeconds: TIME + 3_599 }, rule)).toBe("accepted");
    expect(await check({ asOfSeconds: TIME + 3_600 }, rule)).toBe("STATUS_ROOT_NOT_ACCEPTED");
    expect(await check({ asOfSeconds: TIME + 3_600, statusRoot: 6n }, rule)).toBe("accepted");
    // Older ones only: the last one is not among them.
    expect(await check({ asOfSeconds: TIME + 7_200, statusRoot: 6n }, rule)).toBe("STATEMENT_MISSING");
    expect(await check({ asOfSeconds: TIME - 1 }, rule)).toBe("STATEMENT_MISSING");
  });
});
