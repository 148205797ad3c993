/**
 * Bridges through the Digital Credentials API in a real Chromium: our wallet's page, the office and a source wallet on three
 * origins. The browser's chooser is a stand-in (stand-in-chooser.ts); the source wallet's answers are made with
 * `@openid4vc/openid4vp` and the libraries of the formats, and the claim with a real prover.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseCredential } from "../../src/credentials/credential/credential.ts";
import { toHolderSecret } from "../../src/credentials/credential/holder.ts";
import { claim, type Issued, publish } from "../unit/office/bridge/claim.ts";
import { type BridgedOffice, startBridgedOffice } from "../unit/office/bridge/office.ts";
import { ANNA_PID } from "../unit/office/bridge/world.ts";
import { launchChromium } from "./chromium.ts";
import { bundle, pageOf, STRICT_CSP } from "./server.ts";

const BRIDGES = ["pid", "mdoc"] as const;
type Bridge = (typeof BRIDGES)[number];
type Opened = Awaited<ReturnType<BridgedOffice["openDigital"]>>;
interface Request {
  readonly data: { readonly request: string };
}

const folder = mkdtempSync(join(tmpdir(), "civicproof-browser-bridges-"));
const servers: Server[] = [];
let office: BridgedOffice;
let browser: Browser;
let walletPage: string;
let sourcePage: string;
let evilPage: string;

beforeAll(async () => {
  const files = await bundle(
    { wallet: "test/browser/bridge.page.ts", source: "test/browser/bridge.source.page.ts" },
    { split: true },
  );
  const port = await freePort();
  const officeUrl = `http://localhost:${port}`;
  const serve = async (host: string, pages: Readonly<Record<string, string>>): Promise<string> => {
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url!, "http://localhost");
      const file = files.get(pathname);
      response.setHeader("content-type", file === undefined ? "text/html" : "text/javascript");
      const frames = sourcePage === undefined ? "" : `; frame-src ${new URL(sourcePage).origin}`;
      const policy = STRICT_CSP.replace("connect-src 'self'", `connect-src 'self' ${officeUrl}`) + frames;
      response.setHeader("content-security-policy", policy);
      response.end(file === undefined ? pageOf(pages[pathname] ?? "none") : Buffer.from(file));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://${host}:${(server.address() as AddressInfo).port}`;
  };
  sourcePage = `${await serve("127.0.0.1", { "/source": "source" })}/source`;
  walletPage = `${await serve("localhost", { "/bridge": "wallet" })}/bridge`;
  evilPage = `${await serve("localhost", { "/evil": "wallet" })}/evil`;
  office = await startBridgedOffice({ publicUrl: officeUrl, returnUrl: walletPage, port });
  browser = await launchChromium();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await office?.close();
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

async function freePort(): Promise<number> {
  const socket = createSocket().listen(0, "127.0.0.1");
  await new Promise((resolve) => socket.once("listening", resolve));
  const { port } = socket.address() as AddressInfo;
  await new Promise((resolve) => socket.close(resolve));
  return port;
}

let people = 0;
/** A person who has no credential yet, as her source names her. */
function somebody(bridge: Bridge): object {
  const personal_administrative_number = `AT-${++people}`;
  return bridge === "pid"
    ? { claims: { ...ANNA_PID, personal_administrative_number } }
    : { values: { birth_date: "1950-02-28", resident_city: "Wien", personal_administrative_number } };
}

/** What a source wallet does with a request that the browser hands it. */
type SourceWallet = (request: Request, origin: string) => Promise<{ readonly opened: Opened; readonly shown: string }>;

/** A wallet that looks at who asks, and shows the person's document to that page. */
const honest =
  (bridge: Bridge): SourceWallet =>
  async ({ data }, origin) => {
    const opened = await office.openDigital(data, origin);
    return { opened, shown: await office.show[bridge](opened.expected, somebody(bridge)) };
  };

/** A page in the browser, with a wallet behind its chooser. */
async function openPage(address: string, wallet: SourceWallet) {
  const page = await browser.newPage();
  await page.exposeFunction("answerAsSource", async (request: Request, origin: string) => {
    try {
      const { opened, shown } = await wallet(request, origin);
      return {
        protocol: "openid4vp-v1-signed",
        data: { response: await office.sealDigital(opened.asked, shown, origin) },
      };
    } catch (error) {
      return { code: `source wallet: ${(error as Error).message}` };
    }
  });
  await page.goto(address);
  await page.waitForFunction(() => globalThis.bridgePage !== undefined);
  await page.evaluate((source) => globalThis.bridgePage.useStandIn(source), sourcePage);
  return page;
}

const begin = (page: Page, bridge: Bridge) =>
  page.evaluate(([at, name]) => globalThis.bridgePage.begin(at!, name!), [office.publicUrl, bridge]);
