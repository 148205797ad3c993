/**
 * Rewrites circuits so that a test can take the place of every hint. A hint (`<--`) is a value that no constraint
 * computes: an honest prover takes the expression on its right, a forger takes what it likes.
 *
 * In the rewritten circuit each hint asks a tape, which is an input of the main component and of every component below:
 * `x <-- e` becomes `x <-- forgerValue(KEY, tape, e)`. The tape holds pairs of a key and a value; where a hint's key is
 * not on it, the honest expression is computed, from what the forger has made of the signals in it. Keys say where a
 * component stands: each template with hints gets a parameter `at`, from which it makes those of its parts.
 */
import {
  blankComments,
  findCalls,
  readIndices,
  readTemplates,
  type Statement,
  type TemplateSource,
} from "./circom-source.ts";
import { HarnessError } from "./harness-error.ts";

/** Keys are numbers in this base: for each step a component's or hint's number in its template, then its indices. */
const BASE = 1024;

/** Circuit files by path, rewritten, and what is known about their hints. */
export interface ForgersSource {
  /** The rewritten text of the file at this path, for this many pairs on the tape. */
  readonly files: ReadonlyMap<string, string>;
  /** Names of hints below the main component, without indices: `chain.lambda[]`. */
  readonly hints: readonly string[];
  /** Finds the hints among the names of all signals, as the compiler's list of symbols has them. */
  findHints(signals: readonly string[]): FoundHint[];
}

export interface FoundHint {
  /** As the tests name it, for example `headroom.bits[3]`. */
  readonly name: string;
  /** As the compiler names it. */
  readonly signal: string;
  readonly key: bigint;
  /** Whether the tape can replace it; a whole array that is handed to a component can't be. */
  readonly isOpen: boolean;
}

interface Part {
  readonly number: number;
  readonly template: string;
  /** How many indices it has. */
  readonly rank: number;
}
interface Rewritten {
  readonly source: TemplateSource;
  readonly hints: Map<string, { readonly number: number; isOpen: boolean }>;
  readonly components: Map<string, Part>;
  /** Calls with inputs, in the order of the text. */
  readonly anonymous: (Part & { readonly alias: string })[];
}

/**
 * @param files sources by path: the main component's and everything it includes
 * @param pairs how many hints a test can replace at once
 */
export function giveHintsAway(files: ReadonlyMap<string, string>, pairs: number): ForgersSource {
  const sources = new Map([...files].map(([path, text]) => [path, readTemplates(text)]));
  const templates = new Map([...sources.values()].flat().map((template) => [template.name, template]));
  const open = templatesWithHints(templates);
  const rewritten = new Map<string, Rewritten>();

  const texts = new Map(
    [...files].map(([path, text]) => {
      const edits = sources.get(path)!.flatMap((source) => {
        const { result, edits } = rewriteTemplate(source, { text: blankComments(text), templates, open, pairs });
        rewritten.set(source.name, result);
        return edits;
      });
      return [path, applyEdits(text, [...edits, ...mainEdits(text, open, pairs)])];
    }),
  );
  const main = [...files.values()]
    .map((text) => MAIN.exec(blankComments(text))?.[2])
    .find((name) => name !== undefined)!;
  return {
    files: texts,
    hints: hintNames(main, rewritten, open),
    findHints: (signals) => findHints(signals, main, rewritten),
  };
}

