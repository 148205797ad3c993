/** Credential schemas: a name, a version and 1 to 8 typed claims in a fixed order. */

import * as v from "valibot";
import { refusal } from "../../core/errors.ts";
import type { FieldElement } from "../../core/field.ts";
import { hashToField } from "../../core/hash-to-field.ts";
import { decode } from "../../core/json.ts";
import { forTag, type Texts } from "../../core/language.ts";
import { pure } from "../../core/pure.ts";
import { integer, textLike, textThat } from "../../core/shapes.ts";
import { isShownText, SHOWN_TEXT } from "../../core/text.ts";

/** Positions for claims in a credential; positions that the schema does not use hold 0. */
export const MAX_CLAIMS = 8;

/** What a claim's value is and how it becomes an integer (protocol P-4). */
export const CLAIM_TYPES = ["date", "day", "integer", "money", "code", "text", "boolean"] as const;
export type ClaimType = (typeof CLAIM_TYPES)[number];

/** One word, or the word for one and the word for several; or either by language tag. */
export type Unit = UnitForms | { readonly [language: string]: UnitForms };
type UnitForms = string | { readonly one: string; readonly other: string };

/**
 * One typed claim. Its words are for people, its `interop` for other formats, and neither is part of {@link schemaId}:
 * whoever copies a schema can change them.
 */
export interface ClaimDefinition {
  /** A letter, then letters, digits and underscores; at most 40 characters. */
  readonly name: string;
  readonly type: ClaimType;
  /** What people call it, without article: `number of school-age children`. */
  readonly label?: Texts;
  /** What its value means, in a sentence. */
  readonly description?: Texts;
  /** What an integer counts: `kWh`, or both forms of a noun. */
  readonly unit?: Unit;
  /** ISO 4217, for money. */
  readonly currency?: string;
  /** Smallest value that may be issued, for integer and money (minor units); inclusive. */
  readonly minimum?: number | string;
  /** Largest value that may be issued, for integer and money (minor units); inclusive. */
  readonly maximum?: number | string;
  /** What other vocabularies call it; read by `parsePublishedSchema`. */
  readonly interop?: unknown;
}

export interface CredentialSchema {
  readonly civicproof: "schema/v2";
  /** Lower-case letters, digits and hyphens; at most 60 characters. */
  readonly name: string;
  /** Digits, lower-case letters, dots and hyphens: `1`, `2.1`, `2026-01`. A changed claim list needs a new version. */
  readonly version: string;
  readonly claims: readonly ClaimDefinition[];
  /** What people call the credential; read, as what follows, by `parsePublishedSchema`. */
  readonly label?: unknown;
  readonly description?: unknown;
  /** The schema whose place this one takes. */
  readonly supersedes?: unknown;
}

/** JSON form of an integer claim: a safe integer, or a decimal string where that is not enough. */
const integerValue = /* @__PURE__ */ pure(() =>
  v.union(
    [
      integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
      textLike(/^(?:0|-?[1-9][0-9]{0,18})$/, "a decimal integer"),
    ],
    "an integer or a decimal string",
  ),
);

export const LANGUAGE_TAG = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

/** A value, or one for each language. */
const inLanguages = <const Value extends v.GenericSchema>(value: Value, isValue: (input: unknown) => boolean) => {
  const each = v.record(textLike(LANGUAGE_TAG, "a language tag such as en or de-AT"), value);
  type Result = v.InferOutput<Value> | { readonly [language: string]: v.InferOutput<Value> };
  return v.lazy((input): v.GenericSchema<unknown, Result> => (isValue(input) ? value : each) as never);
};
const isForms = (input: unknown): boolean => typeof input !== "object" || input === null || "one" in input;

/** What wallets and verifiers have no use for: whoever publishes the schema reads it. */
const unread = /* @__PURE__ */ pure(() => v.exactOptional(v.custom<unknown>(() => true)));

const shown = (most: number) => textThat((text) => text !== "" && text.length <= most && isShownText(text), SHOWN_TEXT);

/** Words that people are shown, or those of each language. */
export const texts = (most: number) => inLanguages(shown(most), (input) => typeof input !== "object" || input === null);

const claimDefinition = /* @__PURE__ */ pure(() => {
  const forms = v.lazy(
    (input) =>
      (typeof input === "object" && input !== null
        ? v.strictObject({ one: shown(40), other: shown(40) })
        : shown(40)) as v.GenericSchema<unknown, UnitForms>,
  );
  return v.strictObject({
    name: textLike(
      /^[A-Za-z][A-Za-z0-9_]{0,39}$/,
      "a letter, then letters, digits and underscores, 40 characters at most",
    ),
    type: v.picklist(CLAIM_TYPES),
    label: v.exactOptional(texts(80)),
    description: v.exactOptional(texts(500)),
    unit: v.exactOptional(inLanguages(forms, isForms)),
    currency: v.exactOptional(textLike(/^[A-Z]{3}$/, "an ISO 4217 code")),
    minimum: v.exactOptional(integerValue),
    maximum: v.exactOptional(integerValue),
    interop: unread,
  });
});

/** The form of a schema file; {@link parseSchema} also checks what concerns several fields. */
export const credentialSchemaShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("schema/v2"),
    name: textLike(/^[a-z][a-z0-9-]{0,59}$/, "lower-case letters, digits and hyphens, 60 at most"),
    version: textLike(/^[0-9][0-9a-z.-]{0,19}$/, "a version such as 1 or 2.1"),
    claims: v.pipe(v.array(claimDefinition), v.minLength(1), v.maxLength(MAX_CLAIMS)),
    label: unread,
    description: unread,
    supersedes: unread,
  }),
);

