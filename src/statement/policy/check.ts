/** What the shape of a policy can't say: claims exist, operators fit their types, lists have no duplicates. */

import { type RefusalDetails, refusalInText } from "../../core/errors.ts";
import { ownWith } from "../../core/own.ts";
import { PeriodGridError, parseGrid } from "../../core/period-grid.ts";
import { pure } from "../../core/pure.ts";
import { encodeClaim } from "../../credentials/credential/claims.ts";
import {
  type ClaimDefinition,
  ClaimError,
  type ClaimType,
  type CredentialSchema,
  schemaReference,
} from "../../credentials/credential/schema.ts";
import { spend } from "./budget.ts";
import {
  type Comparison,
  type Expression,
  formatPath,
  isComparison,
  type Members,
  type OrderOperator,
  operatorOf,
  POLICY_LIMITS,
  type Policy,
  type PolicyPath,
  relativeOperatorOf,
  walkExpression,
} from "./language.ts";

/** One thing that is wrong with a policy. */
export interface PolicyFault {
  readonly path: PolicyPath;
  readonly expected: string;
  readonly received?: string;
  /** The fault is the key, not its value. */
  readonly onKey?: true;
}

/** How a condition looks at a claim: its value, or its distance from today. */
export type Relative = "none" | "years" | "days";

/** A condition whose claim is known and whose operands are the integers of protocol P-4. */
export type ResolvedTest =
  | {
      readonly kind: "order";
      readonly claim: ClaimDefinition;
      readonly claimIndex: number;
      readonly relative: Relative;
      readonly operator: OrderOperator;
      /** One operand, or two for `between`: encoded values, or whole years or days. */
      readonly operands: readonly bigint[];
    }
  | {
      readonly kind: "list";
      readonly claim: ClaimDefinition;
      readonly claimIndex: number;
      readonly relative: "none";
      readonly operator: "in" | "notIn";
      readonly operands: readonly bigint[];
    };

const ALL_ORDER = ["<", "<=", "=", "!=", ">", ">=", "between"];
const OPERATORS_BY_TYPE: Readonly<Record<ClaimType, readonly string[]>> = /* @__PURE__ */ pure(() => ({
  date: [...ALL_ORDER, "in", "notIn", "yearsAgo"],
  day: [...ALL_ORDER, "in", "notIn", "daysAgo"],
  integer: [...ALL_ORDER, "in", "notIn"],
  money: [...ALL_ORDER, "in", "notIn"],
  code: ["=", "!=", "in", "notIn"],
  text: ["=", "!=", "in", "notIn"],
  boolean: ["=", "!="],
}));

function findGridFaults(grid: string): readonly PolicyFault[] {
  try {
    parseGrid(grid);
    return [];
  } catch (error) {
    if (!(error instanceof PeriodGridError)) throw error;
    return [{ path: ["grid"], expected: error.expected ?? "a grid of periods", received: quote(grid) }];
  }
}

/** All faults of a policy: those that need no schema, and with one also those that do. */
export function findPolicyFaults(policy: Policy, schema?: CredentialSchema): readonly PolicyFault[] {
  ownWith(policy, "require");
  const faults: PolicyFault[] = [];
  if (policy.grid !== undefined) faults.push(...findGridFaults(policy.grid));
  for (const [name, codes] of Object.entries(policy.sets ?? {})) {
    faults.push(...findDuplicates(codes, ["sets", name], (code) => code.normalize("NFC")));
  }
  if (schema !== undefined && policy.schema !== schemaReference(schema)) {
    faults.push({ path: ["schema"], expected: schemaReference(schema), received: quote(policy.schema) });
  }
  let conditions = 0;
  let members = 0;
  walkExpression(policy.require, (node, path) => {
    spend(8 + path.length);
    if (path.filter((step) => step === "allOf" || step === "anyOf" || step === "not").length > POLICY_LIMITS.depth) {
      faults.push({ path, expected: `at most ${POLICY_LIMITS.depth} levels` });
    }
    if (!isComparison(node)) return;
    conditions++;
    if (conditions === POLICY_LIMITS.conditions + 1) {
      faults.push({ path, expected: `at most ${POLICY_LIMITS.conditions} conditions` });
    }
    const before = members;
    members += countMembers(node, policy);
    if (members > POLICY_LIMITS.listMembers && before <= POLICY_LIMITS.listMembers) {
      faults.push({ path, expected: `at most ${POLICY_LIMITS.listMembers} list members in all conditions` });
    }
    if (members > POLICY_LIMITS.listMembers) return;
    const result = resolve(node, path, policy, schema);
    if (Array.isArray(result)) faults.push(...(result as readonly PolicyFault[]));
  });
  return faults;
}