const MAIN = /\bcomponent\s+main\b([^=]*)=\s*(\w+)\s*\(/;

function templatesWithHints(templates: ReadonlyMap<string, TemplateSource>): ReadonlySet<string> {
  const open = new Set<string>();
  for (let size = -1; size !== open.size; ) {
    size = open.size;
    for (const { name, statements } of templates.values()) {
      const hasHints = statements.some(
        ({ text }) => text.includes("<--") || findCalls(text, (called) => open.has(called)).length > 0,
      );
      if (hasHints) open.add(name);
    }
  }
  return open;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
interface Surroundings {
  readonly text: string;
  readonly templates: ReadonlyMap<string, TemplateSource>;
  readonly open: ReadonlySet<string>;
  readonly pairs: number;
}

function rewriteTemplate(source: TemplateSource, around: Surroundings): { result: Rewritten; edits: Edit[] } {
  const result: Rewritten = { source, hints: new Map(), components: new Map(), anonymous: [] };
  const isTemplate = (name: string) => around.templates.has(name);
  let numbers = 0;
  const edits: Edit[] = [];

  /** A statement's text with keys and the tape handed on in each call. */
  function rewriteCalls(text: string, statement: Statement): string {
    const [call] = findCalls(text, isTemplate);
    if (call === undefined) return text;
    const number = ++numbers;
    let place: readonly string[];
    if (call.inputs === undefined) {
      const target = /^\s*(?:component\s+)?(\w+)\s*((?:\[.*?\]\s*)*)=/s.exec(statement.text)!;
      place = readIndices(target[2]!);
      result.components.set(target[1]!, { number, template: call.name, rank: place.length });
    } else {
      const target = /^\s*(?:signal\s+)?(?:\{\w+\}\s*)?(\w+)[^.=]*<(?:==|--)/.exec(statement.text)?.[1];
      place = statement.loops;
      const alias = unusedAlias(target ?? call.name, result);
      result.anonymous.push({ number, template: call.name, rank: place.length, alias });
    }
    const parameters = text.slice(call.parameters.start, call.parameters.end);
    const inputs = call.inputs === undefined ? undefined : text.slice(call.inputs.start, call.inputs.end);
    const inner = inputs === undefined ? "" : rewriteCalls(inputs, statement);
    const rest = rewriteCalls(text.slice(call.end), statement);
    const before = text.slice(0, call.start);
    if (!around.open.has(call.name))
      return `${before}${call.name}(${parameters})${inputs === undefined ? "" : `(${inner})`}${rest}`;
    const list = [keyExpression(number, place), ...(parameters.trim() === "" ? [] : [parameters])].join(", ");
    if (inputs === undefined) return `${before}${call.name}(${list})${rest}`;
    return `${before}${call.name}(${list})(${inner.trim() === "" ? "tape" : `${inner}, tape`})${rest}`;
  }

  for (const statement of source.statements) {
    const arrow = statement.text.indexOf("<--");
    const calls = findCalls(statement.text, isTemplate);
    let text: string | undefined;
    if (arrow >= 0) {
      const left = statement.text.slice(0, arrow);
      const right = rewriteCalls(statement.text.slice(arrow + 3), statement);
      text = rewriteHint(left, right, { result, around, next: () => ++numbers });
    } else if (calls.length > 0) {
      text = rewriteCalls(statement.text, statement);
      const target = /^\s*(?:component\s+)?(\w+\s*(?:\[.*?\]\s*)*)=(?!=)/s.exec(statement.text);
      if (target !== null && calls[0]!.inputs === undefined && around.open.has(calls[0]!.name)) {
        text += `; ${target[1]!.trim()}.tape <== tape`;
      }
    }
    if (text !== undefined && text !== statement.text) edits.push({ start: statement.start, end: statement.end, text });
  }
  if (!around.open.has(source.name)) return { result, edits };

  const comma = source.parameters.length === 0 ? "" : ", ";
  edits.push({ start: source.parametersStart, end: source.parametersStart, text: `at${comma}` });
  // Inputs of a call go by the order of their declarations: the tape is the last one.
  const lastInput = source.statements.filter(({ text }) => /^\s*signal\s+input\b/.test(text)).at(-1);
  const after = lastInput === undefined ? source.bodyStart : lastInput.end + 1;
  edits.push({ start: after, end: after, text: ` signal input tape[${around.pairs}][2];` });
  return { result, edits };
}

function unusedAlias(wanted: string, { anonymous }: Rewritten): string {
  const used = new Set(anonymous.map(({ alias }) => alias));
  for (let n = 1; ; n++) {
    const alias = n === 1 ? wanted : `${wanted}${n}`;
    if (!used.has(alias)) return alias;
  }
}

function keyExpression(number: number, indices: readonly string[]): string {
  return [String(number), ...indices].reduce((key, digit) => `(${key} * ${BASE} + (${digit}))`, "at");
}

/** One hint: of a signal, of a whole array of signals, of several signals, or of a component's input. */
function rewriteHint(
  left: string,
  right: string,
  { result, around, next }: { readonly result: Rewritten; readonly around: Surroundings; next(): number },
): string {
  const { source, hints, components } = result;
  const numberOf = (name: string, isOpen: boolean) => {
    const hint = hints.get(name) ?? { number: next(), isOpen };
    hint.isOpen &&= isOpen;
    hints.set(name, hint);
    return hint.number;
  };
  const ask = (name: string, indices: readonly string[], honest: string) =>
    `forgerValue(${keyExpression(numberOf(name, true), indices)}, tape, ${honest})`;

  const several = /^\s*\(([^)]*)\)\s*$/.exec(left);
  if (several !== null) {
    const names = several[1]!.split(",").map((name) => name.trim());
    const honest = names.map((name) => `honest_${name}`);
    return [
      ...honest.map((name) => `signal ${name}`),
      `(${honest.join(", ")}) <-- ${right}`,
      ...names.map((name, i) => `${name} <-- ${ask(name, [], honest[i]!)}`),
    ].join("; ");
  }
  const target =
    /^(\s*signal\s+(?:(?:input|output)\s+)?(?:\{\w+\}\s*)?)?(\w+)\s*((?:\[.*?\]\s*)*)(?:\.\s*(\w+)\s*((?:\[.*?\]\s*)*))?$/s.exec(
      left.trimEnd(),
    );
  if (target === null) throw new HarnessError(`a hint that is not understood: ${left} <-- ${right}`);
  const [, declaration, name, indexText, port, portIndexText = ""] = target;
  const indices = [...readIndices(indexText!), ...readIndices(portIndexText)];

  if (port !== undefined) {
    const callee = around.templates.get(components.get(name!)!.template)!.signals.get(port)!;
    const hintName = `${name}.${port}`;
    if (readIndices(portIndexText).length !== callee.dimensions.length) {
      numberOf(hintName, false);
      return `${left}<--${right}`;
    }
    return `${left}<-- ${ask(hintName, indices, right.trim())}`;
  }
  const { dimensions } = source.signals.get(name!)!;
  // A declaration's brackets are its dimensions.
  const given = declaration === undefined ? indices : [];
  if (given.length === dimensions.length) return `${left}<-- ${ask(name!, given, right.trim())}`;

  const open = dimensions.slice(given.length);
  const counters = open.map((_, i) => `each${i}`);
  const all = [...given, ...counters];
  const subscript = (list: readonly string[]) => list.map((index) => `[${index}]`).join("");
  const number = next();
  const honest = `honest_${name}_${number}`;
  return [
    ...(declaration === undefined ? [] : [`${declaration}${name}${indexText}`]),
    `signal ${honest}${subscript(open)} <-- ${right.trim()}`,
    [
      ...open.map((size, i) => `for (var each${i} = 0; each${i} < ${size}; each${i}++) {`),
      `${name}${subscript(all)} <-- ${ask(name!, all, `${honest}${subscript(counters)}`)};`,
      ...open.map(() => "}"),
      // The statement's own semicolon follows.
      `var after_${name}_${number} = 0`,
    ].join(" "),
  ].join("; ");
}

/** The main component gets the first key, and the function that reads the tape stands beside it. */
function mainEdits(text: string, open: ReadonlySet<string>, pairs: number): Edit[] {
  const match = MAIN.exec(blankComments(text));
  if (match === null || !open.has(match[2]!)) return [];
  const after = match.index + match[0].length;
  const isEmpty = /^\s*\)/.test(text.slice(after));
  const reader = [
    "function forgerValue(key, tape, honest) {",
    "    var value = honest;",
    `    for (var i = 0; i < ${pairs}; i++) {`,
    "        if (tape[i][0] == key) { value = tape[i][1]; }",
    "    }",
    "    return value;",
    "}",
    "",
  ].join("\n");
  return [
    { start: match.index, end: match.index, text: reader },
    { start: after, end: after, text: isEmpty ? "1" : "1, " },
  ];
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start || b.end - a.end)
    .reduce(
      (result, { start, end, text: replacement }) => result.slice(0, start) + replacement + result.slice(end),
      text,
    );
}

