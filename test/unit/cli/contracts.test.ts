import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cli } from "./terminal.ts";

describe("contracts export", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "contracts-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("writes the verifiers that the repository holds, and refuses development keys by default", async () => {
    const out = join(folder, "keys");
    expect((await cli("contracts", "export", "--out", out)).stderr).toMatch(/^DEVELOPMENT_KEY_REFUSED/);
    expect((await cli("contracts", "export", "--out", out, "--allow-development-keys")).code).toBe(0);
    for (const name of ["AgeVerifier.sol", "ResidencyVerifier.sol", "EligibilityVerifier.sol"]) {
      expect(await readFile(join(out, name), "utf8")).toBe(await readFile(join("contracts/keys", name), "utf8"));
    }
  });

  it("keeps files that are there, and settle-batch wants pairs", async () => {
    const out = join(folder, "keys");
    expect((await cli("contracts", "export", "--out", out, "--allow-development-keys")).code).toBe(2);
    const batch = await cli("settle-batch", "a", "--registry", "x");
    expect(batch.stderr).toMatch(/^USAGE_INVALID/);
  });
});
