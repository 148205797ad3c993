import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDate } from "../../../../src/core/dates.ts";
import { encodeClaims } from "../../../../src/credentials/credential/claims.ts";
import { PolicySyntaxError } from "../../../../src/statement/policy/check.ts";
import { completedYears } from "../../../../src/statement/policy/evaluate.ts";
import {
  type CompiledPolicy,
  compilePolicy,
  type Expression,
  evaluateCompiled,
  evaluatePolicy,
  type Policy,
  readPolicy,
} from "../../../../src/statement/policy/index.ts";
import { PolicyLimitError } from "../../../../src/statement/policy/set-tree.ts";
import { personArbitrary, policyArbitrary, testSchema, todayArbitrary } from "./arbitraries.ts";

function compileOrRefusal(policy: Policy): CompiledPolicy | PolicyLimitError | PolicySyntaxError {
  try {
    return compilePolicy(policy, testSchema);
  } catch (error) {
    if (error instanceof PolicyLimitError || error instanceof PolicySyntaxError) return error;
    throw error;
  }
}

describe("compiled and plain evaluation", () => {
  it("agree for 500 random policies and 40 people each", () => {
    const outcomes = { compiled: 0, limit: 0, constant: 0, accepted: 0, refused: 0 };
    const circuits = new Map<string, number>();
    fc.assert(
      fc.property(
        policyArbitrary,
        fc.array(fc.tuple(personArbitrary, todayArbitrary), { minLength: 40, maxLength: 40 }),
        (policy, people) => {
          const compiled = compileOrRefusal(readPolicy(policy, testSchema));
          if (compiled instanceof PolicyLimitError) {
            expect(compiled.message).toMatch(/needs \d+ (range slots|set slots|clauses), the largest circuit has \d/);
            outcomes.limit++;
            return;
          }
          const answers = people.map(([claims, today]) =>
            evaluatePolicy(policy, { schema: testSchema, claims, today }),
          );
          if (compiled instanceof PolicySyntaxError) {
            // Refused as constant: then nobody, or everybody, qualifies.
            expect(compiled.message).toMatch(/never|always/);
            expect(new Set(answers).size).toBe(1);
            expect(answers[0]).toBe(compiled.message.includes("always"));
            outcomes.constant++;
            return;
          }
          outcomes.compiled++;
          circuits.set(compiled.circuit, (circuits.get(compiled.circuit) ?? 0) + 1);
          for (const [i, [claims, today]] of people.entries()) {
            const fast = evaluateCompiled(compiled, { claims: encodeClaims(testSchema, claims), today });
            expect(fast).toBe(answers[i]);
            outcomes[fast ? "accepted" : "refused"]++;
          }
        },
      ),
      { numRuns: 500, seed: 20260701 },
    );
    // The generators must not drift into trivial cases.
    expect(outcomes.compiled).toBeGreaterThan(300);
    expect(outcomes.limit).toBeGreaterThan(10);
    expect(Math.min(outcomes.accepted, outcomes.refused)).toBeGreaterThan(3_000);
    expect([...circuits.keys()].sort()).toEqual(["age", "eligibility", "residency"]);
  });

  it("give the same hash when alternatives and conditions change places", () => {
    const reverse = (node: Expression): Expression => {
      if ("allOf" in node) return { allOf: node.allOf.map(reverse).reverse() };
      if ("anyOf" in node) return { anyOf: node.anyOf.map(reverse).reverse() };
      return "not" in node ? { not: reverse(node.not) } : node;
    };
    fc.assert(
      fc.property(policyArbitrary, (policy) => {
        const compiled = compileOrRefusal(policy);
        const reversed = compileOrRefusal({ ...policy, require: reverse(policy.require) });
        if ("policyHash" in compiled && "policyHash" in reversed) expect(reversed.policyHash).toBe(compiled.policyHash);
        else expect(reversed.constructor).toBe(compiled.constructor);
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});

describe("completedYears", () => {
  it.each([
    ["1960-06-15", "2025-06-14", 64],
    ["1960-06-15", "2025-06-15", 65],
    ["2004-02-29", "2022-02-28", 17],
    ["2004-02-29", "2022-03-01", 18],
    ["2004-02-29", "2024-02-29", 20],
    ["2030-01-01", "2029-12-31", -1],
    ["2030-01-01", "2030-01-01", 0],
  ])("born %s, on %s: %i", (birth, today, years) => {
    expect(completedYears(birth, parseDate(today))).toBe(years);
  });
});
