/** Several changes of one record store at once, on both engines, with crashes in between. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasPostgres, type Postgres, startPostgres } from "../../../postgres.ts";
import { changeKillRounds, crashRounds } from "./crash-rounds.ts";

let postgres: Postgres | undefined;
let count = 0;
beforeAll(async () => {
  if (hasPostgres) postgres = await startPostgres();
});
afterAll(() => postgres?.remove());

describe.each(hasPostgres ? ["sqlite", "postgres"] : ["sqlite"])("changes at once on %s", (engine) => {
  const fresh = async (directory: string): Promise<string> =>
    engine === "sqlite" ? join(directory, "records.db") : postgres!.createDatabase(`changes${count++}`);

  it("lose nothing that was acknowledged, and certify no erasure falsely, wherever the process ends", async () => {
    const { crashed, acknowledged } = await crashRounds(100, 16, fresh);
    expect(crashed).toBeGreaterThan(20);
    expect(acknowledged).toBeGreaterThan(100);
  }, 600_000);

  it("lose nothing that was acknowledged to a process that is killed", async () => {
    const { crashed, acknowledged } = await changeKillRounds(5, 17, fresh);
    expect(crashed).toBe(5);
    expect(acknowledged).toBeGreaterThan(15);
  }, 300_000);
});
