import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { forgePath } from "../../scripts/forge.ts";
import { compileContracts } from "../../src/cli/demo/compile-contracts.ts";
import { forgeTest } from "../contracts/forge-report.ts";

const DEPTH = 64;
const CALLS = 50_000;

it.skipIf(forgePath() === undefined)("runs 95 % of lines and branches of the contracts", () => {
  const args = ["--import", "tsx", "scripts/contract-coverage.ts", "--json"];
  const { linesPercent, branchesPercent } = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
  expect(linesPercent).toBeGreaterThanOrEqual(95);
  expect(branchesPercent).toBeGreaterThanOrEqual(95);
});

it.skipIf(forgePath() === undefined)("passes every unit and fuzz test as it is deployed", async () => {
  const cases = await forgeTest("default", ["--no-match-test", "^invariant_"]);
  expect(cases.length).toBeGreaterThan(100);
  expect(cases.filter(({ passed }) => !passed)).toEqual([]);
});

it.skipIf(forgePath() === undefined)("holds every invariant over 50,000 calls at depth 64", async () => {
  process.env.FOUNDRY_INVARIANT_DEPTH = String(DEPTH);
  process.env.FOUNDRY_INVARIANT_RUNS = String(Math.ceil(CALLS / DEPTH));
  process.env.FOUNDRY_INVARIANT_FAIL_ON_REVERT = "true";
  const cases = (await forgeTest("default", ["--match-test", "^invariant_"])).filter(({ name }) =>
    name.startsWith("invariant_"),
  );
  expect(cases.length).toBeGreaterThan(0);
  for (const { suite, name, passed, reason, calls } of cases) {
    expect(passed, `${suite} ${name}: ${reason}`).toBe(true);
    expect(calls, name).toBeGreaterThanOrEqual(CALLS);
  }
});

it.each(["contracts/examples/BenefitDisbursement.sol", "contracts/TwoPersonTimelock.sol"])(
  "ships %s as it compiles",
  async (file) => {
    const name = file.replace(/^.*\/|\.sol$/g, "");
    const { abi, bytecode } = JSON.parse(readFileSync(`contracts/compiled/${name}.json`, "utf8"));
    expect({ abi, bytecode }).toEqual((await compileContracts([file], { effort: "release" }))[name]);
  },
);
