/**
 * `civicproof dpia observe` on a real service behind a real proxy, with its database and its logs: what nobody declared is
 * found, and where nothing is kept nothing is.
 */
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundled } from "../bundled.ts";
import { freePort } from "../postgres.ts";
import { type AccessLogProxy, startProxy } from "../support/access-log-proxy.ts";
import { civicproof } from "./process.ts";

const folder = mkdtempSync(join(tmpdir(), "civicproof-observe-"));
const file = (name: string): string => join(folder, name);
const VERIFIER = "tickets.transit.example";
let service: ReturnType<typeof spawn> | undefined;
let base: string;
let ports: { proxy: number; service: number };

async function command(...args: readonly string[]): Promise<Record<string, string>> {
  const { code, stdout, stderr } = await civicproof([...args, "--json"]);
  if (code !== 0) throw new Error(`${args.join(" ")}: ${stderr}${stdout}`);
  return JSON.parse(stdout) as Record<string, string>;
}

/** A registry that trusts one office, and says where the service gets its answers. */
async function makeOffice(): Promise<void> {
  const registry = ["--registry", file("registry.json")];
  await command("issuer", "keygen", "--out", file("issuer.key.json"));
  await command("registry", "init", "--out", file("registry.json"), "--key", file("registry.key.json"));
  await command(
    ...["registry", "add-issuer", ...registry, "--schema", "examples/policies/schema.json"],
    ...["--issuer-key", file("issuer.key.json"), "--actor", "admin"],
  );
  const programmes = [
    {
      ...{ verifier: VERIFIER, programme: "vienna-reduced-annual-pass", grid: "year/2026-01-01/0", maxClaims: 1 },
      ...{ askers: [], responseOrigins: [base] },
    },
  ];
  const { id } = JSON.parse(readFileSync(file("registry.json"), "utf8")) as { id: string };
  writeFileSync(file("programmes.json"), JSON.stringify({ civicproof: "programmes/v2", programmes }));
  mkdirSync(file("hosts"));
  writeFileSync(
    file(`hosts/${VERIFIER}.json`),
    JSON.stringify({ civicproof: "host/v2", registries: { [id]: programmes } }),
  );
  await command(
    ...["registry", "publish", ...registry, "--key", file("registry.key.json"), "--out", file("published")],
    ...["--programmes", file("programmes.json"), "--host-files", file("hosts")],
  );
  writeFileSync(file("api.key"), `${crypto.randomUUID()}\n`, { mode: 0o600 });
}

