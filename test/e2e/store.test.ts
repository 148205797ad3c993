/** A backup of a store that takes claims at full speed, with the real program. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openStore, streamClaim } from "../faults/claimant.ts";
import { killAll, startScript } from "../faults/rig.ts";
import { createTestPortal } from "../portal.ts";
import { hasPostgres, type Postgres, startPostgres } from "../postgres.ts";
import { cli } from "../unit/cli/terminal.ts";
import { civicproof } from "./process.ts";

const folder = mkdtempSync(join(tmpdir(), "civicproof-store-"));
let postgres: Postgres | undefined;
beforeAll(async () => {
  if (hasPostgres) postgres = await startPostgres();
});
afterAll(async () => {
  killAll();
  await postgres?.remove();
  rmSync(folder, { recursive: true, force: true });
});

const ENGINES = hasPostgres ? ["SQLite", "Postgres"] : ["SQLite"];

it.each(ENGINES)(
  "has every claim that was acknowledged before it began, and restores to the same count: %s",
  async (engine) => {
    const newStore = (name: string): Promise<string> | string =>
      engine === "SQLite" ? join(folder, `${name}.db`) : postgres!.createDatabase(name);
    const urlOf = (store: string): string => (engine === "SQLite" ? `sqlite:${store}` : store);
    const counted = async (url: string) => {
      const { stdout } = await cli("store", "check", "--store", url, "--json");
      return JSON.parse(stdout) as { uses: number; periods: unknown; findings: string[] };
    };
    const live = await newStore("portal");
    const claimant = startScript("test/faults/claimant.ts", { kind: "stream", store: live, from: 0, atOnce: 8 });
    await claimant.until((lines) => lines.length > 50);
    const before = claimant.lines.slice(1).map((line) => Number(line.split(" ")[0]));
    const copy = join(folder, `copies/${engine}.db`);
    const { code, stdout } = await civicproof(["store", "backup", "--store", urlOf(live), "--to", copy, "--json"]);
    await claimant.kill();
    expect(code).toBe(0);
    const { uses, findings } = JSON.parse(stdout) as { uses: number; findings: string[] };
    expect(findings).toEqual([]);
    expect(uses).toBeGreaterThanOrEqual(before.length);
    expect(uses).toBeLessThanOrEqual(claimant.lines.length - 1 + 8);

    const restored = await newStore("restored");
    await cli("store", "reconcile", "--store", urlOf(restored), "--create", "--from", `sqlite:${copy}`);
    const [was, is] = [await counted(`sqlite:${copy}`), await counted(urlOf(restored))];
    expect(is).toMatchObject({ uses, periods: was.periods, findings: [] });
    const store = await openStore(restored);
    const portal = createTestPortal();
    for (const i of before.slice(0, 20)) {
      const [again] = await portal.claims([portal.request()], { nullifier: streamClaim(i).nullifier });
      expect(await store.consume(again!)).toBe("already-used");
    }
    await store.close();
  },
  180_000,
);

it("explains each command with an example", async () => {
  const commands = ["backup", "check", "reconcile", "close-period", "lookup", "export", "rekey", "migrate", "tables"];
  for (const command of commands) {
    const { stdout } = await cli("store", command, "--help");
    expect(stdout).toContain(`$ civicproof store ${command} --store`);
  }
});
