/** The languages that the library speaks, and texts that are given in several of them. */

/** BCP 47, in the order in which they are offered. */
export const LANGUAGES = ["en", "fr", "de", "nl", "es"] as const;
export type Language = (typeof LANGUAGES)[number];

/** A text, or the same text in several languages, by language tag. */
export type Texts = string | { readonly [language: string]: string };

/** A text in a language (`de-AT`, else `de`); undefined where it is given in other languages only. */
export function textIn(texts: Texts | undefined, language: string): string | undefined {
  return typeof texts === "object" ? forTag(texts, language) : texts;
}

/** What a table by language has for a tag: for the tag itself, else for its first part. */
export function forTag<Value>(table: { readonly [language: string]: Value }, tag: unknown): Value | undefined {
  const found = [tag, String(tag).split("-")[0]].find((key) => typeof key === "string" && Object.hasOwn(table, key));
  return found === undefined ? undefined : table[found as string];
}
