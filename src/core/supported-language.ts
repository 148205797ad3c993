/** What is written in a language, or a refusal: nothing is said in another language instead. */
import { refusal } from "./errors.ts";
import { forTag, type Language } from "./language.ts";

/**
 * What a table has for a language tag (`de-AT`, else `de`).
 *
 * @throws LanguageUnsupportedError
 */
export function supportedLanguage<Value>(table: Readonly<Record<Language, Value>>, tag: unknown): Value {
  const found = typeof tag === "string" ? forTag<Value>(table, tag) : undefined;
  if (found !== undefined) return found;
  throw new LanguageUnsupportedError({ expected: Object.keys(table).join(", "), received: String(tag).slice(0, 40) });
}

/**
 * Nothing is written in this language.
 *
 * What to do: choose one of the languages that the message names, or pass a catalogue of your own.
 */
export class LanguageUnsupportedError extends /* @__PURE__ */ refusal(
  "LANGUAGE_UNSUPPORTED",
  "LanguageUnsupportedError",
  "Unsupported language",
) {}
