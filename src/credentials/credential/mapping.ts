/** How the columns of a CSV file become claims. */

import * as v from "valibot";
import { refusal } from "../../core/errors.ts";
import { decode, InvalidInputError } from "../../core/json.ts";
import { pure } from "../../core/pure.ts";
import type { ClaimValue } from "./claims.ts";
import { checkClaimsFrom } from "./credential.ts";
import { CredentialMalformedError, type HolderCommitment, toHolderCommitment } from "./holder.ts";
import type { ClaimDefinition, CredentialSchema } from "./schema.ts";
import { ClaimError } from "./schema.ts";

/** How the cells of one column are written, where it is not the claim's JSON form. */
export interface ColumnFormat {
  /** For integer and money: digits after the decimal point, 0 to 4; `12.50` with 2 decimals is 1250. */
  readonly decimals?: number;
  /** For boolean: the cell that means true; `true` by default. */
  readonly true?: string;
  /** For boolean: the cell that means false; `false` by default. */
  readonly false?: string;
}

/** A mapping file. */
export interface ColumnMapping {
  /** Claim name → CSV column. */
  readonly columns: Readonly<Record<string, string>>;
  /** The column with the holders' commitments, decimal. */
  readonly holderCommitment: string;
  /**
   * The column with the claimsFrom of the credential that each person had before, 0 for none: nobody gets an earlier one,
   * whatever is given for the batch.
   */
  readonly previousClaimsFrom?: string;
  /** Columns that are known and left out on purpose; any other column is refused. */
  readonly ignore?: readonly string[];
  /** By claim name. */
  readonly formats?: Readonly<Record<string, ColumnFormat>>;
}

const column = /* @__PURE__ */ pure(() => v.pipe(v.string(), v.minLength(1), v.maxLength(200)));
const cell = /* @__PURE__ */ pure(() => v.pipe(v.string(), v.maxLength(40)));

/** The form of a mapping file. */
export const columnMappingShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    columns: v.record(v.pipe(v.string(), v.maxLength(40)), column),
    holderCommitment: column,
    previousClaimsFrom: v.exactOptional(column),
    ignore: v.exactOptional(v.pipe(v.array(column), v.maxLength(500))),
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
  }),
);

/**
 * Reads a mapping for a schema.
 *
 * @throws BatchInputError for another form, a claim without a column, a column for what is no claim, a format that does
 * not belong to the claim's type, or an ignored column that is used
 */
export function parseMapping(value: unknown, schema: CredentialSchema): ColumnMapping {
  const mapping: ColumnMapping = decode(columnMappingShape, value, { Refusal: BatchInputError });
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
  const used = usedColumns(mapping);
  for (const ignored of mapping.ignore ?? []) {
    if (used.has(ignored))
      throw new BatchInputError({ path: "ignore", expected: "columns that no claim uses", received: ignored });
  }
  return mapping;
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

/** The columns that end in a credential. */
export function usedColumns(mapping: ColumnMapping): ReadonlySet<string> {
  const { columns, holderCommitment, previousClaimsFrom: previous } = mapping;
  return new Set([...Object.values(columns), holderCommitment, ...(previous === undefined ? [] : [previous])]);
}

/** One person's row, ready to be issued. */
export interface MappedRow {
  readonly claims: Readonly<Record<string, ClaimValue>>;
  readonly holderCommitment: HolderCommitment;
  /** Of the credential that the person had before; 0 for none. */
  readonly previousClaimsFrom: number;
}

/** Reads the rows of one file. @throws BatchInputError for a header that does not fit the mapping */
export function createRowReader(
  mapping: ColumnMapping,
  schema: CredentialSchema,
  header: readonly string[],
): (cells: readonly string[]) => MappedRow {
  const position = headerPositions(mapping, header);
  const commitmentAt = position(mapping.holderCommitment);
  const previousAt = mapping.previousClaimsFrom === undefined ? undefined : position(mapping.previousClaimsFrom);
  const claims = schema.claims.map((definition) => ({
    name: definition.name,
    at: position(mapping.columns[definition.name]!),
    read: cellReader(definition, mapping.formats?.[definition.name] ?? {}),
  }));
  return (cells) => ({
    claims: Object.fromEntries(claims.map(({ name, at, read }) => [name, read(cells[at]!)])),
    holderCommitment: readCommitment(cells[commitmentAt]!),
    previousClaimsFrom: previousAt === undefined ? 0 : readClaimsFrom(cells[previousAt]!),
  });
}

/**
 * Refuses a header with a column missing, doubled or unknown. Missing ones come first: only a line that holds all
 * mapped columns is known to be a header, and its other cells may then be named without naming a person's data.
 */
function headerPositions(mapping: ColumnMapping, header: readonly string[]): (column: string) => number {
  const used = usedColumns(mapping);
  for (const name of used) {
    const count = header.filter((cell) => cell === name).length;
    if (count !== 1)
      throw new BatchInputError({
        path: "header",
        expected: `column ${name} exactly once`,
        received: `${count} times`,
      });
  }
  const ignored = new Set(mapping.ignore);
  for (const name of header) {
    if (!used.has(name) && !ignored.has(name)) {
      const expected = "only columns that a circuit uses; list the others under ignore, or better leave them out";
      throw new BatchInputError({ path: "header", expected, received: `column ${name.slice(0, 80)}` });
    }
  }
  return (name) => header.indexOf(name);
}

/** Turns a cell into a claim's JSON form; the claim encoder refuses what does not fit. */
function cellReader({ name, type }: ClaimDefinition, format: ColumnFormat): (cell: string) => ClaimValue {
  if (type === "boolean") {
    const values = new Map([
      [format.true ?? "true", true],
      [format.false ?? "false", false],
    ]);
    return (text) => values.get(text) ?? text;
  }
  if (type !== "integer" && type !== "money") return (text) => text;
  const decimals = format.decimals ?? 0;
  const pattern = decimals === 0 ? /^-?[0-9]{1,20}$/ : new RegExp(`^-?[0-9]{1,20}\\.[0-9]{${decimals}}$`);
  const expected = decimals === 0 ? "an integer" : `a number with ${decimals} decimals after a point`;
  return (text) => {
    if (!pattern.test(text)) {
      throw new ClaimError({ path: `claims.${name}`, expected, received: `${text.length} characters` });
    }
    const integer = BigInt(text.replace(".", ""));
    const number = Number(integer);
    return Number.isSafeInteger(number) ? number : String(integer);
  };
}

function readCommitment(text: string): HolderCommitment {
  try {
    return toHolderCommitment(text);
  } catch (cause) {
    if (!(cause instanceof CredentialMalformedError)) throw cause;
    throw new BatchInputError({ path: "holderCommitment", expected: "a decimal holder commitment", cause });
  }
}

function readClaimsFrom(text: string): number {
  try {
    if (/^(0|[0-9]{8})$/.test(text)) return checkClaimsFrom(Number(text));
  } catch (cause) {
    if (!(cause instanceof InvalidInputError)) throw cause;
  }
  throw new BatchInputError({ path: "previousClaimsFrom", expected: "0 or a date as YYYYMMDD" });
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
