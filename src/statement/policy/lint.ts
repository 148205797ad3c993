/** Warns about policies that reveal more than they need to, that can't mean what they say, or that no circuit fits. */

import type { CalendarDate } from "../../core/dates.ts";
import { own } from "../../core/own.ts";
import type { ClaimRecord } from "../../credentials/credential/claims.ts";
import type { PublishedSchema } from "../../credentials/credential/published-schema.ts";
import type { ClaimDefinition, CredentialSchema } from "../../credentials/credential/schema.ts";
import { isTaken, successionOf } from "../../credentials/credential/succession.ts";
import { listTests, PolicySyntaxError, type ResolvedTest, resolveTest } from "./check.ts";
import { compilePolicy } from "./compile.ts";
import { type Box, constraintOf, simplify, toBoxes } from "./dnf.ts";
import { evaluatePolicy, evaluateTest } from "./evaluate.ts";
import { type Interval, intersect, sameSet } from "./intervals.ts";
import {
  type Comparison,
  type Expression,
  formatPath,
  isComparison,
  type Members,
  operatorOf,
  type Policy,
  type PolicyPath,
  type PolicyValue,
  walkExpression,
} from "./language.ts";
import { checkPolicy } from "./parse.ts";
import { PolicyLimitError } from "./set-tree.ts";

export type LintRule =
  | "too-large"
  | "never-true"
  | "always-true"
  | "contradiction"
  | "duplicate-condition"
  | "redundant-condition"
  | "singleton-set"
  | "exact-value"
  | "narrow-range"
  | "few-people"
  | "precise-money"
  | "threshold-sweep"
  | "unused-set"
  | "text-claim"
  | "superseded-schema";

/** `error`: the policy can't be used as it is. `warning`: it may identify people. `info`: worth a look. */
export type LintSeverity = "error" | "warning" | "info";

export interface LintFinding {
  readonly rule: LintRule;
  readonly severity: LintSeverity;
  /** `require.allOf[0].yearsAgo` */
  readonly path: string;
  readonly message: string;
}

export interface LintOptions {
  /** People on whom the policy is tried out, and the day to do so. */
  readonly population?: { readonly people: readonly ClaimRecord[]; readonly today: CalendarDate };
  /** Fewer people than this in the population are too few to hide among; 10 when absent. */
  readonly minimumPeople?: number;
  /** Other policies that the same people may be asked for. */
  readonly siblings?: readonly Policy[];
  /** The policy pays, or its claims settle on a chain; then a `text` claim that decides is an error. */
  readonly settles?: boolean;
  /** Further schemas of the office, which may supersede the policy's, as `parsePublishedSchema` reads them; and the day. */
  readonly newer?: { readonly schemas: readonly PublishedSchema[]; readonly today: CalendarDate };
}

type Report = (rule: LintRule, severity: LintSeverity, path: PolicyPath, message: string) => void;

/** Ranges of dates shorter than this many days, or of years than this many, say much about a person. */
const NARROW_DAYS = 92;
const NARROW_YEARS = 2;
/** Members of one group that are compared with each other; the comparison is quadratic. */
const MAX_COMPARED = 12;
/** Money limits are usually round; others may be aimed at somebody. In minor units. */
const ROUND_MONEY = 1_000n;

/**
 * Checks a policy for the rules of {@link LintRule}. An empty list means that none applies, not that the policy is harmless.
 *
 * @throws PolicySyntaxError when the policy does not fit the schema; such faults are no matter of opinion
 * @throws SchemaError when the newer schemas are none, or contradict each other
 */
export function lintPolicy(
  policy: Policy,
  schema: CredentialSchema,
  options: LintOptions = {},
): readonly LintFinding[] {
  checkPolicy(policy, schema);
  const findings: LintFinding[] = [];
  const report: Report = (rule, severity, path, message) => {
    findings.push({ rule, severity, path: formatPath(path), message });
  };
  const { settles = false, population, minimumPeople = 10, siblings = [], newer } = own(options);
  const context: Context = { policy, schema, report, settles };
  lintSize(context);
  lintLogic(context);
  for (const { test, path } of listTests(policy.require)) lintTest(test, path, context);
  lintUnusedSets(context);
  if (newer !== undefined) lintSuccession(context, newer);
  if (population !== undefined) lintPopulation(context, population, minimumPeople);
  for (const sibling of siblings) lintSibling(context, sibling);
  return findings;
}

