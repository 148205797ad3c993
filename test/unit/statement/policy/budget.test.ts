/** Policies come from whoever asks: what they may cost is counted, and small ones are cheap. */
import { describe, expect, it } from "vitest";
import { CivicproofError } from "../../../../src/core/errors.ts";
import { parseSchema, schemaId } from "../../../../src/credentials/credential/schema.ts";
import { describeRequest } from "../../../../src/presentation/proof/describe-request.ts";
import { openRequest } from "../../../../src/presentation/proof/open-request.ts";
import { createRequest } from "../../../../src/presentation/proof/request.ts";
import { MAX_STEPS, spend, withBudget } from "../../../../src/statement/policy/budget.ts";
import { compilePolicy, explainPolicy, type Policy, readPolicy } from "../../../../src/statement/policy/index.ts";
import { startProcessorClock } from "../../../support/processor-time.ts";
import { FIXTURE_POLICIES, GRID, NOW_SECONDS, REGISTRY_ID, SCHEMA } from "../../../world.ts";

const NUMBERS = parseSchema({
  civicproof: "schema/v2",
  name: "numbers",
  version: "1",
  claims: [
    ...Array.from({ length: 6 }, (_, i) => ({ name: `n${i}`, type: "integer" })),
    { name: "text", type: "text" },
    { name: "code", type: "code" },
  ],
});

function policy(require: object, sets?: object): Policy {
  return readPolicy({
    civicproof: "policy/v2",
    name: "hostile",
    version: 1,
    title: "Hostile",
    programme: "hostile",
    schema: "numbers@1",
    require,
    ...(sets === undefined ? {} : { sets }),
  });
}

/** `count` integers that don't touch each other. */
const integers = (count: number, { step = 2, start = 1 } = {}) =>
  Array.from({ length: count }, (_, i) => start + step * i);
const list = (claim: number, count: number, options?: Parameters<typeof integers>[1], operator = "in") => ({
  claim: `n${claim % 6}`,
  [operator]: integers(count, options),
});
const many = (count: number, make: (i: number) => object) => Array.from({ length: count }, (_, i) => make(i));

/** Texts of up to 64 kB, each as bad as we know how in its own way. */
const HOSTILE: Readonly<Record<string, Policy>> = {
  "two lists of 500 integers": policy({ allOf: [list(0, 500), list(1, 500, { step: 3 })] }),
  "two lists of 5,000 integers": policy({ allOf: [list(0, 5_000), list(1, 5_000, { step: 3 })] }),
  "alternatives of lists": policy({ anyOf: many(250, (i) => list(i, 40, { start: i * 7 })) }),
  "exclusions of lists": policy({ allOf: many(250, (i) => list(i, 40, { start: i * 100 }, "notIn")) }),
  "products of alternatives": policy({
    allOf: many(2, (i) => ({ anyOf: many(60, (k) => list(i + k, 10, { start: k * 30 + i })) })),
  }),
  "alternatives of exclusions": policy({
    anyOf: many(15, (i) => ({
      allOf: many(6, (k) => list(k, 60, { step: 2 + (k % 2), start: i * (2 * k + 1) }, "notIn")),
    })),
  }),
  "one set of texts in many conditions": policy(
    { anyOf: many(160, () => ({ claim: "text", in: { set: "a" } })) },
    { a: many(100, (i) => `value ${i}` as never) },
  ),
  "many small boxes": policy({
    anyOf: many(80, (i) => ({
      allOf: many(3, (k) => ({ claim: `n${k}`, between: [i * (k + 1), i * (k + 1) + 20] })),
    })),
  }),
};

/** How work ends: its result, or the code of its refusal. */
function ending(work: () => string): string {
  try {
    return work();
  } catch (error) {
    if (error instanceof CivicproofError) return error.code;
    throw error;
  }
}

