/** The contributor's page of a ceremony in a real browser: as one file from a disk, and as a site under the strict policy. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCeremonyPage } from "../../scripts/build-ceremony-page.ts";
import { fingerprintOf } from "../../src/ceremony/folder/contribute.ts";
import { type Attestation, encodeDocument } from "../../src/ceremony/folder/documents.ts";
import { memoryFolder, PATHS } from "../../src/ceremony/folder/folder.ts";
import { makeIdentityFile, readIdentityFile, readParticipantCard } from "../../src/ceremony/folder/identity.ts";
import { verifyCeremony } from "../../src/ceremony/folder/verify.ts";
import { readArchive } from "../fixtures/archive.ts";
import { contribute, saved } from "../fixtures/ceremony-page.ts";
import { endSnarkjs } from "../fixtures/ptau.ts";
import { ADA, BEN, startTiny } from "../unit/ceremony/world.ts";
import { launchChromium } from "./chromium.ts";
import { screen, WIDTHS } from "./screen.ts";
import { startServer, type TestServer } from "./server.ts";

const deadlineSeconds = Math.floor(Date.now() / 1000) + 86_400;
const TITLE = "Contribute to a ceremony";

let directory: string;
let ceremony: Map<string, Uint8Array>;
let browser: Browser;
let server: TestServer;
/** What the pages complained of, and where they went. */
let errors: string[];
let requests: string[];

const file = (name: string) => join(directory, name);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "civicproof-ceremony-page-"));
  ceremony = await startTiny({ deadlineSeconds });
  await writeFolder("keys", ceremony);
  for (const identity of [ADA, BEN])
    await writeFile(file(`${identity.name}.key`), encodeDocument(makeIdentityFile(identity)));
  const page = await buildCeremonyPage();
  await writeFile(file("contribute.html"), page.get("contribute.html")!);
  const site = [...page].flatMap(([path, content]) =>
    path.startsWith("site/") ? [[path.slice(4), content] as const] : [],
  );
  server = await startServer(new Map(site));
  browser = await launchChromium();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await endSnarkjs();
  await rm(directory, { recursive: true, force: true });
});

async function writeFolder(name: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [path, content] of files) {
    await mkdir(dirname(file(`${name}/${path}`)), { recursive: true });
    await writeFile(file(`${name}/${path}`), content);
  }
}

/** A page in a browser that is offline unless the page comes from the test's own server. */
async function open(address: string): Promise<Page> {
  const context = await browser.newContext({ viewport: WIDTHS.desktop, locale: "en-GB" });
  const page = await context.newPage();
  [errors, requests] = [[], []];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", ({ message }) => errors.push(message));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(address);
  return page;
}
const openFile = () => open(pathToFileURL(file("contribute.html")).href);
const openSite = () => open(`${server.origin}/index.html`);

/** The ceremony with a step that a page made, everything verified. */
async function withStep(files: ReadonlyMap<string, Uint8Array>, archive: Uint8Array): Promise<Map<string, Uint8Array>> {
  const next = new Map([...files, ...readArchive(archive)]);
  await verifyCeremony(memoryFolder(next));
  return next;
}

