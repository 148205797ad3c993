/** A register behind a department's API: one GET for one person, answered with JSON. */
import { InvalidInputError, parseJson } from "../../core/json.ts";
import { readText } from "../../core/openid/read-text.ts";
import { isSafeUrl } from "../../core/origin.ts";
import { own } from "../../core/own.ts";
import { type Breaker, createBreaker } from "./breaker.ts";
import { openMapping, type SourceRecord, type SourceTerms } from "./mapping.ts";
import {
  type ClaimSource,
  checkSubject,
  SOURCE_MILLISECONDS,
  SourceClaimError,
  SourceSilentError,
  SourceUnavailableError,
  theOnly,
} from "./port.ts";

/** Options of {@link openHttpSource}. */
export interface HttpSourceOptions extends SourceTerms {
  /** With `{subject}` where the identifier goes: `https://register.example.org/people/{subject}`. */
  readonly url: string;
  /** Headers such as `Authorization`; asked for at each call, so that a new secret needs no restart. */
  readonly headers?: (() => Promise<Readonly<Record<string, string>>>) | undefined;
  readonly breaker?: Breaker;
}

const MAX_ANSWER = 65_536;

/**
 * Opens an API as a source. An answer is an object, or a list with one; 404 and an empty list are nobody.
 *
 * @throws InvalidInputError for an address that is not https, or http on this machine
 */
export function openHttpSource(given: HttpSourceOptions): ClaimSource {
  const { url: template, headers, breaker = createBreaker(), ...terms } = own(given);
  const reader = openMapping(terms);
  const parts = String(template).split("{subject}");
  const isGood = parts.length === 2 && URL.canParse(parts.join("x")) && isSafeUrl(new URL(parts.join("x")));
  if (!isGood || new URL(parts.join("x")).host !== new URL(parts.join("y")).host)
    throw new InvalidInputError({
      path: "url",
      expected: "an https address with {subject} once in its path or query, or http on this machine",
    });

  const fetchRows = async (subject: string): Promise<readonly unknown[]> => {
    const signal = AbortSignal.timeout(SOURCE_MILLISECONDS);
    try {
      const response = await fetch(parts.join(encodeURIComponent(subject)), {
        headers: { accept: "application/json", ...(await headers?.()) },
        redirect: "error",
        signal,
      });
      if (response.status === 404) {
        await response.body?.cancel();
        return [];
      }
      if (response.status !== 200) {
        await response.body?.cancel();
        throw new SourceUnavailableError({ path: "url", expected: "200 or 404", received: String(response.status) });
      }
      const text = await readText(response, MAX_ANSWER);
      if (text === undefined)
        throw new SourceUnavailableError({ path: "url", expected: `at most ${MAX_ANSWER} bytes` });
      const answer = parseJson(text, MAX_ANSWER, SourceUnavailableError);
      return Array.isArray(answer) ? answer : [answer];
    } catch (cause) {
      if (cause instanceof SourceUnavailableError) throw cause;
      if (signal.aborted) throw new SourceSilentError({ path: "url", expected: `${SOURCE_MILLISECONDS} ms at most` });
      throw new SourceUnavailableError({ path: "url", expected: "an answer", cause });
    }
  };
  return {
    async lookup(subject) {
      checkSubject(subject);
      // Two dots would be another path.
      if (/^\.{1,2}$/.test(subject)) throw new InvalidInputError({ path: "subject", expected: "no dots alone" });
      const rows = await breaker(() => fetchRows(subject));
      return reader.read(toRecord(theOnly(rows), reader.columns));
    },
    async close() {},
  };
}

/** Texts, numbers and truth values as texts. A list or an object is no value of a claim, and is refused as one. */
function toRecord(row: unknown, columns: readonly string[]): SourceRecord {
  if (typeof row !== "object" || row === null || Array.isArray(row))
    throw new SourceUnavailableError({ path: "url", expected: "an object" });
  const fields = row as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    columns.map((column) => {
      const value = Object.hasOwn(fields, column) ? fields[column] : null;
      if (typeof value === "object" && value !== null)
        throw new SourceClaimError({ path: column, expected: "a text, a number, true or false" });
      return [column, value === null ? null : String(value)];
    }),
  );
}
