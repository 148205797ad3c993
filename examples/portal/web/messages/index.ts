/**
 * The texts of all screens in all languages: `TEXTS.wallet.title` is one text, `t` says it in the language of the page. A
 * new screen is one more group in each file.
 */
import { LANGUAGES, type Language } from "../../../../src/core/language.ts";
import { de } from "./de.ts";
import { en, type Screens } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { nl } from "./nl.ts";

export { LANGUAGES, type Language };

/** One text in every language. */
export type Text = Readonly<Record<Language, string>>;
/** A list of texts in every language. */
export type TextList = Readonly<Record<Language, readonly string[]>>;
type Joined<T> = T extends string
  ? Text
  : T extends readonly string[]
    ? TextList
    : { readonly [Key in keyof T]: Joined<T[Key]> };

/** What each language calls itself, for whoever looks for it. */
export const OWN_NAMES: Text = { en: "English", fr: "Français", de: "Deutsch", nl: "Nederlands", es: "Español" };

export const SCREENS: Readonly<Record<Language, Screens>> = { en, fr, de, nl, es };

function join(path: readonly string[]): unknown {
  const at = (language: Language): unknown =>
    path.reduce((value: unknown, key) => (value as Readonly<Record<string, unknown>>)[key], SCREENS[language]);
  if (typeof at("en") === "string" || Array.isArray(at("en")))
    return Object.fromEntries(LANGUAGES.map((language) => [language, at(language)]));
  return Object.fromEntries(Object.keys(at("en") as object).map((key) => [key, join([...path, key])]));
}

export const TEXTS = join([]) as Joined<Screens>;