describe("the contributor's page", { timeout: 120_000 }, () => {
  it("contributes as one file from a disk, without any request", async () => {
    const page = await openFile();
    await screen(page, "ceremony", TITLE);
    await contribute(page, { key: file("Ada.key"), folder: file("keys") });
    await screen(page, "ceremony-done", TITLE);
    const archive = await saved(page, /Save your step/);
    const attestation = await saved(page, /Save your attestation/);
    expect([...readArchive(archive).keys()]).toEqual([
      "age/0001.zkey",
      "residency/0001.zkey",
      "attestations/0001.json",
    ]);
    ceremony = await withStep(ceremony, archive);
    expect(ceremony.get(PATHS.attestation(1))).toEqual(attestation);
    const said = JSON.parse(new TextDecoder().decode(attestation)) as Attestation;
    expect(said).toMatchObject({
      by: { name: "Ada" },
      step: { machine: expect.stringMatching(/^Chrome \d+ on Linux$/), entropy: [expect.anything(), "typed text"] },
      tool: expect.stringMatching(/^civicproof \S+, page$/),
    });
    expect(await page.locator("#fingerprint").textContent()).toBe(fingerprintOf(said));
    // No word that was typed stays in the page.
    expect(await page.getByLabel("Type whatever comes to your mind").inputValue()).toBe("");
    expect(requests.filter((url) => !/^(file|blob):/.test(url))).toEqual([]);
    expect(errors).toEqual([]);
    // Nor could it send anything if it wanted to.
    const sent = await page.evaluate(() => fetch("data:,secret").then(String, () => "refused"));
    expect(sent).toBe("refused");
  });

  it("contributes as a site under the strict policy, after somebody else", async () => {
    await writeFolder("keys-1", ceremony);
    const page = await openSite();
    await screen(page, "ceremony-site", TITLE);
    await contribute(page, { key: file("Ben.key"), folder: file("keys-1") });
    ceremony = await withStep(ceremony, await saved(page, /Save your step/));
    expect(ceremony.has(PATHS.attestation(2))).toBe(true);
    expect(requests.filter((url) => !url.startsWith("blob:")).map((url) => url.slice(server.origin.length))).toEqual([
      "/index.html",
      "/style.css",
      "/page.js",
      "/worker.js",
    ]);
  });

  it("makes a key and a card for somebody who has none", async () => {
    const page = await openFile();
    await page.getByText("I have no key yet").click();
    await page.getByLabel("Your name, as everybody will read it").fill("Cyn Δ");
    await page.getByRole("button", { name: "Make my key" }).click();
    await page.getByText("You sign as Cyn Δ").waitFor();
    const json = async (name: RegExp) => JSON.parse(new TextDecoder().decode(await saved(page, name))) as unknown;
    const { name, publicKey } = readIdentityFile(await json(/Save your key/));
    const card = await json(/Save your card/);
    expect(readParticipantCard(card)).toEqual({ name, publicKey });
    expect(card).not.toHaveProperty("privateKey");
    expect(name).toBe("Cyn Δ");
  });

  it.each([
    [
      "a folder without a ceremony",
      async () => new Map([["age/0000.zkey", new Uint8Array(3)]]),
      "CEREMONY_FILE_MISSING",
    ],
    ["somebody who has contributed", async () => ceremony, "CEREMONY_PARTICIPANT_REPEATED"],
    [
      "terms that were changed",
      async () => {
        const text = new TextDecoder()
          .decode(ceremony.get(PATHS.ceremony)!)
          .replace("City of Example", "City of Elsewhere");
        return new Map(ceremony).set(PATHS.ceremony, new TextEncoder().encode(text));
      },
      "CEREMONY_SIGNATURE_INVALID",
    ],
  ])("refuses %s, with the code", async (what, files, code) => {
    const folder = what.replaceAll(" ", "-");
    await writeFolder(folder, await files());
    const page = await openFile();
    await page.getByLabel("Your key's file").setInputFiles(file("Ada.key"));
    await page.locator("#folder").setInputFiles(file(folder));
    await page.getByText(code).waitFor();
    expect(await page.getByRole("button", { name: "Contribute" }).isDisabled()).toBe(true);
  });

  it("refuses a key that was changed since somebody signed for it, and contributes nothing", async () => {
    const files = await startTiny({ deadlineSeconds });
    files.get("residency/0000.zkey")!.fill(1, 5_000, 5_001);
    await writeFolder("changed", files);
    const page = await openFile();
    await page.getByLabel("Your key's file").setInputFiles(file("Ada.key"));
    await page.locator("#folder").setInputFiles(file("changed"));
    await page.getByRole("button", { name: "Contribute" }).click();
    await page.getByText("CEREMONY_FILE_CHANGED").waitFor();
    expect(await page.getByRole("heading", { name: "Done" }).isVisible()).toBe(false);
  });

  it("refuses a file that is no key", async () => {
    const page = await openFile();
    await page.getByLabel("Your key's file").setInputFiles(file("keys/ceremony.json"));
    await page.getByText("PRIVATE_KEY_INVALID").waitFor();
  });

  it("can be cancelled, and contributes afterwards", async () => {
    await writeFolder("fresh", await startTiny({ deadlineSeconds }));
    const page = await openSite();
    // The worker's script comes when it is let go.
    let letGo = (): void => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    server.scriptFault = (content, response, path) => {
      if (path !== "/worker.js") return content;
      void held.then(() => response.end(content));
      return undefined;
    };
    await page.getByLabel("Your key's file").setInputFiles(file("Ada.key"));
    await page.locator("#folder").setInputFiles(file("fresh"));
    await page.getByRole("button", { name: "Contribute" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("OPERATION_ABORTED").waitFor();
    letGo();
    server.scriptFault = undefined;
    await page.getByRole("button", { name: "Contribute" }).click();
    await page.getByRole("heading", { name: "Done" }).waitFor();
  });
});
