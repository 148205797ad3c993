import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { decode, toPlainJson } from "../../../src/core/json.ts";
import { isShownText, mixedScripts, visible, visibleLines } from "../../../src/core/text.ts";

const SHOWN = [
  "Ermäßigte Jahreskarte",
  "Été à Sète",
  "65 ans et plus",
  "年金",
  "ελληνικά",
  "עברית",
  "👵",
  "a\u00a0b",
  "«\u202fx\u202f»",
];
const HIDDEN = [
  0x00, 0x07, 0x0a, 0x0d, 0x1b, 0x7f, 0x85, 0x9b, 0xad, 0x34f, 0x61c, 0x200b, 0x200d, 0x200e, 0x200f, 0x2028,
]
  .concat([0x2029, 0x202a, 0x202e, 0x2060, 0x2066, 0x2069, 0x3164, 0xd800, 0xdfff, 0xfe0f, 0xfeff, 0xfffe, 0xffff])
  .concat([0xe0001, 0xe0041, 0xe007f, 0xe0100, 0x1ffff, 0x10ffff])
  .map((code) => String.fromCodePoint(code));

describe("a text that people are shown", () => {
  it("has letters of any language", () => {
    expect(SHOWN.filter((text) => !isShownText(text))).toEqual([]);
  });

  it("has nothing that can't be seen or that moves its neighbours", () => {
    for (const character of HIDDEN) expect(isShownText(`a${character}b`), visible(character)).toBe(false);
  });
});

describe("visible", () => {
  it("spells out what can't be seen and leaves the rest", () => {
    expect(visible("\u001b[2J\u001b[HAPPROVED")).toBe("\\u{1b}[2J\\u{1b}[HAPPROVED");
    for (const text of SHOWN) expect(visible(text)).toBe(text);
    for (const character of HIDDEN) expect(isShownText(visible(character))).toBe(true);
    expect(visibleLines("a\r\nb\u202e")).toBe("a\\u{d}\nb\\u{202e}");
  });

  it("is what a refusal says of somebody's keys", () => {
    const hostile = "a\u001b[2J\nb\u202e";
    for (const read of [
      () => decode(v.strictObject({}), { [hostile]: 1 }),
      () => toPlainJson({ [hostile]: { f: Number.NaN } }),
    ]) {
      expect(read).toThrow(expect.objectContaining({ path: expect.stringContaining("a\\u{1b}[2J\\u{a}b\\u{202e}") }));
      expect(read).toThrow(expect.objectContaining({ message: expect.not.stringContaining("\u202e") }));
    }
  });
});

describe("mixedScripts", () => {
  it("names alphabets with letters alike, and only when there are several", () => {
    expect(mixedScripts("Senior pass 65+")).toEqual([]);
    expect(mixedScripts("пенсия")).toEqual([]);
    expect(mixedScripts("JR パス 東京")).toEqual([]);
    expect(mixedScripts("Seniоr")).toEqual(["Latin", "Cyrillic"]);
  });
});
