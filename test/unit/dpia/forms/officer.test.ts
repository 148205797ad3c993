/** What officers need beside the report: articles that ask, the tests of anonymisation, a first page, no placeholders. */
import { describe, expect, it } from "vitest";
import type { DeploymentDescriptor, WrittenDescriptor } from "../../../../src/dpia/descriptor.ts";
import { ARTICLES } from "../../../../src/dpia/forms/law.ts";
import { FORM_CATALOGUES } from "../../../../src/dpia/forms/messages/index.ts";
import { wholeReport } from "../../../../src/dpia/forms/whole-report.ts";
import { stateHashes } from "../../../../src/dpia/lock.ts";
import type { DpiaModel } from "../../../../src/dpia/model.ts";
import { generateDpia } from "../../../../src/dpia/model.ts";
import { isPlaceholder, withoutPlaceholders } from "../../../../src/dpia/placeholders.ts";
import { renderFiles } from "../../../../src/dpia/render/files.ts";
import { statementsOf, type Table } from "../../../../src/dpia/report/report.ts";
import { wordsOf } from "../../../../src/dpia/report/sentence.ts";
import { EXAMPLES, example } from "../fixtures.ts";

const PLACEHOLDERS = [
  "TODO",
  "todo: name the law",
  "TBD",
  "To do",
  "to be completed by the officer",
  "…",
  "...",
  "???",
  "—",
  "[provision]",
  "<name of the law>",
  "À compléter : base légale",
  "à préciser",
  "Noch offen",
  "zu ergänzen",
  "Nog in te vullen",
  "Por completar: base legal",
  "The statute (TODO: number) of the city",
];
const ANSWERS = [
  "Todo el personal está formado.",
  "What to do is on the leaflet.",
  "Consent is not relied on.",
  "Tout est à disposition au guichet.",
  "Article 5 of the ordinance.",
  "Done…",
  "Das ist noch offensichtlich besser.",
  "Pendientes de pago no hay.",
];

async function assess(
  name: (typeof EXAMPLES)[number],
  change: (deployment: WrittenDescriptor) => WrittenDescriptor,
): Promise<DpiaModel> {
  const { state, population } = await example(name);
  const deployment = change(state.deployment);
  return generateDpia({ ...state, deployment, population, hashes: stateHashes({ ...state, deployment }) });
}

describe("a placeholder", () => {
  it.each(PLACEHOLDERS)("is %s", (text) => expect(isPlaceholder(text)).toBe(true));
  it.each(ANSWERS)("is not %s", (text) => expect(isPlaceholder(text)).toBe(false));

  it("is open wherever it stands, as if nobody had answered", async () => {
    const model = await assess("transit-pass", (deployment) => ({
      ...deployment,
      legalBasis: { article: "6(1)(e)", text: "À compléter : base légale" },
      rights: { ...deployment.rights, information: "TODO" },
      decision: { ...deployment.decision, lostPhone: "…" },
      purposes: ["To be completed"],
      security: [{ title: "Encrypted storage", text: "TBD" }],
    }));
    expect(model.deployment.legalBasis).toBeUndefined();
    expect(model.findings.map(({ id }) => id)).toEqual(expect.arrayContaining(["no-legal-basis", "no-information"]));
    expect(model.findings.find(({ id }) => id === "lost-phone")!.isAnswered).toBe(false);
    const report = wholeReport(model, "en");
    const said = statementsOf(report).filter((each) => /To be completed|TBD|TODO|compléter/.test(wordsOf(each)));
    expect(said.length).toBeGreaterThan(1);
    expect(said.map(({ tag }) => tag)).toEqual(said.map(() => "open"));
    expect(report.measures.find(({ title }) => title === "Encrypted storage")!.isTaken).toBe(false);
  });

  it("leaves entries of lists where they are, so that places keep their numbers", () => {
    const deployment = {
      stores: [{ id: "a", title: "TODO" }],
      purposes: ["TODO", "Another"],
    } as unknown as DeploymentDescriptor;
    expect(withoutPlaceholders(deployment).purposes).toEqual(["TODO", "Another"]);
  });
});

