/** An assessment in each language: complete, in that language throughout, and never silently in another. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { LANGUAGES, type Language } from "../../../src/core/language.ts";
import { LanguageUnsupportedError } from "../../../src/core/supported-language.ts";
import { parseSchema } from "../../../src/credentials/credential/schema.ts";
import { inOneLanguage, isPerLanguage, type WrittenDescriptor } from "../../../src/dpia/descriptor.ts";
import { stateHashes } from "../../../src/dpia/lock.ts";
import { type DpiaInput, type DpiaModel, generateDpia, inLanguage } from "../../../src/dpia/model.ts";
import { DeploymentError, parseDeployment } from "../../../src/dpia/parse.ts";
import { toArt30, toArt30Processors } from "../../../src/dpia/render/art30.ts";
import { toCnil } from "../../../src/dpia/render/cnil.ts";
import { FORMAT_NAMES, FORMATS, renderFiles } from "../../../src/dpia/render/files.ts";
import { toHtml } from "../../../src/dpia/render/html.ts";
import { toMarkdown } from "../../../src/dpia/render/markdown.ts";
import { buildReport } from "../../../src/dpia/report/build.ts";
import { en, type Messages } from "../../../src/dpia/report/messages/en.ts";
import { loadReportMessages } from "../../../src/dpia/report/messages/load.ts";
import { statementsOf } from "../../../src/dpia/report/report.ts";
import { wordsOf } from "../../../src/dpia/report/sentence.ts";
import { privateInputAnnotations, publicSignalAnnotations } from "../../../src/statement/circuit/annotations.ts";
import { CREDENTIAL_CIRCUITS } from "../../../src/statement/circuit/signals.ts";
import { compilePolicy } from "../../../src/statement/policy/compile.ts";
import { EXAMPLES, example } from "./fixtures.ts";
import { filledIn, inAll, NO_TEXT } from "./marks.ts";
import { foreignWords, pseudoCatalogue, sourceless, textsIn } from "./pseudo.ts";

const OTHERS = LANGUAGES.filter((language) => language !== "en");

async function inputs(name: (typeof EXAMPLES)[number]): Promise<DpiaInput> {
  const { state, population } = await example(name);
  return { ...state, population, hashes: stateHashes(state) };
}

// ---- catalogues ----

type Entry = readonly [path: string, value: unknown];

/** Texts and functions of a catalogue, by path; lists count with their length. */
function entriesOf(value: unknown, path: string): readonly Entry[] {
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([key, each]) => entriesOf(each, path === "" ? key : `${path}.${key}`));
  return [[path, value]];
}

/** What is filled in, each with a mark of its own. */
function marksFor(path: string): readonly (readonly unknown[])[] {
  const figures = new Proxy({} as Record<string, string>, { get: (_, name) => `§${String(name)}§` });
  if (path.startsWith("findings."))
    return [[figures], [new Proxy(figures, { get: (_, name) => FEW[String(name)] ?? `§${String(name)}§` })]];
  if (path === "threshold")
    return ["none", "years", "days"].flatMap((unit) =>
      ["<", "<=", ">", ">="].map((operator) => [unit, operator, "§v§"]),
    );
  if (path === "duration") return [1e40, 1e9, 1e6, 10, 0.1].map((seconds) => [seconds, () => "§n§"]);
  if (path === "words.step") return [1, 2, 3, 4, 5, 6, 7].map((n) => [n]);
  if (path === "list" || path === "or") return [[["§a§"]], [["§a§", "§b§", "§c§"]]];
  if (path === "s.evidence")
    return ["passed", "failed"].map((result) => [
      "§what§",
      { result, date: "§date§", commit: "§commit§", note: "§note§" },
    ]);
  if (/^s\.(yesNo|automated|article22)$/.test(path)) return [[true], [false]];
  return [
    ["§a§", "§b§", "§c§", "§d§"],
    ["1", "1", "1", "1"],
  ];
}
const FEW: Readonly<Record<string, string>> = { hours: "", needed: "", keys: "", about: "", group: "" };

const marksIn = (words: unknown): readonly string[] => [...new Set(JSON.stringify(words).match(/§\w+§/g))].sort();

