/** What an outline prescribes, and how a form reads as JSON. */
import { expect } from "vitest";
import { STATUSES } from "../../../../src/dpia/forms/edpb/edpb.ts";
import type { OutlinePart } from "../../../../src/dpia/forms/outline.ts";

/** The JSON file as a reader has it. */
export interface WrittenForm {
  readonly version: string;
  readonly parts: readonly { readonly id: string; readonly title: string; readonly blocks: readonly WrittenBlock[] }[];
}
export interface WrittenBlock {
  readonly caption?: string;
  readonly columns?: readonly string[];
  readonly rows?: readonly (readonly WrittenCell[])[];
  readonly said?: readonly Said[];
}
export interface WrittenCell {
  readonly label?: string;
  readonly options?: readonly { readonly label: string; readonly mark: string }[];
  readonly said?: readonly Said[];
}
export interface Said {
  readonly text: string;
  readonly status: string;
  readonly source: string;
}

/** Everything that the outline prescribes, word for word; titles of rows and columns without the choices they end with. */
export function prescribed({ title, columns = [], rows, choices = {} }: OutlinePart): {
  readonly words: readonly string[];
  readonly choices: readonly string[];
} {
  const own = typeof rows === "string" ? [] : (rows ?? []);
  const bare = (text: string): string => text.replace(/ \([^()]+ \/ [^()]+\)$|: [^:]+ \/ [^:]+$/, "");
  return {
    words: [title, ...columns.filter((each) => each !== "#"), ...own].map(bare),
    choices: [
      ...Object.values(choices).flat(),
      ...(columns.includes("Status") ? STATUSES : []),
      ...own.flatMap((each) => /\(([^()]+ \/ [^()]+)\)$/.exec(each)?.[1]?.split(" / ") ?? []),
    ],
  };
}

/** Every word and choice of an outline's part is in a part of the JSON file. */
export function expectPart(
  part: OutlinePart,
  found: WrittenForm["parts"][number],
  word: (english: string) => string,
): void {
  const cells = found.blocks.flatMap(({ rows = [] }) => rows.flat());
  const words = [
    found.title.replace(/: .*$/, ""),
    ...found.blocks.flatMap(({ columns = [] }) => columns),
    ...cells.map(({ label }) => label),
  ];
  const labels = cells.flatMap(({ options = [] }) => options.map(({ label }) => label));
  const wanted = prescribed(part);
  expect([...words, found.title], part.id).toEqual(expect.arrayContaining(wanted.words.map(word)));
  expect(labels, part.id).toEqual(expect.arrayContaining(wanted.choices.map(word)));
}

/** No cell is empty, and every sentence has its status and source. */
export function expectAnswered({ parts }: WrittenForm): void {
  for (const { id, blocks } of parts) {
    for (const { rows = [], said = [], columns = [] } of blocks) {
      if (columns.length > 0) expect(rows.length, id).toBeGreaterThan(0);
      for (const cells of rows) {
        expect(cells.length, id).toBe(columns.length);
        for (const cell of cells) if (cell.label === undefined) expect(cell.said?.length, id).toBeGreaterThan(0);
      }
      for (const each of [...said, ...rows.flat().flatMap((cell) => cell.said ?? [])]) {
        expect(each.text, id).not.toBe("");
        expect(["derived", "declared", "open"]).toContain(each.status);
        expect(each.source).not.toBe("");
      }
    }
  }
}
