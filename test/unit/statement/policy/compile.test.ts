import { describe, expect, it } from "vitest";
import { domainTag, poseidon } from "../../../../src/core/hash.ts";
import { encodeClaim } from "../../../../src/credentials/credential/claims.ts";
import { schemaId } from "../../../../src/credentials/credential/schema.ts";
import { PolicySyntaxError } from "../../../../src/statement/policy/check.ts";
import { CIRCUIT_SHAPES, type CompiledPolicy, createSetTree } from "../../../../src/statement/policy/index.ts";
import { PolicyLimitError } from "../../../../src/statement/policy/set-tree.ts";
import { compile, policyOf, residentSchema } from "./builders.ts";

const MAX = 2n ** 64n - 1n;
const OFFSET = 2n ** 63n;
const seniors = { claim: "birthDate", yearsAgo: { ">=": 65 } };

function enabledRanges({ rangeSlots }: CompiledPolicy) {
  return rangeSlots
    .filter(({ enabled }) => enabled)
    .map(({ claimIndex, relative, lo, hi, negate }) => ({ claimIndex, relative, lo, hi, negate }));
}

function enabledSets({ setSlots }: CompiledPolicy) {
  return setSlots
    .filter(({ enabled }) => enabled)
    .map(({ claimIndex, negate, tree }) => ({ claimIndex, negate, members: tree!.members }));
}

const code = (text: string): bigint => encodeClaim({ name: "district", type: "code" }, text);

describe("one condition becomes one slot", () => {
  const years = { claimIndex: 0, relative: "years" };
  const days = { claimIndex: 2, relative: "days" };
  const income = { claimIndex: 4, relative: "none" };
  it.each<[what: string, require: unknown, slot: object]>([
    ["65 or older", seniors, { ...years, lo: 650_000n, hi: MAX, negate: false }],
    [
      "older than 64",
      { claim: "birthDate", yearsAgo: { ">": 64 } },
      { ...years, lo: 650_000n, hi: MAX, negate: false },
    ],
    [
      "younger than 18",
      { claim: "birthDate", yearsAgo: { "<": 18 } },
      { ...years, lo: 180_000n, hi: MAX, negate: true },
    ],
    ["at most 17", { claim: "birthDate", yearsAgo: { "<=": 17 } }, { ...years, lo: 180_000n, hi: MAX, negate: true }],
    [
      "not 18 or older",
      { not: { claim: "birthDate", yearsAgo: { ">=": 18 } } },
      { ...years, lo: 180_000n, hi: MAX, negate: true },
    ],
    [
      "18 years old",
      { claim: "birthDate", yearsAgo: { "=": 18 } },
      { ...years, lo: 180_000n, hi: 189_999n, negate: false },
    ],
    [
      "not 18 years old",
      { claim: "birthDate", yearsAgo: { "!=": 18 } },
      { ...years, lo: 180_000n, hi: 189_999n, negate: true },
    ],
    [
      "18 to 25",
      { claim: "birthDate", yearsAgo: { between: [18, 25] } },
      { ...years, lo: 180_000n, hi: 259_999n, negate: false },
    ],
    ["born in the future", { claim: "birthDate", yearsAgo: { "<": 0 } }, { ...years, lo: 0n, hi: MAX, negate: true }],
    [
      "at least 90 days",
      { claim: "residentSince", daysAgo: { ">=": 90 } },
      { ...days, lo: 90n, hi: MAX, negate: false },
    ],
    [
      "less than 90 days",
      { claim: "residentSince", daysAgo: { "<": 90 } },
      { ...days, lo: 90n, hi: MAX, negate: true },
    ],
    ["exactly 90 days", { claim: "residentSince", daysAgo: { "=": 90 } }, { ...days, lo: 90n, hi: 90n, negate: false }],
    [
      "a birth date",
      { claim: "birthDate", "=": "1960-02-29" },
      { claimIndex: 0, relative: "none", lo: 19600229n, hi: 19600229n, negate: false },
    ],
    [
      "born before",
      { claim: "birthDate", "<": "1960-03-01" },
      { claimIndex: 0, relative: "none", lo: 0n, hi: 19600300n, negate: false },
    ],
    [
      "a day",
      { claim: "residentSince", ">=": "2000-01-01" },
      { claimIndex: 2, relative: "none", lo: 730_120n, hi: MAX, negate: false },
    ],
    [
      "income up to",
      { claim: "annualIncome", "<=": 1_712_244 },
      { ...income, lo: 0n, hi: OFFSET + 1_712_244n, negate: false },
    ],
    ["a negative amount", { claim: "annualIncome", "<": -5 }, { ...income, lo: 0n, hi: OFFSET - 6n, negate: false }],
    [
      "anything but an amount",
      { claim: "annualIncome", "!=": 7 },
      { ...income, lo: OFFSET + 7n, hi: OFFSET + 7n, negate: true },
    ],
    [
      "neighbouring sizes",
      { claim: "householdSize", in: [3, 1, 2] },
      { claimIndex: 3, relative: "none", lo: OFFSET + 1n, hi: OFFSET + 3n, negate: false },
    ],
    ["true", { claim: "disabled", "=": true }, { claimIndex: 5, relative: "none", lo: 1n, hi: 1n, negate: false }],
    [
      "not true",
      { not: { claim: "disabled", "=": true } },
      { claimIndex: 5, relative: "none", lo: 0n, hi: 0n, negate: false },
    ],
  ])("%s", (_, require, slot) => {
    const compiled = compile(require);
    expect(compiled.circuit).toBe("age");
    expect(enabledRanges(compiled)).toEqual([slot]);
    expect(compiled.clauses).toEqual([1]);
  });

  it.each<[what: string, require: unknown, negate: boolean, members: string[]]>([
    ["=", { claim: "district", "=": "90101" }, false, ["90101"]],
    ["!=", { claim: "district", "!=": "90101" }, true, ["90101"]],
    ["in", { claim: "district", in: ["90201", "90101"] }, false, ["90101", "90201"]],
    ["notIn", { claim: "district", notIn: ["90201", "90101"] }, true, ["90101", "90201"]],
    ["not in", { not: { claim: "district", in: ["90201", "90101"] } }, true, ["90101", "90201"]],
  ])("code %s", (_, require, negate, members) => {
    const compiled = compile(require);
    expect(compiled.circuit).toBe("residency");
    expect(enabledRanges(compiled)).toEqual([]);
    expect(enabledSets(compiled)).toEqual([{ claimIndex: 1, negate, members: members.map(code) }]);
    expect(compiled.clauses).toEqual([2]);
  });
});

