/** The proving worker in a real Chromium, minified, under a strict CSP, without cross-origin isolation. */
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openArtifacts } from "../../src/node.ts";
import { parseManifest } from "../../src/statement/artifacts/manifest.ts";
import { compilePolicy } from "../../src/statement/policy/index.ts";
import { createRequest, loadVerificationKey, verifyPresentation } from "../../src/verifier.ts";
import { FIXTURE_POLICIES, GRID, makeWorld, NOW_SECONDS, REGISTRY_ID, SCHEMA, statementOf } from "../world.ts";
import { launchChromium } from "./chromium.ts";
import { bundle, startServer, type TestServer } from "./server.ts";

const world = makeWorld();
const issuerIndex = 1;
const makeRequest = () =>
  createRequest({
    policy: compilePolicy(FIXTURE_POLICIES.age, SCHEMA),
    scope: { verifier: "portal.example" },
    registry: REGISTRY_ID,
    grid: GRID,
    origin: "https://portal.example",
    nowSeconds: NOW_SECONDS,
  });

/** Everything a page needs, as JSON. */
const input = () => ({
  credential: world.credential,
  holderSecret: String(world.holderSecret),
  request: makeRequest(),
  nowSeconds: NOW_SECONDS,
  snapshot: world.registry.snapshot(),
  statusBits: [...world.registry.statusBits(issuerIndex)],
  manifest: JSON.parse(readFileSync("artifacts/manifest.json", "utf8")) as { circuits: Record<string, unknown> },
});
type Input = ReturnType<typeof input>;
interface Given {
  readonly data: Input;
  readonly manifest: unknown;
}

interface Outcome {
  readonly presentation?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
  readonly notices: readonly { readonly code: string; readonly message: string }[];
  readonly stages: readonly string[];
  readonly fractions: readonly number[];
  readonly longestGap: number;
  readonly longTasks: readonly number[];
}

let browser: Browser;
let server: TestServer;
let page: Page;
let violations: string[];

beforeAll(async () => {
  const entries = { page: "test/browser/page.ts", worker: "src/browser/worker/entry.ts" };
  server = await startServer(await bundle(entries, { split: true }));
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
afterEach(async () => {
  server.fault = undefined;
  server.scriptFault = undefined;
  await page?.context().close();
});

async function openPage(): Promise<Page> {
  const context = await browser.newContext();
  page = await context.newPage();
  violations = [];
  page.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) violations.push(message.text());
  });
  await page.goto(server.origin);
  await page.waitForFunction(() => "civicproof" in globalThis);
  return page;
}

/** `page.evaluate` without the type of a handle tree, which is too deep for policies. */
function evaluate<Given, Result>(work: (given: Given) => Promise<Result>, given: Given): Promise<Result> {
  return (page.evaluate as (work: unknown, given: unknown) => Promise<unknown>).call(
    page,
    work,
    given,
  ) as Promise<Result>;
}

/** Proves in the page with a worker that stays for the next call. */
function prove(data: Input, overrides: { readonly manifest?: unknown } = {}): Promise<Outcome> {
  return evaluate<Given, Outcome>(
    async ({ data, manifest }) => {
      const notices: { code: string; message: string }[] = [];
      const stages: string[] = [];
      const fractions: number[] = [];
      const kept = globalThis as { prover?: ReturnType<typeof civicproof.createProverWorker> };
      kept.prover ??= civicproof.createProverWorker({
        worker: civicproof.startWorker,
        onNotice: ({ code, message }) => notices.push({ code, message }),
      });
      const { prover } = kept;
      const statusBits = Uint8Array.from(data.statusBits);
      const measured = await civicproof.heartbeat(() =>
        prover
          .openRequest(data.request, { askedBy: data.request.origin, clock: () => data.nowSeconds })
          .then((request) =>
            prover.createPresentation({
              credential: data.credential,
              holderSecret: BigInt(data.holderSecret) as never,
              request,
              registry: { snapshot: data.snapshot, statusBits },
              artifacts: { manifest, baseUrl: "/artifacts/", allowDevelopmentKeys: true },
              onProgress({ stage, fraction }) {
                if (stages.at(-1) !== stage) stages.push(stage);
                fractions.push(fraction);
              },
            }),
          )
          .then(
            (presentation) => ({ presentation }),
            (error) => ({ error: { code: error.code, message: error.message } }),
          ),
      );
      const { result, longestGap, longTasks } = measured;
      return { ...result, notices, stages, fractions, longestGap, longTasks };
    },
    { data, manifest: overrides.manifest ?? data.manifest },
  );
}

