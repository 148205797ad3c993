/** A backup of a store that takes claims at full speed, with the real program. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { openStore, streamClaim } from "../faults/claimant.ts";
import { killAll, startScript } from "../faults/rig.ts";
import { createTestPortal } from "../portal.ts";
import { cli } from "../unit/cli/terminal.ts";
import { civicproof } from "./process.ts";

const folder = mkdtempSync(join(tmpdir(), "civicproof-store-"));
afterAll(() => {
  killAll();
  rmSync(folder, { recursive: true, force: true });
});

it("has every claim that was acknowledged before it began, and is whole", async () => {
  const file = join(folder, "portal.db");
  const claimant = startScript("test/faults/claimant.ts", { kind: "stream", store: file, from: 0, atOnce: 8 });
  await claimant.until((lines) => lines.length > 50);
  const before = claimant.lines.slice(1).map((line) => Number(line.split(" ")[0]));
  const copy = join(folder, "copies/portal.db");
  const { code, stdout } = await civicproof(["store", "backup", "--store", `sqlite:${file}`, "--to", copy, "--json"]);
  await claimant.kill();
  expect(code).toBe(0);
  const { uses, findings } = JSON.parse(stdout) as { uses: number; findings: string[] };
  expect(findings).toEqual([]);
  expect(uses).toBeGreaterThanOrEqual(before.length);
  expect(uses).toBeLessThanOrEqual(claimant.lines.length - 1 + 8);
  const store = await openStore(copy);
  const portal = createTestPortal();
  for (const i of before.slice(0, 20)) {
    const [again] = await portal.claims([portal.request()], { nullifier: streamClaim(i).nullifier });
    expect(await store.consume(again!)).toBe("already-used");
  }
  await store.close();
}, 180_000);

it("explains each command with an example", async () => {
  const commands = ["backup", "check", "reconcile", "close-period", "lookup", "export", "rekey", "migrate", "tables"];
  for (const command of commands) {
    const { stdout } = await cli("store", command, "--help");
    expect(stdout).toContain(`$ civicproof store ${command} --store`);
  }
});
