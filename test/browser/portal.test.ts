/**
 * The portal as its people use it, in a real Chromium: issue, request, consent, prove, accept, second claim, revocation,
 * no network, paper. Every screen is looked at by axe.
 */
import { readFileSync } from "node:fs";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningPortal, startPortal } from "../../examples/portal/server/server.ts";
import { launchChromium } from "./chromium.ts";
import { takeOffered } from "./office-desk.ts";
import { heading, screen, seen, WIDTHS } from "./screen.ts";

let portal: RunningPortal;
let browser: Browser;
let context: BrowserContext;
let office: Page;
let wallet: Page;
let benefits: Page;
const consoleErrors: string[] = [];

beforeAll(async () => {
  portal = await startPortal({ port: 0 });
  browser = await launchChromium();
  context = await browser.newContext({ viewport: WIDTHS.desktop, locale: "en-GB", reducedMotion: "reduce" });
  [office, wallet, benefits] = await Promise.all([context.newPage(), context.newPage(), context.newPage()]);
  for (const page of [office, wallet, benefits]) {
    page.on("console", (message) => {
      // A cut network and a refused answer are part of the test; a policy violation or an exception never is.
      if (message.type() === "error" && !/Failed to load resource/.test(message.text()))
        consoleErrors.push(message.text());
    });
    page.on("pageerror", (error) => consoleErrors.push(String(error)));
  }
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await portal?.close();
});

const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name }).first().click();

/** At the office's desk: signs in where nobody has, and makes an offer. Answers what the screen shows. */
async function offerTo(person: string, { replacement = false } = {}) {
  const { url, demonstration } = portal.office;
  await office.goto(`${url}/desk`);
  await office.getByRole("heading", { level: 1 }).waitFor();
  if (await office.getByLabel("API key").isVisible()) {
    await office.getByLabel("API key").fill(demonstration.key);
    await press(office, "Sign in with the key");
  }
  await heading(office, "Make an offer").waitFor();
  const { number } = demonstration.people.find(({ name }) => name === person)!;
  await office.getByLabel("Number of the person in the register").fill(number);
  if (replacement) await office.getByLabel("The person has lost the old wallet").check();
  await press(office, "Make the offer");
  await screen(office, "office-offer", "Hand this to the person");
  await press(office, "Show the digits");
  const text = (selector: string) => office.locator(selector).textContent() as Promise<string>;
  return {
    ...{ id: "", link: await text("#link"), shortCode: await text("#short-code") },
    transactionCode: await text("#digits"),
  };
}

/** The office makes somebody an offer, and the wallet takes the credential by typing its code. */
async function issueTo(person: string, change: { replacement?: boolean } = {}): Promise<void> {
  const offer = await offerTo(person, change);
  await wallet.goto("about:blank");
  await wallet.goto(`${portal.origin}/wallet`);
  await wallet.getByLabel("Enter a code").fill(offer.shortCode.toLowerCase().replace("-", " "));
  await press(wallet, "Continue");
  await takeOffered(wallet, offer);
  await heading(office, "The credential is in the wallet").waitFor();
}

/** Starts a claim; the wallet opens it by its link. */
async function startClaim(programme: RegExp, kind: RegExp = /^Claim (?!on paper)/): Promise<void> {
  await benefits.goto(`${portal.origin}/benefits`);
  // A claim of before that nobody has waited for to its end would be shown again.
  await benefits.evaluate(() => sessionStorage.clear());
  const card = benefits.getByRole("region", { name: programme });
  await card.getByRole("button", { name: kind }).click();
  const code = await benefits.locator(".code").innerText();
  await wallet.goto("about:blank");
  await wallet.goto(`${portal.origin}/wallet#request=${code}`);
}

const offline = (page: Page) =>
  page.waitForFunction(
    () => document.getElementById("readiness")?.textContent === "Works without a network",
    undefined,
    {
      timeout: 60_000,
    },
  );