/** Names of all hints below a template: each component's once, whatever its index. */
function hintNames(template: string, rewritten: ReadonlyMap<string, Rewritten>, open: ReadonlySet<string>): string[] {
  if (!open.has(template)) return [];
  const { source, hints, components, anonymous } = rewritten.get(template)!;
  const own = [...hints.keys()].map((name) => name + "[]".repeat(source.signals.get(name)?.dimensions.length ?? 0));
  const below = [...[...components].map(([name, part]) => ({ ...part, alias: name })), ...anonymous].flatMap(
    ({ alias, rank, template: part }) =>
      hintNames(part, rewritten, open).map((hint) => `${alias}${"[]".repeat(rank)}.${hint}`),
  );
  return [...new Set([...own, ...below])].sort();
}

function findHints(signals: readonly string[], main: string, rewritten: ReadonlyMap<string, Rewritten>): FoundHint[] {
  /** The anonymous components below each component, which the compiler names by template, line and place. */
  const anonymousBelow = new Map<string, Set<string>>();
  for (const signal of signals) {
    const segments = signal.split(".");
    segments.slice(0, -1).forEach((segment, i) => {
      const name = segment.replace(/\[.*$/, "");
      if (!ANONYMOUS.test(name)) return;
      const above = segments.slice(0, i).join(".");
      anonymousBelow.set(above, (anonymousBelow.get(above) ?? new Set()).add(name));
    });
  }

  const found: FoundHint[] = [];
  for (const signal of signals) {
    let template = main;
    let key = 1n;
    const names: string[] = [];
    const segments = signal.split(".");
    for (let i = 0; i < segments.length; i++) {
      const { hints, components, anonymous } = rewritten.get(template)!;
      const name = segments[i]!.replace(/\[.*$/, "");
      const indices = readIndices(segments[i]!);
      const rest = segments.slice(i).join(".");
      const hint = hints.get(rest.replace(/\[\d+\]/g, ""));
      if (hint !== undefined) {
        const digits = [hint.number, ...readIndices(rest)];
        found.push({ name: [...names, rest].join("."), signal, key: extendKey(key, digits), isOpen: hint.isOpen });
        break;
      }
      if (i === segments.length - 1) break;
      let part: Part | undefined = components.get(name);
      let alias = name;
      if (part === undefined) {
        const called = name.replace(/_\d+_\d+$/, "");
        const calls = anonymous.filter((each) => each.template === called);
        const names = [...(anonymousBelow.get(segments.slice(0, i).join(".")) ?? [])]
          .filter((each) => each.startsWith(`${called}_`) && ANONYMOUS.test(each))
          .sort((one, other) => placeOf(one) - placeOf(other));
        // A call in a loop that never runs makes no component.
        const call = names.length === calls.length ? calls[names.indexOf(name)] : undefined;
        if (call === undefined) throw new HarnessError(`no call in ${template} makes ${signal}`);
        ({ alias } = call);
        part = call;
      }
      names.push(alias + indices.map((index) => `[${index}]`).join(""));
      key = extendKey(key, [part.number, ...indices]);
      template = part.template;
    }
  }
  return found;
}

const ANONYMOUS = /^[A-Z]\w*_\d+_\d+$/;
const placeOf = (name: string) => Number(/\d+$/.exec(name)![0]);

function extendKey(key: bigint, digits: readonly (number | string)[]): bigint {
  return digits.reduce((sum: bigint, digit) => sum * BigInt(BASE) + BigInt(digit), key);
}
