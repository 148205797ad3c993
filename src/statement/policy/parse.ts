/** Checks policies that are values already; policy-text.ts reads them from text. */
import * as v from "valibot";
import { checkFormat, toPlainJson } from "../../core/json.ts";
import type { CredentialSchema } from "../../credentials/credential/schema.ts";
import { faultDetails, findPolicyFaults, type PolicyFault, PolicySyntaxError, quote } from "./check.ts";
import { POLICY_LIMITS, type Policy, policySchema } from "./language.ts";

export const MAX_JSON_DEPTH = 2 * POLICY_LIMITS.depth + 8;

/**
 * Checks a policy that is already a JavaScript value, and copies it.
 *
 * @throws PolicySyntaxError with the path of the first fault
 */
export function readPolicy(value: unknown, schema?: CredentialSchema): Policy {
  const plain = toPlainJson(
    value,
    { maxDepth: MAX_JSON_DEPTH, maxNodes: 100_000, maxStringLength: 2_000 },
    PolicySyntaxError,
  );
  return checkPolicy(plain, schema);
}

/**
 * Refuses what is no policy, or does not fit its schema.
 *
 * @throws PolicySyntaxError with the path of the first fault
 */
export function checkPolicy(value: unknown, schema?: CredentialSchema): Policy {
  const { policy, fault } = decodePolicy(value);
  const found = fault ?? findPolicyFaults(policy, schema)[0];
  if (found !== undefined) throw new PolicySyntaxError(faultDetails(found));
  return policy as Policy;
}

/** The shape of a policy, or the first thing that is wrong with it. */
export function decodePolicy(
  value: unknown,
):
  | { readonly policy: Policy; readonly fault?: undefined }
  | { readonly policy?: undefined; readonly fault: PolicyFault } {
  checkFormat(value);
  const result = v.safeParse(policySchema, value, { abortEarly: true });
  if (result.success) return { policy: result.output as Policy };
  const [issue] = result.issues;
  const path = (issue.path ?? []).map(({ key }) => key as string | number);
  const onKey = issue.expected === "never" || issue.type === "never";
  return {
    fault: {
      path,
      expected: describeExpected(issue),
      received: onKey ? quote(path.at(-1)) : quote(issue.input),
      ...(onKey ? { onKey } : {}),
    },
  };
}

function describeExpected(issue: v.BaseIssue<unknown>): string {
  if (issue.type === "strict_object" && issue.expected === "never") return "no such key";
  if (issue.kind === "validation") return describeBound(issue);
  // A message that differs from valibot's own is one of ours: it says what is expected.
  if (!issue.message.startsWith("Invalid ")) return issue.message;
  return issue.expected ?? issue.message;
}

function describeBound(issue: v.BaseIssue<unknown>): string {
  const { requirement } = issue as { readonly requirement?: unknown };
  switch (issue.type) {
    case "min_length":
      return `at least ${requirement} of them`;
    case "max_length":
      return `at most ${requirement} of them`;
    case "min_value":
      return `at least ${requirement}`;
    case "max_value":
      return `at most ${requirement}`;
    case "safe_integer":
      return "a whole number";
    default:
      return issue.message;
  }
}
