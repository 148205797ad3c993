/** Files of the commands: bounded reading, atomic writing, nothing overwritten by accident. */
import { randomUUID } from "node:crypto";
import { link, mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { parseJson } from "../core/json.ts";
import { toJson } from "./json.ts";
import { inFile, UsageError } from "./report-error.ts";

/** Longest ordinary JSON file, in bytes: policies, schemas, credentials, requests, presentations. */
export const MAX_JSON_BYTES = 2_000_000;

/** Longest registry file: its log grows for as long as it lives. */
export const MAX_REGISTRY_BYTES = 200_000_000;

/** Reads UTF-8 text of bounded size. @throws UsageError when the file can't be read or is too long */
export async function readText(file: string, maxBytes = MAX_JSON_BYTES): Promise<string> {
  return readBounded(file, maxBytes, () => readFile(file, "utf8"));
}

async function readBounded<T>(file: string, maxBytes: number, read: () => Promise<T>): Promise<T> {
  try {
    const { size } = await stat(file);
    if (size > maxBytes) {
      throw new UsageError({ message: `${file} is too long: ${size} bytes, at most ${maxBytes} are read` });
    }
    return await read();
  } catch (error) {
    throw error instanceof UsageError ? error : fileError(`${file} can't be read`, error);
  }
}

/** Reads a file of bounded size. @throws UsageError when it can't be read or is too long */
export async function readBytes(file: string, maxBytes: number): Promise<Uint8Array> {
  return readBounded(file, maxBytes, async () => new Uint8Array(await readFile(file)));
}

/** Reads a JSON file and lets `parse` check it; refusals name the file. @throws UsageError, or what `parse` throws */
export async function readJson<T>(
  file: string,
  parse: (value: unknown) => T | Promise<T>,
  maxBytes = MAX_JSON_BYTES,
): Promise<T> {
  const text = await readText(file, maxBytes);
  return inFile(file, () => parse(parseJson(text, maxBytes)));
}

export interface WriteOptions {
  /** Replace a file that is there. */
  readonly force?: boolean | undefined;
  /** Readable and writable for its owner only. */
  readonly isPrivate?: boolean;
}

/** Writes indented JSON as {@link writeText}. */
export async function writeJson(file: string, value: unknown, options: WriteOptions = {}): Promise<void> {
  await writeText(file, `${toJson(value, 2)}\n`, options);
}

/**
 * Writes a file whole or not at all, and makes missing directories.
 *
 * @throws UsageError when it exists and `force` is not given, or can't be written
 */
export async function writeText(file: string, text: string, options: WriteOptions = {}): Promise<void> {
  await writeBytes(file, new TextEncoder().encode(text), options);
}

/** Writes bytes as {@link writeText}. */
export async function writeBytes(
  file: string,
  bytes: Uint8Array,
  { force, isPrivate }: WriteOptions = {},
): Promise<void> {
  await refuseExisting(file, force);
  const temporary = temporaryName(file);
  try {
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(temporary, "wx", isPrivate ? 0o600 : 0o644);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await putInPlace(temporary, file, force);
  } catch (error) {
    await rm(temporary, { force: true });
    if (error instanceof UsageError) throw error;
    throw fileError(`${file} can't be written`, error);
  }
}

/** Gives a file its name; without `force` this fails when another process was quicker. */
async function putInPlace(temporary: string, file: string, force = false): Promise<void> {
  if (force) return rename(temporary, file);
  try {
    await link(temporary, file);
  } catch (error) {
    if (isSystemError(error) && error.code === "EEXIST") throw existsError(file);
    // Some file systems have no links.
    return rename(temporary, file);
  }
  await rm(temporary);
}

/** @throws UsageError when a file or directory is there and `force` is not given */
export async function refuseExisting(file: string, force = false): Promise<void> {
  if (!force && (await exists(file))) throw existsError(file);
}

function existsError(file: string): UsageError {
  return new UsageError({ message: `${file} exists; give --force to replace it`, path: file });
}

export async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** A name beside `file` that nothing has yet. */
export function temporaryName(file: string): string {
  return join(dirname(file), `.${basename(file)}.${randomUUID().slice(0, 8)}.partial`);
}

/**
 * Keeps other commands away from a file that is read, changed and written back.
 *
 * @throws UsageError when another process holds it
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = `${file}.lock`;
  await acquire(lock, file);
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function acquire(lock: string, file: string): Promise<void> {
  try {
    await writeFile(lock, `${process.pid}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!isSystemError(error) || error.code !== "EEXIST") throw fileError(`${lock} can't be written`, error);
    const holder = Number(await readFile(lock, "utf8").catch(() => ""));
    const owner = Number.isInteger(holder) && holder > 0 ? `process ${holder}` : "a running process";
    throw new UsageError({ message: `${file} is in use by ${owner}; when that has ended, remove ${lock}` });
  }
}

/** A system error as a refusal. It names the file and the system's code. */
export function fileError(what: string, cause: unknown): UsageError {
  const code = isSystemError(cause) ? cause.code : undefined;
  return new UsageError({ message: code === undefined ? what : `${what} (${code})`, cause });
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}