/** Keys that the JSON gate refuses, so that no claim can have them. */
const RESERVED_NAMES = /* @__PURE__ */ new Set(["constructor", "prototype"]);

/**
 * Reads a credential schema.
 *
 * @throws SchemaError for another form, a duplicate claim name, or limits that do not belong to the claim's type
 */
export function parseSchema(value: unknown): CredentialSchema {
  const schema: CredentialSchema = decode(credentialSchemaShape, value, { Refusal: SchemaError });
  const names = new Set<string>();
  schema.claims.forEach((definition, index) => {
    const path = `claims[${index}]`;
    if (names.has(definition.name)) throw new SchemaError({ path: `${path}.name`, expected: "each claim name once" });
    if (RESERVED_NAMES.has(definition.name))
      throw new SchemaError({ path: `${path}.name`, expected: "a name that is not reserved" });
    names.add(definition.name);
    checkLimits(definition, path);
  });
  return schema;
}

function checkLimits(definition: ClaimDefinition, path: string): void {
  for (const [member, type] of [
    ["unit", "integer"],
    ["currency", "money"],
  ] as const)
    if (definition[member] !== undefined && definition.type !== type)
      throw new SchemaError({ path: `${path}.${member}`, expected: `a ${member} for ${type} only` });
  const { minimum, maximum } = definition;
  if (minimum === undefined && maximum === undefined) return;
  if (definition.type !== "integer" && definition.type !== "money")
    throw new SchemaError({ path, expected: "minimum and maximum for integer and money only" });
  for (const [name, limit] of Object.entries({ minimum, maximum })) {
    if (limit !== undefined && !isInt64(BigInt(limit)))
      throw new SchemaError({ path: `${path}.${name}`, expected: "an integer from -2^63 to 2^63 - 1" });
  }
  if (minimum !== undefined && maximum !== undefined && BigInt(minimum) > BigInt(maximum))
    throw new SchemaError({ path: `${path}.minimum`, expected: "a minimum that is not above the maximum" });
}

/** Whether x fits a signed 64-bit integer, the range of integer and money claims. */
export function isInt64(x: bigint): boolean {
  return BigInt.asIntN(64, x) === x;
}

/** @throws SchemaError for anything but what {@link parseSchema} reads */
function requireSchema(schema: CredentialSchema): void {
  if (!Array.isArray(schema?.claims)) throw new SchemaError({ expected: "what parseSchema reads" });
}

/** The schema's identity inside credentials and policies (protocol P-5): all that says what a claim's value means, so that
 * 300,000 of one currency are no claim in another. @throws SchemaError for anything but a schema */
export function schemaId(schema: CredentialSchema): FieldElement {
  requireSchema(schema);
  return hashToField(
    "schema",
    schema.name,
    schema.version,
    ...schema.claims.flatMap(({ name, type, currency = "", minimum = "", maximum = "" }): readonly string[] => [
      name,
      type,
      currency,
      String(minimum),
      String(maximum),
    ]),
  );
}

/** A claim's name as words: `rentCap` is `rent cap`. */
export function spokenName(name: string): string {
  return name
    .replace(/_/g, " ")
    .replace(/(?<=[a-z0-9])([A-Z])/g, " $1")
    .toLowerCase();
}

/** The forms of a unit in a language; undefined where it is given in other languages only. */
export function unitIn(
  unit: Unit | undefined,
  language: string,
): { readonly one: string; readonly other: string } | undefined {
  const forms = (isForms(unit) ? unit : forTag(unit as Readonly<Record<string, UnitForms>>, language)) as
    | UnitForms
    | undefined;
  return typeof forms === "string" ? { one: forms, other: forms } : forms;
}

/**
 * A schema without its words for people and without what no wallet reads. Those of a request are its sender's: no identity covers them, so a consent that
 * showed them could call an income a favourite number.
 */
export function withoutWords(schema: CredentialSchema): CredentialSchema {
  const { label: _, description: __, supersedes: ___, ...rest } = schema;
  return { ...rest, claims: schema.claims.map(({ label, description, unit, interop, ...claim }) => claim) };
}

/** `name@version`, the form in which files name a schema. @throws SchemaError for anything but a schema */
export function schemaReference(schema: CredentialSchema): string {
  requireSchema(schema);
  return `${schema.name}@${schema.version}`;
}

/** The position of a claim, 0 to 7. @throws ClaimError when the schema has no such claim */
export function claimIndex(schema: CredentialSchema, name: string): number {
  requireSchema(schema);
  const index = schema.claims.findIndex((definition) => definition.name === name);
  if (index < 0) throw new ClaimError({ expected: `a claim of ${schemaReference(schema)}`, received: clip(name) });
  return index;
}

function clip(text: unknown): string {
  return typeof text === "string" ? JSON.stringify(text.slice(0, 40)) : typeof text;
}

/**
 * A credential schema is not of its form.
 *
 * What to do: correct the schema at `path`.
 */
export class SchemaError extends /* @__PURE__ */ refusal(
  "SCHEMA_INVALID",
  "SchemaError",
  "Invalid credential schema",
) {}

/**
 * A claim is missing, unknown, or outside what its schema allows.
 *
 * What to do: correct the claim at `path`.
 */
export class ClaimError extends /* @__PURE__ */ refusal("CLAIM_INVALID", "ClaimError", "Invalid claim") {}
