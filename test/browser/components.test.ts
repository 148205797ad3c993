/** The components in a real Chromium, against a service that behaves as services do: every state, text and way on. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  COMPONENT_LANGUAGES,
  type IncomingRequest,
  loadComponentMessages,
} from "../../src/browser/components/index.ts";
import {
  derivePublicKey,
  encodePublicKey,
  generatePrivateKey,
  issueCredential,
  toHolderCommitment,
} from "../../src/issuer.ts";
import {
  formatRequestLink,
  generateResponseKey,
  openRequestSigner,
  signAuthorizationRequest,
} from "../../src/presentation/openid/index.ts";
import { compilePolicy } from "../../src/statement/policy/index.ts";
import { createRequest, toAuthorizationRequest } from "../../src/verifier.ts";
import { issueCertificate } from "../certificate-authority.ts";
import { CLAIMS, FIXTURE_POLICIES, GRID, REGISTRY_ID, SCHEMA } from "../world.ts";
import { launchChromium } from "./chromium.ts";
import { screen, WIDTHS } from "./screen.ts";
import { bundle, STRICT_CSP } from "./server.ts";

/** What the service does next; tests set it. */
interface Behaviour {
  start: (response: ServerResponse) => void;
  progress: (response: ServerResponse) => void;
}

const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
const claim = (seconds = 600) => ({
  id: "K7QF-4MDX",
  code: "K7QF-4MDX",
  link: "/wallet#request=K7QF-4MDX",
  token: "secret",
  expiresAtSeconds: Date.now() / 1000 + seconds,
});
const started: Behaviour = { start: json(claim()), progress: json({ state: "waiting" }) };

let server: Server;
let origin: string;
let behaviour: Behaviour;
let calls: string[] = [];
/** What is at the address of a signed request. */
let signed: (request: IncomingMessage) => Promise<string> = async () => "";
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  const files = await bundle(
    {
      page: "test/browser/components.page.ts",
      wallet: "test/browser/components.wallet.page.ts",
      worker: "src/browser/worker/entry.ts",
    },
    { split: true },
  );
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, "http://localhost");
    response.setHeader("Content-Security-Policy", STRICT_CSP);
    const file = files.get(pathname);
    if (file !== undefined) return void response.setHeader("content-type", "text/javascript").end(Buffer.from(file));
    if (pathname === "/signed") return void signed(request).then((jwt) => response.end(jwt));
    if (pathname.startsWith("/claims")) {
      calls.push(`${request.method} ${pathname} ${request.headers.authorization ?? ""}`.trim());
      if (request.method === "POST") return behaviour.start(response);
      if (request.method === "DELETE") return void response.writeHead(204).end();
      return behaviour.progress(response);
    }
    response.setHeader("content-type", "text/html");
    response.end(
      '<!doctype html><html lang="en"><title>Components</title><meta name="viewport" content="width=device-width"><main></main><script type="module" src="/page.js"></script></html>'.replace(
        "/page.js",
        pathname === "/wallet" ? "/wallet.js" : "/page.js",
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  browser = await launchChromium();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  server?.close();
  server?.closeAllConnections();
});
beforeEach(async () => {
  behaviour = { ...started };
  calls = [];
  context = await browser.newContext({ viewport: WIDTHS.desktop, locale: "en-GB", reducedMotion: "reduce" });
  page = await context.newPage();
});
afterEach(() => context.close());

const button = (name: string) => page.getByRole("button", { name });

