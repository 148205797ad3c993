import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CivicproofError } from "../../../../src/core/errors.ts";
import { derivePublicKey, encodePublicKey } from "../../../../src/core/signature.ts";
import { createStatement } from "../../../../src/credentials/registry/create-statement.ts";
import { folderCache, publishRegistry, readPublishedFrom } from "../../../../src/credentials/registry/node.ts";
import { openRegistry } from "../../../../src/credentials/registry/open-registry.ts";
import {
  generateRegistryKeys,
  openRegistryKeys,
  type RegistryKeys,
  signStatement,
} from "../../../../src/credentials/registry/registry-keys.ts";
import { checkRootPair } from "../../../../src/credentials/registry/root-rule.ts";
import {
  memoryCache,
  openStatements,
  type RegistryCache,
  statementsFile,
} from "../../../../src/credentials/registry/statement-source.ts";
import { createStatusRegistry, type StatusRegistry } from "../../../../src/credentials/registry/status-registry.ts";
import { fixedKey, trustIssuer } from "../../../world.ts";

/** A full hour. */
const HOUR = 3_600;
const START = 1_795_428_000;
const ISSUER_KEY = fixedKey(2);
const reason = (timeSeconds: number) => ({ timeSeconds, actor: "desk-3", reasonCode: "moved-away" }) as const;

let credential: { readonly issuer: string; readonly schemaId: string; readonly registry: string };
let keys: RegistryKeys;
let registry: StatusRegistry;
let directory: string;
let server: Server;
let url: string;
/** Answers instead of the files, where a test wants it. */
let instead: ((path: string) => RequestListener | undefined) | undefined;
let asked: string[];
let clock: number;

beforeEach(async () => {
  keys = await openRegistryKeys(await generateRegistryKeys());
  registry = createStatusRegistry({ id: keys.registry });
  credential = { issuer: encodePublicKey(derivePublicKey(ISSUER_KEY)), schemaId: "7", registry: registry.id };
  trustIssuer(registry, fixedKey(1), reason(START - 86_400), ["7"]);
  trustIssuer(registry, ISSUER_KEY, reason(START - 86_400), ["7", "8"]);
  for (let i = 0; i < 8; i++) registry.allocateStatusIndex(1, i);
  directory = await mkdtemp(join(tmpdir(), "civicproof-registry-"));
  instead = undefined;
  asked = [];
  clock = START;
  server = createServer((request, response) => {
    const path = request.url!.slice(1);
    asked.push(path);
    const other = instead?.(path);
    if (other !== undefined) return other(request, response);
    readFile(join(directory, "published", path)).then(
      (content) => response.end(content),
      () => response.writeHead(404).end(),
    );
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true });
});

const publish = (nowSeconds: number) => publishRegistry(join(directory, "published"), { registry, keys, nowSeconds });
const wallet = (options: { cache?: RegistryCache; timeLimitSeconds?: number; registry?: string } = {}) =>
  openRegistry({ url, registry: keys.registry, now: () => clock, ...options });
const revoke = (statusIndex: number, timeSeconds: number) =>
  registry.revoke({ issuerIndex: 1, statusIndex }, reason(timeSeconds));

async function code(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof CivicproofError) return error.code;
    throw error;
  }
  return "accepted";
}

describe("publishRegistry", () => {
  it("makes one statement for each time of the grid, also when nothing changes and when it comes late", async () => {
    const first = await publish(START);
    expect(first.statements.map(({ statement }) => statement.timeSeconds)).toEqual([START - HOUR, START]);
    expect((await publish(START + HOUR - 1)).statements).toEqual([]);
    revoke(1, START + HOUR + 10);
    const late = await publish(START + 3 * HOUR + 5);
    expect(late.statements.map(({ statement }) => statement.number)).toEqual([2, 3, 4]);
    // Each says how the registry was at its time.
    expect(late.statements.map(({ statement }) => statement.statusRoot === registry.statusRoot)).toEqual([
      false,
      true,
      true,
    ]);
    expect(late.bundles.size).toBe(2);
    expect((await readdir(join(directory, "published", "statements"))).length).toBe(5);
  });

  it("has its programmes from its first statement on, whatever minute it is", async () => {
    const entry = {
      ...{ verifier: "benefits.example.org", programme: "city-pass", grid: "year/2026-01-01/60", maxClaims: 1 },
      ...{ askers: [], responseOrigins: ["https://answers.example.org"] },
    };
    const programmes = [entry];
    const hostFiles = {
      [entry.verifier]: JSON.stringify({ civicproof: "host/v2", registries: { [keys.registry]: programmes } }),
    };
    // At five past the hour a wallet shows the statement of the hour before; at half past, that of the hour.
    for (const [minute, statements] of [
      [5, 2],
      [30, 1],
    ] as const) {
      clock = START + minute * 60;
      const where = join(directory, `at ${minute}`);
      const due = await publishRegistry(where, { registry, keys, nowSeconds: clock, programmes, hostFiles });
      expect(due.statements).toHaveLength(statements);
      const opened = await openRegistry({ url: readPublishedFrom(where), registry: keys.registry, now: () => clock });
      await opened.refresh();
      expect(opened.shown().programmes).toEqual(programmes);
    }
  });

  it("seals what it has said: no change can be dated before", async () => {
    await publish(START);
    expect(await code(() => revoke(1, START))).toBe("STATUS_TRANSITION_INVALID");
    revoke(1, START + 1);
  });

  it("refuses to go on in another registry's directory", async () => {
    await publish(START);
    const other = await openRegistryKeys(await generateRegistryKeys());
    const foreign = createStatusRegistry({ id: other.registry });
    const where = join(directory, "published");
    expect(await code(() => publishRegistry(where, { registry: foreign, keys: other, nowSeconds: START + HOUR }))).toBe(
      "STATEMENT_FOREIGN",
    );
  });
});

