/** The pictures of the report as SVG. Colours come from the page's style, so that light, dark and print have their own. */

import { escapeHtml } from "../../core/escape.ts";
import type { BarPicture, FlowPicture, MatrixPicture, Picture, TimelinePicture } from "../report/report.ts";
import { shown } from "../report/sentence.ts";

const WIDTH = 960;
/** Width of a character at 14 px, generously. */
const CHARACTER = 7.4;

/** Draws a picture. Its text alternative is the caption and the table below it. */
export function toSvg(picture: Picture, title: string): string {
  switch (picture.kind) {
    case "flow":
      return drawFlow(picture, title);
    case "matrix":
      return drawMatrix(picture, title);
    case "bars":
      return drawBars(picture, title);
    case "timeline":
      return drawTimeline(picture, title);
  }
}

function frame(height: number, title: string, content: readonly string[]): string {
  return [
    `<svg class="picture" viewBox="0 0 ${WIDTH} ${round(height)}" role="img" aria-label="${escapeHtml(title)}">`,
    ...content,
    "</svg>",
  ].join("\n");
}

function text(x: number, y: number, content: string, attributes = ""): string {
  return `<text x="${round(x)}" y="${round(y)}"${attributes === "" ? "" : ` ${attributes}`}>${escapeHtml(shown(content))}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function clip(label: string, characters: number): string {
  return label.length <= characters ? label : `${label.slice(0, Math.max(characters - 1, 1))}…`;
}

/** Words in lines of at most so many characters. */
function wrap(label: string, characters: number, maxLines: number): readonly string[] {
  const lines: string[] = [];
  for (const word of label.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= characters) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const kept = lines.slice(0, maxLines).map((line) => clip(line, characters));
  if (lines.length > maxLines) kept[maxLines - 1] = `${clip(kept[maxLines - 1]!, characters - 1)}…`;
  return kept;
}

// ---- data flow ----

/** Places of the nodes: the phone in the middle, issuing on the left, verifying on the right, what is stored below. */
const PLACES: Readonly<Record<string, readonly [number, number]>> = {
  issuer: [122, 80],
  holder: [480, 80],
  verifier: [838, 80],
  "status-host": [122, 270],
  hosting: [838, 270],
  relayer: [480, 270],
  chain: [480, 440],
  anchor: [838, 440],
};
/** A described office stands between the issuer's register, above it, and the phone: all the others move down. */
const OFFICE_ROW = 190;
const NODE = { width: 214, height: 72 } as const;

function drawFlow({ nodes, edges }: FlowPicture, title: string): string {
  const drop = nodes.some(({ id }) => id === "office") ? OFFICE_ROW : 0;
  const at = (id: string): readonly [number, number] => {
    if (id === "office") return [122, 80 + drop];
    const [x, y] = PLACES[id] ?? [480, 270];
    return [x, id === "issuer" ? y : y + drop];
  };
  const bottom = Math.max(...nodes.map(({ id }) => at(id)[1])) + NODE.height / 2 + 30;
  const drawnEdges = edges.map(({ from, to, label }, i) =>
    drawEdge({ from: at(from), to: at(to), label, isSecond: isReverse(edges, i) }),
  );
  const drawnNodes = nodes.map(({ id, label, note }) => {
    const [x, y] = at(id);
    const lines = [...wrap(label, 24, 2), ...(note === "" ? [] : wrap(note, 30, 1))];
    const top = y - ((lines.length - 1) * 18) / 2 + 5;
    const labels = lines.map((line, i) =>
      text(
        x,
        top + i * 18,
        line,
        i === lines.length - 1 && note !== "" ? 'class="note middle"' : 'class="strong middle"',
      ),
    );
    return [
      `<rect class="node${id === "holder" ? " own" : ""}" x="${x - NODE.width / 2}" y="${y - NODE.height / 2}" width="${NODE.width}" height="${NODE.height}" rx="8"/>`,
      ...labels,
    ].join("\n");
  });
  return frame(bottom, title, [
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path class="head" d="M0 0 8 4 0 8z"/></marker></defs>',
    ...drawnEdges,
    ...drawnNodes,
  ]);
}

function isReverse(edges: FlowPicture["edges"], index: number): boolean {
  const { from, to } = edges[index]!;
  return edges.slice(0, index).some((other) => other.from === to && other.to === from);
}

function drawEdge({
  from: [x1, y1],
  to: [x2, y2],
  label,
  isSecond,
}: {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly label: string;
  readonly isSecond: boolean;
}): string {
  const isFlat = y1 === y2;
  const shift = isFlat ? (isSecond ? 16 : -16) : 0;
  const start = border([x1, y1 + shift], [x2, y2 + shift]);
  const end = border([x2, y2 + shift], [x1, y1 + shift]);
  const middle = [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2] as const;
  const lines = wrap(label, isFlat ? 18 : 24, 4);
  // Labels of the upper arrow stand above it, those of the lower below.
  const top = isFlat
    ? isSecond
      ? middle[1] + 22
      : middle[1] - 10 - (lines.length - 1) * 15
    : middle[1] - (lines.length - 1) * 7.5 + 4;
  return [
    `<path class="edge" marker-end="url(#arrow)" d="M${round(start[0])} ${round(start[1])} ${round(end[0])} ${round(end[1])}"/>`,
    ...lines.map((line, i) => text(middle[0], top + i * 15, line, 'class="note middle halo"')),
  ].join("\n");
}

/** Where a line from one node's centre leaves its box. */
function border([x1, y1]: readonly [number, number], [x2, y2]: readonly [number, number]): readonly [number, number] {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const scale = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : NODE.width / 2 / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : NODE.height / 2 / Math.abs(dy),
  );
  return [x1 + dx * scale, y1 + dy * scale];
}

// ---- matrix ----

function drawMatrix({ columns, rows, legend }: MatrixPicture, title: string): string {
  const left = 250;
  const head = 175;
  // Slanted headings of the last columns need room on the right.
  const cell = Math.min(90, (WIDTH - left - 110) / columns.length);
  const height = 26;
  const heads = columns.map((label, i) => {
    const x = left + i * cell + cell / 2;
    return text(x, head - 8, clip(label, 34), `class="note" transform="rotate(-42 ${round(x)} ${head - 8})"`);
  });
  const body = rows.flatMap(({ label, cells }, i) => {
    const y = head + i * height;
    return [
      text(left - 10, y + height / 2 + 5, clip(label, 33), 'class="end"'),
      ...cells.flatMap(({ level, mark }, j) => [
        `<rect class="level${level}" x="${round(left + j * cell + 1)}" y="${y + 1}" width="${round(cell - 2)}" height="${height - 2}" rx="3"/>`,
        text(left + j * cell + cell / 2, y + height / 2 + 5, mark, `class="middle on${level}"`),
      ]),
    ];
  });
  const bottom = head + rows.length * height + 30;
  let x = 20;
  const keys = legend.flatMap(({ level, mark, label }) => {
    const at = x;
    x += 44 + label.length * CHARACTER;
    return [
      `<rect class="level${level}" x="${round(at)}" y="${bottom - 17}" width="24" height="24" rx="3"/>`,
      text(at + 12, bottom, mark, `class="middle on${level}"`),
      text(at + 30, bottom, label, 'class="note"'),
    ];
  });
  return frame(bottom + 20, title, [...heads, ...body, ...keys]);
}

// ---- bars ----

function drawBars({ bars, limit, unit }: BarPicture, title: string): string {
  const left = 120;
  const right = 70;
  const top = 46;
  const height = 22;
  const most = Math.max(limit.value, ...bars.map(({ value }) => value), 1);
  const scale = (value: number): number => (value / most) * (WIDTH - left - right);
  const bottom = top + bars.length * height;
  const limitX = left + scale(limit.value);
  return frame(bottom + 34, title, [
    `<path class="limit" d="M${round(limitX)} ${top - 8}V${bottom}"/>`,
    ...bars.flatMap(({ label, value, isLow }, i) => [
      text(left - 10, top + i * height + 15, clip(label, 15), 'class="end"'),
      `<rect class="bar${isLow ? " low" : ""}" x="${left}" y="${top + i * height + 2}" width="${round(Math.max(scale(value), 1))}" height="${height - 5}" rx="2"/>`,
      text(left + scale(value) + 8, top + i * height + 15, `${value}${isLow ? " ▼" : ""}`, 'class="note halo"'),
    ]),
    text(limitX, top - 16, limit.label, 'class="note middle"'),
    text(left, bottom + 24, unit, 'class="note"'),
  ]);
}

// ---- timeline ----

function drawTimeline({ lanes, permanent }: TimelinePicture, title: string): string {
  const left = 210;
  const end = WIDTH - 150;
  const top = 40;
  const height = 40;
  // Logarithmic: a day and ten years stand in one picture.
  const longest = Math.max(365, ...lanes.map(({ days }) => (days === "permanent" ? 0 : days)));
  const scale = (days: number): number => (Math.log10(days + 1) / Math.log10(longest + 1)) * (end - left - 40);
  const ticks = [1, 7, 30, 365, 3650].filter((days) => days <= longest);
  const bottom = top + lanes.length * height;
  return frame(bottom + 16, title, [
    ...ticks.flatMap((days) => [
      `<path class="grid" d="M${round(left + scale(days))} ${top - 8}V${bottom}"/>`,
      text(left + scale(days), top - 14, String(days), 'class="note middle"'),
    ]),
    ...lanes.flatMap(({ label, days, text: words }, i) => {
      const y = top + i * height;
      const isPermanent = days === "permanent";
      const length = isPermanent ? end - left : Math.max(scale(days), 3);
      return [
        text(left - 10, y + 22, clip(label, 27), 'class="end"'),
        `<rect class="bar${isPermanent ? " low" : ""}" x="${left}" y="${y + 6}" width="${round(length)}" height="${height - 16}" rx="3"/>`,
        ...(isPermanent
          ? [`<path class="endless" d="M${end} ${y + 6}l14 ${(height - 16) / 2}-14 ${(height - 16) / 2}z"/>`]
          : []),
        text(left + length + (isPermanent ? 22 : 8), y + 22, isPermanent ? permanent : words, 'class="note"'),
      ];
    }),
  ]);
}
