/**
 * The charts of the benches as self-contained SVG: no script, no font to load. A description carries every figure as
 * text, for a screen reader.
 */

/** What a colour stands for. */
export interface BarKind {
  readonly fill: string;
  readonly meaning: string;
}

/** Colours that differ in brightness too. */
export const FILL = { ours: "#1d5fa8", reference: "#8a949e", others: "#b8651b" } as const;

export interface Bar<Kind extends string = string> {
  readonly label: string;
  readonly value: number;
  readonly kind: Kind;
}

export interface Chart<Kind extends string> {
  readonly title: string;
  /** Of the values, as a reader says it: "gas", "ms". */
  readonly unit: string;
  /** In the order of the legend. */
  readonly kinds: Readonly<Record<Kind, BarKind>>;
  readonly bars: readonly Bar<Kind>[];
  /** How a value is written; grouped digits by default. */
  readonly format?: (value: number) => string;
}

export const WIDTH = 860;
const LEFT = 270;
const RIGHT = 100;
export const ROW = 26;
const TOP = 76;

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]!);

export interface Picture {
  readonly title: string;
  /** Every figure of the picture as text. */
  readonly description: string;
  readonly width: number;
  readonly height: number;
  /** Lines of SVG, drawn below the title. */
  readonly body: readonly string[];
}

/** An SVG document with its title, on paper of its own. */
export function svgDocument({ title, description, width, height, body }: Picture): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description" font-family="system-ui, sans-serif" font-size="13" fill="#1b1f23">
  <title id="title">${escapeXml(title)}</title>
  <desc id="description">${escapeXml(description)}</desc>
  <rect width="${width}" height="${height}" fill="#ffffff"/>
  <text x="20" y="28" font-size="17" font-weight="600">${escapeXml(title)}</text>
