/** Looks at a screen: axe finds nothing, nothing scrolls sideways on a phone; with PORTAL_SCREENSHOTS, takes pictures. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** Directory for pictures of every screen at both widths. */
const PICTURES = process.env.PORTAL_SCREENSHOTS;
export const WIDTHS = { phone: { width: 375, height: 740 }, desktop: { width: 1280, height: 900 } } as const;

/** Names of the screens that were looked at. */
export const seen: string[] = [];

export const heading = (page: Page, text: string | RegExp) => page.getByRole("heading", { level: 1, name: text });

/** Waits for a screen, looks at it with axe, and takes its pictures. */
export async function screen(page: Page, name: string, title: string | RegExp): Promise<void> {
  await heading(page, title)
    .waitFor()
    .catch(async () => {
      throw new Error(`${name} did not come, but: ${await page.locator("main").innerText()}`);
    });
  seen.push(name);
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: unknown[] }> } };
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const results = await axe.run({ runOnly: { type: "tag", values: tags } });
    return results.violations.map((violation) => {
      const { id, nodes } = violation as { id: string; nodes: { html: string }[] };
      return `${id}: ${nodes.map(({ html }) => html).join(" | ")}`;
    });
  });
  expect(violations, `axe on ${name}`).toEqual([]);
  const overflow = await withWidth(page, "phone", () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  );
  expect(overflow, `sideways scrolling on ${name}`).toBe(0);
}

async function withWidth<T>(page: Page, width: keyof typeof WIDTHS, work: () => Promise<T>): Promise<T> {
  const name = seen.at(-1)!;
  if (PICTURES !== undefined) {
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: join(PICTURES, `${name}-desktop.png`), fullPage: true });
  }
  await page.setViewportSize(WIDTHS[width]);
  try {
    if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, `${name}-phone.png`), fullPage: true });
    return await work();
  } finally {
    await page.setViewportSize(WIDTHS.desktop);
  }
}
