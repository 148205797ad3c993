/**
 * Mutants of a module that checks: each `if` that refuses never does, or does for all others; each operand of `&&` and
 * `||` alone; each bound moved by one; each comparison outside an `if` turned round; each call of a check dropped.
 */
import ts from "typescript";
import { type Mutant, mutate, numberTwins } from "./mutant.ts";

const BOUNDS = new Map([
  [ts.SyntaxKind.LessThanToken, "<="],
  [ts.SyntaxKind.LessThanEqualsToken, "<"],
  [ts.SyntaxKind.GreaterThanToken, ">="],
  [ts.SyntaxKind.GreaterThanEqualsToken, ">"],
]);
const OPPOSITES = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, "!=="],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, "==="],
]);
const CHECK = /^(check|assert|refuse|require|throwIf|verify|validate|ensure)/;

export function typescriptMutants(file: string, source: string): Mutant[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: Mutant[] = [];
  const replace = (node: ts.Node, replacement: string, change: string) => {
    found.push(mutate(file, source, { start: node.getStart(tree), end: node.getEnd(), replacement, change }));
  };

  function visit(node: ts.Node, isCondition: boolean): void {
    if (ts.isIfStatement(node)) {
      if (refuses(node.thenStatement)) {
        replace(node.expression, "false", "never");
        replace(node.expression, `!(${node.expression.getText(tree)})`, "the other way round");
      }
      visit(node.expression, true);
      visit(node.thenStatement, false);
      if (node.elseStatement !== undefined) visit(node.elseStatement, false);
      return;
    }
    if (ts.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      if (kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken) {
        const operator = node.operatorToken.getText(tree);
        replace(node, node.left.getText(tree), `without the right side of ${operator}`);
        replace(node, node.right.getText(tree), `without the left side of ${operator}`);
      }
      const bound = BOUNDS.get(kind);
      if (bound !== undefined) replace(node.operatorToken, bound, `${node.operatorToken.getText(tree)} to ${bound}`);
      const opposite = OPPOSITES.get(kind);
      // The condition of an `if` as a whole is turned round already.
      if (opposite !== undefined && !(isCondition && ts.isIfStatement(node.parent))) {
        replace(node.operatorToken, opposite, `${node.operatorToken.getText(tree)} to ${opposite}`);
      }
    }
    if (ts.isExpressionStatement(node)) {
      const call = ts.isAwaitExpression(node.expression) ? node.expression.expression : node.expression;
      if (ts.isCallExpression(call) && CHECK.test(call.expression.getText(tree).split(".").at(-1)!)) {
        // An empty block: without one, the next statement would be the body of an `if` before it.
        replace(node, "{}", "delete the check");
      }
    }
    ts.forEachChild(node, (child) => visit(child, isCondition));
  }
  visit(tree, false);
  return numberTwins(found);
}

/** Whether a branch throws, or gives up with `return false`, `return undefined` or `return`. */
function refuses(statement: ts.Statement): boolean {
  const last = ts.isBlock(statement) ? statement.statements.at(-1) : statement;
  if (last === undefined) return false;
  if (ts.isThrowStatement(last)) return true;
  if (!ts.isReturnStatement(last)) return false;
  return last.expression === undefined || /^(false|undefined|refuse\w*\(.*\))$/s.test(last.expression.getText());
}