describe("<civicproof-request>", () => {
  it("shows a QR code, a link, a short code and the time that is left", async () => {
    await page.goto(origin);
    await screen(page, "component-waiting", "Continue with your wallet");
    await page.getByRole("img", { name: "QR code with the code K7QF-4MDX" }).waitFor();
    await page.getByText(/^Time left: (10:00|9:5\d)$/).waitFor();
    const link = page.getByRole("link", { name: "Open the wallet on this device" });
    expect(await link.getAttribute("href")).toBe(`${origin}/wallet#request=K7QF-4MDX`);
    expect(calls).toContain("GET /claims/K7QF-4MDX Bearer secret");
  });

  it("offers the link before the QR code on a phone, which can't scan itself", async () => {
    await context.close();
    context = await browser.newContext({ viewport: WIDTHS.phone, hasTouch: true, isMobile: true, locale: "en-GB" });
    page = await context.newPage();
    await page.goto(origin);
    await page.getByRole("link", { name: "Open the wallet on this device" }).waitFor();
    expect(await page.getByRole("img", { name: /QR code/ }).isVisible()).toBe(false);
    await page.getByText("The wallet is on another device").click();
    await page.getByRole("img", { name: /QR code/ }).waitFor();
  });

  it("goes on with the same claim after a reload", async () => {
    await page.goto(origin);
    await page.getByText("K7QF-4MDX").waitFor();
    await page.reload();
    await page.getByText("K7QF-4MDX").waitFor();
    expect(calls.filter((call) => call.startsWith("POST"))).toHaveLength(1);
  });

  it.each([
    ["accepted", { reference: "AB-12", atSeconds: 1_796_000_000 }, "Your claim is accepted", "AB-12"],
    ["already-used", {}, "You have already claimed", "in the next period"],
    ["already-used", { once: true }, "You have already claimed", "once only"],
    ["declined", {}, "The claim was ended in the wallet", "No proof was sent"],
    ["failed", { code: "PROOF_INVALID" }, "The proof was not accepted", "Start again"],
    ["expired", {}, "The time for this claim is over", "Nothing was sent"],
  ])("says how it ended: %s %j", async (state, more, title, text) => {
    behaviour.progress = json({ state, ...more });
    await page.goto(origin);
    await screen(page, `component-${state}`, title);
    await page.locator("main").getByText(text).first().waitFor();
    const heard = await page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
    expect(heard[0]).toContain(`civicproof-progress {"state":"${state}"`);
  });

  it("ends by itself when the time is over while it waits, and starts again", async () => {
    behaviour.start = json(claim(2));
    await page.goto(origin);
    await page.getByRole("heading", { name: "The time for this claim is over" }).waitFor();
    behaviour.start = json(claim());
    await button("Start again").click();
    await page.getByRole("heading", { name: "Continue with your wallet" }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.tagName)).toBe("H1");
  });

  it.each<[name: string, start: Behaviour["start"], title: string]>([
    ["a fault of the service", json({}, 500), "The service is not available"],
    ["no session", json({}, 401), "You are not signed in any more"],
    ["too many calls", json({}, 429, { "retry-after": "1" }), "Too many people are asking at the moment"],
    ["an answer of another form", json({ id: 7 }), "The service gave an answer that can’t be read"],
    ["a web page", (response) => void response.end("<p>hello"), "The service gave an answer that can’t be read"],
    [
      "a link that runs a script",
      json({ ...claim(), link: "javascript:alert(1)" }),
      "The service gave an answer that can’t be read",
    ],
    ["a broken connection", (response) => void response.destroy(), "There is no network"],
  ])("has a text and a way on for %s", async (_, start, title) => {
    behaviour.start = start;
    await page.goto(origin);
    await screen(page, "component-fault", title);
    behaviour.start = json(claim());
    await button("Try again").click();
    await page.getByRole("heading", { name: "Continue with your wallet" }).waitFor();
  });

  it("keeps a claim open while the service is away, says so, and goes on when it is back", async () => {
    await page.goto(origin);
    await page.getByText("K7QF-4MDX").waitFor();
    behaviour.progress = json({}, 503);
    await page.getByText("We can’t reach the service at the moment.").waitFor();
    behaviour.progress = (response) => void response.destroy();
    await page.getByText("Time left").waitFor();
    behaviour.progress = json({ state: "accepted" });
    await page.getByRole("heading", { name: "Your claim is accepted" }).waitFor({ timeout: 20_000 });
  });

  it("stops when the person stops, and tells the portal", async () => {
    await page.goto(origin);
    await button("Stop this claim").click();
    await expect.poll(() => calls.at(-1)).toBe("DELETE /claims/K7QF-4MDX Bearer secret");
    await page.reload();
    await page.getByText("K7QF-4MDX").waitFor();
    expect(calls.filter((call) => call.startsWith("POST"))).toHaveLength(2);
  });

  it("is a React component as well", async () => {
    behaviour.progress = json({ state: "accepted", reference: "AB-12" });
    await page.goto(`${origin}/?kind=react`);
    await screen(page, "component-react", "Your claim is accepted");
    expect(await page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard)).toContain("react accepted");
  });
});

