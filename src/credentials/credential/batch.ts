/**
 * Issues credentials from a CSV file of any length. Rows stream through: memory holds one row, and 48 bytes or so per
 * holder for the one check that spans rows (see {@link SeenCommitments}). Needs Node.js, for csv-parse; kept out of the
 * credential index for that reason.
 */
import type { CivicproofError } from "../../core/errors.ts";
import { type FieldElement, fieldToBytes } from "../../core/field.ts";
import { createSigner, type PrivateKey } from "../../core/signature.ts";
import { encodeClaims } from "./claims.ts";
import { BatchInputError } from "./columns.ts";
import { type Credential, checkTerms, issueWith, STATUS_LIST_SIZE } from "./credential.ts";
import { csvRows } from "./csv.ts";
import { type ColumnMapping, createRowReader, type MappedRow, parseMapping } from "./mapping.ts";
import type { CredentialSchema } from "./schema.ts";
import { ClaimError } from "./schema.ts";

export type { ColumnFormat, CsvFormat } from "./columns.ts";
export { MAX_ROW_BYTES } from "./csv.ts";
export { type ColumnMapping, columnMappingShape, parseMapping } from "./mapping.ts";

/** Remembers which holder commitments a batch has seen, so that one person gets one credential. */
export interface SeenCommitments {
  /** Answers whether the commitment is new, and remembers it. */
  readonly add: (commitment: FieldElement) => boolean | Promise<boolean>;
}

/** Commitments that {@link createSeenCommitments} takes by default: as many as a status list has entries. */
const MAX_SEEN = STATUS_LIST_SIZE;

/**
 * The default memory for one batch: a set of 32-byte strings, some 80 bytes each, so at most 11 MB at its bound. Pass a
 * port to a database instead to bind memory, or to span batches.
 */
export function createSeenCommitments(maxCommitments = MAX_SEEN): SeenCommitments {
  const seen = new Set<string>();
  return {
    add(commitment) {
      const key = String.fromCharCode(...fieldToBytes(commitment));
      if (seen.has(key)) return false;
      if (seen.size >= maxCommitments)
        throw new BatchInputError({ path: "csv", expected: `at most ${maxCommitments} holders in one batch` });
      seen.add(key);
      return true;
    },
  };
}

export interface BatchProgress {
  /** Data rows read. */
  readonly rows: number;
  readonly issued: number;
  readonly refused: number;
}

export interface BatchOptions {
  /** The file in pieces of any size: text, or bytes in the encoding that the mapping says (UTF-8 by default). */
  readonly csv: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;
  /** See {@link parseMapping}. */
  readonly mapping: ColumnMapping;
  readonly schema: CredentialSchema;
  readonly issuerKey: PrivateKey;
  /** The id of the registry that lists the issuer, and where wallets read it. */
  readonly registry: string;
  readonly registryUrl?: string | undefined;
  /** Gives out a status index; called once for each row that passed all checks. */
  readonly allocateStatusIndex: () => number | Promise<number>;
  /** `YYYY-MM-DD`, inclusive. */
  readonly validFrom: string;
  /** `YYYY-MM-DD`, inclusive. */
  readonly validUntil: string;
  /** Of all rows, but for people whose credential before this one has a later one (`previousClaimsFrom` of the mapping). */
  readonly claimsFrom: number;
  /** By default {@link createSeenCommitments}. */
  readonly seen?: SeenCommitments;
  /** Called every 100 rows and at the end. */
  readonly onProgress?: (progress: BatchProgress) => void;
  readonly signal?: AbortSignal;
}

/** What became of one row: a credential, or the reason why there is none. */
export type BatchResult = BatchIssued | BatchRefused;

export interface BatchIssued {
  /** 1 for the first row after the header. */
  readonly row: number;
  /** Line of the file on which the row ends, from 1. */
  readonly line: number;
  readonly credential: Credential;
}

export interface BatchRefused {
  /** 1 for the first row after the header. */
  readonly row: number;
  /** Line of the file on which the row ends, from 1. */
  readonly line: number;
  /** The CSV column at fault; undefined when the row as a whole is. */
  readonly column: string | undefined;
  /** With a stable code and what was expected; never the cell. */
  readonly error: CivicproofError;
}

const PROGRESS_ROWS = 100;

