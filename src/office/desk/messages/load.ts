/** The desk loads the texts of the language that it speaks, and no others. */
import { forTag, type Language } from "../../../core/language.ts";
import type { DeskMessages } from "./en.ts";

const LOADERS: Readonly<Record<Language, () => Promise<DeskMessages>>> = {
  en: async () => (await import("./en.ts")).en,
  fr: async () => (await import("./fr.ts")).fr,
  de: async () => (await import("./de.ts")).de,
  nl: async () => (await import("./nl.ts")).nl,
  es: async () => (await import("./es.ts")).es,
};

/** What each language calls itself. */
export const OWN_NAMES: Readonly<Record<Language, string>> = {
  en: "English",
  fr: "Français",
  de: "Deutsch",
  nl: "Nederlands",
  es: "Español",
};

/** The texts in a language; English where there are none in it. */
export const loadDeskMessages = (tag: string): Promise<DeskMessages> => (forTag(LOADERS, tag) ?? LOADERS.en)();
