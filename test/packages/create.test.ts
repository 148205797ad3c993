/** From the packed tarball in an empty folder to an accepted claim in a real Chromium. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { launchChromium } from "../browser/chromium.ts";
import { heading, screen, WIDTHS } from "../browser/screen.ts";

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
  it("goes from nothing to an accepted claim, and refuses the second, on screens that axe finds nothing on", async () => {
    const context = await browser.newContext({ locale: "en-GB", viewport: WIDTHS.desktop, reducedMotion: "reduce" });
    const [portal, wallet] = [await context.newPage(), await context.newPage()];
    const errors: string[] = [];
    for (const page of [portal, wallet]) page.on("pageerror", (error) => errors.push(String(error)));
    await wallet.goto(`${origin}/wallet`);
    await screen(wallet, "app-wallet-empty", "Your wallet");
    await wallet.goto(`${origin}/office`);
    await screen(wallet, "app-office", "Give a credential");
    await press(wallet, "Give the credential");
    await screen(wallet, "app-office-code", "Show this code to the person");
    await wallet.getByRole("link", { name: "Open the wallet on this device" }).click();
    await screen(wallet, "app-wallet-offer", "Get a credential from city-benefits?");
    await press(wallet, "Get the credential");
    await screen(wallet, "app-wallet-saved", "The credential is in your wallet");
    await portal.goto(`${origin}/`);
    await screen(portal, "app-portal", "Claim your senior pass");
    const ENDS = { accepted: "Your claim is accepted", used: "You have already claimed" };
    for (const [end, title] of Object.entries(ENDS)) {
      await portal.goto(`${origin}/`);
      await press(portal, "Claim");
      await screen(portal, "app-portal-waiting", "Continue with your wallet");
      const code = await portal.locator(".code").innerText();
      await wallet.goto("about:blank");
      await wallet.goto(`${origin}/wallet#request=${code}`);
      await screen(wallet, "app-wallet-consent", "Do you want to prove this?");
      await press(wallet, "Prove and send");
      await heading(portal, title).waitFor({ timeout: 60_000 });
      await screen(portal, `app-portal-${end}`, title);
    }
    await wallet.goto(`${origin}/wallet`);
    await wallet.getByText(/^Reference /).waitFor();
    await wallet.getByLabel("Enter a code").fill("k7qf");
    await press(wallet, "Continue");
    await wallet.getByText("Enter the eight characters of the code").waitFor();
    await screen(wallet, "app-wallet", "Your wallet");
    expect(errors).toEqual([]);
  }, 240_000);

  it("has a page that leads on for an address that nobody knows, and for a code", async () => {
    const page = await browser.newPage({ locale: "en-GB", viewport: WIDTHS.desktop });
    await page.goto(`${origin}/nothing-here`);
    await screen(page, "app-missing", "Page not found");
    await page.getByRole("link", { name: "Go to the start page" }).click();
    await heading(page, "Claim your senior pass").waitFor();
    await page.goto(`${origin}/wallet#request=ZZZZ-ZZZZ`);
    await screen(page, "app-wallet-unknown", "We do not know this code");
    await press(page, "Back to your wallet");
    await heading(page, "Your wallet").waitFor();
  }, 60_000);

  it("says in one sentence that its port is taken", () => {
    const { status, stderr } = spawnSync("node", ["server.js"], {
      ...{ cwd: app, env: { ...process.env, PORT: new URL(origin).port }, encoding: "utf8", timeout: 20_000 },
    });
    expect(status).toBe(1);
    expect(stderr).toBe("This port can't be used (EADDRINUSE). Choose another: PORT=8788 npm start\n");
  }, 30_000);

  it("passes its own tests", () => {
    execFileSync("npm", ["test"], { cwd: app, stdio: ["ignore", "ignore", "inherit"] });
  }, 60_000);
});
