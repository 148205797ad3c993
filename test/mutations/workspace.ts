/** A copy of the project below build/ in which sources can be changed, with the project's packages and built circuits. */
import { execFileSync, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";

export const PROJECT = resolve(import.meta.dirname, "../..");
export const MUTATIONS = join(PROJECT, "build/mutations");
/** Holds the number of the process whose copy it is. */
const OWNER = "owner.pid";
const CIRCUITS = "node_modules/.cache/civicproof/test-circuits";

export interface Run {
  readonly passed: boolean;
  readonly timedOut: boolean;
  readonly seconds: number;
  readonly output: string;
}

export class Workspace {
  readonly directory: string;
  readonly #circuits: Set<string>;

  private constructor(directory: string) {
    this.directory = directory;
    this.#circuits = new Set(list(join(directory, CIRCUITS)));
  }

  /** Makes a copy, or brings one that no other run uses up to date. */
  static create(): Workspace {
    const directory = claim();
    const keep = new Set(["node_modules", "artifacts", "build", OWNER]);
    for (const entry of list(directory)) {
      if (!keep.has(entry)) rmSync(join(directory, entry), { recursive: true, force: true });
    }
    const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
      cwd: PROJECT,
      encoding: "utf8",
      maxBuffer: 1 << 26,
    });
    for (const file of files.split("\0")) {
      const from = join(PROJECT, file);
      if (file === "" || !existsSync(from) || statSync(from).isDirectory()) continue;
      mkdirSync(dirname(join(directory, file)), { recursive: true });
      cpSync(from, join(directory, file));
    }
    // The compiler of circuits and the one of contracts look below the copy, so links stand for single packages.
    mkdirSync(join(directory, "node_modules/.cache/civicproof"), { recursive: true });
    for (const entry of list(join(PROJECT, "node_modules"))) {
      if (/^\.(cache|vite)/.test(entry)) continue;
      link(join(PROJECT, "node_modules", entry), join(directory, "node_modules", entry));
    }
    mkdirSync(join(directory, "artifacts"), { recursive: true });
    link(join(PROJECT, "artifacts/build"), join(directory, "artifacts/build"));
    copyCircuits(join(PROJECT, CIRCUITS), join(directory, CIRCUITS));
    return new Workspace(directory);
  }

  read(file: string): string {
    return readFileSync(join(this.directory, file), "utf8");
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.directory, file), text);
  }

  /** Keeps the circuits that are compiled by now. */
  keepCircuits(): void {
    for (const entry of list(join(this.directory, CIRCUITS))) this.#circuits.add(entry);
  }

  /** Removes the others: what a mutant compiled to is of no use to anybody. */
  dropCircuits(): void {
    for (const entry of list(join(this.directory, CIRCUITS))) {
      if (!this.#circuits.has(entry)) rmSync(join(this.directory, CIRCUITS, entry), { recursive: true, force: true });
    }
  }
}

/** The first copy that is free, for as long as this process runs. */
function claim(): string {
  for (let number = 1; ; number++) {
    const directory = join(MUTATIONS, `workspace-${number}`);
    const file = join(directory, OWNER);
    mkdirSync(directory, { recursive: true });
    if (existsSync(file) && !isRunning(Number(readFileSync(file, "utf8")))) rmSync(file);
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return directory;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

interface RunOptions {
  readonly timeoutSeconds: number;
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Most of an output that is kept, its end: forge's report of a batch is one line. */
const MAX_OUTPUT = 16_000_000;

/** Runs a command; it passes when it ends with code 0 in time. */
export async function runCommand(
  command: string,
  args: readonly string[],
  { timeoutSeconds, cwd, env = {} }: RunOptions,
): Promise<Run> {
  const start = performance.now();
  const child = spawn(command, [...args], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    // Its own group, so that whatever it started ends with it.
    detached: true,
    env: { ...process.env, VITEST: undefined, NODE_ENV: undefined, FORCE_COLOR: "0", ...env },
  });
  let output = "";
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-MAX_OUTPUT);
    });
  }
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  }, timeoutSeconds * 1_000);
  const code = await new Promise<number | null>((fulfil, reject) => child.on("close", fulfil).on("error", reject));
  clearTimeout(timer);
  return { passed: code === 0 && !timedOut, timedOut, seconds: (performance.now() - start) / 1_000, output };
}

function list(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory) : [];
}

function link(target: string, path: string): void {
  if (existsSync(target) && !existsSync(path)) symlinkSync(target, path);
}

/** Copies those compiled circuits that the other directory lacks. What a test beside this one still compiles has a longer name. */
function copyCircuits(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of list(from).filter((name) => /^[0-9a-f]{32}$/.test(name))) {
    if (!existsSync(join(to, entry))) cpSync(join(from, entry), join(to, entry), { recursive: true });
  }
}
