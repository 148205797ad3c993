/** What `serve`, `request` and `verify` refuse before anybody is asked anything. */
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { describe, expect, it, vi } from "vitest";
import { openResultKeys } from "../../../src/cli/commands/serve.ts";
import { EXIT_CODES } from "../../../src/cli/exit-codes.ts";
import { hashApiKey } from "../../../src/core/service/access.ts";
import { openSqliteStore } from "../../../src/portal/store/sqlite.ts";
import { createTestPortal } from "../../portal.ts";
import { REGISTRY_ID } from "../../world.ts";
import { cli, temporaryDirectory } from "./terminal.ts";

const POLICY = "examples/policies/senior-annual-pass.json";
const SCHEMA = "examples/policies/schema.json";
/** That of the policy file. */
const GRID = "year/2026-01-01/0";
const PORTAL = [
  ...["--schema", SCHEMA, "--verifier", "benefits.example.org", "--origin", "https://benefits.example.org"],
];

/** A registry's published files and an API key. */
async function published() {
  const file = await temporaryDirectory();
  await cli("issuer", "keygen", "--out", file("key.json"));
  const registry = ["--registry", file("registry.json")];
  const signing = ["--key", file("registry.key.json")];
  const init = await cli("registry", "init", "--out", file("registry.json"), ...signing, "--json");
  const id = (JSON.parse(init.stdout) as { registry: string }).registry;
  await cli(
    "registry",
    "add-issuer",
    ...registry,
    "--issuer-key",
    file("key.json"),
    "--schema",
    SCHEMA,
    "--actor",
    "admin",
  );
  await cli("registry", "publish", ...registry, ...signing, "--out", file("published"));
  await writeFile(file("api.key"), "a key of the portal\n");
  const serve = (...args: string[]) =>
    cli(
      ...["serve", POLICY, ...PORTAL, "--registry", file("published"), "--registry-id", id],
      ...["--allow-development-keys", "--json", ...args],
    );
  return { file, serve, key: ["--api-key", file("api.key")] };
}

const errorOf = ({ stdout }: { stdout: string }) => JSON.parse(stdout).error as Record<string, string>;

