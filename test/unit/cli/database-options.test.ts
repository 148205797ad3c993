/** How commands learn the way to a database, and what they let nobody see. */
import { writeFileSync } from "node:fs";
import { afterEach, expect, it, vi } from "vitest";
import { readDatabaseAccess, shareConnections } from "../../../src/cli/database-options.ts";
import { EXIT_CODES } from "../../../src/cli/exit-codes.ts";
import { cli, temporaryDirectory } from "./terminal.ts";

afterEach(() => vi.unstubAllEnvs());

const NOBODY = "postgres://portal:hush-hush-9@127.0.0.1:1/benefits";
const SERVE = [
  "serve",
  "policy.json",
  "--schema",
  "s",
  "--registry",
  "r",
  "--registry-id",
  "i",
  "--verifier",
  "v",
].concat(["--origin", "o", "--open"]);

it.each([
  [[...SERVE, "--store", NOBODY]],
  [[...SERVE, "--store", "memory:", "--queue", NOBODY]],
  [["store", "check", "--store", NOBODY]],
  [["store", "reconcile", "--store", "sqlite:a.db", "--from", NOBODY]],
  [["store", "tables", "--store", NOBODY.replace("postgres:", "postgresql:")]],
  [["anchor", "audit", "--store", NOBODY, "--keys", "keys.db"]],
])("refuses a password in the list of processes, and repeats it nowhere: %s", async (args) => {
  const { code, stdout, stderr } = await cli(...args);
  expect(code).toBe(EXIT_CODES.usage);
  expect(stderr).toContain("holds a password");
  expect(stdout + stderr).not.toContain("hush");
});

it("takes a whole URL from the environment, and says nothing of its password when nobody is there", async () => {
  vi.stubEnv("CIVICPROOF_STORE", NOBODY);
  const { code, stdout, stderr } = await cli("store", "check", "--json");
  expect(code).toBe(EXIT_CODES.refused);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: "STORE_UNAVAILABLE", received: "ECONNREFUSED" } });
  expect(stdout + stderr).not.toContain("hush");
});

it("reads a password anew for each connection, without the end of its line", async () => {
  const file = await temporaryDirectory();
  await expect(readDatabaseAccess({ databasePasswordFile: file("password") })).rejects.toMatchObject({
    code: "USAGE_INVALID",
  });
  writeFileSync(file("password"), " first one \r\n");
  const { password } = await readDatabaseAccess({ databasePasswordFile: file("password") });
  expect(await (password as () => Promise<string>)()).toBe(" first one ");
  writeFileSync(file("password"), "second");
  expect(await (password as () => Promise<string>)()).toBe("second");
});

it("divides the connections of a process, and never needs more than are allowed", () => {
  expect(shareConnections(17, true)).toEqual({ store: 12, queue: 5 });
  expect(shareConnections(4, true)).toEqual({ store: 2, queue: 2 });
  expect(shareConnections(4, false)).toEqual({ store: 4, queue: undefined });
  for (let total = 4; total < 40; total++) {
    const { store, queue } = shareConnections(total, true);
    expect(store + queue!).toBe(total);
    expect(queue).toBeGreaterThan(1);
  }
});
