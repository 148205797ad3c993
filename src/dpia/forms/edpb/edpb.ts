/**
 * The EDPB's template for assessments, filled from the model. The template is data: every part, row and choice of it is in
 * the form, whether or not the model has something to say there.
 */
import type { Language } from "../../../core/language.ts";
import type { DpiaModel } from "../../model.ts";
import type { Filler } from "../fill.ts";
import type { Form } from "../form.ts";
import { formContext, formOf } from "../open-form.ts";
import { type OutlinePart, partOf } from "../outline.ts";
import { CONTROLS } from "./fill-controls.ts";
import { DESCRIPTION } from "./fill-description.ts";
import { LAWFULNESS } from "./fill-lawfulness.ts";
import { RISKS } from "./fill-risks.ts";
import { SHEET } from "./fill-sheet.ts";
import template from "./template-v1.json" with { type: "json" };

export const TEMPLATE_PARTS: readonly OutlinePart[] = template.sections;
export const TEMPLATE_VERSION: string = template.version;
export const STATUSES: readonly string[] = template.implementationStatus;

const EDPB = { name: "EDPB", statuses: STATUSES };

const FILLERS: Readonly<Record<string, Filler>> = { ...SHEET, ...DESCRIPTION, ...LAWFULNESS, ...CONTROLS, ...RISKS };

/** Fills the template in a language. */
export function edpbForm(model: DpiaModel, language: Language): Form {
  const context = formContext(model, language);
  return formOf(context, {
    form: template.form,
    version: `${template.version} (${template.adopted})`,
    subtitle: context.f.edpb.subtitle(template.version),
    parts: TEMPLATE_PARTS.map((part) => partOf(context, EDPB, part, FILLERS[part.id]?.(context) ?? {})),
  });
}
