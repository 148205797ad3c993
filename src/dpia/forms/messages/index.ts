/** The words of the forms, a file a language. */
import { de } from "./de.ts";
import { en, type FormMessages } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { nl } from "./nl.ts";

export const FORM_CATALOGUES = { en, fr, de, nl, es } satisfies Readonly<Record<string, FormMessages>>;
