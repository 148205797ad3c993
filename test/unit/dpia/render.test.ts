/** Every output: each statement with its status and source, no legal judgement, the same bytes each time. */
import { Ajv } from "ajv";
import { parse as parseCsv } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import type { WrittenDescriptor } from "../../../src/dpia/descriptor.ts";
import { wholeReport } from "../../../src/dpia/forms/whole-report.ts";
import { type DpiaModel, generateDpia } from "../../../src/dpia/model.ts";
import { CNIL_ANSWERS, type CnilFile, cnilFile } from "../../../src/dpia/render/cnil.ts";
import { FORMAT_NAMES, FORMATS, renderFiles } from "../../../src/dpia/render/files.ts";
import { withFixedTimes } from "../../../src/dpia/render/zip-times.ts";
import { type Block, type Report, statementsOf, type Table } from "../../../src/dpia/report/report.ts";
import { sentence, write } from "../../../src/dpia/report/sentence.ts";
import { wordText } from "../../support/word.ts";
import { CNIL_SCHEMA } from "./cnil-schema.ts";
import { EXAMPLES, example } from "./fixtures.ts";

/** Claims of lawfulness in each language. The descriptor's own words are declared by people and left out. */
const JUDGEMENT = new RegExp(
  [
    "\\b(is|are|be|remains?) (lawful|legal|compliant|permitted|permissible|allowed|acceptable|proportionate|sufficient)\\b",
    "\\bcompl(y|ies) with\\b|GDPR[- ]compliant|conforme au RGPD",
    "\\b(est|sont|soit) (licite|légal|conforme|permis|autorisé|acceptable|proportionné|suffisant)e?s?\\b",
    "\\b(ist|sind) (rechtmäßig|zulässig|erlaubt|verhältnismäßig|ausreichend|datenschutzkonform)\\b|DSGVO-konform",
    "\\b(is|zijn) (rechtmatig|toegestaan|evenredig|aanvaardbaar|voldoende)\\b|AVG-conform",
    "\\b(es|son) (lícit|conforme|permitid|aceptable|proporcionad|suficiente)[oa]?s?\\b|conforme al RGPD",
  ].join("|"),
  "i",
);

/** What a report says of itself; its words occur in JUDGEMENT. */
const DISCLAIMER = new RegExp(
  [
    "This report does not decide whether the processing is lawful\\.",
    "Ce rapport ne décide pas si le traitement est licite\\.",
    "Dieser Bericht entscheidet nicht, ob die Verarbeitung rechtmäßig ist\\.",
    "Dit rapport beslist niet of de verwerking rechtmatig is\\.",
    "Este informe no decide si el tratamiento es lícito\\.",
  ].join("|"),
);

const TEXT_FORMATS = FORMAT_NAMES.filter((format) => !FORMATS[format].endsWith("docx"));

describe("a sentence", () => {
  const format = { labels: { derived: "derived", declared: "declared", open: "open" }, escape: (text: string) => text };

  it("can't be rendered without its status or its source", () => {
    const each = sentence("Who decides is open.", ["decision"], { isOpen: true });
    expect(write(each, format, ({ text, label, source }) => `${text} ${label} ${source}`)).toContain("Who decides");
    expect(() => write(each, format, ({ text, label }) => `${text} ${label}`)).toThrow("dropped");
    expect(() => write(each, format, ({ text, source }) => `${text.replace("open", "")} ${source}`)).toThrow("dropped");
    expect(Object.keys(each)).toEqual(["kind", "tag", "places", "source"]);
  });
});

describe("texts of a descriptor", async () => {
  const { model } = await example("city-pass");
  const HOSTILE = "\u001b[2J\u202eneve\u2066\u0007";
  /** The model with a hostile start to every text that a person wrote. */
  const soil = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(soil);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => {
        const isProse = /^(title|text|description|name|contact|en|what|safeguard|legalBasis)$/.test(key);
        return [key, isProse && typeof each === "string" ? `${HOSTILE}${each}` : soil(each)];
      }),
    );
  };

  it("move no cursor and turn no line around, in any file", async () => {
    const { input } = model;
    const deployment = { ...(soil(input.deployment) as WrittenDescriptor), languages: ["en" as const] };
    const soiled = generateDpia({ ...input, deployment });
    const files = await renderFiles(soiled);
    for (const [name, content] of files) {
      const text = typeof content === "string" ? content : wordText(content);
      const hidden = [...HOSTILE].filter((each) => !/[\w[]/.test(each));
      expect(
        hidden.filter((each) => text.includes(each)),
        name,
      ).toEqual([]);
      expect(text.replaceAll("\\\\", "\\"), name).toContain("\\u{202e}neve");
    }
  });

  it("have their accents in spreadsheets: the CSV file begins with a byte order mark", async () => {
    const files = await renderFiles(model, ["art30"]);
    for (const content of files.values()) expect((content as string).startsWith("\ufeff")).toBe(true);
  });
});

