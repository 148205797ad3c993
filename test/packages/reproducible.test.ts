/** Who packs the same commit has the same package: what was published can be compared with its sources. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { unpackInto } from "./tarball.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "civicproof-reproducible-"));
  unpackInto(folder, inject("tarball"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MAX_PACKING_BYTES = 1_000_000_000;

const hashOf = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

describe("the package", () => {
  it("is built and packed in under 1 GB of memory, all processes together", () => {
    // Where /proc can't be read, nobody has looked.
    expect(inject("packingBytes") ?? 0).toBeLessThan(MAX_PACKING_BYTES);
  });

  it("is the same to the byte when it is packed again, at another time", () => {
    utimesSync("README.md", new Date(), new Date());
    execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    const [again] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
    expect(hashOf(join(folder, again!))).toBe(hashOf(inject("tarball")));
  }, 60_000);

  it("has the scripts that its sources give when they are built again", () => {
    const built = join(folder, "built");
    execFileSync("npx", ["tsup", "--silent", "--out-dir", built], { stdio: ["ignore", "ignore", "pipe"] });
    // The command line is an ES module; what is made of it besides is not packed.
    const scripts = readdirSync(built).filter((name) => /\.c?js$/.test(name) && name !== "cli.cjs");
    expect(scripts.length).toBeGreaterThan(40);
    const different = scripts.filter(
      (name) => hashOf(join(built, name)) !== hashOf(join(folder, "package", "dist", name)),
    );
    expect(different).toEqual([]);
  }, 120_000);
});
