/** How the columns of a CSV file become claims. */

import * as v from "valibot";
import { decode, InvalidInputError } from "../../core/json.ts";
import { pure } from "../../core/pure.ts";
import type { ClaimValue } from "./claims.ts";
import {
  BatchInputError,
  cellReaders,
  checkMapping,
  columnShape,
  headerPositions,
  type MappingBase,
  mappingEntries,
} from "./columns.ts";
import { checkClaimsFrom } from "./credential.ts";
import { CredentialMalformedError, type HolderCommitment, toHolderCommitment } from "./holder.ts";
import type { CredentialSchema } from "./schema.ts";

/** A mapping file for credentials. */
export interface ColumnMapping extends MappingBase {
  /** The column with the holders' commitments, decimal. */
  readonly holderCommitment: string;
  /**
   * The column with the claimsFrom of the credential that each person had before, 0 for none: nobody gets an earlier one,
   * whatever is given for the batch.
   */
  readonly previousClaimsFrom?: string;
}

/** The form of a mapping file. */
export const columnMappingShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    ...mappingEntries,
    holderCommitment: columnShape,
    previousClaimsFrom: v.exactOptional(columnShape),
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
  checkMapping(mapping, schema, usedColumns(mapping));
  return mapping;
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
  const position = headerPositions(header, usedColumns(mapping), mapping.ignore);
  const commitmentAt = position(mapping.holderCommitment);
  const previousAt = mapping.previousClaimsFrom === undefined ? undefined : position(mapping.previousClaimsFrom);
  const claims = cellReaders(mapping, schema, { position, path: "claims" });
  return (cells) => ({
    claims: Object.fromEntries(claims.map(({ name, read }) => [name, read(cells)])),
    holderCommitment: readCommitment(cells[commitmentAt]!),
    previousClaimsFrom: previousAt === undefined ? 0 : readClaimsFrom(cells[previousAt]!),
  });
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
