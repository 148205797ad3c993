/** The page for WebViews, as an app uses it: in Chromium, and in the system's Firefox, which reports by itself. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer, ProveMessage } from "../../examples/webview/page.ts";
import { openArtifacts } from "../../src/node.ts";
import { compilePolicy } from "../../src/statement/policy/index.ts";
import { createRequest, loadVerificationKey, verifyPresentation } from "../../src/verifier.ts";
import { FIXTURE_POLICIES, GRID, makeWorld, NOW_SECONDS, REGISTRY_ID, SCHEMA, statementOf } from "../world.ts";
import { launchChromium } from "./chromium.ts";
import { bundle, STRICT_CSP } from "./server.ts";

const FIREFOX = ["firefox-esr", "firefox"].find((name) => spawnSync(name, ["--version"]).status === 0);
if (FIREFOX === undefined) console.warn("SKIPPED: no Firefox here (Debian: apt-get install firefox-esr)");

const world = makeWorld();
const request = createRequest({
  policy: compilePolicy(FIXTURE_POLICIES.age, SCHEMA),
  scope: { verifier: "portal.example" },
  registry: REGISTRY_ID,
  grid: GRID,
  origin: "https://portal.example",
  nowSeconds: NOW_SECONDS,
});
const message: ProveMessage = {
  id: 7,
  request,
  askedBy: "https://portal.example",
  credential: world.credential,
  holderSecret: String(world.holderSecret),
  snapshot: world.registry.snapshot(),
  statusBits: [...world.registry.statusBits(1)],
  nowSeconds: NOW_SECONDS,
  allowDevelopmentKeys: true,
};
const refused: ProveMessage = { ...message, id: 8, askedBy: "https://shop.example" };

/** Stands for the app: bridges messages to this process. */
const BRIDGE = `
window.ReactNativeWebView = { postMessage: (text) => fetch("/answer", { method: "POST", body: text }) };
`;
const ASK = `
for (const path of ["/message.json", "/refused.json"])
  fetch(path).then((response) => response.text()).then((data) => window.dispatchEvent(new MessageEvent("message", { data })));
`;

/** A server of the page, as the app has one; `answers` are what the page said. */
async function startApp() {
  const files = new Map<string, string | Uint8Array>([
    ...(await bundle({ page: "examples/webview/page.ts", "prover.worker": "src/browser/worker/entry.ts" })),
    ["/bridge.js", BRIDGE],
    ["/ask.js", ASK],
    ["/message.json", JSON.stringify(message)],
    ["/refused.json", JSON.stringify(refused)],
    [
      "/",
      '<!doctype html><title>app</title><script src="/bridge.js"></script><script type="module" src="/page.js"></script><script type="module" src="/ask.js"></script>',
    ],
  ]);
  const answers: Answer[] = [];
  let heard = (): void => {};
  const server = createServer((incoming, response) => {
    const { pathname } = new URL(incoming.url ?? "/", "http://localhost");
    response.setHeader("Content-Security-Policy", STRICT_CSP);
    if (pathname === "/answer") {
      let text = "";
      incoming.on("data", (chunk: Buffer) => (text += chunk));
      incoming.on("end", () => {
        answers.push(JSON.parse(text) as Answer);
        response.end();
        heard();
      });
      return;
    }
    const types: Readonly<Record<string, string>> = {
      "": "text/html",
      ".js": "text/javascript",
      ".json": "application/json",
    };
    response.setHeader("Content-Type", types[extname(pathname)] ?? "application/octet-stream");
    const content = pathname.startsWith("/artifacts/") ? readFileSync(pathname.slice(1)) : files.get(pathname);
    if (content === undefined) response.statusCode = 404;
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    /** The answers to both messages. */
    async finished(): Promise<readonly Answer[]> {
      const isThere = (id: number): boolean =>
        answers.some((answer) => "id" in answer && answer.id === id && !("progress" in answer));
      while (!isThere(7) || !isThere(8)) await new Promise<void>((resolve) => (heard = resolve));
      return answers;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function expectAnswers(answers: readonly Answer[]): Promise<void> {
  expect(answers).toContainEqual({ ready: true });
  const of = (id: number) => answers.filter((answer) => "id" in answer && answer.id === id);
  expect(of(8).at(-1)).toMatchObject({ error: { code: "ASKER_MISMATCH" } });
  expect(of(7).some((answer) => "progress" in answer)).toBe(true);
  const proven = of(7).find((answer) => "presentation" in answer) as { readonly presentation?: unknown } | undefined;
  const verificationKey = await loadVerificationKey({
    circuit: "age",
    ...(await openArtifacts()),
    allowDevelopmentKeys: true,
  });
  await verifyPresentation(proven?.presentation, {
    request,
    verificationKey,
    statements: [statementOf(world.registry)],
    maxRootAgeSeconds: 7_200,
    nowSeconds: NOW_SECONDS,
  });
}

describe("the page for WebViews", () => {
  let app: Awaited<ReturnType<typeof startApp>>;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app?.close());

  it("proves for its app in Chromium, and says why it does not", async () => {
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto(app.origin);
      await expectAnswers(await app.finished());
    } finally {
      await browser.close();
    }
  }, 60_000);
});

describe.skipIf(FIREFOX === undefined)("the same page in Firefox", () => {
  it("proves as well", async () => {
    const app = await startApp();
    const profile = mkdtempSync(join(tmpdir(), "civicproof-firefox-"));
    // Nothing but this page is asked for.
    const settings = {
      "network.proxy.type": 1,
      "network.proxy.http": "127.0.0.1",
      "network.proxy.http_port": 9,
      "network.proxy.ssl": "127.0.0.1",
      "network.proxy.ssl_port": 9,
      "network.proxy.no_proxies_on": "localhost, 127.0.0.1",
      "datareporting.policy.dataSubmissionEnabled": false,
      "app.update.enabled": false,
      "browser.aboutwelcome.enabled": false,
    };
    const lines = Object.entries(settings).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
    );
    writeFileSync(join(profile, "user.js"), lines.join("\n"));
    const args = ["--headless", "--no-remote", "--profile", profile, `${app.origin}/`];
    const child = spawn(FIREFOX!, args, { detached: true, stdio: "ignore" });
    try {
      await expectAnswers(await app.finished());
    } finally {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
      app.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  }, 120_000);
});
