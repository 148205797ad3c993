/** Files of rows: read as they are written, or refused. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { CivicproofError } from "../../../../src/core/errors.ts";
import { parseRecordMapping, readRows, sourceOf } from "../../../../src/records/archive/rows.ts";
import { RESIDENCE } from "../world.ts";

const directory = mkdtempSync(join(tmpdir(), "civicproof-rows-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const HEADER = "id,district,movedIn,persons,birthDate,street";
const ROW = "7,AT131,2015-03-02,2,1958-11-04,";

/** The rows of a file, or what was refused, with its place. */
async function read(content: string | Buffer, mapping?: unknown, name = "people.csv"): Promise<unknown[]> {
  const file = join(directory, name);
  writeFileSync(file, content);
  const rows: unknown[] = [];
  const given = mapping === undefined ? undefined : parseRecordMapping(mapping, RESIDENCE);
  const say = ({ code, path, expected, received }: CivicproofError) =>
    [code, path, expected, received].filter((part) => part !== undefined).join(" | ");
  try {
    for await (const row of readRows(file, RESIDENCE, given))
      rows.push(row instanceof CivicproofError ? say(row) : row);
  } catch (error) {
    if (!(error instanceof CivicproofError)) throw error;
    rows.push(`all: ${say(error)}`);
  }
  return rows;
}
const fields = { district: "AT131", movedIn: "2015-03-02", persons: 2, birthDate: "1958-11-04" };

describe("a CSV file of records", () => {
  it("is read with either line end, a mark at its beginning and empty lines", async () => {
    for (const [start, end] of [
      ["", "\n"],
      ["\ufeff", "\r\n"],
    ]) {
      const text = `${start}${[HEADER, `${ROW}Grün`, "", `${ROW}"a, b"`].join(end)}${end}`;
      expect(await read(text)).toEqual([
        { id: "7", fields: { ...fields, street: "Grün" } },
        { id: "7", fields: { ...fields, street: "a, b" } },
      ]);
    }
  });

  it("refuses a damaged byte, in UTF-8 and in Windows-1252", async () => {
    const latin = Buffer.from(`${HEADER}\n${ROW}Gr\xfcn\n`, "latin1");
    expect(await read(latin)).toEqual(["all: BATCH_INPUT_INVALID | csv | UTF-8, or the encoding in the mapping"]);
    const undefinedByte = Buffer.from(`${HEADER}\n${ROW}Gr\x81n\n`, "latin1");
    const mapping = { ...plain, csv: { encoding: "windows-1252" } };
    expect(await read(undefinedByte, mapping)).toEqual(["all: BATCH_INPUT_INVALID | csv | Windows-1252 | byte 0x81"]);
  });

  it("names UTF-16", async () => {
    const utf16 = Buffer.from(`\ufeff${HEADER}\n`, "utf16le");
    expect(await read(utf16)).toEqual(["all: BATCH_INPUT_INVALID | csv | UTF-8 | UTF-16, by its byte order mark"]);
  });

  it("refuses a row that ends with a carriage return, and no other", async () => {
    const text = `${HEADER}\n${ROW}one\r\r\n${ROW}two\r\n`;
    expect(await read(text)).toEqual([
      "BATCH_INPUT_INVALID | lines that end with a line feed, or carriage return and line feed",
      { id: "7", fields: { ...fields, street: "two" } },
    ]);
  });

  it("refuses a doubled header, a missing one and a strange one", async () => {
    expect(await read(`${HEADER},street\n${ROW}a,b\n`)).toEqual([
      "all: BATCH_INPUT_INVALID | header | column street exactly once | 2 times",
    ]);
    expect(await read("id,district\n")).toEqual([
      "all: BATCH_INPUT_INVALID | header | column movedIn exactly once | 0 times",
    ]);
    expect(await read(`${HEADER},shoe\n`)).toEqual([expect.stringContaining("column shoe")]);
    expect(await read("")).toEqual(["all: BATCH_INPUT_INVALID | header | a header line"]);
  });

  it("takes numbers in decimal only", async () => {
    const hex = `${HEADER},claimsFrom\n${ROW}a,0x1343FD1\n7,AT131,2015-03-02,0x10,1958-11-04,a,20260101\n`;
    expect(await read(hex)).toEqual([
      "RECORD_INVALID | claimsFrom | 0 or a real date as YYYYMMDD",
      "CLAIM_INVALID | fields.persons | an integer | 4 characters",
    ]);
  });

  it("refuses a row with another number of cells", async () => {
    expect(await read(`${HEADER}\n${ROW}a,b\n`)).toEqual(["BATCH_INPUT_INVALID | 6 cells | 7"]);
  });
});

