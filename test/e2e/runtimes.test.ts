/** The whole way from issuing to a claim on Bun and on Deno, and how soon their process is over after it. */
import { spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import tsupConfig from "../../tsup.config.ts";
import { CONSUMER_RESULT, consumerScript } from "../packages/tarball.ts";
import { runtime } from "../runtimes.ts";

/** Below the repository, so that packages are found. */
const folder = `build/runtimes-${process.pid}`;
const entries = (tsupConfig as { readonly entry: Readonly<Record<string, string>> }).entry;
mkdirSync(folder, { recursive: true });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A script for the package, on the sources of this repository. */
function onSources(script: string): string {
  // The service needs fastify, which is a peer of the package.
  const withoutServer = script.replace(/^import .*"civicproof\/server";\n/m, "");
  return withoutServer.replace(/"civicproof\/(\w+)"/g, (_, name: string) => JSON.stringify(resolve(entries[name]!)));
}

/** Runs to its end. @returns what it printed, and for how long it stayed after that */
function runOn(command: readonly string[], script: string): Promise<{ said: string; stayedMilliseconds: number }> {
  const child = spawn(command[0]!, [...command.slice(1), script], { stdio: ["ignore", "pipe", "inherit"] });
  let [said, saidAt] = ["", Number.NaN];
  child.stdout.on("data", (text: Buffer) => {
    said += text;
    saidAt = performance.now();
  });
  return new Promise((settle, reject) => {
    child.on("error", reject);
    child.on("close", () => settle({ said, stayedMilliseconds: performance.now() - saidAt }));
  });
}

describe.each(["bun", "deno"] as const)("%s", (name) => {
  const command = runtime(name);
  it.skipIf(command === undefined)("issues, proves, accepts once, and ends when that is done", async () => {
    const script = join(folder, `${name}.ts`);
    writeFileSync(script, onSources(consumerScript("mjs")));
    const { said, stayedMilliseconds } = await runOn(command!, script);
    expect(JSON.parse(said)).toMatchObject(CONSUMER_RESULT);
    expect(stayedMilliseconds).toBeLessThan(3_000);
  });
});