async function startService(): Promise<void> {
  const { id } = JSON.parse(readFileSync(file("registry.json"), "utf8")) as { id: string };
  const log = openSync(file("service.log"), "a");
  service = spawn(
    process.execPath,
    [
      bundled("src/cli/main.ts"),
      ...["serve", "examples/policies/senior-annual-pass.json", "--schema", "examples/policies/schema.json"],
      ...["--registry", file("published"), "--registry-id", id, "--verifier", VERIFIER],
      ...["--origin", `https://${VERIFIER}`, "--public-url", base, "--trust-proxy", "1"],
      ...["--store", `sqlite:${file("portal.db")}`, "--port", String(ports.service)],
      ...["--api-key", file("api.key"), "--result-key", file("result.jwk"), "--allow-development-keys"],
    ],
    { stdio: ["ignore", log, log] },
  );
  closeSync(log);
  for (let i = 0; i < 200 && !readFileSync(file("service.log"), "utf8").includes("Serving"); i++) {
    if (service.exitCode !== null) throw new Error(readFileSync(file("service.log"), "utf8"));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

interface Report {
  readonly result: string;
  readonly acts: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly captures: Readonly<Record<string, number>>;
  readonly found: readonly { party: string; field: string; observable?: string }[];
  readonly undeclared: readonly { party: string; channel: string; distinguisher: string; field: string }[];
  readonly outOfReach: readonly { id: string; reason: string }[];
}

async function observe(...more: readonly string[]): Promise<{ code: number | null; report: Report; stderr: string }> {
  const { code, stdout, stderr } = await civicproof([
    ...["dpia", "observe", "examples/dpia/transit-pass", "--service", base, "--api-key", file("api.key")],
    ...["--issuer-key", file("issuer.key.json"), "--registry", file("registry.json"), "--published", file("published")],
    ...["--access-log", file("access.log"), "--service-log", file("service.log")],
    ...["--store", `sqlite:${file("portal.db")}`, "--holders", "4", "--minutes", "4", "--allow-development-keys"],
    ...["--json", ...more],
  ]);
  return { code, stderr, report: stdout === "" ? (undefined as never) : (JSON.parse(stdout) as Report) };
}

async function behind(options: { keepsAddresses: boolean; setsCookie: boolean }, work: () => Promise<void>) {
  const proxy: AccessLogProxy = await startProxy({
    port: ports.proxy,
    target: ports.service,
    log: file("access.log"),
    ...options,
  });
  try {
    await work();
  } finally {
    await proxy.stop();
  }
}

beforeAll(async () => {
  ports = { proxy: await freePort(), service: await freePort() };
  base = `http://127.0.0.1:${ports.proxy}`;
  await makeOffice();
  await startService();
}, 180_000);
afterAll(() => {
  service?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

describe("a service that keeps what its assessment says", () => {
  it("shows the declared nullifier and nothing else, and the run is evidence", { timeout: 240_000 }, async () => {
    await behind({ keepsAddresses: false, setsCookie: false }, async () => {
      const { code, report, stderr } = await observe("--rounds", "2", "--commit", "abcdef0", "--out", file("run.json"));
      expect(stderr).toBe("");
      expect(report.undeclared).toEqual([]);
      expect(report).toMatchObject({ result: "passed", acts: 8, outcomes: { accepted: 4, "already-used": 4 } });
      expect(report.found).toContainEqual(expect.objectContaining({ party: "verifier-1", observable: "nullifier" }));
      for (const seen of [
        "verifier-1 wire",
        "proxy log",
        "service-log log",
        "database row",
        "status-host status-request",
      ])
        expect(Object.keys(report.captures)).toContain(seen);
      expect(report.outOfReach.map(({ id }) => id)).toEqual([
        ...["people", "platform", "handshake", "handed-on", "keyed", "other-periods", "one-service", "few-acts"],
      ]);
      expect(code).toBe(0);
      const text = readFileSync(file("run.json"), "utf8");
      expect(JSON.parse(text)).toMatchObject({ date: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/), commit: "abcdef0" });
    });
  });
});

describe("a proxy that keeps more than was declared", () => {
  it("is found: addresses in its log, and a cookie that comes back", { timeout: 240_000 }, async () => {
    await behind({ keepsAddresses: true, setsCookie: true }, async () => {
      const { code, report } = await observe("--rounds", "3");
      expect(code).toBe(1);
      expect(report.result).toBe("failed");
      expect(report.undeclared).toContainEqual(expect.objectContaining({ party: "proxy", distinguisher: "equality" }));
      expect(report.undeclared).toContainEqual(
        expect.objectContaining({ party: "verifier-1", channel: "wire", field: expect.stringMatching(/cookie/) }),
      );
    });
  });
});

describe("a run", () => {
  it.each([
    ["the service", "https://benefits.example.org", "published"],
    ["the registry", "http://127.0.0.1:9", "https://registry.example.org/"],
  ])("calls nobody but this machine, or a host that is named as one's own: %s", async (_, address, published) => {
    const { code, stderr } = await civicproof([
      ...["dpia", "observe", "examples/dpia/transit-pass", "--service", address, "--published", published],
      ...["--issuer-key", file("issuer.key.json"), "--registry", file("registry.json")],
    ]);
    expect(stderr).toContain("--own-host");
    expect(code).toBe(2);
  });
});
