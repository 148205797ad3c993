/** The HTML report in a real browser: no violation of axe, in light, dark and print; nothing leaves the page. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findBrowser, printPdf } from "../../src/cli/dpia/pdf.ts";
import { renderFiles } from "../../src/dpia/render/files.ts";
import { EXAMPLES, example } from "../unit/dpia/fixtures.ts";

let browser: Browser;
let directory: string;
let axe: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "civicproof-report-"));
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    // One process for all pages would end with the first page that is closed.
    args: [...chromium.args.filter((flag) => flag !== "--single-process" && flag !== "--no-zygote"), "--no-sandbox"],
    headless: true,
  });
});

afterAll(async () => {
  await browser?.close();
  await rm(directory, { recursive: true, force: true });
});

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

describe.each(EXAMPLES)("%s", (name) => {
  it.each([
    ["en", "light", "screen"],
    ["en", "dark", "screen"],
    ["en", "light", "print"],
    ["fr", "light", "screen"],
  ] as const)("passes axe: %s, %s, %s", async (language, colorScheme, media) => {
    const { model } = await example(name);
    const html = (await renderFiles(model, ["html"])).get(`dpia.${language}.html`) as string;
    const file = join(directory, `${name}.${language}.${colorScheme}.${media}.html`);
    await writeFile(file, html);
    // axe is a script; the page's own policy allows none.
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 }, bypassCSP: true });
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    await page.emulateMedia({ colorScheme, media });
    await page.goto(pathToFileURL(file).href);
    await page.evaluate(axe);
    const violations = (await page.evaluate("axe.run().then(({ violations }) => violations)")) as readonly Violation[];
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    expect(requests).toEqual([pathToFileURL(file).href]);
    // Flows, knowledge, stores and counts are drawn (what parties put together is a table), and nothing but wide tables
    // scrolls sideways.
    expect(await page.locator("svg.picture").count()).toBe(4);
    expect(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).toBe(true);
    await page.close();
  });

  // Words of German and Dutch are the longest.
  it.each(["en", "de", "nl"] as const)(
    "is read at 320 px: no label under 9 px, and nothing but tables and pictures scrolls sideways, in %s",
    async (language) => {
      const { model } = await example(name);
      const html = (await renderFiles(model, ["html"])).get(`dpia.${language}.html`) as string;
      const file = join(directory, `${name}.${language}.narrow.html`);
      await writeFile(file, html);
      const page = await browser.newPage({ viewport: { width: 320, height: 640 } });
      await page.goto(pathToFileURL(file).href);
      const smallest = await page.evaluate(() => {
        const sizes = [...document.querySelectorAll<SVGTextElement>("svg.picture text")].map((label) => {
          const picture = label.ownerSVGElement!;
          const scale = picture.getBoundingClientRect().width / picture.viewBox.baseVal.width;
          return Number.parseFloat(getComputedStyle(label).fontSize) * scale;
        });
        return Math.min(...sizes);
      });
      expect(smallest).toBeGreaterThanOrEqual(9);
      expect(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).toBe(true);
      await page.close();
    },
  );
});

// The browser of the other tests is a shell that needs flags of its own; a user has a whole one.
const installed = await findBrowser().catch(() => undefined);
it.skipIf(installed === undefined)(
  "is printed by a browser as a PDF file whose headings and tables are tagged",
  { timeout: 90_000 },
  async () => {
    const { model } = await example("transit-pass");
    const html = (await renderFiles(model, ["html"])).get("dpia.en.html") as string;
    const printed = await printPdf(html, installed!, new AbortController().signal);
    const pdf = Buffer.from(printed).toString("latin1");
    expect(pdf.startsWith("%PDF-")).toBe(true);
    expect(pdf).toContain("/StructTreeRoot");
    expect(pdf).toContain("/Lang (en)");
  },
);