export function faultDetails({ path, expected, received }: PolicyFault): RefusalDetails {
  return { path: formatPath(path), expected, ...(received === undefined ? {} : { received }) };
}

/** The condition with its claim and encoded operands. @throws PolicySyntaxError when it does not fit the schema */
export function resolveTest(
  test: Comparison,
  { path, policy, schema }: { readonly path: PolicyPath; readonly policy: Policy; readonly schema: CredentialSchema },
): ResolvedTest {
  const result = resolve(test, path, policy, schema);
  if (result === undefined) throw new PolicySyntaxError({ path: formatPath(path), expected: "a known schema" });
  if (Array.isArray(result)) throw new PolicySyntaxError(faultDetails((result as readonly PolicyFault[])[0]!));
  return result as ResolvedTest;
}

function resolve(
  test: Comparison,
  path: PolicyPath,
  policy: Policy,
  schema: CredentialSchema | undefined,
): ResolvedTest | readonly PolicyFault[] | undefined {
  const { operator, operand } = operatorOf(test);
  const at: PolicyPath = [...path, operator];
  if (operator === "yearsAgo" || operator === "daysAgo") {
    const { operator: inner, bounds } = relativeOperatorOf(test[operator]!);
    if (inner === "between" && bounds[0]! > bounds[1]!) return [reversed([...at, inner])];
    const claim = findClaim(test, path, operator, schema);
    if (claim === undefined || "fault" in claim) return claim && [claim.fault];
    const relative = operator === "yearsAgo" ? "years" : "days";
    return { kind: "order", ...claim, relative, operator: inner, operands: bounds.map((bound) => BigInt(bound)) };
  }
  if (operator === "in" || operator === "notIn") {
    const members = operand as Members;
    const setName = "set" in members ? members.set : undefined;
    const list = setName === undefined ? (members as readonly unknown[]) : ownSet(policy, setName);
    if (list === undefined) {
      return [{ path: [...at, "set"], expected: "the name of one of the policy's sets", received: quote(setName) }];
    }
    const claim = findClaim(test, path, operator, schema);
    if (claim === undefined || "fault" in claim) return claim && [claim.fault];
    const { type } = claim.claim;
    if (setName !== undefined && type !== "code" && type !== "text") {
      return [{ path: [...at, "set"], expected: `a list of values for the ${type} claim` }];
    }
    const listPath: PolicyPath = setName === undefined ? at : ["sets", setName];
    const operands = encodeAll(claim.claim, list, listPath);
    if ("fault" in operands) return [operands.fault];
    const duplicates = findDuplicates(operands.values, listPath, String);
    return duplicates.length > 0
      ? duplicates
      : { kind: "list", ...claim, relative: "none", operator, operands: operands.values };
  }
  const claim = findClaim(test, path, operator, schema);
  if (claim === undefined || "fault" in claim) return claim && [claim.fault];
  const values = operator === "between" ? (operand as readonly unknown[]) : [operand];
  const operands = encodeAll(claim.claim, values, at, operator !== "between");
  if ("fault" in operands) return [operands.fault];
  if (operator === "between" && operands.values[0]! > operands.values[1]!) return [reversed(at)];
  return { kind: "order", ...claim, relative: "none", operator, operands: operands.values };
}

