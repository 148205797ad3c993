/** A registry's statements as a verifier follows them: fetched, verified, compared with earlier ones and kept. */

import * as v from "valibot";
import { CivicproofError, refusal } from "../../core/errors.ts";
import { decode } from "../../core/json.ts";
import { ownWith } from "../../core/own.ts";
import { PackageMissingError } from "../../core/peer.ts";
import { pure } from "../../core/pure.ts";
import { MAX_SIGNED_TEXT, type MlDsa44, openStatement, readSigned, type SignedStatement } from "./open-statement.ts";
import { parsePublished, type ReadPublished, type ReadPublishedOptions, readPublishedAt } from "./read-published.ts";
import { type RegistryStatement, StatementError } from "./statement.ts";
import { checkNextStatement } from "./statement-document.ts";

/** Where a device keeps text between two starts; a browser's IndexedDB, a folder, memory. */
export interface RegistryCache {
  get(key: string): Promise<string | undefined>;
  set(key: string, text: string): Promise<void>;
  delete(key: string): Promise<void>;
}

/** A cache that ends with the process. */
export function memoryCache(): RegistryCache {
  const texts = new Map<string, string>();
  return {
    get: async (key) => texts.get(key),
    set: async (key, text) => void texts.set(key, text),
    delete: async (key) => void texts.delete(key),
  };
}

/** Options of {@link openStatements}. */
export interface OpenStatementsOptions extends ReadPublishedOptions {
  /** Where the registry publishes: an https address, or a reader of one's own such as `readPublishedFrom(directory)`. */
  readonly url: string | URL | ReadPublished;
  /** Id of the registry that is trusted. */
  readonly registry: string;
  /** Keeps what was fetched; memory by default. */
  readonly cache?: RegistryCache | undefined;
  /** For registries that sign with ML-DSA-44 too. */
  readonly mlDsa44?: MlDsa44 | undefined;
}

/** The statements of one registry. */
export interface StatementSource {
  readonly registry: string;
  /** What is known: verified, oldest first. */
  readonly statements: readonly RegistryStatement[];
  /**
   * Fetches the newest statements. Nothing is taken over when one of them is refused.
   *
   * @throws RegistryUnreachableError, RegistryStalledError, RegistryTruncatedError, RegistryTooLargeError
   * @throws StatementError, StatementSignatureError, StatementOriginError, ProgrammeEntryError for a wrong statement
   * @throws StatementConflictError for another statement with a number that is known
   * @throws StatementOutdatedError when the newest is older than one that is known
   */
  readonly refresh: (signal?: AbortSignal) => Promise<void>;
  /**
   * What a verification needs: the statements of the last `maxRootAgeSeconds`, and those of instants of appeals. Missing
   * ones are fetched, and newer ones when their time has come. Once anything is known, a server that fails is no failure:
   * the verification says what is missing.
   *
   * @throws what refresh throws, when nothing is known
   */
  readonly statementsFor: (options: {
    readonly nowSeconds: number;
    readonly maxRootAgeSeconds: number;
    readonly asOfSeconds?: readonly number[];
  }) => Promise<readonly RegistryStatement[]>;
}

/** Names of the published files. */
export const STATEMENTS_FILE = "statements.json";
export const statementFile = (number: number): string => `statements/${number}.json`;
/** Statements that {@link STATEMENTS_FILE} holds. */
export const LISTED_STATEMENTS = 8;

const listShape = /* @__PURE__ */ pure(() =>
  v.strictObject({
    civicproof: v.literal("registry-statements/v2"),
    statements: v.pipe(v.array(v.custom<unknown>(() => true)), v.minLength(1), v.maxLength(1_000)),
  }),
);

/** The newest statements as one file, oldest first. */
export function statementsFile(statements: readonly SignedStatement[]): string {
  return JSON.stringify({ civicproof: "registry-statements/v2", statements });
}

/** Reads {@link statementsFile}. @throws StatementError, RegistryTruncatedError */
export function readStatementsFile(text: string, path = STATEMENTS_FILE): readonly unknown[] {
  const limits = { maxNodes: 20_000, maxStringLength: MAX_SIGNED_TEXT };
  return decode(listShape, parsePublished(text, path, StatementError), { Refusal: StatementError, path, limits })
    .statements;
}

/** Statements that a device keeps between two starts. */
const KEPT = 64;
/** Most statements that are fetched one by one. */
const MAX_FETCHED = 2_000;
/** Least seconds between two tries to get a newer statement. */
const RETRY_SECONDS = 30;

/**
 * Opens a registry for a verifier. What the cache holds is verified and there at once; nothing is fetched yet.
 *
 * @throws InvalidInputError for an address that is not https, or http on this machine
 * @example
 * const source = await openStatements({ url: "https://registry.example.org/", registry });
 * const statements = await source.statementsFor({ nowSeconds, maxRootAgeSeconds: 7_200 });
 * const verified = await verifyPresentation(text, { request, verificationKey, statements, maxRootAgeSeconds: 7_200, nowSeconds });
 */
