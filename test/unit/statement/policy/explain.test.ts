import { describe, expect, it } from "vitest";
import { type Comparison, explainPolicy, type Messages } from "../../../../src/statement/policy/index.ts";
import { en } from "../../../../src/statement/policy/messages/en.ts";
import { policyOf, residentSchema } from "./builders.ts";

const seniors = { claim: "birthDate", yearsAgo: { ">=": 65 } };
const city = { claim: "district", in: ["90101", "90201", "90301", "90401"] };
const explain = (require: unknown, messages: Messages = en, extra = {}) =>
  explainPolicy(policyOf(require, extra), residentSchema, { messages });

describe("explainPolicy in English", () => {
  it.each<[require: Comparison | object, statement: string]>([
    [seniors, "you are 65 or older"],
    [{ claim: "birthDate", yearsAgo: { "<=": 17 } }, "you are younger than 18"],
    [{ not: { claim: "birthDate", yearsAgo: { between: [18, 25] } } }, "you are not between 18 and 25 years old"],
    [{ claim: "residentSince", daysAgo: { ">=": 90 } }, "you have been registered here for at least 90 days"],
    [{ claim: "residentSince", daysAgo: { "<": 1 } }, "you have been registered here for less than 1 day"],
    [{ claim: "birthDate", "<": "1960-03-01" }, "your date of birth is before 1 March 1960"],
    [{ claim: "annualIncome", "<=": 1_712_244 }, "your household's yearly income is at most €17,122.44"],
    [{ claim: "annualIncome", "<": "-5" }, "your household's yearly income is less than -€0.05"],
    [{ claim: "householdSize", between: [2, 4] }, "the number of people in your household is between 2 and 4"],
    [{ claim: "disabled", "!=": true }, "you have no recognised disability"],
    [{ not: { claim: "disabled", "=": false } }, "you have a recognised disability"],
    [city, "you live in one of 4 districts"],
    [{ not: city }, "you live in none of 4 listed districts"],
    [{ claim: "householdSize", between: [2, 2] }, "the number of people in your household is 2"],
    [{ not: { claim: "householdSize", between: [2, 2] } }, "the number of people in your household is not 2"],
    [{ claim: "birthDate", yearsAgo: { between: [18, 18] } }, "you are 18 years old"],
    [{ claim: "occupation", "!=": "baker" }, "the entry “occupation” in your credential is not baker"],
    [
      { claim: "occupation", notIn: ["baker", "smith"] },
      "the entry “occupation” in your credential is neither baker nor smith",
    ],
    [
      { allOf: [seniors, city, { claim: "disabled", "=": true }] },
      "you are 65 or older, you live in one of 4 districts and you have a recognised disability",
    ],
    [
      { allOf: [city, { anyOf: [seniors, { claim: "disabled", "=": true }] }] },
      "you live in one of 4 districts and (either you are 65 or older, or you have a recognised disability)",
    ],
    [{ not: { anyOf: [seniors, city] } }, "you are younger than 65 and you live in none of 4 listed districts"],
    [{ anyOf: [{ allOf: [seniors] }] }, "you are 65 or older"],
  ])("%j", (require, statement) => {
    expect(explain(require).proves).toBe(`You prove that ${statement}.`);
  });

  it("says what stays hidden, and which alternative", () => {
    const { hidden, text } = explain({ allOf: [city, { anyOf: [seniors, { claim: "disabled", "=": true }] }] });
    expect(hidden).toContain("your date of birth");
    expect(hidden).toContain("your district");
    expect(hidden).toContain("your disability status");
    expect(hidden).toContain("which of the alternatives you meet");
    expect(text).toContain("the portal does not learn your date of birth");
    expect(explain(seniors).hidden).not.toContain("which of the alternatives you meet");
  });

  it("does not promise to hide what the statement pins down", () => {
    expect(explain({ claim: "disabled", "=": true }).hidden).not.toContain("your disability status");
    expect(explain({ allOf: [seniors, { claim: "district", "=": "90101" }] }).hidden).not.toContain("your district");
    // Here one alternative leaves it open.
    expect(explain({ anyOf: [seniors, { claim: "disabled", "=": true }] }).hidden).toContain("your disability status");
  });

  it("says how often one may claim", () => {
    expect(explain(seniors, en, { grid: "month/2026-11-01/60", maxClaims: 2 }).claims).toBe(
      "You can claim 2 times a month.",
    );
    expect(explain(seniors, en, { grid: "once/2026-11-01/60" }).claims).toBe("You can claim once in all.");
  });
});