describe("<civicproof-wallet>", () => {
  /** A credential for the wallet of the page, by an issuer that it knows by a mark. */
  async function issue(issuerKey = generatePrivateKey(), mark = encodePublicKey(derivePublicKey(issuerKey))) {
    await page.goto(`${origin}/wallet`);
    const commitment = await page.evaluate((key) => walletPage.commitment(key), mark);
    return issueCredential({
      issuerKey,
      schema: SCHEMA,
      claims: CLAIMS,
      holderCommitment: toHolderCommitment(commitment),
      registry: REGISTRY_ID,
      statusIndex: 0,
      validFrom: "2020-01-01",
      validUntil: "2099-12-31",
      claimsFrom: 0,
    });
  }

  /** A credential in the page's wallet. */
  async function keepCredential(): Promise<void> {
    const credential = await issue();
    await page.evaluate((json) => walletPage.keep(JSON.parse(json)), JSON.stringify(credential));
  }

  it.each(COMPONENT_LANGUAGES)("waits for a second person at the office, and asks again: %s", async (language) => {
    const { wallet } = await loadComponentMessages(language);
    const issuerId = "5".repeat(64);
    const credential = await issue(generatePrivateKey(), issuerId);
    await page.evaluate((lang) => document.documentElement.setAttribute("lang", lang), language);
    const offer = { issuer: "City", address: "https://city.example", issuerId, needsTransactionCode: true };
    await page.evaluate(
      ([made, json]) => walletPage.offer(JSON.parse(made!), JSON.parse(json!)),
      [JSON.stringify({ ...offer, definitions: SCHEMA.claims }), JSON.stringify(credential)],
    );
    await screen(page, `wallet-offer-${language}`, wallet.offerTitle.replace("{issuer}", "City"));
    await page.getByLabel(wallet.digits).fill("123");
    await button(wallet.take).click();
    await page.getByText(wallet.digitsForm).waitFor();
    await page.getByLabel(wallet.digits).fill("123 456");
    await page.keyboard.press("Enter");
    await screen(page, `wallet-approval-${language}`, wallet.approval);
    await button(wallet.askAgain).click();
    await page.getByRole("heading", { name: wallet.approval }).waitFor();
    await button(wallet.askAgain).click();
    await screen(page, `wallet-saved-${language}`, wallet.saved);
    await page.getByText(wallet.checkText).waitFor();
  });

  /** A request of this origin in the name of some host. */
  const requestOf = (verifier: string) =>
    createRequest({
      policy: compilePolicy(FIXTURE_POLICIES.age, SCHEMA),
      scope: { verifier },
      registry: REGISTRY_ID,
      grid: GRID,
      origin,
      nowSeconds: Math.floor(Date.now() / 1000),
    });

  async function ask(verifier: string, asker?: IncomingRequest["asker"]): Promise<void> {
    await keepCredential();
    const request = requestOf(verifier);
    const { programme } = request.scope;
    const { grid, maxClaims } = request;
    const programmes = [{ verifier, programme, grid, maxClaims, askers: [origin], responseOrigins: [] }];
    await page.evaluate(
      (json) => walletPage.ask(JSON.parse(json)),
      JSON.stringify({ request, askedBy: origin, programmes, asker }),
    );
  }

  /** Opens a link to a request of this origin that somebody with a certificate for some host has signed. */
  async function askSigned(host: string): Promise<void> {
    const root = await issueCertificate({ name: "Test root", isAuthority: true });
    const { jwk: key, pem } = await issueCertificate({ name: "City", issuer: root, dnsNames: [host] });
    const nowSeconds = Math.floor(Date.now() / 1000);
    const signer = await openRequestSigner({ prefix: "x509_hash", key, certificates: [pem] }, nowSeconds);
    const responseKey = await generateResponseKey("claim");
    const request = requestOf("localhost");
    const responseUri = `${origin}/responses`;
    const asked = toAuthorizationRequest({ request, responseUri, state: "claim", transaction: { purpose: "Pass" } });
    signed = async (body) => {
      const form = new URLSearchParams(await text(body));
      const walletNonce = form.get("wallet_nonce") ?? undefined;
      const times = { nowSeconds, expiresAtSeconds: request.expiresAtSeconds };
      return signAuthorizationRequest(asked, { signer, responseKey, walletNonce, ...times });
    };
    const link = { clientId: signer.clientId, requestUri: `${origin}/signed`, method: "post" } as const;
    await keepCredential();
    await page.evaluate(([at, pem]) => walletPage.askByLink(at!, pem!), [formatRequestLink(link), root.pem]);
  }

  it("shows a request that the host it comes from has signed, and none that somebody else has", async () => {
    await askSigned("localhost");
    await page.getByRole("heading", { name: "Do you want to prove this?" }).waitFor();
    await askSigned("evil.example");
    await screen(page, "component-signed-by-another", "Somebody else asks than the request says");
  });

  it("warns where the host that asks is not the one in whose name it asks", async () => {
    await ask("benefits.example.org");
    await screen(page, "component-consent-warned", "Do you want to prove this?");
    await page.getByText(`This request calls itself benefits.example.org but comes from ${origin}.`).waitFor();
    await ask("localhost");
    await page.getByRole("heading", { name: "Do you want to prove this?" }).waitFor();
    expect(await page.getByText("This request calls itself").count()).toBe(0);
  });

  it("shows names of any length and script, and a link to nothing but a web page", async () => {
    const notice = page.locator("civicproof-wallet dd").nth(2);
    await ask("localhost", { name: "Amt", privacy: `${origin}/privacy` });
    await notice.getByRole("link").waitFor();
    const name = `${"Bezirksverwaltungsbehördenaufsicht".repeat(3)} <b>بلدية المدينة الكبرى</b>`;
    await ask("localhost", { name, privacy: "javascript:alert(1)", contact: "Datenschutz".repeat(12) });
    await screen(page, "component-consent-long", "Do you want to prove this?");
    await page.getByText(`What ${name} learns`).waitFor();
    expect(await notice.innerText()).toBe("javascript:alert(1)");
    expect(await notice.getByRole("link").count()).toBe(0);
  });
});

