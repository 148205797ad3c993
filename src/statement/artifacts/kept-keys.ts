/** Unpacked keys in the person's cache folder, so that unpacking is paid once and not in each process. Node only. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { bytesToHex } from "../../core/bytes.ts";
import { writeWhole } from "../../core/whole-file.ts";
import { openPackedKey } from "../../engine/groth16/packed/open.ts";

/** 64 hexadecimal digits, from this thread and without a copy: a few milliseconds for a large key. */
export const sha256Of = (bytes: Uint8Array): string => bytesToHex(createHash("sha256").update(bytes).digest());

/** Where unpacked keys are kept: the system's place for what can be made again. */
export function keptKeysDirectory(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  const base =
    process.platform === "win32"
      ? (LOCALAPPDATA ?? join(homedir(), "AppData", "Local"))
      : process.platform === "darwin"
        ? join(homedir(), "Library", "Caches")
        : XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(base, "civicproof", "keys");
}

/**
 * A key from the cache, checked by its hash; else unpacked, and kept where the folder can be written. What is damaged
 * there is replaced.
 *
 * @throws ArtifactError when the packed file unpacks to something else
 */
export async function readKept(
  { bytes, sha256 }: { readonly bytes: number; readonly sha256: string },
  readPacked: () => Promise<Uint8Array>,
): Promise<{ readonly content: Uint8Array; readonly actual: string }> {
  const file = join(keptKeysDirectory(), `${sha256}.zkey`);
  const kept = await readFile(file).catch(() => undefined);
  if (kept?.length === bytes && sha256Of(kept) === sha256) return { content: kept, actual: sha256 };
  const content = await openPackedKey([await readPacked()], { bytes });
  const actual = sha256Of(content);
  // Who reads it says what is wrong with another one.
  if (actual === sha256) await writeWhole(file, content).catch(() => {});
  return { content, actual };
}
