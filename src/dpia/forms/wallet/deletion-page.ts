/**
 * The page on which people ask for their data to be deleted (TS7): a draft for the relying party's site. Every paragraph
 * carries its status and source as attributes; what is open is written out, so that nobody publishes it unseen.
 */
import { escapeHtml } from "../../../core/escape.ts";
import type { Language } from "../../../core/language.ts";
import { chainOf } from "../../descriptor.ts";
import type { DpiaModel } from "../../model.ts";
import { STYLE } from "../../render/style.ts";
import { answer, open } from "../../report/context.ts";
import { type Sentence, sentence, write } from "../../report/sentence.ts";
import { formContext } from "../open-form.ts";
import { contactOf, relyingParty } from "./registration.ts";

export function toDeletionPage(model: DpiaModel, language: Language): string {
  const c = formContext(model, language);
  const { deployment, retention } = model;
  const { m, f } = c;
  const w = f.wallet;
  const found = relyingParty(model);
  const contact = contactOf(found?.party.contact);
  const name = found?.party.name ?? c.title;
  const format = { labels: m.labels, escape: escapeHtml };
  const paragraph = (each: Sentence, tag = "p"): string =>
    write(
      each,
      format,
      ({ text, tag: status, label, source }) =>
        `<${tag} data-status="${label}" data-source="${source}">${text}${status === "open" ? ` <strong>[${label}: ${source}]</strong>` : ""}</${tag}>`,
    );
  // Issuers keep what they know anyway; a wallet gave them nothing through a proof.
  const kept = retention.filter(({ holds }) => !holds.includes("identity") && !holds.includes("claims"));
  const items = kept.map(({ title, holds, days, places }) =>
    paragraph(
      sentence(
        `${title}: ${m.list(holds.map((each) => m.stored[each]))}; ${days === "permanent" ? m.permanent : m.days(c.n(days))}`,
        places,
      ),
      "li",
    ),
  );
  const place = found === undefined ? "parties[*].does" : `parties[${found.i}].contact`;
  const link =
    contact === undefined
      ? paragraph(open(m.contactOpen, [place]))
      : `<p><a href="${escapeHtml(hrefOf(contact, w.deletionSubject, w.deletionBody(name, c.title)))}">${escapeHtml(w.ask(contact.to))}</a></p>`;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(w.deletion)}: ${escapeHtml(c.title)}</title>
<style>
${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(w.deletion)}</h1>
${paragraph(sentence(w.deletionFor(name, c.title), [place.replace("contact", "name"), "title"]))}
<h2>${escapeHtml(w.whatIsKept)}</h2>
<ul>
${items.join("\n")}
</ul>
${paragraph(sentence(m.s.erasureNullifier, ["docs/protocol.md P-19"]))}
${chainOf(deployment) === undefined ? "" : paragraph(sentence(m.s.erasureChain, ["chain"]))}
<h2>${escapeHtml(w.howToAsk)}</h2>
${paragraph(answer(deployment.rights?.erasure, (text) => text, m.s.rightOpen(m.s.right.erasure), "rights.erasure"))}
${link}
<h2>${escapeHtml(w.proveIt)}</h2>
${paragraph(sentence(m.s.accessDerived, ["docs/protocol.md P-19"]))}
${paragraph(open(w.authenticationOpen, ["TS7 DATA_DLT_07"]))}
</main>
</body>
</html>
`;
}

/** A link that opens a browser, a mail with subject and text (RFC 6068), or the telephone (RFC 3966). */
export function hrefOf({ kind, to }: NonNullable<ReturnType<typeof contactOf>>, subject: string, body: string): string {
  if (kind === "page") return to;
  if (kind === "phone") return `tel:${to}`;
  const encode = (text: string): string => encodeURIComponent(text).replaceAll("'", "%27");
  return `mailto:${encode(to).replace("%40", "@")}?subject=${encode(subject)}&body=${encode(body)}`;
}
