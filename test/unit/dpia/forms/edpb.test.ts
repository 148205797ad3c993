/** The EDPB's template: every part, row and choice in both files, each answer with its status. */
import { beforeAll, describe, expect, it } from "vitest";
import { LANGUAGES, type Language } from "../../../../src/core/language.ts";
import { edpbForm, TEMPLATE_PARTS, TEMPLATE_VERSION } from "../../../../src/dpia/forms/edpb/edpb.ts";
import { sentencesOf } from "../../../../src/dpia/forms/form.ts";
import { FORM_CATALOGUES } from "../../../../src/dpia/forms/messages/index.ts";
import { type DpiaModel, inLanguage } from "../../../../src/dpia/model.ts";
import { renderFiles } from "../../../../src/dpia/render/files.ts";
import { wordsOf } from "../../../../src/dpia/report/sentence.ts";
import { wordText } from "../../../support/word.ts";
import { EXAMPLES, example } from "../fixtures.ts";
import { expectAnswered, expectPart, prescribed, type WrittenForm } from "./written.ts";

describe("the outline", () => {
  it("has 33 parts of version 1.0", () => {
    expect(TEMPLATE_PARTS).toHaveLength(33);
    expect(TEMPLATE_VERSION).toBe("1.0");
  });
});

describe.each(EXAMPLES)("%s in the EDPB's template", (name) => {
  let model: DpiaModel;
  let files: ReadonlyMap<string, string | Uint8Array>;

  beforeAll(async () => {
    ({ model } = await example(name));
    files = await renderFiles(model, ["edpb", "edpb-json"]);
  });

  describe.each(["en", "fr"] as const)("in %s", (language) => {
    const written = (): WrittenForm => JSON.parse(files.get(`dpia.${language}.edpb.json`) as string);
    const { template } = FORM_CATALOGUES[language];

    it("has every part, row and choice in the JSON file", () => {
      const form = written();
      expect(form.version).toMatch(/^1\.0 /);
      expect(form.parts.map(({ id }) => id)).toEqual(TEMPLATE_PARTS.map(({ id }) => id));
      for (const part of TEMPLATE_PARTS) {
        expectPart(part, form.parts.find(({ id }) => id === part.id)!, template);
      }
    });

    it("has every part, row and choice in the Word document, in their order", () => {
      const lines = wordText(files.get(`dpia.${language}.edpb.docx`) as Uint8Array).split("\n");
      let from = 0;
      for (const part of TEMPLATE_PARTS) {
        const heading = lines.indexOf(`${part.id} ${template(part.title)}`, from);
        expect(heading, part.id).toBeGreaterThanOrEqual(from);
        from = heading;
      }
      const starts = TEMPLATE_PARTS.map(({ id, title }) => lines.indexOf(`${id} ${template(title)}`));
      for (const [i, part] of TEMPLATE_PARTS.entries()) {
        const own = lines.slice(starts[i]!, starts[i + 1]);
        const wanted = prescribed(part);
        for (const word of wanted.words.slice(1)) expect(own, part.id).toContain(template(word));
        for (const choice of wanted.choices) {
          expect(
            own.some((line) => line.slice(2) === template(choice) && /^[☒☐?] /.test(line)),
            `${part.id} ${choice}`,
          ).toBe(true);
        }
      }
    });

    it("leaves no cell without an answer or an open question, each with status and source", () => {
      expectAnswered(written());
    });

    it("leaves likelihood, severity, level, acceptability and the decision open", () => {
      const form = written();
      const part = (id: string) => form.parts.find((each) => each.id === id)!;
      const judged = ["Likelihood", "Severity", "Level", "Acceptable?", "Residual likelihood", "Residual severity"];
      for (const id of ["4.1.c", "4.2.b"]) {
        const [grid] = part(id).blocks;
        const at = judged.map((column) => grid!.columns!.indexOf(template(column))).filter((i) => i >= 0);
        expect(at.length).toBeGreaterThan(2);
        for (const cells of grid!.rows!) {
          for (const i of at) expect(cells[i]!.said!.every(({ status }) => status === "open")).toBe(true);
        }
      }
      const decision = part("6").blocks.flatMap(({ rows = [] }) => rows.flat());
      expect(decision).toHaveLength(4);
      for (const { options } of decision) expect(options!.every(({ mark }) => mark === "open")).toBe(true);
    });

    it("tells every finding once as a threat by design or as an abnormal event, and has all three events", () => {
      const threats = ["3.1", "4.1.a"].flatMap((id) =>
        written()
          .parts.find((each) => each.id === id)!
          .blocks.flatMap(({ rows = [] }) => rows.map((cells) => cells[1]!.said![0]!)),
      );
      expect(threats.filter(({ source }) => !source.startsWith("EDPB 4.1.a"))).toHaveLength(model.findings.length);
      const { blocks } = written().parts.find(({ id }) => id === "4.1.a")!;
      const texts = JSON.stringify(blocks);
      const events =
        language === "en"
          ? ["illegitimate access", "unwanted modification", "disappearance"]
          : ["accès illégitime", "modification non désirée", "disparition"];
      for (const event of events) expect(texts).toContain(event);
    });
  });

  it("ticks the same boxes in all languages", () => {
    const marks = (language: Language): readonly string[] =>
      edpbForm(inLanguage(model, language), language).parts.flatMap(({ blocks }) =>
        blocks.flatMap((block) =>
          block.kind !== "grid"
            ? []
            : block.rows.flatMap((cells) =>
                cells.flatMap((cell) => ("options" in cell ? cell.options.map(({ mark }) => mark) : [])),
              ),
        ),
      );
    const english = marks("en");
    expect(english).toContain("yes");
    for (const language of LANGUAGES) expect(marks(language), language).toEqual(english);
  });

  it("says as much in French as in English, with the same statuses", () => {
    const [en, fr] = (["en", "fr"] as const).map((language) => sentencesOf(edpbForm(model, language)));
    expect(fr!.map(({ tag, source }) => `${tag} ${source}`)).toEqual(en!.map(({ tag, source }) => `${tag} ${source}`));
    const opened = (sentences: typeof en) => sentences!.filter(({ tag }) => tag === "open").map(wordsOf);
    expect(opened(fr).filter((text) => opened(en).includes(text))).toEqual([]);
  });
});
