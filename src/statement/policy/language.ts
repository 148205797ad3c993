/**
 * The policy language: one JSON file says who qualifies. The valibot schema below is the only description of its shape;
 * `scripts/generate-policy-schema.ts` derives the JSON Schema from it. What a shape can't say (claims exist, operators
 * fit their types) is checked by `checkPolicy`.
 */

import * as v from "valibot";
import { PROGRAMME_PATTERN } from "../../core/origin.ts";
import { ownWith } from "../../core/own.ts";
import { GRID_PATTERN } from "../../core/period-grid.ts";
import { pure } from "../../core/pure.ts";
import { isShownText, SHOWN_TEXT } from "../../core/text.ts";

/** A value as a policy writes it; its meaning depends on the claim's type (protocol P-4). */
export type PolicyValue = string | number | boolean;

/** A test of how long ago a date lies, in completed years (`yearsAgo`) or days (`daysAgo`). Exactly one operator. */
export interface RelativeTest {
  readonly "<"?: number;
  readonly "<="?: number;
  readonly "="?: number;
  readonly "!="?: number;
  readonly ">"?: number;
  readonly ">="?: number;
  /** Both ends included. */
  readonly between?: readonly [number, number];
}

/** The members of a list, or the name of one of the policy's sets. */
export type Members = readonly PolicyValue[] | { readonly set: string };

/** One condition on one claim. Exactly one operator besides `claim`. */
export interface Comparison {
  readonly claim: string;
  readonly "<"?: PolicyValue;
  readonly "<="?: PolicyValue;
  readonly "="?: PolicyValue;
  readonly "!="?: PolicyValue;
  readonly ">"?: PolicyValue;
  readonly ">="?: PolicyValue;
  /** Both ends included. */
  readonly between?: readonly [PolicyValue, PolicyValue];
  readonly in?: Members;
  readonly notIn?: Members;
  /** Completed years between a `date` claim and today. */
  readonly yearsAgo?: RelativeTest;
  /** Days between a `day` claim and today. */
  readonly daysAgo?: RelativeTest;
}

/** Any AND / OR / NOT of conditions. */
export type Expression =
  | Comparison
  | { readonly allOf: readonly Expression[] }
  | { readonly anyOf: readonly Expression[] }
  | { readonly not: Expression };

/** A parsed policy. */
export interface Policy {
  readonly civicproof: "policy/v2";
  /** Lower-case words joined by hyphens. */
  readonly name: string;
  readonly version: number;
  /** A text, or one per language tag. */
  readonly title: string | { readonly [language: string]: string };
  /** The programme whose nullifiers are shared; goes into the scope. */
  readonly programme: string;
  /** `<schema name>@<version>`. */
  readonly schema: string;
  readonly require: Expression;
  /** How often one person may claim in one period; 1 when absent. */
  readonly maxClaims?: number | undefined;
  /** How the programme's periods follow each other, such as `month/2026-11-01/60` (protocol P-33); fixed for ever. */
  readonly grid?: string | undefined;
  /** The published rule that the policy follows. */
  readonly source?:
    | {
        readonly title: string;
        readonly publisher?: string | undefined;
        readonly url?: string | undefined;
        readonly year?: number | undefined;
        readonly note?: string | undefined;
      }
    | undefined;
  /** Named code lists for `in` and `notIn`. */
  readonly sets?: { readonly [name: string]: readonly string[] } | undefined;
}

/** Operators that compare with one value or with two. */
export const ORDER_OPERATORS = ["<", "<=", "=", "!=", ">", ">=", "between"] as const;
/** All operators that may stand beside `claim`. */
export const OPERATORS = [...ORDER_OPERATORS, "in", "notIn", "yearsAgo", "daysAgo"] as const;
export type OrderOperator = (typeof ORDER_OPERATORS)[number];
export type Operator = (typeof OPERATORS)[number];

/** Bounds of the language, checked before anything is computed. */
export const POLICY_LIMITS = {
  textLength: 1_000_000,
  depth: 16,
  conditions: 256,
  listLength: 10_000,
  /** Members of all lists that conditions use, a set once for each use. */
  listMembers: 16_384,
  yearsAgo: 1_000,
  daysAgo: 400_000,
  maxClaims: 16,
} as const;

/** Of parts that JSON Schema can say. */
const shownText = (maxLength: number) =>
  v.pipe(v.string(), v.minLength(1), v.maxLength(maxLength), v.check(isShownText, SHOWN_TEXT));
