/** How a register's record becomes claims: the same mapping for rows of SQL, answers of an API and lines of a file. */
import * as v from "valibot";
import { decode, InvalidInputError } from "../../core/json.ts";
import { pure } from "../../core/pure.ts";
import { type ClaimRecord, encodeClaims } from "../../credentials/credential/claims.ts";
import { cellReaders, checkMapping, type MappingBase, mappingEntries } from "../../credentials/credential/columns.ts";
import { ClaimError, type CredentialSchema, parseSchema } from "../../credentials/credential/schema.ts";
import { SourceClaimError, SourceClaimMissingError, type SubjectRecord } from "./port.ts";

/** A mapping of a register's columns or fields. */
export interface SourceMapping extends MappingBase {
  /** For the identity demand: claims of the enrolment credential by name. */
  readonly identity?: Pick<MappingBase, "columns" | "formats">;
}

/** The form of a mapping. */
export const sourceMappingShape = /* @__PURE__ */ pure(() => {
  const { columns, formats } = mappingEntries;
  return v.strictObject({ ...mappingEntries, identity: v.exactOptional(v.strictObject({ columns, formats })) });
});

/** What a source is opened for. */
export interface SourceTerms {
  readonly schema: CredentialSchema;
  /** Of the enrolment credential, where people enrol with one. */
  readonly identitySchema?: CredentialSchema | undefined;
  readonly mapping: SourceMapping;
}

/** A record as it came: texts by column; null is no value. */
export type SourceRecord = Readonly<Record<string, string | null | undefined>>;

/** Reads records by a mapping. */
export interface RecordReader {
  /** The columns that are read, each once. */
  readonly columns: readonly string[];
  /** @throws SourceClaimMissingError, SourceClaimError with the claim's name, never its value */
  readonly read: (record: SourceRecord) => SubjectRecord;
}

/**
 * Opens a mapping.
 *
 * @throws InvalidInputError, BatchInputError for one that does not fit the schemas
 */
export function openMapping({ schema: asked, identitySchema, mapping: given }: SourceTerms): RecordReader {
  const schema = parseSchema(asked);
  const mapping: SourceMapping = decode(sourceMappingShape, given, { Refusal: InvalidInputError, path: "mapping" });
  const { identity, ...own } = mapping;
  if ((identity === undefined) !== (identitySchema === undefined))
    throw new InvalidInputError({
      path: "mapping.identity",
      expected: identitySchema === undefined ? "none without an enrolment" : "the claims that an enrolment demands",
    });
  const claims = openPart(own, schema, "claims");
  const demanded =
    identity === undefined
      ? undefined
      : openPart({ ...identity, ...(own.csv === undefined ? {} : { csv: own.csv }) }, identitySchema!, "identity");
  return {
    columns: [...new Set([...claims.columns, ...(demanded?.columns ?? [])])],
    read: (record) => ({
      claims: claims.read(record),
      ...(demanded === undefined ? {} : { identity: demanded.read(record) }),
    }),
  };
}

function openPart(mapping: MappingBase, schema: CredentialSchema, path: string) {
  const columns = Object.values(mapping.columns);
  checkMapping(mapping, schema, new Set(columns));
  const readers = cellReaders(mapping, schema, { position: (column) => columns.indexOf(column), path });
  return {
    columns,
    read(record: SourceRecord): ClaimRecord {
      const cells = columns.map((column) => (Object.hasOwn(record, column) ? (record[column] ?? "") : ""));
      for (const { name } of schema.claims)
        if (cells[columns.indexOf(mapping.columns[name]!)] === "")
          throw new SourceClaimMissingError({ path: `${path}.${name}`, expected: "a value" });
      try {
        const found = Object.fromEntries(readers.map(({ name, read }) => [name, read(cells)]));
        encodeClaims(schema, found, path);
        return found;
      } catch (error) {
        if (!(error instanceof ClaimError)) throw error;
        const { path: at = path, expected = "a value of the claim's type", received } = error;
        throw new SourceClaimError({ path: at, expected, ...(received === undefined ? {} : { received }) });
      }
    },
  };
}
