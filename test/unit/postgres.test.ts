import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasPostgres, type Postgres, startPostgres } from "../postgres.ts";

async function query(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe.runIf(hasPostgres)("a Postgres for tests", () => {
  let postgres: Postgres;
  let url: string;
  beforeAll(async () => {
    postgres = await startPostgres();
    url = await postgres.createDatabase("kept");
    await query(url, "CREATE TABLE t (n int)");
  });
  afterAll(() => postgres?.remove());

  it.each(["stop", "kill"] as const)("keeps committed rows over a %s", async (how) => {
    await query(url, "INSERT INTO t VALUES (1)");
    const [before] = await query(url, "SELECT count(*)::int AS n FROM t");
    await postgres[how]();
    await expect(query(url, "SELECT 1")).rejects.toThrow();
    await postgres.start();
    expect(await query(url, "SELECT count(*)::int AS n FROM t")).toEqual([before]);
  });

  it("ends with its owner, even when that is killed", async () => {
    const script = `
      import { startPostgres } from "./test/postgres.ts";
      const { directory, pid } = await startPostgres();
      console.log(JSON.stringify({ directory, pid: pid() }));
      setInterval(() => {}, 1000);`;
    const owner = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const { directory, pid } = await new Promise<{ directory: string; pid: number }>((resolve) => {
      owner.stdout.once("data", (chunk: Buffer) => resolve(JSON.parse(chunk.toString())));
    });
    expect(isRunning(pid)).toBe(true);
    owner.kill("SIGKILL");
    for (let i = 0; i < 100 && existsSync(dirname(directory)); i++) await sleep(100);
    expect(isRunning(pid)).toBe(false);
    expect(existsSync(dirname(directory))).toBe(false);
  });
});