const shortText = /* @__PURE__ */ pure(() => shownText(200));
const longText = /* @__PURE__ */ pure(() => shownText(2_000));
const claimName = /* @__PURE__ */ pure(() => shownText(64));
const setName = /* @__PURE__ */ pure(() => shownText(64));
const value = /* @__PURE__ */ pure(() =>
  v.union([v.pipe(v.string(), v.maxLength(256), v.check(isShownText, SHOWN_TEXT)), v.number(), v.boolean()]),
);
const listOf = <const Item extends v.GenericSchema>(item: Item) =>
  v.pipe(v.array(item), v.minLength(1), v.maxLength(POLICY_LIMITS.listLength));
const members = /* @__PURE__ */ pure(() =>
  v.lazy((input) => {
    if (input === undefined) return v.union([listOf(value), v.strictObject({ set: setName })]);
    return Array.isArray(input) ? listOf(value) : v.strictObject({ set: setName });
  }),
);

const orderTests = <const Item extends v.GenericSchema>(item: Item) => ({
  "<": item,
  "<=": item,
  "=": item,
  "!=": item,
  ">": item,
  ">=": item,
  between: v.strictTuple([item, item]),
});

/** An object with exactly one of the given keys, besides the common ones. The key that is present selects the schema, so errors are precise. */
function exactlyOneOf(common: v.ObjectEntries, tests: Readonly<Record<string, v.GenericSchema>>): v.GenericSchema {
  const alternatives = Object.entries(tests).map(
    ([operator, schema]) => [operator, v.strictObject({ ...common, [operator]: schema })] as const,
  );
  const all = v.union(alternatives.map(([, schema]) => schema));
  const oneOperator = `exactly one of ${Object.keys(tests).join(", ")}`;
  return v.lazy((input) => {
    if (input === undefined) return all;
    if (!isRecord(input)) return v.strictObject(common, "an object");
    const present = alternatives.filter(([operator]) => Object.hasOwn(input, operator));
    const unknown = Object.keys(input).find((key) => !Object.hasOwn(common, key) && !Object.hasOwn(tests, key));
    if (present.length === 1) return present[0]![1];
    if (present.length === 0 && unknown !== undefined)
      return v.strictObject({ ...common, [unknown]: v.never(oneOperator) });
    return v.custom(() => false, oneOperator);
  });
}

const wholeUpTo = (max: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(max));
const yearsAgo = /* @__PURE__ */ pure(() => exactlyOneOf({}, orderTests(wholeUpTo(POLICY_LIMITS.yearsAgo))));
const daysAgo = /* @__PURE__ */ pure(() => exactlyOneOf({}, orderTests(wholeUpTo(POLICY_LIMITS.daysAgo))));
const comparison = /* @__PURE__ */ pure(() =>
  exactlyOneOf({ claim: claimName }, { ...orderTests(value), in: members, notIn: members, yearsAgo, daysAgo }),
);

/** One node of the `require` tree; the schema is chosen by the key that is present. */
export const expressionSchema: v.GenericSchema<unknown, Expression> = /* @__PURE__ */ pure(() =>
  v.lazy((input): v.GenericSchema<unknown, Expression> => {
    const group = v.pipe(v.array(expressionSchema), v.minLength(1), v.maxLength(POLICY_LIMITS.conditions));
    const allOf = v.strictObject({ allOf: group });
    const anyOf = v.strictObject({ anyOf: group });
    const not = v.strictObject({ not: expressionSchema });
    const test = comparison as v.GenericSchema<unknown, Comparison>;
    if (input === undefined) return v.union([test, allOf, anyOf, not]);
    if (!isRecord(input))
      return v.custom<Expression>(() => false, "a condition: an object with claim, allOf, anyOf or not");
    if (Object.hasOwn(input, "allOf")) return allOf;
    if (Object.hasOwn(input, "anyOf")) return anyOf;
    if (Object.hasOwn(input, "not")) return not;
    if (Object.hasOwn(input, "claim")) return test;
    return v.custom<Expression>(() => false, "one of claim, allOf, anyOf, not");
  }),
);

const languageTag = /* @__PURE__ */ pure(() =>
  v.pipe(v.string(), v.regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "a language tag such as en or de-AT")),
);

const title = /* @__PURE__ */ pure(
  () =>
    v.lazy((input) => {
      const texts = v.record(languageTag, shortText);
      if (input === undefined) return v.union([shortText, texts]);
      return typeof input === "string" ? shortText : texts;
    }) as v.GenericSchema<unknown, string | { readonly [language: string]: string }>,
);

