/** The edges of a request: each rule of decodeRequest and createRequest broken alone, and the last value that passes. */
import { describe, expect, it } from "vitest";
import { isWebOrigin } from "../../../../src/core/origin.ts";
import {
  chainTerms,
  createRequest,
  decodeRequest,
  type PresentationRequest,
} from "../../../../src/presentation/proof/request.ts";
import { compilePolicy } from "../../../../src/statement/policy/index.ts";
import { ANNA, askFor } from "../../../office.ts";
import { FIXTURE_POLICIES, GRID, NOW_SECONDS, REGISTRY_ID, SCHEMA } from "../../../world.ts";

const OPTIONS = {
  policy: compilePolicy(FIXTURE_POLICIES.age, SCHEMA),
  scope: { verifier: "portal.example" },
  registry: REGISTRY_ID,
  grid: GRID,
  origin: "https://portal.example",
  nowSeconds: NOW_SECONDS,
} as const;
const CHAIN = {
  ...OPTIONS,
  scope: { ...OPTIONS.scope, chainId: "eip155:1", contract: `0x${"ab".repeat(20)}` },
  recipient: `0x${"12".repeat(20)}`,
} as const;

const refused = (path: string, expected?: string) =>
  expect.objectContaining({ code: "REQUEST_INVALID", path, ...(expected === undefined ? {} : { expected }) });
const changed = (request: PresentationRequest, change: object) => () => decodeRequest({ ...request, ...change });

describe("a refusal", () => {
  it("says what came where that tells something, and nothing else", () => {
    const request = createRequest(OPTIONS);
    const next = request.period + 1;
    expect(changed(request, { period: next })).toThrow(
      expect.objectContaining({ path: "period", received: String(next) }),
    );
    const error = (() => {
      try {
        return decodeRequest({ ...request, chain: { version: 1, ordinal: 1 } });
      } catch (refusal) {
        return refusal as object;
      }
    })();
    expect(error).toMatchObject({ path: "chain" });
    expect(error).not.toHaveProperty("received", "undefined");
  });
});

describe("isWebOrigin", () => {
  it.each([
    "https://benefits.example.org",
    "https://benefits.example.org:8443",
    "http://localhost",
    "http://localhost:3000",
    "http://127.0.0.1:8080",
    "http://[::1]:8080",
  ])("takes %s", (origin) => {
    expect(isWebOrigin(origin)).toBe(true);
  });

  it.each([
    "http://benefits.example.org",
    "http://localhost.evil.example",
    "http://127.0.0.2",
    "ftp://localhost",
    "ftp://benefits.example.org",
    "wss://benefits.example.org",
    "javascript:alert(1)",
    "https://benefits.example.org/",
    "https://Benefits.example.org",
    "https://benefits.example.org:443",
    "https://benefits.example.org@evil.example",
    "benefits.example.org",
    "",
  ])("refuses %j", (origin) => {
    expect(isWebOrigin(origin)).toBe(false);
  });
});

describe("an enrolment's request", () => {
  const request = askFor(ANNA);

  it("is for no period, once, for one file, and not on a chain", () => {
    expect(decodeRequest(request)).toEqual(request);
    expect(changed(request, { period: 20261101 })).toThrow(refused("period", "0, as an enrolment is for no period"));
    expect(changed(request, { grid: GRID })).toThrow(refused("grid"));
    expect(changed(request, { maxClaims: 2 })).toThrow(refused("maxClaims"));
    const { recipient: _, ...anonymous } = request;
    expect(() => decodeRequest(anonymous)).toThrow(refused("recipient"));
    const contract = `0x${"ab".repeat(20)}`;
    for (const more of [{ chainId: "eip155:1" }, { contract }, { chainId: "eip155:1", contract }]) {
      expect(changed(request, { scope: { ...request.scope, ...more } })).toThrow(refused("scope.chainId"));
    }
  });

  it("has no period 0 elsewhere", () => {
    const { period, today } = createRequest(OPTIONS);
    expect(changed(createRequest(OPTIONS), { period: 0 })).toThrow(
      refused("period", `${period}, the grid's period that holds ${today}`),
    );
  });
});

