import { describe, expect, it } from "vitest";
import { parseDate } from "../../../../src/core/dates.ts";
import type { ClaimRecord } from "../../../../src/credentials/credential/claims.ts";
import { type PublishedSchema, parsePublishedSchema } from "../../../../src/credentials/credential/published-schema.ts";
import { SchemaError } from "../../../../src/credentials/credential/schema.ts";
import { PolicySyntaxError } from "../../../../src/statement/policy/check.ts";
import { type LintOptions, type LintRule, lintPolicy, type Policy } from "../../../../src/statement/policy/index.ts";
import { plainPolicy, policyOf, residentSchema } from "./builders.ts";

const seniors = { claim: "birthDate", yearsAgo: { ">=": 65 } };
const disabled = { claim: "disabled", "=": true };
const city = { claim: "district", in: ["90101", "90201"] };

const lint = (require: unknown, options: LintOptions = {}, extra = {}) =>
  lintPolicy(policyOf(require, extra), residentSchema, options);
const findingsOf = (rule: LintRule, require: unknown, options: LintOptions = {}, extra = {}) =>
  lint(require, options, extra).filter((finding) => finding.rule === rule);

describe("lintPolicy finds, and leaves alone what is fine", () => {
  it.each<[rule: LintRule, bad: unknown, path: string, good: unknown]>([
    [
      "singleton-set",
      { allOf: [seniors, { claim: "district", in: ["90101"] }] },
      "require.allOf[1].in",
      { allOf: [seniors, city] },
    ],
    ["singleton-set", { claim: "occupation", "=": "mayor" }, 'require["="]', { claim: "occupation", "!=": "mayor" }],
    [
      "exact-value",
      { claim: "birthDate", "=": "1990-05-17" },
      'require["="]',
      { claim: "birthDate", "<": "1990-05-17" },
    ],
    [
      "exact-value",
      { claim: "birthDate", between: ["1990-05-17", "1990-05-17"] },
      "require.between",
      { claim: "birthDate", between: ["1980-05-17", "1990-05-17"] },
    ],
    ["exact-value", { claim: "annualIncome", "=": 2_000_000 }, 'require["="]', { claim: "householdSize", "=": 2 }],
    [
      "narrow-range",
      { claim: "birthDate", between: ["1990-05-01", "1990-05-31"] },
      "require.between",
      { claim: "birthDate", between: ["1990-01-01", "1990-12-31"] },
    ],
    [
      "narrow-range",
      { claim: "residentSince", daysAgo: { "=": 90 } },
      "require.daysAgo",
      { claim: "residentSince", daysAgo: { ">=": 90 } },
    ],
    [
      "narrow-range",
      { claim: "birthDate", yearsAgo: { "=": 18 } },
      "require.yearsAgo",
      { claim: "birthDate", yearsAgo: { between: [18, 25] } },
    ],
    [
      "precise-money",
      { claim: "annualIncome", "<=": 1_712_244 },
      'require["<="]',
      { claim: "annualIncome", "<=": 1_712_000 },
    ],
    [
      "always-true",
      { allOf: [seniors, { claim: "householdSize", ">=": 1 }] },
      "require.allOf[1]",
      { allOf: [seniors, { claim: "householdSize", ">=": 2 }] },
    ],
    ["always-true", { anyOf: [seniors, { not: seniors }] }, "require", { anyOf: [seniors, disabled] }],
    [
      "always-true",
      { allOf: [disabled, { anyOf: [seniors, { claim: "birthDate", yearsAgo: { "<": 70 } }] }] },
      "require.allOf[1]",
      { allOf: [disabled, { anyOf: [seniors, { claim: "birthDate", yearsAgo: { "<": 60 } }] }] },
    ],
    [
      "never-true",
      { anyOf: [seniors, { claim: "annualIncome", "<": 0 }] },
      "require.anyOf[1]",
      { anyOf: [seniors, { claim: "annualIncome", "<": 1_000 }] },
    ],
    ["never-true", { claim: "householdSize", ">": 30 }, "require", { claim: "householdSize", ">": 29 }],
    [
      "contradiction",
      { anyOf: [disabled, { allOf: [seniors, { claim: "birthDate", yearsAgo: { "<": 60 } }] }] },
      "require.anyOf[1]",
      { anyOf: [disabled, { allOf: [seniors, { claim: "birthDate", yearsAgo: { "<": 70 } }] }] },
    ],
    [
      "contradiction",
      { allOf: [city, { claim: "district", notIn: ["90101", "90201", "90301"] }] },
      "require",
      { allOf: [city, { claim: "district", notIn: ["90101", "90301"] }] },
    ],
    [
      "duplicate-condition",
      { anyOf: [disabled, seniors, { claim: "disabled", "!=": false }] },
      "require.anyOf[2]",
      { anyOf: [disabled, seniors] },
    ],
    [
      "redundant-condition",
      { anyOf: [seniors, { claim: "birthDate", yearsAgo: { ">=": 70 } }] },
      "require.anyOf[1]",
      { anyOf: [seniors, { claim: "birthDate", yearsAgo: { "<": 20 } }] },
    ],
    [
      "redundant-condition",
      { allOf: [{ claim: "birthDate", yearsAgo: { ">=": 18 } }, seniors] },
      "require.allOf[0]",
      { allOf: [seniors, { claim: "birthDate", yearsAgo: { "<": 90 } }] },
    ],
    [
      "too-large",
      {
        anyOf: [city, { claim: "district", in: ["a", "b"] }].concat([]).flatMap((one, i) =>
          ["x", "y"].map((text, j) => ({
            allOf: [one, { claim: "occupation", "=": text }, { claim: "householdSize", "=": 2 + i + 2 * j }],
          })),
        ),
      },
      "require",
      { anyOf: [city, seniors] },
    ],
  ])("%s %#", (rule, bad, path, good) => {
    expect(findingsOf(rule, bad).map((finding) => finding.path)).toEqual([path]);
    expect(findingsOf(rule, good)).toEqual([]);
  });

  it("unused-set", () => {
    const sets = { city: ["90101", "90201"] };
    expect(findingsOf("unused-set", seniors, {}, { sets })).toMatchObject([{ path: "sets.city", severity: "info" }]);
    expect(findingsOf("unused-set", { claim: "district", in: { set: "city" } }, {}, { sets })).toEqual([]);
  });

  it("nothing about a plain policy", () => {
    expect(lint({ allOf: [seniors, city] })).toEqual([]);
  });

  it("only the outermost place of a constant that comes from within", () => {
    const findings = lint({ allOf: [seniors, { claim: "householdSize", ">": 30 }] });
    expect(findings.filter(({ severity }) => severity === "error")).toMatchObject([
      { rule: "never-true", path: "require" },
    ]);
    expect(findings.filter(({ severity }) => severity === "warning")).toMatchObject([
      { rule: "never-true", path: "require.allOf[1]" },
    ]);
  });
});

