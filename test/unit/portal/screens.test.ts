/** Screens of the example: complete in five languages, and a consent that says only what it was told. */
import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LANGUAGES, SCREENS, TEXTS } from "../../../examples/portal/web/messages/index.ts";
import { privacyNotice } from "../../../examples/portal/web/privacy.ts";
import { REFUSALS } from "../../../examples/portal/web/refusals.ts";
import { language, t } from "../../../examples/portal/web/ui.ts";

function speak(chosen: string | null, ...languages: readonly string[]): void {
  vi.stubGlobal("localStorage", { getItem: () => chosen });
  vi.stubGlobal("navigator", { languages });
}
beforeEach(() => speak("en"));
afterEach(() => vi.unstubAllGlobals());

type Entry = readonly [path: string, text: string];
function entriesOf(value: unknown, path: string): readonly Entry[] {
  if (typeof value === "string") return [[path, value]];
  return Object.entries(value as object).flatMap(([key, each]) => entriesOf(each, `${path}/${key}`));
}
const holes = (text: string): readonly string[] => (text.match(/\{\d\}/g) ?? []).sort();

describe.each(LANGUAGES)("the screens in %s", (each) => {
  it("have every text, with the same holes, and none in English", () => {
    const english = new Map(entriesOf(SCREENS.en, ""));
    const own = entriesOf(SCREENS[each], "");
    expect(own.map(([path]) => path).sort()).toEqual([...english.keys()].sort());
    for (const [path, text] of own) {
      expect(text.trim(), path).not.toBe("");
      expect(holes(text), path).toEqual(holes(english.get(path)!));
      if (each !== "en" && / .+ /.test(text)) expect(text, path).not.toBe(english.get(path));
    }
  });
});

describe("the language of the screens", () => {
  it("is the one chosen, else the first of the browser's that there is, else English", () => {
    for (const [chosen, browser, expected] of [
      ["nl", ["de"], "nl"],
      [null, ["de-AT", "en"], "de"],
      [null, ["it", "es-MX", "en"], "es"],
      [null, ["it"], "en"],
      ["tlh", ["fr"], "fr"],
    ] as const) {
      speak(chosen, ...browser);
      expect(language()).toBe(expected);
    }
  });

  it("is that of every text: no screen writes words of its own", () => {
    const files = readdirSync("examples/portal/web").filter((file) => file.endsWith(".ts"));
    const own = files.filter((file) =>
      /\b(en|fr|de|nl|es): "/.test(readFileSync(`examples/portal/web/${file}`, "utf8")),
    );
    expect(own).toEqual([]);
    expect(Object.keys(REFUSALS).sort()).toEqual(Object.keys(SCREENS.en.refusals).sort());
    speak("de");
    expect(t(TEXTS.office.codeTitle, "Ada")).toBe("Code für Ada");
  });
});

describe("a consent", () => {
  const asked = { grid: "year/2026-01-01/0", period: 20_260_101 };

  it("says what is kept as the portal declares it, and else that it is not stated", () => {
    const { markNotStated, proofNotStated, markDays, proofDays, proofNotKept } = TEXTS.privacy;
    expect(privacyNotice(asked).kept).toEqual([t(markNotStated), t(proofNotStated)]);
    expect(privacyNotice(asked, { markDays: 400, proofDays: 90 }).kept).toEqual([t(markDays, 400), t(proofDays, 90)]);
    expect(privacyNotice(asked, { proofDays: 0 }).kept).toEqual([t(markNotStated), t(proofNotKept)]);
  });

  it.each([
    ["year/2026-01-01/0", 20_260_101, "in this programme in 2026"],
    ["year/2025-07-01/0", 20_260_701, "in the period that began on 1 July 2026"],
    ["month/2026-11-01/60", 20_261_101, "in the period that began on 1 November 2026"],
    ["once/2026-11-01/60", 20_261_101, "whenever you make it"],
  ])("speaks of %s as of the periods that it has", (grid, period, words) => {
    const [linked] = privacyNotice({ grid, period }).linked;
    expect(linked!.replace("July 1, 2026", "1 July 2026").replace("November 1, 2026", "1 November 2026")).toContain(
      words,
    );
  });

  it("names the recipient that a request names", () => {
    expect(privacyNotice({ ...asked, recipient: "case-17" }).linked.join()).toContain("case-17");
    expect(privacyNotice(asked).linked).toHaveLength(2);
  });
});
