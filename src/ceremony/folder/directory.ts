/**
 * A ceremony in a directory: a disk, a share, a USB stick. Node only.
 *
 * A step is made ready in `.partial-<machine>-<process>-<random>/<random>/`, synced, and renamed to `.step`: that is the moment in which it
 * counts, and only one process can do it. Then its files move to their places, the attestation last. Whoever is killed
 * before leaves a `.partial-…`, which the next process removes; whoever is killed after leaves a `.step`, which the next
 * process completes.
 */
import { randomUUID } from "node:crypto";
import { open, readdir, readFile, rename, rm, rmdir, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { CivicproofError } from "../../core/errors.ts";
import { makeDirectory } from "../../core/make-directory.ts";
import { isRunning } from "../../core/process.ts";
import { MAX_ARTIFACT_BYTES } from "../../statement/artifacts/manifest.ts";
import { type CeremonyFolder, FolderUnusableError, StepOccupiedError } from "./folder.ts";

const STEP = ".step";
const PARTIAL = ".partial-";
/** A step takes seconds to write; what another machine made and is older was left behind. */
const LEFTOVER_MILLISECONDS = 3_600_000;
/** Names of this machine in what it leaves behind. */
const MACHINE = hostname().replaceAll(/[^\w-]/g, "_");

/**
 * Opens a directory, completes a step that was cut off, and removes what others left behind.
 *
 * @throws FolderUnusableError when it can't be read, or a step that was cut off can't be completed
 */
export async function openDirectory(directory: string): Promise<CeremonyFolder> {
  await usable(directory, async () => {
    if (!(await exists(directory))) return;
    await removeLeftovers(directory);
    await completeStep(directory);
  });
  return {
    list: () => usable(directory, () => listFiles(directory)),
    read: (path) => usable(path, () => readWhole(join(directory, path))),
    addStep: (files) => usable(directory, () => addStep(directory, files)),
    async replace(path, content) {
      await usable(path, async () => {
        const temporary = join(directory, partialName(randomUUID()));
        try {
          await writeSynced(temporary, content);
          await rename(temporary, join(directory, path));
        } finally {
          await rm(temporary, { force: true });
        }
      });
    },
  };
}

async function addStep(directory: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await makeDirectory(directory);
  const own = randomUUID();
  const partial = join(directory, partialName(own));
  try {
    for (const [path, content] of files) await writeSynced(join(partial, own, path), content);
    const paths = [...files.keys()];
    for (const path of paths) if (await exists(join(directory, path))) throw new StepOccupiedError({ path });
    await claim(partial, join(directory, STEP));
    await refuseLost(directory, own, paths);
    await movePlaces(directory, own, paths);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/**
 * Somebody may have put the same step in place between the look for its files and the claim. A file that has left the step
 * is ours: a process that looked in moved it.
 */
async function refuseLost(directory: string, own: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if (!(await exists(join(directory, STEP, own, path))) || !(await exists(join(directory, path)))) continue;
    await discard(join(directory, STEP), own);
    throw new StepOccupiedError({ path });
  }
}

/** Renaming a directory onto one with files in it fails everywhere. */
async function claim(partial: string, step: string): Promise<void> {
  try {
    await rename(partial, step);
  } catch (cause) {
    if (await exists(step)) throw new StepOccupiedError({ cause });
    throw cause;
  }
}

/** Moves files out of a step. Another process may be moving the same ones. */
async function movePlaces(directory: string, own: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const target = join(directory, path);
    await makeDirectory(dirname(target));
    await rename(join(directory, STEP, own, path), target).catch(ignoreMissing);
  }
  await discard(join(directory, STEP), own);
}

/** Removes one process's step. The next one may have claimed the directory by then, and stays. */
async function discard(step: string, own: string): Promise<void> {
  await rm(join(step, own), { recursive: true, force: true });
  await removeEmpty(step);
}

async function removeEmpty(directory: string): Promise<void> {
  await rmdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (!["ENOENT", "ENOTEMPTY", "EEXIST"].includes(error.code ?? "")) throw error;
  });
}

/** Completes a step whose process was killed. One whose attestation has its place is complete, or lost the race. */
async function completeStep(directory: string): Promise<void> {
  const step = join(directory, STEP);
  const [own] = await readdir(step).catch(() => []);
  if (own === undefined) return removeEmpty(step);
  const paths = (await listFiles(join(step, own))).sort((a, b) => Number(isLast(a)) - Number(isLast(b)));
  const last = paths.find(isLast);
  if (last === undefined || (await exists(join(directory, last)))) return discard(step, own);
  await movePlaces(directory, own, paths);
}

/** What a step counts by. */
const isLast = (path: string): boolean => /^(?:attestations\/|ceremony\.json$)/.test(path);

const partialName = (random: string): string => `${PARTIAL}${MACHINE}-${process.pid}-${random}`;

async function removeLeftovers(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const [, machine, pid] = /^\.partial-(.+)-(\d+)-[0-9a-f]{8}-[0-9a-f-]{27}$/.exec(name) ?? [];
    if (machine === undefined) continue;
    const path = join(directory, name);
    const isLeft = machine === MACHINE ? !isRunning(Number(pid)) : await isOld(path);
    if (isLeft) await rm(path, { recursive: true, force: true });
  }
}

const isOld = (path: string): Promise<boolean> =>
  stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs > LEFTOVER_MILLISECONDS,
    () => false,
  );

async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => !path.split("/").some((part) => part.startsWith(".")))
    .sort();
}

async function readWhole(file: string): Promise<Uint8Array | undefined> {
  const size = await stat(file).then((found) => found.size, ignoreMissing);
  if (size === undefined) return undefined;
  if (size > MAX_ARTIFACT_BYTES)
    throw new FolderUnusableError({ path: file, expected: `at most ${MAX_ARTIFACT_BYTES} bytes`, received: `${size}` });
  return new Uint8Array(await readFile(file));
}

async function writeSynced(file: string, content: Uint8Array): Promise<void> {
  await makeDirectory(dirname(file));
  const handle = await open(file, "wx");
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

function ignoreMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
  throw error;
}

/** Errors of the system, as refusals that name the place. */
async function usable<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (cause instanceof CivicproofError || typeof code !== "string") throw cause;
    throw new FolderUnusableError({ path, message: `${path} can't be used (${code})`, cause });
  }
}
