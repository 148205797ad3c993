/** The figures of the assessment against a plain count over the 10,000 people, which knows nothing of policies. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseDate } from "../../../src/core/dates.ts";
import { parseSchema } from "../../../src/credentials/credential/schema.ts";
import {
  accumulation,
  apartIn,
  conditionLeakage,
  countingFor,
  disclosure,
  earlySets,
  inferences,
  policyLeakage,
  repetitions,
  shownIn,
  thresholdSweeps,
} from "../../../src/dpia/leakage.ts";
import { type Population, tally } from "../../../src/dpia/population.ts";
import { readRule } from "../../../src/dpia/rule.ts";
import { compilePolicy, parsePolicy } from "../../../src/statement/policy/index.ts";
import type { Expression } from "../../../src/statement/policy/language.ts";

const schema = parseSchema(JSON.parse(readFileSync("examples/policies/schema.json", "utf8")));
const TODAY = parseDate("2026-11-25");

interface Person {
  readonly birthDate: string;
  readonly district: string;
  readonly residentSince: string;
  readonly householdSize: number;
  readonly cents: number;
  readonly disabled: boolean;
  readonly student: boolean;
}

/** Read by hand: this file must not share code with what it checks. */
const PEOPLE: readonly Person[] = readFileSync("examples/data/population.csv", "utf8")
  .trimEnd()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [, , birthDate, district, residentSince, size, income, disabled, student] = line.split(",");
    return {
      birthDate: birthDate!,
      district: district!,
      residentSince: residentSince!,
      householdSize: Number(size),
      cents: Math.round(Number(income) * 100),
      disabled: disabled === "true",
      student: student === "true",
    };
  });

