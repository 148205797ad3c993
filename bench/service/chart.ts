/** A line chart of memory and bars of throughput as one self-contained SVG; every figure also stands in its description. */
import { barRow, FILL, ROW, svgDocument, WIDTH } from "../chart.ts";
import type { LoadReport } from "./load.ts";

const LEFT = 300;
const PLOT_HEIGHT = 160;
const STORE_FILL = { sqlite: FILL.ours, postgres: FILL.others } as const;

export interface Series {
  readonly store: keyof typeof STORE_FILL;
  readonly load: LoadReport;
}

/** @param bars throughput of short runs @param lines memory over the long ones */
export function serviceChart(title: string, bars: readonly Series[], lines: readonly Series[]): string {
  const label = ({ store, load }: Series): string =>
    `${store}, ${load.processes} process${load.processes === 1 ? "" : "es"}, ${load.concurrency} at once`;
  const figure = ({ load }: Series): string => `${load.perSecond}/s, p99 ${load.p99Ms} ms`;
  const scale = (WIDTH - LEFT - 180) / Math.max(...bars.map(({ load }) => load.perSecond));
  const top = 50;
  const rows = bars.map((bar, i) =>
    barRow({
      at: [LEFT, top + i * ROW],
      label: label(bar),
      width: bar.load.perSecond * scale,
      fill: STORE_FILL[bar.store],
      figure: figure(bar),
    }),
  );
  const plotTop = top + bars.length * ROW + 50;
  const most = Math.max(...lines.flatMap(({ load }) => load.rssMb)) * 1.1;
  const paths = lines.map(({ store, load }) => {
    const step = (WIDTH - 140) / Math.max(1, load.rssMb.length - 1);
    const points = load.rssMb.map(
      (mb, i) => `${(100 + i * step).toFixed(1)},${(plotTop + PLOT_HEIGHT * (1 - mb / most)).toFixed(1)}`,
    );
    return `  <polyline points="${points.join(" ")}" fill="none" stroke="${STORE_FILL[store]}" stroke-width="2"/>
  <text x="${WIDTH - 36}" y="${points.at(-1)!.split(",")[1]}" text-anchor="end" dy="-6">${store}, ${load.rssMb.at(-1)} MB</text>`;
  });
  const memory = lines.map(
    ({ store, load }) =>
      `${store} over ${load.seconds} s: from ${load.rssMb[0]} to ${load.rssMb.at(-1)} MB, growth ${load.rssGrowth}`,
  );
  const description = [...bars.map((bar) => `${label(bar)}: ${figure(bar)}`), ...memory].join("; ");
  const bottom = plotTop + PLOT_HEIGHT;
  const memoryPlot = [
    `  <text x="20" y="${plotTop - 16}" font-weight="600">Resident memory at 8 at once, over ${lines[0]?.load.seconds ?? 0} s</text>`,
    `  <line x1="100" y1="${bottom}" x2="${WIDTH - 40}" y2="${bottom}" stroke="#8a949e"/>`,
    `  <text x="90" y="${bottom + 4}" text-anchor="end">0 MB</text>`,
    `  <text x="90" y="${plotTop + 4}" text-anchor="end">${Math.round(most)} MB</text>`,
    ...paths,
  ];
  return svgDocument({ title, description, width: WIDTH, height: bottom + 30, body: [...rows, ...memoryPlot] });
}
