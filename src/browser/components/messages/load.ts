/** A page loads the texts of the language that it speaks, and no others. */
import { forTag, LANGUAGES, type Language } from "../../../core/language.ts";
import type { ComponentMessages } from "./catalogue.ts";

const LOADERS: Readonly<Record<Language, () => Promise<ComponentMessages>>> = {
  en: async () => (await import("./en.ts")).en,
  fr: async () => (await import("./fr.ts")).fr,
  de: async () => (await import("./de.ts")).de,
  nl: async () => (await import("./nl.ts")).nl,
  es: async () => (await import("./es.ts")).es,
};

/** The languages that the components speak, as BCP 47 tags. */
export const COMPONENT_LANGUAGES: readonly string[] = LANGUAGES;

/**
 * The texts of the components in a language; English where they have none in it, as a page that stays empty helps nobody.
 *
 * @param tag for example `de-AT`, which is `de`
 * @example
 * (await loadComponentMessages("fr")).failures.offline.title;
 */
export async function loadComponentMessages(tag: string): Promise<ComponentMessages> {
  return (forTag(LOADERS, String(tag).toLowerCase()) ?? LOADERS.en)();
}

/** A text with its `{names}` filled in. */
export function fill(text: string, values: Readonly<Record<string, string | number>> = {}): string {
  return String(text).replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}