/** The parts of the schema that choose themselves by their input, by name, for a readable JSON Schema. */
export const namedSchemas = { expression: expressionSchema, comparison, members, yearsAgo, daysAgo, title };

/** The shape of a policy file. */
export const policySchema = /* @__PURE__ */ pure(() =>
  v.strictObject({
    $schema: v.optional(v.pipe(v.string(), v.maxLength(500), v.check(isShownText, SHOWN_TEXT))),
    civicproof: v.literal("policy/v2"),
    name: v.pipe(
      v.string(),
      v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "lower-case words joined by hyphens"),
      v.maxLength(64),
    ),
    version: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(1_000_000)),
    title,
    programme: v.pipe(v.string(), v.regex(PROGRAMME_PATTERN, "1 to 64 characters of a-z, 0-9 and hyphens")),
    schema: v.pipe(
      v.string(),
      v.maxLength(81),
      v.regex(/^[a-z][a-z0-9-]*@[0-9][0-9a-z.-]*$/, "<schema name>@<version>, such as resident@1"),
    ),
    require: expressionSchema,
    maxClaims: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(POLICY_LIMITS.maxClaims))),
    grid: v.optional(v.pipe(v.string(), v.regex(GRID_PATTERN, "a grid of periods, such as month/2026-11-01/60"))),
    source: v.optional(
      v.strictObject({
        title: longText,
        publisher: v.optional(shortText),
        url: v.optional(
          v.pipe(
            v.string(),
            v.url("a URL"),
            v.regex(/^https?:\/\//, "a URL of the web"),
            v.maxLength(2_000),
            v.check(isShownText, SHOWN_TEXT),
          ),
        ),
        year: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1800), v.maxValue(9999))),
        note: v.optional(longText),
      }),
    ),
    sets: v.optional(v.record(setName, listOf(shownText(256)))),
  }),
);

/** Where a value stands inside a policy. */
export type PolicyPath = readonly (string | number)[];

/** `require.allOf[0].claim`; keys that are no identifiers stand in brackets. */
export function formatPath(path: PolicyPath): string {
  return path
    .map((step, i) => {
      if (typeof step === "number") return `[${step}]`;
      if (!/^[A-Za-z_$][\w$]*$/.test(step)) return `[${JSON.stringify(step.slice(0, 64))}]`;
      return i === 0 ? step : `.${step}`;
    })
    .join("");
}

export function isRecord(input: unknown): input is Record<string, unknown> {
  return typeof input === "object" && input !== null && !Array.isArray(input);
}

/** Whether an expression is a single condition. */
export function isComparison(expression: Expression): expression is Comparison {
  return "claim" in expression;
}

/** The operator of a condition and its operand. */
export function operatorOf(test: Comparison): { readonly operator: Operator; readonly operand: unknown } {
  const operator = OPERATORS.find((name) => Object.hasOwn(test, name))!;
  return { operator, operand: test[operator] };
}

/** The operator of a `yearsAgo` or `daysAgo` test and its one or two bounds. */
export function relativeOperatorOf(test: RelativeTest): {
  readonly operator: OrderOperator;
  readonly bounds: readonly number[];
} {
  const operator = ORDER_OPERATORS.find((name) => Object.hasOwn(test, name))!;
  const operand = test[operator]!;
  return { operator, bounds: typeof operand === "number" ? [operand] : operand };
}

/** Calls `visit` for every node of an expression, parents first. */
export function walkExpression(
  expression: Expression,
  visit: (node: Expression, path: PolicyPath) => void,
  path: PolicyPath = ["require"],
): void {
  visit(expression, path);
  if ("allOf" in expression) {
    expression.allOf.forEach((child, i) => {
      walkExpression(child, visit, [...path, "allOf", i]);
    });
  } else if ("anyOf" in expression) {
    expression.anyOf.forEach((child, i) => {
      walkExpression(child, visit, [...path, "anyOf", i]);
    });
  } else if ("not" in expression) {
    walkExpression(expression.not, visit, [...path, "not"]);
  }
}

/** The policy's title in a language, else in English, else in any. */
export function policyTitle(policy: Policy, language = "en"): string {
  const { title, name } = ownWith(policy, "title");
  if (typeof title === "string") return title;
  return title[language] ?? title.en ?? Object.values(title)[0] ?? name;
}
