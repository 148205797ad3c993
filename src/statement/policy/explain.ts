/** Says in plain words what a policy proves, what the portal learns and what stays hidden. */

import { parseDate } from "../../core/dates.ts";
import { type Texts, textIn } from "../../core/language.ts";
import { parseGrid } from "../../core/period-grid.ts";
import { LanguageUnsupportedError } from "../../core/supported-language.ts";
import {
  type ClaimDefinition,
  type CredentialSchema,
  spokenName,
  unitIn,
} from "../../credentials/credential/schema.ts";
import { withBudget } from "./budget.ts";
import { type Box, simplify, toBoxes } from "./dnf.ts";
import { sizeOf } from "./intervals.ts";
import {
  type Comparison,
  type Expression,
  isComparison,
  type Members,
  type OrderOperator,
  operatorOf,
  type Policy,
  type PolicyValue,
  policyTitle,
  relativeOperatorOf,
} from "./language.ts";
import type { Messages, Phrase } from "./messages/catalogue.ts";
import { en } from "./messages/en.ts";
import { checkPolicy } from "./parse.ts";

/** One condition in words, or several of which all or any must hold. */
export type ConditionWords =
  | string
  | { readonly allOf: readonly ConditionWords[] }
  | { readonly anyOf: readonly ConditionWords[] };

/** A policy in plain words. */
export interface Explanation {
  readonly language: string;
  readonly title: string;
  /** "You prove that you are 65 or older." */
  readonly proves: string;
  /** The same as a tree, for a list with a line for each condition: `{ allOf: ["you are 65 or older", …] }`. */
  readonly conditions: ConditionWords;
  /** What the portal learns besides the statement itself. */
  readonly learns: readonly string[];
  /** How often one may claim. */
  readonly claims: string;
  /** What stays hidden, one item each. */
  readonly hidden: readonly string[];
  /** Title, statement, limits and what stays hidden, in sentences. */
  readonly text: string;
}

export interface ExplainOptions {
  /** The language, as `loadMessages` has it or as a catalogue of your own; English when absent. */
  readonly messages?: Messages;
  /** What claims are called, by name and without article, instead of the schema's words: `{ rentCap: "rent limit" }`. */
  readonly labels?: Readonly<Record<string, Texts>>;
}

/** Lists up to this length are spelled out. */
const SHORT_LIST = 3;

/**
 * Explains a policy to the person who is asked for a proof. Claims are called what `labels` or the schema call them, in
 * this language. The words of a request's own schema are its sender's: an opened request has none of them, and a wallet
 * passes its issuer's schema instead.
 *
 * @throws LanguageUnsupportedError for a `language` instead of its words: nothing is said in another language silently
 * @throws PolicySyntaxError when the policy does not fit the schema
 * @throws PolicyLimitError when that takes longer than a policy may (see `MAX_STEPS`)
 */
export function explainPolicy(policy: Policy, schema: CredentialSchema, options: ExplainOptions = {}): Explanation {
  return withBudget(() => explainWithin(policy, schema, options));
}

function explainWithin(
  policy: Policy,
  schema: CredentialSchema,
  { messages = en, labels = {}, ...rest }: ExplainOptions,
): Explanation {
  checkPolicy(policy, schema);
  if ("language" in rest)
    throw new LanguageUnsupportedError({ expected: "messages, which loadMessages loads, and no language" });
  const { language } = messages;
  const claim = (name: string): ClaimDefinition => schema.claims.find((definition) => definition.name === name)!;
  const wording: Wording = {
    policy,
    messages,
    claim,
    label(name) {
      const given = textIn(labels[name], language) ?? textIn(claim(name).label, language);
      return given === undefined ? (messages.labels[name] ?? messages.label(spokenName(name))) : messages.label(given);
    },
  };
  const boxes = simplify(toBoxes(policy, schema));
  const hidden = [
    ...schema.claims.filter((_, index) => !isRevealed(boxes, index)).map(({ name }) => wording.label(name)),
    ...(boxes.length > 1 ? [messages.hiddenAlternative] : []),
    ...messages.alwaysHidden,
  ];
  const title = policyTitle(policy, messages.language);
  const conditions = conditionsOf(policy.require, wording);
  const proves = messages.proves(render(conditions, messages));
  const grid = policy.grid === undefined ? undefined : parseGrid(policy.grid);
  const claims = messages.claims(policy.maxClaims ?? 1, grid?.kind);
  return {
    language: messages.language,
    title,
    proves,
    conditions,
    learns: messages.learns,
    claims,
    hidden,
    text: [title, proves, claims, messages.hidden(hidden)].join("\n"),
  };
}

