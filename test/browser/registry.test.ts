/** A registry that a page follows in a real Chromium: what it keeps in IndexedDB, and starts with when it is offline. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { derivePublicKey, encodePublicKey } from "../../src/core/signature.ts";
import { bundleFile } from "../../src/credentials/registry/open-registry.ts";
import { statementsDue } from "../../src/credentials/registry/publish.ts";
import { generateRegistryKeys, openRegistryKeys } from "../../src/credentials/registry/registry-keys.ts";
import { statementsFile } from "../../src/credentials/registry/statement-source.ts";
import { createStatusRegistry, type StatusRegistry } from "../../src/credentials/registry/status-registry.ts";
import { fixedKey, NOW_SECONDS, trustIssuer } from "../world.ts";
import { launchChromium } from "./chromium.ts";
import { bundle, startServer, type TestServer } from "./server.ts";

let credential: { readonly issuer: string; readonly schemaId: string; readonly registry: string };
let browser: Browser;
let server: TestServer;
let registry: StatusRegistry;

beforeAll(async () => {
  const keys = await openRegistryKeys(await generateRegistryKeys());
  registry = createStatusRegistry({ id: keys.registry });
  credential = { issuer: encodePublicKey(derivePublicKey(fixedKey(2))), schemaId: "7", registry: registry.id };
  const reason = { timeSeconds: NOW_SECONDS - 86_400, actor: "admin", reasonCode: "issuer-added" } as const;
  trustIssuer(registry, fixedKey(2), reason, ["7"]);
  const { statements, bundles } = await statementsDue({ registry, keys, nowSeconds: NOW_SECONDS });
  const text = new TextEncoder();
  const published = [
    ["statements.json", statementsFile(statements.map(({ signed }) => signed))] as const,
    ...[...bundles].map(([sha256, each]) => [bundleFile(sha256), each.text] as const),
  ].map(([name, content]) => [`/registry/${name}`, text.encode(content)] as const);
  server = await startServer(new Map([...(await bundle({ page: "test/browser/page.ts" })), ...published]));
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Opens the registry from the page's cache, refreshes it if asked to, and answers its root, or a refusal's code. */
const rootIn = (page: Page, { refresh }: { readonly refresh: boolean }): Promise<string> =>
  page.evaluate(
    async ({ id, nowSeconds, credential, refresh }) => {
      const cache = await civicproof.openRegistryCache();
      const url = new URL("/registry/", location.href);
      try {
        const opened = await civicproof.openRegistry({ url, registry: id, cache, now: () => nowSeconds });
        if (refresh) await opened.refresh();
        return String((await opened.viewFor(credential)).statusRoot);
      } catch (error) {
        return (error as { code: string }).code;
      }
    },
    { id: registry.id, nowSeconds: NOW_SECONDS + 700, credential, refresh },
  );

it("a registry is kept by the browser, and is there without a network", async () => {
  const context = await browser.newContext();
  const open = async (): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(server.origin);
    await page.waitForFunction(() => "civicproof" in globalThis);
    return page;
  };
  const [first, second] = [await open(), await open()];
  expect(await rootIn(first, { refresh: false })).toBe("STATEMENT_MISSING");
  expect(await rootIn(first, { refresh: true })).toBe(String(registry.statusRoot));
  await first.close();
  await context.setOffline(true);
  expect(await rootIn(second, { refresh: false })).toBe(String(registry.statusRoot));
  expect(await rootIn(second, { refresh: true })).toBe("REGISTRY_UNREACHABLE");
  // A copy that somebody changed is no copy.
  await second.evaluate(
    async (key) => (await civicproof.openRegistryCache()).set(key, "{}"),
    `statements/${registry.id}`,
  );
  expect(await rootIn(second, { refresh: false })).toBe("STATEMENT_MISSING");
  await context.close();
}, 120_000);