describe("a budget", () => {
  it("is what all work inside it may take together", () => {
    expect(() => withBudget(() => spend(10), 10)).not.toThrow();
    expect(() => withBudget(() => spend(11), 10)).toThrow(expect.objectContaining({ code: "POLICY_TOO_LARGE" }));
    const nested = () =>
      withBudget(() => {
        withBudget(() => spend(6), 100);
        withBudget(() => spend(5), 100);
      }, 10);
    expect(nested).toThrow(expect.objectContaining({ code: "POLICY_TOO_LARGE" }));
    // Outside of any, nothing is counted.
    expect(() => spend(10 * MAX_STEPS)).not.toThrow();
    expect(() => withBudget(() => spend(MAX_STEPS))).not.toThrow();
  });
});

describe("a hostile policy", () => {
  it.each([
    ["two lists of 500 integers", "eligibility", "explained"],
    ["two lists of 5,000 integers", "POLICY_TOO_LARGE", "explained"],
    ["alternatives of lists", "POLICY_TOO_LARGE", "POLICY_TOO_LARGE"],
    ["exclusions of lists", "POLICY_TOO_LARGE", "explained"],
    ["products of alternatives", "POLICY_TOO_LARGE", "POLICY_TOO_LARGE"],
    ["alternatives of exclusions", "POLICY_TOO_LARGE", "POLICY_TOO_LARGE"],
    ["one set of texts in many conditions", "residency", "explained"],
    ["many small boxes", "POLICY_TOO_LARGE", "explained"],
  ])("of %s is compiled or refused soon", (name, compiled, explained) => {
    const hostile = HOSTILE[name]!;
    const milliseconds = startProcessorClock();
    expect(ending(() => compilePolicy(hostile, NUMBERS).circuit)).toBe(compiled);
    expect(ending(() => explainPolicy(hostile, NUMBERS) && "explained")).toBe(explained);
    // A second each on a machine of its own; what is left is for slower and busier ones.
    expect(milliseconds()).toBeLessThan(8_000);
  });

  it("costs a page nothing before it is compiled: 64 kB are described or refused in 100 ms", () => {
    const origin = "https://benefits.example.org";
    const benign = createRequest({
      policy: compilePolicy(FIXTURE_POLICIES.age, SCHEMA),
      scope: { verifier: "benefits.example.org" },
      registry: REGISTRY_ID,
      grid: GRID,
      origin,
      nowSeconds: NOW_SECONDS,
    });
    const describing = { askedBy: origin, clock: () => NOW_SECONDS };
    const asked = (policy: unknown) => ({
      ...benign,
      policy,
      schema: NUMBERS,
      schemaId: String(schemaId(NUMBERS)),
      scope: { ...benign.scope, programme: "hostile" },
    });
    // The first calls of any code are slow.
    for (let i = 0; i < 20; i++) describeRequest(benign, describing);
    const shapes = {
      ...HOSTILE,
      "a long list": policy({ claim: "n0", in: integers(9_000) }),
      "long texts": policy({ claim: "code", in: many(250, (i) => "x".repeat(250 - (i % 9)) as never) }),
      "an array of arrays": { require: many(6_000, () => [[[]]]) },
      "many keys": Object.fromEntries(many(5_000, (i) => [`key ${i}`, i] as never) as never),
    };
    for (const [name, shape] of Object.entries(shapes)) {
      const request = asked(shape);
      const milliseconds = startProcessorClock();
      const result = ending(() => describeRequest(request, describing).request.circuit);
      const spent = milliseconds();
      expect(["age", "REQUEST_INVALID"], name).toContain(result);
      expect(spent, name).toBeLessThan(100);
    }
  });

  it("is refused by openRequest with the same code, whatever it says about itself", () => {
    const hostile = HOSTILE["products of alternatives"]!;
    const compiled = { ...compilePolicy(FIXTURE_POLICIES.age, SCHEMA), policy: hostile, schema: NUMBERS };
    const origin = "https://benefits.example.org";
    const request = createRequest({
      policy: { ...compiled, schemaId: schemaId(NUMBERS) },
      scope: { verifier: "benefits.example.org" },
      registry: REGISTRY_ID,
      grid: GRID,
      origin,
      nowSeconds: NOW_SECONDS,
    });
    expect(ending(() => openRequest(request, { askedBy: origin, clock: () => NOW_SECONDS }).request.circuit)).toBe(
      "POLICY_TOO_LARGE",
    );
  });
});
