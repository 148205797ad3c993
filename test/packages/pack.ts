/** Packs the package once for all tests of it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { packInto } from "./tarball.ts";
import { installTools } from "./tools.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Path of the packed package. */
    tarball: string;
    /** Bytes of memory that packing held at most; undefined where that can't be seen. */
    packingBytes: number | undefined;
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  // Once, before the test files that share them run side by side.
  installTools();
  const folder = mkdtempSync(join(tmpdir(), "civicproof-packed-"));
  const { tarball, peakBytes } = await packInto(folder);
  project.provide("tarball", tarball);
  project.provide("packingBytes", peakBytes);
  return () => rmSync(folder, { recursive: true, force: true });
}