interface Context {
  readonly policy: Policy;
  readonly schema: CredentialSchema;
  readonly report: Report;
  readonly settles: boolean;
}

function lintSize({ policy, schema, report }: Context): void {
  try {
    compilePolicy(policy, schema);
  } catch (error) {
    if (error instanceof PolicyLimitError) report("too-large", "error", ["require"], error.message);
    // Constant policies are refused by the compiler too; they are reported with their place below.
    else if (!(error instanceof PolicySyntaxError)) throw error;
  }
}

// ---- logic ----

type Truth = "always" | "never" | "sometimes";

/** Reports the innermost node that is constant, and the whole policy if it is. */
function lintLogic({ policy, schema, report }: Context): void {
  const truthOf = (require: Expression): Truth => {
    const boxes = boxesOf({ ...policy, require }, schema);
    if (boxes === undefined) return "sometimes";
    if (boxes.length === 0) return "never";
    return boxes.some((box) => box.size === 0) ? "always" : "sometimes";
  };
  const visit = (node: Expression, path: PolicyPath): Truth => {
    const truth = truthOf(node);
    if (isComparison(node)) {
      if (truth !== "sometimes") reportConstant(truth, path, "This condition");
      return truth;
    }
    if ("not" in node) {
      visit(node.not, [...path, "not"]);
      if (truth !== "sometimes" && isRoot(path)) reportConstant(truth, path, "The policy");
      return truth;
    }
    const isAnd = "allOf" in node;
    const key = isAnd ? "allOf" : "anyOf";
    const children = isAnd ? node.allOf : node.anyOf;
    const truths = children.map((child, i) => visit(child, [...path, key, i]));
    if (truth !== "sometimes" && truths.includes(truth)) {
      // The cause is a part, which is reported already.
      if (isRoot(path)) reportConstant(truth, path, "The policy");
    } else if (truth !== "sometimes") {
      if (isAnd && truth === "never") {
        report(
          "contradiction",
          isRoot(path) ? "error" : "warning",
          path,
          "These conditions exclude each other: nobody can meet all of them",
        );
      } else reportConstant(truth, path, isAnd ? "These conditions together" : "These alternatives together");
    }
    const open = children.flatMap((_, i) => (truths[i] === "sometimes" ? [i] : []));
    lintRepetitions(children, { open, path: [...path, key], isAnd });
    return truth;
  };
  const reportConstant = (truth: Truth, path: PolicyPath, what: string): void => {
    const rule = truth === "always" ? "always-true" : "never-true";
    report(
      rule,
      isRoot(path) ? "error" : "warning",
      path,
      `${what} ${truth === "always" ? "holds for everybody" : "holds for nobody"}`,
    );
  };
  const lintRepetitions = (
    children: readonly Expression[],
    { open, path, isAnd }: { readonly open: readonly number[]; readonly path: PolicyPath; readonly isAnd: boolean },
  ): void => {
    if (open.length > MAX_COMPARED) return;
    const implies = (a: number, b: number) => truthOf({ allOf: [children[a]!, { not: children[b]! }] }) === "never";
    for (const [i, later] of open.entries()) {
      for (const earlier of open.slice(0, i)) {
        const forward = implies(later, earlier);
        const backward = implies(earlier, later);
        if (forward && backward) {
          report(
            "duplicate-condition",
            "warning",
            [...path, later],
            `Says the same as ${formatPath([...path, earlier])}`,
          );
        } else if (forward || backward) {
          // The stricter of two alternatives adds nothing to OR; the looser of two conditions adds nothing to AND.
          const [useless, other] = forward !== isAnd ? [later, earlier] : [earlier, later];
          report(
            "redundant-condition",
            "info",
            [...path, useless],
            `Changes nothing beside ${formatPath([...path, other])}`,
          );
        }
      }
    }
  };
  visit(policy.require, ["require"]);
}

function isRoot(path: PolicyPath): boolean {
  return path.length === 1;
}

/** Undefined when the expression is too large to tell. */
function boxesOf(policy: Policy, schema: CredentialSchema): readonly Box[] | undefined {
  try {
    return simplify(withinSchema(toBoxes(policy, schema), schema));
  } catch (error) {
    if (error instanceof PolicyLimitError) return undefined;
    throw error;
  }
}

