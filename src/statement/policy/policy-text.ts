/** Reads policy files: strict JSON with the position of the first fault. */
import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { CivicproofError, TextPosition } from "../../core/errors.ts";
import { parseJson } from "../../core/json.ts";
import type { CredentialSchema } from "../../credentials/credential/schema.ts";
import { faultDetails, findPolicyFaults, type PolicyFault, PolicySyntaxError } from "./check.ts";
import { formatPath, POLICY_LIMITS, type Policy, type PolicyPath } from "./language.ts";
import { decodePolicy, MAX_JSON_DEPTH } from "./parse.ts";

const FORBIDDEN_KEYS = /* @__PURE__ */ new Set(["__proto__", "constructor", "prototype"]);

/**
 * Reads a policy from JSON text. Comments, trailing commas and repeated keys are refused.
 *
 * @param schema when given, claims and operators are checked against it too
 * @throws PolicySyntaxError with the path and the line and column of the first fault
 */
export function parsePolicy(text: string, schema?: CredentialSchema): Policy {
  const root = parseStrictJson(text);
  const { policy, fault } = decodePolicy(toValue(root));
  const found = fault ?? findPolicyFaults(policy, schema)[0];
  if (found !== undefined)
    throw new PolicySyntaxError({ ...faultDetails(found), position: positionAt(text, nearest(root, found).offset) });
  return policy as Policy;
}

function parseStrictJson(text: string): Node {
  if (typeof text !== "string") throw new PolicySyntaxError({ expected: "JSON text", received: typeof text });
  if (text.length > POLICY_LIMITS.textLength) {
    throw new PolicySyntaxError({
      expected: `at most ${POLICY_LIMITS.textLength} characters`,
      received: String(text.length),
    });
  }
  refuseDeepNesting(text);
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  const [error] = errors;
  if (error !== undefined || root === undefined) {
    const offset = error?.offset ?? 0;
    const name = error === undefined ? "Empty" : printParseErrorCode(error.error);
    throw new PolicySyntaxError({
      expected: "strict JSON",
      received: encodingOf(text) ?? readable(name),
      position: positionAt(text, offset),
    });
  }
  try {
    JSON.parse(text);
  } catch {
    throw new PolicySyntaxError({ expected: "strict JSON", position: { line: 1, column: 1 } });
  }
  refuseRepeatedKeys(root, text, []);
  return root;
}

/** The byte order mark or the encoding that keeps a text from being JSON, if it is that. */
function encodingOf(text: string): string | undefined {
  try {
    parseJson(text, text.length);
    return undefined;
  } catch (error) {
    return (error as CivicproofError).received;
  }
}

/** `CommaExpected` → `comma expected`. */
function readable(errorName: string): string {
  return errorName.replace(/(?<=[a-z])([A-Z])/g, " $1").toLowerCase();
}

/** The parser is recursive, so depth is bounded before it runs. */
function refuseDeepNesting(text: string): void {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (inString) {
      if (char === "\\") i++;
      else if (char === '"' || char === "\n") inString = false;
    } else if (char === '"') inString = true;
    else if (char === "{" || char === "[") depth++;
    else if (char === "}" || char === "]") depth--;
    if (depth > MAX_JSON_DEPTH) {
      throw new PolicySyntaxError({ expected: `at most ${POLICY_LIMITS.depth} levels`, position: positionAt(text, i) });
    }
  }
}

function refuseRepeatedKeys(node: Node, text: string, path: PolicyPath): void {
  if (node.type === "array") {
    node.children!.forEach((child, i) => {
      refuseRepeatedKeys(child, text, [...path, i]);
    });
  }
  if (node.type !== "object") return;
  const seen = new Set<string>();
  for (const property of node.children!) {
    const [key, child] = property.children! as [Node, Node];
    const name = key.value as string;
    const at = [...path, name];
    const position = positionAt(text, key.offset);
    if (FORBIDDEN_KEYS.has(name))
      throw new PolicySyntaxError({ path: formatPath(at), expected: "no such key", position });
    if (seen.has(name)) throw new PolicySyntaxError({ path: formatPath(at), expected: "each key once", position });
    seen.add(name);
    refuseRepeatedKeys(child, text, at);
  }
}

function toValue(node: Node): unknown {
  if (node.type === "array") return node.children!.map(toValue);
  if (node.type !== "object") return node.value;
  return Object.fromEntries(
    node.children!.map(({ children }) => [children![0]!.value as string, toValue(children![1]!)]),
  );
}

/** The node at a fault's path, or its nearest ancestor: a missing key has no place of its own. */
function nearest(root: Node, { path, onKey }: PolicyFault): Node {
  let node = root;
  for (const [depth, step] of path.entries()) {
    if (node.type === "array" && typeof step === "number") {
      const child = node.children![step];
      if (child === undefined) return node;
      node = child;
      continue;
    }
    const property =
      node.type === "object" ? node.children!.find(({ children }) => children![0]!.value === step) : undefined;
    if (property === undefined) return node;
    node = onKey && depth === path.length - 1 ? property.children![0]! : property.children![1]!;
  }
  return node;
}

function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}
