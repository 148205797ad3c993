/** A register as a CSV file that somebody else writes. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { InvalidInputError } from "../../core/json.ts";
import { own, requireText } from "../../core/own.ts";
import { BatchInputError, headerPositions } from "../../credentials/credential/columns.ts";
import { csvRows } from "../../credentials/credential/csv.ts";
import { openMapping, type SourceTerms } from "./mapping.ts";
import {
  type ClaimSource,
  checkSubject,
  SourceChangedError,
  SourceUnavailableError,
  SubjectDoubledError,
  SubjectNotFoundError,
} from "./port.ts";

/** Options of {@link openCsvSource}. */
export interface CsvSourceOptions extends SourceTerms {
  readonly file: string;
  /** The column with the person's identifier. */
  readonly subject: string;
}

/** A file as it was at one moment. */
interface Content {
  readonly header: readonly string[];
  /** By identifier; null where there are several. */
  readonly rows: ReadonlyMap<string, readonly string[] | null>;
}

/**
 * Reads a file into memory, and again when it has changed. What was read while it changed counts for nothing.
 *
 * @throws SourceUnavailableError when there is no such file
 * @throws SourceChangedError when it changes while it is read
 * @throws BatchInputError for broken CSV, or a header that does not fit the mapping
 */
export async function openCsvSource(given: CsvSourceOptions): Promise<ClaimSource> {
  const { file, subject: key, ...terms } = own(given);
  requireText("file", file);
  const reader = openMapping(terms);
  if (typeof key !== "string" || key === "") throw new InvalidInputError({ path: "subject", expected: "a column" });
  const used = new Set([...reader.columns, key]);
  let known: { readonly state: string; readonly content: Promise<Content> } | undefined;

  const read = async (before: string): Promise<Content> => {
    const rows = new Map<string, readonly string[] | null>();
    let header: readonly string[] | undefined;
    let at = 0;
    for await (const { cells, line, problem } of csvRows(createReadStream(file), terms.mapping.csv)) {
      if (problem !== undefined) throw problem;
      if (header === undefined) {
        at = headerPositions(cells, used, terms.mapping.ignore)(key);
        header = cells;
        continue;
      }
      if (cells.length !== header.length)
        throw new BatchInputError({ path: `csv line ${line}`, expected: `${header.length} cells` });
      rows.set(cells[at]!, rows.has(cells[at]!) ? null : cells);
    }
    if ((await stateOf(file)) !== before) throw new SourceChangedError({ path: "file" });
    if (header === undefined) throw new BatchInputError({ path: "header", expected: "a header line" });
    return { header, rows };
  };
  const content = async (): Promise<Content> => {
    const state = await stateOf(file);
    if (known?.state !== state) {
      const fresh = { state, content: read(state) };
      known = fresh;
      fresh.content.catch(() => {
        if (known === fresh) known = undefined;
      });
    }
    return known!.content;
  };

  await content();
  return {
    async lookup(subject) {
      checkSubject(subject);
      const { header, rows } = await content();
      const cells = rows.get(subject);
      if (cells === undefined) throw new SubjectNotFoundError({ path: "subject", expected: "a line" });
      if (cells === null) throw new SubjectDoubledError({ path: "subject", expected: "one line" });
      return reader.read(Object.fromEntries(header.map((name, i) => [name, cells[i]!])));
    },
    async close() {
      known = undefined;
    },
  };
}

/** What changes when a file is written to or replaced. @throws SourceUnavailableError */
async function stateOf(file: string): Promise<string> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
    return `${ino}/${size}/${mtimeNs}/${ctimeNs}`;
  } catch (cause) {
    throw new SourceUnavailableError({ path: "file", expected: "a file that can be read", cause });
  }
}