describe("the components' texts", () => {
  it.each(COMPONENT_LANGUAGES)("are those of the page's language, and follow it: %s", async (language) => {
    const { request } = await loadComponentMessages(language);
    await page.goto(origin);
    await page.getByText("K7QF-4MDX").waitFor();
    await page.evaluate((lang) => document.documentElement.setAttribute("lang", lang), language);
    await page.getByRole("heading", { name: request.title, exact: true }).waitFor();
  });

  it("have the same names to fill in, in every language, and none is empty", async () => {
    const names = (text: string): string => [...text.matchAll(/\{\w+\}/g)].map(String).sort().join();
    const flat = (value: unknown, path = ""): [string, string][] =>
      typeof value === "string"
        ? [[path, value]]
        : Object.entries(value as object).flatMap(([key, inner]) => flat(inner, `${path}.${key}`));
    const english = new Map(flat(await loadComponentMessages("en")));
    for (const language of COMPONENT_LANGUAGES) {
      for (const [path, text] of flat(await loadComponentMessages(language))) {
        expect(text, `${language}${path}`).not.toBe("");
        expect(names(text), `${language}${path}`).toBe(names(english.get(path)!));
      }
    }
  });
});

describe("the components' look", () => {
  it("follows the page's own colours", async () => {
    await page.goto(origin);
    await page.evaluate(() => document.documentElement.style.setProperty("--civicproof-accent", "rgb(90, 0, 90)"));
    const colour = await page
      .getByRole("link", { name: "Open the wallet on this device" })
      .evaluate((link) => getComputedStyle(link).backgroundColor);
    expect(colour).toBe("rgb(90, 0, 90)");
  });
});