/** Whether every alternative pins the claim to one and the same value. */
function isRevealed(boxes: readonly Box[], claimIndex: number): boolean {
  const points = boxes.map((box) => box.get(`${claimIndex}/none`)?.accepts);
  const [first] = points;
  if (first === undefined || sizeOf(first) !== 1n) return false;
  return points.every((point) => point !== undefined && sizeOf(point) === 1n && point[0]!.lo === first[0]!.lo);
}

interface Wording {
  readonly policy: Policy;
  readonly messages: Messages;
  claim(name: string): ClaimDefinition;
  label(name: string): string;
}

/** An expression or its negation, which is moved to the conditions; groups in a group of their own kind become one. */
function conditionsOf(node: Expression, wording: Wording, negated = false): ConditionWords {
  if (isComparison(node)) return wording.messages.phrase(phraseOf(node, wording, negated));
  if ("not" in node) return conditionsOf(node.not, wording, !negated);
  const kind = "allOf" in node !== negated ? "allOf" : "anyOf";
  const parts = ("allOf" in node ? node.allOf : node.anyOf).flatMap((child) => {
    const words = conditionsOf(child, wording, negated);
    return typeof words === "object" && kind in words ? groupOf(words) : [words];
  });
  return parts.length === 1 ? parts[0]! : kind === "allOf" ? { allOf: parts } : { anyOf: parts };
}

const groupOf = (words: Exclude<ConditionWords, string>): readonly ConditionWords[] =>
  "allOf" in words ? words.allOf : words.anyOf;

/** The conditions in one sentence, inner groups in brackets. */
function render(words: ConditionWords, messages: Messages, nested = false): string {
  if (typeof words === "string") return words;
  const parts = groupOf(words).map((part) => (typeof part === "string" ? part : `(${render(part, messages, true)})`));
  return "allOf" in words ? messages.allOf(parts, nested) : messages.anyOf(parts);
}

const NEGATED = {
  "<": ">=",
  "<=": ">",
  "=": "!=",
  "!=": "=",
  ">": "<=",
  ">=": "<",
  between: "notBetween",
  in: "notIn",
  notIn: "in",
} as const;

function phraseOf(test: Comparison, wording: Wording, negated: boolean): Phrase {
  const { operator, operand } = operatorOf(test);
  const definition = wording.claim(test.claim);
  const named = { claim: test.claim, label: wording.label(test.claim) };
  if (operator === "yearsAgo" || operator === "daysAgo") {
    const { operator: inner, bounds } = relativeOperatorOf(test[operator]!);
    const unit = operator === "yearsAgo" ? "years" : "days";
    return { kind: "ago", ...named, unit, ...agoForm(atOnePoint(negated ? NEGATED[inner] : inner, bounds), bounds) };
  }
  if (operator === "in" || operator === "notIn") {
    const members = operand as Members;
    const list = "set" in members ? wording.policy.sets![members.set]! : (members as readonly PolicyValue[]);
    const effective = negated ? NEGATED[operator] : operator;
    return {
      kind: "list",
      ...named,
      form: effective === "in" ? "oneOf" : "noneOf",
      count: list.length,
      members: list.length <= SHORT_LIST ? list.map((value) => format(value, definition, wording.messages)) : [],
    };
  }
  const effective = negated ? NEGATED[operator] : operator;
  if (definition.type === "boolean")
    return { kind: "flag", ...named, holds: (effective === "=") === (operand === true) };
  const values = (Array.isArray(operand) ? operand : [operand]) as readonly PolicyValue[];
  return {
    kind: "compare",
    ...named,
    form: COMPARE_FORMS[atOnePoint(effective, values.map(String))],
    isDate: definition.type === "date" || definition.type === "day",
    values: values.map((value) => format(value, definition, wording.messages)),
  };
}

