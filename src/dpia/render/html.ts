/** The report as one HTML file: no network, no script, readable by screen readers, in light, dark and on paper. */

import { escapeHtml } from "../../core/escape.ts";
import type { Block, Figure, Report, Table } from "../report/report.ts";
import { type Format, type Sentence, write, writeRow } from "../report/sentence.ts";
import { STYLE } from "./style.ts";
import { toSvg } from "./svg.ts";

/** Writes the report as a self-contained HTML page. */
export function toHtml(report: Report): string {
  const format: Format = { labels: report.labels, escape: escapeHtml };
  const { words } = report;
  const badge = (tag: string, label: string): string => `<span class="tag ${tag}">${label}</span>`;
  const sentence = (each: Sentence): string =>
    write(
      each,
      format,
      ({ text, tag, label, source }) =>
        `<li><p>${text}</p><p class="origin">${badge(tag, label)} <cite>${source}</cite></p></li>`,
    );
  // Landmarks need names of their own, also where two tables are called the same.
  const regions = new Map<string, number>();
  const regionName = (caption: string): string => {
    const count = (regions.get(caption) ?? 0) + 1;
    regions.set(caption, count);
    return count === 1 ? caption : `${caption} (${count})`;
  };
  const table = ({ caption, headers, rows }: Table): string => {
    const head = [...headers, words.tag, words.source].map((name) => `<th scope="col">${escapeHtml(name)}</th>`);
    const body = rows.map((each) =>
      writeRow(each, format, ({ cells, tag, label, source }) => {
        const [first = "", ...rest] = cells;
        const others = rest.map((cell) => `<td>${cell === "" ? "&nbsp;" : cell}</td>`);
        return `<tr><th scope="row">${first}</th>${others.join("")}<td>${badge(tag, label)}</td><td class="source">${source}</td></tr>`;
      }),
    );
    return [
      `<div class="scroll" role="region" aria-label="${escapeHtml(regionName(caption))}" tabindex="0">`,
      `<table><caption>${escapeHtml(caption)}</caption>`,
      `<thead><tr>${head.join("")}</tr></thead>`,
      `<tbody>${body.join("\n")}</tbody></table>`,
      "</div>",
    ].join("\n");
  };
  const figure = ({ caption, picture, table: data }: Figure): string =>
    [
      "<figure>",
      `<div class="scroll" role="region" aria-label="${escapeHtml(regionName(caption))}" tabindex="0">`,
      toSvg(picture, caption),
      "</div>",
      `<figcaption>${escapeHtml(caption)}. ${escapeHtml(words.dataBelow)}</figcaption>`,
      "</figure>",
      table(data),
    ].join("\n");
  const blocks = (all: readonly Block[]): string => {
    const parts: string[] = [];
    let open: string[] = [];
    const close = (): void => {
      if (open.length > 0) parts.push(`<ul class="sentences">\n${open.join("\n")}\n</ul>`);
      open = [];
    };
    for (const each of all) {
      if (each.kind === "sentence") open.push(sentence(each));
      else {
        close();
        parts.push(each.kind === "table" ? table(each) : figure(each));
      }
    }
    close();
    return parts.join("\n");
  };
  const sections = report.sections.map(({ id, title, step, blocks: content }, i) => {
    const isFirst = report.sections[i - 1]?.step !== step;
    return [
      ...(isFirst ? [`<h2 id="step-${step}">${escapeHtml(words.step(step))}</h2>`] : []),
      `<section aria-labelledby="${id}"><h3 id="${id}">${escapeHtml(title)}</h3>`,
      blocks(content),
      "</section>",
    ].join("\n");
  });
  const summary =
    report.summary === undefined
      ? ""
      : [
          `<section aria-labelledby="summary"><h2 id="summary">${escapeHtml(report.summary.title)}</h2>`,
          `<p>${escapeHtml(report.summary.lead)}</p>`,
          ...report.summary.tables.map(table),
          "</section>",
        ].join("\n");
  const contents = report.sections.map(({ id, title }) => `<li><a href="#${id}">${escapeHtml(title)}</a></li>`);
  return `<!doctype html>
<html lang="${report.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(report.title)}: ${escapeHtml(words.document)}</title>
<style>
${STYLE}</style>
</head>
<body>
<a class="skip" href="#text">${escapeHtml(words.skip)}</a>
<header>
<p class="kind">${escapeHtml(words.document)}</p>
<h1>${escapeHtml(report.title)}</h1>
<p><time datetime="${report.date}">${report.date}</time></p>
<p class="read">${escapeHtml(words.howToRead)}</p>
</header>
<nav aria-label="${escapeHtml(words.contents)}">
<h2>${escapeHtml(words.contents)}</h2>
<ol>
${contents.join("\n")}
</ol>
</nav>
<main id="text">
${summary}
${sections.join("\n")}
</main>
</body>
</html>
`;
}
