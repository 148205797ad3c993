/** What people must be able to rely on at each screen of the example: no dead ends, nothing final without a question. */
import { readFileSync } from "node:fs";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type RunningPortal, startPortal } from "../../examples/portal/server/server.ts";
import { launchChromium } from "./chromium.ts";
import { makeOffer, takeByLink, takeOffered } from "./office-desk.ts";
import { heading, look, screen, WIDTHS } from "./screen.ts";

let portal: RunningPortal;
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  portal = await startPortal({ port: 0 });
  browser = await launchChromium();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await portal?.close();
});
beforeEach(async () => {
  context = await browser.newContext({ viewport: WIDTHS.desktop, locale: "en-GB", reducedMotion: "reduce" });
  page = await context.newPage();
});
afterEach(() => context.close());

const press = (name: string | RegExp, on = page) => on.getByRole("button", { name }).first().click();
const open = (path: string, on = page) => on.goto(`${portal.origin}${path}`);

/** A second wallet of the same person can't claim in the same period, so it gets another city. */
const used = new Set<string>();
async function issue(person: string): Promise<void> {
  if (used.has(person)) {
    await portal.close();
    portal = await startPortal({ port: 0 });
    used.clear();
  }
  used.add(person);
  await takeByLink(page, portal.origin, await makeOffer(portal, person));
}

/** Opens a claim in one tab, and its request in the wallet in another. */
async function claim(programme: string): Promise<Page> {
  const benefits = await context.newPage();
  await open(`/benefits#claim=${programme}`, benefits);
  const code = await benefits.locator(".code").innerText();
  await page.goto("about:blank");
  await open(`/wallet#request=${code}`);
  await heading(page, "Do you want to prove this?").waitFor();
  return benefits;
}

describe("addresses", () => {
  it("that nobody knows have a page that leads on", async () => {
    await open("/nothing-here");
    await screen(page, "missing", "Page not found");
    await page.getByRole("link", { name: "Go to the start page" }).click();
    await heading(page, "Prove that you qualify, and nothing else").waitFor();
  });

  it("of a request with a code that can't be one say so", async () => {
    await open("/wallet#request=zz");
    await screen(page, "wallet-unknown-code", "We do not know this code");
    await press("Back to your wallet");
    await heading(page, "Your wallet").waitFor();
  });

  it("are found by the short code as well, of an offer and of a request", async () => {
    const code = { offer: "", request: "" };
    code.offer = (await makeOffer(portal, "Jonas Weber")).shortCode;
    await open("/benefits#claim=city-pass");
    code.request = await page.locator(".code").innerText();
    const follow = async (typed: string, title: RegExp): Promise<void> => {
      await open("/wallet");
      await page.getByLabel("Enter a code").fill(typed.toLowerCase().replace("-", " "));
      await press("Continue");
      await heading(page, title).waitFor();
    };
    await follow(code.offer, /^Get a credential from City registry office/);
    await follow(code.request, /^You need a credential first/);
  });

  it("keep a claim that waits over a reload, and Back leads to the list", async () => {
    await open("/benefits");
    await press(/^Claim City pass/);
    const code = await page.locator(".code").innerText();
    await page.reload();
    await heading(page, "Continue with your wallet").waitFor();
    expect(await page.locator(".code").innerText()).toBe(code);
    await page.goBack();
    await heading(page, "What would you like to claim?").waitFor();
  });
});

describe("a fault", () => {
  it("of the server is a screen with a way on", async () => {
    let isBroken = true;
    await page.route("**/api/**", (route) => (isBroken ? route.fulfill({ status: 500, body: "" }) : route.fallback()));
    for (const path of ["/benefits", "/office"]) {
      isBroken = true;
      await open(path);
      await screen(page, `fault${path.replace("/", "-")}`, "The service is not available");
      isBroken = false;
      await press("Try again");
      await heading(page, /What would you like to claim\?|The office has a desk of its own/).waitFor();
    }
  });

  it("of the browser's storage names the storage", async () => {
    await page.addInitScript(() => {
      Object.defineProperty(globalThis, "indexedDB", {
        get() {
          throw new DOMException("refused", "SecurityError");
        },
      });
    });
    await open("/wallet");
    await screen(page, "wallet-no-storage", "Your browser does not let the wallet store anything");
    await page.getByRole("button", { name: "Try again" }).waitFor();
  });

  it("of a browser without WebAssembly is told before anything is downloaded", async () => {
    await page.addInitScript(() => Reflect.deleteProperty(globalThis, "WebAssembly"));
    await open("/wallet#request=K7QF-4MDX");
    await screen(page, "wallet-no-webassembly", "This browser can’t make proofs");
  });
});