const plain = {
  id: "id",
  columns: Object.fromEntries(RESIDENCE.claims.map(({ name }) => [name, name])),
};

describe("a mapping of columns", () => {
  const european = {
    id: "Aktenzahl",
    columns: { district: "Bezirk", movedIn: "Zuzug", persons: "Personen", birthDate: "Geburt", street: "Straße" },
    validFrom: "Gültig ab",
    ignore: ["Notiz"],
    formats: { persons: { decimals: 1 } },
    csv: { delimiter: ";", encoding: "windows-1252", decimalMark: ",", dateForm: "dd.mm.yyyy" },
  } as const;

  it("reads what a spreadsheet in Central Europe saves", async () => {
    const text =
      "Aktenzahl;Bezirk;Zuzug;Personen;Geburt;Straße;Gültig ab;Notiz\r\n7;AT131;2.3.2015;2,5;04.11.1958;Grün 1;01.01.2026;x\r\n";
    const bytes = Buffer.concat([
      Buffer.from(text, "latin1"),
      Buffer.from("8;AT131;2.3.2015;2,5;04.11.1958;"),
      Buffer.from([0x80, 0x8a]),
      Buffer.from(";;\r\n"),
    ]);
    expect(await read(bytes, european)).toEqual([
      { id: "7", validFrom: "2026-01-01", fields: { ...fields, persons: 25, street: "Grün 1" } },
      { id: "8", fields: { ...fields, persons: 25, street: "€Š" } },
    ]);
  });

  it("refuses cells of another form", async () => {
    const text =
      "Aktenzahl;Bezirk;Zuzug;Personen;Geburt;Straße;Gültig ab;Notiz\n7;AT131;2015-03-02;2,5;04.11.1958;a;;\n7;AT131;2.3.2015;2.5;04.11.1958;a;;\n";
    expect(await read(Buffer.from(text, "latin1"), european)).toEqual([
      "CLAIM_INVALID | fields.movedIn | a date dd.mm.yyyy | 10 characters",
      "CLAIM_INVALID | fields.persons | a number with 1 decimals after a comma | 3 characters",
    ]);
  });

  it.each([
    [{ ...european, csv: { delimiter: "::" } }, "csv.delimiter"],
    [{ ...european, csv: { encoding: "latin1" } }, "csv.encoding"],
    [{ ...european, csv: { dateForm: "yy" } }, "csv.dateForm"],
    [{ ...european, columns: {} }, "columns"],
    [{ ...european, ignore: ["Bezirk"] }, "ignore"],
  ])("is refused with what it can't mean: %#", (mapping, path) => {
    expect(() => parseRecordMapping(mapping, RESIDENCE)).toThrow(
      expect.objectContaining({ code: "BATCH_INPUT_INVALID", path }),
    );
  });

  it("makes another source of the same file, so that refused rows are read again", async () => {
    await read(`${HEADER}\n`);
    const file = join(directory, "people.csv");
    expect(await sourceOf(file, parseRecordMapping(european, RESIDENCE))).not.toBe(await sourceOf(file));
  });
});

it("refuses a key that comes twice in a row of NDJSON", async () => {
  const row = JSON.stringify({ id: "7", fields: { ...fields, street: "a" } });
  const doubled = row.replace('"street":"a"', '"street":"a","street":"b"');
  expect(await read(`${row}\n${doubled}\n`, undefined, "people.ndjson")).toEqual([
    { id: "7", fields: { ...fields, street: "a" } },
    expect.stringMatching(/^RECORD_INVALID \|.*each key once/),
  ]);
});