describe("openRegistry", () => {
  it("shows everybody the newest statement that is 600 seconds old", async () => {
    await publish(START);
    const opened = await wallet();
    await opened.refresh();
    const numberAt = (seconds: number) => {
      clock = seconds;
      return opened.shown().number;
    };
    expect(numberAt(START)).toBe(0);
    expect(numberAt(START + 599)).toBe(0);
    expect(numberAt(START + 600)).toBe(1);
    const view = await opened.viewFor(credential);
    expect(view).toMatchObject({ registry: keys.registry, schemaId: "7", statusRoot: registry.statusRoot });
    expect(view.issuerRoot).toBe(registry.issuerRoots["7"]);
    expect(view.statusPath(1, 3)).toEqual(registry.view("7").statusPath(1, 3));
    // What it shows is what verifiers accept.
    const { issuerRoot, statusRoot } = view;
    checkRootPair(
      { registry: keys.registry, schemaId: "7", issuerRoot, statusRoot },
      { statements: opened.statements, maxRootAgeSeconds: 2 * HOUR, nowSeconds: clock },
    );
    expect(await code(() => opened.viewFor({ ...credential, schemaId: "9" }))).toBe("ISSUER_NOT_TRUSTED");
  });

  it("looks up no credential of another registry", async () => {
    await publish(START);
    const opened = await wallet();
    await opened.refresh();
    clock = START + 600;
    expect(await code(() => opened.viewFor({ ...credential, registry: "cd".repeat(32) }))).toBe("REGISTRY_MISMATCH");
  });

  it("shows no rare root: a copy that is too old is refused, not shown", async () => {
    await publish(START);
    const opened = await wallet();
    await opened.refresh();
    clock = START + HOUR + 599;
    expect(opened.shown().number).toBe(1);
    clock = START + HOUR + 600;
    expect(await code(() => opened.viewFor(credential))).toBe("STATEMENT_MISSING");
    revoke(1, START + 10);
    await publish(clock);
    await opened.refresh();
    expect((await opened.viewFor(credential)).statusRoot).toBe(registry.statusRoot);
  });

  it("never shows an older statement than before, also after a restart", async () => {
    const cache = memoryCache();
    await publish(START);
    const opened = await wallet({ cache });
    await opened.refresh();
    clock = START + 700;
    await opened.viewFor(credential);
    clock = START;
    expect(await code(() => opened.viewFor(credential))).toBe("STATEMENT_OUTDATED");
    const restarted = await wallet({ cache });
    expect(await code(() => restarted.viewFor(credential))).toBe("STATEMENT_OUTDATED");
  });

  it("starts from its cache without a network, and asks nothing when it proves", async () => {
    await publish(START);
    const cache = folderCache(join(directory, "cache"));
    const opened = await wallet({ cache });
    await opened.refresh();
    clock = START + 700;
    const fresh = await opened.viewFor(credential);
    server.close();
    server.closeAllConnections();
    asked = [];
    const offline = await wallet({ cache });
    expect((await offline.viewFor(credential)).statusRoot).toBe(fresh.statusRoot);
    expect(await code(() => offline.refresh())).toBe("REGISTRY_UNREACHABLE");
    expect((await offline.viewFor(credential)).issuerRoot).toBe(fresh.issuerRoot);
    expect(asked).toEqual([]);
  });

  it("fetches the same files whoever asks, all lists in one bundle", async () => {
    await publish(START);
    for (const issuer of [credential.issuer, encodePublicKey(derivePublicKey(fixedKey(1)))]) {
      asked = [];
      const opened = await wallet();
      await opened.refresh();
      await opened.viewFor({ ...credential, issuer });
      expect(asked.map((path) => path.replace(/[0-9a-f]{64}/, "…"))).toEqual(["statements.json", "bundles/….json"]);
    }
  });

  it("refreshes within a second", async () => {
    await publish(START);
    const opened = await wallet();
    await opened.refresh();
    const times: number[] = [];
    for (let i = 0; i < 3; i++) {
      const started = performance.now();
      await opened.refresh();
      times.push(performance.now() - started);
    }
    expect(Math.min(...times)).toBeLessThan(1_000);
  });

  it("proves an appeal under the statement of its instant", async () => {
    await publish(START);
    const before = registry.statusRoot;
    revoke(1, START + 10);
    await publish(START + 20 * HOUR);
    clock = START + 20 * HOUR;
    const opened = await wallet();
    await opened.refresh();
    expect((await opened.viewFor(credential, { asOfSeconds: START + HOUR - 1 })).statusRoot).toBe(before);
    expect((await opened.viewFor(credential, { asOfSeconds: START + HOUR })).statusRoot).toBe(registry.statusRoot);
    expect(await code(() => opened.viewFor(credential, { asOfSeconds: START - 2 * HOUR }))).toBe("STATEMENT_MISSING");
  });

  it("fetches a damaged copy again", async () => {
    await publish(START);
    const cache = folderCache(join(directory, "cache"));
    await (await wallet({ cache })).refresh();
    for (const name of await readdir(join(directory, "cache"))) await writeFile(join(directory, "cache", name), "{}");
    const opened = await wallet({ cache });
    expect(opened.statements).toEqual([]);
    await opened.refresh();
    clock = START + 700;
    await opened.viewFor(credential);
  });
});

