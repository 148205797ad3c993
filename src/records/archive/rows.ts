/** Rows of files for an import: NDJSON, or CSV with the field names as header. Read as a stream, one row in memory. */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import * as v from "valibot";
import { bytesToHex } from "../../core/bytes.ts";
import { CivicproofError, refusal } from "../../core/errors.ts";
import { decode, parseJson } from "../../core/json.ts";
import { requireText } from "../../core/own.ts";
import { pure } from "../../core/pure.ts";
import {
  BatchInputError,
  cellReaders,
  checkMapping,
  columnShape,
  headerPositions,
  type MappingBase,
  mappingEntries,
  toIsoDate,
} from "../../credentials/credential/columns.ts";
import { csvRows } from "../../credentials/credential/csv.ts";
import type { CredentialSchema } from "../../credentials/credential/schema.ts";
import { RecordError } from "../refusals.ts";
import type { RecordInput } from "./import.ts";

/** Longest row, in characters. */
const MAX_ROW = 16_384;

const inputShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    id: v.string(),
    fields: v.custom<Record<string, unknown>>((value) => typeof value === "object" && value !== null, "fields by name"),
    holderCommitment: v.exactOptional(v.string()),
    validFrom: v.exactOptional(v.string()),
    validUntil: v.exactOptional(v.string()),
    claimsFrom: v.exactOptional(v.number()),
  }),
);

/** Columns of a CSV file that are not fields. */
const OWN_COLUMNS = ["id", "holderCommitment", "validFrom", "validUntil", "claimsFrom"] as const;

/** Which column of a CSV file is which part of a record. */
export interface RecordMapping extends MappingBase {
  /** The column with the agency's own names. */
  readonly id: string;
  readonly holderCommitment?: string;
  readonly validFrom?: string;
  readonly validUntil?: string;
  readonly claimsFrom?: string;
}

const recordMappingShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    ...mappingEntries,
    id: columnShape,
    holderCommitment: v.exactOptional(columnShape),
    validFrom: v.exactOptional(columnShape),
    validUntil: v.exactOptional(columnShape),
    claimsFrom: v.exactOptional(columnShape),
  }),
);

/** Reads a mapping for records of a schema. @throws BatchInputError when its form or its columns don't fit */
export function parseRecordMapping(value: unknown, schema: CredentialSchema): RecordMapping {
  const mapping: RecordMapping = decode(recordMappingShape, value, { Refusal: BatchInputError });
  checkMapping(mapping, schema, new Set([...Object.values(mapping.columns), ...ownColumns(mapping)]));
  return mapping;
}

/** What {@link RecordInput} a value is. @throws RecordError for another form */
export function readRecordInput(value: unknown): RecordInput {
  return decode(inputShape, value, { Refusal: RecordError, limits: { maxDepth: 4, maxNodes: 64 } }) as RecordInput;
}

/** Identifies a file by its bytes and how they are read, so that an import resumes with the same rows only. */
export async function sourceOf(file: string, mapping?: RecordMapping): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of streamOf(file)) hash.update(piece);
  if (mapping !== undefined) hash.update(JSON.stringify(mapping));
  return `${basename(file)} ${bytesToHex(hash.digest())}`;
}

async function* streamOf(file: string): AsyncGenerator<Buffer> {
  requireText("file", file);
  try {
    for await (const piece of createReadStream(file)) yield piece as Buffer;
  } catch (cause) {
    throw new RecordFileError({ message: `${basename(file)} can't be read`, cause });
  }
}

/**
 * The rows of a file, `.ndjson` or `.jsonl` line by line, any other as CSV. A row that can't be read comes as the error,
 * so that the import counts it and continues.
 *
 * @param mapping for CSV; by default the columns have the names of the fields, beside `id`, and the file is UTF-8
 * @throws RecordFileError when the file can't be read; RecordError for NDJSON that is not UTF-8; BatchInputError when a CSV
 * file is not of its encoding or its header does not fit
 */
export function readRows(
  file: string,
  schema: CredentialSchema,
  mapping?: RecordMapping,
): AsyncIterable<RecordInput | CivicproofError> {
  return /\.(?:ndjson|jsonl)$/i.test(file) ? jsonRows(file) : csvRowsOf(file, schema, mapping);
}

