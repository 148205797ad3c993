/** Reading what a registry publishes, over https: bounded in time and size, and the same request from everybody. */

import { AbortedError } from "../../core/abort.ts";
import { type CivicproofError, type RefusalDetails, refusal } from "../../core/errors.ts";
import { InvalidInputError, parseJson } from "../../core/json.ts";
import { isSafeUrl } from "../../core/origin.ts";
import { own } from "../../core/own.ts";
import { utf8Decoder } from "../../core/platform.ts";

/** Reads one published file as text. */
export type ReadPublished = (
  path: string,
  limits: { readonly maxBytes: number; readonly signal?: AbortSignal | undefined },
) => Promise<string>;

/** Options of {@link readPublishedAt}. */
export interface ReadPublishedOptions {
  /** How long one file may take, in seconds; 10 by default. */
  readonly timeLimitSeconds?: number;
  /** For tests and wrapped clients. */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * Reads files below an address. No cookies and no referrer go out, and no redirect is followed.
 *
 * The reader it answers with throws RegistryUnreachableError, RegistryStalledError, RegistryTruncatedError,
 * RegistryTooLargeError and AbortedError.
 *
 * @throws InvalidInputError for an address that is not https, or http on this machine
 */
export function readPublishedAt(url: string | URL, options: ReadPublishedOptions = {}): ReadPublished {
  const { timeLimitSeconds = 10, fetch = globalThis.fetch } = own(options);
  const home = globalThis.location?.href;
  const base = URL.canParse(url, home) ? new URL(url, home) : undefined;
  if (base === undefined || !isSafeUrl(base))
    throw new InvalidInputError({ path: "url", expected: "https, or http on this machine" });
  if (!base.pathname.endsWith("/")) base.pathname += "/";

  return async (path, { maxBytes, signal }) => {
    const timer = new AbortController();
    const timeout = setTimeout(() => timer.abort(), timeLimitSeconds * 1000);
    const stop = (): void => timer.abort();
    signal?.addEventListener("abort", stop);
    const failed = (cause: unknown, otherwise: () => CivicproofError): CivicproofError => {
      if (signal?.aborted) return new AbortedError({ cause });
      if (timer.signal.aborted)
        return new RegistryStalledError({ path, expected: `${path} in ${timeLimitSeconds} s`, cause });
      return otherwise();
    };
    try {
      if (signal?.aborted) throw new AbortedError();
      const response = await fetch(new URL(path, base), {
        signal: timer.signal,
        cache: "no-cache",
        credentials: "omit",
        redirect: "error",
        referrerPolicy: "no-referrer",
      }).catch((cause: unknown) => {
        throw failed(cause, () => new RegistryUnreachableError({ path, received: "no answer", cause }));
      });
      if (!response.ok || response.body === null)
        throw new RegistryUnreachableError({ path, received: `HTTP status ${response.status}` });
      const reader = response.body.getReader();
      const decoder = utf8Decoder();
      let received = 0;
      let text = "";
      for (;;) {
        const { done, value } = await reader.read().catch((cause: unknown) => {
          throw failed(cause, () => new RegistryTruncatedError({ path, received: `${received} bytes`, cause }));
        });
        if (done) return text + decoder.decode();
        received += value.length;
        if (received > maxBytes) throw new RegistryTooLargeError({ path, expected: `at most ${maxBytes} bytes` });
        text += decoder.decode(value, { stream: true });
      }
    } finally {
      clearTimeout(timeout);
      signal?.removeEventListener("abort", stop);
      // Ends the connection of a body that was not read to its end.
      timer.abort();
    }
  };
}

/**
 * Parses a published file.
 *
 * @throws RegistryTruncatedError for text that ends before its object does; the given error class for other text
 */
export function parsePublished(
  text: string,
  path: string,
  Refusal: new (details: RefusalDetails) => CivicproofError,
): unknown {
  try {
    return parseJson(text, Infinity);
  } catch (error) {
    if (!text.trimEnd().endsWith("}"))
      throw new RegistryTruncatedError({ path, received: `${text.length} characters` });
    const { expected = "JSON", received } = error as CivicproofError;
    throw new Refusal({ path, expected, ...(received === undefined ? {} : { received }) });
  }
}

/**
 * The registry's server can't be reached, or it returns an error status.
 *
 * What to do: check the connection and the registry's address, then try again; what was fetched before still works.
 */
export class RegistryUnreachableError extends /* @__PURE__ */ refusal(
  "REGISTRY_UNREACHABLE",
  "RegistryUnreachableError",
  "The registry can't be reached",
) {}

/**
 * The registry's server answers too slowly: a file was not there within the time limit.
 *
 * What to do: try again later; what was fetched before still works.
 */
export class RegistryStalledError extends /* @__PURE__ */ refusal(
  "REGISTRY_STALLED",
  "RegistryStalledError",
  "The registry answers too slowly",
) {}

/**
 * A file of the registry ended before its last byte.
 *
 * What to do: try again.
 */
export class RegistryTruncatedError extends /* @__PURE__ */ refusal(
  "REGISTRY_TRUNCATED",
  "RegistryTruncatedError",
  "A file of the registry is incomplete",
) {}

/**
 * A file of the registry is longer than any right one.
 *
 * What to do: check the registry's address; when that does not help, ask who runs it.
 */
export class RegistryTooLargeError extends /* @__PURE__ */ refusal(
  "REGISTRY_TOO_LARGE",
  "RegistryTooLargeError",
  "A file of the registry is too large",
) {}
