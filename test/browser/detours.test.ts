/** The example off the straight way: reloads, Back, another language, broken addresses, odd answers, files that are none. */
import type { Browser, BrowserContext, Page, Route } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type RunningPortal, startPortal } from "../../examples/portal/server/server.ts";
import { launchChromium } from "./chromium.ts";
import { makeOffer, takeByLink } from "./office-desk.ts";
import { heading, WIDTHS } from "./screen.ts";

let portal: RunningPortal;
let browser: Browser;
/** One person with one wallet: each test that claims has a programme of its own. */
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  portal = await startPortal({ port: 0 });
  browser = await launchChromium();
  // What the service worker asks for can't be changed on its way.
  const alone = { serviceWorkers: "block", reducedMotion: "reduce" } as const;
  context = await browser.newContext({ viewport: WIDTHS.desktop, locale: "en-GB", ...alone });
  page = await context.newPage();
  await takeByLink(page, portal.origin, await makeOffer(portal, "Marta Novak"));
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await portal?.close();
});
beforeEach(async () => {
  page = await context.newPage();
});
afterEach(async () => {
  for (const each of context.pages()) await each.close();
});

const press = (name: string | RegExp, on = page) => on.getByRole("button", { name }).first().click();
async function open(path: string, on = page): Promise<void> {
  await on.goto("about:blank");
  await on.goto(`${portal.origin}${path}`);
}

/** Opens a claim in one tab, and its request in the wallet in another. */
async function claim(programme: string): Promise<Page> {
  const benefits = await context.newPage();
  await open(`/benefits#claim=${programme}`, benefits);
  const code = await benefits.locator(".code").innerText();
  await open(`/wallet#request=${code}`);
  await heading(page, "Do you want to prove this?").waitFor();
  return benefits;
}

async function prove(): Promise<void> {
  await press("Prove and send");
  await heading(page, "Accepted").waitFor({ timeout: 60_000 });
}

describe("an address", () => {
  it.each(["/wallet#request=%zz", "/wallet#offer=%E0%A4", "/benefits#claim=%zz"])(
    "that is broken is one that nobody knows: %s",
    async (path) => {
      await open(path);
      await heading(page, /^(We do not know this code|What would you like to claim\?)$/).waitFor();
    },
  );

  it("of an offer that nobody knows leads to the office", async () => {
    await open("/wallet#offer=zz");
    await heading(page, "We do not know this code").waitFor();
    expect(await page.getByRole("button", { name: "Go to the benefit portal" }).count()).toBe(0);
    await press("Get a credential");
    await page.waitForURL("**/office");
  });

  it("of a credential to be removed that is gone shows the wallet", async () => {
    await open("/wallet#remove=gone");
    await heading(page, "Your wallet").waitFor();
    expect(new URL(page.url()).hash).toBe("");
  });

  it("of a wallet that forgets stays one, wherever its screens lead", async () => {
    await open("/wallet?assisted#backup");
    await press("Back to your wallet");
    await heading(page, "Your wallet").waitFor();
    await page.getByRole("link", { name: "Lock" }).click();
    await page.getByRole("link", { name: "Back to your wallet" }).click();
    await heading(page, "Your wallet").waitFor();
    expect(new URL(page.url()).search).toBe("?assisted");
    await press("Close this wallet");
    await heading(page, "The wallet is closed").waitFor();
  });
});

