/** The words of assessments in every language, for forms: whoever loads the forms loads all of them. */
import type { Language } from "../../core/language.ts";
import { de } from "../report/messages/de.ts";
import { en, type Messages } from "../report/messages/en.ts";
import { es } from "../report/messages/es.ts";
import { fr } from "../report/messages/fr.ts";
import { nl } from "../report/messages/nl.ts";

export const REPORT_CATALOGUES: Readonly<Record<Language, Messages>> = { en, fr, de, nl, es };