/** From 2 to 2 is 2. */
function atOnePoint<Operator extends string>(operator: Operator, bounds: readonly unknown[]): Operator | "=" | "!=" {
  if (bounds.length !== 2 || bounds[0] !== bounds[1]) return operator;
  return operator === "between" ? "=" : operator === "notBetween" ? "!=" : operator;
}

const COMPARE_FORMS = {
  "<": "lessThan",
  "<=": "atMost",
  "=": "exactly",
  "!=": "notExactly",
  ">": "moreThan",
  ">=": "atLeast",
  between: "between",
  notBetween: "notBetween",
} as const;

/** Whole numbers need no "more than": more than 64 is at least 65. */
function agoForm(
  operator: OrderOperator | "notBetween",
  bounds: readonly number[],
): Pick<Phrase & { kind: "ago" }, "form" | "numbers"> {
  const [n] = bounds as readonly [number];
  switch (operator) {
    case "<":
      return { form: "lessThan", numbers: [n] };
    case "<=":
      return { form: "lessThan", numbers: [n + 1] };
    case ">":
      return { form: "atLeast", numbers: [n + 1] };
    case ">=":
      return { form: "atLeast", numbers: [n] };
    case "=":
      return { form: "exactly", numbers: [n] };
    case "!=":
      return { form: "notExactly", numbers: [n] };
    default:
      return { form: operator, numbers: bounds };
  }
}

function format(value: PolicyValue, { type, currency, unit }: ClaimDefinition, { locale }: Messages): string {
  switch (type) {
    case "date":
    case "day": {
      const { year, month, day } = parseDate(value);
      const instant = new Date(0);
      instant.setUTCFullYear(year, month - 1, day);
      return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(instant);
    }
    case "integer":
      return withUnit(new Intl.NumberFormat(locale).format(BigInt(value as string | number)), Number(value), {
        unit,
        locale,
      });
    case "money":
      return formatMoney(BigInt(value as string | number), currency, locale);
    default:
      return String(value);
  }
}

/** An amount with what it counts, in the form that the language has for that number. */
function withUnit(
  amount: string,
  value: number,
  { unit, locale }: { readonly unit: ClaimDefinition["unit"]; readonly locale: string },
): string {
  const forms = unitIn(unit, locale);
  return forms === undefined
    ? amount
    : `${amount} ${new Intl.PluralRules(locale).select(value) === "one" ? forms.one : forms.other}`;
}

/** Minor units with the currency's own number of digits; two where the schema names no currency. */
function formatMoney(minorUnits: bigint, currency: string | undefined, locale: string): string {
  const style =
    currency === undefined
      ? { minimumFractionDigits: 2, maximumFractionDigits: 2 }
      : ({ style: "currency", currency } as const);
  const formatter = new Intl.NumberFormat(locale, style);
  const digits = formatter.resolvedOptions().maximumFractionDigits ?? 2;
  const unsigned = String(minorUnits < 0n ? -minorUnits : minorUnits).padStart(digits + 1, "0");
  const split = unsigned.length - digits;
  const decimal = `${minorUnits < 0n ? "-" : ""}${unsigned.slice(0, split)}.${unsigned.slice(split) || "0"}`;
  // ES2023: decimal strings are formatted exactly.
  return formatter.format(decimal as unknown as number);
}