function age({ birthDate }: Person, today = "2026-11-25"): number {
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** The four rules as a clerk would read them. */
const RULES: Readonly<Record<string, (person: Person, today?: string) => boolean>> = {
  "senior-annual-pass": (p, today) => age(p, today) >= 65,
  "city-petition": (p, today) => age(p, today) >= 16 && /^9(0[1-9]|1[0-9]|2[0-3])01$/.test(p.district),
  "energy-cost-cap": (p, today) =>
    age(p, today) >= 18 &&
    ((p.householdSize <= 1 && p.cents <= 1_712_244) ||
      (p.householdSize === 2 && p.cents <= 2_701_236) ||
      (p.householdSize >= 3 && p.cents <= 2_965_428)),
  "city-pass": (p, today) =>
    /^9(0[1-9]|1[0-9]|2[0-3])01$/.test(p.district) &&
    ((age(p, today) >= 18 && p.cents <= 1_921_200) || (age(p, today) < 18 && p.student) || p.disabled),
};

const people = PEOPLE.map(({ cents, ...person }) => ({ ...person, annualIncome: cents }));
const population = { kind: "people", people, groupBy: "district" } as const;
const counted = { schema, population, today: TODAY };
const policyOf = (name: string) =>
  compilePolicy(parsePolicy(readFileSync(`examples/policies/${name}.json`, "utf8"), schema), schema);
const ruleOf = (name: string) => readRule(policyOf(name).policy, TODAY);

it("has 10,000 people", () => {
  expect(PEOPLE).toHaveLength(10_000);
});

describe.each(Object.entries(RULES))("%s", (name, rule) => {
  const policy = policyOf(name);
  const qualifying = PEOPLE.filter((person) => rule(person));
  const written = readRule(policy.policy, TODAY);
  const figures = policyLeakage(written, tally(written.conditions, population, schema)!);

  it("counts exactly the people who qualify", () => {
    expect(figures.anonymitySet).toBe(qualifying.length);
    expect(figures.population).toBe(10_000);
  });

  it("gives the bits of that count", () => {
    expect(figures.bits).toBeCloseTo(-Math.log2(qualifying.length / 10_000), 12);
  });

  it("finds the district in which fewest qualify", () => {
    const byDistrict = new Map<string, number>();
    for (const { district } of qualifying) byDistrict.set(district, (byDistrict.get(district) ?? 0) + 1);
    const fewest = Math.min(...byDistrict.values());
    expect(figures.worst!.qualifying).toBe(fewest);
    expect(byDistrict.get(figures.worst!.group)).toBe(fewest);
    expect(figures.groups.filter((group) => group.qualifying > 0)).toHaveLength(byDistrict.size);
    for (const { group, people, qualifying: count } of figures.groups) {
      expect(people).toBe(PEOPLE.filter(({ district }) => district === group).length);
      expect(count).toBe(byDistrict.get(group) ?? 0);
    }
    const seen = [...byDistrict.values()].reduce((sum, n) => sum + n * n, 0) / qualifying.length;
    expect(figures.expectedWithinGroup).toBeCloseTo(seen, 9);
  });

  it.each([
    ["year", undefined, ["2026-11-25", "2025-11-25", "2024-11-25"]],
    ["quarter", undefined, ["2026-11-25", "2026-08-25", "2026-05-25"]],
    ["month", undefined, ["2026-11-25", "2026-10-25", "2026-09-25"]],
    ["days", "days:14/2026-01-01/0", ["2026-11-25", "2026-11-11", "2026-10-28"]],
    ["days", undefined, []],
    ["once", undefined, []],
  ] as const)("counts those who qualify period after period, as long as a period is: %s %s", (period, grid, days) => {
    expect(repetitions(policy, counted, apartIn(period, grid)).map(({ anonymitySet }) => anonymitySet)).toEqual(
      days.map((_, i) => PEOPLE.filter((p) => days.slice(0, i + 1).every((today) => rule(p, today))).length),
    );
  });

  it("takes the last day of a shorter month", () => {
    const end = { ...counted, today: parseDate("2026-05-31") };
    expect(repetitions(policy, end, { months: 3 })[1]!.anonymitySet).toBe(
      PEOPLE.filter((p) => rule(p, "2026-05-31") && rule(p, "2026-02-28")).length,
    );
  });
});

describe("single conditions", () => {
  it("reveal a condition only when every alternative needs it", () => {
    const rule = ruleOf("energy-cost-cap");
    const conditions = conditionLeakage(rule, tally(rule.conditions, population, schema)!);
    const birth = conditions.filter(({ test }) => test.claim === "birthDate");
    expect(birth).toHaveLength(1);
    expect(birth[0]).toMatchObject({
      isAlwaysRevealed: true,
      anonymitySet: PEOPLE.filter((person) => age(person) >= 18).length,
    });
    expect(conditions.filter(({ isAlwaysRevealed }) => isAlwaysRevealed)).toEqual(birth);
  });

  it("have a row each as the rule is written, with their place", () => {
    const rule = ruleOf("energy-cost-cap");
    const conditions = conditionLeakage(rule, tally(rule.conditions, population, schema)!);
    const text = JSON.stringify(policyOf("energy-cost-cap").policy.require);
    expect(conditions).toHaveLength(text.split('"claim":').length - 1);
    expect(new Set(conditions.map(({ path }) => path)).size).toBe(conditions.length);
  });
});

describe("what an acceptance makes likelier", () => {
  it("is the share among those who qualify, of each condition and in each district", () => {
    const rule = ruleOf("city-pass");
    const found = inferences(rule, tally(rule.conditions, population, schema)!);
    const accepted = PEOPLE.filter((person) => RULES["city-pass"]!(person));
    const share = (of: readonly Person[]) => of.filter(({ disabled }) => disabled).length / of.length;
    const disabled = found.find(({ test }) => test?.claim === "disabled")!;
    expect(disabled.prior).toBeCloseTo(share(PEOPLE), 12);
    expect(disabled.posterior).toBeCloseTo(share(accepted), 12);
    const districts = [...new Set(accepted.map(({ district }) => district))];
    const surest = Math.max(...districts.map((each) => share(accepted.filter(({ district }) => district === each))));
    expect(disabled.worst!.posterior).toBeCloseTo(surest, 12);
    expect(found.filter(({ test }) => test === undefined)).toHaveLength(2);
  });
});

describe("threshold sweeps", () => {
  it("count each threshold and those between two", () => {
    const [sweep] = thresholdSweeps(ruleOf("senior-annual-pass"), counted);
    expect(sweep!.steps.map(({ bound }) => bound)).toEqual([63, 64, 65, 66, 67]);
    for (const { bound, qualifying, between, isCurrent } of sweep!.steps) {
      const years = bound;
      expect(qualifying).toBe(PEOPLE.filter((person) => age(person) >= years).length);
      if (between !== undefined) expect(between).toBe(PEOPLE.filter((person) => age(person) === years).length);
      expect(isCurrent).toBe(years === 65);
    }
  });

  it("move one condition of a larger policy and leave the others", () => {
    const sweeps = thresholdSweeps(ruleOf("energy-cost-cap"), counted);
    const ages = sweeps.find(({ relative }) => relative === "years")!;
    for (const { bound, qualifying } of ages.steps) {
      const years = bound;
      const limits = [0, 1_712_244, 2_701_236, 2_965_428];
      const count = PEOPLE.filter((p) => age(p) >= years && p.cents <= limits[Math.min(p.householdSize, 3)]!).length;
      expect(qualifying).toBe(count);
    }
  });
});

/** A rule made by chance, and the same as a plain function of a person: no code of the policy language in it. */
interface Made {
  readonly require: Expression;
  readonly holds: (person: Person) => boolean;
}

/** Numbers that look random and are the same each time (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

function makeRule(next: (below: number) => number, depth: number): Made {
  if (depth > 0 && next(3) > 0) {
    const parts = Array.from({ length: 2 + next(2) }, () => makeRule(next, depth - 1));
    const requires = parts.map(({ require }) => require);
    if (next(4) === 0) return { require: { not: parts[0]!.require }, holds: (person) => !parts[0]!.holds(person) };
    return next(2) === 0
      ? { require: { allOf: requires }, holds: (person) => parts.every(({ holds }) => holds(person)) }
      : { require: { anyOf: requires }, holds: (person) => parts.some(({ holds }) => holds(person)) };
  }
  const years = 5 + next(80);
  const size = 1 + next(6);
  const cents = 500_000 + next(4_000_000);
  const district = PEOPLE[next(PEOPLE.length)]!.district;
  const leaves: readonly Made[] = [
    { require: { claim: "birthDate", yearsAgo: { ">=": years } }, holds: (p) => age(p) >= years },
    { require: { claim: "birthDate", yearsAgo: { "<": years } }, holds: (p) => age(p) < years },
    { require: { claim: "householdSize", ">=": size }, holds: (p) => p.householdSize >= size },
    { require: { claim: "householdSize", "!=": size }, holds: (p) => p.householdSize !== size },
    { require: { claim: "annualIncome", "<=": cents }, holds: (p) => p.cents <= cents },
    {
      require: { claim: "annualIncome", between: [cents, 2 * cents] },
      holds: (p) => p.cents >= cents && p.cents <= 2 * cents,
    },
    { require: { claim: "district", in: [district] }, holds: (p) => p.district === district },
    { require: { claim: "disabled", "=": true }, holds: (p) => p.disabled },
    { require: { claim: "student", "!=": true }, holds: (p) => !p.student },
  ];
  return leaves[next(leaves.length)]!;
}

describe("fifty rules made by chance", () => {
  const few = PEOPLE.filter((_, i) => i % 5 === 0);
  const some = { ...counted, population: { ...population, people: people.filter((_, i) => i % 5 === 0) } };

  it.each(Array.from({ length: 50 }, (_, seed) => seed + 1))("agree with a plain reader: rule %d", (seed) => {
    const made = makeRule(numbers(seed), 3);
    const rule = readRule({ ...policyOf("city-pass").policy, require: made.require }, TODAY);
    const cells = tally(rule.conditions, some.population, schema)!;
    const qualifying = few.filter(made.holds);
    const figures = policyLeakage(rule, cells);
    expect([figures.anonymitySet, figures.population]).toEqual([qualifying.length, few.length]);
    for (const { group, people: all, qualifying: count } of figures.groups) {
      expect(all).toBe(few.filter(({ district }) => district === group).length);
      expect(count).toBe(qualifying.filter(({ district }) => district === group).length);
    }
    for (const sweep of thresholdSweeps(rule, some)) {
      expect(sweep.steps.find(({ isCurrent }) => isCurrent)!.qualifying).toBe(qualifying.length);
    }
  });
});

describe("thresholds of the rule as it is written", () => {
  it("move in one place alone, though the compiler shares slots", () => {
    const sweeps = thresholdSweeps(ruleOf("energy-cost-cap"), counted);
    const limits = { one: 1_712_244, two: 2_701_236, more: 2_965_428 };
    const sweep = sweeps.find(({ claim, operator }) => claim === "householdSize" && operator === ">=")!;
    for (const { bound, qualifying } of sweep.steps) {
      const plain = (p: Person): boolean =>
        age(p) >= 18 &&
        ((p.householdSize === 1 && p.cents <= limits.one) ||
          (p.householdSize === 2 && p.cents <= limits.two) ||
          (p.householdSize >= bound && p.cents <= limits.more));
      expect(qualifying).toBe(PEOPLE.filter(plain).length);
    }
  });
});

describe("a version that is published", () => {
  it("shows small counts as the limit, rounds the others, and leaves nobody out", () => {
    const rule = ruleOf("city-pass");
    const shown = shownIn({ suppressBelow: 50, roundTo: 10 });
    const figures = policyLeakage(rule, tally(rule.conditions, population, schema)!, countingFor(shown));
    for (const { people: all, qualifying } of figures.groups) {
      for (const count of [all, qualifying]) expect(count === 0 || (count >= 50 && count % 10 === 0)).toBe(true);
    }
    expect([0, 1, 49, 54, 55].map(shown)).toEqual([0, 50, 50, 50, 60]);
  });
});

describe("accumulation", () => {
  it("counts who qualifies for all policies of one class", () => {
    const [a, b] = ["energy-cost-cap", "city-pass"] as const;
    const both = PEOPLE.filter((person) => RULES[a]!(person) && RULES[b]!(person)).length;
    const found = accumulation([policyOf(a), policyOf(b)], counted)!;
    expect(found.anonymitySet).toBe(both);
    expect(found.bits).toBeCloseTo(-Math.log2(both / 10_000), 12);
    expect(found.policies).toEqual([a, b]);
  });
});

describe("histograms of single claims", () => {
  const bins = (claim: "birthDate" | "district") => {
    const counts = new Map<string, number>();
    for (const person of people) counts.set(person[claim], (counts.get(person[claim]) ?? 0) + 1);
    return [...counts].map(([value, count]) => ({ value, count }));
  };

  it("agree with the people where a policy looks at one claim", () => {
    const rule = ruleOf("senior-annual-pass");
    const claims = new Map([["birthDate", bins("birthDate")]]);
    const figures = policyLeakage(rule, tally(rule.conditions, { kind: "histograms", size: 10_000, claims }, schema)!);
    expect(figures.anonymitySet).toBeCloseTo(PEOPLE.filter((person) => age(person) >= 65).length, 6);
  });

  it("multiply where a policy looks at several, and say nothing where one is missing", () => {
    const rule = ruleOf("city-petition");
    const claims = new Map((["birthDate", "district"] as const).map((claim) => [claim as string, bins(claim)]));
    const histograms: Population = { kind: "histograms", size: 10_000, claims, groupBy: "district" };
    const figures = policyLeakage(rule, tally(rule.conditions, histograms, schema)!);
    const adults = PEOPLE.filter((person) => age(person) >= 16).length;
    expect(figures.anonymitySet).toBeCloseTo(adults, 6);
    const inFirst = PEOPLE.filter(({ district }) => district === "90101").length;
    expect(figures.groups[0]!.qualifying).toBeCloseTo((inFirst * adults) / 10_000, 6);
    claims.delete("district");
    expect(tally(rule.conditions, { ...histograms, claims }, schema)).toBeUndefined();
  });
});

describe("small formulas", () => {
  it("count bits and early presenters", () => {
    expect(disclosure(1, 1024).bits).toBe(10);
    expect(disclosure(5, 5).bits).toBe(0);
    expect(disclosure(0, 5).bits).toBe(Number.POSITIVE_INFINITY);
    expect(earlySets(30, 240)).toEqual([
      { hours: 1, presenters: 10 },
      { hours: 8, presenters: 30 },
      { hours: 24, presenters: 30 },
      { hours: 168, presenters: 30 },
    ]);
  });
});
