/** `civicproof create`: an app, whole or not at all. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EXIT_CODES } from "../../../src/cli/exit-codes.ts";
import { cli } from "./terminal.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "civicproof-create-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function create(...args: readonly string[]) {
  const { code, stdout, stderr } = await cli("create", ...args);
  return { exitCode: code, said: stdout + stderr };
}

describe("civicproof create", () => {
  it.each(["portal", "wallet", "office"])("makes a %s with its own name and nothing left to fill in", async (kind) => {
    const app = join(folder, "my-app");
    const { exitCode, said } = await create(kind, app);
    expect(exitCode, said).toBe(EXIT_CODES.ok);
    expect(readdirSync(folder)).toEqual(["my-app"]);
    const files = readdirSync(app, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const { parentPath, name } of files) expect(readFileSync(join(parentPath, name), "utf8")).not.toMatch(/\{\{/);
    expect(JSON.parse(readFileSync(join(app, "package.json"), "utf8"))).toMatchObject({ name: "my-app" });
    expect(readFileSync(join(app, "server.js"), "utf8")).toContain(`ROLE = "${kind}"`);
  });

  it("fills an empty folder, and never one with something in it", async () => {
    const app = join(folder, "my-app");
    mkdirSync(app);
    expect((await create("portal", app)).exitCode).toBe(EXIT_CODES.ok);
    const full = join(folder, "full");
    mkdirSync(full);
    writeFileSync(join(full, "notes.txt"), "mine");
    const { exitCode, said } = await create("portal", full);
    expect(exitCode).toBe(EXIT_CODES.usage);
    expect(said).toContain("not empty: nothing was written");
    expect(readdirSync(full)).toEqual(["notes.txt"]);
    expect(readdirSync(folder).sort()).toEqual(["full", "my-app"]);
  });

  it.each(["My App", "ünder", "-x", "node_modules.", "a".repeat(100)])(
    "refuses a name that npm would not take: %s",
    async (name) => {
      const { exitCode } = await create("portal", join(folder, "in", name));
      expect(exitCode).toBe(EXIT_CODES.usage);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it("fills the folder that somebody stands in, and not another one in its place", async () => {
    const app = join(folder, "my-app");
    mkdirSync(app, { mode: 0o755 });
    const before = statSync(app);
    const here = process.cwd();
    process.chdir(app);
    try {
      const { exitCode, said } = await create("portal", ".");
      expect(exitCode, said).toBe(EXIT_CODES.ok);
      expect(readdirSync(process.cwd())).toContain("package.json");
    } finally {
      process.chdir(here);
    }
    expect(statSync(app)).toMatchObject({ ino: before.ino, mode: before.mode });
    await create("portal", join(folder, "new-app"));
    expect(statSync(join(folder, "new-app")).mode & 0o777).toBe(0o777 & ~process.umask());
  });

  it("says why nothing can be written to a place", async () => {
    symlinkSync(join(folder, "nowhere"), join(folder, "dangling"));
    for (const place of [join(folder, "dangling"), "/proc/my-app"]) {
      const { exitCode, said } = await create("portal", place);
      expect(exitCode).toBe(EXIT_CODES.usage);
      expect(said).toMatch(/can't be written \((EEXIST|ENOENT|EACCES|EPERM)\)/);
    }
  });

  it("refuses what it can't make", async () => {
    expect((await create("bank", join(folder, "my-app"))).exitCode).toBe(EXIT_CODES.usage);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("leaves nothing behind when it should install and there is no network", async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const before = { ...process.env };
    Object.assign(process.env, {
      npm_config_registry: `http://127.0.0.1:${port}/`,
      npm_config_fetch_retries: "0",
      npm_config_cache: join(folder, "..", "civicproof-create-cache"),
    });
    try {
      const { exitCode, said } = await create("portal", join(folder, "my-app"), "--install");
      expect(exitCode).toBe(EXIT_CODES.refused);
      expect(said).toContain("APP_INSTALL_FAILED");
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      process.env = before;
    }
  }, 60_000);
});
