/** The questions of `dpia init`, in the order of the descriptor. */
import type { Document } from "yaml";
import { LANGUAGES } from "../../core/language.ts";
import { ADDRESS_PATTERN, EVM_CHAIN_PATTERN } from "../../core/origin.ts";
import type { InterviewMessages, QuestionId } from "./questions/en.ts";

/** The descriptor as far as it is answered. */
export type Draft = Document;
type Words = InterviewMessages["words"];

/** One question. An empty answer takes the default, or leaves an optional value open. */
export interface Question {
  readonly id: QuestionId;
  /** Where the answer goes. */
  readonly path: readonly (string | number)[];
  /** Taken for an empty answer; "" leaves the value open, `language` is that of the interview. */
  readonly fallback?: string;
  /** What an answer looks like, for the question and for a refusal. */
  readonly expected: (words: Words) => string;
  /** Turns text into the value; undefined for an answer of another form. */
  readonly read: (answer: string) => unknown;
  /** Asked only when an earlier answer makes it matter. */
  readonly when?: (document: Draft) => boolean;
}

type Kind = Pick<Question, "expected" | "read">;

const oneOf = (...names: readonly string[]): Kind => ({
  expected: (words) => words.oneOf(names.join(", ")),
  read: (answer) => (names.includes(answer) ? answer : undefined),
});
const text = (most: number): Kind => ({ expected: (words) => words.text(String(most)), read: (answer) => answer });
const matching = (pattern: RegExp, expected: Kind["expected"]): Kind => ({
  expected,
  read: (answer) => (pattern.test(answer) ? answer : undefined),
});
const whole = (least: number, most: number): Kind => ({
  expected: (words) => words.whole(String(least), String(most)),
  read(answer) {
    const value = /^[0-9]{1,15}$/.test(answer) ? Number(answer) : Number.NaN;
    return value >= least && value <= most ? value : undefined;
  },
});
/** Yes and no in every language of the interview. */
const YES_OR_NO: Kind = {
  expected: (words) => words.yesNo,
  read: (answer) =>
    /^(y|yes|o|oui|j|ja|s|sí|si)$/i.test(answer) ? true : /^(n|no|non|nein|nee)$/i.test(answer) ? false : undefined,
};
const SHORT = text(200);
const LONG = text(2_000);
const WORD = matching(/^[a-z0-9]+(-[a-z0-9]+)*$/, (words) => words.word);
const COUNTRY = matching(/^[A-Z]{2}$/, (words) => words.country);
const DATE: Kind = {
  expected: (words) => words.date,
  read: (answer) =>
    /^\d{4}-\d{2}-\d{2}$/.test(answer) && new Date(`${answer}T00:00:00Z`).toJSON()?.startsWith(answer)
      ? answer
      : undefined,
};
const SOME_LANGUAGES: Kind = {
  expected: (words) => words.someOf(LANGUAGES.join(", ")),
  read(answer) {
    const chosen = [...new Set(answer.split(/[\s,]+/))];
    return chosen.every((each) => (LANGUAGES as readonly string[]).includes(each)) ? chosen : undefined;
  },
};
const CHAIN: Kind = {
  expected: (words) => words.chain,
  read: (answer) => (answer === "none" ? "none" : EVM_CHAIN_PATTERN.test(answer) ? { id: answer } : undefined),
};

export const onChain = (document: Draft): boolean => document.getIn(["chain", "id"]) !== undefined;
const open = { fallback: "" } as const;

/** All questions. */
export const QUESTIONS: readonly Question[] = [
  { id: "name", path: ["name"], ...WORD },
  { id: "title", path: ["title"], ...SHORT },
  { id: "date", path: ["date"], ...DATE },
  { id: "languages", path: ["languages"], fallback: "language", ...SOME_LANGUAGES },
  { id: "schema", path: ["schema"], fallback: "schema.json", ...text(500) },
  { id: "policy", path: ["policy"], fallback: "policy.json", ...text(500) },
  { id: "size", path: ["population", "size"], ...whole(1, 10_000_000_000) },
  { id: "controller", path: ["parties", 0, "name"], ...SHORT },
  { id: "controllerCountry", path: ["parties", 0, "country"], ...COUNTRY },
  { id: "controllerContact", path: ["parties", 0, "contact"], ...open, ...SHORT },
  { id: "issuer", path: ["parties", 1, "name"], ...SHORT },
  { id: "issuerCountry", path: ["parties", 1, "country"], ...COUNTRY },
  {
    id: "issuerRole",
    path: ["parties", 1, "role"],
    fallback: "undecided",
    ...oneOf("processor", "joint-controller", "independent-controller", "undecided"),
  },
  { id: "purpose", path: ["purposes", 0], ...LONG },
  { id: "article", path: ["legalBasis", "article"], ...open, ...SHORT },
  {
    id: "provision",
    path: ["legalBasis", "text"],
    ...LONG,
    when: (document) => document.getIn(["legalBasis", "article"]) !== undefined,
  },
  { id: "subjects", path: ["dataSubjects", "description"], ...LONG },
  { id: "verifier", path: ["scopes", 0, "verifier"], ...SHORT },
  {
    id: "period",
    path: ["scopes", 0, "period"],
    fallback: "year",
    ...oneOf("month", "quarter", "year", "once", "days"),
    when: (document) => document.getIn(["scopes", 0, "period"]) === undefined,
  },
  { id: "chain", path: ["chain"], fallback: "none", ...CHAIN },
  {
    id: "contract",
    path: ["chain", "contract"],
    ...matching(ADDRESS_PATTERN, (words) => words.address),
    when: onChain,
  },
  { id: "gas", path: ["chain", "gasPaidBy"], ...oneOf("holder", "relayer"), when: onChain },
  { id: "payee", path: ["chain", "payee"], ...oneOf("one-time", "reused", "pooled"), when: onChain },
  { id: "why", path: ["chain", "why"], ...open, ...LONG, when: onChain },
  { id: "addresses", path: ["channels", "networkAddress"], ...oneOf("kept", "dropped") },
  { id: "lists", path: ["channels", "statusLists"], fallback: "whole", ...oneOf("whole", "single") },
  { id: "case", path: ["channels", "caseNumber"], fallback: "no", ...YES_OR_NO },
  { id: "times", path: ["channels", "times"], ...oneOf("exact", "day", "dropped") },
  { id: "days", path: ["stores", 0, "retention", "days"], ...whole(0, 100_000) },
  { id: "automated", path: ["decision", "automated"], ...YES_OR_NO },
  { id: "effect", path: ["decision", "effect"], ...open, ...LONG },
  { id: "review", path: ["decision", "humanReview"], ...open, ...LONG },
  { id: "paper", path: ["decision", "paperRoute"], ...open, ...LONG },
  { id: "phone", path: ["decision", "lostPhone"], ...open, ...LONG },
];
