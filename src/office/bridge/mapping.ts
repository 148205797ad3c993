/** From a source credential's values to our claims: by place and table, never guessed. */
import * as v from "valibot";
import { refusal } from "../../core/errors.ts";
import { decode, InvalidInputError, type PlainJson } from "../../core/json.ts";
import { pure } from "../../core/pure.ts";
import { shownText, textLike } from "../../core/shapes.ts";
import type { CredentialSchema } from "../../credentials/credential/schema.ts";
import { openMapping, type SourceMapping, type SourceRecord, sourceMappingShape } from "../source/mapping.ts";
import { checkSubject, SourceClaimError, SourceClaimMissingError, type SubjectRecord } from "../source/port.ts";
import { isObject, type JsonObject } from "./jws.ts";

/** How values of a source credential become claims. */
export interface BridgeMapping extends SourceMapping {
  /** Claim → place of its value as a JSON Pointer (RFC 6901): `/address/locality`, `/org.iso.18013.5.1/birth_date`. */
  readonly columns: Readonly<Record<string, string>>;
  /** By place: what stands there → what the claim is, such as the name of a town → its district. Anything else is refused. */
  readonly tables?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The places of what names a person for ever at this source; all of them together are her identifier. */
  readonly subject: readonly string[];
  /** Sources that know people by the same identifiers share a name; one person has one credential among them. */
  readonly namespace: string;
}

const pointer = /* @__PURE__ */ pure(() => textLike(/^(?:\/(?:[^~/]|~[01]){1,200}){1,8}$/, "a JSON Pointer"));

/** The form of a bridge's mapping. */
export const bridgeMappingShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    ...sourceMappingShape.entries,
    tables: v.exactOptional(v.record(pointer, v.record(v.string(), shownText(200)))),
    subject: v.pipe(v.array(pointer), v.minLength(1), v.maxLength(8)),
    namespace: textLike(/^[a-z0-9][a-z0-9-]{0,31}$/, "a name of letters, digits and hyphens"),
  }),
);

/** What a bridge makes of a presentation. */
export interface MappedSource extends SubjectRecord {
  /** As the office's store names the person. */
  readonly subject: string;
}

export interface SourceReader {
  /** Every place that is read, each once: what a request asks for, and no more. */
  readonly places: readonly string[];
  /**
   * @throws SourceClaimMissingError, SourceClaimError, SourceValueUnmappedError with the place, never its value
   */
  readonly read: (values: JsonObject) => MappedSource;
}

/**
 * Opens a mapping.
 *
 * @throws InvalidInputError, BatchInputError for one that does not fit the schemas
 */
export function openBridgeMapping(given: {
  readonly schema: CredentialSchema;
  readonly identitySchema?: CredentialSchema | undefined;
  readonly mapping: BridgeMapping;
}): SourceReader {
  const {
    tables = {},
    subject,
    namespace,
    ...mapping
  } = decode(bridgeMappingShape, given.mapping, {
    ...{ Refusal: InvalidInputError, path: "mapping" },
  });
  const reader = openMapping({ ...given, mapping });
  for (const place of Object.keys(tables))
    if (!reader.columns.includes(place))
      throw new InvalidInputError({ path: `mapping.tables.${place}`, expected: "a place that a claim is read from" });
  return {
    places: [...new Set([...reader.columns, ...subject])],
    read(values) {
      const record: SourceRecord = Object.fromEntries(
        reader.columns.map((place) => [place, translate(textAt(values, place), tables[place], place)]),
      );
      // A list of texts has one spelling, so no two people's parts run together to the same identifier.
      const parts = subject.map((place) => {
        const text = textAt(values, place);
        if (text === undefined || text === "") throw new SourceClaimMissingError({ path: place, expected: "a value" });
        return text;
      });
      const identifier = parts.length === 1 ? parts[0]! : JSON.stringify(parts);
      return { ...reader.read(record), subject: checkSubject(`${namespace}:${identifier}`) };
    },
  };
}

function translate(
  text: string | undefined,
  table: Readonly<Record<string, string>> | undefined,
  path: string,
): string | undefined {
  if (table === undefined || text === undefined) return text;
  if (!Object.hasOwn(table, text))
    throw new SourceValueUnmappedError({ path, expected: "a value of the bridge's table" });
  return table[text];
}

/**
 * The text, number or boolean at a place. A whole number above 2^53 was rounded when it was read: two people's would be one.
 *
 * @throws SourceClaimError for an object, a list, or such a number
 */
function textAt(values: JsonObject, place: string): string | undefined {
  let found: PlainJson | undefined = values;
  for (const name of namesOf(place)) {
    if (Array.isArray(found) && /^(?:0|[1-9]\d{0,3})$/.test(name)) found = found[Number(name)] as PlainJson | undefined;
    else if (isObject(found) && Object.hasOwn(found, name)) found = found[name];
    else return undefined;
  }
  if (found === undefined || found === null) return undefined;
  if (typeof found === "object") throw new SourceClaimError({ path: place, expected: "a text, a number or a boolean" });
  if (typeof found === "number" && Math.abs(found) > Number.MAX_SAFE_INTEGER)
    throw new SourceClaimError({ path: place, expected: "a number below 2^53, or a text" });
  return String(found);
}

/** The names in a JSON Pointer. */
export const namesOf = (place: string): readonly string[] =>
  place
    .slice(1)
    .split("/")
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));

/**
 * The bridge's table has no entry for what stands in the source credential. Nothing is guessed.
 *
 * What to do: add the value at `path` to the table, where it is one that the office knows; else the person comes to the desk.
 */
export class SourceValueUnmappedError extends /* @__PURE__ */ refusal(
  "SOURCE_VALUE_UNMAPPED",
  "SourceValueUnmappedError",
  "The bridge's table does not have the value",
) {}