describe("serve", () => {
  it("has one result key, however many processes find none and make it at once", async () => {
    const file = await temporaryDirectory();
    const opened = await Promise.all(Array.from({ length: 8 }, () => openResultKeys([file("result.jwk")])));
    expect(new Set(opened.map((keys) => JSON.stringify(keys))).size).toBe(1);
    await expect(openResultKeys([`${file("result.jwk")}/not/there.jwk`])).rejects.toMatchObject({
      code: "USAGE_INVALID",
    });
  });

  it("lets nobody make requests and read results without a key, unless it is told to", async () => {
    const { serve, key } = await published();
    for (const args of [[], [...key, "--open"]]) {
      const refused = await serve("--store", "memory:", ...args);
      expect(refused.code).toBe(EXIT_CODES.usage);
      expect(errorOf(refused)).toMatchObject({ code: "USAGE_INVALID", message: expect.stringContaining("--open") });
    }
    // Past that, the store is opened.
    for (const args of [key, ["--open"]])
      expect(errorOf(await serve("--store", "mysql://x", ...args)).code).toBe("STORE_UNAVAILABLE");
    // A worker has no routes, so it needs no key.
    const worker = await serve("--store", "mysql://x", "--role", "worker", "--queue", "postgres://127.0.0.1:1/x");
    expect(errorOf(worker).code).toBe("STORE_UNAVAILABLE");
  });

  it("names the place where a registry should be, and what writes one", async () => {
    const { file, serve, key } = await published();
    await writeFile(file("other.json"), '{"civicproof":"something/v1"}');
    for (const place of [file("other.json"), file("nothing"), file(".")]) {
      const refused = await serve("--store", "memory:", ...key, "--registry", place);
      expect(errorOf(refused)).toMatchObject({ code: "REGISTRY_UNAVAILABLE", path: place });
      expect(errorOf(refused).expected).toContain("registry publish");
    }
  });

  it("says where it can't listen", async () => {
    const { serve, key } = await published();
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as { port: number };
    const cases: [args: string[], reason: string][] = [
      [["--port", String(port)], `127.0.0.1, port ${port}: a program listens there already`],
      [["--host", "192.0.2.1", "--port", "0"], "192.0.2.1, port 0: this machine has no such address"],
    ];
    for (const [args, reason] of cases) {
      const refused = await serve("--store", "memory:", ...key, ...args);
      expect(refused.code).toBe(EXIT_CODES.usage);
      expect(errorOf(refused).message).toContain(reason);
    }
    taken.close();
    // An IPv6 address stands in brackets in the address that holders see: past that, the port is asked for.
    const six = await serve(
      "--store",
      "memory:",
      ...key,
      "--host",
      "::1",
      "--port",
      "1",
      "--grid",
      "year/2026-01-02/0",
    );
    expect(errorOf(six)).toMatchObject({ code: "REQUEST_INVALID", path: "grid" });
  });

  it.each([
    [["--public-url", "verifier.example.org"], "INPUT_INVALID"],
    [["--trust-proxy", "all"], "USAGE_INVALID"],
    [["--trust-proxy", "0.0.0.0/0"], "USAGE_INVALID"],
  ])("refuses %j, and says what it was", async (args, code) => {
    const { serve, key } = await published();
    const refused = await serve("--store", "memory:", ...key, ...args);
    expect(`${refused.stdout}${refused.stderr}`).toContain(code);
    if (code === "USAGE_INVALID") expect(`${refused.stdout}${refused.stderr}`).toContain(`received ${args[1]}`);
    expect(refused.code).not.toBe(0);
  });

  it("takes several API keys by their hashes, and no other lines", async () => {
    const { serve, file } = await published();
    const hash = hashApiKey("a key of the portal");
    await writeFile(file("good.keys"), `# portals\nold sha256:${hash}\nnew  sha256:${"0".repeat(64)}\n`);
    expect(errorOf(await serve("--store", "mysql://x", "--api-key", file("good.keys"))).code).toBe("STORE_UNAVAILABLE");
    for (const text of [
      `a sha256:${hash}x`,
      `sha256:${hash}`,
      "short",
      "two keys\nof the portal here",
      "",
      "\n# none yet\n",
    ]) {
      await writeFile(file("bad.keys"), text);
      expect(errorOf(await serve("--store", "memory:", "--api-key", file("bad.keys"))).code, text).toBe(
        "INPUT_INVALID",
      );
    }
  });

  it("takes what has a value from the environment, so that no password stands among the processes", async () => {
    const { serve, key } = await published();
    vi.stubEnv("CIVICPROOF_STORE", "mysql://secret@x");
    expect(errorOf(await serve(...key)).code).toBe("STORE_UNAVAILABLE");
    vi.unstubAllEnvs();
    // What opens doors is said on the command line.
    vi.stubEnv("CIVICPROOF_OPEN", "true");
    expect(errorOf(await serve("--store", "memory:")).code).toBe("USAGE_INVALID");
    vi.unstubAllEnvs();
  });

  it("refuses another grid than the policy's", async () => {
    const { serve, key } = await published();
    for (const grid of ["year/2026-01-02/0", "month/2026-01-01/0", "year/2026-01-01/60"]) {
      const refused = await serve("--store", "memory:", ...key, "--grid", grid);
      expect(refused.code).toBe(EXIT_CODES.refused);
      expect(errorOf(refused)).toMatchObject({ code: "REQUEST_INVALID", path: "grid", received: grid });
    }
  });

  it("does not start on a store that knows the programme with other terms", async () => {
    const { serve, key, file } = await published();
    const portal = createTestPortal();
    const scope = { verifier: "benefits.example.org", programme: "vienna-reduced-annual-pass" };
    for (const [path, terms, expected, received] of [
      ["grid", { grid: "year/2025-01-01/0" }, "year/2025-01-01/0", GRID],
      ["maxClaims", { grid: GRID, maxClaims: 2 }, "2", "1"],
    ] as const) {
      const store = await openSqliteStore({ file: file(`${path}.db`) });
      await store.consume(await portal.verified({ ...portal.request(terms), scope }));
      await store.close();
      const refused = await serve("--store", `sqlite:${file(`${path}.db`)}`, ...key);
      expect(refused.code).toBe(EXIT_CODES.refused);
      expect(errorOf(refused)).toMatchObject({ code: "SCOPE_TERMS_CHANGED", path, expected, received });
    }
  });

  it("refuses keys that were not verified under the phase 1 file that is asked for", async () => {
    const { serve, key } = await published();
    const refused = await serve("--store", "memory:", ...key, "--ptau-sha256", "ab".repeat(32));
    expect(errorOf(refused)).toMatchObject({ code: "ARTIFACT_INVALID", expected: "ab".repeat(32), received: "none" });
  });

  it("sends nobody back to another origin", async () => {
    const { serve, key } = await published();
    const refused = await serve("--store", "memory:", ...key, "--return-path", "//evil.example/");
    expect(errorOf(refused)).toMatchObject({ code: "INPUT_INVALID", path: "returnPath" });
  });
});

describe("request", () => {
  const request = (...args: string[]) =>
    cli("request", "--policy", POLICY, ...PORTAL, "--registry", REGISTRY_ID, "--json", ...args);
  const NOW = ["--now", "2026-11-30T12:00:00Z"];

  it("is for the policy's grid and the period of the day", async () => {
    for (const args of [NOW, [...NOW, "--grid", GRID]]) {
      const { request: made } = JSON.parse((await request(...args)).stdout);
      expect(made).toMatchObject({ grid: GRID, period: 20260101, today: "2026-11-30" });
    }
    const late = JSON.parse((await request("--now", "2027-01-01T00:00:00Z")).stdout);
    expect(late.request).toMatchObject({ period: 20270101, today: "2027-01-01" });
    const appeal = JSON.parse(
      (await request("--now", "2027-01-01T00:00:00Z", "--as-of", "2026-12-31T12:00:00Z")).stdout,
    );
    expect(appeal.request).toMatchObject({ period: 20260101, today: "2026-12-31" });
  });

  it("refuses another grid than the policy's", async () => {
    const refused = await request(...NOW, "--grid", "month/2026-01-01/0");
    expect(refused.code).toBe(EXIT_CODES.refused);
    expect(errorOf(refused)).toMatchObject({ code: "REQUEST_INVALID", path: "grid", received: "month/2026-01-01/0" });
  });
});