const show = async (page: Page, ticket: string) => {
  const shown = await page.evaluate(([at, by]) => globalThis.bridgePage.show(at!, by!), [office.publicUrl, ticket]);
  if (typeof shown !== "string") throw new Error(shown.refused);
  return shown;
};
const answer = (page: Page, ticket: string, response: string) =>
  page.evaluate(
    ([at, by, what]) => globalThis.bridgePage.answer(at!, by!, what!),
    [...[office.publicUrl, ticket, response]],
  );
const receive = (page: Page, begun: { ticket: string; secret: string }, code: string) =>
  page.evaluate(([at, by, with_]) => globalThis.bridgePage.receive(at, by, with_), [
    ...([office.publicUrl, begun, code] as const),
  ] as const);

/** The code of a binding that is wrong: an mdoc's device signs all of it as one hash. */
const bound = (bridge: Bridge, code: string) => ({ refused: bridge === "mdoc" ? "BRIDGE_BINDING_INVALID" : code });

const issued = new Map<Bridge, Issued>();

describe.each(BRIDGES)("%s through the browser's Digital Credentials API", (bridge) => {
  it("becomes our credential", async () => {
    const origins: string[] = [];
    const page = await openPage(walletPage, async (request, origin) => {
      origins.push(origin);
      return honest(bridge)(request, origin);
    });
    const begun = await begin(page, bridge);
    const response = await show(page, begun.ticket);
    // Five parts: encrypted to the session's key, and nothing to read for the page that passes it on.
    expect(response.split(".")).toHaveLength(5);
    expect(origins).toEqual([new URL(walletPage).origin]);
    const code = (await answer(page, begun.ticket, response)) as string;
    const received = await receive(page, begun, code);
    if (typeof received !== "string") throw new Error(received.refused);
    await page.close();
    const credential = parseCredential((JSON.parse(received) as { credential: unknown }).credential);
    expect(credential.claims).toEqual({ birthDate: "1950-02-28", district: "AT130" });
    issued.set(bridge, { credential, secret: toHolderSecret(BigInt(begun.secret)) });
  });

  it("is not shown to a page of another origin that passes the office's request on", async () => {
    const page = await openPage(evilPage, honest(bridge));
    const { ticket } = await begin(page, bridge);
    await expect(show(page, ticket)).rejects.toThrow(/source wallet: .*expected_origins/);
    await page.close();
  });

  it("is refused where a wallet that does not look has shown it to another page", async () => {
    const careless: SourceWallet = async ({ data }, origin) => {
      const opened = await office.openDigital(data, origin, new URL(walletPage).origin);
      return { opened, shown: await office.show[bridge](opened.expected, somebody(bridge)) };
    };
    const page = await openPage(evilPage, careless);
    const { ticket } = await begin(page, bridge);
    expect(await answer(page, ticket, await show(page, ticket))).toEqual(bound(bridge, "BRIDGE_AUDIENCE_WRONG"));
    await page.close();
  });

  it("is refused under another session's nonce, and its answer in another session", async () => {
    let first: Awaited<ReturnType<SourceWallet>> | undefined;
    const page = await openPage(walletPage, async (request, origin) => {
      const made = await honest(bridge)(request, origin);
      // What was shown for the first session, encrypted for the second.
      first ??= made;
      return { opened: made.opened, shown: first.shown };
    });
    const [hers, his] = [await begin(page, bridge), await begin(page, bridge)];
    const forHers = await show(page, hers.ticket);
    expect(await answer(page, his.ticket, forHers)).toEqual({ refused: "RESPONSE_UNREADABLE" });
    const replayed = await show(page, his.ticket);
    expect(await answer(page, his.ticket, replayed)).toEqual(bound(bridge, "BRIDGE_NONCE_WRONG"));
    await page.close();
  });

  it("is issued for the commitment that it was shown for and for no other, and taken once", async () => {
    const page = await openPage(walletPage, honest(bridge));
    const [begun, other] = [await begin(page, bridge), await begin(page, bridge)];
    const response = await show(page, begun.ticket);
    const code = (await answer(page, begun.ticket, response)) as string;
    expect(code).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await answer(page, begun.ticket, response)).toEqual({ refused: "BRIDGE_SESSION_USED" });
    const stolen = { ticket: begun.ticket, secret: other.secret };
    expect(await receive(page, { ...stolen, ticket: other.ticket }, code)).toEqual({ refused: "BRIDGE_CODE_WRONG" });
    expect(await receive(page, stolen, code)).toEqual({ refused: "BRIDGE_COMMITMENT_WRONG" });
    expect(await receive(page, begun, code)).toEqual({ refused: "BRIDGE_SESSION_USED" });
    await page.close();
  });
});

it("is accepted by a portal as a claim, once, whichever source it was made from", async () => {
  const later = office.now() + 3_600;
  await publish(office, folder, later);
  for (const bridge of BRIDGES)
    expect(await claim(issued.get(bridge)!, office, folder, later)).toEqual(["accepted", "already-used"]);
});
