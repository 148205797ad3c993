/** The demo as its readers run it; on fewer people, because its length is not what is tested. */
import { describe, expect, it } from "vitest";
import { ATTACKS } from "../../src/cli/demo/attacks.ts";
import { CHAIN_ATTACKS } from "../../src/cli/demo/chain-attacks.ts";
import { EXIT_CODES } from "../../src/cli/exit-codes.ts";
import { civicproof } from "./process.ts";

/** Some twenty proofs and a compiler, on a machine that may be busy with other tests. */
const TIMEOUT_MILLISECONDS = 600_000;

describe("civicproof demo", { timeout: TIMEOUT_MILLISECONDS }, () => {
  it("does the whole job and prints one JSON object", async () => {
    const { code, stdout, stderr, lingeredMilliseconds } = await civicproof(["demo", "--json", "--people", "300"]);
    expect({ code, stderr }).toEqual({ code: EXIT_CODES.ok, stderr: "" });
    expect(lingeredMilliseconds).toBeLessThan(10_000);
    expect(stdout.trimEnd()).not.toContain("\n");
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      issued: 300,
      proved: 6,
      verified: 6,
      enrolment: "first",
      secondClaimRefused: true,
      attacksAccepted: [],
      attacksNotRun: [],
    });
    // Each is refused for its own reason, and none is left out.
    const all = [...ATTACKS, ...CHAIN_ATTACKS];
    const told = (report.attacks as { name: string; code: string }[]).map(({ name, code }) => [name, code]);
    expect(told).toEqual(all.map(({ name, expected }) => [name, expected]));
    expect(report.attacksRefused).toEqual(all.map(({ expected }) => expected));
    expect(report.attacksRefused.length).toBeGreaterThanOrEqual(42);
    expect(report.policies.map(({ circuit }: { circuit: string }) => circuit)).toEqual([
      "age",
      "residency",
      "eligibility",
    ]);
    for (const policy of report.policies) {
      expect(policy).toMatchObject({ firstClaim: "accepted", secondClaim: "already-used" });
      expect(policy.qualify).toBeGreaterThan(0);
      expect(policy.qualify).toBeLessThan(300);
    }
    expect(new Set(report.attacksRefused).size).toBeGreaterThanOrEqual(12);
    expect(report.durationsMs).toMatchObject({ build: expect.any(Number), total: expect.any(Number) });
  });

  it("takes no development keys where it is given artifacts", async () => {
    const { code, stderr } = await civicproof(["demo", "--artifacts", "artifacts"]);
    expect({ code, stderr }).toMatchObject({
      code: EXIT_CODES.refused,
      stderr: expect.stringContaining("DEVELOPMENT_KEY_REFUSED"),
    });
  });

  it("names each attack once, with a reason of its own", () => {
    const all = [...ATTACKS, ...CHAIN_ATTACKS];
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(new Set(all.map(({ reason }) => reason)).size).toBe(all.length);
  });

  it("ends at Ctrl-C", async () => {
    const { code, lingeredMilliseconds } = await civicproof(["demo"], { interruptAt: /^2\. A city/m });
    expect(code).toBe(EXIT_CODES.interrupted);
    expect(lingeredMilliseconds).toBeLessThan(10_000);
  });
});
