/** Reads what an issuer publishes: bounded, over https, never redirected. A document names the address, so no other way is open. */
import { readText } from "../../core/openid/read-text.ts";
import { BridgeStatusError } from "./refusals.ts";

/** @param accept  the media type that is asked for @throws BridgeStatusError */
export type ReadPublished = (url: string, accept?: string) => Promise<string>;

const MAX_BYTES = 2_000_000;
const MILLISECONDS = 5_000;
/** A copy is good for as long as nobody could have known better. */
const KEEP_SECONDS = 60;
const MAX_KEPT = 100;

/** A reader that keeps copies for a minute; what it keeps says nothing about a person. */
export function createReadPublished(now: () => number): ReadPublished {
  const kept = new Map<string, { readonly until: number; readonly text: Promise<string> }>();
  return (url, accept = "application/json") => {
    const key = `${accept} ${url}`;
    const copy = kept.get(key);
    if (copy !== undefined && copy.until > now()) return copy.text;
    const text = read(url, accept);
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(key, { until: now() + KEEP_SECONDS, text });
    // A failure is not kept.
    text.catch(() => kept.delete(key));
    return text;
  };
}

async function read(url: string, accept: string): Promise<string> {
  const refuse = (expected: string, cause?: unknown) => new BridgeStatusError({ path: "uri", expected, cause });
  if (!URL.canParse(url) || new URL(url).protocol !== "https:") throw refuse("an https address");
  const signal = AbortSignal.timeout(MILLISECONDS);
  try {
    const response = await fetch(url, { headers: { accept }, redirect: "error", signal });
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel();
      throw refuse("an answer with status 200");
    }
    const text = await readText(response, MAX_BYTES);
    if (text === undefined) throw refuse(`at most ${MAX_BYTES} bytes`);
    return text;
  } catch (cause) {
    throw cause instanceof BridgeStatusError ? cause : refuse("an answer in time", cause);
  }
}
