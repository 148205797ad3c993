/** The words of the interview in a language. */
import type { Language } from "../../../core/language.ts";
import { supportedLanguage } from "../../../core/supported-language.ts";
import { de } from "./de.ts";
import { en, enWords, type InterviewMessages } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { nl } from "./nl.ts";

/** Every language of the interview. */
export const INTERVIEWS: Readonly<Record<Language, InterviewMessages>> = {
  en: { questions: en, words: enWords },
  fr,
  de,
  nl,
  es,
};

/** @throws LanguageUnsupportedError */
export function interviewIn(language: string): InterviewMessages {
  return supportedLanguage(INTERVIEWS, language);
}