describe("what is final", () => {
  it("is asked before: removing a credential", async () => {
    await issue("Jonas Weber");
    await press("Back to your wallet");
    await press("Remove this credential");
    await screen(page, "wallet-remove", "Remove this credential?");
    await press("Keep it");
    await page.getByRole("heading", { name: "Residence credential" }).waitFor();
    await press("Remove this credential");
    await press("Remove it");
    await page.getByText("There is no credential in it yet.").waitFor();
  });
});

describe("an offer", () => {
  const text = () => page.locator("civicproof-wallet").evaluate((element) => element.shadowRoot!.textContent!);
  const at = (offer: { link: string }) => open(`/wallet#offer=${encodeURIComponent(offer.link)}`);

  it("shows who gives it, where, and what it is about; then what it says and until when, as people write it", async () => {
    const offer = await makeOffer(portal, "Amira Haddad");
    await at(offer);
    await screen(page, "wallet-offer-link", "Get a credential from City registry office?");
    for (const said of [portal.office.url, "Birth date"]) expect(await text()).toContain(said);
    await takeOffered(page, offer);
    const year = new Date().getUTCFullYear();
    for (const said of ["5 November 1991", "€64,800", "Vienna, Neubau", String(year + 1)])
      expect(await text()).toContain(said);
    expect(await text()).not.toMatch(/6480000|90701|1991-11-05|in cents/);
  });

  it("asks again for digits that are wrong, keeps the wallet as it is, and can be left", async () => {
    const offer = await makeOffer(portal, "Jonas Weber", { replacement: true });
    await at(offer);
    await press("Get the credential");
    await page.getByText("Enter the six digits").waitFor();
    await screen(page, "wallet-offer-digits", "Get a credential from City registry office?");
    expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.id)).toBe("digits");
    const { transactionCode } = offer;
    await page.getByLabel("Six digits").fill(transactionCode === "000 000" ? "111 111" : "000 000");
    await page.keyboard.press("Enter");
    await page.getByText("These digits are wrong.").waitFor();
    await screen(page, "wallet-offer-wrong", "Get a credential from City registry office?");
    await press("Not now");
    await page.getByText("There is no credential in it yet.").waitFor();
    await at(offer);
    await takeOffered(page, offer);
  });

  it("survives a broken connection: the same screen, the same digits, one credential", async () => {
    const offer = await makeOffer(portal, "Jonas Weber", { replacement: true });
    await at(offer);
    let isBroken = true;
    await page.route(`${portal.office.url}/credential`, (route) => (isBroken ? route.abort() : route.fallback()));
    await page.getByLabel("Six digits").fill(offer.transactionCode);
    await press("Get the credential");
    await page.getByText("There is no network").waitFor();
    await screen(page, "wallet-offer-unreached", "Get a credential from City registry office?");
    expect(await page.getByLabel("Six digits").inputValue()).toBe(offer.transactionCode);
    isBroken = false;
    await press("Get the credential");
    await heading(page, "The credential is in your wallet").waitFor();
  });

  it("that was used says so, and leads to the office", async () => {
    const offer = await makeOffer(portal, "Jonas Weber", { replacement: true });
    await takeByLink(page, portal.origin, offer);
    await page.goto("about:blank");
    await at(offer);
    await page.getByLabel("Six digits").fill(offer.transactionCode);
    await press("Get the credential");
    await screen(page, "wallet-offer-over", "This offer is over");
    await press("Get a credential");
    await heading(page, "The office has a desk of its own").waitFor();
  });

  it("to another wallet of the same person is refused with the office's code, and nothing is kept", async () => {
    await takeByLink(page, portal.origin, await makeOffer(portal, "Paul Steiner"));
    const other = await browser.newContext({ viewport: WIDTHS.desktop, locale: "en-GB" });
    try {
      const second = await other.newPage();
      const offer = await makeOffer(portal, "Paul Steiner");
      await open(`/wallet#offer=${encodeURIComponent(offer.link)}`, second);
      await second.getByLabel("Six digits").fill(offer.transactionCode);
      await press("Get the credential", second);
      await screen(second, "wallet-offer-refused", "The office did not give the credential");
      await second.getByText(/^For support: [A-Z_]+$/).waitFor();
      await press("Back to your wallet", second);
      await second.getByText("There is no credential in it yet.").waitFor();
    } finally {
      await other.close();
    }
  });

  it("is read from the link that somebody pastes", async () => {
    const offer = await makeOffer(portal, "Jonas Weber");
    await open("/wallet");
    await page.getByLabel("Enter a code").fill(` ${offer.link} `);
    await press("Continue");
    await heading(page, "Get a credential from City registry office?").waitFor();
    expect(await text()).toContain(portal.office.url);
  });

  it("speaks the page's language, and keeps what was typed when it changes", async () => {
    await at(await makeOffer(portal, "Jonas Weber"));
    await page.getByLabel("Six digits").fill("12");
    for (const [language, title] of [
      ["Deutsch", "Eine Bescheinigung von City registry office holen?"],
      ["Español", "¿Obtener una credencial de City registry office?"],
    ] as const) {
      const before = await page.locator("civicproof-wallet").elementHandle();
      await page.evaluate(
        (lang) => document.documentElement.setAttribute("lang", lang),
        language === "Deutsch" ? "de" : "es",
      );
      await heading(page, title).waitFor();
      expect(await before!.evaluate((element) => (element as Element).shadowRoot!.querySelector("input")!.value)).toBe(
        "12",
      );
    }
  });
});

