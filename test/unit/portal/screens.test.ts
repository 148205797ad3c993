/** Screens of the example: complete in five languages. */
import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LANGUAGES, SCREENS, TEXTS } from "../../../examples/portal/web/messages/index.ts";
import { language, lines, t } from "../../../examples/portal/web/ui.ts";

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
    speak("de");
    expect(t(TEXTS.office.people)).toBe("Personen im Register");
    expect(lines(TEXTS.benefits.learntList)).toEqual(SCREENS.de.benefits.learntList);
  });
});
