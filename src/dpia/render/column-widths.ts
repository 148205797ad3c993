/** Widths of a table's columns by what stands in them, so that no word is cut and long texts get the room. */

/** Twentieths of a point between the margins of A4. */
export const WIDTHS = { portrait: 9638, landscape: 14570 } as const;

/** A small letter at 8.5 points, generously: not everybody has the font that the document asks for. */
const CHARACTER = 100;
const PADDING = 200;
/** More stand across the page. */
const MOST_COLUMNS = 5;
/** Longer words may be broken, and what is no word (hashes, paths) a good deal sooner. */
const LONGEST = { word: 30, other: 18, otherWhereTight: 13 } as const;
/** Letters: numbers of rows, such as M10, are not broken either. */
const LEAST = 5;
/** Headings of columns are bold. */
const BOLD = 1.18;

/** How wide a word is, in small letters. */
function widthOf(word: string, longestOther: number): number {
  const isWord = /^\P{L}*\p{L}+\P{L}*$/u.test(word);
  const letters = [...word].reduce((sum, letter) => {
    if (/[\p{Lu}mw%@]/u.test(letter)) return sum + 1.35;
    return sum + (/[fijlrt.,;:'|()[\]]/.test(letter) ? 0.65 : 1);
  }, 0);
  return Math.min(letters, isWord ? LONGEST.word : longestOther);
}

export interface Widths {
  readonly widths: readonly number[];
  /** Whether there are more columns than a page in portrait has room for. */
  readonly isTight: boolean;
}

/** Shares `total` among the columns of `rows` of texts, the first of which are the headings. */
export function columnWidths(rows: readonly (readonly string[])[], total: number): Widths {
  const count = Math.max(...rows.map((cells) => cells.length), 1);
  const columns = Array.from({ length: count }, (_, i) => rows.map((cells) => cells[i] ?? ""));
  const leastWith = (other: number): readonly number[] =>
    columns.map((texts) => {
      const words = texts.map((text, row) => {
        const longest = Math.max(...text.split(/[\s-]+/).map((word) => widthOf(word, other)));
        return longest * (row === 0 ? BOLD : 1);
      });
      return Math.max(...words, LEAST) * CHARACTER + PADDING;
    });
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  const roomy = leastWith(LONGEST.other);
  const least = sum(roomy) > total ? leastWith(LONGEST.otherWhereTight) : roomy;
  const longest = columns.map((texts) => Math.max(...texts.map((text) => text.length)));
  // A long text in a narrow column makes a long page: it wants some 18 characters a line.
  const wanted = least.map((width, i) => (longest[i]! > 120 ? Math.max(width, 20 * CHARACTER) : width));
  const isTight = count > MOST_COLUMNS;
  const base = sum(wanted) > total ? least : wanted;
  const free = total - sum(base);
  if (free <= 0) return { widths: base.map((width) => Math.floor((width * total) / sum(base))), isTight };
  const shares = longest.map((characters) => Math.sqrt(Math.min(characters, 600)));
  return { widths: base.map((width, i) => Math.floor(width + (free * shares[i]!) / sum(shares))), isTight };
}
