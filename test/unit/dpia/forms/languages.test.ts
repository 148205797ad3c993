/** The words of the forms: every language has all of them, and fills in the same. */
import { describe, expect, it } from "vitest";
import { de } from "../../../../src/dpia/forms/messages/de.ts";
import { en } from "../../../../src/dpia/forms/messages/en.ts";
import { es } from "../../../../src/dpia/forms/messages/es.ts";
import { fr } from "../../../../src/dpia/forms/messages/fr.ts";
import { nl } from "../../../../src/dpia/forms/messages/nl.ts";
import { templateDe } from "../../../../src/dpia/forms/messages/template-de.ts";
import { templateEs } from "../../../../src/dpia/forms/messages/template-es.ts";
import { templateFr } from "../../../../src/dpia/forms/messages/template-fr.ts";
import { templateNl } from "../../../../src/dpia/forms/messages/template-nl.ts";

type Entry = readonly [path: string, value: unknown];
function entriesOf(value: unknown, path: string): readonly Entry[] {
  if (typeof value !== "object" || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, each]) => entriesOf(each, `${path}/${key}`));
}
const ARGUMENTS = ["§a§", "§b§", "§c§", "§d§"];
const marksIn = (text: unknown): readonly string[] => [...new Set(String(text).match(/§\w§/g))].sort();

describe.each(Object.entries({ fr, de, nl, es }))("the forms in %s", (_, own) => {
  it("have every text of the English ones, and fill in the same", () => {
    const english = new Map(entriesOf(en, ""));
    const mine = entriesOf(own, "");
    expect(mine.map(([path]) => path).sort()).toEqual([...english.keys()].sort());
    for (const [path, value] of mine) {
      const theirs = english.get(path);
      if (typeof value !== "function") expect(String(value).trim(), path).not.toBe("");
      else if (path !== "/template")
        expect(marksIn(value(...ARGUMENTS)), path).toEqual(
          marksIn((theirs as (...args: string[]) => string)(...ARGUMENTS)),
        );
    }
  });
});

describe.each(Object.entries({ de: templateDe, es: templateEs, fr: templateFr }))("the outlines in %s", (_, own) => {
  it("have every word that the Dutch ones have", () => {
    expect(Object.keys(own).sort()).toEqual(Object.keys(templateNl).sort());
    for (const word of Object.values(own)) expect(word.trim()).not.toBe("");
  });
});
