/** The words of the forms: every language has all that outlines prescribe, and leaves out no value. */
import { describe, expect, it } from "vitest";
import { ANNEXES, ARRANGEMENT } from "../../../../src/dpia/forms/contracts/contracts.ts";
import { TEMPLATE_PARTS } from "../../../../src/dpia/forms/edpb/edpb.ts";
import { ICO_PARTS } from "../../../../src/dpia/forms/ico/ico.ts";
import { FORM_CATALOGUES } from "../../../../src/dpia/forms/messages/index.ts";
import { templateDe } from "../../../../src/dpia/forms/messages/template-de.ts";
import { templateEs } from "../../../../src/dpia/forms/messages/template-es.ts";
import { templateFr } from "../../../../src/dpia/forms/messages/template-fr.ts";
import { templateNl } from "../../../../src/dpia/forms/messages/template-nl.ts";
import { COMMON_SET } from "../../../../src/dpia/forms/wallet/registration.ts";
import { prescribed } from "./written.ts";

const TABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  fr: templateFr,
  de: templateDe,
  nl: templateNl,
  es: templateEs,
};

/** All that the outlines prescribe, with the names of their groups of choices and the choices in titles of columns. */
const WORDS = [...TEMPLATE_PARTS, ...ANNEXES, ...ARRANGEMENT, ...COMMON_SET, ...ICO_PARTS].flatMap((part) => {
  const { words, choices } = prescribed(part);
  const inColumns = (part.columns ?? []).flatMap((each) => /: ([^:]+ \/ [^:]+)$/.exec(each)?.[1]?.split(" / ") ?? []);
  return [...words, ...choices, ...inColumns, ...Object.keys(part.choices ?? {})];
});

/** What a catalogue says, by place; a value that it is given reads `⟨1⟩`. */
function textsOf(messages: object, place = ""): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(messages).flatMap(([key, said]): (readonly [string, string])[] => {
      const at = `${place}/${key}`;
      if (typeof said === "string") return [[at, said]];
      if (typeof said === "object") return [...textsOf(said, at)];
      if (at === "/template") return [];
      return [[at, said(...Array.from({ length: said.length }, (_, i) => `⟨${i + 1}⟩`))]];
    }),
  );
}

const valuesOf = (text: string | undefined) => [...new Set(text?.match(/⟨\d⟩/g))].sort();

describe("the words of the forms", () => {
  it("are there for each language that has a table, and for English", () => {
    expect(Object.keys(FORM_CATALOGUES).sort()).toEqual(["en", ...Object.keys(TABLES)].sort());
  });

  for (const [language, { template, ...messages }] of Object.entries(FORM_CATALOGUES)) {
    if (language === "en") continue;
    const table = TABLES[language] ?? {};

    it(`has a word in ${language} for every word of an outline`, () => {
      expect(WORDS.length).toBeGreaterThan(250);
      expect(WORDS.filter((word) => !Object.hasOwn(table, word))).toEqual([]);
      expect(WORDS.filter((word) => template(word) !== table[word])).toEqual([]);
    });

    it(`has in ${language} no word that no outline has, and no empty one`, () => {
      expect(Object.keys(table).filter((word) => !WORDS.includes(word))).toEqual([]);
      expect(Object.entries(table).filter(([, word]) => word.trim() === "")).toEqual([]);
    });

    it(`says in ${language} every value that it says in English`, () => {
      const said = textsOf(messages);
      for (const [at, english] of textsOf(FORM_CATALOGUES.en)) {
        expect(said.get(at), at).toMatch(/\S/);
        expect(valuesOf(said.get(at)), at).toEqual(valuesOf(english));
      }
    });
  }
});
