/** A horizontal bar chart as a self-contained SVG: no script, no font to load, readable by a screen reader. */

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

const WIDTH = 860;
const LEFT = 270;
const RIGHT = 100;
const ROW = 26;
const TOP = 76;

const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]!);

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
    )
    .join("\n");
  const rows = bars
    .map((bar, i) => {
      const y = TOP + i * ROW;
      const width = Math.max(1, Math.round(bar.value * scale));
      return [
        `  <text x="${LEFT - 10}" y="${y + 15}" text-anchor="end">${escapeXml(bar.label)}</text>`,
        `  <rect x="${LEFT}" y="${y + 2}" width="${width}" height="${ROW - 8}" fill="${kinds[bar.kind].fill}"/>`,
        `  <text x="${LEFT + width + 6}" y="${y + 15}">${format(bar.value)}</text>`,
      ].join("\n");
    })
    .join("\n");
  const description = bars
    .map((bar) => `${bar.label}: ${format(bar.value)} ${unit} (${kinds[bar.kind].meaning})`)
    .join("; ");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title description" font-family="system-ui, sans-serif" font-size="13" fill="#1b1f23">
  <title id="title">${escapeXml(title)}</title>
  <desc id="description">${escapeXml(description)}</desc>
  <rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
  <text x="20" y="28" font-size="17" font-weight="600">${escapeXml(title)}</text>
${legend}
${rows}
</svg>
`;
}