describe("the consent", () => {
  it("names organisation, purpose, privacy notice and officer, and what is learned before what stays hidden", async () => {
    await issue("Marta Novak");
    await claim("city-pass");
    const text = await page.locator("civicproof-wallet").evaluate((element) => element.shadowRoot!.textContent!);
    for (const said of [
      "City of Example (",
      "/privacy",
      "dpo@localhost",
      "You prove all of:",
      "one of these, and not which:",
    ])
      expect(text).toContain(said);
    expect(text).not.toMatch(/\(either|nothing else about you|Nobody else/);
    expect(text.indexOf("What City of Example learns")).toBeLessThan(text.indexOf("What stays hidden"));
    const details = page.locator("civicproof-wallet details");
    expect(await details.evaluateAll((all) => all.filter((each) => (each as HTMLDetailsElement).open).length)).toBe(0);
    await page.getByText("What City of Example learns").waitFor();
  });

  it("leads to a privacy notice that says what is kept, and whom to ask", async () => {
    await open("/privacy");
    await screen(page, "privacy", "Privacy notice");
    await page.getByText("Data protection officer: dpo@localhost").waitFor();
    await page.getByRole("link", { name: "Back to all benefits" }).click();
    await heading(page, "What would you like to claim?").waitFor();
  });

  it("that is declined ends the claim at the portal, and says so in the wallet", async () => {
    await issue("Marta Novak");
    const benefits = await claim("city-pass");
    await press("Do not prove");
    await page.getByText("City of Example was told that the claim has ended, and nothing else.").waitFor();
    await heading(benefits, "The claim was ended in the wallet").waitFor();
  });
});

describe("a proof", () => {
  it("leaves a reference on both sides, and a history with the number to ask by", async () => {
    await issue("Marta Novak");
    const benefits = await claim("senior-annual-pass");
    await press("Prove and send");
    await heading(page, "Accepted").waitFor({ timeout: 60_000 });
    await page.getByText("The proof told City of Example that you qualify. It did not tell who you are.").waitFor();
    const reference = await page.locator("civicproof-wallet .code").innerText();
    await heading(benefits, "Your claim is accepted").waitFor();
    expect(await benefits.locator("civicproof-request .code").innerText()).toBe(reference);
    await press("Back to your wallet");
    await page.getByRole("link", { name: "What you have proven" }).click();
    await screen(page, "wallet-history", "What you have proven");
    await page.getByText(reference).waitFor();
    await page.getByText("Your number in this programme and period").click();
    expect(await page.locator(".app-number").innerText()).toMatch(/^\d{60,78}$/);
  }, 90_000);

  it("asks for the PIN first where there is one, and waits longer after each wrong one", async () => {
    await issue("Marta Novak");
    await open("/wallet#lock");
    await screen(page, "wallet-lock", "Lock");
    await page.getByLabel("New PIN").fill("271828");
    await page.getByLabel("The same PIN again").fill("271828");
    await press("Use this PIN");
    await page.getByText("A PIN is asked for before each proof.").waitFor();
    await claim("city-pass");
    await press("Prove and send");
    const dialog = page.getByRole("dialog", { name: "Unlock your wallet" });
    await dialog.waitFor();
    await look(page, "wallet-pin");
    for (let tries = 0; tries < 3; tries++) {
      const pin = dialog.getByLabel("PIN", { exact: true });
      await pin.fill("000000");
      await dialog.getByRole("button", { name: "Unlock" }).click();
      await dialog.getByText("This PIN is wrong").waitFor();
      // It is emptied when the answer is there.
      await expect.poll(() => pin.inputValue()).toBe("");
    }
    await dialog.getByLabel("PIN", { exact: true }).fill("271828");
    await dialog.getByRole("button", { name: "Unlock" }).click();
    await dialog.getByText(/^Too many wrong PINs\. Wait [1-4] seconds\./).waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await screen(page, "wallet-locked", "The wallet is locked");
  }, 60_000);
});

describe("a backup", () => {
  it("is saved under a passphrase that was typed twice, and can be read while it is typed", async () => {
    await open("/wallet#backup-save");
    await page.getByLabel("Passphrase", { exact: true }).fill("four unrelated words here");
    await page.getByLabel("The same passphrase again").fill("four unrelated words her");
    await press("Save a backup");
    await page.getByText("The two passphrases differ").waitFor();
    await page.getByLabel("Show what I type").check();
    expect(await page.getByLabel("The same passphrase again").getAttribute("type")).toBe("text");
  });
});

describe("on a phone", () => {
  it("a claim opens the wallet of the same phone, and goes on by itself", async () => {
    const phone = await browser.newContext({
      viewport: WIDTHS.phone,
      hasTouch: true,
      isMobile: true,
      locale: "en-GB",
    });
    try {
      const benefits = await phone.newPage();
      await open("/benefits#claim=senior-annual-pass", benefits);
      const [wallet] = await Promise.all([
        phone.waitForEvent("page"),
        benefits.getByRole("link", { name: "Open the wallet on this device" }).click(),
      ]);
      await heading(wallet, "You need a credential first").waitFor();
      await press("Tell City of Example that the claim has ended", wallet);
      await heading(benefits, "The claim was ended in the wallet").waitFor();
    } finally {
      await phone.close();
    }
  });

  it("nobody needs one: a counter opens a wallet that forgets", async () => {
    await open("/benefits");
    await page.getByRole("link", { name: "Without a phone or printer" }).click();
    await screen(page, "benefits-no-phone", "Without a phone or printer");
    const offer = await makeOffer(portal, "Jonas Weber", { replacement: true });
    await open("/office");
    await page.getByRole("link", { name: /wallet of the office/ }).click();
    await page.getByLabel("Enter a code").fill(offer.shortCode);
    await press("Continue");
    await takeOffered(page, offer);
    await screen(page, "wallet-assisted", "The credential is in your wallet");
    await press("Close this wallet");
    await screen(page, "wallet-closed", "The wallet is closed");
    expect(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).not.toContain(
      "assisted-wallet",
    );
  });
});

describe("the playground", () => {
  it("shows slots as they were written, advises on a small crowd, and fits 320 pixels", async () => {
    await open("/playground");
    await page.getByText("people in the example population").first().waitFor();
    const rule = JSON.parse(readFileSync("examples/policies/senior-annual-pass.json", "utf8"));
    rule.require = { allOf: [{ claim: "householdSize", ">=": 9 }, rule.require] };
    await page.getByLabel("The rule, as JSON").fill(JSON.stringify(rule));
    await page.getByText("value ≥ 9").waitFor();
    expect(await page.locator("main").innerText()).not.toMatch(/9223372036854775/);
  });
});
