/** Widths of a table's columns by what stands in them, so that no word is cut and long texts get the room. */

/** Twentieths of a point between the margins of A4. */
export const WIDTHS = { portrait: 9638, landscape: 14570 } as const;

/** A character at 8.5 points, generously. */
const CHARACTER = 92;
const PADDING = 200;
/** More stand across the page. */
const MOST_COLUMNS = 5;
/** Longer words, such as hashes, may be broken. */
const LONGEST_WORD = 18;

export interface Widths {
  readonly widths: readonly number[];
  /** Whether there are more columns than a page in portrait has room for. */
  readonly isTight: boolean;
}

/** Shares `total` among the columns of `rows` of texts. */
export function columnWidths(rows: readonly (readonly string[])[], total: number): Widths {
  const count = Math.max(...rows.map((cells) => cells.length), 1);
  const columns = Array.from({ length: count }, (_, i) => rows.map((cells) => cells[i] ?? ""));
  const least = columns.map((texts) => {
    const words = texts.flatMap((text) => text.split(/[\s-]+/)).map((word) => Math.min(word.length, LONGEST_WORD));
    return Math.max(...words, 2) * CHARACTER + PADDING;
  });
  const longest = columns.map((texts) => Math.max(...texts.map((text) => text.length)));
  // A long text in a narrow column makes a long page: it wants some 18 characters a line.
  const wanted = least.map((width, i) => (longest[i]! > 120 ? Math.max(width, 20 * CHARACTER) : width));
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  const isTight = count > MOST_COLUMNS;
  const base = sum(wanted) > total ? least : wanted;
  const free = total - sum(base);
  if (free <= 0) return { widths: base.map((width) => Math.floor((width * total) / sum(base))), isTight };
  const shares = longest.map((characters) => Math.sqrt(Math.min(characters, 600)));
  return { widths: base.map((width, i) => Math.floor(width + (free * shares[i]!) / sum(shares))), isTight };
}
