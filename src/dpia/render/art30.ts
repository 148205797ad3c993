/** A row of the record of processing activities (GDPR Article 30(1)) as CSV (RFC 4180). */
import type { DpiaModel } from "../model.ts";
import { en } from "../report/messages/en.ts";
import { fr } from "../report/messages/fr.ts";
import type { Report } from "../report/report.ts";
import { type Sentence, sentence, type Tag, write } from "../report/sentence.ts";

/**
 * Writes one heading row and one row. Every value carries status and source. The byte order mark at the start tells
 * spreadsheets that the accents are UTF-8.
 */
export function toArt30(model: DpiaModel, report: Report): string {
  const m = report.language === "fr" ? fr : en;
  const { deployment } = model;
  const say = (tag: Tag, text: string, source: string): Sentence => sentence(tag, text, source);
  const parties = (roles: readonly string[]): readonly Sentence[] =>
    deployment.parties.flatMap(({ name, role, country }, i) =>
      roles.includes(role)
        ? [
            say(
              role === "undecided" ? "open" : "declared",
              `${name}${country === undefined ? "" : `, ${country}`} (${m.roles[role]})`,
              `parties[${i}]`,
            ),
          ]
        : [],
    );
  const contacts = deployment.parties.flatMap(({ contact }, i) =>
    contact === undefined ? [] : [say("declared", contact, `parties[${i}].contact`)],
  );
  const transfers = report.sections
    .find(({ id }) => id === "transfers")!
    .blocks.flatMap((block): Sentence[] => (block.kind === "sentence" ? [block] : []));
  const columns: readonly (readonly [string, readonly Sentence[]])[] = [
    [m.art30.name, [say("declared", report.title, "title")]],
    [m.art30.controller, parties(["controller", "joint-controller"])],
    [m.art30.contact, contacts.length > 0 ? contacts : [say("open", m.contactOpen, "parties")]],
    [m.art30.purposes, deployment.purposes.map((text, i) => say("declared", text, `purposes[${i}]`))],
    [m.art30.subjects, [say("declared", deployment.dataSubjects.description, "dataSubjects.description")]],
    [
      m.art30.data,
      model.retention.map(({ title, holds, path }) =>
        say(
          path === undefined ? "derived" : "declared",
          `${title}: ${m.list(holds.map((each) => m.stored[each]))}`,
          path ?? "contracts/ClaimGate.sol",
        ),
      ),
    ],
    [m.art30.recipients, parties(["processor", "recipient", "independent-controller", "undecided"])],
    [
      m.art30.transfers,
      [
        ...transfers,
        ...(deployment.transfers ?? []).map(({ to, what, safeguard }, i) =>
          say(
            safeguard === undefined ? "open" : "declared",
            `${to}: ${what}; ${safeguard ?? m.s.safeguardOpen}`,
            `transfers[${i}]`,
          ),
        ),
      ],
    ],
    [
      m.art30.retention,
      model.retention.map(({ title, days, path }) =>
        say(
          path === undefined ? "derived" : "declared",
          `${title}: ${days === "permanent" ? m.permanent : m.days(new Intl.NumberFormat(m.locale).format(days))}`,
          path ?? "contracts/ClaimGate.sol",
        ),
      ),
    ],
    [m.art30.security, report.measures.map((measure) => measure.sentence)],
  ];
  const format = { labels: report.labels, escape: (text: string) => text };
  const cell = (sentences: readonly Sentence[]): string =>
    sentences
      .map((each) => write(each, format, ({ text, label, source }) => `${text} [${label}: ${source}]`))
      .join("\n");
  const rows = [columns.map(([name]) => name), columns.map(([, sentences]) => cell(sentences))]
    .map((cells) => `${cells.map(quote).join(",")}\r\n`)
    .join("");
  return `\ufeff${rows}`;
}

/** A leading sign of a formula is defused, so that a spreadsheet shows the text instead of computing it. */
function quote(value: string): string {
  const safe = /^[=+\-@\t]/.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}