function countMembers(test: Comparison, policy: Policy): number {
  const members = test.in ?? test.notIn;
  if (members === undefined) return 0;
  return "set" in members ? (ownSet(policy, members.set)?.length ?? 0) : members.length;
}

function ownSet(policy: Policy, name: string): readonly string[] | undefined {
  return policy.sets !== undefined && Object.hasOwn(policy.sets, name) ? policy.sets[name] : undefined;
}

function findClaim(
  test: Comparison,
  path: PolicyPath,
  operator: string,
  schema: CredentialSchema | undefined,
): { readonly claim: ClaimDefinition; readonly claimIndex: number } | { readonly fault: PolicyFault } | undefined {
  if (schema === undefined) return undefined;
  const claimIndex = schema.claims.findIndex(({ name }) => name === test.claim);
  const claim = schema.claims[claimIndex];
  if (claim === undefined) {
    const known = schema.claims.map(({ name }) => name).join(", ");
    return {
      fault: {
        path: [...path, "claim"],
        expected: `a claim of ${schemaReference(schema)} (${known})`,
        received: quote(test.claim),
      },
    };
  }
  const fitting = OPERATORS_BY_TYPE[claim.type];
  if (!fitting.includes(operator)) {
    const expected = `an operator for the ${claim.type} claim ${claim.name} (${fitting.join(", ")})`;
    return { fault: { path: [...path, operator], expected, received: operator, onKey: true } };
  }
  return { claim, claimIndex };
}

function encodeAll(
  { name, type }: ClaimDefinition,
  values: readonly unknown[],
  path: PolicyPath,
  single = false,
): { readonly values: readonly bigint[] } | { readonly fault: PolicyFault } {
  const encoded: bigint[] = [];
  // A text is hashed.
  spend(values.length * (type === "text" ? 200 : 8));
  for (const [i, value] of values.entries()) {
    try {
      encoded.push(encodeClaim({ name, type }, value));
    } catch (error) {
      if (!(error instanceof ClaimError)) throw error;
      const expected = `a ${type} value (${error.expected ?? "see the schema"})`;
      return { fault: { path: single ? path : [...path, i], expected, received: quote(value) } };
    }
  }
  return { values: encoded };
}

function findDuplicates<Item>(
  items: readonly Item[],
  path: PolicyPath,
  key: (item: Item) => string,
): readonly PolicyFault[] {
  spend(4 * items.length);
  const seen = new Map<string, number>();
  for (const [i, item] of items.entries()) {
    const first = seen.get(key(item));
    if (first !== undefined)
      return [{ path: [...path, i], expected: "each member once", received: `a repetition of [${first}]` }];
    seen.set(key(item), i);
  }
  return [];
}

function reversed(path: PolicyPath): PolicyFault {
  return { path, expected: "the smaller bound first", received: "a larger one first" };
}

/** Policies are public, so a refusal may quote them, shortened. */
export function quote(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "string" ? JSON.stringify(value.slice(0, 60)) : String(value);
}

/** Conditions of an expression with their paths, in the order of the text. */
export function listTests(expression: Expression): readonly { readonly test: Comparison; readonly path: PolicyPath }[] {
  const tests: { test: Comparison; path: PolicyPath }[] = [];
  walkExpression(expression, (node, path) => {
    if (isComparison(node)) tests.push({ test: node, path });
  });
  return tests;
}

/**
 * A policy is not JSON, not of the language, or does not fit its schema.
 *
 * What to do: correct the policy at the line or path that the message names.
 */
export class PolicySyntaxError extends /* @__PURE__ */ refusalInText(
  "POLICY_INVALID",
  "PolicySyntaxError",
  "Invalid policy",
) {}
