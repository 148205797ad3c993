/** Files that are read in parts, in Node: a phase 1 file of power 20 has more than a gigabyte. */
import { type FileHandle, open } from "node:fs/promises";
import type { ByteSource } from "../../engine/groth16/files/binfile.ts";
import { PtauError } from "./ptau.ts";

export interface FileSource extends ByteSource {
  /** Gives the file back to the system. */
  close(): Promise<void>;
}

/**
 * Opens a phase 1 file for `openPtau` without reading it into memory.
 *
 * @throws PtauError when there is no such file, or it may not be read
 * @example
 * const source = await openFileSource("powersOfTau28_hez_final_16.ptau");
 * try {
 *   await checkPtau(await openPtau(source));
 * } finally {
 *   await source.close();
 * }
 */
export async function openFileSource(path: string): Promise<FileSource> {
  const file = await inWords(() => open(path));
  const { size } = await file.stat();
  return {
    size,
    read: (offset, length) => inWords(() => readAll(file, offset, length)),
    close: () => file.close(),
  };
}

async function readAll(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) throw new PtauError({ path: "ptau", expected: "a file that stays as it is while it is read" });
    done += bytesRead;
  }
  return bytes;
}

async function inWords<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof PtauError) throw cause;
    const { code = "an error of the system" } = cause as NodeJS.ErrnoException;
    throw new PtauError({ path: "ptau", expected: "a file that can be read", received: code, cause });
  }
}
