import { describe, expect, it } from "vitest";
import { explainPolicy } from "../../../../src/statement/policy/index.ts";
import { policyOf, residentSchema } from "./builders.ts";

const senior = { claim: "birthDate", yearsAgo: { ">=": 65 } };
const disabled = { claim: "disabled", "=": true };
const baker = { claim: "occupation", "=": "baker" };
const conditions = (require: unknown) => explainPolicy(policyOf(require), residentSchema).conditions;

describe("the conditions of a policy, as a tree", () => {
  const [old, unable] = ["you are 65 or older", "you have a recognised disability"];
  const baking = "the entry “occupation” in your credential is baker";

  it("are one text for one comparison", () => {
    expect(conditions(senior)).toBe(old);
    expect(conditions({ allOf: [senior] })).toBe(old);
  });

  it("say which must all hold and of which one is enough", () => {
    expect(conditions({ allOf: [senior, { anyOf: [disabled, baker] }] })).toEqual({
      allOf: [old, { anyOf: [unable, baking] }],
    });
  });

  it("hold no group within a group of its own kind", () => {
    expect(conditions({ anyOf: [senior, { anyOf: [disabled, { anyOf: [baker] }] }] })).toEqual({
      anyOf: [old, unable, baking],
    });
  });

  it("turn round under a negation", () => {
    expect(conditions({ not: { anyOf: [senior, disabled] } })).toEqual({
      allOf: ["you are younger than 65", "you have no recognised disability"],
    });
  });
});
