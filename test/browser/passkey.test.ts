/** The wallet's lock with a passkey, in the system's Chromium with an authenticator of its own making. */
import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type RunningPortal, startPortal } from "../../examples/portal/server/server.ts";
import { launchSystemChromium } from "./chromium.ts";
import { makeOffer, takeByLink } from "./office-desk.ts";
import { heading, look, screen, WIDTHS } from "./screen.ts";

const PIN = "271828";
/** As a phone's own: `isUserVerified` is whether the person gives finger or face. */
const PLATFORM = {
  protocol: "ctap2",
  ctap2Version: "ctap2_1",
  transport: "internal",
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
} as const;

const launching = launchSystemChromium();
if (launching === undefined) console.warn("SKIPPED: no whole Chromium here (Debian: apt-get install chromium)");

describe.skipIf(launching === undefined)("a passkey before a proof", () => {
  let portal: RunningPortal;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let devtools: CDPSession;
  let authenticatorId: string | undefined;
  /** Times that the authenticator answered for the wallet. */
  let given = 0;

  beforeAll(async () => {
    portal = await startPortal({ port: 0 });
    browser = (await launching)!;
    context = await browser.newContext({ viewport: WIDTHS.desktop, locale: "en-GB", reducedMotion: "reduce" });
    page = await context.newPage();
    await takeByLink(page, portal.origin, await makeOffer(portal, "Marta Novak"));
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await portal?.close();
  });
  beforeEach(async () => {
    await devtools?.detach();
    devtools = await context.newCDPSession(page);
    devtools.on("WebAuthn.credentialAsserted", () => given++);
    await devtools.send("WebAuthn.enable");
    given = 0;
    authenticatorId = undefined;
    await page.evaluate(() => localStorage.removeItem("portal-wallet-lock"));
  });

  const press = (name: string | RegExp) => page.getByRole("button", { name }).first().click();

  async function addAuthenticator(hasPrf = false): Promise<string> {
    const options = { ...PLATFORM, hasPrf };
    ({ authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", { options }));
    return authenticatorId;
  }
  /** Whether the person gives finger or face when the device asks. */
  const setGiven = (isUserVerified: boolean) =>
    devtools.send("WebAuthn.setUserVerified", { authenticatorId: authenticatorId!, isUserVerified });

  async function setPin(): Promise<void> {
    await page.goto("about:blank");
    await page.goto(`${portal.origin}/wallet#lock`);
    await page.getByLabel("New PIN").fill(PIN);
    await page.getByLabel("The same PIN again").fill(PIN);
    await press("Use this PIN");
    await page.getByText("A PIN is asked for before each proof.").waitFor();
  }
  async function setPasskey(): Promise<void> {
    await setPin();
    await press("Use fingerprint or face before the PIN");
    await page.getByText(/^Fingerprint, face or the code of this device is asked for before each proof/).waitFor();
  }
  /** Opens a claim and presses the button that needs the lock. */
  async function prove(programme = "city-pass"): Promise<void> {
    await page.goto(`${portal.origin}/benefits#claim=${programme}`);
    const code = await page.locator(".code").innerText();
    await page.goto("about:blank");
    await page.goto(`${portal.origin}/wallet#request=${code}`);
    await press("Prove and send");
  }
  const dialog = () => page.getByRole("dialog", { name: "Unlock your wallet" });
  const isProving = () => heading(page, /Making your proof|Accepted|You have already claimed/).waitFor();
  async function givePin(): Promise<void> {
    await dialog().getByLabel("PIN", { exact: true }).fill(PIN);
    await dialog().getByRole("button", { name: "Unlock" }).click();
    await isProving();
  }

  it.each([true, false])(
    "is made, and is all that is asked for (an authenticator with PRF: %s)",
    async (hasPrf) => {
      await addAuthenticator(hasPrf);
      await setPasskey();
      await screen(page, "wallet-lock-passkey", "Lock");
      await prove();
      await isProving();
      expect(given).toBe(1);
      expect(await dialog().count()).toBe(0);
    },
    60_000,
  );

  it("that is refused leaves the PIN as a way on", async () => {
    await addAuthenticator();
    await setPasskey();
    await setGiven(false);
    await prove();
    await dialog().getByText("Fingerprint or face did not work. Enter your PIN.").waitFor();
    await look(page, "wallet-no-passkey");
    await givePin();
    expect(given).toBe(0);
  }, 60_000);

  it("can be asked for again, and is then enough", async () => {
    await addAuthenticator();
    await setPasskey();
    await setGiven(false);
    await prove();
    await dialog().getByText("Fingerprint or face did not work. Enter your PIN.").waitFor();
    await setGiven(true);
    await dialog().getByRole("button", { name: "Try fingerprint or face again" }).click();
    await isProving();
    expect(given).toBe(1);
  }, 60_000);

  it("that is gone from the device leaves the PIN as a way on, and the lock can be turned off by it", async () => {
    const id = await addAuthenticator();
    await setPasskey();
    await devtools.send("WebAuthn.clearCredentials", { authenticatorId: id });
    await prove();
    await dialog().getByText("Fingerprint or face did not work. Enter your PIN.").waitFor();
    await givePin();
    await page.goto(`${portal.origin}/wallet#lock`);
    await press("Turn the lock off");
    await dialog().getByLabel("PIN", { exact: true }).fill(PIN);
    await dialog().getByRole("button", { name: "Unlock" }).click();
    await page.getByText("There is no lock.").waitFor();
  }, 60_000);

  it("whose device does not answer keeps nobody waiting: the PIN opens meanwhile", async () => {
    const id = await addAuthenticator();
    await setPasskey();
    // Without any authenticator the browser waits for one.
    await devtools.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId: id });
    await prove();
    await dialog().getByText("Use your fingerprint or face, or enter your PIN.").waitFor();
    await givePin();
  }, 60_000);

  it("and the PIN that are both refused lock the wallet, and nothing is sent", async () => {
    await addAuthenticator();
    await setPasskey();
    await setGiven(false);
    await prove();
    await dialog().getByRole("button", { name: "Cancel" }).click();
    await heading(page, "The wallet is locked").waitFor();
    await press("Try again");
    await heading(page, "Do you want to prove this?").waitFor();
  }, 60_000);

  it("that could not be made is no failure: the PIN stays as it was", async () => {
    await addAuthenticator();
    await setPin();
    await setGiven(false);
    await press("Use fingerprint or face before the PIN");
    await page.getByText("No fingerprint or face was set up. Your PIN is asked for as before.").waitFor();
    await screen(page, "wallet-lock-no-passkey", "Lock");
    await setGiven(true);
    await press("Use fingerprint or face before the PIN");
    await page.getByText(/^Fingerprint, face or the code of this device is asked for before each proof/).waitFor();
  }, 60_000);

  it("is not offered by a device that has none", async () => {
    await setPin();
    expect(await page.getByRole("button", { name: "Use fingerprint or face before the PIN" }).count()).toBe(0);
    await prove();
    await look(page, "wallet-pin");
    await givePin();
  }, 60_000);
});