describe("conditions are merged", () => {
  it.each<[what: string, require: unknown, needs: readonly [ranges: number, sets: number, clauses: number]]>([
    [
      "two ends of one range",
      {
        allOf: [
          { claim: "birthDate", yearsAgo: { ">=": 18 } },
          { claim: "birthDate", yearsAgo: { "<": 26 } },
        ],
      },
      [1, 0, 1],
    ],
    [
      "two alternatives that leave a gap",
      { anyOf: [{ claim: "birthDate", yearsAgo: { "<": 18 } }, seniors] },
      [1, 0, 1],
    ],
    [
      "two lists of one claim",
      {
        anyOf: [
          { claim: "district", in: ["a", "b"] },
          { claim: "district", in: ["b", "c"] },
        ],
      },
      [0, 1, 1],
    ],
    [
      "a list without some members",
      {
        allOf: [
          { claim: "district", in: ["a", "b"] },
          { claim: "district", notIn: ["b"] },
        ],
      },
      [0, 1, 1],
    ],
    [
      "an alternative that another one contains",
      { anyOf: [seniors, { allOf: [seniors, { claim: "disabled", "=": true }] }] },
      [1, 0, 1],
    ],
    [
      "alternatives that differ in one claim",
      {
        anyOf: [
          { allOf: [seniors, { claim: "district", "=": "a" }] },
          { allOf: [seniors, { claim: "district", "=": "b" }] },
        ],
      },
      [1, 1, 1],
    ],
    [
      "a condition that the other alternatives make needless",
      { anyOf: [seniors, { allOf: [{ not: seniors }, { claim: "disabled", "=": true }] }] },
      [2, 0, 2],
    ],
    ["scattered integers as a set", { claim: "householdSize", in: [1, 3, 5, 7, 9, 11, 13, 15] }, [0, 1, 1]],
    [
      "scattered days as a set",
      { claim: "residentSince", notIn: ["2020-01-01", "2020-02-01", "2020-03-01"] },
      [0, 1, 1],
    ],
    [
      "a range that two others give",
      {
        anyOf: [
          {
            allOf: [
              { claim: "birthDate", yearsAgo: { between: [18, 64] } },
              { claim: "disabled", "=": true },
            ],
          },
          {
            allOf: [
              { claim: "birthDate", yearsAgo: { ">=": 18 } },
              { claim: "annualIncome", "<": 5 },
            ],
          },
          {
            allOf: [
              { claim: "birthDate", yearsAgo: { "<": 65 } },
              { claim: "householdSize", ">": 5 },
            ],
          },
        ],
      },
      [5, 0, 3],
    ],
  ])("%s", (_, require, [ranges, sets, clauses]) => {
    const compiled = compile(require);
    expect(enabledRanges(compiled)).toHaveLength(ranges);
    expect(enabledSets(compiled)).toHaveLength(sets);
    expect(new Set(compiled.clauses).size).toBe(clauses);
  });

  it("income bands by household size need no slot for the first band", () => {
    const band = (size: object, limit: number) => ({
      allOf: [
        { claim: "householdSize", ...size },
        { claim: "annualIncome", "<=": limit },
      ],
    });
    const compiled = compile({ anyOf: [band({ "<=": 1 }, 100), band({ "=": 2 }, 200), band({ ">=": 3 }, 300)] });
    expect(enabledRanges(compiled)).toHaveLength(5);
  });

  it("equal meanings get equal hashes", () => {
    const hash = (require: unknown) => compile(require).policyHash;
    expect(hash({ not: { not: seniors } })).toBe(hash(seniors));
    expect(hash({ allOf: [seniors, { claim: "disabled", "=": true }] })).toBe(
      hash({ not: { anyOf: [{ claim: "disabled", "!=": true }, { not: seniors }] } }),
    );
    expect(hash({ claim: "district", in: ["a", "b"] })).toBe(
      hash({
        anyOf: [
          { claim: "district", "=": "b" },
          { claim: "district", "=": "a" },
        ],
      }),
    );
    expect(hash(seniors)).not.toBe(hash({ claim: "birthDate", yearsAgo: { ">=": 66 } }));
  });
});

