/** Directories that are there afterwards (Node). */
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a directory and those above it that are missing. Node's own recursive form never ends where the system says that
 * nothing can be made below a directory that is there: in /proc, or below an automounter's.
 *
 * @param mode the rights of the new ones; 0777 without the process's mask by default
 * @throws the system's errors
 */
export async function makeDirectory(directory: string, mode = 0o777): Promise<void> {
  const made = await attempt(directory, mode);
  if (made === "done") return;
  const parent = dirname(directory);
  if (made.code !== "ENOENT" || parent === directory) throw made;
  await makeDirectory(parent, mode);
  const again = await attempt(directory, mode);
  if (again !== "done") throw again;
}

async function attempt(directory: string, mode: number): Promise<"done" | NodeJS.ErrnoException> {
  try {
    await mkdir(directory, { mode });
    return "done";
  } catch (error) {
    const isThere = (await stat(directory).catch(() => undefined))?.isDirectory() === true;
    return isThere ? "done" : (error as NodeJS.ErrnoException);
  }
}