describe("lintPolicy with a population", () => {
  const person = (birthDate: string, district: string, isDisabled = false): ClaimRecord => ({
    birthDate,
    district,
    residentSince: "2010-01-01",
    householdSize: 2,
    annualIncome: 3_000_000,
    disabled: isDisabled,
    occupation: "none",
  });
  const young = Array.from({ length: 40 }, () => person("1990-01-01", "90101"));
  const old = Array.from({ length: 20 }, () => person("1950-01-01", "90201"));
  const population = {
    people: [...young, ...old, person("1950-01-01", "92301"), person("1930-01-01", "90201", true)],
    today: parseDate("2026-07-01"),
  };

  it("few-people: a policy that fits one, some, or enough", () => {
    const of = (require: unknown) => findingsOf("few-people", require, { population });
    expect(of({ claim: "district", "=": "92301" })).toMatchObject([{ severity: "error", path: "require" }]);
    expect(of({ claim: "district", in: ["92301", "nowhere"] })[0]!.message).toContain("1 of 62");
    expect(of({ allOf: [seniors, { anyOf: [disabled, { claim: "district", "=": "92301" }] }] })).toMatchObject([
      { severity: "warning" },
    ]);
    expect(of(seniors)).toEqual([]);
  });

  it("few-people: not for alternatives, which stay hidden", () => {
    expect(findingsOf("few-people", { anyOf: [seniors, disabled] }, { population })).toEqual([]);
  });

  it("the smallest crowd can be set", () => {
    expect(findingsOf("few-people", seniors, { population, minimumPeople: 30 })).toHaveLength(1);
  });

  it("a population smaller than a crowd says nothing", () => {
    expect(findingsOf("few-people", seniors, { population: { ...population, people: old.slice(0, 5) } })).toEqual([]);
  });
});