describe("openRegistry refuses", () => {
  const text = async () => readFile(join(directory, "published", "statements.json"), "utf8");
  const serve = (path: string, listener: RequestListener) => {
    instead = (given) => (given.startsWith(path) ? listener : undefined);
  };

  beforeEach(() => publish(START));

  it("a server that stalls, before and in the middle of a file", async () => {
    const opened = await wallet({ timeLimitSeconds: 0.3 });
    serve("statements.json", () => {});
    expect(await code(() => opened.refresh())).toBe("REGISTRY_STALLED");
    serve("statements.json", (_, response) => void response.write('{"civic'));
    expect(await code(() => opened.refresh())).toBe("REGISTRY_STALLED");
    expect(await code(() => opened.refresh(AbortSignal.timeout(50)))).toBe("OPERATION_ABORTED");
  });

  it("a file that is cut, on the way or at its server", async () => {
    const whole = await text();
    const opened = await wallet();
    serve("statements.json", (_, response) => {
      response.writeHead(200, { "content-length": whole.length });
      response.write(whole.slice(0, 200), () => response.destroy());
    });
    expect(await code(() => opened.refresh())).toBe("REGISTRY_TRUNCATED");
    serve("statements.json", (_, response) => void response.end(whole.slice(0, 200)));
    expect(await code(() => opened.refresh())).toBe("REGISTRY_TRUNCATED");
    serve("bundles/", (_, response) => void response.end('{"civicproof":"registry-bundle/v2/s1","snap'));
    expect(await code(() => opened.refresh())).toBe("REGISTRY_TRUNCATED");
  });

  it("a file that is too large, without reading it to its end", async () => {
    const opened = await wallet();
    let sent = 0;
    serve("bundles/", (_, response) => {
      const chunk = Buffer.alloc(1_000_000, 32);
      const more = (): void => {
        sent += chunk.length;
        if (sent < 40_000_000 && !response.destroyed) response.write(chunk, () => setImmediate(more));
      };
      more();
    });
    expect(await code(() => opened.refresh())).toBe("REGISTRY_TOO_LARGE");
    expect(sent).toBeLessThan(40_000_000);
  });

  it("an error page, a redirect and a web page", async () => {
    const opened = await wallet();
    serve("statements.json", (_, response) => void response.writeHead(503).end());
    expect(await code(() => opened.refresh())).toBe("REGISTRY_UNREACHABLE");
    serve("statements.json", (_, response) => void response.writeHead(302, { location: "/elsewhere" }).end());
    expect(await code(() => opened.refresh())).toBe("REGISTRY_UNREACHABLE");
    serve("statements.json", (_, response) => void response.end('{"civicproof":"policy/v2"}'));
    expect(await code(() => opened.refresh())).toBe("STATEMENT_INVALID");
  });

  it("an older statement than it had", async () => {
    const old = await text();
    const opened = await wallet();
    await publish(START + HOUR);
    await opened.refresh();
    serve("statements.json", (_, response) => void response.end(old));
    expect(await code(() => opened.refresh())).toBe("STATEMENT_OUTDATED");
    expect(opened.statements.at(-1)?.number).toBe(2);
  });

  it("statements of another key", async () => {
    expect(await code(async () => (await wallet({ registry: "ab".repeat(32) })).refresh())).toBe("STATEMENT_FOREIGN");
  });

  it("two statements for one number, and takes nothing of that answer over", async () => {
    const cache = memoryCache();
    const opened = await wallet({ cache });
    await opened.refresh();
    const [, last] = opened.statements;
    const before = opened.statements;
    // The registry itself signs another root for one person.
    const other = createStatement({ registry: { ...registry, statusRoot: 5n as never }, previous: before[0]! });
    expect(other.number).toBe(last!.number);
    const next = createStatement({ registry, previous: other });
    const signed = await Promise.all([other, next].map((each) => signStatement(each, keys)));
    serve("statements.json", (_, response) => void response.end(statementsFile(signed)));
    expect(await code(() => opened.refresh())).toBe("STATEMENT_CONTRADICTED");
    expect(opened.statements).toEqual(before);
    // A restart does not make it forget.
    const restarted = await wallet({ cache });
    expect(await code(() => restarted.refresh())).toBe("STATEMENT_CONTRADICTED");
  });

  it("a bundle that its statement does not name", async () => {
    const opened = await wallet();
    serve("bundles/", async (_, response) => {
      const [name] = await readdir(join(directory, "published", "bundles"));
      const bundle = await readFile(join(directory, "published", "bundles", name!), "utf8");
      response.end(bundle.replace('"lists"', ' "lists"'));
    });
    expect(await code(() => opened.refresh())).toBe("BUNDLE_INVALID");
  });

  it("addresses without protection", async () => {
    for (const address of ["http://registry.example.org/", "ftp://127.0.0.1/", "data:text/plain,x"])
      expect(await code(() => openRegistry({ url: address, registry: keys.registry }))).toBe("INPUT_INVALID");
    const read = readPublishedFrom(join(directory, "published"));
    expect(await code(() => read("../secret.json", { maxBytes: 10 }))).toBe("REGISTRY_UNREACHABLE");
    expect(await code(() => read("statements.json", { maxBytes: 10 }))).toBe("REGISTRY_TOO_LARGE");
  });
});

