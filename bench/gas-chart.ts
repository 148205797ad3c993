/** A horizontal bar chart of gas figures as a self-contained SVG: no script, no font to load, readable by a screen reader. */

export interface Bar {
  readonly label: string;
  readonly gas: number;
  /** `ours` and `floor` are measured and computed here; `published` comes from others' documents. */
  readonly kind: "ours" | "floor" | "published";
}

const FILL = { ours: "#1d5fa8", floor: "#8a949e", published: "#b8651b" } as const;
const MEANING = { ours: "measured here", floor: "arithmetic floor", published: "published by others" } as const;
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
export function gasChart(title: string, bars: readonly Bar[]): string {
  const largest = Math.max(...bars.map((bar) => bar.gas));
  const scale = (WIDTH - LEFT - RIGHT) / largest;
  const height = TOP + bars.length * ROW + 20;
  const kinds = (["ours", "floor", "published"] as const).filter((kind) => bars.some((bar) => bar.kind === kind));
  const legend = kinds
    .map(
      (kind, i) =>
        `  <rect x="${LEFT + i * 180}" y="46" width="12" height="12" fill="${FILL[kind]}"/><text x="${LEFT + 18 + i * 180}" y="56">${MEANING[kind]}</text>`,
    )
    .join("\n");
  const rows = bars
    .map((bar, i) => {
      const y = TOP + i * ROW;
      const width = Math.max(1, Math.round(bar.gas * scale));
      return [
        `  <text x="${LEFT - 10}" y="${y + 15}" text-anchor="end">${escapeXml(bar.label)}</text>`,
        `  <rect x="${LEFT}" y="${y + 2}" width="${width}" height="${ROW - 8}" fill="${FILL[bar.kind]}"/>`,
        `  <text x="${LEFT + width + 6}" y="${y + 15}">${grouped(bar.gas)}</text>`,
      ].join("\n");
    })
    .join("\n");
  const description = bars.map((bar) => `${bar.label}: ${grouped(bar.gas)} gas (${MEANING[bar.kind]})`).join("; ");
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
