/**
 * Reads circom source statement by statement: as much of the language as this repository's circuits use. The tests that
 * forge hints rewrite what it finds, the mutation run changes it.
 */
import { HarnessError } from "./harness-error.ts";

/** One statement of a template, without its semicolon. */
export interface Statement {
  /** With comments blanked out. */
  readonly text: string;
  /** Where its text starts and ends (without the semicolon) in the file. */
  readonly start: number;
  readonly end: number;
  /** Variables of the loops around it, outermost first. */
  readonly loops: readonly string[];
}

/** A template and its statements. */
export interface TemplateSource {
  readonly name: string;
  readonly parameters: readonly string[];
  /** Where the list of parameters starts in the file, after its parenthesis. */
  readonly parametersStart: number;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly statements: readonly Statement[];
  /** Dimensions of its signals, as they are written. */
  readonly signals: ReadonlyMap<string, SignalSource>;
}

export interface SignalSource {
  readonly kind: "input" | "output" | "inner";
  readonly tag: string | undefined;
  readonly dimensions: readonly string[];
}

/** A call of a template inside a statement: `Bits(7)(meta)` with inputs, or `Bits(7)` without. */
export interface Call {
  readonly name: string;
  /** Positions in the text that was searched. */
  readonly start: number;
  readonly end: number;
  readonly parameters: { readonly start: number; readonly end: number };
  readonly inputs: { readonly start: number; readonly end: number } | undefined;
}

const DECLARATION = /^\s*signal\s+(?:(input|output)\s+)?(?:\{(\w+)\}\s*)?(\w+)\s*((?:\[.*?\]\s*)*)(?=$|[<=,])/s;

/** The templates of a file. */
export function readTemplates(file: string): TemplateSource[] {
  const text = blankComments(file);
  const templates: TemplateSource[] = [];
  for (const match of text.matchAll(/\btemplate\s+(\w+)\s*\(/g)) {
    const open = match.index + match[0].length - 1;
    const close = matching(text, open);
    const bodyStart = text.indexOf("{", close) + 1;
    const bodyEnd = matching(text, bodyStart - 1);
    const statements = readStatements(text, bodyStart, bodyEnd);
    templates.push({
      name: match[1]!,
      parameters: splitList(text.slice(open + 1, close)),
      parametersStart: open + 1,
      bodyStart,
      bodyEnd,
      statements,
      signals: new Map(statements.flatMap(({ text: statement }) => declaredSignal(statement))),
    });
  }
  return templates;
}

function declaredSignal(statement: string): [string, SignalSource][] {
  const match = DECLARATION.exec(statement);
  if (match === null) return [];
  const kind = (match[1] ?? "inner") as SignalSource["kind"];
  return [[match[3]!, { kind, tag: match[2], dimensions: readIndices(match[4]!) }]];
}

function readStatements(text: string, from: number, to: number): Statement[] {
  const statements: Statement[] = [];
  /** The loop's variable of each block that is open, or undefined for other blocks. */
  const blocks: (string | undefined)[] = [];
  let start = from;
  for (let at = from; at < to; at++) {
    const character = text[at];
    if (character === "(" || character === "[") at = matching(text, at);
    else if (character === "{" && /^\s*signal(\s+(input|output))?\s*$/.test(text.slice(start, at))) {
      at = matching(text, at);
    } else if (character === "{") {
      blocks.push(/^\s*for\s*\(\s*(?:var\s+)?(\w+)/.exec(text.slice(start, at))?.[1]);
      start = at + 1;
    } else if (character === "}") {
      blocks.pop();
      start = at + 1;
    } else if (character === ";") {
      const lead = /^\s*/.exec(text.slice(start, at))![0].length;
      statements.push({
        text: text.slice(start + lead, at),
        start: start + lead,
        end: at,
        loops: blocks.filter((variable) => variable !== undefined),
      });
      start = at + 1;
    }
  }
  return statements;
}

/** The source with spaces in place of its comments. */
export function blankComments(source: string): string {
  return source.replace(/\/\/[^\n]*|\/\*.*?\*\//gs, (comment) => comment.replace(/[^\n]/g, " "));
}

/** The position of the bracket that closes the one at `open`. */
export function matching(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if ("([{".includes(text[at]!)) depth++;
    else if (")]}".includes(text[at]!) && --depth === 0) return at;
  }
  throw new HarnessError(`an open bracket: ${text.slice(open, open + 40)}`);
}

/** `[i][j + 1]` as ["i", "j + 1"]. */
export function readIndices(text: string): string[] {
  const indices: string[] = [];
  for (let at = text.indexOf("["); at >= 0; at = text.indexOf("[", at)) {
    const close = matching(text, at);
    indices.push(text.slice(at + 1, close).trim());
    at = close;
  }
  return indices;
}

/** Splits at the commas outside brackets; an empty text has no items. */
export function splitList(text: string): string[] {
  const items: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if ("([{".includes(text[at]!)) at = matching(text, at);
    else if (text[at] === ",") {
      items.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  const last = text.slice(start).trim();
  return last === "" && items.length === 0 ? [] : [...items, last];
}

/** The calls of these templates in a text, outermost first; those inside another one's inputs follow it. */
export function findCalls(text: string, isTemplate: (name: string) => boolean): Call[] {
  return [...text.matchAll(/\b([A-Z]\w*)\s*\(/g)]
    .filter(([, name]) => isTemplate(name!))
    .map((match) => {
      const open = match.index + match[0].length - 1;
      const close = matching(text, open);
      const next = /^\s*\(/.exec(text.slice(close + 1));
      const inputsOpen = next === null ? undefined : close + next[0].length;
      const inputsClose = inputsOpen === undefined ? undefined : matching(text, inputsOpen);
      return {
        name: match[1]!,
        start: match.index,
        end: (inputsClose ?? close) + 1,
        parameters: { start: open + 1, end: close },
        inputs: inputsOpen === undefined ? undefined : { start: inputsOpen + 1, end: inputsClose! },
      };
    });
}
