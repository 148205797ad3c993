/** Registration of a relying party for the EU's wallet: the record (TS5) and the form of what has to be registered (TS6). */
import type { Language } from "../../../core/language.ts";
import type { Party } from "../../descriptor.ts";
import type { DpiaModel } from "../../model.ts";
import { type Place, RULE } from "../../places.ts";
import { type Sentence, sentence, shown } from "../../report/sentence.ts";
import { cell, cellOr, type Fill } from "../fill.ts";
import { type Answer, type Form, type FormContext, quoted, resting } from "../form.ts";
import { formContext, formOf } from "../open-form.ts";
import { type OutlinePart, partOf } from "../outline.ts";
import commonSet from "./ts6-common-set.json" with { type: "json" };

export const COMMON_SET: readonly OutlinePart[] = commonSet.sections;
/** Attributes of the record, by the rows of the form; absent from the record where the row is open. */
export const ATTRIBUTES: Readonly<Record<string, string>> = commonSet.attributes;

/** ETSI TS 119 475, for who asks for proofs. */
const SERVICE_PROVIDER = "https://uri.etsi.org/19475/Entitlement/Service_Provider";

/** The party that asks for proofs, and where it stands; the first, where several do. */
export function relyingParty({ deployment }: DpiaModel): { readonly party: Party; readonly i: number } | undefined {
  const i = deployment.parties.findIndex(({ does }) => does.includes("verifier"));
  return i < 0 ? undefined : { party: deployment.parties[i]!, i };
}

/** How the relying party is reached: a page, an address or a number, as TS7 tells them apart. */
export function contactOf(
  contact: string | undefined,
): { readonly kind: "page" | "mail" | "phone"; readonly to: string } | undefined {
  const to = shown(contact?.trim() ?? "");
  if (/^https:\/\/\S+$/.test(to)) return { kind: "page", to };
  if (/^[^\s@]+@[^\s@]+$/.test(to)) return { kind: "mail", to };
  return /^\+[0-9 ]{6,20}$/.test(to) ? { kind: "phone", to: to.replaceAll(" ", "") } : undefined;
}

/** Writes the record: what is known, and nothing else. */
export function toRegistration(model: DpiaModel, language: Language): string {
  const { deployment, policy, claimsUsed } = model;
  const c = formContext(model, language);
  const found = relyingParty(model);
  const contact = contactOf(found?.party.contact);
  const said = (content: string): { lang: string; content: string } => ({ lang: language, content: shown(content) });
  const record = {
    ...(found === undefined
      ? {}
      : {
          legalPerson: { legalName: [shown(found.party.name)] },
          entitlements: [SERVICE_PROVIDER],
          ...(found.party.country === undefined ? {} : { country: found.party.country }),
        }),
    tradeName: c.title,
    ...(contact === undefined ? {} : { supportURI: [contact.to] }),
    srvDescription: [[said(c.title)]],
    intendedUse: [
      {
        purpose: deployment.purposes.map(said),
        credentials: [
          {
            format: "civicproof",
            meta: JSON.stringify({ schema: `${policy.schema.name}@${policy.schema.version}` }),
            claims: claimsUsed.map((claim) => ({ path: JSON.stringify([claim]) })),
          },
        ],
      },
    ],
  };
  return `${JSON.stringify(record, null, 1)}\n`;
}

/** The form of TS6: every row, open where nobody said what belongs there. */
export function registrationForm(model: DpiaModel, language: Language): Form {
  const c = formContext(model, language);
  return formOf(c, {
    form: commonSet.form,
    version: commonSet.version,
    subtitle: c.f.wallet.registration,
    parts: COMMON_SET.map((part) => partOf(c, { name: "TS6" }, part, fillOf(c))),
  });
}

function fillOf(c: FormContext): Fill {
  const { model, m, title } = c;
  const { deployment, claimsUsed, policy } = model;
  const found = relyingParty(model);
  const at = (part: string): Place => (found === undefined ? "parties[*].does" : `parties[${found.i}].${part}`);
  // The party that asks for proofs is the one that registers.
  const row = (place: Place, said: readonly Sentence[]): readonly Answer[] => [
    resting(cellOr(c, place, said), ["parties[*].does"]),
  ];
  const contact = contactOf(found?.party.contact);
  return {
    named: {
      Name: row(at("name"), quoted(found?.party.name, at("name"))),
      "Trade name": [cell(sentence(title, ["title"]))],
      "Postal address": row(at("country"), []),
      "Contact for support": row(at("contact"), contact === undefined ? [] : quoted(contact.to, at("contact"))),
      "Description of the service": [cell(sentence(title, ["title"]))],
      Entitlements: row(
        "parties[*].does",
        found === undefined ? [] : [sentence(SERVICE_PROVIDER, ["ETSI TS 119 475", "parties[*].does"])],
      ),
      "Purpose of each intended use": row(
        "purposes",
        deployment.purposes.map((text, i) => sentence(text, [`purposes[${i}]`])),
      ),
      "Data requested for each intended use": [
        cell(
          sentence(
            c.f.wallet.asks(
              m.list(claimsUsed.map((claim) => m.claim(claim))),
              `${policy.schema.name}@${policy.schema.version}`,
            ),
            [RULE],
          ),
        ),
      ],
    },
  };
}