/**
 * Issues one credential per row. A row that does not fit is reported and the batch continues; what concerns the whole
 * file ends it.
 *
 * @throws BatchInputError for a mapping or header that does not fit, an unknown column, text that is not UTF-8, broken
 * quotes or a row of more than 16 KiB
 * @throws InvalidInputError, PrivateKeyError for options out of range
 * @throws AbortedError when the signal fires
 * @example
 * for await (const result of issueBatch({ csv: createReadStream("people.csv"), ...options })) {
 *   if ("credential" in result) await save(result.credential);
 *   else report.write(`${result.row};${result.column};${result.error.code}\n`);
 * }
 */
export async function* issueBatch(options: BatchOptions): AsyncGenerator<BatchResult, void, undefined> {
  const { schema, registry, registryUrl, validFrom, validUntil, claimsFrom, onProgress, signal } = options;
  const mapping = parseMapping(options.mapping, schema);
  checkTerms(options);
  const signer = createSigner(options.issuerKey);
  const seen = options.seen ?? createSeenCommitments();
  const progress = { rows: 0, issued: 0, refused: 0 };
  let reader: RowReader | undefined;

  for await (const { cells, line, problem } of csvRows(options.csv, mapping.csv, signal)) {
    if (reader === undefined) {
      if (problem !== undefined) throw problem;
      reader = createReader(mapping, schema, cells);
      continue;
    }
    progress.rows++;
    const { rows: row } = progress;
    const checked = problem === undefined ? await checkRow(reader, cells, seen) : { error: problem };
    if ("error" in checked) {
      progress.refused++;
      yield { row, line, column: columnAtFault(checked.error, mapping), error: checked.error };
    } else {
      const statusIndex = await options.allocateStatusIndex();
      const { previousClaimsFrom, ...person } = checked.person;
      const earliest = Math.max(claimsFrom, previousClaimsFrom);
      const dates = { validFrom, validUntil, claimsFrom: earliest };
      const content = { schema, ...person, registry, registryUrl, statusIndex, ...dates };
      progress.issued++;
      yield { row, line, credential: issueWith(signer, content) };
    }
    if (row % PROGRESS_ROWS === 0) onProgress?.({ ...progress });
  }
  if (reader === undefined) throw new BatchInputError({ path: "header", expected: "a header line" });
  onProgress?.({ ...progress });
}

/**
 * Reads people's claims from such a file without issuing anything, for statistics and for the policy linter.
 *
 * @throws BatchInputError, ClaimError as {@link issueBatch} reports them, for the first row that does not fit
 * @throws AbortedError when the signal fires
 */
export async function* readClaims(
  options: Pick<BatchOptions, "csv" | "mapping" | "schema" | "signal">,
): AsyncGenerator<MappedRow["claims"], void, undefined> {
  const mapping = parseMapping(options.mapping, options.schema);
  let reader: RowReader | undefined;
  for await (const { cells, line, problem } of csvRows(options.csv, mapping.csv, options.signal)) {
    if (problem !== undefined) throw problem;
    if (reader === undefined) reader = createReader(mapping, options.schema, cells);
    else if (cells.length !== reader.columns)
      throw new BatchInputError({ path: `csv line ${line}`, expected: `${reader.columns} cells` });
    else yield reader.read(cells).claims;
  }
}

interface RowReader {
  readonly columns: number;
  /** @throws BatchInputError, ClaimError */
  readonly read: (cells: readonly string[]) => MappedRow;
}

function createReader(mapping: ColumnMapping, schema: CredentialSchema, header: readonly string[]): RowReader {
  const readRow = createRowReader(mapping, schema, header);
  return {
    columns: header.length,
    read(cells) {
      const row = readRow(cells);
      encodeClaims(schema, row.claims);
      return row;
    },
  };
}

async function checkRow(
  reader: RowReader,
  cells: readonly string[],
  seen: SeenCommitments,
): Promise<{ readonly person: MappedRow } | { readonly error: CivicproofError }> {
  if (cells.length !== reader.columns)
    return { error: new BatchInputError({ expected: `${reader.columns} cells`, received: String(cells.length) }) };
  let person: MappedRow;
  try {
    person = reader.read(cells);
  } catch (error) {
    if (error instanceof BatchInputError || error instanceof ClaimError) return { error };
    throw error;
  }
  if (await seen.add(person.holderCommitment)) return { person };
  return { error: new BatchInputError({ path: "holderCommitment", expected: "each holder commitment once" }) };
}

function columnAtFault({ path }: CivicproofError, mapping: ColumnMapping): string | undefined {
  if (path === "holderCommitment" || path === "previousClaimsFrom") return mapping[path];
  const claim = path?.startsWith("claims.") ? path.slice("claims.".length) : undefined;
  return claim === undefined ? undefined : mapping.columns[claim];
}
