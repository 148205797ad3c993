/** Records of processing activities: the letters of Article 30(1) and (2), in words, and nothing that nobody does. */
import { parse as parseCsv } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { LANGUAGES, type Language } from "../../../src/core/language.ts";
import { type DpiaModel, inLanguage } from "../../../src/dpia/model.ts";
import { toArt30, toArt30Processors } from "../../../src/dpia/render/art30.ts";
import { buildReport } from "../../../src/dpia/report/build.ts";
import { loadReportMessages } from "../../../src/dpia/report/messages/load.ts";
import { wordsOf } from "../../../src/dpia/report/sentence.ts";
import { type Example, example } from "./fixtures.ts";

async function recordsOf(name: Example, language: Language = "en") {
  const model: DpiaModel = inLanguage((await example(name)).model, language);
  const report = buildReport(model, await loadReportMessages(language));
  const rows = (csv: string): string[][] =>
    parseCsv(csv, { bom: true, delimiter: language === "en" ? "," : ";" }) as string[][];
  const controller = toArt30(model, report);
  const [head, row] = rows(controller) as [string[], string[]];
  const processors = rows(toArt30Processors(model, report));
  const under = (letter: string): string => row[head.findIndex((each) => each.startsWith(`(${letter})`))]!;
  return { model, report, controller, head, row, under, processors };
}

describe("the controller's record", () => {
  it.each(LANGUAGES)("has a name and the letters a to g, and splits where spreadsheets do, in %s", async (language) => {
    const { controller, head, row } = await recordsOf("city-pass", language);
    expect(controller.startsWith("\ufeff")).toBe(true);
    expect(head.slice(1).map((each) => each.slice(0, 3))).toEqual(["(a)", "(b)", "(c)", "(d)", "(e)", "(f)", "(g)"]);
    expect(row).toHaveLength(head.length);
  });

  it("lists measures that are taken, and none that nobody has taken yet", async () => {
    const { report, under } = await recordsOf("energy-cost-cap");
    const [taken, open] = [true, false].map((isTaken) => report.measures.filter((each) => each.isTaken === isTaken));
    expect(open!.length).toBeGreaterThan(5);
    const lines = under("g").split("\n");
    expect(lines).toHaveLength(taken!.length);
    for (const { sentence } of taken!) expect(under("g")).toContain(wordsOf(sentence));
    for (const { sentence } of open!) expect(under("g")).not.toContain(wordsOf(sentence));
  });

  it("names categories of data in words, not by the names of signals", async () => {
    const { under, model } = await recordsOf("energy-cost-cap");
    const words = under("c")
      .split("\n")
      .map((line) => line.replace(/ \[.*\]$/, ""));
    expect(words[0]).toBe(model.deployment.dataSubjects.description);
    expect(words).toContain("pseudonym of a person for one programme and period");
    const codes = new Set(model.retention.flatMap(({ holds }) => holds));
    expect(words.filter((each) => codes.has(each as never))).toEqual([]);
  });

  it("has the contact of every controller, and says whose is missing", async () => {
    const { under } = await recordsOf("energy-cost-cap");
    expect(under("a")).toMatch(/Energy settlement agency: dpo@energy\.example \[declared: parties\[0\]\.contact\]/);
    expect(under("a")).toMatch(/Energy fund: Contact details are open\. \[open: parties\[1\]\.contact\]/);
  });
});

describe("the processors' record", () => {
  it("has a row for each, with the letters a to d and the data of its own stores", async () => {
    const { processors, model } = await recordsOf("city-pass");
    const [head, ...rows] = processors;
    expect([...new Set(head!.map((each) => each.slice(0, 3)))]).toEqual(["(a)", "(b)", "(c)", "(d)"]);
    const named = model.deployment.parties.filter(({ role }) => role === "processor").map(({ name }) => name);
    expect(rows.map(([first]) => named.findIndex((name) => first!.startsWith(name)))).toEqual([0, 1]);
    const [host, archive] = rows.map(([, , categories]) => categories!) as [string, string];
    expect(host).toContain("pseudonym of a person for one programme and period");
    expect(archive).toContain("salted commitment of a record");
    expect(host).not.toContain("record of a decision");
    expect(archive).not.toContain("pseudonym of a person");
  });
});
