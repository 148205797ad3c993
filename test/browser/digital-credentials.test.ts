/**
 * A claim through the Digital Credentials API in a real Chromium: portal, service and wallet on two origins. The browser's
 * chooser is a stand-in (see the page), the proof is made with the trapdoor; all else is what runs in production.
 */
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createSocket } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createVerifierService, type VerifierService } from "../../src/portal/server/service.ts";
import { openStorage, type ServiceStorage } from "../../src/portal/server/storage.ts";
import { issueCertificate } from "../certificate-authority.ts";
import { createTestPortal } from "../portal.ts";
import { optionsOf } from "../unit/portal/server/host.ts";
import { launchChromium } from "./chromium.ts";
import { bundle, pageOf, STRICT_CSP } from "./server.ts";

const NOW = Math.floor(Date.now() / 1_000);
const portal = createTestPortal({ nowSeconds: NOW });
let storage: ServiceStorage;
let service: VerifierService;
let wallets: Server;
let origin: string;
let walletOrigin: string;
let browser: Browser;
let anchor: string;

beforeAll(async () => {
  const files = await bundle(
    { portal: "test/browser/digital-credentials.page.ts", wallet: "test/browser/digital-credentials.wallet.page.ts" },
    { split: true },
  );
  wallets = createServer((request, response) => {
    const { pathname } = new URL(request.url!, "http://localhost");
    const file = files.get(pathname);
    response.setHeader("content-type", file === undefined ? "text/html" : "text/javascript");
    response.end(file === undefined ? pageOf(pathname === "/evil" ? "portal" : "wallet") : Buffer.from(file));
  });
  await new Promise<void>((resolve) => wallets.listen(0, "127.0.0.1", resolve));
  walletOrigin = `http://127.0.0.1:${(wallets.address() as AddressInfo).port}`;

  const port = await freePort();
  origin = `http://localhost:${port}`;
  const root = await issueCertificate({ name: "Test root", isAuthority: true });
  const leaf = await issueCertificate({ name: "City", issuer: root, dnsNames: ["localhost"] });
  anchor = root.pem;
  storage = await openStorage({ url: "memory:" });
  service = await createVerifierService(
    optionsOf(portal, storage, {
      ...{ verifier: "localhost", origin, publicUrl: origin, now: () => Math.floor(Date.now() / 1_000) },
      requestIdentity: { prefix: "x509_hash", key: leaf.jwk, certificates: [leaf.pem] },
    }),
  );
  service.app.get("/page", async (_, reply) =>
    reply
      .type("text/html")
      .header("content-security-policy", `${STRICT_CSP}; frame-src ${walletOrigin}`)
      .send(pageOf("portal")),
  );
  for (const [path, file] of files)
    service.app.get(path, async (_, reply) => reply.type("text/javascript").send(Buffer.from(file)));
  await service.app.listen({ host: "127.0.0.1", port });
  browser = await launchChromium();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await service?.close();
  await storage?.close();
  wallets?.close();
});

async function freePort(): Promise<number> {
  const socket = createSocket().listen(0, "127.0.0.1");
  await new Promise((resolve) => socket.once("listening", resolve));
  const { port } = socket.address() as AddressInfo;
  await new Promise((resolve) => socket.close(resolve));
  return port;
}

async function openPage(address: string): Promise<Page> {
  const page = await browser.newPage();
  await page.exposeFunction("anchorOf", async () => anchor);
  await page.exposeFunction("prove", async (request: never) => portal.present(request));
  await page.goto(address);
  await page.waitForFunction(() => globalThis.portalPage !== undefined);
  await page.evaluate((wallet) => globalThis.portalPage.useStandIn(wallet), `${walletOrigin}/wallet`);
  return page;
}

const ask = async () => {
  const made = await service.app.inject({ method: "POST", url: "/requests", payload: { sameDevice: true } });
  return (made.json() as { id: string }).id;
};
const claim = (page: Page, id: string) =>
  page.evaluate(([at, request]) => globalThis.portalPage.claim(at!, request!), [origin, id]);

describe("a claim through the browser's Digital Credentials API", () => {
  it("is asked by the portal's page, answered by the wallet's and accepted, and its code brings the result", async () => {
    const page = await openPage(`${origin}/page`);
    const id = await ask();
    const answer = await claim(page, id);
    expect(answer).toMatchObject({
      outcome: "accepted",
      redirect_uri: expect.stringContaining(`${origin}/#response_code=`),
    });
    const code = String(answer.redirect_uri).split("=")[1]!;
    const result = await service.app.inject(`/requests/${id}/result?responseCode=${code}`);
    expect(result.json()).toMatchObject({ outcome: "accepted" });
    await page.close();
  });

  it("is not answered to another page that shows the portal's request", async () => {
    const page = await openPage(`${walletOrigin}/evil`);
    const id = await ask();
    await expect(claim(page, id)).rejects.toThrow(/ORIGIN_NOT_EXPECTED/);
    await page.close();
  });
});
