/** What `artifacts check` and `doctor` find in a directory. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkArtifacts } from "../../../../src/statement/artifacts/build.ts";

let directory: string;

/** The files that the package is packed with: everything but the r1cs. */
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "civicproof-artifacts-"));
  cpSync("artifacts/manifest.json", join(directory, "manifest.json"));
  cpSync("artifacts/vkeys", join(directory, "vkeys"), { recursive: true });
  for (const circuit of readdirSync("artifacts/vkeys").map((name) => name.replace(".json", ""))) {
    const folder = join("build", circuit);
    mkdirSync(join(directory, folder), { recursive: true });
    for (const name of ["circuit.wasm", "circuit.zkey"]) {
      symlinkSync(resolve("artifacts", folder, name), join(directory, folder, name));
    }
  }
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe("artifacts as they are packed", () => {
  it("are whole without an r1cs, which only a setup needs", async () => {
    const reports = await checkArtifacts({ directory });
    expect(reports.map(({ hasR1cs, problem }) => ({ hasR1cs, problem }))).toEqual(
      reports.map(() => ({ hasR1cs: false, problem: undefined })),
    );
    expect(reports.length).toBeGreaterThan(0);
  });

  it("have a problem when an r1cs is there and is another one, or a key is missing", async () => {
    writeFileSync(join(directory, "build", "age", "circuit.r1cs"), "another");
    rmSync(join(directory, "build", "record", "circuit.zkey"));
    const problems = (await checkArtifacts({ directory })).flatMap(({ circuit, problem }) =>
      problem === undefined ? [] : [[circuit, problem.code]],
    );
    expect(Object.fromEntries(problems)).toEqual({ age: "ARTIFACT_HASH_MISMATCH", record: "ARTIFACT_INVALID" });
  });
});
