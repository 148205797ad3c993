/** A registry's files in a directory: publishing them, reading them, and a cache of them. */

import { rm, stat } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { ownWith, requireText } from "../../core/own.ts";
import { readOrdinary, writeWhole } from "../../core/whole-file.ts";
import { bundleFile } from "./open-registry.ts";
import { type MlDsa44, openStatement, readSigned } from "./open-statement.ts";
import { type DueStatements, type StatementsDueOptions, statementsDue } from "./publish.ts";
import { type ReadPublished, RegistryTooLargeError, RegistryUnreachableError } from "./read-published.ts";
import type { RegistryStatement } from "./statement.ts";
import {
  LISTED_STATEMENTS,
  type RegistryCache,
  readStatementsFile,
  STATEMENTS_FILE,
  statementFile,
  statementsFile,
} from "./statement-source.ts";

/** Options of {@link publishRegistry}. */
export interface PublishRegistryOptions extends Omit<StatementsDueOptions, "previous"> {
  /** For registries that sign with ML-DSA-44 too. */
  readonly mlDsa44?: MlDsa44 | undefined;
}

/**
 * Publishes what is due into a directory, which a web server serves as it is: `statements.json` (the newest statements),
 * `statements/<number>.json` (each for ever) and `bundles/<sha256>.json`. Call it at each time of the grid, for example
 * by cron at the full hour; what was missed is made up for. Write the registry's own file afterwards: it was sealed.
 *
 * One process at a time; a file is replaced at once or not at all.
 *
 * @throws StatementError and others when the directory holds another registry's statements; what `statementsDue` throws
 * @example
 * await publishRegistry("/srv/registry", { registry, keys, nowSeconds: Math.floor(Date.now() / 1000) });
 */
export async function publishRegistry(directory: string, options: PublishRegistryOptions): Promise<DueStatements> {
  requireText("directory", directory);
  const { keys, mlDsa44 } = ownWith(options, "registry", "keys");
  const text = await readOptional(join(directory, STATEMENTS_FILE));
  const listed = text === undefined ? [] : readStatementsFile(text).map((item) => readSigned(item));
  const last = listed.at(-1);
  const previous: RegistryStatement | undefined =
    last === undefined ? undefined : await openStatement(last, { registry: keys.registry, mlDsa44 });
  const due = await statementsDue({ ...options, previous });
  for (const [sha256, bundle] of due.bundles) await writeWhole(join(directory, bundleFile(sha256)), bundle.text);
  for (const { statement, signed } of due.statements)
    await writeWhole(join(directory, statementFile(statement.number)), JSON.stringify(signed));
  // Last, as it names the others.
  const all = [...listed, ...due.statements.map(({ signed }) => signed)];
  if (due.statements.length > 0)
    await writeWhole(join(directory, STATEMENTS_FILE), statementsFile(all.slice(-LISTED_STATEMENTS)));
  return due;
}

/** Reads published files from a directory, as `readPublishedAt` does from an address. */
export function readPublishedFrom(directory: string): ReadPublished {
  requireText("directory", directory);
  const root = resolve(directory);
  return async (path, { maxBytes }) => {
    const file = resolve(root, path);
    if (!file.startsWith(root + sep)) throw new RegistryUnreachableError({ path, expected: "a file of the directory" });
    try {
      const { size } = await stat(file);
      if (size > maxBytes) throw new RegistryTooLargeError({ path, expected: `at most ${maxBytes} bytes` });
      return await readOrdinary(file);
    } catch (cause) {
      if (cause instanceof RegistryTooLargeError) throw cause;
      throw new RegistryUnreachableError({ path, received: codeOf(cause) ?? "no file", cause });
    }
  };
}

/** A cache in a folder of the caller's own: one file a key. */
export function folderCache(directory: string): RegistryCache {
  const fileOf = (key: string): string => join(directory, `${key.replaceAll("/", "-")}.json`);
  return {
    get: (key) => readOptional(fileOf(key)),
    set: (key, text) => writeWhole(fileOf(key), text),
    delete: (key) => rm(fileOf(key), { force: true }),
  };
}

async function readOptional(file: string): Promise<string | undefined> {
  try {
    return await readOrdinary(file);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
