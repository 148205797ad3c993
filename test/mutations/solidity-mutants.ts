/**
 * Mutants of a contract: each `require` and each `if` that refuses deleted, each modifier of a function dropped, each bound
 * moved by one, each operand of `&&` and `||` alone, each equality turned round.
 */
import { matching } from "../circuits/circom-source.ts";
import { applyMutant, type Mutant, mutate, numberTwins } from "./mutant.ts";

const BOUNDS: Readonly<Record<string, string>> = { "<": "<=", "<=": "<", ">": ">=", ">=": ">" };
/** What may stand between a function's parameters and its body besides modifiers. */
const NO_MODIFIER = /^(public|external|internal|private|view|pure|payable|virtual|override|returns)$/;

export function solidityMutants(file: string, source: string): Mutant[] {
  const text = blank(source);
  const found: Mutant[] = [];
  const add = (start: number, end: number, replacement: string, change: string) => {
    found.push(mutate(file, source, { start, end, replacement, change }));
  };

  for (const match of text.matchAll(/\brequire\s*\(/g)) {
    const close = matching(text, match.index + match[0].length - 1);
    add(match.index, text.indexOf(";", close) + 1, "", "delete the check");
  }
  for (const match of text.matchAll(/\bif\s*\(/g)) {
    const open = match.index + match[0].length - 1;
    const close = matching(text, open);
    const branch = text.slice(close + 1);
    // A refusal: an error, false, 0, or the name of a code.
    if (/^\s*(\{\s*)?(revert\b|return\s+(false|0|\w+\.\w+)\s*;)/.test(branch)) add(open + 1, close, "false", "never");
  }
  for (const match of text.matchAll(/\bfunction\s+\w+\s*\(/g)) {
    const close = matching(text, match.index + match[0].length - 1);
    const end = close + 1 + text.slice(close + 1).search(/[{;]/);
    if (text[end] !== "{") continue;
    for (const word of text.slice(close + 1, end).matchAll(/\b(\w+)\b\s*(\()?/g)) {
      const start = close + 1 + word.index;
      if (isInside(text, close + 1, start)) continue;
      if (NO_MODIFIER.test(word[1]!)) continue;
      const stop = word[2] === undefined ? start + word[1]!.length : matching(text, start + word[0].length - 1) + 1;
      add(start, stop, "", `without ${word[1]}`);
    }
  }
  for (const match of text.matchAll(/(?<![<>=!-])(<=|>=|<|>)(?![<>=])/g)) {
    const bound = BOUNDS[match[1]!]!;
    if (/\b(pragma|using|import)\b/.test(lineAt(text, match.index))) continue;
    add(match.index, match.index + match[1]!.length, bound, `${match[1]} to ${bound}`);
  }
  for (const match of text.matchAll(/(?<![=!<>])(==|!=)(?!=)/g)) {
    const opposite = match[1] === "==" ? "!=" : "==";
    add(match.index, match.index + 2, opposite, `${match[1]} to ${opposite}`);
  }
  for (const match of text.matchAll(/&&|\|\|/g)) {
    const left = operandStart(text, match.index, match[0]);
    const right = operandEnd(text, match.index + 2, match[0]);
    add(match.index, right, "", `without the right side of ${match[0]}`);
    add(left, match.index + 2, "", `without the left side of ${match[0]}`);
  }
  const texts = new Set<string>();
  // The right side of one `&&` is the left side of the next.
  const different = found.filter((mutant) => {
    const text = applyMutant(source, mutant).replace(/\s+/g, " ");
    return !texts.has(text) && texts.add(text);
  });
  return numberTwins(different.sort((a, b) => a.start - b.start));
}

/** The source with spaces in place of comments and of what stands in quotes. */
function blank(source: string): string {
  return source.replace(/\/\/[^\n]*|\/\*.*?\*\/|"[^"\n]*"/gs, (part) => part.replace(/[^\n]/g, " "));
}

function lineAt(text: string, at: number): string {
  return text.slice(text.lastIndexOf("\n", at) + 1, text.indexOf("\n", at));
}

/** Whether a position lies in brackets that were opened after `from`. */
function isInside(text: string, from: number, at: number): boolean {
  let depth = 0;
  for (let i = from; i < at; i++) depth += "([".includes(text[i]!) ? 1 : ")]".includes(text[i]!) ? -1 : 0;
  return depth > 0;
}

/** Where the operand before an operator starts: `&&` binds closer than `||`. */
function operandStart(text: string, before: number, operator: string): number {
  let depth = 0;
  for (let at = before - 1; at >= 0; at--) {
    if (")]".includes(text[at]!)) depth++;
    else if ("([".includes(text[at]!)) {
      if (depth-- === 0) return at + 1;
    } else if (depth === 0 && isBoundary(text, at, operator)) return at + 1;
  }
  return 0;
}

function operandEnd(text: string, after: number, operator: string): number {
  let depth = 0;
  for (let at = after; at < text.length; at++) {
    if ("([".includes(text[at]!)) depth++;
    else if (")]".includes(text[at]!)) {
      if (depth-- === 0) return at;
    } else if (depth === 0 && isBoundary(text, at, operator)) {
      return text.startsWith("&&", at - 1) || text.startsWith("||", at - 1) ? at - 1 : at;
    }
  }
  return text.length;
}

/** Whether an operand can't go past this character. */
function isBoundary(text: string, at: number, operator: string): boolean {
  if (";{},?:".includes(text[at]!)) return true;
  if (text[at] === "=" && !/[=!<>]/.test(text[at - 1]!) && text[at + 1] !== "=") return true;
  if (/\s/.test(text[at]!) && /\breturn$/.test(text.slice(Math.max(0, at - 7), at))) return true;
  if (text.startsWith("||", at - 1)) return true;
  return operator === "&&" && text.startsWith("&&", at - 1);
}
