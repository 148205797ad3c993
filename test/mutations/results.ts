/** Verdicts by key, in a file to which each run adds lines: the last line for a key counts. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Verdict } from "./verdict.ts";

export class Results {
  readonly #file: string;
  readonly #verdicts = new Map<string, Verdict>();

  constructor(file: string) {
    this.#file = file;
    for (const line of existsSync(file) ? readFileSync(file, "utf8").split("\n") : []) {
      const entry = parse(line);
      if (entry?.verdict) this.#verdicts.set(entry.key, entry.verdict);
      else if (entry) this.#verdicts.delete(entry.key);
    }
  }

  get(key: string): Verdict | undefined {
    return this.#verdicts.get(key);
  }

  /** Keeps a verdict, or forgets it. */
  set(key: string, verdict: Verdict | undefined): void {
    if (verdict === undefined) this.#verdicts.delete(key);
    else this.#verdicts.set(key, verdict);
    mkdirSync(dirname(this.#file), { recursive: true });
    // One write for one line, as another shard may write too; the leading break ends what a stopped run left half.
    appendFileSync(this.#file, `\n${JSON.stringify({ key, verdict: verdict ?? null })}`);
  }
}

function parse(line: string): { readonly key: string; readonly verdict: Verdict | null } | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