/** The same boxes, seen within what the schema allows to be issued: dates from 1800 on, minimum and maximum. */
function withinSchema(boxes: readonly Box[], schema: CredentialSchema): readonly Box[] {
  return boxes.flatMap((box) => {
    const kept = new Map(box);
    for (const [key, { dimension, accepts }] of box) {
      const limits = dimension.relative === "none" ? issuable(schema.claims[dimension.claimIndex]!) : undefined;
      if (limits === undefined) continue;
      const possible = intersect(accepts, [limits]);
      if (possible.length === 0) return [];
      if (sameSet(possible, [limits])) kept.delete(key);
    }
    return [kept];
  });
}

function issuable({ type, minimum, maximum }: ClaimDefinition): Interval | undefined {
  const offset = 2n ** 63n;
  if (type === "date") return { lo: 18000101n, hi: 99991231n };
  if (type !== "integer" && type !== "money") return undefined;
  return {
    lo: minimum === undefined ? 0n : BigInt(minimum) + offset,
    hi: maximum === undefined ? 2n ** 64n - 1n : BigInt(maximum) + offset,
  };
}

// ---- single conditions ----

function lintTest(test: Comparison, path: PolicyPath, { policy, schema, report, settles }: Context): void {
  const resolved = resolveTest(test, { path, policy, schema });
  const { operator } = operatorOf(test);
  const at: PolicyPath = [...path, operator];
  const { type, name } = resolved.claim;
  if (type === "text")
    report(
      "text-claim",
      settles ? "error" : "warning",
      at,
      `${name}: somebody who chooses the texts can find two that count as one; a policy that pays or settles on a chain can't use it`,
    );
  if (resolved.kind === "list" || type === "code" || type === "text") {
    lintList(resolved, at, report);
    return;
  }
  if (type === "money" && resolved.operator !== "!=") {
    const imprecise = resolved.operands.some((operand) => (operand - 2n ** 63n) % ROUND_MONEY !== 0n);
    if (imprecise && !pinsOneValue(resolved)) {
      report(
        "precise-money",
        "info",
        at,
        `${name}: a limit that is not round; make sure that the published rule says so`,
      );
    }
  }
  if (type === "boolean") return;
  if (pinsOneValue(resolved)) {
    if (type === "integer") return;
    const severity = type === "money" ? "warning" : "error";
    report("exact-value", severity, at, `${name}: only one exact value qualifies, so a proof reveals it`);
    return;
  }
  const width = widthOf(resolved);
  if (width === undefined) return;
  const [narrow, unit] = resolved.relative === "years" ? [NARROW_YEARS, "years"] : [NARROW_DAYS, "days"];
  if (width < narrow) {
    report("narrow-range", "warning", at, `${name}: a range of ${width} ${unit} says much about when it was`);
  }
}

function lintList({ operator, operands, claim: { name } }: ResolvedTest, at: PolicyPath, report: Report): void {
  if (operands.length > 1) return;
  if (operator === "in" || operator === "=") {
    report("singleton-set", "warning", at, `${name}: only one value qualifies, so a proof reveals it`);
  }
}

function pinsOneValue({ relative, operator, operands: [lo, hi] }: ResolvedTest): boolean {
  return relative === "none" && (operator === "=" || (operator === "between" && lo === hi));
}

/** Days or years that a range of dates covers; undefined when it has no two ends or is not about dates. */
function widthOf({ claim: { type }, relative, operator, operands: [lo, hi = lo] }: ResolvedTest): number | undefined {
  if ((type !== "date" && type !== "day") || (operator !== "between" && operator !== "=")) return undefined;
  if (relative !== "none" || type === "day") return Number(hi! - lo!) + 1;
  // Calendar integers are no day count; months of 31 days come close enough for a warning.
  const days = (value: bigint) =>
    Number(value / 10_000n) * 372 + Number((value / 100n) % 100n) * 31 + Number(value % 100n);
  return days(hi!) - days(lo!) + 1;
}

function lintUnusedSets({ policy, report }: Context): void {
  const used = new Set<string>();
  for (const { test } of listTests(policy.require)) {
    for (const members of [test.in, test.notIn]) {
      if (members !== undefined && "set" in members) used.add(members.set);
    }
  }
  for (const name of Object.keys(policy.sets ?? {})) {
    if (!used.has(name)) report("unused-set", "info", ["sets", name], "No condition uses this set");
  }
}

