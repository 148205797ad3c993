import { beforeAll, describe, expect, it } from "vitest";
import { forgePath } from "../../scripts/forge.ts";
import { type ForgeCase, forgeTest } from "./forge-report.ts";

const installed = forgePath() !== undefined;
if (!installed) console.warn(`skipped: npm has no forge binary for ${process.platform}-${process.arch}`);

/** The short form; test/slow/contracts.test.ts makes 50,000 calls, and runs everything as it is deployed. */
const INVARIANT_RUNS = "4";

describe.skipIf(!installed)("contracts under forge", () => {
  let cases: readonly ForgeCase[];
  beforeAll(async () => {
    process.env.FOUNDRY_INVARIANT_RUNS = INVARIANT_RUNS;
    process.env.FOUNDRY_INVARIANT_DEPTH = "64";
    process.env.FOUNDRY_INVARIANT_FAIL_ON_REVERT = "true";
    cases = await forgeTest("quick");
  }, 580_000);

  it("passes every unit, fuzz and invariant test", () => {
    expect(cases.filter(({ passed }) => !passed)).toEqual([]);
    const count = (prefix: RegExp) => cases.filter(({ name }) => prefix.test(name)).length;
    console.log(`forge: ${count(/^test_/)} unit, ${count(/^testFuzz_/)} fuzz, ${count(/^invariant_/)} invariant tests`);
  });

  it("runs the suites that this repository counts on", () => {
    const suites = new Set(cases.map(({ suite }) => suite.split(":")[1]));
    for (const suite of [
      "PrecompilesTest",
      "TrapdoorTest",
      "VerifierFuzzTest",
      "ClaimGateFuzzTest",
      "ClaimGateInvariants",
    ])
      expect(suites).toContain(suite);
  });
});
