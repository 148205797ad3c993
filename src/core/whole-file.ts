/** Files that are there whole or not at all (Node). */
import { randomUUID } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { makeDirectory } from "./make-directory.ts";

/**
 * Reads a text. A pipe in its place would be waited for, deaf to signals, and a device may never end.
 *
 * @throws the system's errors, with EINVAL for what is no file
 */
export async function readOrdinary(file: string): Promise<string> {
  const stats = await stat(file);
  if (!stats.isFile() && !stats.isDirectory()) throw notOrdinary();
  return readFile(file, "utf8");
}

/**
 * Opens a file for reading, at once; whoever opened it closes it. A pipe in its place is not waited for.
 *
 * @throws the system's errors, with EINVAL for what is no file
 */
export function openOrdinary(file: string): { readonly opened: number; readonly size: number } {
  const opened = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const stats = fstatSync(opened);
  if (stats.isFile()) return { opened, size: stats.size };
  closeSync(opened);
  throw notOrdinary();
}

/** Reads a text with the event loop standing still, for small files at the start. @throws as {@link openOrdinary} */
export function readOrdinaryNow(file: string): string {
  const { opened } = openOrdinary(file);
  try {
    return readFileSync(opened, "utf8");
  } finally {
    closeSync(opened);
  }
}

const notOrdinary = (): Error => Object.assign(new Error("no ordinary file"), { code: "EINVAL" });

/** A hidden name beside `file` that nobody can guess, so that nobody has put a link there. */
export function partialName(file: string): string {
  return join(dirname(file), `.${basename(file)}.${randomUUID().slice(0, 8)}.partial`);
}

/** What writers of `file` left behind that were killed, or are still at work. */
export async function partialsOf(file: string): Promise<readonly string[]> {
  const names = await readdir(dirname(file)).catch(() => []);
  const [start, end] = [`.${basename(file)}.`, ".partial"];
  return names
    .filter((name) => name.startsWith(start) && /^[0-9a-f]{8}$/.test(name.slice(start.length, -end.length)))
    .filter((name) => name.endsWith(end))
    .map((name) => join(dirname(file), name));
}

/**
 * Writes a file beside its place, syncs it and gives it its name; makes missing directories. A link that stands at `file`
 * is replaced: what it leads to stays as it is.
 *
 * @param mode the rights of the new file; 0644 by default
 * @param putInPlace gives the written file its name; by default it replaces what is there
 * @throws the system's errors; nothing is left behind then
 */
export async function writeWhole(
  file: string,
  content: string | Uint8Array,
  {
    mode = 0o644,
    putInPlace = rename,
  }: { readonly mode?: number; readonly putInPlace?: (partial: string, file: string) => Promise<void> } = {},
): Promise<void> {
  const partial = partialName(file);
  await makeDirectory(dirname(file));
  try {
    const handle = await open(partial, "wx", mode);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await putInPlace(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