describe("openStatements", () => {
  it("gives a verifier what is young enough, fetches what is missing, and follows the grid by itself", async () => {
    await publish(START);
    await publish(START + 20 * HOUR);
    const source = await openStatements({ url, registry: keys.registry });
    const at = (nowSeconds: number, maxRootAgeSeconds: number, asOfSeconds: readonly number[] = []) =>
      source
        .statementsFor({ nowSeconds, maxRootAgeSeconds, asOfSeconds })
        .then((statements) => statements.map(({ number }) => number).sort((a, b) => a - b));
    expect(await at(START + 20 * HOUR, 2 * HOUR)).toEqual([20, 21]);
    expect(await at(START + 20 * HOUR, 15 * HOUR)).toEqual(Array.from({ length: 15 }, (_, i) => 7 + i));
    expect(await at(START + 20 * HOUR, 2 * HOUR, [START + 90])).toEqual([1, 20, 21]);
    // An instant that nothing was said about takes nobody else's statements away.
    expect(await at(START + 20 * HOUR, 2 * HOUR, [START - 86_400])).toEqual([20, 21]);
    await publish(START + 21 * HOUR);
    expect(await at(START + 21 * HOUR, 2 * HOUR)).toEqual([21, 22]);
    // The server is away: what is known goes on until it is too old.
    instead = () => (_, response) => void response.writeHead(503).end();
    expect(await at(START + 22 * HOUR, 2 * HOUR)).toEqual([22]);
    expect(await at(START + 30 * HOUR, 2 * HOUR)).toEqual([]);
    const other = await openStatements({ url, registry: keys.registry });
    expect(await code(() => other.statementsFor({ nowSeconds: START, maxRootAgeSeconds: 2 * HOUR }))).toBe(
      "REGISTRY_UNREACHABLE",
    );
  });
});
