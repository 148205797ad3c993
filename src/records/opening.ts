/** What an agency hands to the holder of a record: the record opened, and its place at an anchor. Secret. */

import * as v from "valibot";
import { type FieldElement, toField } from "../core/field.ts";
import { decode } from "../core/json.ts";
import { ownWith } from "../core/own.ts";
import { pure } from "../core/pure.ts";
import { integer, text } from "../core/shapes.ts";
import { MAX_CLAIMS } from "../credentials/credential/schema.ts";
import { anchorShape, anchorToJson, parseAnchor } from "./anchor.ts";
import { type CurrentProof, verifyCurrent } from "./inclusion.ts";
import { checkRecord, MAX_VERSION, type OpenedRecord } from "./record.ts";
import { RecordError } from "./refusals.ts";
import { REGISTER_DEPTH } from "./tree.ts";

/** A record with the proof that it is current at an anchor. */
export interface RecordOpening extends CurrentProof {
  readonly record: OpenedRecord;
}

const decimal = /* @__PURE__ */ pure(() => text(0, 77));
const openingShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("record/v2/s1"),
    record: v.strictObject({
      recordId: decimal,
      version: integer(0, MAX_VERSION),
      salt: decimal,
      fieldsSalt: decimal,
      schemaId: decimal,
      holderCommitment: decimal,
      validFrom: integer(0, 99_991_231),
      validUntil: integer(0, 99_991_231),
      claimsFrom: integer(0, 99_991_231),
      claims: v.pipe(v.array(decimal), v.length(MAX_CLAIMS)),
    }),
    anchor: anchorShape,
    leaf: decimal,
    position: integer(0, Number.MAX_SAFE_INTEGER),
    registerPath: v.pipe(v.array(v.pipe(v.array(decimal), v.length(8))), v.length(REGISTER_DEPTH)),
  }),
);
export type RecordOpeningJson = v.InferOutput<typeof openingShape>;

export function openingToJson(opening: RecordOpening): RecordOpeningJson {
  const { record, anchor, leaf, position, registerPath } = ownWith(opening, "record", "anchor", "registerPath");
  return {
    civicproof: "record/v2/s1",
    record: {
      recordId: String(record.recordId),
      version: record.version,
      salt: String(record.salt),
      fieldsSalt: String(record.fieldsSalt),
      schemaId: String(record.schemaId),
      holderCommitment: String(record.holderCommitment),
      validFrom: record.validFrom,
      validUntil: record.validUntil,
      claimsFrom: record.claimsFrom,
      claims: record.claims.map(String),
    },
    anchor: anchorToJson(anchor),
    leaf: String(leaf),
    position,
    registerPath: registerPath.map((row) => row.map(String)),
  };
}

/** Reads an opening; {@link checkOpening} judges it. @throws RecordError for another form */
export function parseOpening(input: unknown): RecordOpening {
  const json = decode(openingShape, input, { Refusal: RecordError, limits: { maxNodes: 400, maxStringLength: 100 } });
  const field = (text: string, path: string): FieldElement => {
    try {
      return toField(text);
    } catch (cause) {
      throw new RecordError({ path, expected: "a canonical field element", cause });
    }
  };
  const { record } = json;
  return {
    record: {
      ...record,
      recordId: field(record.recordId, "record.recordId"),
      salt: field(record.salt, "record.salt"),
      fieldsSalt: field(record.fieldsSalt, "record.fieldsSalt"),
      schemaId: field(record.schemaId, "record.schemaId"),
      holderCommitment: field(record.holderCommitment, "record.holderCommitment"),
      claims: record.claims.map((text, i) => field(text, `record.claims[${i}]`)),
    },
    anchor: parseAnchor(json.anchor),
    leaf: field(json.leaf, "leaf"),
    position: json.position,
    registerPath: json.registerPath.map((row, level) =>
      row.map((text, i) => field(text, `registerPath[${level}][${i}]`)),
    ),
  };
}

/**
 * Checks that an opening holds together: the record gives the leaf, and the leaf is current at the anchor.
 *
 * @throws RecordTamperedError, RecordNotCurrentError, ForeignBatchError
 */
export function checkOpening(opening: RecordOpening): void {
  checkRecord(ownWith(opening, "record").record, { leaf: opening.leaf });
  verifyCurrent(opening);
}
