/** A page loads the words of the languages that it asks for, and no others: see docs/adr/0089. */
import type { Language } from "../../../core/language.ts";
import { supportedLanguage } from "../../../core/supported-language.ts";
import type { Messages } from "./catalogue.ts";
import { en } from "./en.ts";

const LOADERS: Readonly<Record<Language, () => Promise<Messages>>> = {
  en: async () => en,
  fr: async () => (await import("./fr.ts")).fr,
  de: async () => (await import("./de.ts")).de,
  nl: async () => (await import("./nl.ts")).nl,
  es: async () => (await import("./es.ts")).es,
};

/**
 * Loads the words of `explainPolicy` in a language: English, French, German, Dutch or Spanish.
 *
 * @param language a tag; `de-AT` is `de`
 * @throws LanguageUnsupportedError for any other
 * @example
 * explainPolicy(policy, schema, { messages: await loadMessages("de-AT") }).proves;
 */
export async function loadMessages(language: string): Promise<Messages> {
  return supportedLanguage(LOADERS, language)();
}
