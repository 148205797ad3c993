/** A line chart of memory and bars of throughput as one self-contained SVG; every figure also stands in its description. */
import type { LoadReport } from "./load.ts";

const WIDTH = 860;
const LEFT = 300;
const ROW = 26;
const PLOT_HEIGHT = 160;
const FILL = { sqlite: "#1d5fa8", postgres: "#b8651b" } as const;

export interface Series {
  readonly store: keyof typeof FILL;
  readonly load: LoadReport;
}

const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]!);

/** @param bars throughput of short runs @param lines memory over the long ones */
export function serviceChart(title: string, bars: readonly Series[], lines: readonly Series[]): string {
  const label = ({ store, load }: Series): string =>
    `${store}, ${load.processes} process${load.processes === 1 ? "" : "es"}, ${load.concurrency} at once`;
  const figure = ({ load }: Series): string => `${load.perSecond}/s, p99 ${load.p99Ms} ms`;
  const scale = (WIDTH - LEFT - 180) / Math.max(...bars.map(({ load }) => load.perSecond));
  const top = 50;
  const rows = bars.map((bar, i) => {
    const y = top + i * ROW;
    const width = Math.max(1, Math.round(bar.load.perSecond * scale));
    return `  <text x="${LEFT - 10}" y="${y + 15}" text-anchor="end">${label(bar)}</text>
  <rect x="${LEFT}" y="${y + 2}" width="${width}" height="${ROW - 8}" fill="${FILL[bar.store]}"/>
  <text x="${LEFT + width + 6}" y="${y + 15}">${figure(bar)}</text>`;
  });
  const plotTop = top + bars.length * ROW + 50;
  const most = Math.max(...lines.flatMap(({ load }) => load.rssMb)) * 1.1;
  const paths = lines.map(({ store, load }) => {
    const step = (WIDTH - 140) / Math.max(1, load.rssMb.length - 1);
    const points = load.rssMb.map(
      (mb, i) => `${(100 + i * step).toFixed(1)},${(plotTop + PLOT_HEIGHT * (1 - mb / most)).toFixed(1)}`,
    );
    return `  <polyline points="${points.join(" ")}" fill="none" stroke="${FILL[store]}" stroke-width="2"/>
  <text x="${WIDTH - 36}" y="${points.at(-1)!.split(",")[1]}" text-anchor="end" dy="-6">${store}, ${load.rssMb.at(-1)} MB</text>`;
  });
  const memory = lines.map(
    ({ store, load }) =>
      `${store} over ${load.seconds} s: from ${load.rssMb[0]} to ${load.rssMb.at(-1)} MB, growth ${load.rssGrowth}`,
  );
  const description = [...bars.map((bar) => `${label(bar)}: ${figure(bar)}`), ...memory].join("; ");
  const bottom = plotTop + PLOT_HEIGHT;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom + 30}" role="img" aria-labelledby="title description" font-family="system-ui, sans-serif" font-size="13" fill="#1b1f23">
  <title id="title">${escapeXml(title)}</title>
  <desc id="description">${escapeXml(description)}</desc>
  <rect width="${WIDTH}" height="${bottom + 30}" fill="#ffffff"/>
  <text x="20" y="28" font-size="17" font-weight="600">${escapeXml(title)}</text>
${rows.join("\n")}
  <text x="20" y="${plotTop - 16}" font-weight="600">Resident memory at 8 at once, over ${lines[0]?.load.seconds ?? 0} s</text>
  <line x1="100" y1="${bottom}" x2="${WIDTH - 40}" y2="${bottom}" stroke="#8a949e"/>
  <text x="90" y="${bottom + 4}" text-anchor="end">0 MB</text>
  <text x="90" y="${plotTop + 4}" text-anchor="end">${Math.round(most)} MB</text>
${paths.join("\n")}
</svg>
`;
}