describe("the hash is that of P-17", () => {
  it("for age: five inputs", () => {
    const compiled = compile(seniors);
    const header = (domainTag("policy") << 64n) + (BigInt(2 ** 16 + 1) << 32n) + 1n;
    expect(compiled.header).toBe(header);
    expect(compiled.policyHash).toBe(poseidon([header, schemaId(residentSchema), 0n + 8n + 64n, 650_000n, MAX]));
  });

  it("for residency with a disabled range: seven inputs", () => {
    const compiled = compile({ claim: "district", notIn: ["a"] });
    const header = (domainTag("policy") << 64n) + (BigInt(2 ** 16 + 2 ** 8 + 1) << 32n) + 2n;
    const { root } = createSetTree([code("a")]);
    expect(compiled.policyHash).toBe(poseidon([header, schemaId(residentSchema), 0n, 0n, 0n, 1n + 8n + 16n, root]));
  });

  it("for eligibility: sixteen inputs and the rest", () => {
    const compiled = compile({ anyOf: [seniors, { claim: "disabled", "=": true }] });
    expect(compiled.circuit).toBe("eligibility");
    expect(compiled.clauses).toEqual([1, 2, 1, 1]);
    const clauses = 1n + (2n << 8n) + (1n << 16n) + (1n << 24n);
    expect(compiled.clauseWord).toBe(clauses);
    const header = (domainTag("policy") << 64n) + (BigInt(6 * 2 ** 16 + 2 * 2 ** 8 + 4) << 32n) + clauses;
    const ranges = [72n, 650_000n, MAX, 5n + 64n, 1n, 1n];
    // Slots are ordered by meta: the boolean's 69 comes before the age's 72.
    const words = [
      schemaId(residentSchema),
      ...ranges.slice(3),
      ...ranges.slice(0, 3),
      ...new Array<bigint>(16).fill(0n),
    ];
    expect(words).toHaveLength(23);
    const rest = poseidon([domainTag("policy-rest"), ...words.slice(14)]);
    expect(compiled.policyHash).toBe(poseidon([header, ...words.slice(0, 14), rest]));
  });

  it("fills every slot and clause of the circuit and never leaves a mask empty", () => {
    for (const require of [
      seniors,
      { claim: "district", "=": "a" },
      { anyOf: [seniors, { claim: "disabled", "=": true }] },
    ]) {
      const compiled = compile(require);
      const shape = CIRCUIT_SHAPES[compiled.circuit];
      expect(compiled.rangeSlots).toHaveLength(shape.rangeSlots);
      expect(compiled.setSlots).toHaveLength(shape.setSlots);
      expect(compiled.clauses).toHaveLength(shape.clauses);
      const slots = [...compiled.rangeSlots, ...compiled.setSlots];
      for (const mask of compiled.clauses) {
        expect(mask).toBeGreaterThan(0);
        for (const [i, { enabled }] of slots.entries()) if ((mask >> i) & 1) expect(enabled).toBe(true);
      }
    }
  });
});

