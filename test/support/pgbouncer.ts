/** A real PgBouncer before a Postgres, where one is installed. It ends with its owner, or after five minutes. */
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, type Postgres, serverUser } from "../postgres.ts";

/** Debian installs it where only root's path looks. */
const PROGRAM = ["pgbouncer", "/usr/sbin/pgbouncer"].find((name) => spawnSync(name, ["--version"]).status === 0);

export const hasPgBouncer = PROGRAM !== undefined;

export interface PgBouncer {
  /** The same database, through the pooler. */
  urlOf(url: string): string;
  remove(): Promise<void>;
}

/** @param settings  further lines of its configuration, such as `pool_mode = session` */
export async function startPgBouncer(
  postgres: Postgres,
  settings: Readonly<Record<string, string>>,
): Promise<PgBouncer> {
  const folder = mkdtempSync(join(tmpdir(), "civicproof-pgbouncer-"));
  chmodSync(folder, 0o755);
  const port = await freePort();
  const all = {
    ...{ listen_addr: "127.0.0.1", listen_port: String(port), unix_socket_dir: "", auth_type: "any" },
    ...settings,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`);
  const server = `* = host=127.0.0.1 port=${postgres.port} user=postgres`;
  writeFileSync(join(folder, "pgbouncer.ini"), ["[databases]", server, "[pgbouncer]", ...lines, ""].join("\n"));
  const child = spawn(PROGRAM!, [join(folder, "pgbouncer.ini")], {
    ...serverUser(),
    stdio: ["ignore", "ignore", "pipe"],
    timeout: 300_000,
  });
  let log = "";
  child.stderr.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const endWithOwner = () => void child.kill("SIGKILL");
  process.once("exit", endWithOwner);
  const remove = async (): Promise<void> => {
    process.off("exit", endWithOwner);
    child.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for (const deadline = Date.now() + 10_000; !(await listens(port)); await sleep(50)) {
    if (Date.now() < deadline && child.exitCode === null) continue;
    await remove();
    throw new Error(`PgBouncer does not start: ${log}`);
  }
  return {
    urlOf: (url) => url.replace(`127.0.0.1:${postgres.port}`, `127.0.0.1:${port}`),
    remove,
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