async function expectVerifies(data: Input, { presentation }: Outcome): Promise<void> {
  const verificationKey = await loadVerificationKey({
    circuit: "age",
    ...(await openArtifacts()),
    allowDevelopmentKeys: true,
  });
  await verifyPresentation(presentation, {
    request: data.request,
    verificationKey,
    statements: [statementOf(world.registry)],
    maxRootAgeSeconds: 7_200,
    nowSeconds: NOW_SECONDS,
  });
}

const zkeyOf = (path: string): boolean => path.endsWith(".cpk");

describe("proving in a worker", () => {
  it("makes a proof that verifies, reports progress and never blocks the page for 50 ms", async () => {
    await openPage();
    const data = input();
    const outcome = await prove(data);
    expect(outcome.error).toBeUndefined();
    await expectVerifies(data, outcome);
    expect(outcome.stages).toEqual(["loading", "checking", "witness", "proving", "verifying", "done"]);
    expect([...outcome.fractions].sort((a, b) => a - b)).toEqual(outcome.fractions);
    expect(outcome.fractions.at(-1)).toBe(1);
    // Tasks of more than 50 ms on the main thread, as the browser itself counts them.
    expect(outcome.longTasks).toEqual([]);
    expect(violations).toEqual([]);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    // The same script twice more, as the second threads of the prover and of unpacking the key.
    expect(server.requested.filter((path) => path === "/worker.js").length).toBe(3);
  });

  it("needs no network after the first time, in a new page as well", async () => {
    await openPage();
    expect((await prove(input())).error).toBeUndefined();
    const asked = server.served.length;
    await page.reload();
    await page.waitForFunction(() => "civicproof" in globalThis);
    server.fault = (_content, response) => void response.destroy();
    const data = input();
    const outcome = await prove(data);
    expect(outcome.error).toBeUndefined();
    await expectVerifies(data, outcome);
    expect(server.served.length).toBe(asked);
  });

  it("downloads the packed key and keeps it unpacked", async () => {
    await openPage();
    const data = input();
    const before = server.served.length;
    expect((await prove(data)).error).toBeUndefined();
    const asked = server.served.slice(before).filter((path) => /\.(cpk|zkey)$/.test(path));
    expect(asked).toEqual(["build/age/circuit.cpk"]);
    const kept = await page.evaluate(async () => {
      const cache = await caches.open("civicproof-artifacts");
      const responses = await Promise.all((await cache.keys()).map((key) => cache.match(key)));
      return Promise.all(responses.map(async (response) => (await response!.arrayBuffer()).byteLength));
    });
    const { files } = parseManifest(data.manifest).circuits.age!;
    expect(kept.sort()).toEqual([files.zkey.bytes, files.wasm.bytes, files.vkey.bytes].sort());
  });

  it("refuses with the class and code of the library", async () => {
    await openPage();
    const data = input();
    const claims = { ...data.credential.claims, birthDate: "1940-01-01" };
    const tampered = await prove({ ...data, credential: { ...data.credential, claims } });
    expect(tampered.error?.code).toBe("CREDENTIAL_TAMPERED");
    expect((await prove({ ...data, request: { ...data.request, circuit: "residency" } })).error?.code).toBe(
      "REQUEST_INVALID",
    );
    expect((await prove(data)).error).toBeUndefined();
  });
});

describe("cancelling", () => {
  it("rejects at once, and the next proof is right", async () => {
    await openPage();
    const data = input();
    expect((await prove(data)).error).toBeUndefined();
    const { code, waited, proving } = await evaluate(async (data: Input) => {
      const { prover } = globalThis as unknown as { prover: ReturnType<typeof civicproof.createProverWorker> };
      /** How a proof ends, and how long after its calculation began. */
      async function run(
        onProving: () => void,
        signal?: AbortSignal,
      ): Promise<{ code: unknown; milliseconds: number }> {
        let provingAt = 0;
        const code = await prover
          .createPresentation({
            credential: data.credential,
            holderSecret: BigInt(data.holderSecret) as never,
            request,
            registry: { snapshot: data.snapshot, statusBits: Uint8Array.from(data.statusBits) },
            artifacts: { manifest: data.manifest, baseUrl: "/artifacts/", allowDevelopmentKeys: true },
            ...(signal === undefined ? {} : { signal }),
            onProgress({ stage }) {
              if (stage !== "proving" || provingAt > 0) return;
              provingAt = performance.now();
              onProving();
            },
          })
          .then(
            () => "PROVEN",
            (error: { code: string }) => error.code,
          );
        return { code, milliseconds: performance.now() - provingAt };
      }
      const request = await prover.openRequest(data.request, {
        askedBy: data.request.origin,
        clock: () => data.nowSeconds,
      });
      const whole = await run(() => {});
      const controller = new AbortController();
      const cancelled = await run(() => controller.abort(), controller.signal);
      return { code: cancelled.code, waited: cancelled.milliseconds, proving: whole.milliseconds };
    }, data);
    expect(code).toBe("OPERATION_ABORTED");
    // A whole proof is the measure when the machine is busy.
    expect(waited).toBeLessThan(Math.max(200, proving / 2));
    const outcome = await prove(data);
    expect(outcome.error).toBeUndefined();
    await expectVerifies(data, outcome);
  });

  it("starts a new worker after one that died", async () => {
    await openPage();
    const data = input();
    expect((await prove(data)).error).toBeUndefined();
    const code = await page.evaluate(async () => {
      const prover = civicproof.createProverWorker({ worker: () => new Worker("/missing.js", { type: "module" }) });
      return prover.load("age", { manifest: {}, baseUrl: "/" }).catch((error: { code: string }) => error.code);
    });
    expect(code).toBe("PROVER_WORKER_FAILED");
  });
});

