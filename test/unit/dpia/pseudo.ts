/**
 * A language that no assessment can be written in by accident: every text of the English catalogue in brackets, and what
 * is filled into a text outside them. Whatever stands outside brackets in a rendered form was in no catalogue.
 */
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
