/** The office's screens in a real Chromium, with a real provider: what people do at the desk, and how each screen looks. */
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import jsQR from "jsqr";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildDeskPage } from "../../scripts/build-desk-page.ts";
import { LANGUAGES } from "../../src/core/language.ts";
import { loadDeskMessages } from "../../src/office/desk/messages/load.ts";
import type { DeskFiles } from "../../src/office/server/settings.ts";
import type { SignInSettings } from "../../src/office/sign-in/settings.ts";
import { readOfferLink } from "../../src/office/wallet/offer.ts";
import { type IdentityProvider, startIdentityProvider } from "../support/identity-provider.ts";
import { startOffice, type TestOffice } from "../unit/office/office.ts";
import { launchChromium } from "./chromium.ts";
import { heading, screen, WIDTHS } from "./screen.ts";

const now = (): number => Math.floor(Date.now() / 1_000);
const groups = (...names: string[]) => names.map((name) => `office-${name}`);
const ACCOUNTS = {
  carla: { name: "carla.clerk", groups: groups("clerks") },
  anton: { name: "anton.approver", groups: groups("approvers") },
  audrey: { name: "audrey.auditor", groups: groups("auditors") },
  adam: { name: "adam.admin", groups: groups("administrators") },
  gus: { name: "gus.guest", groups: [] },
};

let provider: IdentityProvider;
let desk: DeskFiles;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let office: TestOffice & { readonly url: string };
/** What the browser's console and its policy complained about. */
let complaints: string[];

/** An office that listens where browsers find it. */
async function serve(change: Partial<SignInSettings> | "key" = {}, needsSecond = false): Promise<typeof office> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  if (change !== "key") {
    await provider?.close();
    provider = await startIdentityProvider([`${url}/sign-in/back`], ACCOUNTS);
  }
  const values = {
    "office-clerks": ["clerk"],
    "office-approvers": ["approver"],
    "office-auditors": ["auditor"],
    "office-administrators": ["administrator"],
  } as const;
  const { issuer, clientId, clientSecret } = provider;
  const signIn = { issuer, clientId, clientSecret: async () => clientSecret, roles: { claim: "groups", values } };
  const made = await startOffice({
    ...{ publicUrl: url, desk, now: now(), needsSecond: () => needsSecond },
    ...(change === "key" ? {} : { signIn: { ...signIn, ...change } }),
  });
  await made.service.app.listen({ port, host: "127.0.0.1" });
  return { ...made, url };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

beforeAll(async () => {
  desk = await buildDeskPage();
  browser = await launchChromium();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await provider?.close();
});
beforeEach(async () => {
  complaints = [];
  context = await browser.newContext({ viewport: WIDTHS.desktop, locale: "en-GB", reducedMotion: "reduce" });
  page = await open();
});
afterEach(async () => {
  await context.close();
  await office?.close();
});

async function open(): Promise<Page> {
  const opened = await context.newPage();
  opened.on("console", (message) => {
    // Of the office's pages; refusals are answers, and no faults.
    const isOurs = opened.url().startsWith(office.url) && !/the server responded with a status of/.test(message.text());
    if (message.type() === "error" && isOurs) complaints.push(message.text());
  });
  opened.on("pageerror", (error) => void complaints.push(String(error)));
  return opened;
}

const press = (name: string | RegExp) => page.getByRole("button", { name }).first().click();
const at = (text: string | RegExp) => heading(page, text).waitFor();

/** Signs somebody in at the provider's own page. */
async function signIn(who: keyof typeof ACCOUNTS): Promise<void> {
  await page.goto(`${office.url}/desk`);
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByRole("link", { name: ACCOUNTS[who].name }).click();
}

