/**
 * A language that no assessment can be written in by accident: every text of the English catalogue in brackets, and what
 * is filled into a text outside them. Whatever stands outside brackets in a rendered form was in no catalogue.
 */
import { en as enForms, type FormMessages } from "../../../src/dpia/forms/messages/en.ts";
import { templateDe } from "../../../src/dpia/forms/messages/template-de.ts";
import type { DpiaModel } from "../../../src/dpia/model.ts";
import { en, type Messages } from "../../../src/dpia/report/messages/en.ts";

export const OPEN = "⟦";
export const CLOSE = "⟧";
const FUNCTIONS_OF_FIGURES = new Set(["findings"]);

const text = (words: string): string => `${OPEN}${words}${CLOSE}`;
/** A filled-in text leaves the brackets, and stands for itself. */
const filled = (value: unknown): unknown => {
  if (typeof value === "string") return `${CLOSE}${value}${OPEN}`;
  if (typeof value === "function") return (...args: unknown[]) => filled(value(...args));
  if (Array.isArray(value)) return value.map(filled);
  return value;
};

/** Names of choices, which a text is chosen by and which are never printed. */
const CHOICES = new Set(["threshold", "duration", "step"]);

/** Fields of named texts that choose words and are no text themselves. */
const STRUCTURE = new Set(["result", "kind", "form", "unit", "claim"]);

function wrap(value: unknown, key: string): unknown {
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return value.map((each) => wrap(each, key));
  if (typeof value === "function") {
    return (...args: unknown[]) => {
      const given = args.map((arg, i) => {
        if (CHOICES.has(key) && i < args.length - 1) return arg;
        // The figures of a finding, or a run of tests: named texts.
        if (typeof arg === "object" && arg !== null && !Array.isArray(arg))
          return Object.fromEntries(
            Object.entries(arg).map(([name, each]) => [name, STRUCTURE.has(name) ? each : filled(each)]),
          );
        return filled(arg);
      });
      return wrap(value(...given), key);
    };
  }
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [name, wrap(each, FUNCTIONS_OF_FIGURES.has(key) ? key : name)]),
    );
  return value;
}

/** The catalogue; language and locale stay, so that numbers have a form. */
export function pseudoCatalogue(): Messages {
  const { language, locale, terms, ...rest } = en;
  const wrapped = wrap(rest, "") as Messages;
  // Every word of circuits/signals.json, as other languages have them.
  const all = new Proxy(terms, {
    get: (_, word) => (typeof word === "string" ? text(word) : undefined),
    getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: "" }),
  });
  return { ...wrapped, language, locale, terms: all, statement: { ...wrapped.statement, language, locale } };
}

/** The words of the forms; those of an outline are in brackets, as other languages have a table of them. */
export function pseudoFormCatalogue(): FormMessages {
  const { template: _, ...rest } = enForms;
  const template = (word: string): string => (Object.hasOwn(templateDe, word) ? text(word) : word);
  return { ...(wrap(rest, "") as FormMessages), template };
}

/** What stands outside brackets. */
export function outside(words: string): string {
  let depth = 0;
  let rest = "";
  for (const character of words) {
    if (character === OPEN) depth++;
    if (depth <= 0 && character !== CLOSE) rest += character;
    if (character === CLOSE) depth--;
    if (character === OPEN || character === CLOSE) rest += " ";
  }
  return rest;
}

/** Names of things that are the same in every language: signals, paths, hashes, codes, chains, documents. */
const NAMES: readonly RegExp[] = [
  /\b(nullifier|policyHash|issuerRoot|statusRoot|scope|period|today|context|proof)\b/g,
  /\b(require(\.\w+(\[\d+\])?)*)/g,
  /\b[0-9a-f]{64}\b/g,
  /\beip155:\d+/g,
  /\b[A-Z]{2}\b/g,
  /\bmark\d+xen\b/g,
];

/** Words that no catalogue has, without the descriptor's own and names that are the same everywhere. */
export function foreignWords({ policy, deployment, leakage, publicSignals, privateInputs }: DpiaModel, words: string) {
  const own = [
    ...deployment.scopes.flatMap(({ verifier, programme }) => [verifier, programme]),
    ...Object.keys(publicSignals),
    ...Object.keys(privateInputs),
    `${policy.policy.name}@${policy.policy.version}`,
    policy.circuit,
    policy.policy.name,
    ...(leakage?.apart ?? []),
    deployment.legalBasis?.article ?? "",
    ...(deployment.office?.reads ?? []).map(({ credential }) => credential),
  ];
  let rest = outside(words);
  for (const each of own.sort((a, b) => b.length - a.length)) if (each !== "") rest = rest.replaceAll(each, " ");
  for (const pattern of NAMES) rest = rest.replaceAll(pattern, " ");
  return rest.match(/\p{L}{2,}/gu) ?? [];
}

/** Without what a statement rests on, which stands between status and bracket. */
export function sourceless(words: string): string {
  return words.replace(/\[⟦(derived|declared|open)⟧:? [^\]]*(\][^\]]*)*?\](?=["<\s;]|$)/g, " ");
}

/** The texts of a picture. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => (/^(id|from|to|kind|days)$/.test(key) ? [] : textsIn(each)));
}
