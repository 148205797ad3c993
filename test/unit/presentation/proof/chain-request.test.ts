import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  type CreateRequestOptions,
  chainTerms,
  createRequest,
  decodeRequest,
  requestSignals,
} from "../../../../src/presentation/proof/request.ts";
import { compilePolicy } from "../../../../src/statement/policy/index.ts";
import { FIXTURE_POLICIES, GRID, NOW_SECONDS, REGISTRY_ID, SCHEMA } from "../../../world.ts";

const CONTRACT = `0x${"c1".repeat(20)}`;
const RECIPIENT = `0x${"0a".repeat(20)}`;
const scope = { verifier: "benefits.example.org", chainId: "eip155:31337", contract: CONTRACT };

function ask(options: Partial<CreateRequestOptions> = {}) {
  return createRequest({
    policy: compilePolicy(FIXTURE_POLICIES.age, SCHEMA),
    scope,
    registry: REGISTRY_ID,
    grid: GRID,
    origin: "https://benefits.example.org",
    recipient: RECIPIENT,
    nowSeconds: NOW_SECONDS,
    nonce: new Uint8Array(32).fill(7),
    ...options,
  });
}

const without = <T extends object>(value: T, ...names: (keyof T)[]): Partial<T> =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name as keyof T))) as Partial<T>;

describe("a request for a chain (P-24)", () => {
  it("has a context that is one SHA-256 over 151 bytes", () => {
    const request = ask();
    const preimage = Buffer.concat([
      Buffer.from("civicproof/v2/s1/chain-context"),
      Buffer.from("00000020", "hex"),
      Buffer.alloc(32, 7),
      Buffer.from("00000014", "hex"),
      Buffer.alloc(20, 10),
      Buffer.from("00000008", "hex"),
      Buffer.from(request.expiresAtSeconds.toString(16).padStart(16, "0"), "hex"),
      Buffer.from("00000020", "hex"),
      createHash("sha256").update("https://benefits.example.org").digest(),
      Buffer.from("0000000400000001", "hex"),
      Buffer.from("0000000101", "hex"),
    ]);
    expect(preimage.length).toBe(151);
    const digest = BigInt(`0x${createHash("sha256").update(preimage).digest("hex")}`);
    expect(requestSignals(request).context).toBe(digest >> 8n);
  });

  it("has a context that every term changes, the asking origin, the version and the ordinal among them", () => {
    const context = (options: Partial<CreateRequestOptions>) => requestSignals(ask(options)).context;
    const contexts = [
      context({}),
      context({ nonce: new Uint8Array(32).fill(8) }),
      context({ recipient: `0x${"0b".repeat(20)}` }),
      context({ lifetimeSeconds: 601 }),
      context({ origin: "https://elsewhere.example" }),
      context({ chain: { version: 2 } }),
      requestSignals({ ...ask(), maxClaims: 3, chain: { version: 1, ordinal: 2 } }).context,
    ];
    expect(new Set(contexts).size).toBe(contexts.length);
  });

  it("has a scope that chain and contract change", () => {
    const scopes = [
      ask(),
      ask({ scope: { ...scope, chainId: "eip155:1" } }),
      ask({ scope: { ...scope, contract: `0x${"c2".repeat(20)}` } }),
    ].map((request) => requestSignals(request).scope);
    expect(new Set(scopes).size).toBe(3);
  });

  it("gets a nonce of 32 random bytes and gives its terms back", () => {
    const request = createRequest({ ...askOptions(), scope });
    const terms = chainTerms(request);
    expect(terms.nonce).toHaveLength(32);
    expect(terms).toMatchObject({ recipient: RECIPIENT, deadlineSeconds: request.expiresAtSeconds });
    expect(createRequest({ ...askOptions(), scope }).nonce).not.toBe(request.nonce);
  });

  it.each<[string, object]>([
    ["a chain without a contract", { scope: without({ ...scope, programme: "p" }, "contract") }],
    ["a contract without a chain", { scope: without({ ...scope, programme: "p" }, "chainId") }],
    ["another namespace", { scope: { ...scope, programme: "p", chainId: "cosmos:hub" } }],
    ["a leading zero", { scope: { ...scope, programme: "p", chainId: "eip155:01" } }],
    ["chain 0", { scope: { ...scope, programme: "p", chainId: "eip155:0" } }],
    ["a checksummed contract", { scope: { ...scope, programme: "p", contract: CONTRACT.replaceAll("c", "C") } }],
    ["a short contract", { scope: { ...scope, programme: "p", contract: "0xc1" } }],
    ["a recipient that is no address", { recipient: "case-4711" }],
    ["a checksummed recipient", { recipient: RECIPIENT.replaceAll("a", "A") }],
    ["a nonce of 16 bytes", { nonce: "A".repeat(22) }],
    ["a nonce of 33 bytes", { nonce: "A".repeat(44) }],
    ["a second spelling of the nonce", { nonce: `${"A".repeat(42)}B` }],
    ["a nonce that is no base64", { nonce: "A".repeat(25) }],
  ])("is refused with %s", (_, change) => {
    expect(() => decodeRequest({ ...ask(), ...change })).toThrow(expect.objectContaining({ code: "REQUEST_INVALID" }));
  });

  it("is for no policy in which a text decides, which others may be", () => {
    const policy = { ...compilePolicy(FIXTURE_POLICIES.age, SCHEMA), textClaims: ["profession"] };
    expect(() => ask({ policy })).toThrow(expect.objectContaining({ code: "REQUEST_INVALID", path: "policy" }));
    expect(ask({ policy, scope: { verifier: scope.verifier } }).scope.chainId).toBeUndefined();
  });

  it("is refused without a recipient", () => {
    expect(() => decodeRequest(without(ask(), "recipient"))).toThrow(
      expect.objectContaining({ code: "REQUEST_INVALID" }),
    );
  });

  it("leaves requests without a chain as they were", () => {
    const request = createRequest({ ...askOptions(), scope: { verifier: "benefits.example.org" } });
    expect(request.nonce).toHaveLength(22);
    expect(() => chainTerms(request)).toThrow(expect.objectContaining({ code: "REQUEST_INVALID" }));
  });
});

function askOptions() {
  return {
    policy: compilePolicy(FIXTURE_POLICIES.age, SCHEMA),
    registry: REGISTRY_ID,
    grid: GRID,
    origin: "https://benefits.example.org",
    recipient: RECIPIENT,
    nowSeconds: NOW_SECONDS,
  };
}
