/** The process that runs the tests of one copy; it starts with the first order and again after it had to be ended. */
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Failure, TestReport } from "./verdict.ts";
import type { TestOrder } from "./vitest-process.ts";

export class TestProcess {
  readonly #directory: string;
  #child: ChildProcess | undefined;
  #output = "";

  /** @param directory of the copy of the project */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Runs test files; what doesn't end in time fails by time, and a process that ends fails by the tools. */
  async run(order: TestOrder, timeoutSeconds: number): Promise<TestReport> {
    this.#child ??= this.#start();
    const child = this.#child;
    this.#output = "";
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<TestReport>((fulfil) => {
        const fail = (message: string) => {
          const failure: Failure = { file: "", test: order.files.join(" "), name: "Error", message };
          fulfil({ passed: 0, failures: [failure] });
          this.stop();
        };
        timer = setTimeout(() => fail(`timed out after ${timeoutSeconds} s`), timeoutSeconds * 1_000);
        child.removeAllListeners("message").removeAllListeners("close");
        child.on("message", fulfil).on("close", () => fail(`the process died: ${this.#output.slice(-1_000)}`));
        child.send(order);
      });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the process and all that it started. */
  stop(): void {
    const child = this.#child;
    this.#child = undefined;
    if (child?.pid === undefined || child.exitCode !== null) return;
    child.removeAllListeners();
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has just ended by itself.
    }
  }

  #start(): ChildProcess {
    const child = fork(join(this.#directory, "test/mutations/vitest-process.ts"), [], {
      cwd: this.#directory,
      execArgv: ["--import", "tsx"],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // Its own group, so that whatever it started ends with it.
      detached: true,
      env: { ...process.env, VITEST: undefined, NODE_ENV: undefined, FORCE_COLOR: "0" },
    });
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.#output = (this.#output + text).slice(-20_000);
      });
    }
    return child;
  }
}
