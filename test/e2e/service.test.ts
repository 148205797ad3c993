/** `civicproof serve` as an outside client uses it: examples/service, in two commands. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasPostgres, type Postgres, startPostgres } from "../postgres.ts";
import { civicproof } from "./process.ts";

const folder = mkdtempSync(join(tmpdir(), "civicproof-service-"));
let service: ReturnType<typeof spawn>;
let log = "";
let base: string;

beforeAll(async () => {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { port: number };
  probe.close();
  base = `http://127.0.0.1:${port}`;
  service = spawn(process.execPath, ["--import", "tsx", "examples/service/serve.ts", String(port), folder], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  await new Promise<void>((resolve, reject) => {
    service.stderr!.on("data", (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes(`Serving senior-annual-pass at ${base}`)) resolve();
    });
    service.once("close", () => reject(new Error(`the service ended: ${log}`)));
  });
});
afterAll(() => {
  service?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

async function portal(): Promise<string> {
  const child = spawn(process.execPath, ["examples/service/portal.mjs", base, folder], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let complaint = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const [code] = (await once(child, "close")) as [number];
  expect(code, complaint).toBe(0);
  return output;
}

describe("an outside client", () => {
  it("holds no line of civicproof", () => {
    expect(readFileSync("examples/service/portal.mjs", "utf8")).not.toMatch(/^import .*(?:src\/|civicproof)/m);
  });

  it("goes from request to signed result, and is refused kindly the second time", async () => {
    const year = new Date().getUTCFullYear();
    const first = await portal();
    expect(first).toMatch(/request: +http:\/\/127\.0\.0\.1:\d+\/requests\/[\w-]{22}/);
    expect(first).toMatch(/You prove that you are 65 or older/);
    expect(first).toMatch(/response: +200 accepted/);
    expect(first).toContain(`signed result: accepted, for case 26-0815, period ${year}0101, by benefits.example.org`);
    expect(await portal()).toContain("signed result: already-used");
  });

  it("ends in order when its terminal goes, with the log free of the case", async () => {
    const started = performance.now();
    service.kill("SIGHUP");
    const [code] = (await once(service, "close")) as [number];
    expect(code).toBe(0);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(log).toMatch(/"route":"\/responses"/);
    expect(log).not.toMatch(/26-0815|127\.0\.0\.1"|remoteAddress/);
  });
});

const serve = () => [
  ...["serve", "examples/policies/senior-annual-pass.json", "--schema", "examples/policies/schema.json"],
  ...["--verifier", "x.example", "--origin", "https://x.example", "--registry", join(folder, "published")],
  ...["--registry-id", (JSON.parse(readFileSync(join(folder, "registry.json"), "utf8")) as { id: string }).id],
];
const open = () => [...serve(), "--open"];

describe("civicproof serve refuses", () => {
  it.each([
    ["a development key", ["--store", "memory:"], "DEVELOPMENT_KEY_REFUSED"],
    [
      "a store that is not there",
      ["--store", `sqlite:${folder}/no.db`, "--store-must-exist", "--allow-development-keys"],
      "DATABASE_MISSING",
    ],
    [
      "half a service without a queue",
      ["--store", "memory:", "--role", "worker", "--allow-development-keys"],
      "USAGE_INVALID",
    ],
    ["an unknown store", ["--store", "mysql://x", "--allow-development-keys"], "STORE_UNAVAILABLE"],
    ["a key beside --open", ["--store", "memory:", "--api-key", join(folder, "api.key")], "USAGE_INVALID"],
  ])("%s", async (_what, args, code) => {
    const { stderr, code: exitCode } = await civicproof([...open(), ...args]);
    expect(stderr).toContain(code);
    expect(exitCode).not.toBe(0);
  });
});

describe.runIf(hasPostgres)("a start of civicproof serve that fails", () => {
  let postgres: Postgres;
  let forbidden: string;
  beforeAll(async () => {
    postgres = await startPostgres();
    // Somebody who may log in, but make no tables.
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    await client.query("CREATE ROLE guest LOGIN");
    await client.end();
    forbidden = postgres.url.replace("//postgres@", "//guest@");
    writeFileSync(join(folder, "symmetric.jwk"), JSON.stringify({ kty: "oct", k: "AAAA" }));
  });
  afterAll(() => postgres?.remove());

  it.each([
    ["its queue", () => ["--store", "memory:", "--queue", forbidden], "DATABASE_RIGHTS_MISSING"],
    ["its store", () => ["--store", forbidden, "--queue", postgres.url], "DATABASE_RIGHTS_MISSING"],
    [
      "what comes after the queue",
      () => ["--store", postgres.url, "--queue", postgres.url, "--result-key", join(folder, "symmetric.jwk")],
      "INPUT_INVALID",
    ],
  ])("at %s ends its process with an exit code", async (_what, args, code) => {
    const ended = await civicproof([...open(), "--allow-development-keys", ...args()]);
    expect(ended.stderr).toContain(code);
    expect(ended.code).toBe(1);
    // A pool of connections that is left open holds a process for 10 s, and the queue's timer for ever.
    expect(ended.lingeredMilliseconds).toBeLessThan(5_000);
  });
});
