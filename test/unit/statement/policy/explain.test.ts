import { describe, expect, it } from "vitest";
import { type Comparison, explainPolicy } from "../../../../src/statement/policy/index.ts";
import { en } from "../../../../src/statement/policy/messages/en.ts";
import { fr } from "../../../../src/statement/policy/messages/fr.ts";
import { policyOf, residentSchema } from "./builders.ts";

const seniors = { claim: "birthDate", yearsAgo: { ">=": 65 } };
const city = { claim: "district", in: ["90101", "90201", "90301", "90401"] };
const explain = (require: unknown, language = "en", extra = {}) =>
  explainPolicy(policyOf(require, extra), residentSchema, { language });

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
    [{ claim: "occupation", "!=": "baker" }, "your occupation is not baker"],
    [{ claim: "occupation", notIn: ["baker", "smith"] }, "your occupation is neither baker nor smith"],
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
    expect(explain(seniors, "en", { grid: "month/2026-11-01/60", maxClaims: 2 }).claims).toBe(
      "You can claim 2 times a month.",
    );
    expect(explain(seniors, "en", { grid: "once/2026-11-01/60" }).claims).toBe("You can claim once in all.");
  });
});

describe("explainPolicy in other languages", () => {
  it("speaks French", () => {
    const policy = { allOf: [seniors, { claim: "annualIncome", "<=": 1_712_244 }] };
    const { proves, language, title } = explain(policy, "fr-CA", { title: { en: "Pass", fr: "Carte" } });
    expect(language).toBe("fr");
    expect(title).toBe("Carte");
    expect(proves.replace(/\s/g, " ")).toBe(
      "Vous prouvez que vous avez au moins 65 ans et que le revenu annuel de votre ménage est d'au plus 17 122,44 €.",
    );
  });

  it("falls back to English", () => {
    expect(explain(seniors, "tlh").language).toBe("en");
  });

  it("takes further catalogues and labels", () => {
    const shouting = { ...en, language: "xx", proves: (statement: string) => `${statement.toUpperCase()}!` };
    const policy = policyOf({ claim: "occupation", "=": "baker" });
    const options = { language: "xx", catalogues: { xx: shouting }, labels: { occupation: "your trade" } };
    expect(explainPolicy(policy, residentSchema, options).proves).toBe("YOUR TRADE IS BAKER!");
  });

  it("has the same entries in every catalogue", () => {
    expect(Object.keys(fr).sort()).toEqual(Object.keys(en).sort());
    expect(Object.keys(fr.labels).sort()).toEqual(Object.keys(en.labels).sort());
    for (const list of ["learns", "alwaysHidden"] as const) expect(fr[list]).toHaveLength(en[list].length);
  });
});