${body.join("\n")}
</svg>
`;
}

export interface BarRow {
  /** The left end of the bar and the top of its row. */
  readonly at: readonly [x: number, y: number];
  readonly label: string;
  /** In pixels. */
  readonly width: number;
  readonly fill: string;
  /** What is written behind the bar. */
  readonly figure: string;
}

/** A labelled bar; the next one is {@link ROW} below. */
export function barRow({ at: [x, y], label, width, fill, figure }: BarRow): string {
  const drawn = Math.max(1, Math.round(width));
  return [
    `  <text x="${x - 10}" y="${y + 15}" text-anchor="end">${escapeXml(label)}</text>`,
    `  <rect x="${x}" y="${y + 2}" width="${drawn}" height="${ROW - 8}" fill="${fill}"/>`,
    `  <text x="${x + drawn + 6}" y="${y + 15}">${escapeXml(figure)}</text>`,
  ].join("\n");
}

/** 12345 → "12,345", the same on every machine. */
export const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ",");

/** Draws the bars in the order given; the description carries every figure as text. */
export function barChart<Kind extends string>({ title, unit, kinds, bars, format = grouped }: Chart<Kind>): string {
  const largest = Math.max(...bars.map((bar) => bar.value));
  const scale = (WIDTH - LEFT - RIGHT) / largest;
  const height = TOP + bars.length * ROW + 20;
  const legend = (Object.keys(kinds) as Kind[])
    .filter((kind) => bars.some((bar) => bar.kind === kind))
    .map(
      (kind, i) =>
        `  <rect x="${LEFT + i * 180}" y="46" width="12" height="12" fill="${kinds[kind].fill}"/><text x="${LEFT + 18 + i * 180}" y="56">${escapeXml(kinds[kind].meaning)}</text>`,
    );
  const rows = bars.map(({ label, value, kind }, i) =>
    barRow({
      at: [LEFT, TOP + i * ROW],
      label,
      width: value * scale,
      fill: kinds[kind].fill,
      figure: format(value),
    }),
  );
  const description = bars
    .map((bar) => `${bar.label}: ${format(bar.value)} ${unit} (${kinds[bar.kind].meaning})`)
    .join("; ");
  return svgDocument({ title, description, width: WIDTH, height, body: [...legend, ...rows] });
}

export interface Pair {
  readonly label: string;
  readonly ours: number;
  readonly reference: number;
}

/** Pairs of bars, each pair on a scale of its own, because units differ. */
export function pairChart(title: string, reference: string, pairs: readonly Pair[]): string {
  const [left, full, row] = [150, 480, 52];
  const rows = pairs.map((pair, i) => {
    const y = 60 + i * row;
    const bar = (value: number, top: number, fill: string, name: string): string => {
      const width = Math.max(1, Math.round((value * full) / Math.max(pair.ours, pair.reference)));
      return `  <rect x="${left}" y="${top}" width="${width}" height="18" fill="${fill}"/><text x="${left + width + 6}" y="${top + 14}">${name} ${value}</text>`;
    };
    return [
      `  <text x="${left - 10}" y="${y + 24}" text-anchor="end">${escapeXml(pair.label)}</text>`,
      bar(pair.ours, y, FILL.ours, "civicproof"),
      bar(pair.reference, y + 20, FILL.others, reference),
    ].join("\n");
  });
  const description = pairs
    .map((pair) => `${pair.label}: civicproof ${pair.ours}, ${reference} ${pair.reference}`)
    .join("; ");
  return svgDocument({ title, description, width: 780, height: 70 + pairs.length * row, body: rows });
}

export interface Series {
  /** With the unit. */
  readonly label: string;
  readonly points: readonly (readonly [records: number, value: number])[];
}

const LINES = [FILL.ours, FILL.others, "#2d7d46", "#7a3f9d", "#5b646d"] as const;
const superscript = (exponent: number): string =>
  [...String(exponent)].map((digit) => (digit === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)])).join("");
const powers = (low: number, high: number): number[] => Array.from({ length: high - low + 1 }, (_, i) => low + i);

/** Draws each series over the number of records, both axes logarithmic. */
export function scalingChart(title: string, series: readonly Series[]): string {
  const [height, left, right, top, bottom] = [420, 70, 230, 60, 50];
  const records = series.flatMap(({ points }) => points.map(([x]) => x));
  const values = series.flatMap(({ points }) => points.map(([, y]) => y));
  const [x0, x1] = [Math.log10(Math.min(...records)), Math.log10(Math.max(...records))];
  const [y0, y1] = [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values)))];
  const x = (value: number): string =>
    (left + ((Math.log10(value) - x0) / (x1 - x0)) * (WIDTH - left - right)).toFixed(1);
  const y = (value: number): string =>
    (height - bottom - ((Math.log10(value) - y0) / (y1 - y0)) * (height - top - bottom)).toFixed(1);
  const grid = [
    ...powers(y0, y1).map(
      (p) =>
        `  <line x1="${left}" x2="${WIDTH - right}" y1="${y(10 ** p)}" y2="${y(10 ** p)}" stroke="#d5dade"/><text x="${left - 8}" y="${Number(y(10 ** p)) + 4}" text-anchor="end">10${superscript(p)}</text>`,
    ),
    ...powers(Math.ceil(x0), Math.floor(x1)).map(
      (p) =>
        `  <text x="${x(10 ** p)}" y="${height - bottom + 22}" text-anchor="middle">10${superscript(p)} records</text>`,
    ),
  ];
  const lines = series.map(({ label, points }, i) => {
    const colour = LINES[i % LINES.length]!;
    const path = points.map(([px, py]) => `${x(px)},${y(py)}`).join(" ");
    const dots = points.map(([px, py]) => `<circle cx="${x(px)}" cy="${y(py)}" r="3" fill="${colour}"/>`).join("");
    const last = points.at(-1)!;
    return [
      `  <polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots}`,
      `  <text x="${WIDTH - right + 12}" y="${Number(y(last[1])) + 4}" fill="${colour}">${escapeXml(label)}: ${last[1].toLocaleString("en")}</text>`,
    ].join("\n");
  });
  const description = series
    .map(({ label, points }) => `${label}: ${points.map(([px, py]) => `${py} at ${px}`).join(", ")}`)
    .join("; ");
  return svgDocument({ title, description, width: WIDTH, height, body: [...grid, ...lines] });
}
