/** Official forms and Word documents in a language that nobody speaks: whatever is not in brackets was in no catalogue. */
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { WrittenDescriptor } from "../../../../src/dpia/descriptor.ts";
import { jointForm, processorForm } from "../../../../src/dpia/forms/contracts/contracts.ts";
import { edpbForm } from "../../../../src/dpia/forms/edpb/edpb.ts";
import type { Form, FormBlock } from "../../../../src/dpia/forms/form.ts";
import { icoForm } from "../../../../src/dpia/forms/ico/ico.ts";
import { toAuthorityReport } from "../../../../src/dpia/forms/wallet/authority-report.ts";
import { toDeletionPage } from "../../../../src/dpia/forms/wallet/deletion-page.ts";
import { registrationForm } from "../../../../src/dpia/forms/wallet/registration.ts";
import { wholeReport } from "../../../../src/dpia/forms/whole-report.ts";
import { toFormJson } from "../../../../src/dpia/forms/write-json.ts";
import { toFormWord } from "../../../../src/dpia/forms/write-word.ts";
import { stateHashes } from "../../../../src/dpia/lock.ts";
import { type DpiaModel, generateDpia } from "../../../../src/dpia/model.ts";
import { toDocx } from "../../../../src/dpia/render/docx.ts";
import { toHtml } from "../../../../src/dpia/render/html.ts";
import { toMarkdown } from "../../../../src/dpia/render/markdown.ts";
import { statementsOf } from "../../../../src/dpia/report/report.ts";
import { wordsOf } from "../../../../src/dpia/report/sentence.ts";
import { wordText } from "../../../support/word.ts";
import { EXAMPLES, example } from "../fixtures.ts";
import { inAll } from "../marks.ts";
import { foreignWords, sourceless, textsIn } from "../pseudo.ts";

vi.mock("../../../../src/dpia/forms/languages.ts", async () => {
  const { pseudoCatalogue } = await import("../pseudo.ts");
  return { REPORT_CATALOGUES: { en: pseudoCatalogue() } };
});
vi.mock("../../../../src/dpia/forms/messages/index.ts", async () => {
  const { pseudoFormCatalogue } = await import("../pseudo.ts");
  return { FORM_CATALOGUES: { en: pseudoFormCatalogue() } };
});

const FORMS = { edpbForm, icoForm, processorForm, jointForm, registrationForm };

/** Numbers of the forms themselves, and what a Word document of them begins with. */
const NUMBERS = /\b([IVX]+|TS\d|P\d+|[A-Z]\d+)\b/g;
/** Addresses that a form prescribes. */
const ADDRESSES = /https:\/\/\S+|\bcivicproof\b|\bresident@1\b/g;

describe.each(EXAMPLES)("%s", (name) => {
  let model: DpiaModel;
  const foreign = (text: string): readonly string[] => [
    ...new Set(foreignWords(model, text.replace(ADDRESSES, " ").replace(NUMBERS, " "))),
  ];

  beforeAll(async () => {
    const { state, population } = await example(name);
    const deployment = inAll(state.deployment, "", []) as WrittenDescriptor;
    model = generateDpia({ ...state, deployment, population, hashes: stateHashes(state) });
  });

  it.each(Object.entries(FORMS))("has no word in %s that no catalogue has", async (_, makeForm) => {
    const form: Form = makeForm(model, "en");
    expect(form.howToRead).toMatch(/^⟦/);
    const inBlock = (block: FormBlock): readonly string[] => {
      if (block.kind === "text") return block.said.map(wordsOf);
      if (block.kind === "figure")
        return [block.caption, ...textsIn(block.picture), ...block.table.headers, ...block.table.rows.map(wordsOf)];
      const cells = block.rows
        .flat()
        .flatMap((cell) =>
          "label" in cell ? [cell.label] : [...cell.options.map(({ label }) => label), ...cell.said.map(wordsOf)],
        );
      return [block.caption, ...block.columns, ...cells];
    };
    const texts = [
      ...[form.subtitle, form.howToRead, ...Object.values(form.labels)],
      ...form.parts.flatMap(({ title, blocks }) => [title, ...blocks.flatMap(inBlock)]),
    ];
    expect(texts.length).toBeGreaterThan(20);
    expect(texts.flatMap((each) => foreign(each).map((word) => `${word}: ${each}`))).toEqual([]);
    // Nothing comes in on the way into a file.
    expect(foreign(inWord(await toFormWord(form)))).toEqual([]);
    const { parts } = JSON.parse(toFormJson(form)) as { parts: unknown };
    expect(textsInJson(parts).flatMap(foreign)).toEqual([]);
  });

  it("has none in the report with its first page, articles and tests of anonymisation, also as a Word document", async () => {
    const report = wholeReport(model, "en");
    const { summary, sections } = report;
    const tables = summary!.tables.flatMap(({ caption, headers, rows }) => [caption, ...headers, ...rows.map(wordsOf)]);
    const texts = [
      ...[summary!.title, summary!.lead, ...tables],
      ...sections.map(({ title }) => title),
      ...statementsOf(report).map(wordsOf),
    ];
    expect(texts.flatMap((each) => foreign(each).map((word) => `${word}: ${each}`))).toEqual([]);
    expect(foreign(inWord(await toDocx(report)))).toEqual([]);
    const markdown = toMarkdown(report)
      .replaceAll("\\", "")
      .split("\n")
      .map((line) => line.replace(/ _[^_]+_$| \| [^|]+ \|$/, " "));
    expect(foreign(markdown.join("\n").replace(/^```[\s\S]*?^```/gm, " "))).toEqual([]);
    expect(foreign(bare(toHtml(report)))).toEqual([]);
  });

  it("has none in the page that people ask for deletion on, and in the report to an authority", () => {
    expect(foreign(sourceless(bare(toDeletionPage(model, "en"))))).toEqual([]);
    const { reports, open } = JSON.parse(toAuthorityReport(model, "en")) as {
      reports: { subject: string; body: string }[];
      open: { label: string }[];
    };
    const texts = [...reports.flatMap(({ subject, body }) => [subject, body]), ...open.map(({ label }) => label)];
    expect(texts.flatMap(foreign)).toEqual([]);
  });
});

/** The paragraphs of a Word document, without status and source at the end of each. */
function inWord(document: Uint8Array): string {
  return wordText(document).replace(/\[⟦(derived|declared|open)⟧: .*\]$/gm, " ");
}

/** What a reader of a page sees. */
function bare(html: string): string {
  return html
    .replace(/<style>[\s\S]*?<\/style>|<cite>[\s\S]*?<\/cite>|<td class="source">[\s\S]*?<\/td>/g, " ")
    .replace(/<(?!\/?title)[^>]*?aria-label="([^"]*)"[^>]*>/g, " $1 ")
    .replace(/<[^>]*>/g, " ")
    .replace(/&\w+;/g, " ");
}

/** Texts of a form as JSON, without ids, marks, statuses and sources. */
function textsInJson(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    /^(id|mark|status|source|from|to|kind|days)$/.test(key) ? [] : textsInJson(each),
  );
}