describe("the portal", () => {
  it("goes from an empty profile to an accepted claim in under a minute", async () => {
    const started = performance.now();
    await office.goto(portal.origin);
    await screen(office, "home", "Prove that you qualify, and nothing else");
    await office.goto(`${portal.origin}/office`);
    await screen(office, "office", "The office has a desk of its own");
    const offer = await offerTo("Marta Novak");
    await wallet.goto(`${portal.origin}/wallet`);
    await screen(wallet, "wallet-empty", "Your wallet");
    await press(wallet, "Continue");
    await wallet.getByText("Enter the eight characters of the code").waitFor();
    await screen(wallet, "wallet-code-error", "Your wallet");
    await wallet.getByLabel("Enter a code").fill(offer.shortCode);
    await wallet.keyboard.press("Enter");
    await screen(wallet, "wallet-offer", "Get a credential from City registry office?");
    await takeOffered(wallet, offer);
    await screen(wallet, "wallet-taken", "The credential is in your wallet");
    await heading(office, "The credential is in the wallet").waitFor();

    await benefits.goto(`${portal.origin}/benefits`);
    await screen(benefits, "benefits-list", "What would you like to claim?");
    await benefits.getByRole("button", { name: /^Claim City pass/ }).click();
    await screen(benefits, "benefits-waiting", "Continue with your wallet");
    await wallet.goto("about:blank");
    await wallet.goto(`${portal.origin}/wallet#request=${await benefits.locator(".code").innerText()}`);
    await screen(wallet, "wallet-consent", "Do you want to prove this?");
    const consent = await wallet.locator("civicproof-wallet").evaluate((element) => element.shadowRoot!.textContent!);
    for (const said of ["City of Example (http://localhost", "your date of birth", "can’t connect it with"]) {
      expect(consent).toContain(said);
    }
    expect(consent).not.toMatch(/1954|16,?540/);
    await press(wallet, "Prove and send");
    await screen(wallet, "wallet-proving", "Making your proof");
    await screen(wallet, "wallet-accepted", "Accepted");
    await screen(benefits, "benefits-accepted", "Your claim is accepted");
    expect(performance.now() - started).toBeLessThan(60_000);
  }, 90_000);

  it("takes an offer by its picture", async () => {
    const device = await browser.newContext({ viewport: WIDTHS.desktop, locale: "en-GB" });
    try {
      const other = await device.newPage();
      const offer = await offerTo("Paul Steiner");
      const picture = await office.locator(".qr").screenshot();
      await other.goto(`${portal.origin}/wallet#scan`);
      await other.getByLabel("Or choose a picture").setInputFiles({
        ...{ name: "offer.png", mimeType: "image/png", buffer: picture },
      });
      await takeOffered(other, offer);
    } finally {
      await device.close();
    }
  }, 60_000);

  it("refuses the second claim kindly, on both sides", async () => {
    await startClaim(/City pass/);
    await press(wallet, "Prove and send");
    await screen(wallet, "wallet-already-used", "You have already claimed");
    await screen(benefits, "benefits-already-used", "You have already claimed");
  }, 60_000);

  it("says that somebody does not qualify, and sends nothing", async () => {
    const answers: string[] = [];
    const watch = (request: { url(): string; method(): string }): void => {
      if (request.method() === "POST") answers.push(request.url());
    };
    wallet.on("request", watch);
    await startClaim(/renewable-energy/);
    await press(wallet, "Prove and send");
    await heading(wallet, /Accepted|You do not meet the conditions/).waitFor();
    await startClaim(/renewable-energy/);
    await wallet.getByRole("button", { name: "Do not prove" }).click();
    await screen(wallet, "wallet-declined", "You did not prove it");
    await screen(benefits, "benefits-declined", "The claim was ended in the wallet");
    answers.length = 0;
    const other = await browser.newContext({ viewport: WIDTHS.desktop, locale: "en-GB" });
    try {
      const [first, second] = [wallet, context];
      wallet = await other.newPage();
      wallet.on("request", watch);
      await issueTo("Amira Haddad");
      answers.length = 0;
      await startClaim(/City pass/);
      await press(wallet, "Prove and send");
      await screen(wallet, "wallet-not-qualified", "You do not meet the conditions");
      expect(answers).toEqual([]);
      await press(wallet, "Tell City of Example that the claim has ended");
      await heading(benefits, "The claim was ended in the wallet").waitFor();
      wallet = first;
      context = second;
    } finally {
      await other.close();
    }
  }, 90_000);

  it("proves with the network cut after the first load, and sends when it is back", async () => {
    await wallet.goto("about:blank");
    await wallet.goto(`${portal.origin}/wallet`);
    await offline(wallet);
    await screen(wallet, "wallet-ready", "Your wallet");
    await startClaim(/transit pass/);
    await heading(wallet, "Do you want to prove this?").waitFor();
    await context.setOffline(true);
    await press(wallet, "Prove and send");
    await screen(wallet, "wallet-held", "Your proof is ready");
    await wallet.reload();
    await screen(wallet, "wallet-offline", "There is no network");
    await context.setOffline(false);
    await press(wallet, "Try again");
    await heading(wallet, "Do you want to prove this?").waitFor();
    await context.setOffline(true);
    await press(wallet, "Prove and send");
    await heading(wallet, "Your proof is ready").waitFor();
    await context.setOffline(false);
    await heading(wallet, "Accepted").waitFor();
  }, 90_000);

  it("takes a proof on paper to a counter without a network, once", async () => {
    await startClaim(/petition/i, /^Claim on paper/);
    await screen(benefits, "benefits-paper", "Continue with your wallet");
    await press(wallet, "Prove and print");
    await screen(wallet, "wallet-paper", "Your proof on paper");
    const picture = await wallet.locator(".app-paper").screenshot();
    const text = await wallet.locator("#paper-text").inputValue();

    const device = await browser.newContext({ viewport: WIDTHS.desktop, locale: "en-GB" });
    try {
      const counter = await device.newPage();
      await counter.goto(`${portal.origin}/counter`);
      await counter.waitForFunction(() => document.body.dataset.offline === "ready", undefined, { timeout: 60_000 });
      await screen(counter, "counter-form", "Check a proof on paper");
      await device.setOffline(true);
      await counter.reload();
      await counter.getByLabel("Or choose a picture of the sheet").setInputFiles({
        name: "sheet.png",
        mimeType: "image/png",
        buffer: picture,
      });
      await screen(counter, "counter-accepted", "This person qualifies");
      await counter.getByText("Recorded on this device").waitFor();
      await press(counter, "Next sheet");
      await screen(counter, "counter-unsent", "Check a proof on paper");
      await counter.getByLabel("Text of the code").fill(text);
      await press(counter, "Check");
      await screen(counter, "counter-already-used", "This person has claimed before");
      // A petition is signed once: there is no later period.
      await counter.getByText("There is no later period.").waitFor();
      await press(counter, "Next sheet");
      const flipped = `${text.slice(0, 60)}${text[60] === "A" ? "B" : "A"}${text.slice(61)}`;
      await counter.getByLabel("Text of the code").fill(flipped);
      await press(counter, "Check");
      await heading(counter, "This sheet can’t be accepted").waitFor();
      await press(counter, "Next sheet");
      await device.setOffline(false);
      await press(counter, "Send to the portal");
      await counter.getByRole("button", { name: "Send to the portal" }).waitFor({ state: "detached" });
    } finally {
      await device.close();
    }
    // The portal knows of it: the same person online.
    await startClaim(/petition/i);
    await press(wallet, "Prove and send");
    await heading(wallet, "You have already claimed").waitFor();
  }, 120_000);

  it("refuses a revoked credential before anything is sent", async () => {
    await office.goto(`${portal.office.url}/desk`);
    await office.getByRole("link", { name: "A person" }).click();
    await heading(office, "A person’s credentials").waitFor();
    await office.getByLabel("Number of the person in the register").fill("R-1042");
    await press(office, "Look up");
    await heading(office, "Credentials of the person").waitFor();
    await press(office, /^Revoke \d/);
    await heading(office, "Revoke this credential?").waitFor();
    await office.getByLabel("Reason").selectOption({ label: "Moved away" });
    await press(office, /^Revoke$/);
    await office.getByText("The credential is revoked.").waitFor();
    await startClaim(/renewable-energy/);
    await press(wallet, "Prove and send");
    await screen(wallet, "wallet-revoked", "Your credential was withdrawn");
  }, 60_000);

  it("gives a second wallet of the same person no second claim", async () => {
    const other = await browser.newContext({ viewport: WIDTHS.desktop, locale: "en-GB" });
    const first = wallet;
    try {
      wallet = await other.newPage();
      await issueTo("Marta Novak", { replacement: true });
      await startClaim(/City pass/);
      await press(wallet, "Prove and send");
      await screen(wallet, "wallet-next-period", "Your credential is not good for this period yet");
    } finally {
      wallet = first;
      await other.close();
    }
  }, 60_000);

  it("keeps a backup and a recovery sheet", async () => {
    await wallet.goto(`${portal.origin}/wallet#backup`);
    await screen(wallet, "wallet-backup", "Backup and recovery");
    await wallet.getByRole("link", { name: "Save a backup" }).click();
    await screen(wallet, "wallet-backup-save", "Save a backup");
    await wallet.getByLabel("Passphrase", { exact: true }).fill("four unrelated words here");
    await wallet.getByLabel("The same passphrase again").fill("four unrelated words her");
    await press(wallet, "Save a backup");
    await wallet.getByText("The two passphrases differ").waitFor();
    await wallet.getByLabel("Show what I type").check();
    expect(await wallet.getByLabel("The same passphrase again").getAttribute("type")).toBe("text");
    await wallet.getByLabel("The same passphrase again").fill("four unrelated words here");
    const [download] = await Promise.all([wallet.waitForEvent("download"), press(wallet, "Save a backup")]);
    const backup = readFileSync(await download.path(), "utf8");
    await wallet.getByText("The backup is saved").waitFor();
    await wallet.goto(`${portal.origin}/wallet#sheet`);
    await screen(wallet, "wallet-sheet", "Recovery sheet");
    const sheet = await wallet.locator(".app-paper").innerText();
    for (const said of ["Made on", "City registry office", "Use a recovery sheet"]) expect(sheet).toContain(said);
    await wallet.getByRole("img", { name: "QR code that holds the recovery code" }).waitFor();
    const groups = await wallet.locator(".app-groups li").allInnerTexts();
    const other = await browser.newContext({ viewport: WIDTHS.desktop, locale: "en-GB" });
    try {
      const elsewhere = await other.newPage();
      await elsewhere.goto(`${portal.origin}/wallet#recover`);
      const code = elsewhere.getByLabel("Recovery code");
      const swap = groups[6]!.at(-1) === "Q" ? "P" : "Q";
      const mistyped = groups.with(6, `${groups[6]!.slice(0, -1)}${swap}`).join(" ");
      await code.fill(mistyped);
      await press(elsewhere, "Restore");
      await elsewhere.getByText(/^Group 7 is wrong/).waitFor();
      expect(await code.inputValue()).toBe(mistyped);
      await screen(elsewhere, "wallet-recover", "Use a recovery sheet");
      await elsewhere.goto(`${portal.origin}/wallet#backup-open`);
      const open = async (passphrase: string): Promise<void> => {
        await elsewhere.getByLabel("Backup file").setInputFiles({
          name: "wallet-backup.json",
          mimeType: "application/json",
          buffer: Buffer.from(backup),
        });
        await elsewhere.getByLabel("Passphrase").fill(passphrase);
        await press(elsewhere, "Open the backup");
      };
      await open("not the passphrase at all");
      await elsewhere.getByText("The passphrase is wrong").waitFor();
      await screen(elsewhere, "wallet-backup-open", "Open a backup");
      await open("four unrelated words here");
      await elsewhere.getByText("Credentials added: 1").waitFor();
    } finally {
      await other.close();
    }
  }, 60_000);

  it("works with the keyboard alone", async () => {
    await benefits.goto(`${portal.origin}/benefits`);
    await heading(benefits, "What would you like to claim?").waitFor();
    await benefits.keyboard.press("Tab");
    expect(await benefits.evaluate(() => document.activeElement?.textContent)).toBe("Skip to main content");
    await benefits.keyboard.press("Enter");
    for (let presses = 0; presses < 20; presses++) {
      await benefits.keyboard.press("Tab");
      if (/^Claim City pass/.test((await benefits.evaluate(() => document.activeElement?.textContent)) ?? "")) break;
    }
    await benefits.keyboard.press("Enter");
    await heading(benefits, "Continue with your wallet").waitFor();
    // The focus follows the heading.
    await benefits.waitForFunction(() => document.activeElement?.shadowRoot?.activeElement?.tagName === "H1");
  });

  it("speaks French as well", async () => {
    await press(benefits, "Français");
    await heading(benefits, "Continuez avec votre portefeuille").waitFor();
    expect(await benefits.evaluate(() => document.documentElement.lang)).toBe("fr");
    await benefits.goto(`${portal.origin}/benefits`);
    await screen(benefits, "benefits-list-fr", "Que souhaitez-vous demander ?");
    await wallet.goto("about:blank");
    await wallet.goto(`${portal.origin}/wallet`);
    await screen(wallet, "wallet-fr", "Votre portefeuille");
  });

  it("never broke its Content-Security-Policy and threw nothing", () => {
    expect(consoleErrors).toEqual([]);
    expect(new Set(seen).size).toBeGreaterThan(28);
  });
});