describe("limits are reported in words", () => {
  const scattered = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ claim: "annualIncome", "!=": 10 * i }));
  it.each<[message: string, require: unknown, extra?: object]>([
    [
      "needs 9 range slots, the largest circuit has 6",
      {
        anyOf: Array.from({ length: 3 }, (_, i) => ({
          allOf: [
            { claim: "birthDate", yearsAgo: { ">=": 20 + i } },
            { claim: "householdSize", ">=": 5 - i },
            { claim: "annualIncome", "<=": 100 * (i + 1) + (i % 2) * 500 },
          ],
        })),
      },
    ],
    [
      "needs 5 clauses, the largest circuit has 4",
      {
        anyOf: [
          {
            allOf: [
              { claim: "disabled", "=": true },
              { claim: "district", "=": "a" },
            ],
          },
          {
            allOf: [
              { claim: "birthDate", yearsAgo: { ">=": 65 } },
              { claim: "occupation", "=": "b" },
            ],
          },
          {
            allOf: [
              { claim: "householdSize", ">": 5 },
              { claim: "residentSince", daysAgo: { ">": 90 } },
            ],
          },
          {
            allOf: [
              { claim: "householdSize", ">": 5 },
              { claim: "annualIncome", "<": 5 },
            ],
          },
          {
            allOf: [
              { claim: "disabled", "=": true },
              { claim: "residentSince", daysAgo: { ">": 90 } },
            ],
          },
        ],
      },
    ],
    [
      "needs 3 set slots, the largest circuit has 2",
      {
        anyOf: [
          { allOf: [seniors, { claim: "district", in: ["a", "b"] }] },
          {
            allOf: [
              { claim: "disabled", "=": true },
              { claim: "district", in: ["b", "c"] },
            ],
          },
          {
            allOf: [
              { claim: "householdSize", ">": 5 },
              { claim: "district", in: ["c", "d"] },
            ],
          },
        ],
      },
    ],
    [
      "needs a set of 3584 members, a set slot holds at most 3583",
      { claim: "district", in: { set: "all" } },
      { sets: { all: Array.from({ length: 3_584 }, (_, i) => `D${i}`) } },
    ],
  ])("%s", (message, require, extra) => {
    expect(() => compile(require, extra)).toThrow(PolicyLimitError);
    expect(() => compile(require, extra)).toThrow(message);
  });

  it("what expands beyond measure", () => {
    const either = (i: number) => ({
      anyOf: [
        { claim: "annualIncome", "=": 3 * i },
        { claim: "householdSize", "=": 5 * i },
        { claim: "birthDate", "=": `19${10 + i}-01-01` },
      ],
    });
    const not = {
      allOf: Array.from({ length: 12 }, (_, i) => ({
        not: { allOf: [either(i), { claim: "disabled", "=": i % 2 === 0 }, { claim: "district", "=": `d${i}` }] },
      })),
    };
    expect(() => compile(not)).toThrow(PolicyLimitError);
  });

  it("but many conditions on one claim are one set", () => {
    const compiled = compile({ allOf: scattered(40) });
    expect(enabledSets(compiled)).toHaveLength(1);
    expect(enabledSets(compiled)[0]!.negate).toBe(true);
  });
});

describe("constant policies are refused", () => {
  it.each<[what: string, require: unknown]>([
    ["never", { allOf: [seniors, { not: seniors }] }],
    [
      "never",
      {
        allOf: [
          { claim: "district", "=": "a" },
          { claim: "district", "=": "b" },
        ],
      },
    ],
    [
      "never",
      {
        allOf: [
          { claim: "disabled", "=": true },
          { claim: "disabled", "=": false },
        ],
      },
    ],
    ["always", { anyOf: [seniors, { not: seniors }] }],
    ["always", { claim: "annualIncome", ">=": "-9223372036854775808" }],
    [
      "always",
      {
        anyOf: [
          { claim: "disabled", "=": true },
          { claim: "disabled", "=": false },
        ],
      },
    ],
  ])("%s satisfied", (what, require) => {
    expect(() => compile(require)).toThrow(PolicySyntaxError);
    expect(() => compile(require)).toThrow(what);
  });
});

it("maxClaims is 1 unless the policy says otherwise", () => {
  expect(compile(seniors).maxClaims).toBe(1);
  expect(compile(seniors, { maxClaims: 3 }).maxClaims).toBe(3);
  expect(policyOf(seniors).maxClaims).toBeUndefined();
});
