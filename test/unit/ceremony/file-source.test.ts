import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkPtau } from "../../../src/ceremony/keys/check-ptau.ts";
import { type FileSource, openFileSource } from "../../../src/ceremony/keys/file-source.ts";
import { makeInitialKey } from "../../../src/ceremony/keys/initial-key.ts";
import { bytesSource, openPtau } from "../../../src/ceremony/keys/ptau.ts";
import { endSnarkjs, snarkjsPtau } from "../../fixtures/ptau.ts";
import { compileTiny } from "../../fixtures/tiny.ts";

let folder: string;
let path: string;
let bytes: Uint8Array;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ptau-"));
  path = join(folder, "phase1.ptau");
  bytes = await snarkjsPtau(8);
  await writeFile(path, bytes);
}, 120_000);
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await endSnarkjs();
});

/** A source that counts what is read. */
function counting(source: FileSource): FileSource & { readonly total: () => number } {
  let total = 0;
  return {
    ...source,
    read: (offset, length) => {
      total += length;
      return source.read(offset, length);
    },
    total: () => total,
  };
}

describe("a phase 1 file on disk", () => {
  it("gives the same report and the same key as one in memory", async () => {
    const source = counting(await openFileSource(path));
    const [onDisk, inMemory] = [await openPtau(source), await openPtau(bytesSource(bytes))];
    expect(await checkPtau(onDisk)).toEqual(await checkPtau(inMemory));
    const { r1cs } = await compileTiny();
    const before = source.total();
    const key = await makeInitialKey({ r1cs, ptau: onDisk });
    expect(Buffer.compare(key, await makeInitialKey({ r1cs, ptau: inMemory }))).toBe(0);
    // A circuit of 2^6 rows needs a small part of a file for 2^8.
    expect(source.total() - before).toBeLessThan(bytes.length / 4);
    await source.close();
  });

  it("is refused when there is none", async () => {
    const refused = openFileSource(join(folder, "nothing.ptau"));
    await expect(refused).rejects.toMatchObject({ code: "PTAU_INVALID", received: "ENOENT" });
  });

  it("is refused when it is cut while it is read", async () => {
    const other = join(folder, "cut.ptau");
    await writeFile(other, bytes);
    const source = await openFileSource(other);
    const ptau = await openPtau(source);
    await truncate(other, 100_000);
    await expect(checkPtau(ptau)).rejects.toMatchObject({ code: "PTAU_INVALID" });
    await source.close();
  });
});
