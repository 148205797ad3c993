/** Sheets for contracts: all rows for every processor, and what joint controllers arrange stays theirs. */
import { beforeAll, describe, expect, it } from "vitest";
import { ANNEXES, ARRANGEMENT } from "../../../../src/dpia/forms/contracts/contracts.ts";
import { FORM_CATALOGUES } from "../../../../src/dpia/forms/messages/index.ts";
import { type DpiaModel, inLanguage } from "../../../../src/dpia/model.ts";
import { renderFiles } from "../../../../src/dpia/render/files.ts";
import { wordText } from "../../../support/word.ts";
import { EXAMPLES, example } from "../fixtures.ts";
import { expectAnswered, expectPart, prescribed, type WrittenForm } from "./written.ts";

describe("the outlines", () => {
  it("have the annexes I to IV of Decision (EU) 2021/915", () => {
    expect(ANNEXES.map(({ id }) => id)).toEqual(["I", "II", "III", "IV"]);
    expect(prescribed(ANNEXES[2]!).words).toHaveLength(20);
  });
});

describe.each(EXAMPLES)("%s", (name) => {
  let model: DpiaModel;
  let files: ReadonlyMap<string, string | Uint8Array>;

  beforeAll(async () => {
    ({ model } = await example(name));
    files = await renderFiles(model, ["art28", "art28-json", "art26", "art26-json"]);
  });

  describe.each(["en", "fr"] as const)("in %s", (language) => {
    const written = (kind: string): WrittenForm => JSON.parse(files.get(`dpia.${language}.${kind}.json`) as string);
    const { template } = FORM_CATALOGUES[language];

    it("has four annexes for each processor, with every row", () => {
      const processors = inLanguage(model, language).deployment.parties.filter(({ role }) => role === "processor");
      const form = written("art28");
      expect(form.parts).toHaveLength(4 * processors.length);
      expectAnswered(form);
      for (const [i, part] of form.parts.entries()) expectPart(ANNEXES[i % 4]!, part, template);
      for (const { name: processor } of processors) {
        expect(form.parts.filter(({ title }) => title.endsWith(`: ${processor}`))).toHaveLength(4);
      }
    });

    it("tells a processor's annex only of what this processor keeps", () => {
      const { parties, stores } = inLanguage(model, language).deployment;
      const processors = parties.filter(({ role }) => role === "processor");
      for (const [i, { id }] of processors.entries()) {
        const text = JSON.stringify(written("art28").parts.slice(4 * i, 4 * i + 4));
        for (const { party, title } of stores) expect(text.includes(title!), title).toBe(party === id);
      }
    });

    it("leaves signatures, sub-processors and who answers for what to people", () => {
      const open = (cell: WrittenForm["parts"][number]["blocks"][number]["rows"]) =>
        cell!.flat().flatMap(({ said = [] }) => said.map(({ status }) => status));
      const [first, , , last] = written("art28").parts;
      expect(open([first!.blocks[0]!.rows![2]!])).toEqual(["open"]);
      expect(new Set(open(last!.blocks[0]!.rows))).toEqual(new Set(["open"]));
      const duties = written("art26").parts[2]!.blocks[0]!.rows!;
      expect(duties).toHaveLength(12);
      for (const [, , who] of duties) expect(who!.said!.map(({ status }) => status)).toEqual(["open"]);
    });

    it("has the sheet of joint controllers with all of them and every row", () => {
      const form = written("art26");
      expectAnswered(form);
      for (const [i, part] of form.parts.entries()) expectPart(ARRANGEMENT[i]!, part, template);
      const together = model.deployment.parties.filter(({ role }) => /^(joint-)?controller$/.test(role));
      const [{ blocks }] = form.parts as [WrittenForm["parts"][number]];
      expect(blocks.find(({ rows }) => rows !== undefined)!.rows).toHaveLength(together.length);
    });

    it("opens as a Word document with the same rows", () => {
      for (const [kind, outline] of [
        ["art28", ANNEXES],
        ["art26", ARRANGEMENT],
      ] as const) {
        const lines = wordText(files.get(`dpia.${language}.${kind}.docx`) as Uint8Array).split("\n");
        for (const word of outline.flatMap((part) => prescribed(part).words.slice(1))) {
          expect(lines, word).toContain(template(word));
        }
      }
    });
  });
});