describe.each(EXAMPLES)("%s", (name) => {
  describe.each(["en", "fr"] as const)("in %s", (language) => {
    const report = async () => wholeReport((await example(name)).model, language);
    const rowsOf = async (id: string) =>
      (await report()).sections
        .find((section) => section.id === id)!
        .blocks.flatMap((block) => (block.kind === "table" ? block.rows : []));

    it("asks about every article, also where something is known", async () => {
      const { articles } = FORM_CATALOGUES[language].law;
      const rows = await rowsOf("articles");
      for (const article of ARTICLES) {
        const { title, question } = articles[article];
        const own = rows.filter((each) => wordsOf(each).startsWith(`${title} | `));
        expect(own.filter(({ tag }) => tag === "open").map(wordsOf), article).toContain(`${title} | ${question}`);
      }
    });

    it("gives figures for isolation, linkage and inference, and draws no conclusion", async () => {
      const { model } = await example(name);
      const { anonymity } = FORM_CATALOGUES[language];
      const rows = await rowsOf("anonymity");
      for (const test of [anonymity.isolation, anonymity.linkage, anonymity.inference]) {
        const own = rows.filter((each) => wordsOf(each).startsWith(`${test} | `));
        expect(own.length, test).toBeGreaterThan(1);
        expect(own.filter(({ tag }) => tag === "open").map(wordsOf)).toContain(`${test} | ${anonymity.conclude}`);
      }
      expect(rows.map(wordsOf).join("\n")).toContain(
        anonymity.set(
          new Intl.NumberFormat(language).format(model.leakage!.policy.anonymitySet),
          new Intl.NumberFormat(language).format(model.leakage!.policy.population),
        ),
      );
      expect(rows.filter((each) => wordsOf(each).startsWith(anonymity.linkage)).length).toBeGreaterThan(
        model.links.length,
      );
    });

    it("begins with what to decide, all findings, and every open question", async () => {
      const { summary, sections } = await report();
      const [decide, findings, open] = summary!.tables as [Table, Table, Table];
      const { model } = await example(name);
      expect(findings.rows).toHaveLength(model.findings.length);
      const asked = sections.filter(({ id }) => id !== "sign-off" && id !== "risks");
      const questions = statementsOf({ ...(await report()), sections: asked, measures: [], risks: [] }).filter(
        ({ tag }) => tag === "open",
      );
      expect(open.rows).toHaveLength(questions.length);
      expect(decide.rows.length).toBeGreaterThanOrEqual(6);
      for (const each of [...decide.rows, ...open.rows]) expect(each.tag).toBe("open");
      const files = await renderFiles(model, ["markdown", "html"]);
      for (const ending of ["md", "html"]) {
        const text = files.get(`dpia.${language}.${ending}`) as string;
        const first = text.indexOf(summary!.title);
        expect(first).toBeGreaterThan(0);
        expect(text.indexOf(sections[0]!.title, text.indexOf("<main") + 1)).toBeGreaterThan(first);
      }
    });
  });
});

describe("the final guidelines on blockchains", () => {
  const rowsOf = async (name: (typeof EXAMPLES)[number]) =>
    wholeReport((await example(name)).model, "en")
      .sections.find(({ id }) => id === "blockchain")!
      .blocks.flatMap((block) => (block.kind === "table" ? block.rows : []));

  it("are told paragraph by paragraph, as said by somebody, and every question about them is open", async () => {
    const rows = await rowsOf("energy-cost-cap");
    const tags = (paragraphs: string) =>
      rows.filter((each) => wordsOf(each).startsWith(`${paragraphs} | `)).map(({ tag }) => tag);
    for (const paragraphs of ["50", "51", "52", "53", "54", "102–104"]) expect(tags(paragraphs)).toEqual(["declared"]);
    for (const paragraphs of ["64", "Annex A"]) expect(tags(paragraphs)).toEqual(["declared", "open"]);
    expect(tags("51–54")).toEqual(["open"]);
    for (const { source } of rows.filter((each) => /^(5\d|64) \| /.test(wordsOf(each))))
      expect(source).toMatch(/EDPB Guidelines 02\/2025 v2\.0, (5\d|64)/);
  });

  it("have no table where nothing is on a chain or anchored", async () => {
    expect((await rowsOf("transit-pass")).filter((each) => wordsOf(each).startsWith("51 | "))).toEqual([]);
    expect((await rowsOf("city-pass")).filter((each) => wordsOf(each).startsWith("51 | "))).toHaveLength(1);
  });
});
