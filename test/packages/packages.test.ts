/** The packed package in Vite, webpack, esbuild and Next.js, each as a production build in a real Chromium, and on each Node.js. */
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize, resolve } from "node:path";
import { build as esbuild } from "esbuild";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { launchChromium } from "../browser/chromium.ts";
import { STRICT_CSP } from "../browser/server.ts";
import { MAIN, NEXT_PAGE, nextRoute, PAGE, WORKER } from "./application.ts";
import { CONSUMER_RESULT, consumerScript, linkDependency, linkPackage, run, unpackInto } from "./tarball.ts";
import { linkTool, NODES, toolPath } from "./tools.ts";

let folder: string;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "civicproof-application-"));
  unpackInto(folder, inject("tarball"));
  linkPackage(folder);
  // Installed as the peer of civicproof/snarkjs, so that a bundler that reaches it finds it.
  linkDependency(folder, "snarkjs");
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  for (const [name, text] of Object.entries({ "page.js": PAGE, "main.js": MAIN, "prover.worker.js": WORKER })) {
    writeFileSync(join(folder, name), text);
  }
  browser = await launchChromium();
}, 600_000);
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };

/** Serves a built application with the package's artifacts under the strict policy. */
async function serve(directory: string, script: string): Promise<{ origin: string; server: Server }> {
  const page = `<!doctype html><html lang="en"><title>waiting</title><script type="module" src="${script}"></script></html>`;
  const server = createServer(({ url = "/" }, response) => {
    const path = normalize(new URL(url, "http://localhost").pathname);
    const file = path.startsWith("/artifacts/") ? join(folder, "package", path) : join(directory, path);
    response.setHeader("Content-Security-Policy", STRICT_CSP);
    if (path === "/") return response.setHeader("Content-Type", "text/html").end(page);
    if (!existsSync(file)) return response.writeHead(404).end();
    return response
      .setHeader("Content-Type", TYPES[extname(file)] ?? "application/octet-stream")
      .end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://localhost:${(server.address() as AddressInfo).port}`, server };
}

/** @param onLoad called whenever the page is loaded */
async function resultOf(origin: string, onLoad = () => {}): Promise<unknown> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    page.on("framenavigated", onLoad);
    await page.goto(origin);
    await page
      .waitForFunction(() => document.title.startsWith("{"), undefined, { timeout: 60_000 })
      .catch((error: unknown) => {
        throw new Error(`${error}: ${said.join("\n")}`);
      });
    return JSON.parse(await page.title());
  } finally {
    await context.close();
  }
}

async function expectWorks(directory: string, script: string): Promise<void> {
  const { origin, server } = await serve(directory, script);
  try {
    expect(await resultOf(origin)).toEqual(CONSUMER_RESULT);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** The name under which snarkjs and ffjavascript keep their curve in the global scope; minifiers leave it as it is. */
const MARK_OF_SNARKJS = "curve_bn128";

/** No module of a build comes from a package under the GPL, and no byte of what was written is snarkjs's. */
function expectNoGpl(modules: readonly string[], directory: string): void {
  const packages = new Set(modules.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  const licences = [...packages].map((path) => {
    const file = readFileSync(join(resolve(folder, path), "package.json"), "utf8");
    return [path, (JSON.parse(file) as { license?: string }).license ?? "none"] as const;
  });
  if (modules.length > 0) expect(licences.map(([, licence]) => licence)).toContain("Apache-2.0");
  expect(licences.filter(([, licence]) => !/^(MIT|Apache-2\.0|ISC|BSD-\d-Clause)$/.test(licence))).toEqual([]);
  const written = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".js"));
  expect(written.length).toBeGreaterThan(1);
  const marked = written.filter((name) => readFileSync(join(directory, name), "latin1").includes(MARK_OF_SNARKJS));
  expect(marked).toEqual([]);
}

/** Runs a program to its end. */
function runProgram(args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" } as NodeJS.ProcessEnv;
    const child = spawn(process.execPath, [...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk));
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(output))));
  });
}

describe("a production build under a strict Content-Security-Policy", () => {
  it("of esbuild", async () => {
    const { metafile } = await esbuild({
      metafile: true,
      absWorkingDir: folder,
      entryPoints: ["main.js", "prover.worker.js"],
      bundle: true,
      minify: true,
      splitting: true,
      format: "esm",
      outdir: "esbuild",
      logLevel: "silent",
    });
    expectNoGpl(Object.keys(metafile.inputs), join(folder, "esbuild"));
    await expectWorks(join(folder, "esbuild"), "/main.js");
  }, 120_000);

  it("of Vite", async () => {
    const { build } = (await import(toolPath("vite", "dist", "node", "index.js"))) as {
      build(options: object): Promise<{ output: readonly { moduleIds?: readonly string[] }[] }>;
    };
    const { output } = await build({
      root: folder,
      configFile: false,
      logLevel: "error",
      worker: { format: "es" },
      build: {
        outDir: "vite",
        modulePreload: false,
        rollupOptions: { input: join(folder, "main.js"), output: { entryFileNames: "[name].js" } },
      },
    });
    expectNoGpl(
      output.flatMap(({ moduleIds = [] }) => moduleIds),
      join(folder, "vite"),
    );
    await expectWorks(join(folder, "vite"), "/main.js");
  }, 120_000);

  it("of webpack", async () => {
    const webpack = ((await import(toolPath("webpack", "lib", "index.js"))) as { default: Webpack }).default;
    const problems = await new Promise<string>((resolve, reject) => {
      webpack(
        {
          mode: "production",
          context: folder,
          entry: "./main.js",
          output: { path: join(folder, "webpack"), filename: "main.js", publicPath: "/" },
          performance: false,
        },
        (error, stats) => (error ? reject(error) : resolve(stats!.hasErrors() ? stats!.toString() : "")),
      );
    });
    expect(problems).toBe("");
    expectNoGpl([], join(folder, "webpack"));
    await expectWorks(join(folder, "webpack"), "/main.js");
  }, 120_000);
});

