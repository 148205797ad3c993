import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { parseDate } from "../../../../src/core/dates.ts";
import type { ClaimRecord } from "../../../../src/credentials/credential/claims.ts";
import { encodeClaims } from "../../../../src/credentials/credential/claims.ts";
import { createRowReader, parseMapping } from "../../../../src/credentials/credential/mapping.ts";
import { parseSchema } from "../../../../src/credentials/credential/schema.ts";
import {
  compilePolicy,
  evaluateCompiled,
  evaluatePolicy,
  explainPolicy,
  LANGUAGES,
  lintPolicy,
  loadMessages,
  parsePolicy,
} from "../../../../src/statement/policy/index.ts";

const read = (path: string): string => readFileSync(`examples/${path}`, "utf8");
const schema = parseSchema(JSON.parse(read("policies/schema.json")));
const mapping = parseMapping(JSON.parse(read("data/mapping.json")), schema);
const { districts } = JSON.parse(read("data/districts.json")) as {
  districts: { code: string; population2019: number }[];
};
const [header, ...rows] = parse(read("data/population.csv")) as string[][];
const readRow = createRowReader(mapping, schema, header!);
const people: readonly ClaimRecord[] = rows.map((row) => readRow(row).claims);
const today = parseDate("2026-07-01");

describe("the population", () => {
  it("has 10,000 people with distinct commitments, each fit to be issued", () => {
    expect(people).toHaveLength(10_000);
    expect(new Set(rows.map((row) => row[header!.indexOf("holder_commitment")])).size).toBe(10_000);
    for (const claims of people) encodeClaims(schema, claims);
  });

  it("lives in the 23 districts, and nobody before being born", () => {
    const codes = new Set(districts.map(({ code }) => code));
    expect(codes.size).toBe(23);
    expect(districts.reduce((sum, { population2019 }) => sum + population2019, 0)).toBe(1_897_491);
    for (const { district, residentSince, birthDate } of people) {
      expect(codes.has(district as string)).toBe(true);
      expect(residentSince! >= birthDate!).toBe(true);
    }
  });

  it("has the shares that its README states", () => {
    const share = (isOne: (claims: ClaimRecord) => boolean) => people.filter(isOne).length / people.length;
    expect(share(({ birthDate }) => String(birthDate) <= "1961-01-01")).toBeCloseTo(0.163, 2);
    expect(share(({ birthDate }) => String(birthDate) > "2011-01-01")).toBeCloseTo(0.146, 2);
    expect(share(({ disabled }) => disabled === true)).toBeCloseTo(0.082, 2);
    const households = new Map(rows.map((row, i) => [row[1], people[i]!]));
    expect(people.length / households.size).toBeCloseTo(2.05, 1);
    expect(
      [...households.values()].filter(({ householdSize }) => householdSize === 1).length / households.size,
    ).toBeCloseTo(0.463, 2);
  });
});

describe.each([
  ["senior-annual-pass", "age", 0.6],
  ["energy-cost-cap", "eligibility", 0.6],
  ["city-pass", "eligibility", 0.6],
  // Not a benefit: almost everybody may sign.
  ["city-petition", "residency", 0.95],
] as const)("%s", (name, circuit, most) => {
  const policy = parsePolicy(read(`policies/${name}.json`), schema);
  const compiled = compilePolicy(policy, schema);

  it(`compiles for ${circuit}, names its source and has no serious lint findings`, async () => {
    expect(compiled.circuit).toBe(circuit);
    expect(policy.source?.url).toMatch(/^https:\/\//);
    expect(policy.source?.note?.length).toBeGreaterThan(50);
    const findings = lintPolicy(policy, schema, { population: { people: people.slice(0, 2_000), today } });
    expect(findings.filter(({ severity }) => severity !== "info")).toEqual([]);
    for (const language of LANGUAGES) {
      const { text } = explainPolicy(policy, schema, { messages: await loadMessages(language) });
      expect(text).toMatch(/[.]$/);
    }
  });

  it("accepts a plausible share of the population, in both evaluators alike", () => {
    let accepted = 0;
    for (const claims of people) {
      const isAccepted = evaluatePolicy(policy, { schema, claims, today });
      if (evaluateCompiled(compiled, { claims: encodeClaims(schema, claims), today }) !== isAccepted)
        throw new Error(JSON.stringify(claims));
      if (isAccepted) accepted++;
    }
    expect(accepted / people.length).toBeGreaterThan(0.005);
    expect(accepted / people.length).toBeLessThan(most);
  });

  it("lists every district where it lists districts", () => {
    const listed = policy.sets?.viennaDistricts;
    if (listed !== undefined) expect(listed).toEqual(districts.map(({ code }) => code));
  });
});