describe("what is done", () => {
  it("stays on the screen over a reload and in another language: the reference of a claim", async () => {
    const benefits = await claim("senior-annual-pass");
    await prove();
    await heading(benefits, "Your claim is accepted").waitFor();
    const reference = await benefits.locator("civicproof-request .code").innerText();
    await benefits.reload();
    await heading(benefits, "Your claim is accepted").waitFor();
    expect(await benefits.locator("civicproof-request .code").innerText()).toBe(reference);
    await press("Deutsch", benefits);
    await heading(benefits, "Ihr Antrag ist angenommen").waitFor();
    expect(await benefits.locator("civicproof-request .code").innerText()).toBe(reference);
    await press("English", benefits);
    // A new claim from the list is a new one.
    await press("Back to all benefits", benefits);
    await press(/^Claim Reduced annual/, benefits);
    await heading(benefits, "Continue with your wallet").waitFor();
  }, 90_000);

  it("stays on the screen over a reload: that a claim was declined, until somebody starts again", async () => {
    const benefits = await claim("city-pass");
    const code = await benefits.locator(".code").innerText();
    await press("Do not prove");
    await heading(benefits, "The claim was ended in the wallet").waitFor();
    await benefits.reload();
    await heading(benefits, "The claim was ended in the wallet").waitFor();
    await press("Start again", benefits);
    await heading(benefits, "Continue with your wallet").waitFor();
    expect(await benefits.locator(".code").innerText()).not.toBe(code);
  });

  it("is not asked again by a reload of the wallet: a proof, and a credential", async () => {
    await claim("energy-cost-cap");
    await prove();
    const reference = await page.locator("civicproof-wallet .code").innerText();
    await page.reload();
    await heading(page, "What you have proven").waitFor();
    await page.getByText(reference).waitFor();

    const own = await browser.newContext({ locale: "en-GB" });
    const wallet = await own.newPage();
    await takeByLink(wallet, portal.origin, await makeOffer(portal, "Jonas Weber"));
    await wallet.reload();
    await heading(wallet, "Your wallet").waitFor();
    await wallet.getByRole("heading", { name: "Residence credential" }).waitFor();
    await own.close();
  }, 90_000);
});

describe("a proof that is being sent", () => {
  const answers = "**/presentation";

  it("can't be stopped any more, and says so", async () => {
    await claim("city-pass");
    const held: Route[] = [];
    await page.route(answers, (route) => void held.push(route));
    await press("Prove and send");
    await expect.poll(() => held.length, { timeout: 60_000 }).toBe(1);
    await page.getByText("The proof is ready and is being sent").waitFor();
    expect(await page.getByRole("button", { name: "Stop" }).count()).toBe(0);
    await held[0]!.abort();
    await heading(page, "Your proof is ready").waitFor();
  }, 90_000);

  it("is accepted where the portal says so, and nowhere else", async () => {
    await claim("city-pass");
    for (const said of ["null", "[]", '"accepted"', "{}", '{"outcome":"maybe"}', '{"outcome":"failed"}']) {
      await page.route(answers, (route) => route.fulfill({ contentType: "application/json", body: said }));
      await press("Prove and send");
      await heading(page, "The service gave an answer that can’t be read").waitFor({ timeout: 60_000 });
      await page.unroute(answers);
      await press("Try again");
      await heading(page, "Do you want to prove this?").waitFor();
    }
  }, 120_000);

  it("is accepted also where the device has no room for its receipt", async () => {
    await claim("city-petition");
    await page.route(answers, async (route) => {
      await page.evaluate(() => {
        IDBObjectStore.prototype.put = () => {
          throw new DOMException("full", "QuotaExceededError");
        };
      });
      await route.continue();
    });
    await prove();
    await page.locator("civicproof-wallet .code").waitFor();
  }, 90_000);
});

describe("an answer that can't be read", () => {
  const said = "The service gave an answer that can’t be read";
  const answer = (pattern: string, body: string) =>
    page.route(pattern, (route) => route.fulfill({ contentType: "application/json", body }));

  it("is said to be one: the lists of the registry", async () => {
    await claim("city-pass");
    for (const body of ["null", "{}", "<html>"]) {
      await answer("**/registry/snapshot.json", body);
      await press("Prove and send");
      await heading(page, said).waitFor({ timeout: 60_000 });
      await page.unroute("**/registry/snapshot.json");
      await press("Try again");
      await heading(page, "Do you want to prove this?").waitFor();
    }
  }, 90_000);

  it("is said to be one: a request; and one of nobody names the host that sent it", async () => {
    await answer("**/api/claims/*/request", "null");
    await open("/wallet#request=K7QF-4MDX");
    await heading(page, said).waitFor();
    await answer("**/api/claims/*/request", "{}");
    await open("/wallet#request=K7QF-4MDX");
    await heading(page, "This request is not valid").waitFor();
    await page.getByRole("button", { name: `Tell ${portal.origin} that the claim has ended` }).waitFor();
  });
});

describe("a file that is no picture", () => {
  const pdf = { name: "sheet.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7") };
  it.each([
    ["/wallet#scan", "We do not know this code"],
    ["/wallet#recover", "There is no code in this picture"],
    ["/counter", "There is no code in this picture"],
  ])("has no code in it: %s", async (path, said) => {
    await open(path);
    await page.locator("input[type=file]").setInputFiles(pdf);
    await page.getByText(said).waitFor();
  });
});