/** Makes an offer at the desk, and answers what the screen shows. */
async function makeOffer(subject = "T-1", replacement = false) {
  await at("Make an offer");
  await page.getByLabel("Number of the person in the register").fill(subject);
  if (replacement) await page.getByLabel("The person has lost the old wallet").check();
  await press("Make the offer");
  await at("Hand this to the person");
  // Somebody who looks over a shoulder sees the code alone.
  expect(await page.locator("#digits").textContent()).toBe("••••••");
  await press("Show the digits");
  const text = (selector: string) => page.locator(selector).textContent() as Promise<string>;
  return { link: await text("#link"), shortCode: await text("#short-code"), transactionCode: await text("#digits") };
}

describe("a sign-in", () => {
  it("goes to the provider and comes back, and signs out at both", async () => {
    office = await serve();
    await page.goto(`${office.url}/desk`);
    await screen(page, "desk-sign-in", "Sign in to the desk");
    await page.getByRole("link", { name: "Sign in" }).click();
    await heading(page, "Who are you?").waitFor();
    await page.getByRole("link", { name: "carla.clerk" }).click();
    await at("Make an offer");
    await page.getByText("Signed in as carla.clerk").waitFor();
    expect(await page.getByRole("navigation").getByRole("link").allInnerTexts()).toEqual([
      ...["Make an offer", "A person", "Approvals"],
    ]);
    expect(await page.evaluate(() => document.cookie)).toBe("");
    await press("Sign out");
    await page.waitForURL(/\/session\/end/);
    await page.goto(`${office.url}/desk`);
    await at("Sign in to the desk");
    expect(complaints).toEqual([]);
  });

  it("that is refused says why, and leads on", async () => {
    office = await serve();
    await signIn("gus");
    await screen(page, "desk-refused", "Sign in to the desk");
    await page.getByText("have no role at this office").waitFor();
    await page.getByRole("link", { name: "Sign in" }).waitFor();
  });

  it("by key needs no provider, and a wrong key is told", async () => {
    office = await serve("key");
    await page.goto(`${office.url}/desk`);
    await screen(page, "desk-key", "Sign in to the desk");
    await page.getByLabel("API key").fill("x".repeat(43));
    await press("Sign in with the key");
    await page.getByText("The key is wrong, or was ended.").waitFor();
    await screen(page, "desk-key-wrong", "Sign in to the desk");
    await page.getByLabel("API key").fill(office.keys.clerk);
    await press("Sign in with the key");
    await at("Make an offer");
    // No page keeps the key.
    expect(
      await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href])),
    ).not.toContain(office.keys.clerk);
  });

  it("is asked for again before a change, and when the session is over", async () => {
    office = await serve({ stepUp: { maxAgeSeconds: 60 }, idleSeconds: 600 });
    await signIn("carla");
    await at("Make an offer");
    office.clock.now += 120;
    await page.getByLabel("Number of the person in the register").fill("T-1");
    await press("Make the offer");
    await screen(page, "desk-step-up", "Sign in again for this");
    office.clock.now = now();
    await page.getByRole("link", { name: "Sign in again" }).click();
    await page.getByRole("link", { name: "carla.clerk" }).click();
    await at("Make an offer");
    office.clock.now += 700;
    await page.getByRole("link", { name: "A person" }).click();
    await page.getByLabel("Number of the person in the register").fill("T-1");
    await press("Look up");
    await at("Sign in to the desk");
    await page.getByText("Your session is over").waitFor();
  });
});