describe("a script of the prover's second thread that does not come", () => {
  /** The chunk behind the dynamic import of `src/browser/worker/entry.ts`. */
  const isThread = (path: string): boolean => /^\/worker-.+\.js$/.test(path);
  const FAULTS: Readonly<Record<string, TestServer["scriptFault"] & object>> = {
    "is missing": (_content, response) => {
      response.statusCode = 404;
      return Buffer.alloc(0);
    },
    "is a web page": (_content, response) => {
      response.setHeader("Content-Type", "text/html");
      return Buffer.from("<!doctype html><title>Start page</title>");
    },
    "is cut off by the network": (_content, response) => void response.destroy(),
    throws: () => Buffer.from("throw new Error('broken');"),
    "stays silent": (_content, response) => {
      silent.push(response);
      return undefined;
    },
  };
  const silent: { destroy(): void }[] = [];
  const heal = (): void => {
    server.scriptFault = undefined;
    // A browser asks once at a time for an address.
    for (const response of silent.splice(0)) response.destroy();
  };

  it.each(Object.entries(FAULTS))(
    "that %s: the proof is made within ten seconds, and the next with it",
    async (_, fault) => {
      await openPage();
      const data = input();
      let wasAsked = 0;
      server.scriptFault = (content, response, path) => {
        if (!isThread(path)) return content;
        wasAsked++;
        return fault(content, response, path);
      };
      const started = performance.now();
      const outcome = await prove(data);
      const took = performance.now() - started;
      expect(outcome.error).toBeUndefined();
      await expectVerifies(data, outcome);
      expect(wasAsked).toBeGreaterThan(0);
      heal();
      const again = performance.now();
      await expectVerifies(data, await prove(data));
      // On a busy machine a proof takes long by itself.
      expect(took).toBeLessThan(Math.max(10_000, 6_000 + 3 * (performance.now() - again)));
    },
  );

  it.each(Object.entries(FAULTS))(
    "or of the worker that %s: a refusal within ten seconds, and the next call is served",
    async (_, fault) => {
      await openPage();
      const data = input();
      server.scriptFault = (content, response, path) =>
        path === "/worker.js" ? fault(content, response, path) : content;
      const started = performance.now();
      expect((await prove(data)).error?.code).toBe("PROVER_WORKER_FAILED");
      expect(performance.now() - started).toBeLessThan(10_000);
      heal();
      const outcome = await prove(data);
      expect(outcome.error).toBeUndefined();
      await expectVerifies(data, outcome);
    },
  );

  /** Chunks of the worker's script, by the start of their names: the prover, and the kernel in WebAssembly. */
  const CHUNKS = { prover: "/prover-", kernel: "/fma.generated-" } as const;

  it.each(
    Object.entries(CHUNKS).flatMap(([chunk, start]) =>
      Object.entries(FAULTS).map(([name, fault]) => [chunk, name, start, fault] as const),
    ),
  )(
    "or of the %s that %s: a refusal within ten seconds, and the next call is served",
    async (_chunk, _name, start, fault) => {
      await openPage();
      const data = input();
      let wasAsked = 0;
      server.scriptFault = (content, response, path) => {
        if (!path.startsWith(start)) return content;
        wasAsked++;
        return fault(content, response, path);
      };
      const started = performance.now();
      const { error } = await prove(data);
      expect(wasAsked).toBeGreaterThan(0);
      expect(["PROVER_WORKER_FAILED", "CODE_UNREACHABLE"]).toContain(error?.code);
      expect(performance.now() - started).toBeLessThan(10_000);
      heal();
      await expectVerifies(data, await prove(data));
    },
  );
});

