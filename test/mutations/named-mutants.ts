/** Mutants of circuits that once survived: each of them lets somebody forge, and its template's own test sees it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { circuitMutants } from "./circuit-mutants.ts";
import { tryMutant } from "./run.ts";
import { TestProcess } from "./test-process.ts";
import { PROJECT, Workspace } from "./workspace.ts";

const DELETE = "delete the constraint";
const HINT = "<== to <--";

/** What a forger could do, the file, the line and the change. */
export const NAMED = [
  ["62 bits of the challenge are free", "lib/challenge_mul", "p[1] * (2 ** 62 - 1 - 2 * top) === topSum;", DELETE],
  ["192 bits of the challenge are free", "lib/challenge_mul", "p[1] * (2 ** 192 - 1 - 2 * low) === lowSum;", DELETE],
  ["the signs are those of another number", "lib/challenge_mul", "signal vSquared <== p[1] * p[1];", HINT],
  ["the key's y is any number", "lib/issuer_key", "u * (1 - key[1]) === 1 + key[1];", DELETE],
  ["the key is off the curve", "lib/issuer_key", "v * key[0] === u;", DELETE],
  ["the x of R8 is any number", "lib/signature", "r8[0] * point[1] === point[0];", DELETE],
  ["the y of R8 is any number", "lib/signature", "r8[1] * (point[0] + 1) === point[0] - 1;", DELETE],
  ["the answer of a range is no bit", "lib/range_slot", "inside * (inside - 1) === 0;", DELETE],
  ["a distance between the two sides is shown", "lib/range_slot", "aboveHi * (aboveHi - 1) === 0;", DELETE],
  [
    "one side of a range is not looked at",
    "lib/range_slot",
    "signal {maxbit} restChecked <== RangeCheck(64)(rest);",
    "remove the range check",
  ],
  [
    "the value is not the claim",
    "lib/range_slot",
    "signal value <== enabled * (signedClaim + calendarPart + dayPart);",
    HINT,
  ],
  [
    "the status is another credential's",
    "lib/usable_credential",
    "signal {binary} statusBits[17] <== Bits(17)(statusIndex);",
    HINT,
  ],
] as const;

const testOf = (name: string) => `test/circuits/${name.replace("lib/", "")}.test.ts`;

/**
 * Tests that each of these mutants turns its template's own test red.
 *
 * @param green templates whose tests are seen green without a mutant: elsewhere the whole suite says so
 */
export function describeNamedMutants(
  named: readonly (typeof NAMED)[number][],
  green: readonly string[] = [...new Set(named.map(([, template]) => template))],
): void {
  let workspace: Workspace;
  let tests: TestProcess;
  beforeAll(() => {
    workspace = Workspace.create();
    tests = new TestProcess(workspace.directory);
  });
  afterAll(() => tests.stop());

  describe("without a mutant", () => {
    test("the tests are green", { timeout: 300_000 }, async () => {
      const { passed, failures } = await tests.run({ files: green.map(testOf), changed: [] }, 280);
      workspace.keepCircuits();
      expect(failures).toEqual([]);
      expect(passed).toBeGreaterThan(0);
    });
  });

  describe("a mutant turns its template's own test red", () => {
    test.each([...named])("%s", { timeout: 180_000 }, async (_, name, text, change) => {
      const file = `circuits/${name}.circom`;
      const mutants = circuitMutants(file, readFileSync(join(PROJECT, file), "utf8"));
      const found = mutants.filter((mutant) => mutant.text === text && mutant.change === change);
      expect(found).toHaveLength(1);
      const task = { part: "circuits", mutant: found[0]!, tests: [testOf(name)], reads: [] } as const;
      const { status, by } = await tryMutant(workspace, tests, task, 170);
      expect({ status, by }).toEqual({ status: "killed", by: "test" });
    });
  });
}