describe("a clerk", () => {
  it("makes an offer that a wallet takes by its picture, and sees what becomes of it", async () => {
    office = await serve();
    await signIn("carla");
    await screen(page, "desk-offer", "Make an offer");
    await press("Make the offer");
    await page.getByText("Something is missing").waitFor();
    await page.getByLabel("Number of the person in the register").fill("T-9");
    await press("Make the offer");
    await screen(page, "desk-failure", "That did not work");
    await page.getByText("The register has nobody with this number.").waitFor();
    await press("Try again");
    await at("Make an offer");
    const { link, transactionCode, shortCode } = await makeOffer();
    expect(shortCode).toMatch(/^[2-9A-Z]{4}-[2-9A-Z]{4}$/);
    expect(transactionCode).toMatch(/^\d{6}$/);
    await screen(page, "desk-offer-made", "Hand this to the person");
    await page.getByText(/Time left: (9:[0-5]\d|10:00)/).waitFor();
    const scanned = await scan();
    expect(scanned).toBe(link);
    // A wrong code is seen at the desk.
    await office
      .wallet()
      .receive(link, { transactionCode: transactionCode === "000000" ? "1" : "000000" })
      .catch(() => {});
    await page.getByText("Tries left for the digits: 4").waitFor();
    await office.wallet().receive(scanned!, { transactionCode });
    await screen(page, "desk-offer-issued", "The credential is in the wallet");
    // Nothing about the person was in an address.
    expect(await page.evaluate(() => location.href)).not.toMatch(/T-1|townsperson/);
    expect(complaints).toEqual([]);
  });

  it("sees when an offer is over", async () => {
    office = await serve();
    await signIn("carla");
    await makeOffer();
    office.clock.now += 601;
    await page.getByText("The time for this offer is over.").waitFor();
    await screen(page, "desk-offer-expired", "Make an offer");
  });

  it("suspends, reinstates and revokes with a reason of the list", async () => {
    office = await serve();
    const { link, transactionCode } = await office.offer();
    await office.wallet().receive(link, { transactionCode });
    await signIn("carla");
    const look = async (): Promise<void> => {
      await page.getByRole("link", { name: "A person" }).click();
      await at("A person’s credentials");
      await page.getByLabel("Number of the person in the register").fill("T-1");
      await press("Look up");
      await at("Credentials of the person");
    };
    await page.getByRole("link", { name: "A person" }).click();
    await screen(page, "desk-person", "A person’s credentials");
    await look();
    await screen(page, "desk-person-found", "Credentials of the person");
    const change = async (action: string, reason: string): Promise<void> => {
      await press(new RegExp(`^${action} \\d`));
      await at(`${action} this credential?`);
      await press(new RegExp(`^${action}$`));
      await page.locator(".error", { hasText: "Choose a reason" }).waitFor();
      await page.getByLabel("Reason").selectOption({ label: reason });
      if (action === "Revoke") await screen(page, "desk-person-ask", "Revoke this credential?");
      await press(new RegExp(`^${action}$`));
      await page.getByText(`The credential is ${action.toLowerCase().replace(/e$/, "")}ed.`).waitFor();
    };
    await change("Suspend", "Fraud is suspected");
    await change("Reinstate", "The investigation is closed");
    await change("Revoke", "Moved away");
    await page.locator(".tag", { hasText: "revoked" }).waitFor();
    const log = await office.store.log();
    expect(log.slice(-3).map(({ actor, action, detail }) => [actor, action, detail])).toEqual([
      ["carla.clerk", "suspended", "fraud-suspected"],
      ["carla.clerk", "reinstated", "investigation-closed"],
      ["carla.clerk", "revoked", "moved-away"],
    ]);
  });
});

describe("two people", () => {
  it("decide: one asks, the other approves, and neither alone", async () => {
    office = await serve({}, true);
    await signIn("carla");
    const { link, transactionCode } = await makeOffer();
    const wallet = office.wallet();
    const received = (await wallet.receive(link, { transactionCode })) as { waiting: { transactionId: string } };
    await page.getByText("A second person must approve the credential.").waitFor();
    await page.getByRole("link", { name: "Approvals" }).click();
    await at("Approvals");
    await page.getByText("You asked for this, so somebody else must decide.").waitFor();
    expect(await page.getByRole("button", { name: /^Approve/ }).count()).toBe(0);
    await press("Sign out");
    await page.waitForURL(/\/session\/end/);
    await context.clearCookies();
    await signIn("anton");
    await page.getByRole("link", { name: "Approvals" }).click();
    await screen(page, "desk-queue", "Approvals");
    await press(/^Approve/);
    await page.getByText("You approved it.").waitFor();
    await page.getByText("Nothing waits for an approval.").waitFor();
    const state = await office.store.queue.stateOf(received.waiting.transactionId);
    expect(state).toBe("approved");
    expect((await office.store.log()).at(-1)).toMatchObject({ actor: "anton.approver", action: "approved" });
    expect(readOfferLink(link).issuer).toBe(office.url);
  });
});

