/** Pairs of bars as a self-contained SVG; each pair has its own scale, because units differ. */

export interface Pair {
  readonly label: string;
  readonly ours: number;
  readonly snarkjs: number;
}

const LEFT = 150;
const WIDTH = 480;
const ROW = 52;

/** The description carries every figure as text. */
export function barChart(title: string, pairs: readonly Pair[]): string {
  const rows = pairs.map(({ label, ours, snarkjs }, i) => {
    const scale = WIDTH / Math.max(ours, snarkjs);
    const y = 60 + i * ROW;
    const bar = (value: number, at: number, fill: string, name: string): string => {
      const width = Math.max(1, Math.round(value * scale));
      return `  <rect x="${LEFT}" y="${at}" width="${width}" height="18" fill="${fill}"/><text x="${LEFT + width + 6}" y="${at + 14}">${name} ${value}</text>`;
    };
    return [
      `  <text x="${LEFT - 10}" y="${y + 24}" text-anchor="end">${label}</text>`,
      bar(ours, y, "#1d5fa8", "civicproof"),
      bar(snarkjs, y + 20, "#b8651b", "snarkjs"),
    ].join("\n");
  });
  const description = pairs
    .map(({ label, ours, snarkjs }) => `${label}: civicproof ${ours}, snarkjs ${snarkjs}`)
    .join("; ");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 780 ${70 + pairs.length * ROW}" role="img" aria-labelledby="title description" font-family="system-ui, sans-serif" font-size="13" fill="#1b1f23">
  <title id="title">${title}</title>
  <desc id="description">${description}</desc>
  <rect width="780" height="${70 + pairs.length * ROW}" fill="#ffffff"/>
  <text x="20" y="30" font-size="17" font-weight="600">${title}</text>
${rows.join("\n")}
</svg>
`;
}
