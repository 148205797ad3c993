import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CivicproofError } from "../../../../src/core/errors.ts";
import {
  type CreateRequestOptions,
  createRequest,
  decodeRequest,
  requestSignals,
} from "../../../../src/presentation/proof/request.ts";
import { compilePolicy } from "../../../../src/statement/policy/index.ts";
import { FIXTURE_POLICIES, GRID, NOW_SECONDS, opened, REGISTRY_ID, SCHEMA } from "../../../world.ts";

const policy = compilePolicy(FIXTURE_POLICIES.age, SCHEMA);
const OPTIONS: CreateRequestOptions = {
  policy,
  scope: { verifier: "portal.example" },
  registry: REGISTRY_ID,
  grid: GRID,
  origin: "https://portal.example",
  nowSeconds: NOW_SECONDS,
};

function code(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof CivicproofError) return error.code;
    throw error;
  }
  return "accepted";
}

describe("createRequest", () => {
  it("fixes everything but roots and nullifier", () => {
    const request = createRequest(OPTIONS);
    expect(request).toMatchObject({
      circuit: "age",
      scope: { verifier: "portal.example", programme: "fixture-2026" },
      today: "2026-11-23",
      maxClaims: 1,
      expiresAtSeconds: NOW_SECONDS + 600,
    });
    expect(request.policyHash).toBe(String(policy.policyHash));
    expect(requestSignals(request).today).toBe((20_261_123n << 32n) | 739_943n);
  });

  it("draws a nonce of 128 bits, another one each time", () => {
    const nonces = Array.from({ length: 100 }, () => createRequest(OPTIONS).nonce);
    expect(new Set(nonces).size).toBe(100);
    expect(nonces.every((nonce) => /^[A-Za-z0-9_-]{22}$/.test(nonce))).toBe(true);
  });

  it("takes the day from the verifier's clock and calendar", () => {
    const lateEvening = { ...OPTIONS, nowSeconds: Date.UTC(2026, 10, 23, 23, 30) / 1_000 };
    expect(createRequest(lateEvening).today).toBe("2026-11-23");
    expect(createRequest({ ...lateEvening, grid: "month/2020-01-01/60" }).today).toBe("2026-11-24");
    expect(createRequest({ ...OPTIONS, asOfSeconds: Date.UTC(2026, 0, 2) / 1_000 }).today).toBe("2026-01-02");
  });

  it("gives no two recipients one context: what has no UTF-8 is refused", () => {
    const texts = ["case \ud800", "case \udfff", "case \ufffd"];
    const codes = texts.map((recipient) => code(() => requestSignals(createRequest({ ...OPTIONS, recipient }))));
    expect(codes.slice(0, 2)).toEqual([expect.stringMatching(/_INVALID$/), expect.stringMatching(/_INVALID$/)]);
    expect(codes[2]).toBe("accepted");
  });

  it("gives every part of scope and context a place of its own", () => {
    const base = createRequest({ ...OPTIONS, nonce: new Uint8Array(16) });
    const scope = { verifier: "portal.example", chainId: "eip155:1", contract: `0x${"a".repeat(40)}` };
    const onChain = createRequest({ ...OPTIONS, scope, recipient: `0x${"1".repeat(40)}`, nonce: new Uint8Array(32) });
    const variants = [
      base,
      { ...base, nonce: "BAAAAAAAAAAAAAAAAAAAAA" },
      { ...base, origin: "https://portal.exampl" },
      { ...base, responseOrigin: "https://portal.exampl" },
      { ...base, recipient: "1" },
      { ...base, expiresAtSeconds: base.expiresAtSeconds + 1 },
      { ...base, scope: { ...base.scope, verifier: "portal.example2" } },
      { ...base, scope: { ...base.scope, programme: "fixture-202" } },
      onChain,
      { ...onChain, nonce: `${"B".repeat(42)}A` },
      { ...onChain, recipient: `0x${"2".repeat(40)}` },
      { ...onChain, expiresAtSeconds: onChain.expiresAtSeconds + 1 },
      { ...onChain, scope: { ...onChain.scope, chainId: "eip155:10" } },
      { ...onChain, scope: { ...onChain.scope, contract: `0x${"c".repeat(40)}` } },
    ];
    const signals = variants.map((variant) => {
      const { scope, context } = requestSignals(variant);
      return `${scope}/${context}`;
    });
    expect(new Set(signals).size).toBe(variants.length);
  });

  it("refuses options out of range", () => {
    for (const change of [
      { grid: "month/2026-12-01/0" },
      { grid: "week/2026-01-01/0" },
      { registry: "" },
      { lifetimeSeconds: 0 },
      { lifetimeSeconds: 86_401 },
      { lifetimeSeconds: Number.NaN },
      { nonce: new Uint8Array(15) },
      { origin: "" },
      { recipient: "" },
      { nowSeconds: -700 },
      { asOfSeconds: NOW_SECONDS + 1 },
      { scope: { verifier: "" } },
    ] as Partial<CreateRequestOptions>[]) {
      expect(
        code(() => createRequest({ ...OPTIONS, ...change })),
        JSON.stringify(change),
      ).toBe("REQUEST_INVALID");
    }
  });
});

describe("decodeRequest and openRequest", () => {
  const request = createRequest(OPTIONS);

  it("read what createRequest made, also after a trip through JSON", () => {
    expect(decodeRequest(JSON.parse(JSON.stringify(request)))).toEqual(request);
    expect(opened(request).policy.policyHash).toBe(policy.policyHash);
  });

  it("refuse a request whose policy is not the one it names", () => {
    const changes = [
      { policyHash: "1" },
      { circuit: "eligibility" },
      { maxClaims: 2 },
      { policy: { ...FIXTURE_POLICIES.age, require: { claim: "birthDate", yearsAgo: { ">=": 18 } } } },
    ];
    for (const change of changes)
      expect(code(() => opened({ ...request, ...change } as never))).toMatch(/^(REQUEST_INVALID|PROGRAMME_MISMATCH)$/);
    expect(code(() => opened({ ...request, schema: { ...SCHEMA, name: "other" } } as never))).not.toBe("accepted");
  });

  it("refuse other forms with a typed error", () => {
    const hostile = [
      null,
      [],
      "text",
      {},
      { ...request, extra: 1 },
      { ...request, civicproof: "presentation/v2/s1" },
      { ...request, period: 20261001 },
      { ...request, period: 20261123 },
      { ...request, grid: "year/2020-01-01/0" },
      { ...request, policyHash: "01" },
      { ...request, today: "2026-02-30" },
      { ...request, nonce: "short" },
      { ...request, scope: { verifier: "x" } },
      { ...request, policy: undefined },
      JSON.parse(`{"__proto__":{},${JSON.stringify(request).slice(1)}`),
    ];
    for (const input of hostile) expect(code(() => decodeRequest(input))).toBe("REQUEST_INVALID");
  });

  it.each([
    ["policyHash", "01"],
    ["today", "2026-02-30"],
  ])("name %s when it is what is wrong", (path, value) => {
    expect(() => decodeRequest({ ...request, [path]: value })).toThrow(expect.objectContaining({ path }));
  });

  it("never throw anything but typed errors", () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(request)), fc.anything(), (key, value) => {
        code(() => opened({ ...request, [key]: value } as never));
      }),
      { numRuns: 2_000, seed: 3 },
    );
  });
});
