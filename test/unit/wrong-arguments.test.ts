/**
 * What is exported and given something else than it takes says so with a code of ours: no error of the language, and no
 * waiting.
 */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CivicproofError } from "../../src/core/errors.ts";
import tsupConfig from "../../tsup.config.ts";

const WRONG = [undefined, null, {}, "", 0, []] as const;
/** Waiting for longer than this is hanging. */
const LIMIT_MILLISECONDS = 2_000;

/** Scripts of threads and the command, which export nothing, the entry that repeats all others, and what React calls. */
const NOT_FOR_CALLERS = ["cli", "react", "index", "prover-worker", "pairing-worker", "sqlite-worker", "worker-entry"];

type Call = (...args: unknown[]) => unknown;
const { entry: entries } = tsupConfig as { entry: Readonly<Record<string, string>> };
const seen = new Set<unknown>();
const functionsOf = async (file: string): Promise<readonly (readonly [name: string, call: Call])[]> => {
  const exported = (await import(/* @vite-ignore */ join(process.cwd(), file))) as Record<string, unknown>;
  const isNew = (value: unknown): value is Call => {
    if (typeof value !== "function" || /^class\b/.test(Function.prototype.toString.call(value))) return false;
    return !seen.has(value) && seen.add(value) !== undefined;
  };
  return Object.entries(exported).filter((each): each is [string, Call] => isNew(each[1]));
};

/** What a call came to, where it is no answer and no refusal of ours. */
async function foreign(call: Call, args: readonly unknown[]): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const answer = Promise.resolve(call(...args)).then(() => undefined);
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(resolve, LIMIT_MILLISECONDS, "hangs");
    });
    return await Promise.race([answer, late]);
  } catch (error) {
    return error instanceof CivicproofError ? undefined : String(error).slice(0, 100);
  } finally {
    clearTimeout(timer);
  }
}

describe("functions that get wrong arguments", () => {
  const used = Object.entries(entries).filter(([entry]) => !NOT_FOR_CALLERS.includes(entry));
  it.each(used)("refuse them with a code, and at once: %s", { timeout: 120_000 }, async (_entry, file) => {
    const problems = new Map<string, string>();
    for (const [name, call] of await functionsOf(file))
      for (const wrong of WRONG)
        for (const args of [[wrong], [{}, wrong], [wrong, {}, {}]]) {
          const problem = await foreign(call, args);
          if (problem !== undefined) problems.set(name, `${JSON.stringify(args)}: ${problem}`);
        }
    expect([...problems]).toEqual([]);
  });
});
