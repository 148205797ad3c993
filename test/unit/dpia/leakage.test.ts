/** The figures of the assessment against a plain count over the 10,000 people, which knows nothing of slots or policies. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseDate } from "../../../src/core/dates.ts";
import { encodeClaims } from "../../../src/credentials/credential/claims.ts";
import { parseSchema } from "../../../src/credentials/credential/schema.ts";
import {
  accumulation,
  conditionLeakage,
  disclosure,
  earlySets,
  policyLeakage,
  repetitions,
  thresholdSweeps,
} from "../../../src/dpia/leakage.ts";
import { type Population, satisfies, slotsOfPeople, tally } from "../../../src/dpia/population.ts";
import { compilePolicy, parsePolicy } from "../../../src/statement/policy/index.ts";

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

const encoded = PEOPLE.map((person) =>
  encodeClaims(schema, {
    birthDate: person.birthDate,
    district: person.district,
    residentSince: person.residentSince,
    householdSize: person.householdSize,
    annualIncome: person.cents,
    disabled: person.disabled,
    student: person.student,
  }),
);
const districtIndex = schema.claims.findIndex(({ name }) => name === "district");
const population: Population = {
  kind: "people",
  people: encoded,
  group: { claimIndex: districtIndex, label: (value) => Buffer.from(value.toString(16), "hex").toString("ascii") },
};
const policyOf = (name: string) =>
  compilePolicy(parsePolicy(readFileSync(`examples/policies/${name}.json`, "utf8"), schema), schema);

it("has 10,000 people", () => {
  expect(PEOPLE).toHaveLength(10_000);
});

describe.each(Object.entries(RULES))("%s", (name, rule) => {
  const policy = policyOf(name);
  const qualifying = PEOPLE.filter((person) => rule(person));
  const cells = tally(policy, population, TODAY)!;
  const figures = policyLeakage(policy, cells, PEOPLE.length);

  it("counts exactly the people who qualify", () => {
    const ok = slotsOfPeople(policy, encoded, TODAY);
    const counted = PEOPLE.filter((_, i) => satisfies(policy, ok[i]!));
    expect(counted).toEqual(qualifying);
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

  it("counts those who qualify year after year", () => {
    const years = ["2026-11-25", "2025-11-25", "2024-11-25"];
    expect(repetitions(policy, population, TODAY).map(({ anonymitySet }) => anonymitySet)).toEqual(
      years.map((_, i) => PEOPLE.filter((p) => years.slice(0, i + 1).every((today) => rule(p, today))).length),
    );
  });
});

describe("single conditions", () => {
  it("reveal a condition only when every alternative needs it", () => {
    const policy = policyOf("energy-cost-cap");
    const conditions = conditionLeakage(policy, tally(policy, population, TODAY)!, PEOPLE.length);
    const birth = conditions.filter(({ claimIndex }) => schema.claims[claimIndex]!.name === "birthDate");
    expect(birth).toHaveLength(1);
    expect(birth[0]).toMatchObject({
      isAlwaysRevealed: true,
      anonymitySet: PEOPLE.filter((person) => age(person) >= 18).length,
    });
    expect(conditions.filter(({ isAlwaysRevealed }) => isAlwaysRevealed)).toEqual(birth);
  });
});

describe("threshold sweeps", () => {
  it("count each threshold and those between two", () => {
    const [sweep] = thresholdSweeps(policyOf("senior-annual-pass"), population, TODAY);
    expect(sweep!.steps.map(({ bound }) => Number(bound) / 10_000)).toEqual([63, 64, 65, 66, 67]);
    for (const { bound, qualifying, between, isCurrent } of sweep!.steps) {
      const years = Number(bound) / 10_000;
      expect(qualifying).toBe(PEOPLE.filter((person) => age(person) >= years).length);
      if (between !== undefined) expect(between).toBe(PEOPLE.filter((person) => age(person) === years).length);
      expect(isCurrent).toBe(years === 65);
    }
  });

  it("move one condition of a larger policy and leave the others", () => {
    const sweeps = thresholdSweeps(policyOf("energy-cost-cap"), population, TODAY);
    const ages = sweeps.find(({ relative }) => relative === "years")!;
    for (const { bound, qualifying } of ages.steps) {
      const years = Number(bound) / 10_000;
      const limits = [0, 1_712_244, 2_701_236, 2_965_428];
      const count = PEOPLE.filter((p) => age(p) >= years && p.cents <= limits[Math.min(p.householdSize, 3)]!).length;
      expect(qualifying).toBe(count);
    }
  });
});

describe("accumulation", () => {
  it("counts who qualifies for all policies of one class", () => {
    const [a, b] = ["energy-cost-cap", "city-pass"] as const;
    const both = PEOPLE.filter((person) => RULES[a]!(person) && RULES[b]!(person)).length;
    const found = accumulation([policyOf(a), policyOf(b)], population, TODAY)!;
    expect(found.anonymitySet).toBe(both);
    expect(found.bits).toBeCloseTo(-Math.log2(both / 10_000), 12);
    expect(found.policies).toEqual([a, b]);
  });
});

describe("histograms of single claims", () => {
  const bins = (claim: number) => {
    const counts = new Map<bigint, number>();
    for (const claims of encoded) counts.set(claims[claim]!, (counts.get(claims[claim]!) ?? 0) + 1);
    return [...counts].map(([value, count]) => ({ value, count }));
  };

  it("agree with the people where a policy looks at one claim", () => {
    const policy = policyOf("senior-annual-pass");
    const histograms: Population = { kind: "histograms", size: 10_000, claims: new Map([[0, bins(0)]]) };
    const figures = policyLeakage(policy, tally(policy, histograms, TODAY)!, 10_000);
    expect(figures.anonymitySet).toBeCloseTo(PEOPLE.filter((person) => age(person) >= 65).length, 6);
  });

  it("multiply where a policy looks at several, and say nothing where one is missing", () => {
    const policy = policyOf("city-petition");
    const claims = new Map([0, 1].map((index) => [index, bins(index)]));
    const histograms: Population = { kind: "histograms", size: 10_000, claims, ...{ group: population.group! } };
    const cells = tally(policy, histograms, TODAY)!;
    const figures = policyLeakage(policy, cells, 10_000);
    const adults = PEOPLE.filter((person) => age(person) >= 16).length;
    expect(figures.anonymitySet).toBeCloseTo(adults, 6);
    const inFirst = PEOPLE.filter(({ district }) => district === "90101").length;
    expect(figures.groups[0]!.qualifying).toBeCloseTo((inFirst * adults) / 10_000, 6);
    claims.delete(1);
    expect(tally(policy, { ...histograms, claims }, TODAY)).toBeUndefined();
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
