/**
 * The import file of the Dutch government's form for assessments (`urn:nl:dpia:3.0`). Answers are keyed by the ids of the
 * form; a question that only a person can answer has no answer, and the summary lists it by its number. The form is Dutch,
 * so are the texts.
 */
import type { DpiaModel } from "../../model.ts";
import { formContext } from "../open-form.ts";
import { parAnswers } from "./answers.ts";
import structure from "./structure-3.0.json" with { type: "json" };
import type { ParValue } from "./text.ts";

/** A question, or a group of them. */
export interface ParTask {
  readonly id: string;
  readonly task: string;
  readonly type: string;
  readonly repeatable?: boolean;
  readonly valueType?: string;
  readonly options?: readonly (string | boolean | null)[];
  readonly dependencies?: readonly {
    readonly type: string;
    readonly on: string;
    readonly value?: string | boolean;
  }[];
  readonly tasks?: readonly ParTask[];
}

export const PAR_TASKS: readonly ParTask[] = structure.tasks as readonly ParTask[];
export const PAR_URN = `${structure.urn}:${structure.version}`;
const SCHEMA = "https://github.com/MinBZK/par-dpia-form/blob/main/schemas/assessment-output.v2.schema.json";

interface Written {
  readonly value: ParValue;
  readonly lastEditedAt: string;
}
type Group = { _index: number; [id: string]: Written | number };

/** Writes the import file. */
export function toPar(model: DpiaModel): string {
  // Dutch, whatever the assessment's languages are.
  const context = formContext(model, "nl");
  const lastEditedAt = `${model.deployment.date}T00:00:00.000Z`;
  const { single, repeated } = parAnswers(context);
  const answers: Record<string, Written | Group[]> = {};
  const visit = (tasks: readonly ParTask[], group: string): void => {
    for (const { id, tasks: children = [] } of tasks) {
      const value = single[id];
      if (value !== undefined) answers[id] = { value, lastEditedAt };
      repeated[id]?.forEach((each, i) => {
        answers[group] ??= [];
        const elements = answers[group] as Group[];
        elements[i] ??= { _index: i };
        if (each !== undefined) elements[i][id] = { value: each, lastEditedAt };
      });
      visit(children, id);
    }
  };
  visit(PAR_TASKS, "");
  const file = { $schema: SCHEMA, metadata: { urn: PAR_URN, createdAt: lastEditedAt }, answers };
  return `${JSON.stringify(file, null, 1)}\n`;
}
