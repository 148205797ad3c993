/** Registration, deletion and reports of the EU's wallet: valid where a schema is published, complete where a text asks. */
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { beforeAll, describe, expect, it } from "vitest";
import { escapeHtml } from "../../../../src/core/escape.ts";
import { FORM_CATALOGUES } from "../../../../src/dpia/forms/messages/index.ts";
import { hrefOf } from "../../../../src/dpia/forms/wallet/deletion-page.ts";
import { ATTRIBUTES, COMMON_SET, contactOf } from "../../../../src/dpia/forms/wallet/registration.ts";
import { type DpiaModel, inLanguage } from "../../../../src/dpia/model.ts";
import { renderFiles } from "../../../../src/dpia/render/files.ts";
import { EXAMPLES, example } from "../fixtures.ts";
import { expectAnswered, expectPart, type WrittenForm } from "./written.ts";

/** The published schema is of draft 4, whose `id` is `$id` since draft 6; nothing else in it differs. */
const validate = (() => {
  const {
    id,
    $schema: _,
    ...schema
  } = JSON.parse(readFileSync("src/dpia/forms/wallet/ts5-wallet-relying-party.schema.json", "utf8")) as Record<
    string,
    unknown
  >;
  return new Ajv({ strict: false, allErrors: true }).compile({ $id: id as string, ...schema });
})();

describe("a contact", () => {
  it("is a page, an address or a number, and anything else is none", () => {
    expect(contactOf("https://help.example/data")).toEqual({ kind: "page", to: "https://help.example/data" });
    expect(contactOf("privacy@transit.example")).toEqual({ kind: "mail", to: "privacy@transit.example" });
    expect(contactOf("+43 1 234 56 78")).toEqual({ kind: "phone", to: "+4312345678" });
    for (const text of ["ask at the counter", "http://help.example", "javascript:alert(1)", "", undefined]) {
      expect(contactOf(text)).toBeUndefined();
    }
  });

  it("opens a mail whose subject and text can't add a header or a parameter", () => {
    const link = hrefOf({ kind: "mail", to: "a?bcc=x@b.example" }, "Delete & tell", "line\nline&cc=x");
    expect(link).toBe("mailto:a%3Fbcc%3Dx@b.example?subject=Delete%20%26%20tell&body=line%0Aline%26cc%3Dx");
  });
});

describe.each(EXAMPLES)("%s", (name) => {
  let model: DpiaModel;
  let files: ReadonlyMap<string, string | Uint8Array>;
  const text = (file: string): string => files.get(file) as string;

  beforeAll(async () => {
    ({ model } = await example(name));
    files = await renderFiles(model, ["ts5", "ts6-json", "ts7", "ts8"]);
  });

  describe.each(["en", "fr"] as const)("in %s", (language) => {
    const record = (): Record<string, unknown> => JSON.parse(text(`dpia.${language}.ts5.json`));
    const form = (): WrittenForm => JSON.parse(text(`dpia.${language}.ts6.json`));
    const { template } = FORM_CATALOGUES[language];

    it("registers with a record that is valid under the schema of TS5", () => {
      expect(validate(record()), JSON.stringify(validate.errors)).toBe(true);
      expect(validate({ ...record(), intendedUse: [{ purpose: [] }] })).toBe(false);
      expect(validate({ ...record(), entitlements: [] })).toBe(false);
    });

    it("asks in the record for the claims that the policy looks at, and no others", () => {
      const [use] = record().intendedUse as readonly {
        readonly credentials: readonly { readonly claims: readonly { readonly path: string }[] }[];
      }[];
      const paths = use!.credentials.flatMap(({ claims }) => claims.map(({ path }) => JSON.parse(path) as unknown));
      expect(paths).toEqual(model.claimsUsed.map((claim) => [claim]));
    });

    it("has every row of TS6, open exactly where the record lacks the attribute", () => {
      const { parts } = form();
      expectAnswered(form());
      for (const [i, part] of COMMON_SET.entries()) expectPart(part, parts[i]!, template);
      const rows = parts.flatMap(({ blocks }) => blocks.flatMap(({ rows: all = [] }) => all));
      for (const [row, attribute] of Object.entries(ATTRIBUTES)) {
        const [, answer] = rows.find(([head]) => head!.label === template(row))!;
        const isOpen = answer!.said!.every(({ status }) => status === "open");
        expect(isOpen, row).toBe(record()[attribute] === undefined);
      }
    });

    it("has a page on which people ask for deletion, that tells what is kept and what is open", () => {
      const page = text(`dpia.${language}.ts7.html`);
      expect(page).toContain(`<html lang="${language}">`);
      expect(page).not.toMatch(/<script|<link|<img|\son[a-z]+=/i);
      const kept = inLanguage(model, language).retention.filter(
        ({ holds }) => !holds.includes("identity") && !holds.includes("claims"),
      );
      for (const { title } of kept) expect(page).toContain(`>${escapeHtml(title)}: `);
      const paragraphs = [...page.matchAll(/<(?:p|li) data-status="([^"]+)" data-source="([^"]+)">/g)];
      expect(paragraphs.length).toBeGreaterThan(kept.length + 3);
      expect(page).toContain(FORM_CATALOGUES[language].wallet.authenticationOpen);
      const contact = contactOf(model.deployment.parties.find(({ does }) => does.includes("verifier"))!.contact)!;
      const [, query = ""] = /href="mailto:[^"?]+\?([^"]+)"/.exec(page) ?? [];
      const mail = new URLSearchParams(query.replaceAll("&amp;", "&"));
      expect(page).toContain(`href="mailto:${contact.to}?`);
      expect(mail.get("subject")).toContain("17");
      expect(mail.get("body")).toContain("nullifi");
    });

    it("prepares a report that names who asked, for what, and that a request may be unlawful", () => {
      const { reports, open } = JSON.parse(text(`dpia.${language}.ts8.json`));
      expect(reports).toHaveLength(model.deployment.scopes.length);
      for (const [i, { subject, body, attachment }] of reports.entries()) {
        const { verifier } = model.deployment.scopes[i]!;
        expect(subject).toContain(verifier);
        expect(subject).toMatch(/unlawful or suspicious|illicite ou suspecte/);
        expect(body).toContain(verifier);
        expect(attachment.relyingParty.dnsName).toBe(verifier);
        expect(attachment.request.claims).toEqual(model.claimsUsed);
      }
      expect(open).toHaveLength(1);
    });
  });
});
