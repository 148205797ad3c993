/** The verifier of the packed package in engines beside Node.js and browsers: what verifies here verifies there. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { linkPackage, unpackInto } from "./tarball.ts";
import { enginePath, installEngines } from "./tools.ts";

const problem = installEngines();
// Without a registry there are no engines; whoever looks at the run sees that.
if (problem !== undefined) console.warn(`SKIPPED: workerd, Deno, Bun and Hermes can't be installed: ${problem}`);

const LIMIT_MILLISECONDS = 30_000;

/** Verifies a presentation, and one with another first signal. */
const CHECK = `
import { createStatement } from "civicproof/issuer";
import { importVerificationKey, verifyPresentation } from "civicproof/verifier";
import data from "./presentation.json";
export async function check() {
  const { request, presentation, verificationKey: json, nowSeconds, issuerRoot, statusRoot } = data;
  const verificationKey = importVerificationKey(json, { circuit: request.circuit, setup: "development", allowDevelopmentKeys: true });
  const registry = { id: request.registry, issuerRoots: { [request.schemaId]: BigInt(issuerRoot) }, statusRoot: BigInt(statusRoot) };
  const statement = createStatement({ registry, timeSeconds: Math.floor(nowSeconds / 3600) * 3600 - 3600 });
  const options = { request, verificationKey, statements: [statement], maxRootAgeSeconds: 7201, nowSeconds };
  const verified = await verifyPresentation(presentation, options);
  const [first, ...others] = presentation.publicSignals;
  const other = { ...presentation, publicSignals: [String(BigInt(first) + 1n), ...others] };
  const code = await verifyPresentation(other, options).then(() => "accepted", (error) => error.code);
  return JSON.stringify({ nullifier: String(verified.nullifier), code });
}
`;

const WORKER = `
import { check } from "./check.js";
export default { fetch: () => check().then((text) => new Response(text), (error) => new Response(String(error), { status: 500 })) };
`;

/** The fast path: this engine compiles no WebAssembly from bytes, but takes it as a module of the application. */
const FAST_WORKER = `
import module from "./verifier.wasm";
import { useVerifierModule } from "civicproof/verifier/wasm";
useVerifierModule(module);
${WORKER}
`;

