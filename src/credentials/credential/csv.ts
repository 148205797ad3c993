/** Reading CSV files: one reader for credentials that are issued and for records that are anchored. Needs Node.js. */
import { CsvError, type Info, type Parser, parse } from "csv-parse";
import { AbortedError } from "../../core/abort.ts";
import { bytesToHex, isBytes } from "../../core/bytes.ts";
import { CivicproofError } from "../../core/errors.ts";
import { InvalidInputError } from "../../core/json.ts";
import { BatchInputError, type CsvEncoding, type CsvFormat } from "./columns.ts";

/** A file in pieces of any size: text, or bytes. */
export type CsvSource = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/** Longest row, in bytes. A longer one ends the batch: an unclosed quote would swallow the rest of the file. */
export const MAX_ROW_BYTES = 16_384;

const LINE_ENDS = "lines that end with a line feed, or carriage return and line feed";

/** A row of the file, the header included. */
export interface CsvRow {
  readonly cells: readonly string[];
  readonly line: number;
  /** The row can't be read, but the next row can be found. */
  readonly problem?: BatchInputError;
}

/**
 * Streams the rows of a file, the header first; empty lines are left out.
 *
 * @throws BatchInputError for text that is not of the encoding, broken quotes or a row of more than 16 KiB; AbortedError;
 * CivicproofError of the source
 */
export async function* csvRows(
  source: CsvSource,
  { delimiter = ",", encoding = "utf-8" }: CsvFormat = {},
  signal?: AbortSignal,
): AsyncGenerator<CsvRow> {
  /** Rows that the parser left out, with the number of records before them and the parser's line. */
  const broken: { after: number; parserLine: number; problem: BatchInputError }[] = [];
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    max_record_size: MAX_ROW_BYTES,
    record_delimiter: ["\r\n", "\n"],
    relax_column_count: true,
    skip_records_with_error: true,
    // A stray quote inside a cell spoils its own row only. After any other error the parser can't tell where the next
    // row starts (and would leave rows out without a word), so throwing here ends the batch.
    on_skip: (error) => {
      if (error === undefined || (error.code as string) !== "INVALID_OPENING_QUOTE") throw fatal(error);
      const [after, parserLine] = [Number(error.records), Number(error.lines)];
      if (broken.at(-1)?.parserLine !== parserLine) {
        const problem = new BatchInputError({ expected: "quotes around a whole cell or none" });
        broken.push({ after, parserLine, problem });
      }
      return undefined;
    },
  });
  const abort = (): void => void parser.destroy(new AbortedError());
  signal?.addEventListener("abort", abort, { once: true });
  if (signal?.aborted) abort();
  feed(parser, source, encoding).catch((error: unknown) => parser.destroy(sourceError(error)));
  // The parser counts a CRLF inside quotes twice, so lines are counted here.
  let line = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      while (broken.length > 0 && broken[0]!.after < info.records)
        yield { cells: [], line: ++line, problem: broken.shift()!.problem };
      line += 1 + record.reduce((count, cell) => count + cell.split("\n").length - 1, 0);
      const isEmptyLine = record.length === 1 && record[0] === "";
      if (isEmptyLine) continue;
      // The end of a line of some other form, which would stay in the last cell.
      const problem = record.at(-1)!.endsWith("\r") ? new BatchInputError({ expected: LINE_ENDS }) : undefined;
      yield { cells: record, line, ...(problem === undefined ? {} : { problem }) };
    }
    for (const { problem } of broken) yield { cells: [], line: ++line, problem };
  } catch (error) {
    throw error instanceof CsvError ? fatal(error) : error;
  } finally {
    signal?.removeEventListener("abort", abort);
    parser.destroy();
  }
}

function sourceError(error: unknown): Error {
  if (error instanceof CivicproofError) return error;
  return new BatchInputError({ path: "csv", expected: "a source that can be read", cause: error });
}

/** Says what csv-parse found, without its message: that may quote cells. */
function fatal(error: CsvError | undefined): BatchInputError {
  const expected: Record<string, string> = {
    CSV_MAX_RECORD_SIZE: `rows of at most ${MAX_ROW_BYTES} bytes`,
    CSV_QUOTE_NOT_CLOSED: "every quote closed",
    CSV_INVALID_CLOSING_QUOTE: "a delimiter or line end after a closing quote",
  };
  const line = error === undefined ? "unknown" : String(error.lines);
  return new BatchInputError({
    path: `csv line ${line}`,
    expected: expected[String(error?.code)] ?? "well-formed CSV",
  });
}

/** Writes the source into the parser at the parser's pace. */
async function feed(parser: Parser, source: CsvSource, encoding: CsvEncoding): Promise<void> {
  const decode = createDecoder(encoding);
  for await (const chunk of source) {
    if (parser.destroyed) return;
    if (typeof chunk !== "string" && !isBytes(chunk))
      throw new InvalidInputError({ path: "csv", expected: "pieces of text or bytes" });
    const text = typeof chunk === "string" ? chunk : decode(chunk);
    if (text !== "" && !parser.write(text)) await drained(parser);
  }
  const rest = decode();
  if (!parser.destroyed) parser.end(rest);
}

/** Decodes pieces; no bytes are the end. A byte that has no meaning is refused, as U+FFFD would stand for it for ever. */
function createDecoder(encoding: CsvEncoding): (bytes?: Uint8Array) => string {
  if (encoding === "windows-1252") return (bytes) => (bytes === undefined ? "" : decodeWindows1252(bytes));
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let isFirst = true;
  return (bytes) => {
    const mark = isFirst && bytes !== undefined ? bytesToHex(bytes.subarray(0, 2)) : "";
    if (bytes !== undefined) isFirst = false;
    if (mark === "fffe" || mark === "feff")
      throw new BatchInputError({ path: "csv", expected: "UTF-8", received: "UTF-16, by its byte order mark" });
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch {
      throw new BatchInputError({ path: "csv", expected: "UTF-8, or the encoding in the mapping" });
    }
  };
}

/** 0x80 to 0x9F of Windows-1252 (WHATWG Encoding); bytes without a character are spaces here. */
const WINDOWS_1252 = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/** By a table: TextDecoder reads some of these bytes as Latin-1 in some releases of Node. */
function decodeWindows1252(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    const character = byte >= 0x80 && byte < 0xa0 ? WINDOWS_1252[byte - 0x80]! : String.fromCharCode(byte);
    if (byte >= 0x80 && character === " ")
      throw new BatchInputError({ path: "csv", expected: "Windows-1252", received: `byte 0x${byte.toString(16)}` });
    text += character;
  }
  return text;
}

function drained(parser: Parser): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      parser.off("drain", done).off("close", done);
      resolve();
    };
    parser.on("drain", done).on("close", done);
  });
}
