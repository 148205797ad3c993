/** Artifacts in a directory. Node only. */
import { closeSync, existsSync, read as readAt, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { parseJson } from "../../core/json.ts";
import { requireText } from "../../core/own.ts";
import { openOrdinary, readOrdinaryNow } from "../../core/whole-file.ts";
import { ArtifactError } from "../../engine/groth16/files/artifact-error.ts";
import { readKept, sha256Of } from "./kept-keys.ts";
import { type ArtifactManifest, parseManifest } from "./manifest.ts";
import { checksItself } from "./own-readers.ts";
import type { ReadArtifact } from "./verification-key.ts";
import { ArtifactHashMismatchError } from "./verification-key.ts";

const readPart = promisify(readAt);

const hashed = (content: Uint8Array) => ({ content, actual: sha256Of(content) });

const MAX_MANIFEST_CHARACTERS = 1_000_000;

/**
 * Reads artifacts below a directory; a file longer than the manifest says is refused before it is read. Where only the
 * packed form of a proving key is there, it is unpacked and kept for the next process; see `readKept`.
 */
export function readFromDirectory(directory: string): ReadArtifact {
  const read = async (path: string, bytes: number): Promise<Uint8Array> => {
    const file = join(directory, path);
    let opening: ReturnType<typeof openOrdinary>;
    try {
      // At once, and not some turns of the event loop later: so it is read while this thread is busy.
      opening = openOrdinary(file);
    } catch (cause) {
      const message = `${file} can't be opened: ${howToGetArtifacts()}, or give the artifacts directory`;
      throw new ArtifactError({ path, message, cause });
    }
    const { opened, size } = opening;
    try {
      if (size !== bytes) {
        throw new ArtifactHashMismatchError({ path, expected: `${bytes} bytes`, received: `${size} bytes` });
      }
      // In one go, where readFile comes back for every half a megabyte.
      const content = new Uint8Array(size);
      for (let at = 0; at < size; ) {
        const { bytesRead } = await readPart(opened, content, at, size - at, at);
        if (bytesRead === 0) {
          throw new ArtifactHashMismatchError({ path, expected: `${bytes} bytes`, received: `${at} bytes` });
        }
        at += bytesRead;
      }
      return content;
    } catch (cause) {
      if (cause instanceof ArtifactHashMismatchError) throw cause;
      throw new ArtifactError({ path, expected: "a file", cause });
    } finally {
      closeSync(opened);
    }
  };
  const isThere = (path: string): boolean => existsSync(join(directory, path));
  return checksItself(async (path, { packed, ...expected }) => {
    // A directory without either form is not whole, even where this person's cache has the key.
    const { content, actual } =
      packed === undefined || isThere(path) || !isThere(packed.path)
        ? hashed(await read(path, expected.bytes))
        : await readKept(expected, () => read(packed.path, packed.bytes));
    if (actual === expected.sha256) return content;
    throw new ArtifactHashMismatchError({
      path,
      expected: `sha256 ${expected.sha256}`,
      received: `sha256 ${actual}`,
    });
  });
}

/** The root of this package: the directory with its package.json, above the running file. */
export function packageDirectory(): string {
  // A module knows its own address. Where it is none of a file, as in CommonJS under a simulated page, `__dirname` is
  // this file's own; in a module that name could be anybody's.
  const url: string | undefined = import.meta.url;
  const start = url?.startsWith("file:") ? dirname(fileURLToPath(url)) : __dirname;
  for (let directory = start; ; directory = dirname(directory)) {
    if (isPackage(join(directory, "package.json"))) return directory;
    if (dirname(directory) === directory) {
      throw new ArtifactError({ message: "The package directory of civicproof was not found: give the directory" });
    }
  }
}

function isPackage(file: string): boolean {
  if (!existsSync(file)) return false;
  const { name } = JSON.parse(readFileSync(file, "utf8")) as { name?: unknown };
  return name === "civicproof";
}

/** Whether this package is a clone of the repository, which can build circuits; an installed package can't. */
export function isClone(): boolean {
  return existsSync(join(packageDirectory(), "scripts", "build-circuits.ts"));
}

/** What to do about artifacts that are missing or damaged, where this package is. */
export function howToGetArtifacts(): string {
  return isClone() ? "run `npm run build:circuits`" : "install the package again";
}

/** The `artifacts` directory that comes with this package. */
export function defaultArtifactsDirectory(): string {
  return resolve(packageDirectory(), "artifacts");
}

/**
 * Reads and checks `manifest.json` of an artifacts directory.
 * @throws ArtifactError when it is missing or malformed
 */
export async function readManifest(directory = defaultArtifactsDirectory()): Promise<ArtifactManifest> {
  requireText("directory", directory);
  const path = join(directory, "manifest.json");
  let text: string;
  try {
    text = readOrdinaryNow(path);
  } catch (cause) {
    throw new ArtifactError({ path, message: `${path} can't be read: ${howToGetArtifacts()}`, cause });
  }
  return parseManifest(parseJson(text, MAX_MANIFEST_CHARACTERS, ArtifactError));
}

/** Manifest and reader of an artifacts directory, for `loadArtifacts({ circuit, ...await openArtifacts() })`. */
export async function openArtifacts(
  directory = defaultArtifactsDirectory(),
): Promise<{ manifest: ArtifactManifest; read: ReadArtifact }> {
  return { manifest: await readManifest(directory), read: readFromDirectory(directory) };
}
