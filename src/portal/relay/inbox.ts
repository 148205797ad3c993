/**
 * The folder through which a portal hands claims over: one file for each, `{ "request": …, "presentation": … }`, written under
 * another name and renamed to `*.json`. A file goes away when the journal has its claim, and into `refused/` when it is none.
 */
import { link, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { CivicproofError } from "../../core/errors.ts";
import { parseJson } from "../../core/json.ts";
import { makeDirectory } from "../../core/make-directory.ts";
import { writeWhole } from "../../core/whole-file.ts";
import { SettlementError } from "../settlement/abi-values.ts";
import { isTemporary } from "./intake.ts";
import type { Relay } from "./relay.ts";

/** A request of the largest size, its presentation, and room for white space. */
const MAX_FILE_BYTES = 2_000_000;
/** Files of one call; the rest is for the next. */
const MAX_FILES = 200;

/** What became of one file. */
export interface InboxResult {
  readonly file: string;
  readonly outcome: "taken" | "known" | "refused";
  /** Why it is refused. */
  readonly refusal?: CivicproofError;
}

/**
 * Puts a claim into the folder. When it has returned, the file is on the disk. The same claim may be put again.
 *
 * @param name of the claim: letters, digits, `-` and `_`
 * @throws SettlementError where another claim has the name; the system's errors
 */
export async function putInbox(
  directory: string,
  { name, request, presentation }: { readonly name: string; readonly request: unknown; readonly presentation: unknown },
): Promise<void> {
  if (!/^[\w-]{1,100}$/.test(name)) throw new SettlementError({ path: "name", expected: "letters, digits, - and _" });
  const file = join(directory, `${name}.json`);
  const text = JSON.stringify({ request, presentation });
  const putInPlace = async (partial: string): Promise<void> => {
    try {
      // A link replaces nothing, as a rename would.
      await link(partial, file);
    } catch (error) {
      const isThere = (error as NodeJS.ErrnoException).code === "EEXIST";
      if (!isThere) throw error;
      if ((await readBounded(file)) !== text)
        throw new SettlementError({ path: "request", expected: "a request that nobody else has answered" });
    }
    await rm(partial);
  };
  await writeWhole(file, text, { mode: 0o600, putInPlace });
  const folder = await open(directory, "r");
  await folder.sync().finally(() => folder.close());
}

/**
 * Takes what lies in the folder, in the order of the names.
 *
 * @throws ChainError and other failures that may pass: what is left is for the next call
 */
export async function takeInbox(relay: Pick<Relay, "take">, directory: string): Promise<readonly InboxResult[]> {
  await makeDirectory(join(directory, "refused"));
  const names = (await readdir(directory)).filter((name) => /^[^.].*\.json$/.test(name)).sort();
  const results: InboxResult[] = [];
  for (const name of names.slice(0, MAX_FILES)) {
    const file = join(directory, name);
    try {
      const { request, presentation } = readClaim(await readBounded(file));
      const outcome = await relay.take(request, presentation);
      await rm(file);
      results.push({ file: name, outcome });
    } catch (error) {
      if (!(error instanceof CivicproofError) || isTemporary(error)) throw error;
      await rename(file, join(directory, "refused", name));
      results.push({ file: name, outcome: "refused", refusal: error });
    }
  }
  return results;
}

function readClaim(text: string): { readonly request: unknown; readonly presentation: unknown } {
  const json = parseJson(text, MAX_FILE_BYTES, SettlementError);
  const names = typeof json === "object" && json !== null ? Object.keys(json).sort().join() : "";
  if (names !== "presentation,request")
    throw new SettlementError({ path: "file", expected: "an object with request and presentation" });
  return json as { readonly request: unknown; readonly presentation: unknown };
}

async function readBounded(file: string): Promise<string> {
  const handle = await open(file, "r");
  try {
    const stats = await handle.stat();
    if (!stats.isFile() || stats.size > MAX_FILE_BYTES)
      throw new SettlementError({ path: "file", expected: `a file of at most ${MAX_FILE_BYTES} bytes` });
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}
