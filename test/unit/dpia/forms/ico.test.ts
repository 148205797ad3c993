/** The ICO's template: seven steps with every row, column and choice; what is to be judged stays open. */
import { beforeAll, describe, expect, it } from "vitest";
import { ICO_PARTS } from "../../../../src/dpia/forms/ico/ico.ts";
import { FORM_CATALOGUES } from "../../../../src/dpia/forms/messages/index.ts";
import type { DpiaModel } from "../../../../src/dpia/model.ts";
import { renderFiles } from "../../../../src/dpia/render/files.ts";
import { wordText } from "../../../support/word.ts";
import { EXAMPLES, example } from "../fixtures.ts";
import { expectAnswered, expectPart, prescribed, type WrittenForm } from "./written.ts";

describe.each(EXAMPLES)("%s in the ICO's template", (name) => {
  let model: DpiaModel;
  let files: ReadonlyMap<string, string | Uint8Array>;

  beforeAll(async () => {
    ({ model } = await example(name));
    files = await renderFiles(model, ["ico", "ico-json"]);
  });

  it.each(["en", "fr"] as const)("has everything that the template prescribes, in %s", (language) => {
    const form: WrittenForm = JSON.parse(files.get(`dpia.${language}.ico.json`) as string);
    const { template } = FORM_CATALOGUES[language];
    expect(form.parts.map(({ id }) => id)).toEqual(["0", "1", "2", "3", "4", "5", "6", "7"]);
    expectAnswered(form);
    for (const [i, part] of ICO_PARTS.entries()) expectPart(part, form.parts[i]!, template);
    const lines = wordText(files.get(`dpia.${language}.ico.docx`) as Uint8Array).split("\n");
    for (const part of ICO_PARTS) {
      const { words, choices } = prescribed(part);
      for (const word of words.slice(1)) expect(lines, word).toContain(template(word));
      for (const choice of choices) expect(lines).toContain(`? ${template(choice)}`);
    }
    expect(form.parts[5]!.blocks[0]!.rows).toHaveLength(model.findings.length);
    for (const cells of form.parts[5]!.blocks[0]!.rows!) {
      for (const { said } of cells.slice(1)) expect(said!.map(({ status }) => status)).toEqual(["open"]);
    }
  });
});
