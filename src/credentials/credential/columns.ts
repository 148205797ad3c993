/** Columns of CSV files: which cell is which claim or field, and how it is written. */
import * as v from "valibot";
import { refusal } from "../../core/errors.ts";
import { pure } from "../../core/pure.ts";
import type { ClaimValue } from "./claims.ts";
import { type ClaimDefinition, ClaimError, type CredentialSchema } from "./schema.ts";

/** How the cells of one column are written, where it is not the claim's JSON form. */
export interface ColumnFormat {
  /** For integer and money: digits after the decimal point, 0 to 4; `12.50` with 2 decimals is 1250. */
  readonly decimals?: number;
  /** For boolean: the cell that means true; `true` by default. */
  readonly true?: string;
  /** For boolean: the cell that means false; `false` by default. */
  readonly false?: string;
}

/** How text becomes bytes in a file. */
export type CsvEncoding = (typeof CSV_ENCODINGS)[number];
const CSV_ENCODINGS = ["utf-8", "windows-1252"] as const;
const DELIMITERS = [",", ";", "\t", "|"] as const;
const DATE_FORMS = ["yyyy-mm-dd", "dd.mm.yyyy", "dd/mm/yyyy", "mm/dd/yyyy"] as const;

/** How a whole CSV file is written. */
export interface CsvFormat {
  /** Between two cells; a comma by default. */
  readonly delimiter?: (typeof DELIMITERS)[number];
  /** `utf-8` by default; what spreadsheets in Western Europe save is often `windows-1252`. */
  readonly encoding?: CsvEncoding;
  /** Before the decimals of a number; a point by default. */
  readonly decimalMark?: "." | ",";
  /** Of days and dates; `yyyy-mm-dd` by default. Days and months of one digit are taken in the other forms. */
  readonly dateForm?: (typeof DATE_FORMS)[number];
}

/** What every mapping of columns has. */
export interface MappingBase {
  /** Claim or field name → CSV column. */
  readonly columns: Readonly<Record<string, string>>;
  /** Columns that are known and left out on purpose; any other column is refused. */
  readonly ignore?: readonly string[];
  /** By claim or field name. */
  readonly formats?: Readonly<Record<string, ColumnFormat>>;
  /** How the file is written, where it is not UTF-8 with commas. */
  readonly csv?: CsvFormat;
}

/** The name of a column. */
export const columnShape = /* @__PURE__ */ pure(() => v.pipe(v.string(), v.minLength(1), v.maxLength(200)));
const cell = /* @__PURE__ */ pure(() => v.pipe(v.string(), v.maxLength(40)));

/** The entries that every mapping has. */
export const mappingEntries = /* @__PURE__ */ pure(() => ({
  columns: v.record(v.pipe(v.string(), v.maxLength(40)), columnShape),
  ignore: v.exactOptional(v.pipe(v.array(columnShape), v.maxLength(500))),
  formats: v.exactOptional(
    v.record(
      v.pipe(v.string(), v.maxLength(40)),
      v.strictObject({
        decimals: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4))),
        true: v.exactOptional(cell),
        false: v.exactOptional(cell),
      }),
    ),
  ),
  csv: v.exactOptional(
    v.strictObject({
      delimiter: v.exactOptional(v.picklist(DELIMITERS)),
      encoding: v.exactOptional(v.picklist(CSV_ENCODINGS)),
      decimalMark: v.exactOptional(v.picklist([".", ","])),
      dateForm: v.exactOptional(v.picklist(DATE_FORMS)),
    }),
  ),
}));

/** @param used the columns whose cells are read @throws BatchInputError when the mapping does not fit the schema */
export function checkMapping(mapping: MappingBase, schema: CredentialSchema, used: ReadonlySet<string>): void {
  const types = new Map(schema.claims.map(({ name, type }) => [name, type]));
  for (const name of types.keys()) {
    if (!Object.hasOwn(mapping.columns, name))
      throw new BatchInputError({ path: "columns", expected: `a column for claim ${name}` });
  }
  for (const [part, names] of Object.entries({ columns: mapping.columns, formats: mapping.formats ?? {} })) {
    for (const name of Object.keys(names)) {
      if (!types.has(name)) throw new BatchInputError({ path: `${part}.${name}`, expected: "a claim of the schema" });
    }
  }
  for (const [name, format] of Object.entries(mapping.formats ?? {})) checkFormat(format, types.get(name)!, name);
  for (const ignored of mapping.ignore ?? []) {
    if (used.has(ignored))
      throw new BatchInputError({ path: "ignore", expected: "columns that no claim uses", received: ignored });
  }
}