describe("lintPolicy with sibling policies", () => {
  const sibling = (require: unknown, extra = {}): Policy => policyOf(require, { name: "sibling", ...extra });
  const limit = (cents: number) => ({ allOf: [seniors, { claim: "annualIncome", "<=": cents }] });

  it("threshold-sweep: two policies that differ in one bound", () => {
    const findings = findingsOf("threshold-sweep", limit(2_000_000), { siblings: [sibling(limit(2_100_000))] });
    expect(findings).toMatchObject([{ path: "require.allOf[1]", severity: "warning" }]);
    expect(findings[0]!.message).toContain("sibling@1");
  });

  it("threshold-sweep: lists that differ by a member", () => {
    const siblings = [
      sibling({ claim: "district", in: { set: "city" } }, { sets: { city: ["90101", "90201", "90301"] } }),
    ];
    expect(findingsOf("threshold-sweep", city, { siblings })).toHaveLength(1);
  });

  it("says nothing of equal policies, other claims, or two differences", () => {
    for (const other of [
      limit(2_000_000),
      { allOf: [seniors, { claim: "householdSize", "<=": 3 }] },
      seniors,
      {
        allOf: [
          { claim: "birthDate", yearsAgo: { ">=": 60 } },
          { claim: "annualIncome", "<=": 2_100_000 },
        ],
      },
    ]) {
      expect(findingsOf("threshold-sweep", limit(2_000_000), { siblings: [sibling(other)] })).toEqual([]);
    }
  });
});

describe("lintPolicy with newer schemas of the office", () => {
  const newer = (version: string, schema: string, until = "2027-06-30") =>
    parsePublishedSchema({ ...residentSchema, version, supersedes: { schema, until } });
  const found = (today: string, ...schemas: readonly PublishedSchema[]) =>
    findingsOf("superseded-schema", seniors, { newer: { schemas, today: parseDate(today) } });

  it("names a policy whose schema is superseded, as a warning until the overlap's last day and as an error after it", () => {
    const second = newer("2", "resident@1");
    expect(found("2027-06-30", second)).toEqual([
      {
        rule: "superseded-schema",
        severity: "warning",
        path: "schema",
        message:
          "resident@2 supersedes resident@1: portals take both until 2027-06-30; write the policy for resident@2 by then",
      },
    ]);
    expect(found("2027-07-01", second)).toMatchObject([{ severity: "error", path: "schema" }]);
  });

  it("names the newest schema of a line, and the day of the policy's own", () => {
    const [finding] = found("2027-01-01", newer("3", "resident@2", "2029-12-31"), newer("2", "resident@1"));
    expect(finding!.message).toMatch(/^resident@3 supersedes resident@1: portals take both until 2027-06-30/);
  });

  it("says nothing of a policy for the newest schema, and without newer ones", () => {
    expect(found("2030-01-01", newer("1.1", "resident@0"), residentSchema as PublishedSchema)).toEqual([]);
    expect(found("2030-01-01")).toEqual([]);
    expect(findingsOf("superseded-schema", seniors)).toEqual([]);
  });

  it("refuses schemas that supersede each other, and two that supersede one", () => {
    expect(() => found("2027-01-01", newer("2", "resident@1"), newer("1", "resident@2"))).toThrow(SchemaError);
    expect(() =>
      found(
        "2027-01-01",
        newer("3", "resident@2"),
        newer("2", "resident@1"),
        newer("2.1", "resident@3"),
        newer("2", "resident@2.1"),
      ),
    ).toThrow(SchemaError);
    expect(() => found("2027-01-01", newer("2", "resident@1"), newer("3", "resident@1"))).toThrow(SchemaError);
  });
});

it("a policy that does not fit the schema is refused, not linted", () => {
  const policy = { ...plainPolicy({ claim: "unheardOf", "=": 1 }) } as unknown as Policy;
  expect(() => lintPolicy(policy, residentSchema)).toThrow(PolicySyntaxError);
});
