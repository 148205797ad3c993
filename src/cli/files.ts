/** Files of the commands: bounded reading, atomic writing, nothing overwritten by accident. */
import { constants, createReadStream, openSync } from "node:fs";
import { link, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { Socket } from "node:net";
import { AbortedError } from "../core/abort.ts";
import { parseJson } from "../core/json.ts";
import { visible } from "../core/text.ts";
import { partialsOf, writeWhole } from "../core/whole-file.ts";
import { toJson } from "./json.ts";
import { inFile, UsageError } from "./report-error.ts";
import { SIGNALS, type Terminal } from "./terminal.ts";

/** Longest ordinary JSON file, in bytes: policies, schemas, credentials, requests, presentations. */
export const MAX_JSON_BYTES = 2_000_000;

/** Longest registry file: its log grows for as long as it lives. */
export const MAX_REGISTRY_BYTES = 200_000_000;

/**
 * Reads UTF-8 text of bounded size. What a byte of another encoding would become might be signed or anchored for ever.
 *
 * @throws UsageError when the file can't be read, is too long or is no UTF-8
 */
export async function readText(file: string, maxBytes = MAX_JSON_BYTES): Promise<string> {
  const bytes = await readBuffer(file, maxBytes);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    const found = ["fffe", "feff"].includes(bytes.toString("hex", 0, 2)) ? "UTF-16" : "no UTF-8 text";
    throw new UsageError({ message: `${file} is ${found}; save it as UTF-8`, cause });
  }
}

/** Reads a file or pipe of bounded size. @throws UsageError when it can't be read or is too long */
export async function readBytes(file: string, maxBytes: number): Promise<Uint8Array> {
  return new Uint8Array(await readBuffer(file, maxBytes));
}

async function readBuffer(file: string, maxBytes: number): Promise<Buffer> {
  try {
    const stats = await stat(file);
    const tooLong = (what: string) =>
      new UsageError({ message: `${file} is too long: ${what}, at most ${maxBytes} bytes are read` });
    if (stats.size > maxBytes) throw tooLong(`${stats.size} bytes`);
    if (!stats.isFIFO()) return await readFile(file);
    const pieces: Buffer[] = [];
    let length = 0;
    for await (const piece of readPipe(file)) {
      pieces.push(piece);
      length += piece.length;
      if (length > maxBytes) throw tooLong("a pipe without end");
    }
    return Buffer.concat(pieces);
  } catch (error) {
    throw error instanceof UsageError ? error : fileError(`${file} can't be read`, error);
  }
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

/** @throws UsageError for anything but an ordinary file: one that is read twice can't be a pipe */
export async function requireFile(file: string): Promise<void> {
  const stats = await stat(file).catch((error: unknown) => {
    throw fileError(`${file} can't be read`, error);
  });
  if (!stats.isFile()) throw new UsageError({ message: `${file} is no ordinary file` });
}

/** A file or pipe as a stream. A pipe that nobody writes into is waited for until a signal ends the command. */
export function readPieces(file: string, { isPipe }: { readonly isPipe: boolean }): AsyncIterable<Buffer> {
  return isPipe ? readPipe(file) : createReadStream(file);
}

/** Opening a pipe as a file holds a thread that no signal reaches until somebody opens its other end. */
async function* readPipe(file: string): AsyncGenerator<Buffer> {
  const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  const socket = new Socket({ fd, readable: true, writable: false });
  const end = (): void => void socket.destroy(new AbortedError());
  for (const signal of SIGNALS) process.once(signal, end);
  try {
    yield* socket as AsyncIterable<Buffer>;
  } finally {
    for (const signal of SIGNALS) process.off(signal, end);
    socket.destroy();
  }
}

export interface WriteOptions {
  /** Replace a file that is there. */
  readonly force?: boolean | undefined;
  /** Readable and writable for its owner only. */
  readonly isPrivate?: boolean;
}

/** Writes indented JSON as {@link writeContent}. */
export async function writeJson(file: string, value: unknown, options: WriteOptions = {}): Promise<void> {
  await writeContent(file, `${toJson(value, 2)}\n`, options);
}

/**
 * Writes a file whole or not at all, and makes missing directories.
 *
 * @throws UsageError when it exists and `force` is not given, or can't be written
 */
export async function writeContent(
  file: string,
  content: string | Uint8Array,
  { force, isPrivate }: WriteOptions = {},
): Promise<void> {
  await refuseExisting(file, force);
  const mode = isPrivate ? 0o600 : 0o644;
  try {
    await writeWhole(file, content, { mode, putInPlace: (partial) => putInPlace(partial, file, force) });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw fileError(`${file} can't be written`, error);
  }
}

/** Gives a file its name; without `force` this fails when another process was quicker. */
async function putInPlace(partial: string, file: string, force = false): Promise<void> {
  if (force) return rename(partial, file);
  try {
    await link(partial, file);
  } catch (error) {
    if (isSystemError(error) && error.code === "EEXIST") throw existsError(file);
    // Some file systems have no links.
    return rename(partial, file);
  }
  await rm(partial);
}

/** @throws UsageError when a file or directory is there and `force` is not given */
export async function refuseExisting(file: string, force = false): Promise<void> {
  if (!force && (await exists(file))) throw existsError(file);
}

/** Says on stderr what a command left behind that was killed while it wrote something private. */
export async function warnOfPartials(file: string, terminal: Pick<Terminal, "writeErr">): Promise<void> {
  for (const partial of await partialsOf(file)) {
    terminal.writeErr(
      `warning: ${visible(partial)} is what another run wrote that was killed, or still runs; when none runs, remove it\n`,
    );
  }
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