function lintSuccession({ policy, report }: Context, { schemas, today }: NonNullable<LintOptions["newer"]>): void {
  const succession = successionOf(policy.schema, schemas);
  if (succession === undefined) return;
  const { schema, until } = succession;
  const [severity, when] = isTaken(succession, today)
    ? (["warning", `portals take both until ${until}; write the policy for ${schema} by then`] as const)
    : (["error", `portals take it no longer after ${until}; write the policy for ${schema}`] as const);
  report("superseded-schema", severity, ["schema"], `${schema} supersedes ${policy.schema}: ${when}`);
}

// ---- people ----

function lintPopulation(
  { policy, schema, report }: Context,
  { people, today }: NonNullable<LintOptions["population"]>,
  minimum: number,
): void {
  if (people.length < minimum) return;
  const tell = (count: number, path: PolicyPath, what: string): void => {
    if (count >= minimum) return;
    const severity = count <= 1 ? "error" : "warning";
    report(
      "few-people",
      severity,
      path,
      `${what} ${count} of ${people.length} people in the population: too few to hide among`,
    );
  };
  const accepted = people.filter((claims) => evaluatePolicy(policy, { schema, claims, today })).length;
  tell(accepted, ["require"], "The policy accepts");
  if (accepted < minimum) return;
  for (const { test, path } of requiredTests(policy.require)) {
    const count = people.filter((claims) => evaluateTest(test, { policy, schema, claims, today })).length;
    tell(count, path, "This condition holds for");
  }
}

/** Conditions that everybody who proves the policy meets. Those inside alternatives stay hidden. */
function requiredTests(
  node: Expression,
  path: PolicyPath = ["require"],
): readonly { readonly test: Comparison; readonly path: PolicyPath }[] {
  if (isComparison(node)) return [{ test: node, path }];
  if (!("allOf" in node)) return [];
  return node.allOf.flatMap((child, i) => requiredTests(child, [...path, "allOf", i]));
}

// ---- other policies ----

/** Two policies that differ in one bound only tell, together, on which side of each bound a person is. */
function lintSibling({ policy, schema, report }: Context, sibling: Policy): void {
  if (sibling.schema !== policy.schema) return;
  const difference = onlyDifference(policy, sibling);
  if (difference === undefined) return;
  const { path, test, other } = difference;
  const mine = constraintOf(resolveTest(test, { path, policy, schema }));
  const theirs = constraintOf(resolveTest(other, { path, policy: sibling, schema }));
  if (mine.dimension.type === "boolean" || sameSet(mine.accepts, theirs.accepts)) return;
  report(
    "threshold-sweep",
    "warning",
    path,
    `Differs from policy ${sibling.name}@${sibling.version} only in this condition on ${test.claim}: somebody who answers both tells on which side of each bound the value lies`,
  );
}

interface Difference {
  readonly path: PolicyPath;
  readonly test: Comparison;
  readonly other: Comparison;
}

/** The one condition in which two policies of the same structure differ, when it is about the same claim. */
function onlyDifference(policy: Policy, sibling: Policy): Difference | undefined {
  const mine = flatten(policy);
  const theirs = flatten(sibling);
  if (mine.length !== theirs.length) return undefined;
  const differing = mine.flatMap((node, i) => (node.text === theirs[i]!.text ? [] : [[node, theirs[i]!] as const]));
  const [first] = differing;
  if (first === undefined || differing.length > 1) return undefined;
  const [a, b] = first;
  if (a.test === undefined || b.test === undefined || a.test.claim !== b.test.claim) return undefined;
  return { path: a.path, test: a.test, other: b.test };
}

function flatten(
  policy: Policy,
): readonly { readonly text: string; readonly path: PolicyPath; readonly test?: Comparison }[] {
  const nodes: { text: string; path: PolicyPath; test?: Comparison }[] = [];
  walkExpression(policy.require, (node, path) => {
    if (isComparison(node)) nodes.push({ text: spell(node, policy), path, test: node });
    else
      nodes.push({
        text: Object.entries(node)
          .map(([key, children]) => `${key} ${Array.isArray(children) ? children.length : 1}`)
          .join(),
        path,
      });
  });
  return nodes;
}

/** A condition with its set spelled out. */
function spell(test: Comparison, policy: Policy): string {
  const { operator, operand } = operatorOf(test);
  const isNamed = (operator === "in" || operator === "notIn") && "set" in (operand as Members);
  const value = isNamed ? policy.sets?.[(operand as { readonly set: string }).set] : (operand as PolicyValue);
  return JSON.stringify([test.claim, operator, value]);
}