describe("a request on a chain", () => {
  const request = createRequest(CHAIN);

  it("names the claim's number, at most maxClaims", () => {
    const three = { ...request, maxClaims: 3 };
    for (const ordinal of [1, 3]) expect(decodeRequest({ ...three, chain: { version: 1, ordinal } })).toBeDefined();
    expect(changed(three, { chain: { version: 1, ordinal: 4 } })).toThrow(refused("chain.ordinal"));
    const { chain: _, ...without } = request;
    expect(() => decodeRequest(without)).toThrow(refused("chain"));
    expect(changed(createRequest(OPTIONS), { chain: { version: 1, ordinal: 1 } })).toThrow(refused("chain"));
  });

  it("names chain and contract together, also where nothing else is of a chain", () => {
    const { chainId, contract } = CHAIN.scope;
    const plain = createRequest(OPTIONS);
    for (const one of [{ chainId }, { contract }]) {
      expect(changed(plain, { scope: { ...plain.scope, ...one } })).toThrow(refused("chain"));
    }
    const { programme, verifier } = request.scope;
    expect(changed(request, { scope: { programme, verifier, chainId } })).toThrow(refused("scope.contract"));
    expect(changed(request, { scope: { programme, verifier, contract } })).toThrow(refused("scope.chainId"));
  });

  it("gives its terms only when it has all of them", () => {
    expect(chainTerms(request)).toMatchObject({ version: 1, ordinal: 1, recipient: CHAIN.recipient });
    for (const missing of [{ recipient: undefined }, { chain: undefined }, { scope: OPTIONS.scope }]) {
      expect(() => chainTerms({ ...request, ...missing } as never)).toThrow(refused("scope.chainId"));
    }
  });
});

describe("createRequest", () => {
  it("takes a lifetime of a day and a moment, and an appeal about now", () => {
    expect(createRequest({ ...OPTIONS, lifetimeSeconds: 86_400 }).expiresAtSeconds).toBe(NOW_SECONDS + 86_400);
    expect(createRequest({ ...OPTIONS, lifetimeSeconds: 1 }).expiresAtSeconds).toBe(NOW_SECONDS + 1);
    expect(createRequest({ ...OPTIONS, asOfSeconds: NOW_SECONDS }).asOfSeconds).toBe(NOW_SECONDS);
    expect(createRequest({ ...OPTIONS, grid: "month/1960-01-01/0", asOfSeconds: 0 }).today).toBe("1970-01-01");
    expect(() => createRequest({ ...OPTIONS, asOfSeconds: NOW_SECONDS + 1 })).toThrow(refused("asOfSeconds"));
    expect(() => createRequest({ ...OPTIONS, asOfSeconds: -1 })).toThrow(refused("asOfSeconds"));
    for (const lifetimeSeconds of [0, -1, 86_401]) {
      expect(() => createRequest({ ...OPTIONS, lifetimeSeconds })).toThrow(refused("lifetimeSeconds"));
    }
  });

  it("needs a grid, and takes none but the policy's", () => {
    const { grid: _, ...without } = OPTIONS;
    expect(() => createRequest(without)).toThrow(refused("grid", "a grid of periods, or the policy's"));
    const policy = { ...OPTIONS.policy, policy: { ...OPTIONS.policy.policy, grid: GRID } };
    expect(createRequest({ ...without, policy } as never).grid).toBe(GRID);
    expect(() => createRequest({ ...OPTIONS, policy, grid: "year/2020-01-01/0" } as never)).toThrow(refused("grid"));
  });

  it("takes the policy's programme and no other", () => {
    const scope = { ...OPTIONS.scope, programme: OPTIONS.policy.policy.programme };
    expect(createRequest({ ...OPTIONS, scope }).scope.programme).toBe(scope.programme);
    expect(() => createRequest({ ...OPTIONS, scope: { ...scope, programme: "another" } })).toThrow(
      refused("scope.programme"),
    );
  });

  it("across devices needs a recipient and a short life", () => {
    const across = { ...OPTIONS, crossDevice: true, recipient: "case 17" };
    expect(createRequest(across).expiresAtSeconds).toBeLessThanOrEqual(NOW_SECONDS + 120);
    expect(createRequest({ ...across, lifetimeSeconds: 120 }).expiresAtSeconds).toBe(NOW_SECONDS + 120);
    expect(() => createRequest({ ...across, lifetimeSeconds: 121 })).toThrow(refused("lifetimeSeconds"));
    expect(() => createRequest({ ...OPTIONS, crossDevice: true })).toThrow(refused("recipient"));
  });
});
