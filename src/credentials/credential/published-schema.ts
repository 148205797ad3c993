/**
 * A schema as whoever publishes it reads it: with what other vocabularies call its claims, and with the schema that it
 * takes the place of. Wallets read neither, so `schema.ts` leaves both as they are.
 */
import * as v from "valibot";
import { formatDate, parseDate } from "../../core/dates.ts";
import { decode } from "../../core/json.ts";
import type { Texts } from "../../core/language.ts";
import { pure } from "../../core/pure.ts";
import { integer, textLike, textThat, where } from "../../core/shapes.ts";
import {
  type ClaimDefinition,
  type CredentialSchema,
  MAX_CLAIMS,
  parseSchema,
  SchemaError,
  schemaReference,
  texts,
} from "./schema.ts";

/**
 * What other vocabularies call a claim. No identity covers these names: nothing is decided by them.
 *
 * @example
 * ```json
 * { "path": ["address", "locality"], "iris": ["https://schema.org/addressLocality"] }
 * ```
 */
export type InteropNames = {
  /** Where an SD-JWT VC or a PID has it: keys, and positions in lists, from the credential's root. */
  readonly path?: readonly (string | number)[];
  /** Terms that mean the same (SEMIC Core Person, schema.org, NIEM). They are compared as written and never fetched. */
  readonly iris?: readonly string[];
};

/** The schema that another takes the place of. */
export type Supersession = {
  /** `name@version` */
  readonly schema: string;
  /** `YYYY-MM-DD`: the last day on which portals still take the older schema. */
  readonly until: string;
};

/** A schema with all its members read. */
export interface PublishedSchema extends CredentialSchema {
  readonly claims: readonly (ClaimDefinition & { readonly interop?: InteropNames })[];
  /** What people call the credential: `proof of residence`. */
  readonly label?: Texts;
  /** What it says, in a sentence. */
  readonly description?: Texts;
  readonly supersedes?: Supersession;
}

const REFERENCE = /^[a-z][a-z0-9-]{0,59}@[0-9][0-9a-z.-]{0,19}$/;
/** Vocabularies name their terms with either scheme, and another scheme is another term. */
const IRI = /^https?:\/\/[^\s<>"{}|\\^`/?#]+[^\s<>"{}|\\^`]*$/;

const isDay = (text: string): boolean => {
  try {
    return formatDate(parseDate(text)) === text;
  } catch {
    return false;
  }
};

const publishedShape = /* @__PURE__ */ pure(() => {
  const few = <Item extends v.GenericSchema>(item: Item) => v.pipe(v.array(item), v.minLength(1), v.maxLength(8));
  const key = textThat((text) => text !== "" && text.length <= 80, "a key of 1 to 80 characters");
  const iri = textThat((text) => text.length <= 500 && IRI.test(text), "an IRI that begins with https:// or http://");
  const interop = v.strictObject({
    path: v.exactOptional(few(v.union([key, integer(0, 255)], "a key, or a position in a list"))),
    iris: v.exactOptional(where(few(iri), (list) => new Set(list).size === list.length, "each IRI once")),
  });
  return v.looseObject({
    claims: v.pipe(v.array(v.looseObject({ interop: v.exactOptional(interop) })), v.maxLength(MAX_CLAIMS)),
    label: v.exactOptional(texts(80)),
    description: v.exactOptional(texts(500)),
    supersedes: v.exactOptional(
      v.strictObject({
        schema: textLike(REFERENCE, "the name and version of a schema, such as resident@1"),
        until: textThat(isDay, "a day as YYYY-MM-DD"),
      }),
    ),
  });
});

/**
 * Reads a schema with what only its publisher uses: names in other vocabularies, and the schema that it supersedes.
 *
 * @throws SchemaError as {@link parseSchema}; for two claims at one path, and for a schema that supersedes itself
 */
export function parsePublishedSchema(value: unknown): PublishedSchema {
  const parsed = parseSchema(value);
  decode(publishedShape, parsed, { Refusal: SchemaError });
  const schema = parsed as PublishedSchema;
  if (schema.supersedes?.schema === schemaReference(schema))
    throw new SchemaError({
      path: "supersedes.schema",
      expected: "an older schema",
      received: schemaReference(schema),
    });
  pathsOf(schema);
  return schema;
}

/**
 * Where each claim stands in an SD-JWT VC: at its path, else under its own name.
 *
 * @throws SchemaError where one claim would hold another or stand in its place
 */
export function pathsOf({ claims }: PublishedSchema): readonly (readonly (string | number)[])[] {
  const paths = claims.map(({ name, interop }) => interop?.path ?? [name]);
  for (const [i, path] of paths.entries()) {
    const isWithin = (other: readonly (string | number)[]) => other.every((part, at) => part === path[at]);
    if (paths.some((other, at) => at !== i && isWithin(other)))
      throw new SchemaError({ path: `claims.${i}.interop.path`, expected: "a place that no other claim has" });
  }
  return paths;
}
