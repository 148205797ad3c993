/**
 * Texts of others that people read: on a screen, a terminal, in a log. What can't be seen or changes how its neighbours
 * look is refused where a document is read, and spelled out wherever it could still be shown.
 */

/**
 * Controls (C0, C1, line breaks), formats (bidi, zero-width, tags), lone surrogates, line and paragraph separators,
 * noncharacters, and everything else that a font does not draw (variation selectors, fillers); Unicode 15, chapter 23.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]/gu;

/** Whether people see every character of a text, in the order in which it stands. */
export function isShownText(text: string): boolean {
  return text.search(HIDDEN) < 0;
}

/** What a refusal says that it expected. */
export const SHOWN_TEXT = "text without line breaks and without control, direction and invisible characters";

/**
 * The text with everything spelled out that can't be seen: `\u{1b}` for an escape. For terminals, logs and messages; what
 * is seen already stays as it is.
 */
export function visible(text: string): string {
  return spellHidden(text, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** The text with every character that can't be seen replaced. */
export function spellHidden(text: string, spell: (character: string) => string): string {
  return text.replace(HIDDEN, spell);
}

/** {@link visible} for a text of ours with line breaks. */
export function visibleLines(text: string): string {
  return text.split("\n").map(visible).join("\n");
}

/** Scripts whose letters look like each other's. */
const ALIKE = {
  Latin: /\p{Script=Latin}/u,
  Greek: /\p{Script=Greek}/u,
  Cyrillic: /\p{Script=Cyrillic}/u,
  Armenian: /\p{Script=Armenian}/u,
  Cherokee: /\p{Script=Cherokee}/u,
};

/**
 * The scripts of a text that have letters alike, when there are two or more: `["Latin", "Cyrillic"]` for a title whose
 * "a" is not the one it seems to be. Empty for most texts.
 */
export function mixedScripts(text: string): readonly string[] {
  const found = Object.entries(ALIKE).flatMap(([script, letter]) => (letter.test(text) ? [script] : []));
  return found.length > 1 ? found : [];
}
