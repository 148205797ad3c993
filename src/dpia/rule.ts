/** A policy's rule as it is written: its conditions with their places, before the compiler joins or drops any. */
import type { CalendarDate } from "../core/dates.ts";
import type { CredentialSchema } from "../credentials/credential/schema.ts";
import { simplify, toBoxes } from "../statement/policy/dnf.ts";
import { sizeOf } from "../statement/policy/intervals.ts";
import { type Comparison, type Expression, isComparison, type Policy } from "../statement/policy/language.ts";
import type { Question } from "./population.ts";

/** A condition and where it stands in the policy's file. */
export interface Condition extends Question {
  /** Such as `require.allOf[1].anyOf[0]`. */
  readonly path: string;
  /** Whether everybody who presents meets it, or everybody who presents fails it. */
  readonly isAlwaysRevealed: boolean;
}

/** An alternative of the rule: several conditions, or one of them. */
export interface Branch {
  readonly path: string;
  readonly holds: Verdict;
}

/** Whether something follows from the answers to the rule's conditions, in their order. */
export type Verdict = (answers: readonly boolean[]) => boolean;

export interface Rule {
  readonly conditions: readonly Condition[];
  readonly branches: readonly Branch[];
  readonly holds: Verdict;
}

/** Reads the conditions of a policy in the order of its text. */
export function readRule(policy: Policy, today: CalendarDate): Rule {
  const conditions: Condition[] = [];
  const branches: Branch[] = [];
  const needed = neededBy(policy.require, false);
  const walk = (node: Expression, path: string): Verdict => {
    if (isComparison(node)) {
      const i = conditions.length;
      const isAlwaysRevealed = needed.has(keyOf(node, false)) || needed.has(keyOf(node, true));
      conditions.push({ policy, test: node, today, path, isAlwaysRevealed });
      return (answers) => answers[i]!;
    }
    if ("not" in node) {
      const holds = walk(node.not, `${path}.not`);
      return (answers) => !holds(answers);
    }
    const word = "allOf" in node ? "allOf" : "anyOf";
    const children = "allOf" in node ? node.allOf : node.anyOf;
    const verdicts = children.map((child, i) => walk(child, `${path}.${word}[${i}]`));
    if (word === "allOf") return (answers) => verdicts.every((holds) => holds(answers));
    if (verdicts.length > 1) branches.push(...verdicts.map((holds, i) => ({ path: `${path}.anyOf[${i}]`, holds })));
    return (answers) => verdicts.some((holds) => holds(answers));
  };
  const holds = walk(policy.require, "require");
  return { conditions, branches, holds };
}

/** Names of the claims that have one and the same value for everybody who presents: whoever knows the policy sees it. */
export function pinnedClaims(policy: Policy, schema: CredentialSchema): readonly string[] {
  const boxes = simplify(toBoxes(policy, schema));
  const isPinned = (index: number): boolean => {
    const values = boxes.map((box) => box.get(`${index}/none`)?.accepts);
    const [first] = values[0] ?? [];
    return values.every((accepts) => accepts !== undefined && sizeOf(accepts) === 1n && accepts[0]!.lo === first?.lo);
  };
  return schema.claims.filter((_, index) => isPinned(index)).map(({ name }) => name);
}

/** What holds of everybody for whom a node is true (or false, when negated): all of AND, what OR has in common. */
function neededBy(node: Expression, negated: boolean): ReadonlySet<string> {
  if (isComparison(node)) return new Set([keyOf(node, negated)]);
  if ("not" in node) return neededBy(node.not, !negated);
  const children = ("allOf" in node ? node.allOf : node.anyOf).map((child) => neededBy(child, negated));
  const isAnd = "allOf" in node !== negated;
  const all = [...new Set(children.flatMap((each) => [...each]))];
  return new Set(isAnd ? all : all.filter((key) => children.every((each) => each.has(key))));
}

function keyOf(test: Comparison, negated: boolean): string {
  return `${negated ? "not " : ""}${JSON.stringify(test)}`;
}