describe("artifacts that can't be used", () => {
  it("says that a web page came instead of the file", async () => {
    await openPage();
    server.fault = (content, response, path) => {
      if (!path.endsWith(".wasm")) return content;
      response.setHeader("Content-Type", "text/html");
      return Buffer.from("<!doctype html><title>Start page</title>".padEnd(content.length, " "));
    };
    const { error } = await prove(input());
    expect(error?.code).toBe("ARTIFACT_TYPE_WRONG");
    expect(error?.message).toMatch(/web page \(HTML\) instead of build\/age\/circuit\.wasm/);
  });

  it("says that a download is incomplete", async () => {
    await openPage();
    server.fault = (content, _response, path) => (zkeyOf(path) ? content.subarray(0, content.length - 1000) : content);
    expect((await prove(input())).error).toMatchObject({
      code: "ARTIFACT_TRUNCATED",
      message: expect.stringMatching(/incomplete/),
    });
    server.fault = (content, response, path) => {
      if (!zkeyOf(path)) return content;
      response.setHeader("Content-Length", content.length);
      response.write(content.subarray(0, 100_000));
      setTimeout(() => response.destroy(), 50);
      return undefined;
    };
    expect((await prove(input())).error?.code).toBe("ARTIFACT_TRUNCATED");
  });

  it("heals one bit that flips on the way, and says so when it flips twice", async () => {
    await openPage();
    let flips = 0;
    const flip: TestServer["fault"] = (content, _response, path) => {
      if (!zkeyOf(path)) return content;
      const changed = Buffer.from(content);
      changed[content.length - 100 - flips++]! ^= 1;
      return changed;
    };
    server.fault = flip;
    expect((await prove(input())).error).toMatchObject({
      code: "ARTIFACT_DAMAGED",
      message: expect.stringMatching(/damaged on the way/),
    });
    let first = true;
    server.fault = (content, response, path) => {
      if (!first || !zkeyOf(path)) return content;
      first = false;
      return flip(content, response, path);
    };
    expect((await prove(input())).error).toBeUndefined();
  });

  it("says that the server has another version", async () => {
    await openPage();
    const data = input();
    const manifest = structuredClone(data.manifest) as { circuits: { age: { files: { zkey: { sha256: string } } } } };
    manifest.circuits.age.files.zkey.sha256 = "0".repeat(64);
    expect((await prove(data, { manifest })).error).toMatchObject({
      code: "ARTIFACT_HASH_MISMATCH",
      message: expect.stringMatching(/another version/),
    });
  });

  it("stops a packed key that unpacks to more than the manifest says", async () => {
    await openPage();
    const data = input();
    const manifest = structuredClone(data.manifest) as { circuits: { age: { files: { zkey: { bytes: number } } } } };
    manifest.circuits.age.files.zkey.bytes -= 64;
    expect((await prove(data, { manifest })).error).toMatchObject({
      code: "ARTIFACT_INVALID",
      message: expect.stringMatching(/a file that unpacks to more/),
    });
  });

  it("throws away a kept copy that is damaged, and says so when it can't be replaced", async () => {
    await openPage();
    const data = input();
    expect((await prove(data)).error).toBeUndefined();
    const damage = () =>
      page.evaluate(async () => {
        const cache = await caches.open("civicproof-artifacts");
        for (const request of await cache.keys()) {
          const bytes = new Uint8Array(await (await cache.match(request))!.arrayBuffer());
          bytes[bytes.length - 1]! ^= 1;
          await cache.put(request, new Response(bytes));
        }
        (globalThis as { prover?: { close(): void } }).prover?.close();
      });
    await damage();
    server.fault = (_content, response) => void response.destroy();
    const offline = await prove(data);
    expect(offline.error).toMatchObject({
      code: "ARTIFACT_DAMAGED",
      message: expect.stringMatching(/on this device is damaged/),
    });
    server.fault = undefined;
    expect((await prove(data)).error).toBeUndefined();
  });

  it("proves on a full disk, and says that the files could not be kept", async () => {
    await openPage();
    const session = await page.context().newCDPSession(page);
    await session.send("Storage.overrideQuotaForOrigin", { origin: server.origin, quotaSize: 1_000 });
    const data = input();
    const outcome = await prove(data);
    expect(outcome.error).toBeUndefined();
    await expectVerifies(data, outcome);
    expect(outcome.notices.map(({ code }) => code)).toContain("ARTIFACT_CACHE_FULL");
    expect(outcome.notices[0]?.message).toMatch(/no space to keep/);
  });

  it("says that there is no network", async () => {
    await openPage();
    server.fault = (_content, response) => void response.destroy();
    expect((await prove(input())).error?.code).toBe("ARTIFACT_UNREACHABLE");
  });
});