type Webpack = (
  options: object,
  callback: (error: Error | null, stats?: { hasErrors(): boolean; toString(): string }) => void,
) => void;

describe("Vite's development server", () => {
  it("does not reload the page during the first proof, with what the documents say", async () => {
    const { createServer: createVite } = (await import(toolPath("vite", "dist", "node", "index.js"))) as {
      createServer(options: object): Promise<{
        readonly httpServer: Server;
        listen(): Promise<unknown>;
        close(): Promise<void>;
      }>;
    };
    const [, written] = /`(optimizeDeps: [^`]+)`/.exec(readFileSync("docs/browser.md", "utf8"))!;
    const { include } = JSON.parse(written!.replace("optimizeDeps: ", "").replace("include", '"include"')) as {
      readonly include: readonly string[];
    };
    const root = join(folder, "development");
    mkdirSync(root);
    for (const name of ["page.js", "main.js", "prover.worker.js"]) cpSync(join(folder, name), join(root, name));
    cpSync(join(folder, "package", "artifacts"), join(root, "public", "artifacts"), { recursive: true });
    writeFileSync(join(root, "index.html"), INDEX);
    const vite = await createVite({
      ...{ root, configFile: false, logLevel: "error", cacheDir: join(root, ".vite") },
      ...{ worker: { format: "es" }, optimizeDeps: { include }, server: { port: 0, host: "127.0.0.1" } },
    });
    try {
      await vite.listen();
      let loads = 0;
      const origin = `http://localhost:${(vite.httpServer.address() as AddressInfo).port}`;
      expect(await resultOf(origin, () => loads++)).toEqual(CONSUMER_RESULT);
      expect(loads).toBe(1);
    } finally {
      await vite.close();
    }
  }, 120_000);
});

const INDEX = `<!doctype html><html lang="en"><title>waiting</title><script type="module" src="/main.js"></script></html>`;

describe("a production build of Next.js", () => {
  it("proves in the browser and on the server", async () => {
    const application = join(folder, "next");
    mkdirSync(join(application, "app", "api"), { recursive: true });
    mkdirSync(join(application, "public"));
    for (const name of ["page.js", "prover.worker.js"]) cpSync(join(folder, name), join(application, name));
    cpSync(join(folder, "package", "artifacts"), join(application, "public", "artifacts"), { recursive: true });
    writeFileSync(join(application, "package.json"), JSON.stringify({ private: true, type: "module" }));
    writeFileSync(join(application, "next.config.js"), `export default { serverExternalPackages: ["civicproof"] };`);
    writeFileSync(join(application, "app", "layout.js"), LAYOUT);
    writeFileSync(join(application, "app", "page.js"), NEXT_PAGE);
    writeFileSync(join(application, "app", "api", "route.js"), nextRoute(consumerScript("mjs")));
    for (const name of ["next", "react", "react-dom"]) linkTool(application, name);
    const next = toolPath("next", "dist", "bin", "next");
    await runProgram([next, "build", "--webpack"], application);

    const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" } as NodeJS.ProcessEnv;
    const server = spawn(process.execPath, [next, "start", "-p", "0", "-H", "127.0.0.1"], { cwd: application, env });
    let said = "";
    try {
      const origin = await new Promise<string>((resolve, reject) => {
        const listen = (chunk: Buffer): void => {
          said += chunk;
          const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(said);
          if (found !== null && said.includes("Ready")) resolve(`http://127.0.0.1:${found[1]}`);
        };
        server.stdout.on("data", listen);
        server.stderr.on("data", listen);
        server.on("close", () => reject(new Error(said)));
      });
      const answer = await fetch(`${origin}/api`);
      expect(answer.status, said).toBe(200);
      expect(await answer.json()).toMatchObject(CONSUMER_RESULT);
      expect(await resultOf(origin)).toEqual(CONSUMER_RESULT);
    } finally {
      server.kill();
    }
  }, 300_000);
});

const LAYOUT = `
export default function Layout({ children }) {
  return <html lang="en"><body>{children}</body></html>;
}
`;

describe.each(NODES)("Node.js %i", (major, node) => {
  it.each(["mjs", "cjs"] as const)(
    "issues, proves, verifies and exits within 2 s of its last line: %s",
    async (extension) => {
      const script = join(folder, `consumer.${extension}`);
      writeFileSync(script, consumerScript(extension));
      const version = join(folder, "version.mjs");
      writeFileSync(version, "console.log(process.versions.node.split('.')[0])");
      expect(Number((await run(version, folder, node)).output)).toBe(major);
      const { code, output, errors, endedAt } = await run(script, folder, node);
      expect(errors).toBe("");
      expect(code).toBe(0);
      const { at, ...result } = JSON.parse(output) as { at: number };
      expect(result).toEqual(CONSUMER_RESULT);
      expect(endedAt - at).toBeLessThan(2_000);
    },
    60_000,
  );
});
