/** Reads deployment descriptors, YAML or JSON, with the position of the first fault. */
import * as v from "valibot";
import { type Document, isMap, isNode, LineCounter, type Pair, parseDocument } from "yaml";
import { refusalInText, type TextPosition } from "../core/errors.ts";
import { checkFormat, toPlainJson } from "../core/json.ts";
import { findContradiction } from "./contradictions.ts";
import { deploymentSchema, type WrittenDescriptor } from "./descriptor.ts";

/** Characters of a descriptor. */
export const MAX_DESCRIPTOR_LENGTH = 500_000;

type Path = readonly (string | number)[];

/** A descriptor and where each of its values stands in the text. */
export interface ParsedDeployment {
  readonly deployment: WrittenDescriptor;
  /** Position of the value at a path, or of the nearest value around it. */
  readonly positionOf: (path: Path) => TextPosition;
}

/**
 * Reads a descriptor. JSON is read as the YAML that it is. Aliases, tags and repeated keys are refused.
 *
 * @throws DeploymentError with the path and the line and column of the first fault
 */
export function parseDeployment(text: string): ParsedDeployment {
  if (typeof text !== "string" || text.length > MAX_DESCRIPTOR_LENGTH) {
    throw new DeploymentError({
      expected: `YAML or JSON text of at most ${MAX_DESCRIPTOR_LENGTH} characters`,
      received: typeof text === "string" ? String(text.length) : typeof text,
    });
  }
  const lines = new LineCounter();
  const document = readDocument(text, lines);
  const at = (offset: number): TextPosition => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    throw new DeploymentError({ expected: "YAML or JSON", received: problem.code, position: at(problem.pos[0]) });
  }
  const positionOf = (path: Path): TextPosition => at(offsetOf(document, path));
  const plain = toPlainJson(toValue(document), { maxNodes: 50_000, maxStringLength: 5_000 }, DeploymentError);
  checkFormat(plain);
  const result = v.safeParse(deploymentSchema, plain, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    const path = (issue.path ?? []).map(({ key }) => key as string | number);
    const isUnknownKey = issue.expected === "never";
    throw new DeploymentError({
      path: formatPath(path),
      expected: isUnknownKey ? "no such key" : expectedOf(issue),
      received: quote(isUnknownKey ? path.at(-1) : issue.input),
      position: isUnknownKey ? at(keyOffset(document, path)) : positionOf(path),
    });
  }
  const fault = findContradiction(result.output);
  if (fault !== undefined) {
    throw new DeploymentError({
      path: formatPath(fault.path),
      expected: fault.expected,
      position: positionOf(fault.path),
    });
  }
  return { deployment: result.output, positionOf };
}

/** Nesting of many thousand levels overflows the reader's stack. */
function readDocument(text: string, lineCounter: LineCounter): Document {
  try {
    return parseDocument(text, { lineCounter, uniqueKeys: true, version: "1.2", prettyErrors: false });
  } catch (cause) {
    throw new DeploymentError({ expected: "YAML or JSON of ordinary depth", cause });
  }
}

function toValue(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    throw new DeploymentError({ expected: "no aliases", cause });
  }
}

/** `stores[0].retention.days` */
export function formatPath(path: Path): string {
  return path.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`),
    "",
  );
}

/** The offset of the deepest value on a path that is there. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/** The offset of the key itself, for a key that should not be there. */
function keyOffset(document: Document, path: Path): number {
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find(({ key }: Pair) => isNode(key) && (key.toJSON() as unknown) === path.at(-1)) as
      | Pair
      | undefined;
    if (pair !== undefined && isNode(pair.key) && pair.key.range) return pair.key.range[0];
  }
  return offsetOf(document, path);
}

function expectedOf(issue: v.BaseIssue<unknown>): string {
  if (!issue.message.startsWith("Invalid ")) return issue.message;
  const requirement = (issue as { readonly requirement?: unknown }).requirement;
  if (issue.type === "min_value" || issue.type === "min_length") return `at least ${String(requirement)}`;
  if (issue.type === "max_value" || issue.type === "max_length") return `at most ${String(requirement)}`;
  if (issue.type === "safe_integer") return "a whole number";
  return issue.expected ?? issue.message;
}

/** What arrived, shortened; a descriptor holds nothing secret. */
function quote(input: unknown): string {
  if (typeof input === "string") return JSON.stringify(input.slice(0, 40));
  if (typeof input === "number" || typeof input === "boolean") return String(input);
  if (input === undefined) return "nothing";
  return Array.isArray(input) ? "a list" : "an object";
}

/**
 * A deployment descriptor is not YAML or JSON, not of its form, or contradicts itself.
 *
 * What to do: correct the descriptor at the line or path that the message names.
 */
export class DeploymentError extends /* @__PURE__ */ refusalInText(
  "DEPLOYMENT_INVALID",
  "DeploymentError",
  "Invalid deployment descriptor",
) {}
