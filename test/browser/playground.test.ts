/** The playground: a rule's meaning, cost and crowd as it is written, and a proof with its timings. */
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, it } from "vitest";
import { type RunningPortal, startPortal } from "../../examples/portal/server/server.ts";
import { launchChromium } from "./chromium.ts";
import { screen, WIDTHS } from "./screen.ts";

const constraints = JSON.parse(readFileSync("circuits/constraints.json", "utf8")) as Record<
  string,
  { constraints: number }
>;
const countOf = (circuit: string): string => constraints[circuit]!.constraints.toLocaleString("en");

let portal: RunningPortal;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  portal = await startPortal({ port: 0 });
  browser = await launchChromium();
  page = await (await browser.newContext({ viewport: WIDTHS.desktop, locale: "en-GB" })).newPage();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await portal?.close();
});

const SENIORS = {
  civicproof: "policy/v2",
  name: "seniors",
  version: 1,
  title: "Seniors",
  programme: "seniors",
  schema: "resident@1",
  require: { claim: "birthDate", "<": "1950-01-01" },
};

describe("the playground", () => {
  it("explains a rule, counts its crowd and its cost", async () => {
    await page.goto(`${portal.origin}/playground`);
    await page.getByText("10,000 people in the example population").waitFor();
    await page.getByText(countOf("eligibility")).waitFor();
    await screen(page, "playground", "Write a rule and see what it reveals");
  });

  it("follows what is written, and counts like a plain look at the file", async () => {
    await page.getByLabel("The rule, as JSON").fill(JSON.stringify(SENIORS));
    const rows = readFileSync("examples/data/population.csv", "utf8").trim().split("\n").slice(1);
    const expected = rows.filter((row) => row.split(",")[2]! < "1950-01-01").length;
    await page.getByText(`${expected} of 10,000 people`).waitFor();
    await page.getByText(countOf("age")).waitFor();
    await page.getByLabel("The rule, as JSON").fill(`${JSON.stringify(SENIORS).slice(0, -1)}, "extra": 1}`);
    await page.getByRole("heading", { name: "This is not a rule yet" }).waitFor();
    await screen(page, "playground-fault", "Write a rule and see what it reveals");
  });

  it("proves, and shows the time of each stage as a chart with a table", async () => {
    await page.getByLabel("The rule, as JSON").fill(JSON.stringify(SENIORS));
    await page.getByText(countOf("age")).waitFor();
    await page.getByRole("button", { name: "Prove it for somebody" }).click();
    await page.getByRole("img", { name: "Time of each stage" }).waitFor();
    await screen(page, "playground-proved", "Write a rule and see what it reveals");
  });
});
