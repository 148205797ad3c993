/** Rows of files for an import: NDJSON, or CSV with the field names as header. Read as a stream, one row in memory. */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { CsvError, parse } from "csv-parse";
import * as v from "valibot";
import { bytesToHex } from "../../core/bytes.ts";
import { CivicproofError, refusal } from "../../core/errors.ts";
import { decode, parseJson } from "../../core/json.ts";
import { pure } from "../../core/pure.ts";
import type { CredentialSchema } from "../../credentials/credential/schema.ts";
import { RecordError } from "../record.ts";
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

/** What {@link RecordInput} a value is. @throws RecordError for another form */
export function readRecordInput(value: unknown): RecordInput {
  return decode(inputShape, value, { Refusal: RecordError, limits: { maxDepth: 4, maxNodes: 64 } }) as RecordInput;
}

/** Identifies a file by its bytes, so that an import resumes with the same file only. */
export async function sourceOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of streamOf(file)) hash.update(piece);
  return `${basename(file)} ${bytesToHex(hash.digest())}`;
}

async function* streamOf(file: string): AsyncGenerator<Buffer> {
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
 * @throws RecordFileError when the file can't be read; RecordError when a CSV header does not fit the schema
 */
export function readRows(file: string, schema: CredentialSchema): AsyncIterable<RecordInput | CivicproofError> {
  return /\.(?:ndjson|jsonl)$/i.test(file) ? jsonRows(file) : csvRows(file, schema);
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

async function* csvRows(file: string, schema: CredentialSchema): AsyncGenerator<RecordInput | CivicproofError> {
  const types = new Map(schema.claims.map(({ name, type }) => [name, type]));
  const parser = parse({
    bom: true,
    columns: (header: string[]) => {
      const unknown = header.find((name) => !types.has(name) && !(OWN_COLUMNS as readonly string[]).includes(name));
      if (unknown !== undefined || !header.includes("id"))
        throw new RecordError({
          path: "header",
          expected: `id, the schema's fields, ${OWN_COLUMNS.slice(1).join(", ")}`,
        });
      return header;
    },
    max_record_size: MAX_ROW,
    skip_empty_lines: true,
  });
  const source = streamOf(file);
  const feed = async (): Promise<void> => {
    try {
      for await (const piece of source) {
        if (!parser.write(piece)) await new Promise((resolve) => parser.once("drain", resolve));
      }
      parser.end();
    } catch (error) {
      parser.destroy(error as Error);
    }
  };
  const feeding = feed();
  try {
    for await (const row of parser) yield asRow(() => fromCells(row as Record<string, string>, types));
    await feeding;
  } catch (error) {
    if (error instanceof CsvError)
      throw new RecordError({ path: basename(file), expected: "CSV with a header", cause: error });
    throw error;
  } finally {
    parser.destroy();
    await source.return(undefined).catch(() => {});
  }
}

function fromCells(cells: Readonly<Record<string, string>>, types: ReadonlyMap<string, string>): RecordInput {
  const fields: Record<string, unknown> = {};
  for (const [name, type] of types) {
    const cell = cells[name];
    if (cell === undefined) throw new RecordError({ path: `fields.${name}`, expected: "a column" });
    fields[name] = type === "boolean" ? toBoolean(cell) : cell;
  }
  const optional = (name: (typeof OWN_COLUMNS)[number]): Record<string, string> =>
    cells[name] === undefined || cells[name] === "" ? {} : { [name]: cells[name] };
  const claimsFrom =
    cells.claimsFrom === undefined || cells.claimsFrom === "" ? {} : { claimsFrom: Number(cells.claimsFrom) };
  return {
    id: cells.id ?? "",
    fields,
    ...optional("holderCommitment"),
    ...optional("validFrom"),
    ...optional("validUntil"),
    ...claimsFrom,
  } as RecordInput;
}

const toBoolean = (cell: string): unknown => (cell === "true" ? true : cell === "false" ? false : cell);

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