describe.each(EXAMPLES)("%s", (name) => {
  let model: DpiaModel;
  let files: ReadonlyMap<string, string | Uint8Array>;
  let reports: readonly Report[];
  const text = (file: string): string => files.get(file) as string;

  beforeAll(async () => {
    const { input } = (await example(name)).model;
    model = generateDpia({ ...input, deployment: { ...input.deployment, languages: ["en", "fr"] } });
    files = await renderFiles(model);
    reports = (["en", "fr"] as const).map((language) => wholeReport(model, language));
  });

  it("has all formats in both languages", () => {
    const endings = Object.values(FORMATS).filter((ending) => ending !== FORMATS.par);
    const expected = ["en", "fr"].flatMap((l) => endings.map((ending) => `dpia.${l}.${ending}`));
    expect([...files.keys()].sort()).toEqual([...expected, "dpia.nl.par.json"].sort());
  });

  it("is the same bytes the second time", async () => {
    // A Word document takes longer than all others; `npm run check` compares the hashes of all of them.
    const again = await renderFiles(model, name === "transit-pass" ? FORMAT_NAMES : TEXT_FORMATS);
    expect(again.size).toBeGreaterThan(7);
    for (const [file, content] of again) expect(Buffer.from(files.get(file)!), file).toEqual(Buffer.from(content));
  });

  it("says as much in French as in English", () => {
    const [en, fr] = reports.map((report) => statementsOf(report).map(({ tag, source }) => `${tag} ${source}`));
    expect(fr).toEqual(en);
    expect(reports[1]!.sections.map(({ title }) => title)).not.toEqual(reports[0]!.sections.map(({ title }) => title));
  });

  it("gives every statement status and source in Markdown, HTML and CSV", () => {
    for (const report of reports) {
      const inSummary = report.summary!.tables.flatMap(({ rows: all }) => all);
      const inSections = [...statementsOf({ ...report, measures: [], risks: [] }), ...inSummary];
      const labels = Object.values(report.labels).join("|");
      const markdown = text(`dpia.${report.language}.md`).split("\n");
      const bullets = markdown.filter((line) => line.startsWith("- "));
      for (const line of bullets) expect(line).toMatch(new RegExp(`\\*\\*\\[(${labels})\\]\\*\\* _.+_$`));
      const rows = markdown.filter((line) => line.startsWith("| ") && !/^\| (---|.* Source \|$)/.test(line));
      for (const line of rows) expect(line).toMatch(new RegExp(`\\| (${labels}) \\| .+ \\|$`));
      expect(bullets.length + rows.length).toBe(inSections.length);
      const html = text(`dpia.${report.language}.html`);
      expect(html.match(/<span class="tag (derived|declared|open)">/g)).toHaveLength(inSections.length);
      const [head, row] = parseCsv(text(`dpia.${report.language}.art30.csv`), {
        bom: true,
        delimiter: report.language === "fr" ? ";" : ",",
      }) as string[][];
      expect(row).toHaveLength(head!.length);
      for (const cell of row!) {
        for (const line of cell.split("\n").filter((each) => each !== "")) {
          expect(line).toMatch(new RegExp(`\\[(${labels}): .+\\]$`));
        }
      }
    }
  });

  it("claims nowhere that something is lawful, and says once that it does not decide that", async () => {
    // In all languages of the example.
    for (const [file, content] of await renderFiles((await example(name)).model, TEXT_FORMATS)) {
      if (typeof content !== "string") continue;
      if (/^dpia\.\w\w\.(md|html)$/.test(file)) expect(content, file).toMatch(DISCLAIMER);
      const claims = content.replace(DISCLAIMER, "");
      const found = JUDGEMENT.exec(claims);
      expect(found === null ? "" : claims.slice(found.index - 60, found.index + 60), file).toBe("");
    }
  });

  it("has open questions for people, and fills none in", () => {
    const open = statementsOf(reports[0]!).filter(({ tag }) => tag === "open");
    expect(open.length).toBeGreaterThan(5);
    expect(text("dpia.en.md")).toContain("Not signed off.");
  });

  it("is one HTML file without script and without network", () => {
    const html = text("dpia.en.html");
    expect(html).not.toMatch(/<script|<link|<img|<iframe|@import|url\((?!#)|\ssrc=|javascript:|\son[a-z]+=/i);
    expect(html.match(/https?:\/\//g)).toBeNull();
    expect(html).toContain("default-src 'none'");
    expect(html).toMatch(/@media \(prefers-color-scheme: dark\)/);
    expect(html).toMatch(/@media print/);
    const pictures = html.match(/<svg class="picture"/g)!.length;
    // Each picture is followed by the table of its data.
    expect(html.match(/<\/figure>\n<div class="scroll" role="region"/g)).toHaveLength(pictures);
    expect(pictures).toBeGreaterThanOrEqual(4);
  });

  describe.each(["en", "fr"] as const)("as a CNIL PIA in %s", (language) => {
    const file = (): CnilFile => JSON.parse(text(`dpia.${language}.pia.json`));
    const report = (): Report => reports[language === "en" ? 0 : 1]!;

    it("fits the JSON Schema of the import format", () => {
      const validate = new Ajv({ strict: false }).compile(CNIL_SCHEMA);
      expect(validate(file()), JSON.stringify(validate.errors)).toBe(true);
      const broken = file() as unknown as { evaluations: unknown[] };
      broken.evaluations.push({ id: 1, reference_to: 211 });
      expect(validate(broken)).toBe(false);
    });

    it("imports the way the tool does it", () => {
      const imported = walkAsImporter(file());
      expect(imported.answers).toHaveLength(CNIL_ANSWERS);
      expect(imported.complete).toEqual(imported.expectedComplete);
    });

    it("leaves severity and likelihood to people, with a comment", () => {
      const { answers, comments, evaluations } = file();
      expect(evaluations).toEqual([]);
      for (const reference of [325, 326, 335, 336, 345, 346]) {
        const answer = answers.find(({ reference_to }) => reference_to === reference)!;
        expect(answer.data.gauge).toBeNull();
        expect(answer.data.text).toContain(`[${report().labels.open}:`);
        expect(comments.some(({ reference_to }) => reference_to === reference)).toBe(true);
      }
    });

    it("comments every answer that has an open part", () => {
      const { answers, comments } = file();
      for (const { reference_to, data } of answers) {
        if (data.text?.includes(`[${report().labels.open}:`)) {
          const comment = comments.find((each) => each.reference_to === reference_to);
          expect(comment?.description, String(reference_to)).toContain(`[${report().labels.open}]`);
        }
      }
    });

    it("keeps every sentence at its questions when a source gets another label", () => {
      const questions = ({ answers, comments }: CnilFile) => ({
        answers: answers.map(({ reference_to, data: { text, list } }) => ({
          reference_to,
          text: text?.replace(/ <em>\[[^<]*\]<\/em>/g, ""),
          list: list.map((item) => item.replace(/ \[[^:\]]+: .*\]$/, "")),
        })),
        comments: comments.map(({ reference_to }) => reference_to),
      });
      expect(questions(cnilFile(withOtherSources(report())))).toEqual(questions(file()));
    });

    it("gives every sentence, item and title its status", () => {
      const { answers, measures } = file();
      const labels = Object.values(report().labels).join("|");
      for (const { data } of answers) {
        for (const item of data.list) expect(item).toMatch(new RegExp(`\\[(${labels})(: .+)?\\]$`));
        for (const [piece] of (data.text ?? "").matchAll(/<(?:li|p)>(?:(?!<\/(?:li|p)>).)*<\/(?:li|p)>/g)) {
          if (!/<p>[^<]*<\/p>/.test(piece)) expect(piece).toMatch(new RegExp(`<em>\\[(${labels}): .+\\]</em>`));
        }
      }
      for (const { title } of measures) expect(title).toMatch(new RegExp(`\\[(${labels})\\]$`));
    });
  });

  it("is a Word document in seven steps whose bytes have no clock", () => {
    for (const language of ["en", "fr"] as const) {
      const document = files.get(`dpia.${language}.docx`) as Uint8Array;
      expect(Buffer.from(document.slice(0, 2)).toString()).toBe("PK");
      expect(Buffer.from(withFixedTimes(document))).toEqual(Buffer.from(document));
      expect(document.length).toBeLessThan(120_000);
      const report = reports[language === "en" ? 0 : 1]!;
      const words = wordText(document);
      for (const step of [1, 2, 3, 4, 5, 6, 7] as const) expect(words).toContain(report.words.step(step));
      const marks = words
        .split("\n")
        .filter((line) => Object.values(report.labels).some((label) => line.includes(label)));
      expect(marks.length).toBeGreaterThanOrEqual(statementsOf({ ...report, measures: [], risks: [] }).length);
    }
  });
});

/** The same report; each source has a label that says nothing. */
function withOtherSources(report: Report): Report {
  const sources = [...new Set(statementsOf(report).map(({ source }) => source))];
  const renamed = <T extends { readonly source: string }>(each: T): T => ({
    ...each,
    source: `label ${sources.indexOf(each.source)}`,
  });
  const inTable = (table: Table): Table => ({ ...table, rows: table.rows.map(renamed) });
  const inBlock = (block: Block): Block => {
    if (block.kind === "sentence") return renamed(block);
    return block.kind === "table" ? inTable(block) : { ...block, table: inTable(block.table) };
  };
  return {
    ...report,
    sections: report.sections.map((section) => ({ ...section, blocks: section.blocks.map(inBlock) })),
    measures: report.measures.map((measure) => ({ ...measure, sentence: renamed(measure.sentence) })),
    risks: report.risks.map((risk) => ({
      ...risk,
      impact: renamed(risk.impact),
      threat: renamed(risk.threat),
      source: renamed(risk.source),
    })),
  };
}

interface Imported {
  readonly answers: readonly number[];
  readonly complete: readonly number[];
  readonly expectedComplete: readonly number[];
}

/** Goes through a file as the tool's importer does: ids are made new, references kept, titles looked up. */
function walkAsImporter(file: CnilFile): Imported {
  expect(file.pia).toBeDefined();
  for (const list of [file.answers, file.measures, file.evaluations, file.comments])
    expect(Array.isArray(list)).toBe(true);
  expect(Number.isNaN(new Date(file.pia.created_at as string).getTime())).toBe(false);
  expect(Number.isInteger(Number.parseInt(String(file.pia.status), 10))).toBe(true);
  const titles = new Set<string>();
  for (const { title, content, placeholder } of file.measures as readonly Record<string, string>[]) {
    expect(title).not.toBe("");
    expect(content).not.toBe("");
    expect(placeholder).toBe("measures.default_placeholder");
    expect(titles.has(title!)).toBe(false);
    titles.add(title!);
  }
  const complete: number[] = [];
  const answers: number[] = [];
  for (const { reference_to, data } of file.answers) {
    expect(Number.isInteger(reference_to)).toBe(true);
    expect(answers).not.toContain(reference_to);
    answers.push(reference_to);
    // An answer with a gauge counts with gauge and text, one with a list with items, another one with text.
    const x = reference_to % 10;
    const isRisk = reference_to > 300;
    if (isRisk && x >= 5) {
      if ((data.gauge ?? 0) > 0 && data.text) complete.push(reference_to);
    } else if (isRisk) {
      if (data.list.length > 0) complete.push(reference_to);
      if (x === 4) for (const title of data.list) expect(titles.has(title), title).toBe(true);
    } else if (data.text) complete.push(reference_to);
  }
  for (const { reference_to } of file.evaluations as readonly { reference_to: unknown }[]) {
    // The tool calls split on it.
    expect(typeof reference_to).toBe("string");
  }
  for (const { reference_to, description } of file.comments) {
    expect(answers).toContain(reference_to);
    expect(description).not.toBe("");
  }
  const gauges = [325, 326, 335, 336, 345, 346];
  // Controls against a risk are measures that are taken: where there is none, the answer stays open.
  const bare = file.answers.filter(
    ({ reference_to, data }) => reference_to % 10 === 4 && reference_to > 300 && data.list.length === 0,
  );
  const left = [...gauges, ...bare.map(({ reference_to }) => reference_to)];
  return { answers, complete, expectedComplete: answers.filter((reference) => !left.includes(reference)) };
}
