/** Short ways to write policies in tests. */
import { type CredentialSchema, parseSchema } from "../../../../src/credentials/credential/schema.ts";
import {
  type CompiledPolicy,
  compilePolicy,
  type Expression,
  type Policy,
  readPolicy,
} from "../../../../src/statement/policy/index.ts";

export const residentSchema: CredentialSchema = parseSchema({
  civicproof: "schema/v2",
  name: "resident",
  version: "1",
  claims: [
    { name: "birthDate", type: "date" },
    { name: "district", type: "code" },
    { name: "residentSince", type: "day" },
    { name: "householdSize", type: "integer", minimum: 1, maximum: 30 },
    { name: "annualIncome", type: "money", currency: "EUR", minimum: 0 },
    { name: "disabled", type: "boolean" },
    { name: "occupation", type: "text" },
  ],
});

export function policyOf(require: unknown, extra: Partial<Record<keyof Policy, unknown>> = {}): Policy {
  return readPolicy({ ...plainPolicy(require), ...extra }, residentSchema);
}

export function plainPolicy(require: unknown) {
  return {
    civicproof: "policy/v2",
    name: "test",
    version: 1,
    title: "Test",
    programme: "test",
    schema: "resident@1",
    require: require as Expression,
  };
}

export function compile(require: unknown, extra: Partial<Record<keyof Policy, unknown>> = {}): CompiledPolicy {
  return compilePolicy(policyOf(require, extra), residentSchema);
}
