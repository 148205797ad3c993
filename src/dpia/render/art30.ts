/** Records of processing activities as CSV (RFC 4180): the controller's (GDPR Article 30(1)) and the processors' (30(2)). */
import { categoriesOf } from "../categories.ts";
import type { DpiaModel } from "../model.ts";
import type { Place } from "../places.ts";
import type { Messages } from "../report/messages/en.ts";
import type { Report } from "../report/report.ts";
import { type Row, type Sentence, sentence, write, writeRow } from "../report/sentence.ts";

type Column = readonly [heading: string, statements: readonly (Sentence | Row)[]];

/** The controller's record: one heading row with the letters of Article 30(1), and one row. */
export function toArt30(model: DpiaModel, report: Report): string {
  const m = report.messages;
  const { deployment, retention } = model;
  const { dataSubjects } = deployment;
  const controllers = partiesAs(model, m, ["controller", "joint-controller"]);
  const columns: readonly Column[] = [
    [m.art30.name, [sentence(report.title, ["title"])]],
    [m.art30.controller, [...controllers, ...contactsOf(model, m, ["controller", "joint-controller"])]],
    [m.art30.purposes, deployment.purposes.map((text, i) => sentence(text, [`purposes[${i}]`]))],
    [
      m.art30.data,
      [
        sentence(dataSubjects.description, ["dataSubjects.description"]),
        ...categoriesOf(retention.flatMap(({ holds }) => holds)).map((category) =>
          sentence(m.categories[category], ["stores[*].holds", "chain"]),
        ),
      ],
    ],
    [m.art30.recipients, partiesAs(model, m, ["processor", "recipient", "independent-controller", "undecided"])],
    [m.art30.transfers, statementsIn(report, "transfers")],
    [
      m.art30.retention,
      retention.map(({ title, days, places }) =>
        sentence(
          `${title}: ${days === "permanent" ? m.permanent : m.days(new Intl.NumberFormat(m.locale).format(days))}`,
          places,
        ),
      ),
    ],
    [m.art30.security, taken(report)],
  ];
  return toCsv(
    report,
    columns.map(([heading]) => heading),
    [columns.map(([, statements]) => statements)],
  );
}

/** The record of each processor: letters a to d of Article 30(2), one row a processor. */
export function toArt30Processors(model: DpiaModel, report: Report): string {
  const m = report.messages;
  const { parties, stores } = model.deployment;
  const controllers = partiesAs(model, m, ["controller", "joint-controller"]);
  const rows = parties.flatMap(({ id, name, role, does, contact }, i) => {
    if (role !== "processor") return [];
    const own = stores.filter(({ party }) => party === id).flatMap(({ holds }) => holds);
    const work = sentence(m.list(does.map((each) => m.functions[each])), [`parties[${i}].does`]);
    const data = categoriesOf(own).map((category) => sentence(m.categories[category], ["stores[*].holds"]));
    return [
      [
        [
          sentence(name, [`parties[${i}].name`]),
          contact === undefined
            ? sentence(m.contactOpen, [`parties[${i}].contact`], { isOpen: true })
            : sentence(contact, [`parties[${i}].contact`]),
        ],
        controllers,
        [work, ...data],
        statementsIn(report, "transfers"),
        taken(report),
      ],
    ];
  });
  const { processor, controller, categories, transfers, security } = m.art30processors;
  return toCsv(report, [processor, controller, categories, transfers, security], rows);
}

function partiesAs({ deployment }: DpiaModel, m: Messages, roles: readonly string[]): readonly Sentence[] {
  return deployment.parties.flatMap(({ name, role, country }, i) => {
    if (!roles.includes(role)) return [];
    const places: readonly Place[] = [`parties[${i}].name`, `parties[${i}].role`, `parties[${i}].country`];
    const where = country === undefined ? "" : `, ${country}`;
    return [sentence(`${name}${where} (${m.roles[role]})`, places, { isOpen: role === "undecided" })];
  });
}

/** Contact details of every party of a role; whose are missing is open. */
function contactsOf({ deployment }: DpiaModel, m: Messages, roles: readonly string[]): readonly Sentence[] {
  return deployment.parties.flatMap(({ name, role, contact }, i) => {
    if (!roles.includes(role)) return [];
    const place = `parties[${i}].contact`;
    return [
      contact === undefined
        ? sentence(`${name}: ${m.contactOpen}`, [place], { isOpen: true })
        : sentence(`${name}: ${contact}`, [place]),
    ];
  });
}

function statementsIn({ sections }: Report, id: string): readonly (Sentence | Row)[] {
  return sections
    .find((section) => section.id === id)!
    .blocks.flatMap((block): readonly (Sentence | Row)[] => {
      if (block.kind === "sentence") return [block];
      return block.kind === "table" ? block.rows : block.table.rows;
    });
}

/** What is done; what somebody still has to do is no security measure. */
function taken({ measures }: Report): readonly Sentence[] {
  return measures.filter(({ isTaken }) => isTaken).map(({ sentence: each }) => each);
}

/**
 * Every value carries status and source. The byte order mark tells spreadsheets that accents are UTF-8, and where a comma
 * stands in numbers they split at semicolons.
 */
function toCsv(
  report: Report,
  headings: readonly string[],
  rows: readonly (readonly (readonly (Sentence | Row)[])[])[],
): string {
  const format = { labels: report.labels, escape: (text: string) => text };
  const said = (each: Sentence | Row): string =>
    "kind" in each
      ? write(each, format, ({ text, label, source }) => `${text} [${label}: ${source}]`)
      : writeRow(each, format, ({ cells, label, source }) => `${cells.join("; ")} [${label}: ${source}]`);
  const separator = report.language === "en" ? "," : ";";
  const lines = [headings, ...rows.map((cells) => cells.map((statements) => statements.map(said).join("\n")))];
  return `\ufeff${lines.map((cells) => `${cells.map(quote).join(separator)}\r\n`).join("")}`;
}

/** A leading sign of a formula is defused, so that a spreadsheet shows the text instead of computing it. */
function quote(value: string): string {
  const safe = /^[=+\-@\t]/.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}
