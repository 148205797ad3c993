/** The words of the forms, a file a language. */
import type { Language } from "../../descriptor.ts";
import { en, type FormMessages } from "./en.ts";
import { fr } from "./fr.ts";

export const FORM_CATALOGUES: Readonly<Record<Language, FormMessages>> = { en, fr };
