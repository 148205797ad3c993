/** A terminal that remembers what was written, and commands run on it in this process. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { ExitCode } from "../../../src/cli/exit-codes.ts";
import { run } from "../../../src/cli/program.ts";

export interface Ran {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

export async function cli(...args: readonly string[]): Promise<Ran> {
  const written = { stdout: "", stderr: "" };
  const code = await run(args, {
    writeOut: (text) => {
      written.stdout += text;
    },
    writeErr: (text) => {
      written.stderr += text;
    },
    isInteractive: false,
    signal: new AbortController().signal,
  });
  return { code, ...written };
}

/** An empty directory that is removed after the test; answers paths inside it. */
export async function temporaryDirectory(): Promise<(name: string) => string> {
  const directory = await mkdtemp(join(tmpdir(), "civicproof-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return (name) => join(directory, name);
}
