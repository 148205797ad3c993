/** From the packed tarball in an empty folder to an accepted claim in a real Chromium. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { launchChromium } from "../browser/chromium.ts";

let folder: string;
let app: string;
let browser: Browser;
let server: ChildProcess | undefined;
let origin: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "civicproof-created-"));
  const tarball = inject("tarball");
  // As `npx civicproof create` does, with the tarball instead of the registry's.
  execFileSync(
    "npm",
    [
      "exec",
      "--yes",
      "--prefer-offline",
      `--package=${tarball}`,
      "--",
      "civicproof",
      "create",
      "portal",
      "city-benefits",
      "--package",
      `file:${tarball}`,
    ],
    { cwd: folder, stdio: ["ignore", "ignore", "inherit"] },
  );
  app = join(folder, "city-benefits");
  execFileSync("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: app,
    stdio: ["ignore", "ignore", "inherit"],
  });
  server = spawn("npm", ["start"], { cwd: app, env: { ...process.env, PORT: "0" }, detached: true });
  origin = await new Promise<string>((resolve, reject) => {
    let said = "";
    const hear = (chunk: Buffer): void => {
      said += chunk;
      const found = /(http:\/\/localhost:\d+)\//.exec(said);
      if (found !== null) resolve(found[1]!);
    };
    server!.stdout!.on("data", hear);
    server!.stderr!.on("data", hear);
    server!.on("exit", () => reject(new Error(said)));
  });
  browser = await launchChromium();
}, 600_000);
afterAll(async () => {
  await browser?.close();
  // npm and what it started are one process group.
  if (server?.pid !== undefined && server.exitCode === null) process.kill(-server.pid, "SIGTERM");
  rmSync(folder, { recursive: true, force: true });
});

const press = (page: Page, name: string) => page.getByRole("button", { name }).click();

describe("an app that civicproof create made", () => {
  it("goes from nothing to an accepted claim, and refuses the second", async () => {
    const context = await browser.newContext({ locale: "en-GB" });
    const [portal, wallet] = [await context.newPage(), await context.newPage()];
    const errors: string[] = [];
    for (const page of [portal, wallet]) page.on("pageerror", (error) => errors.push(String(error)));
    await wallet.goto(`${origin}/office`);
    await press(wallet, "Give the credential");
    await wallet.getByRole("link", { name: "Open the wallet on this device" }).click();
    await press(wallet, "Save the credential");
    await wallet.getByRole("heading", { name: "The credential is in your wallet" }).waitFor();
    for (const title of ["Your claim is accepted", "You have already claimed"]) {
      await portal.goto(`${origin}/`);
      await press(portal, "Claim");
      const code = await portal.locator(".code").innerText();
      await wallet.goto("about:blank");
      await wallet.goto(`${origin}/wallet#request=${code}`);
      await press(wallet, "Prove and send");
      await portal.getByRole("heading", { name: title }).waitFor({ timeout: 60_000 });
    }
    expect(errors).toEqual([]);
  }, 180_000);

  it("passes its own tests", () => {
    execFileSync("npm", ["test"], { cwd: app, stdio: ["ignore", "ignore", "inherit"] });
  }, 60_000);
});