function checkFormat(format: ColumnFormat, type: ClaimDefinition["type"], name: string): void {
  const path = `formats.${name}`;
  if (format.decimals !== undefined && type !== "integer" && type !== "money")
    throw new BatchInputError({ path: `${path}.decimals`, expected: "decimals for integer and money only" });
  if ((format.true !== undefined || format.false !== undefined) && type !== "boolean")
    throw new BatchInputError({ path, expected: "true and false for boolean only" });
  if (type === "boolean" && (format.true ?? "true") === (format.false ?? "false"))
    throw new BatchInputError({ path, expected: "two different cells for true and false" });
}

/** What reads each claim of a schema out of the cells of a row. @param path where claims stand, for errors */
export function cellReaders(
  mapping: MappingBase,
  { claims }: CredentialSchema,
  { position, path }: { readonly position: (column: string) => number; readonly path: string },
) {
  return claims.map((definition) => {
    const { name } = definition;
    const at = position(mapping.columns[name]!);
    const read = cellReader(definition, { ...mapping.formats?.[name], ...mapping.csv, path: `${path}.${name}` });
    return { name, read: (cells: readonly string[]): ClaimValue => read(cells[at]!) };
  });
}

/**
 * Refuses a header with a column missing, doubled or unknown. Missing ones come first: only a line that holds all
 * mapped columns is known to be a header, and its other cells may then be named without naming a person's data.
 */
export function headerPositions(
  header: readonly string[],
  used: ReadonlySet<string>,
  ignored: readonly string[] = [],
): (column: string) => number {
  for (const name of used) {
    const count = header.filter((cell) => cell === name).length;
    if (count !== 1)
      throw new BatchInputError({
        path: "header",
        expected: `column ${name} exactly once`,
        received: `${count} times`,
      });
  }
  for (const name of header) {
    if (!used.has(name) && !ignored.includes(name)) {
      const expected = "only columns that a circuit uses; list the others under ignore, or better leave them out";
      throw new BatchInputError({ path: "header", expected, received: `column ${name.slice(0, 80)}` });
    }
  }
  return (name) => header.indexOf(name);
}

/** Turns a cell into a claim's JSON form; the claim encoder refuses what does not fit. */
function cellReader(
  { type }: ClaimDefinition,
  format: ColumnFormat & CsvFormat & { readonly path: string },
): (cell: string) => ClaimValue {
  const { path, decimals = 0, decimalMark = "." } = format;
  if (type === "boolean") {
    const values = new Map([
      [format.true ?? "true", true],
      [format.false ?? "false", false],
    ]);
    return (text) => values.get(text) ?? text;
  }
  if (type === "date" || type === "day") return (text) => toIsoDate(text, format.dateForm, path);
  if (type !== "integer" && type !== "money") return (text) => text;
  const mark = decimalMark === "." ? "\\." : ",";
  const pattern = decimals === 0 ? /^-?[0-9]{1,20}$/ : new RegExp(`^-?[0-9]{1,20}${mark}[0-9]{${decimals}}$`);
  const word = decimalMark === "." ? "point" : "comma";
  const expected = decimals === 0 ? "an integer" : `a number with ${decimals} decimals after a ${word}`;
  return (text) => {
    if (!pattern.test(text)) throw new ClaimError({ path, expected, received: `${text.length} characters` });
    const integer = BigInt(text.replace(decimalMark, ""));
    const number = Number(integer);
    return Number.isSafeInteger(number) ? number : String(integer);
  };
}

const DATE_PATTERNS = {
  "dd.mm.yyyy": /^(?<d>\d{1,2})\.(?<m>\d{1,2})\.(?<y>\d{4})$/,
  "dd/mm/yyyy": /^(?<d>\d{1,2})\/(?<m>\d{1,2})\/(?<y>\d{4})$/,
  "mm/dd/yyyy": /^(?<m>\d{1,2})\/(?<d>\d{1,2})\/(?<y>\d{4})$/,
} as const;

/** A cell as YYYY-MM-DD; whether it is a real date is for the encoder to say. @throws ClaimError for another form */
export function toIsoDate(text: string, form: CsvFormat["dateForm"] = "yyyy-mm-dd", path = ""): string {
  if (form === "yyyy-mm-dd") return text;
  const parts = DATE_PATTERNS[form].exec(text)?.groups;
  if (parts === undefined)
    throw new ClaimError({ path, expected: `a date ${form}`, received: `${text.length} characters` });
  return `${parts.y}-${parts.m!.padStart(2, "0")}-${parts.d!.padStart(2, "0")}`;
}

/**
 * A batch file or its mapping can't be used.
 *
 * What to do: correct the file or the mapping at `path`.
 */
export class BatchInputError extends /* @__PURE__ */ refusal(
  "BATCH_INPUT_INVALID",
  "BatchInputError",
  "The batch file or its mapping can't be used",
) {}
