/** A text is 120 bits of a hash: two that count as one are found with 2^60 hashes, so texts don't decide about money. */
import { describe, expect, it } from "vitest";
import { openRequest } from "../../../../src/presentation/proof/open-request.ts";
import { createRequest } from "../../../../src/presentation/proof/request.ts";
import { compilePolicy, lintPolicy, readPolicy } from "../../../../src/statement/policy/index.ts";
import { FIXTURE_POLICIES, GRID, NOW_SECONDS, REGISTRY_ID, SCHEMA } from "../../../world.ts";

const byProfession = readPolicy(
  { ...FIXTURE_POLICIES.age, require: { claim: "profession", in: ["Gärtnerin", "Koch"] } },
  SCHEMA,
);

describe("a text that decides", () => {
  it("is known of a policy, and refused where it would decide about money", () => {
    expect(compilePolicy(byProfession, SCHEMA).textClaims).toEqual(["profession"]);
    expect(compilePolicy(FIXTURE_POLICIES.eligibility, SCHEMA, { settles: true }).textClaims).toEqual([]);
    expect(() => compilePolicy(byProfession, SCHEMA, { settles: true })).toThrow(
      expect.objectContaining({ code: "POLICY_INVALID", message: expect.stringContaining("profession") }),
    );
  });

  it("is in no request whose claim settles on a chain, whoever makes it", () => {
    const origin = "https://benefits.example.org";
    const scope = { verifier: "benefits.example.org", chainId: "eip155:1", contract: `0x${"c".repeat(40)}` };
    const recipient = `0x${"a".repeat(40)}`;
    const options = { scope, recipient, registry: REGISTRY_ID, grid: GRID, origin, nowSeconds: NOW_SECONDS };
    const policy = compilePolicy(byProfession, SCHEMA);
    expect(() => createRequest({ ...options, policy })).toThrow(
      expect.objectContaining({ code: "REQUEST_INVALID", path: "policy" }),
    );
    const forged = createRequest({ ...options, policy: { ...policy, textClaims: [] } });
    const opening = { askedBy: origin, clock: () => NOW_SECONDS, confirmedRecipient: recipient };
    expect(() => openRequest(forged, opening)).toThrow(expect.objectContaining({ code: "POLICY_INVALID" }));
  });

  it("is a finding of the linter", () => {
    const severities = (settles: boolean) =>
      lintPolicy(byProfession, SCHEMA, { settles }).flatMap(({ rule, severity }) =>
        rule === "text-claim" ? [severity] : [],
      );
    expect(severities(false)).toEqual(["warning"]);
    expect(severities(true)).toEqual(["error"]);
  });
});
