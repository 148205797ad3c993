/** Lines over a logarithmic number of records, as a self-contained SVG: no script, no font to load, readable by a screen reader. */

export interface Series {
  /** With the unit. */
  readonly label: string;
  readonly points: readonly (readonly [records: number, value: number])[];
}

const WIDTH = 860;
const HEIGHT = 420;
const LEFT = 70;
const RIGHT = 230;
const TOP = 60;
const BOTTOM = 50;
const COLOURS = ["#1d5fa8", "#b8651b", "#2d7d46", "#7a3f9d", "#5b646d"] as const;

const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]!);
const superscript = (exponent: number): string =>
  [...String(exponent)].map((digit) => (digit === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)])).join("");
const powers = (low: number, high: number): number[] => Array.from({ length: high - low + 1 }, (_, i) => low + i);

/** Draws each series over the number of records, both axes logarithmic. The description carries every figure as text. */
export function scalingChart(title: string, series: readonly Series[]): string {
  const records = series.flatMap(({ points }) => points.map(([x]) => x));
  const values = series.flatMap(({ points }) => points.map(([, y]) => y));
  const [x0, x1] = [Math.log10(Math.min(...records)), Math.log10(Math.max(...records))];
  const [y0, y1] = [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values)))];
  const x = (value: number): string =>
    (LEFT + ((Math.log10(value) - x0) / (x1 - x0)) * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const y = (value: number): string =>
    (HEIGHT - BOTTOM - ((Math.log10(value) - y0) / (y1 - y0)) * (HEIGHT - TOP - BOTTOM)).toFixed(1);
  const grid = [
    ...powers(y0, y1).map(
      (p) =>
        `  <line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(10 ** p)}" y2="${y(10 ** p)}" stroke="#d5dade"/><text x="${LEFT - 8}" y="${Number(y(10 ** p)) + 4}" text-anchor="end">10${superscript(p)}</text>`,
    ),
    ...powers(Math.ceil(x0), Math.floor(x1)).map(
      (p) =>
        `  <text x="${x(10 ** p)}" y="${HEIGHT - BOTTOM + 22}" text-anchor="middle">10${superscript(p)} records</text>`,
    ),
  ];
  const lines = series.map(({ label, points }, i) => {
    const colour = COLOURS[i % COLOURS.length]!;
    const path = points.map(([px, py]) => `${x(px)},${y(py)}`).join(" ");
    const dots = points.map(([px, py]) => `<circle cx="${x(px)}" cy="${y(py)}" r="3" fill="${colour}"/>`).join("");
    const last = points.at(-1)!;
    return [
      `  <polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots}`,
      `  <text x="${WIDTH - RIGHT + 12}" y="${Number(y(last[1])) + 4}" fill="${colour}">${escapeXml(label)}: ${last[1].toLocaleString("en")}</text>`,
    ].join("\n");
  });
  const description = series
    .map(({ label, points }) => `${label}: ${points.map(([px, py]) => `${py} at ${px}`).join(", ")}`)
    .join("; ");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title description" font-family="system-ui, sans-serif" font-size="13" fill="#1b1f23">
  <title id="title">${escapeXml(title)}</title>
  <desc id="description">${escapeXml(description)}</desc>
  <rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>
  <text x="20" y="28" font-size="17" font-weight="600">${escapeXml(title)}</text>
${[...grid, ...lines].join("\n")}
</svg>
`;
}
