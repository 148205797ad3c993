/** Runs a script of this repository as a process of its own, as its users do. */
import { spawn } from "node:child_process";
import { performance } from "node:perf_hooks";
import { bundled } from "../bundled.ts";

export interface Ended {
  /** null when it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** From the last output to the end of the process. */
  readonly lingeredMilliseconds: number;
}

export interface RunOptions {
  /** Sends SIGINT once, when stdout or stderr matches. */
  readonly interruptAt?: RegExp;
}

/** Starts `node --import tsx <script> <args>` in the repository and waits for its end. */
export function runScript(script: string, args: readonly string[] = [], options?: RunOptions): Promise<Ended> {
  return run(["--import", "tsx", script, ...args], options);
}

/** Runs a command of civicproof. */
export function civicproof(args: readonly string[], options?: RunOptions): Promise<Ended> {
  return run([bundled("src/cli/main.ts"), ...args], options);
}

function run(args: readonly string[], { interruptAt }: RunOptions = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], { stdio: ["ignore", "pipe", "pipe"] });
    const written = { stdout: "", stderr: "" };
    let lastOutput = performance.now();
    let interrupted = false;
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        written[name] += text;
        lastOutput = performance.now();
        if (!interrupted && interruptAt?.test(written[name])) {
          interrupted = true;
          child.kill("SIGINT");
        }
      });
    }
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...written, lingeredMilliseconds: performance.now() - lastOutput }));
  });
}
