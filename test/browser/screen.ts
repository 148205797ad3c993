/**
 * Looks at a screen: axe finds nothing, light and dark, from left to right and from right to left, and nothing scrolls
 * sideways on 320 pixels, which are 1280 at 400 %; with PORTAL_SCREENSHOTS, takes pictures.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** Directory for pictures of every screen at both widths. */
const PICTURES = process.env.PORTAL_SCREENSHOTS;
export const WIDTHS = { phone: { width: 320, height: 640 }, desktop: { width: 1280, height: 900 } } as const;

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
  await look(page, name);
}

/** The same for what is on a screen already, as a dialogue. */
export async function look(page: Page, name: string): Promise<void> {
  seen.push(name);
  await page.evaluate(axe.source);
  if (PICTURES !== undefined) await takePictures(page, name);
  try {
    for (const [colorScheme, dir] of LOOKS) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate((direction) => document.documentElement.setAttribute("dir", direction), dir);
      await page.setViewportSize(colorScheme === "light" ? WIDTHS.desktop : WIDTHS.phone);
      expect(await violationsOn(page), `axe on ${name}, ${colorScheme}, ${dir}`).toEqual([]);
    }
    // The window is narrow by now.
    for (const [, dir] of LOOKS) {
      await page.evaluate((direction) => document.documentElement.setAttribute("dir", direction), dir);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, `sideways scrolling on ${name}, ${dir}`).toBe(0);
    }
  } finally {
    await page.emulateMedia({ colorScheme: "light" });
    await page.evaluate(() => document.documentElement.removeAttribute("dir"));
    await page.setViewportSize(WIDTHS.desktop);
  }
}

/** The wide window is light, the narrow one dark; a pseudo-language is English from right to left. */
const LOOKS = [
  ["light", "ltr"],
  ["dark", "rtl"],
] as const;

async function violationsOn(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: unknown[] }> } };
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const results = await axe.run({ runOnly: { type: "tag", values: tags } });
    return results.violations.map((violation) => {
      const { id, nodes } = violation as { id: string; nodes: { html: string }[] };
      return `${id}: ${nodes.map(({ html }) => html).join(" | ")}`;
    });
  });
}

async function takePictures(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES!, { recursive: true });
  await page.screenshot({ path: join(PICTURES!, `${name}-desktop.png`), fullPage: true });
  await page.setViewportSize(WIDTHS.phone);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.screenshot({ path: join(PICTURES!, `${name}-phone-dark.png`), fullPage: true });
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(WIDTHS.desktop);
}