describe.each(OTHERS)("the catalogue of %s", (language) => {
  let own: Messages;
  beforeAll(async () => {
    own = await loadReportMessages(language);
  });

  it("has every text of the English one, and fills in the same", () => {
    const { terms: _, statement: __, ...texts } = own;
    const { terms: ___, statement: ____, ...english } = en;
    const mine = new Map(entriesOf(texts, ""));
    const theirs = entriesOf(english, "");
    expect([...mine.keys()].sort()).toEqual(theirs.map(([path]) => path).sort());
    const wrong: string[] = [];
    for (const [path, value] of theirs) {
      const other = mine.get(path);
      if (typeof value !== "function") {
        if ((value === "") !== (other === "")) wrong.push(`${path} is empty`);
        continue;
      }
      for (const args of marksFor(path)) {
        const said = (other as (...args: unknown[]) => unknown)(...args);
        if (JSON.stringify(said) === JSON.stringify(undefined) || String(JSON.stringify(said)).includes("undefined"))
          wrong.push(`${path} says nothing`);
        if (String(marksIn(said)) !== String(marksIn(value(...args)))) wrong.push(`${path}: ${marksIn(said)}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("has every word of circuits/signals.json", () => {
    const words = CREDENTIAL_CIRCUITS.flatMap((circuit) =>
      [publicSignalAnnotations(circuit), privateInputAnnotations(circuit)].flatMap((notes) =>
        Object.values(notes).flatMap((note) => [note!.class, note!.source, note!.lifetime ?? "period", note!.meaning]),
      ),
    );
    expect(Object.keys(own.terms).sort()).toEqual([...new Set(words)].sort());
  });

  it("repeats no English sentence", () => {
    const english = new Map(entriesOf(en, ""));
    const same = entriesOf(own, "").filter(
      ([path, text]) => typeof text === "string" && / .+ /.test(text) && english.get(path) === text,
    );
    expect(same.map(([path]) => path)).toEqual([]);
  });
});

describe("a language that nothing is written in", () => {
  it("is refused, and never English instead", async () => {
    for (const language of ["it", "", "toString", "FR", undefined as never])
      await expect(loadReportMessages(language)).rejects.toThrow(LanguageUnsupportedError);
    const { deployment } = await inputs("transit-pass");
    const languages = ["en", "it"] as never;
    expect(() => parseDeployment(JSON.stringify({ ...deployment, languages }))).toThrow(DeploymentError);
  });

  it("is a text's, too: what is given per language is given in each of them", async () => {
    const { deployment, ...rest } = await inputs("transit-pass");
    const written = { ...deployment, languages: ["en", "fr"], purposes: [{ en: "A purpose" }] };
    expect(() => parseDeployment(JSON.stringify(written))).toThrow(/purposes\[0\].*this text in fr too/);
    const model = generateDpia({
      ...rest,
      population: undefined,
      deployment: { ...deployment, purposes: [{ en: "A purpose" }] },
    });
    expect(() => inLanguage(model, "fr")).toThrow(LanguageUnsupportedError);
    await expect(loadReportMessages("fr").then((words) => buildReport(model, words))).rejects.toThrow(
      LanguageUnsupportedError,
    );
  });
});

// ---- texts of the descriptor ----

describe("texts of a descriptor per language", () => {
  let model: DpiaModel;
  let marks: readonly string[];

  beforeAll(async () => {
    const found: string[] = [];
    const base = await inputs("city-pass");
    const deployment = inAll(filledIn(base.deployment), "", found) as WrittenDescriptor;
    marks = found;
    const read = parseDeployment(JSON.stringify(deployment)).deployment;
    expect(read).toEqual(deployment);
    model = generateDpia({ ...base, deployment: read });
  });

  it.each(LANGUAGES)("are all printed in %s, and none in another language", async (language) => {
    expect(marks.length).toBeGreaterThan(50);
    const local = inLanguage(model, language);
    const report = buildReport(local, await loadReportMessages(language));
    for (const text of [toMarkdown(report), toHtml(report)]) {
      expect(marks.filter((mark) => !text.includes(`${mark}${language}`))).toEqual([]);
      for (const other of LANGUAGES.filter((each) => each !== language))
        expect(marks.filter((mark) => text.includes(`${mark}${other}`))).toEqual([]);
    }
    const others = `${toCnil(report)}${toArt30(local, report)}${toArt30Processors(local, report)}`;
    for (const other of LANGUAGES.filter((each) => each !== language))
      expect(marks.filter((mark) => others.includes(`${mark}${other}`))).toEqual([]);
  });

  it("leave figures alone", () => {
    for (const language of OTHERS) {
      const { leakage, findings } = inLanguage(model, language);
      expect(leakage).toBe(model.leakage);
      expect(findings.map(({ id }) => id)).toEqual(model.findings.map(({ id }) => id));
    }
    expect(inOneLanguage(model.input.deployment, "nl").title).toMatch(/nl$/);
  });
});

// ---- the examples ----

/** The same in every language: an address, a provision, the name of a standard. */
const NO_WORDS = /^(parties\.\d+\.contact|legalBasis\.article|standards\.\d+)$/;

describe.each(EXAMPLES)("the descriptor of %s", (name) => {
  it("has every text in all five languages, and each in its own words", async () => {
    const { deployment } = await inputs(name);
    expect([...deployment.languages].sort()).toEqual([...LANGUAGES].sort());
    const missing: string[] = [];
    const look = (value: unknown, path: string): void => {
      if (NO_TEXT.test(path) && (typeof value !== "object" || !path.endsWith("retention"))) return;
      if (typeof value === "string") {
        if (!NO_WORDS.test(path) && value !== "none" && value !== "permanent") missing.push(path);
      } else if (isPerLanguage(value)) {
        const texts = LANGUAGES.map((language) => value[language]);
        const isSame = /\s/.test(value.en ?? "") && OTHERS.some((language) => value[language] === value.en);
        if (isSame || texts.some((text) => text === undefined || text === "")) missing.push(path);
      } else if (typeof value === "object" && value !== null) {
        for (const [key, each] of Object.entries(value)) look(each, path === "" ? key : `${path}.${key}`);
      }
    };
    look(deployment, "");
    expect(missing).toEqual([]);
  });
});

// ---- nothing untranslated ----

describe.each(EXAMPLES)("every form of %s", (name) => {
  let model: DpiaModel;
  beforeAll(async () => {
    const base = await inputs(name);
    model = generateDpia({ ...base, deployment: inAll(base.deployment, "", []) as WrittenDescriptor });
  });

  const foreign = (text: string): readonly string[] => foreignWords(model, text);

  it("has no word in a sentence, a table, a heading or a picture that no catalogue has", () => {
    const report = buildReport(model, pseudoCatalogue());
    const headings = report.sections.flatMap(({ title, blocks }) => [
      title,
      ...blocks.flatMap((block) => {
        if (block.kind === "sentence") return [];
        const table = block.kind === "table" ? block : block.table;
        return [table.caption, ...table.headers];
      }),
    ]);
    const found = [...headings, ...statementsOf(report).map(wordsOf)].flatMap((words) =>
      foreign(words).map((word) => `${word}: ${words}`),
    );
    expect(found).toEqual([]);
    const pictures = report.sections.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.kind === "figure" ? textsIn(block.picture) : [])),
    );
    expect(pictures.flatMap((words) => foreign(words).map((word) => `${word}: ${words}`))).toEqual([]);
  });

  it("has none in a page, a form or a record either", () => {
    const report = buildReport(model, pseudoCatalogue());
    const html = toHtml(report)
      .replace(/<style>[\s\S]*?<\/style>|<cite>[\s\S]*?<\/cite>|<td class="source">[\s\S]*?<\/td>/g, " ")
      .replace(/<(?!\/?title)[^>]*?aria-label="([^"]*)"[^>]*>/g, " $1 ")
      .replace(/<[^>]*>/g, " ")
      .replace(/&\w+;/g, " ");
    expect([...new Set(foreign(html))]).toEqual([]);
    const csv = `${toArt30(model, report)}\n${toArt30Processors(model, report)}`;
    expect([...new Set(foreign(sourceless(csv)))]).toEqual([]);
    const cnil = JSON.parse(toCnil(report)) as Record<string, unknown>;
    const { pia, answers, measures } = cnil as {
      pia: { name: string; category: string; author_name: string };
      answers: { data: { text: string | null; list: string[] } }[];
      measures: { title: string; content: string }[];
    };
    const texts = [
      ...[pia.name, pia.category, pia.author_name],
      ...answers.flatMap(({ data }) => [data.text ?? "", ...data.list]),
      ...measures.flatMap(({ title, content }) => [title, content]),
    ].map((text) =>
      sourceless(
        text
          .replace(/<em>[\s\S]*?<\/em>/g, " ")
          .replace(/<[^>]*>/g, " ")
          .replace(/&\w+;/g, " "),
      ),
    );
    expect([...new Set(texts.flatMap(foreign))]).toEqual([]);
  });
});

// ---- all forms in all languages ----

describe("an assessment in five languages", () => {
  it("has a file of each form and language", async () => {
    const base = await inputs("transit-pass");
    const model = generateDpia({
      ...base,
      deployment: { ...base.deployment, title: "A title", languages: [...LANGUAGES] },
    });
    // Word documents take longer than all others; the command's test writes them in all languages.
    const formats = FORMAT_NAMES.filter((format) => !FORMATS[format].endsWith("docx"));
    const files = await renderFiles(model, formats);
    // The Dutch government's form is Dutch whatever the languages are.
    expect(files.size).toBe(LANGUAGES.length * (formats.length - 1) + 1);
    expect(files.has("dpia.nl.par.json")).toBe(true);
    for (const language of LANGUAGES) {
      const { words } = await loadReportMessages(language);
      expect(String(files.get(`dpia.${language}.md`))).toContain(words.document);
      expect(String(files.get(`dpia.${language}.html`))).toContain(`<html lang="${language}">`);
      expect(String(files.get(`dpia.${language}.art30.csv`)).split("\r\n")[0]).toContain(
        language === "en" ? '","' : '";"',
      );
    }
  });
});

describe("claims that are not of the seven common ones", () => {
  const schema = parseSchema({
    civicproof: "schema/v2",
    name: "school-meals",
    version: "1",
    claims: [
      { name: "birthDate", type: "date" },
      {
        name: "schoolChildren",
        type: "integer",
        label: {
          en: "school-age children",
          fr: "enfants scolarisés",
          de: "Schulkinder",
          nl: "schoolkinderen",
          es: "hijos escolares",
        },
        unit: { en: { one: "child", other: "children" }, fr: "enfants", de: "Kinder", nl: "kinderen", es: "hijos" },
        minimum: 0,
        maximum: 20,
      },
      { name: "mealsAWeek", type: "integer" },
    ],
  });
  const label: Readonly<Record<Language, string>> = {
    en: "meals",
    fr: "repas",
    de: "Mahlzeiten",
    nl: "maaltijden",
    es: "comidas",
  };

  it.each([
    ["en", "the entry “school-age children” in your credential is at least 1 child"],
    ["fr", "la donnée « enfants scolarisés » de votre attestation est d’au moins 1 enfants"],
    ["de", "Der Eintrag „Schulkinder“ in Ihrer Bescheinigung beträgt mindestens 1 Kinder"],
    ["nl", "het gegeven ‘schoolkinderen’ in uw attest is minstens 1 kinderen"],
    ["es", "el dato «hijos escolares» de su credencial es de al menos 1 hijos"],
  ] as const)("read as what schema and descriptor call them in %s", async (language, words) => {
    const base = await inputs("transit-pass");
    const policy = compilePolicy(
      {
        ...base.policy.policy,
        schema: "school-meals@1",
        require: {
          allOf: [
            { claim: "schoolChildren", ">=": 1 },
            { claim: "mealsAWeek", "<=": 5 },
          ],
        },
      },
      schema,
    );
    const histograms = {
      schoolChildren: [
        { value: 0, count: 600 },
        { value: 2, count: 400 },
      ],
      mealsAWeek: [{ value: 3, count: 1000 }],
    };
    const population = { size: 1000, histograms };
    const deployment: WrittenDescriptor = {
      ...base.deployment,
      title: "A title",
      languages: [...LANGUAGES],
      population,
      claims: [{ claim: "mealsAWeek", label }],
    };
    const claims = new Map(Object.entries(histograms));
    const model = generateDpia({
      ...base,
      policy,
      deployment,
      alsoAsked: [],
      population: { kind: "histograms", size: 1000, claims, groupBy: undefined },
    });
    const m = await loadReportMessages(language);
    const report = buildReport(model, m);
    const all = statementsOf(report).map(wordsOf).join("\n").replaceAll(/\s/g, " ");
    expect(all).toContain(words);
    expect(all).toContain(label[language]);
    expect(all).not.toMatch(/schoolChildren|school children|mealsAWeek|meals a week/);
    const headings = report.sections.flatMap(({ blocks }) =>
      blocks.flatMap((each) => (each.kind === "table" ? [each.caption] : [])),
    );
    expect(headings.join()).not.toMatch(/schoolChildren|mealsAWeek/);
  });
});

describe("docs/terms.md", () => {
  it("has some 60 terms in five languages, each with its source", () => {
    const rows = readFileSync("docs/terms.md", "utf8")
      .split("\n")
      .filter((line) => /^\| (?!English|---)/.test(line))
      .map((line) => line.slice(2, -2).split(" | "));
    expect(rows.length).toBeGreaterThanOrEqual(60);
    for (const row of rows) {
      expect(row, row[0]).toHaveLength(LANGUAGES.length + 1);
      expect(row.every((cell) => cell.trim() !== "")).toBe(true);
      expect(row.at(-1)).toMatch(/^(GDPR|eIDAS|WP 248|ours)/);
    }
    expect(new Set(rows.map(([term]) => term)).size).toBe(rows.length);
  });
});
