/**
 * Synthetic people in Vienna, from a seed: the same on every machine. Nobody in it exists. Distributions and their sources
 * are stated in examples/data/README.md.
 */
import { createHash } from "node:crypto";
import districts from "../examples/data/districts.json" with { type: "json" };

/** Ages and durations are counted back from this day. */
const REFERENCE = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;

/** xoshiro128** (Blackman, Vigna 2018), seeded with SHA-256 of a text: the same numbers on every machine. */
function createRandom(seed: string): () => number {
  const digest = createHash("sha256").update(seed).digest();
  const s = new Uint32Array([0, 4, 8, 12].map((offset) => digest.readUInt32LE(offset)));
  const rotate = (x: number, k: number) => ((x << k) | (x >>> (32 - k))) >>> 0;
  const next = (): number => {
    const result = Math.imul(rotate(Math.imul(s[1]!, 5) >>> 0, 7), 9) >>> 0;
    const t = (s[1]! << 9) >>> 0;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = rotate(s[3]!, 11);
    return result;
  };
  return () => (next() * 2 ** 21 + (next() >>> 11)) / 2 ** 53;
}

type Role = "alone" | "couple" | "parent" | "child";

/** Ages in years by role; bands with weights that together give the published age groups. */
const AGES: Readonly<Record<Role, readonly (readonly [readonly [number, number], number])[]>> = {
  alone: [
    [[18, 25], 11],
    [[25, 35], 23],
    [[35, 50], 19],
    [[50, 65], 18],
    [[65, 75], 16],
    [[75, 85], 13],
    [[85, 98], 4],
  ],
  couple: [
    [[19, 25], 8],
    [[25, 35], 22],
    [[35, 50], 13],
    [[50, 65], 18],
    [[65, 75], 26],
    [[75, 85], 18],
    [[85, 95], 3],
  ],
  parent: [
    [[22, 30], 9],
    [[30, 40], 38],
    [[40, 50], 35],
    [[50, 62], 16],
    [[62, 72], 2],
  ],
  child: [
    [[0, 15], 56],
    [[15, 20], 21],
    [[20, 27], 23],
  ],
};

/** Share of Vienna's households by number of people. */
const HOUSEHOLD_SIZES = [
  [1, 46.0],
  [2, 26.3],
  [3, 12.5],
  [4, 9.8],
  [5, 3.4],
  [6, 2.0],
] as const;

/** Median equivalised net income of a person's household in EUR a year, and the spread of its logarithm. */
const INCOME = { median: 31_443, logSpread: 0.48 };

const districtWeights = districts.districts.map(({ code, population2019 }) => [code, population2019] as const);

interface Age {
  readonly ageDays: number;
  readonly age: number;
}

const dateBefore = (days: number): string => new Date(REFERENCE - days * DAY).toISOString().slice(0, 10);

/** One synthetic person. */
export interface SyntheticPerson {
  /** `P00001` and so on. */
  readonly id: string;
  readonly householdId: string;
  readonly birthDate: string;
  readonly district: string;
  readonly residentSince: string;
  readonly householdSize: number;
  /** EUR a year, two decimals. */
  readonly income: string;
  readonly isDisabled: boolean;
  readonly isStudent: boolean;
}

/** People by households, as many as are asked for. @param seed any text */
export function* syntheticPeople(seed: string, count: number): Generator<SyntheticPerson, void, undefined> {
  const random = createRandom(seed);
  const chance = (probability: number): boolean => random() < probability;
  const between = (lo: number, hi: number): number => lo + random() * (hi - lo);

  function pick<Item>(weighted: readonly (readonly [Item, number])[]): Item {
    let rest = random() * weighted.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [item, weight] of weighted) {
      rest -= weight;
      if (rest < 0) return item;
    }
    return weighted.at(-1)![0];
  }

  /** A standard normal number: the sum of twelve uniform ones, less six. Needs additions only. */
  function normal(): number {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += random();
    return sum;
  }

  function person(role: Role, near?: number): Age {
    const [lo, hi] = near === undefined ? pick(AGES[role]) : [Math.max(19, near - 6), near + 6];
    const years = between(lo, hi);
    return { ageDays: Math.floor(years * 365.2425), age: years };
  }

  function members(size: number): readonly Age[] {
    if (size === 1) return [person("alone")];
    if (size === 2) {
      if (chance(0.15)) return [person("parent"), person("child")];
      const first = person("couple");
      return [first, person("couple", first.age)];
    }
    const first = person("parent");
    const children = Array.from({ length: size - 2 }, () => person("child"));
    return [first, person("parent", first.age), ...children];
  }

  function isDisabled(age: number): boolean {
    return chance(age >= 65 ? 0.304 : age >= 15 ? 0.045 : 0.015);
  }

  function isStudent(age: number): boolean {
    if (age < 15) return false;
    if (age < 18) return chance(0.85);
    if (age < 20) return chance(0.6);
    if (age < 25) return chance(0.45);
    if (age < 30) return chance(0.25);
    return chance(age < 40 ? 0.07 : 0.01);
  }

  let number = 0;
  for (let household = 1; number < count; household++) {
    const people = members(pick(HOUSEHOLD_SIZES));
    const adultsAndTeens = people.filter(({ age }) => age >= 14).length;
    const equivalents = 1 + 0.5 * (adultsAndTeens - 1) + 0.3 * (people.length - adultsAndTeens);
    const income = INCOME.median * Math.E ** (INCOME.logSpread * normal()) * equivalents;
    const district = pick(districtWeights);
    // Most households have lived at their address for a few years, some for decades.
    const sinceDays = Math.floor(between(0, 1) * between(0, 1) * 40 * 365);
    for (const { ageDays, age } of people) {
      if (number >= count) break;
      yield {
        id: `P${String(++number).padStart(5, "0")}`,
        householdId: `H${String(household).padStart(5, "0")}`,
        birthDate: dateBefore(ageDays),
        district,
        residentSince: dateBefore(Math.min(ageDays, sinceDays)),
        householdSize: people.length,
        income: income.toFixed(2),
        isDisabled: isDisabled(age),
        isStudent: isStudent(age),
      };
    }
  }
}
