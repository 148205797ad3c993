/** Random policies and people of one schema with every claim type. Values are drawn from small pools so that bounds are hit. */
import fc from "fast-check";
import { type CalendarDate, parseDate } from "../../../../src/core/dates.ts";
import type { ClaimRecord } from "../../../../src/credentials/credential/claims.ts";
import { type CredentialSchema, parseSchema } from "../../../../src/credentials/credential/schema.ts";
import type { Comparison, Expression, Policy } from "../../../../src/statement/policy/index.ts";

/** Seven claims, one of each type. */
export const testSchema: CredentialSchema = parseSchema({
  civicproof: "schema/v2",
  name: "test-resident",
  version: "1",
  claims: [
    { name: "birthDate", type: "date" },
    { name: "district", type: "code" },
    { name: "residentSince", type: "day" },
    { name: "annualIncome", type: "money" },
    { name: "householdSize", type: "integer" },
    { name: "disabled", type: "boolean" },
    { name: "occupation", type: "text" },
  ],
});

/** Days around birthdays, leap days and year ends. */
export const dayPool = [
  "1800-01-01",
  "1936-02-29",
  "1959-12-31",
  "1960-02-28",
  "1960-02-29",
  "1960-03-01",
  "1990-06-15",
  "2006-06-14",
  "2006-06-15",
  "2006-06-16",
  "2023-12-31",
  "2024-01-01",
  "2024-02-29",
  "2024-06-15",
  "2025-02-28",
  "2025-03-01",
  "2026-07-01",
  "2031-01-01",
] as const;
const districtPool = ["AT130", "AT127", "AT126", "90101", "90201", "92301", "x", "~~~~~~~~~~~~~~~"] as const;
const incomePool = [
  -1,
  0,
  1,
  99_999,
  100_000,
  1_712_244,
  2_701_236,
  9_000_000,
  "9223372036854775807",
  "-9223372036854775808",
] as const;
const sizePool = [-3, 0, 1, 2, 3, 4, 5, 6, 7, 9, 12, "-9223372036854775808"] as const;
const occupationPool = ["student", "Schüler", "Schu\u0308ler", "retired", "none of these"] as const;

/** Some members of a pool, distinct once encoded: 1 and "1" don't both occur in one pool, but two spellings of a text do. */
const someOf = <Value extends string | number>(pool: readonly Value[]) =>
  fc
    .subarray([...pool], { minLength: 1 })
    .map((values) =>
      values.filter(
        (value, i) =>
          values.findIndex((other) => String(other).normalize("NFC") === String(value).normalize("NFC")) === i,
      ),
    );

const one = <Value>(pool: readonly Value[]) => fc.constantFrom(...pool);

function pairOf<Value>(pool: readonly Value[], isAfter: (a: Value, b: Value) => boolean) {
  return fc.tuple(one(pool), one(pool)).map(([a, b]) => (isAfter(a, b) ? [b, a] : [a, b]) as [Value, Value]);
}

const orderOperators = ["<", "<=", "=", "!=", ">", ">="] as const;

function orderTest(
  claim: string,
  pool: readonly (string | number)[],
  isAfter: (a: string | number, b: string | number) => boolean,
) {
  return fc.oneof(
    fc.tuple(one(orderOperators), one(pool)).map(([operator, value]) => ({ claim, [operator]: value }) as Comparison),
    pairOf(pool, isAfter).map((between) => ({ claim, between }) as Comparison),
    fc
      .tuple(one(["in", "notIn"] as const), someOf(pool))
      .map(([operator, list]) => ({ claim, [operator]: list }) as Comparison),
  );
}

function relativeTest(claim: string, key: "yearsAgo" | "daysAgo", pool: readonly number[]) {
  return fc.oneof(
    fc
      .tuple(one(orderOperators), one(pool))
      .map(([operator, n]) => ({ claim, [key]: { [operator]: n } }) as Comparison),
    pairOf(pool, (a, b) => a > b).map((between) => ({ claim, [key]: { between } }) as Comparison),
  );
}

function listTest(claim: string, pool: readonly string[]) {
  return fc.oneof(
    fc
      .tuple(one(["=", "!="] as const), one(pool))
      .map(([operator, value]) => ({ claim, [operator]: value }) as Comparison),
    fc
      .tuple(one(["in", "notIn"] as const), someOf(pool))
      .map(([operator, list]) => ({ claim, [operator]: list }) as Comparison),
  );
}

const laterText = (a: string | number, b: string | number) => a > b;
const larger = (a: string | number, b: string | number) => BigInt(a) > BigInt(b);

/** One condition on one claim of {@link testSchema}. */
export const comparisonArbitrary: fc.Arbitrary<Comparison> = fc.oneof(
  { weight: 3, arbitrary: relativeTest("birthDate", "yearsAgo", [0, 1, 17, 18, 19, 64, 65, 66, 90]) },
  { weight: 1, arbitrary: orderTest("birthDate", dayPool, laterText) },
  { weight: 3, arbitrary: listTest("district", districtPool) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Comparison>(
      { claim: "district", in: { set: "city" } },
      { claim: "district", notIn: { set: "city" } },
    ),
  },
  { weight: 2, arbitrary: relativeTest("residentSince", "daysAgo", [0, 1, 30, 90, 365, 731]) },
  { weight: 1, arbitrary: orderTest("residentSince", dayPool, laterText) },
  { weight: 3, arbitrary: orderTest("annualIncome", incomePool, larger) },
  { weight: 2, arbitrary: orderTest("householdSize", sizePool, larger) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(one(["=", "!="] as const), fc.boolean())
      .map(([operator, value]) => ({ claim: "disabled", [operator]: value }) as Comparison),
  },
  { weight: 1, arbitrary: listTest("occupation", occupationPool) },
);

/** Nested AND / OR / NOT of conditions. */
export const expressionArbitrary: fc.Arbitrary<Expression> = fc.letrec<{ node: Expression }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthIdentifier: "policy" },
    { weight: 3, arbitrary: comparisonArbitrary },
    { weight: 2, arbitrary: fc.array(tie("node"), { minLength: 1, maxLength: 3 }).map((allOf) => ({ allOf })) },
    { weight: 2, arbitrary: fc.array(tie("node"), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })) },
    { weight: 1, arbitrary: tie("node").map((not) => ({ not })) },
  ),
})).node;

/** A policy over {@link testSchema}; it may be impossible, trivial or too large. */
export const policyArbitrary: fc.Arbitrary<Policy> = expressionArbitrary.map((require) => ({
  civicproof: "policy/v2",
  name: "random",
  version: 1,
  title: "A random policy",
  programme: "test",
  schema: "test-resident@1",
  sets: { city: ["AT130", "90101", "90201", "92301"] },
  require,
}));

/** Claims that fit {@link testSchema}. */
export const personArbitrary: fc.Arbitrary<ClaimRecord> = fc.record({
  birthDate: one(dayPool),
  district: one(districtPool),
  residentSince: one(dayPool),
  annualIncome: one([...incomePool, 50_000, 2_000_000]),
  householdSize: one([...sizePool, 8]),
  disabled: fc.boolean(),
  occupation: one(occupationPool),
});

/** A day on which somebody presents. */
export const todayArbitrary: fc.Arbitrary<CalendarDate> = one([
  "2024-02-29",
  "2024-06-15",
  "2025-02-28",
  "2025-03-01",
  "2026-02-28",
  "2026-07-01",
]).map((text) => parseDate(text));