describe("an auditor", () => {
  it("reads who did what, back to the first entry, and sees issuer keys", async () => {
    office = await serve();
    for (let i = 0; i < 60; i++) await office.store.keys.add(`machine-${i}`, "clerk", "admin");
    await signIn("audrey");
    await screen(page, "desk-log", "Audit log");
    const [row] = await page.locator("tbody tr").allInnerTexts();
    expect(row).toContain("audrey.auditor");
    await page.getByText(/^All \d+ entries are there and unchanged\.$/).waitFor();
    await press("Older entries");
    await page.getByText("issuer key added").waitFor();
    await press("Newer entries");
    await page.getByText("audrey.auditor", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Issuer keys" }).click();
    await screen(page, "desk-issuers", "Issuer keys");
  });
});

describe("an administrator", () => {
  it("makes a key, which is shown once, ends it, and ends sessions", async () => {
    office = await serve();
    await signIn("adam");
    await at("Keys and people");
    await page.getByLabel("Name").fill("Counter 3");
    await press("Make a key");
    await page.locator(".error").waitFor();
    await page.getByLabel("Name").fill("counter-3");
    await page.getByLabel("Role").selectOption({ label: "auditor" });
    await press("Make a key");
    await screen(page, "desk-key-made", "The key of counter-3");
    const key = await page.locator("#key").innerText();
    expect((await office.call("GET", "/desk/log", { as: key })).statusCode).toBe(200);
    await press("Keys and people");
    await screen(page, "desk-access", "Keys and people");
    await press("End counter-3");
    await page.getByText("The key counter-3 has ended.").waitFor();
    expect((await office.call("GET", "/desk/log", { as: key })).statusCode).toBe(401);
    await press("Sign out adam.admin");
    await at("Sign in to the desk");
  });
});

describe("the desk's page", () => {
  it("speaks five languages, each with every text, and keeps what was typed", async () => {
    office = await serve();
    await signIn("carla");
    await page.getByLabel("Number of the person in the register").fill("T-2");
    for (const language of LANGUAGES) {
      const messages = await loadDeskMessages(language);
      await page.getByRole("banner").getByRole("combobox").selectOption(language);
      await at(messages.offer.title);
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
      expect(await page.getByLabel(messages.offer.subject).inputValue()).toBe("T-2");
      await screen(page, `desk-offer-${language}`, messages.offer.title);
    }
    await page.reload();
    await at("Hacer una oferta");
  });

  it("has a policy without anything inline, and nothing that a cache or a frame could use", async () => {
    office = await serve("key");
    const response = await fetch(`${office.url}/desk`);
    const policy = response.headers.get("content-security-policy")!;
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(await response.text()).not.toMatch(/<script(?![^>]*src=)|<style|style=|onclick/);
    expect((await fetch(`${office.url}/desk/files/%2e%2e%2foffice.db`)).status).toBe(404);
    expect((await fetch(`${office.url}/desk/files/none.js`)).status).toBe(404);
  });

  it("says that the office does not answer, and goes on when it does", async () => {
    office = await serve("key");
    let isBroken = true;
    await page.route("**/session", (route) => (isBroken ? route.abort() : route.fallback()));
    await page.goto(`${office.url}/desk`);
    await screen(page, "desk-offline", "That did not work");
    isBroken = false;
    await press("Try again");
    await at("Sign in to the desk");
  });
});

/** Reads the QR code from the picture on the screen. */
async function scan(): Promise<string | undefined> {
  const picture = await page.locator(".qr").screenshot({ type: "png" });
  const { data, width, height } = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const painter = canvas.getContext("2d")!;
    painter.drawImage(image, 0, 0);
    const pixels = painter.getImageData(0, 0, image.width, image.height);
    return { data: [...pixels.data], width: image.width, height: image.height };
  }, picture.toString("base64"));
  return jsQR(new Uint8ClampedArray(data), width, height)?.data;
}
