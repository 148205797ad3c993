/** Directories are made with those above them, or the system's word for why not is passed on at once. */
import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeDirectory } from "../../../src/core/make-directory.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "civicproof-directories-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("makes what is missing, with its rights, and is content with what is there", async () => {
  await makeDirectory(join(folder, "a", "b", "c"), 0o700);
  for (const name of ["a", "a/b", "a/b/c"]) expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o700);
  await makeDirectory(join(folder, "a", "b", "c"));
  symlinkSync(join(folder, "a"), join(folder, "link"));
  await makeDirectory(join(folder, "link", "d"));
  expect(statSync(join(folder, "a", "d")).isDirectory()).toBe(true);
});

it("makes one directory for several who ask at once", async () => {
  const same = join(folder, "x", "y", "z");
  await Promise.all(Array.from({ length: 8 }, () => makeDirectory(same)));
  expect(statSync(same).isDirectory()).toBe(true);
});

it("does not take a file for a directory", async () => {
  writeFileSync(join(folder, "file"), "");
  await expect(makeDirectory(join(folder, "file"))).rejects.toMatchObject({ code: "EEXIST" });
  await expect(makeDirectory(join(folder, "file", "below"))).rejects.toMatchObject({ code: "ENOTDIR" });
});

// Here the system says of every new name that there is no such thing, and Node's own way tries again for ever.
it.skipIf(!existsSync("/proc/self"))("ends where nothing can be made", async () => {
  await expect(makeDirectory("/proc/civicproof/records")).rejects.toMatchObject({ code: "ENOENT" });
});