async function* jsonRows(file: string): AsyncGenerator<RecordInput | CivicproofError> {
  for await (const line of linesOf(file)) {
    if (line.trim() === "") continue;
    yield asRow(() => readRecordInput(parseJson(line, MAX_ROW, RecordError)));
  }
}

/** Lines of bounded length; readline would keep a line of any length in memory. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  const decodePiece = (piece?: Uint8Array): string => {
    try {
      return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
    } catch (cause) {
      throw new RecordError({ path: basename(file), expected: "UTF-8 text", cause });
    }
  };
  for await (const piece of streamOf(file)) {
    const lines = (rest + decodePiece(piece)).split("\n");
    rest = lines.pop()!;
    if (rest.length > MAX_ROW)
      throw new RecordError({ path: basename(file), expected: `lines of at most ${MAX_ROW} characters` });
    yield* lines;
  }
  yield rest + decodePiece();
}

async function* csvRowsOf(
  file: string,
  schema: CredentialSchema,
  given: RecordMapping | undefined,
): AsyncGenerator<RecordInput | CivicproofError> {
  let read: ((cells: readonly string[]) => RecordInput) | undefined;
  for await (const { cells, problem } of csvRows(streamOf(file), given?.csv)) {
    if (read === undefined) {
      if (problem !== undefined) throw problem;
      read = createRecordReader(given ?? plainMapping(schema, cells), schema, cells);
    } else yield problem ?? asRow(() => read!(cells));
  }
  if (read === undefined) throw new BatchInputError({ path: "header", expected: "a header line" });
}

/** The mapping of a file whose columns have the names of what they hold. */
function plainMapping(schema: CredentialSchema, header: readonly string[]): RecordMapping {
  const own = OWN_COLUMNS.filter((name) => header.includes(name));
  const columns = Object.fromEntries(schema.claims.map(({ name }) => [name, name]));
  return { id: "id", ...Object.fromEntries(own.map((name) => [name, name])), columns };
}

const ownColumns = (mapping: RecordMapping): readonly string[] => OWN_COLUMNS.flatMap((name) => mapping[name] ?? []);

/** @throws BatchInputError for a header that does not fit the mapping */
function createRecordReader(
  mapping: RecordMapping,
  schema: CredentialSchema,
  header: readonly string[],
): (cells: readonly string[]) => RecordInput {
  const used = new Set([...Object.values(mapping.columns), ...ownColumns(mapping)]);
  const position = headerPositions(header, used, mapping.ignore);
  const fields = cellReaders(mapping, schema, { position, path: "fields" });
  return (cells) => {
    if (cells.length !== header.length)
      throw new BatchInputError({ expected: `${header.length} cells`, received: String(cells.length) });
    const own = (name: (typeof OWN_COLUMNS)[number]): string | undefined => {
      const column = mapping[name];
      return column === undefined ? undefined : cells[position(column)] || undefined;
    };
    const day = (name: "validFrom" | "validUntil"): Partial<RecordInput> => {
      const cell = own(name);
      return cell === undefined ? {} : { [name]: toIsoDate(cell, mapping.csv?.dateForm, name) };
    };
    const [holderCommitment, claimsFrom] = [own("holderCommitment"), own("claimsFrom")];
    if (claimsFrom !== undefined && !/^(?:0|[1-9][0-9]{7})$/.test(claimsFrom))
      throw new RecordError({ path: "claimsFrom", expected: "0 or a real date as YYYYMMDD" });
    return {
      id: own("id") ?? "",
      fields: Object.fromEntries(fields.map(({ name, read }) => [name, read(cells)])),
      ...(holderCommitment === undefined ? {} : { holderCommitment }),
      ...day("validFrom"),
      ...day("validUntil"),
      ...(claimsFrom === undefined ? {} : { claimsFrom: Number(claimsFrom) }),
    };
  };
}

function asRow(read: () => RecordInput): RecordInput | CivicproofError {
  try {
    return read();
  } catch (error) {
    if (error instanceof CivicproofError) return error;
    throw error;
  }
}

/**
 * A file of records or readings can't be read.
 *
 * What to do: check its name and its permissions.
 */
export class RecordFileError extends /* @__PURE__ */ refusal(
  "RECORD_FILE_UNREADABLE",
  "RecordFileError",
  "The file of records can't be read",
) {}