const configOf = (modules: string): string => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const main :Workerd.Worker = (modules = [${modules}], compatibilityDate = "2026-01-01");
`;

/** What Hermes 0.12 lacks of what the verifier uses; React Native brings most of it. */
const HERMES_LACKS = `
globalThis.TextEncoder ??= function TextEncoder() {};
TextEncoder.prototype.encode ??= function (text) {
  return Uint8Array.from(unescape(encodeURIComponent(text)), function (letter) { return letter.charCodeAt(0); });
};
globalThis.TextDecoder ??= function TextDecoder() {};
TextDecoder.prototype.decode ??= function (bytes) {
  return decodeURIComponent(escape(String.fromCharCode.apply(null, bytes)));
};
Array.prototype.at ??= function (index) { return this[index < 0 ? this.length + index : index]; };
Object.hasOwn ??= function (object, name) { return Object.prototype.hasOwnProperty.call(object, name); };
globalThis.URL ??= function URL(text) {
  var found = /^(https?:)\\/\\/([a-z0-9.-]+)(:[0-9]+)?(\\/[^?#]*)?(\\?[^#]*)?(#.*)?$/.exec(text);
  if (!found) throw new TypeError("Invalid URL");
  this.protocol = found[1];
  this.hostname = found[2];
  this.host = found[2] + (found[3] || "");
  this.port = (found[3] || ":").slice(1);
  this.origin = this.protocol + "//" + this.host;
  this.pathname = found[4] || "/";
  this.search = found[5] || "";
  this.hash = found[6] || "";
  this.username = this.password = "";
  this.href = this.origin + this.pathname + this.search + this.hash;
};
URL.canParse ??= function (text) { try { new URL(text); return true; } catch (error) { return false; } };
`;

let folder: string;
let expected: unknown;
const children: ChildProcess[] = [];

async function bundle(name: string, source: string, { format = "esm" }: { readonly format?: "esm" | "iife" } = {}) {
  writeFileSync(join(folder, `${name}.in.js`), source);
  const outfile = join(folder, `${name}.js`);
  await build({
    entryPoints: [join(folder, `${name}.in.js`)],
    ...{ outfile, format, bundle: true, platform: "browser", target: "es2022", logLevel: "silent" },
    external: ["*.wasm"],
  });
  return outfile;
}

const run = (program: string, ...args: string[]): unknown =>
  JSON.parse(execFileSync(program, args, { cwd: folder, encoding: "utf8", timeout: LIMIT_MILLISECONDS }));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What a worker answers. */
async function askWorkerd(name: string, modules: string): Promise<unknown> {
  writeFileSync(join(folder, `${name}.capnp`), configOf(modules));
  const port = await freePort();
  const child = spawn(
    enginePath(".bin", "workerd"),
    ["serve", `${name}.capnp`, "--socket-addr", `http=127.0.0.1:${port}`],
    { cwd: folder, stdio: ["ignore", "ignore", "inherit"] },
  );
  children.push(child);
  for (const end = Date.now() + LIMIT_MILLISECONDS; ; await sleep(100)) {
    const response = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    if (response?.ok) return response.json();
    if (Date.now() > end || child.exitCode !== null) throw new Error(response && (await response.text()));
  }
}

beforeAll(async () => {
  if (problem !== undefined) return;
  folder = mkdtempSync(join(tmpdir(), "civicproof-engines-"));
  unpackInto(folder, inject("tarball"));
  linkPackage(folder);
  mkdirSync(join(folder, "package"), { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  writeFileSync(join(folder, "check.js"), CHECK);
  writeFileSync(join(folder, "presentation.json"), readFileSync("test/vectors/presentation-age.json"));
  const main = await bundle("main", `import { check } from "./check.js"; console.log(await check());`);
  expected = run(process.execPath, main);
}, 600_000);
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(problem !== undefined)("the verifier entry point", () => {
  it("verifies in Node.js, and refuses what is false", () => {
    expect(expected).toEqual({ nullifier: expect.stringMatching(/^[0-9]+$/), code: "PROOF_INVALID" });
  });

  it.each(["bun", "deno"])("does the same in %s", (engine) => {
    const args = engine === "deno" ? ["run", "--no-remote", "main.js"] : ["main.js"];
    expect(run(enginePath(".bin", engine), ...args)).toEqual(expected);
  });

  it("does the same in workerd, where code can't be compiled from bytes", async () => {
    await bundle("slow", WORKER);
    expect(await askWorkerd("slow", `(name = "main", esModule = embed "slow.js")`)).toEqual(expected);
  });

  it("does the same in workerd with civicproof/verifier.wasm", async () => {
    const { exports } = JSON.parse(readFileSync(join(folder, "package", "package.json"), "utf8")) as {
      exports: { readonly "./verifier.wasm": { readonly default: string } };
    };
    const { default: file } = exports["./verifier.wasm"];
    writeFileSync(join(folder, "verifier.wasm"), readFileSync(join(folder, "package", file)));
    await bundle("fast", FAST_WORKER);
    const modules = `(name = "main", esModule = embed "fast.js"), (name = "./verifier.wasm", wasm = embed "verifier.wasm")`;
    expect(await askWorkerd("fast", modules)).toEqual(expected);
  });

  it("does the same in Hermes, transpiled, with what React Native adds", async () => {
    const script = await bundle("hermes", `import { check } from "./check.js"; check().then(print, print);`, {
      format: "iife",
    });
    writeFileSync(script, HERMES_LACKS + readFileSync(script, "utf8"));
    const require = createRequire(resolve(enginePath("..", "package.json")));
    const { transformFileSync } = require("@babel/core") as {
      transformFileSync(file: string, options: object): { readonly code: string };
    };
    const { code } = transformFileSync(script, {
      presets: [
        [
          require.resolve("@babel/preset-env"),
          // No classes, no async; powers of big integers stay as they are.
          {
            targets: { ie: "11" },
            modules: false,
            exclude: ["transform-exponentiation-operator", "transform-typeof-symbol", "transform-regenerator"],
          },
        ],
      ],
      ...{ configFile: false, babelrc: false, compact: false },
    });
    writeFileSync(join(folder, "hermes.es5.js"), code);
    const system = { linux: "linux64-bin", darwin: "osx-bin" }[process.platform as "linux" | "darwin"];
    expect(run(enginePath("hermes-engine-cli", system, "hermes"), "hermes.es5.js")).toEqual(expected);
  });
});
