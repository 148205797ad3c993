/** A real Chromium from an npm package: unpacked once per machine, started without a sandbox, never online. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Browser, type BrowserContext, chromium } from "playwright-core";

const FOLDER = join(tmpdir(), "civicproof-chromium-138");
const ARGUMENTS = [
  "--no-sandbox",
  "--headless",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  // Names never leave the machine.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
];

/** Starts a browser without a profile. Close it in `afterAll`. */
export function launchChromium(): Promise<Browser> {
  return withLibraries((options) => chromium.launch(options));
}

const SYSTEM = ["chromium", "chromium-browser", "google-chrome"].find(
  (name) => spawnSync(name, ["--version"]).status === 0,
);

/**
 * The system's Chromium, which is a whole one: {@link launchChromium}'s is the shell for servers, which ends when a page
 * asks for a passkey. Undefined where there is none.
 */
export function launchSystemChromium(): Promise<Browser> | undefined {
  return SYSTEM === undefined
    ? undefined
    : chromium.launch({
        executablePath: spawnSync("which", [SYSTEM], { encoding: "utf8" }).stdout.trim(),
        args: ARGUMENTS,
      });
}

/** A browser on a profile directory, which outlives it. */
export interface ProfiledBrowser {
  readonly context: BrowserContext;
  /** Of the browser, which leads the process group of all its helpers. */
  readonly processId: number;
  /** Ends all its processes at once, as pulling the plug would. */
  kill(): Promise<void>;
}

/** Starts a browser on a profile as a process group of its own. */
export function launchWithProfile(profile: string): Promise<ProfiledBrowser> {
  return withLibraries(async ({ executablePath, args, env = process.env as Record<string, string> }) => {
    const flags = [...args, "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"];
    const child = spawn(executablePath, flags, { detached: true, env, stdio: ["ignore", "ignore", "pipe"] });
    const ended = new Promise<void>((resolve) => child.on("exit", () => resolve()));
    let said = "";
    const address = await new Promise<string>((resolve, reject) => {
      child.stderr.on("data", (chunk: Buffer) => {
        said += chunk;
        const found = /DevTools listening on (ws:\S+)/.exec(said);
        if (found !== null) resolve(found[1]!);
      });
      child.on("exit", () => reject(new Error(said)));
    });
    const browser = await chromium.connectOverCDP(address);
    return {
      context: browser.contexts()[0]!,
      processId: child.pid!,
      async kill() {
        if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, "SIGKILL");
        await ended;
        await browser.close().catch(() => {});
      },
    };
  });
}

interface LaunchOptions {
  readonly executablePath: string;
  readonly args: string[];
  readonly headless: boolean;
  readonly env?: Record<string, string>;
}

/** Where the machine lacks a library that Chromium needs, the package's own copies are used. */
async function withLibraries<T>(launch: (options: LaunchOptions) => Promise<T>): Promise<T> {
  const options = { executablePath: await unpackedChromium(), args: ARGUMENTS, headless: true };
  try {
    return await launch(options);
  } catch (error) {
    if (!/shared libraries/.test(String(error))) throw error;
    const env = { ...process.env, LD_LIBRARY_PATH: join(FOLDER, "al2023", "lib") } as Record<string, string>;
    return launch({ ...options, env });
  }
}

/** Unpacks under a lock: test files run in several processes. */
async function unpackedChromium(): Promise<string> {
  const executable = join(FOLDER, "chromium");
  const complete = join(FOLDER, "complete");
  const lock = `${FOLDER}.lock`;
  while (!existsSync(complete)) {
    try {
      mkdirSync(lock);
    } catch {
      // Somebody else is unpacking, or was killed while doing so.
      if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 60_000) rmSync(lock, { recursive: true });
      await sleep(200);
      continue;
    }
    try {
      rmSync(FOLDER, { recursive: true, force: true });
      mkdirSync(FOLDER);
      await unpackInto(FOLDER);
      writeFileSync(complete, "");
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
  return executable;
}

/** The package unpacks to the temporary directory, and its libraries only where it believes to be in a Lambda. */
async function unpackInto(folder: string): Promise<void> {
  const { TMPDIR, AWS_LAMBDA_JS_RUNTIME, LD_LIBRARY_PATH, FONTCONFIG_PATH } = process.env;
  Object.assign(process.env, { TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: "nodejs22.x" });
  try {
    const { default: packed } = await import("@sparticuz/chromium");
    await packed.executablePath();
  } finally {
    for (const [name, value] of Object.entries({ TMPDIR, AWS_LAMBDA_JS_RUNTIME, LD_LIBRARY_PATH, FONTCONFIG_PATH })) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