export async function openStatements(options: OpenStatementsOptions): Promise<StatementSource> {
  const { url, registry, cache = memoryCache(), mlDsa44 } = ownWith(options, "url");
  const read = typeof url === "function" ? url : readPublishedAt(url, options);
  const key = `statements/${registry}`;
  let known = new Map<number, { readonly statement: RegistryStatement; readonly signed: SignedStatement }>();
  const sorted = () => [...known.values()].sort((a, b) => a.statement.number - b.statement.number);
  const all = () => sorted().map(({ statement }) => statement);
  const newest = () => all().at(-1);

  /** Verifies statements and takes all of them over, or none. */
  const take = async (list: readonly unknown[], { isCurrent }: { readonly isCurrent: boolean }): Promise<void> => {
    const next = new Map(known);
    const byPayload = new Map([...known.values()].map(({ statement, signed }) => [signed.payload, statement]));
    let highest = -1;
    for (const item of list) {
      const signed = readSigned(item);
      const same = byPayload.get(signed.payload);
      const statement = same ?? (await openStatement(signed, { registry, mlDsa44 }));
      const { number } = statement;
      highest = Math.max(highest, number);
      if (same !== undefined) continue;
      if (next.has(number))
        throw new StatementConflictError({ path: STATEMENTS_FILE, expected: `the statement ${number} that is known` });
      const numbers = [...next.keys()];
      const before = next.get(Math.max(...numbers.filter((other) => other < number)));
      const after = next.get(Math.min(...numbers.filter((other) => other > number)));
      if (before !== undefined) checkNextStatement(before.statement, statement);
      if (after !== undefined) checkNextStatement(statement, after.statement);
      next.set(number, { statement, signed });
      byPayload.set(signed.payload, statement);
    }
    const last = newest();
    if (isCurrent && last !== undefined && highest < last.number)
      throw new StatementOutdatedError({ path: STATEMENTS_FILE, expected: `statement ${last.number} or later` });
    known = next;
  };

  const kept = await cache.get(key);
  if (kept !== undefined) {
    try {
      await take(readStatementsFile(kept, key), { isCurrent: false });
    } catch (error) {
      // A damaged copy is fetched again; without a package nothing would be.
      if (error instanceof PackageMissingError || !(error instanceof CivicproofError)) throw error;
      await cache.delete(key);
    }
  }

  const keep = (): Promise<void> =>
    cache.set(
      key,
      statementsFile(
        sorted()
          .slice(-KEPT)
          .map(({ signed }) => signed),
      ),
    );

  let running: Promise<void> | undefined;
  const refresh = (signal?: AbortSignal): Promise<void> => {
    const work = async (): Promise<void> => {
      const maxBytes = LISTED_STATEMENTS * MAX_SIGNED_TEXT;
      await take(readStatementsFile(await read(STATEMENTS_FILE, { maxBytes, signal })), { isCurrent: true });
      await keep();
    };
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  };

  const fetchNumbers = async (numbers: readonly number[]): Promise<void> => {
    const texts = await Promise.all(
      numbers.map((number) => read(statementFile(number), { maxBytes: MAX_SIGNED_TEXT })),
    );
    const list = texts.map((text, i) => parsePublished(text, statementFile(numbers[i]!), StatementError));
    await take(list, { isCurrent: false });
  };

  let triedSeconds = Number.NEGATIVE_INFINITY;
  /** Gets what a newer time of the grid has brought. */
  const followGrid = async (nowSeconds: number): Promise<void> => {
    const last = newest();
    const isDue = last === undefined || last.timeSeconds + last.intervalSeconds <= nowSeconds;
    if (!isDue || (last !== undefined && Math.abs(nowSeconds - triedSeconds) < RETRY_SECONDS)) return;
    triedSeconds = nowSeconds;
    try {
      await refresh();
    } catch (error) {
      if (last === undefined) throw error;
    }
  };

  /** Numbers of the grid from one time to another that are not known. */
  const missing = (fromSeconds: number, untilSeconds: number): readonly number[] => {
    const last = newest()!;
    const numberAt = (seconds: number) => last.number + Math.floor((seconds - last.timeSeconds) / last.intervalSeconds);
    const first = Math.max(0, numberAt(fromSeconds), numberAt(untilSeconds) - MAX_FETCHED);
    const count = Math.max(0, Math.min(last.number, numberAt(untilSeconds)) - first + 1);
    return Array.from({ length: count }, (_, i) => first + i).filter((number) => !known.has(number));
  };

  return {
    registry,
    get statements() {
      return all();
    },
    refresh,
    async statementsFor({ nowSeconds, maxRootAgeSeconds, asOfSeconds = [] }) {
      await followGrid(nowSeconds);
      // Older ones are there to be polite to slow holders: one that can't be had turns nobody else away.
      await fetchNumbers(missing(nowSeconds - maxRootAgeSeconds + 1, nowSeconds)).catch(() => {});
      for (const seconds of asOfSeconds) await fetchNumbers(missing(seconds, seconds)).catch(() => {});
      const past = all().filter(({ timeSeconds, intervalSeconds }) =>
        asOfSeconds.some((seconds) => timeSeconds <= seconds && seconds < timeSeconds + intervalSeconds),
      );
      const young = all().filter(({ timeSeconds }) => timeSeconds > nowSeconds - maxRootAgeSeconds);
      return [...new Set([...past, ...young])];
    },
  };
}

/**
 * The registry has signed two different statements for one time: it shows people different roots, by which they could be
 * recognised.
 *
 * What to do: keep both statements as evidence, and prove nothing until the registry's operator has explained it.
 */
export class StatementConflictError extends /* @__PURE__ */ refusal(
  "STATEMENT_CONTRADICTED",
  "StatementConflictError",
  "The registry has signed two statements for one time",
) {}

/**
 * The statement is older than one that was shown before: the registry's server went back, or this device's clock did.
 *
 * What to do: check the clock and try again later; when that does not help, ask who runs the registry.
 */
export class StatementOutdatedError extends /* @__PURE__ */ refusal(
  "STATEMENT_OUTDATED",
  "StatementOutdatedError",
  "The statement is older than one shown before",
) {}
