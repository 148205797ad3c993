/** Sheets for contracts: the annexes of Article 28 for each processor, and what joint controllers arrange (Article 26). */

import type { Language } from "../../../core/language.ts";
import { categoriesOf } from "../../categories.ts";
import type { Party } from "../../descriptor.ts";
import type { DpiaModel } from "../../model.ts";
import type { Place } from "../../places.ts";
import { measuresOf } from "../../report/chapters/measures.ts";
import { open } from "../../report/context.ts";
import { type Sentence, sentence, shown } from "../../report/sentence.ts";
import { cell, cellOr, type Fill } from "../fill.ts";
import type { Answer, Form, FormContext } from "../form.ts";
import { quoted, resting } from "../form.ts";
import { formContext, formOf } from "../open-form.ts";
import { type OutlinePart, partOf } from "../outline.ts";
import annexes from "./annexes-2021-915.json" with { type: "json" };
import arrangement from "./joint-controllers.json" with { type: "json" };

export const ANNEXES: readonly OutlinePart[] = annexes.sections;
export const ARRANGEMENT: readonly OutlinePart[] = arrangement.sections;

/** The annexes of every processor, one after the other. Without a processor there is one open set. */
export function processorForm(model: DpiaModel, language: Language): Form {
  const c = formContext(model, language);
  const processors = model.deployment.parties.flatMap((party, i) => (party.role === "processor" ? [{ party, i }] : []));
  const sets = processors.length === 0 ? [undefined] : processors;
  return formOf(c, {
    form: annexes.form,
    version: annexes.version,
    subtitle: c.f.contracts.processor,
    parts: sets.flatMap((set, k) =>
      ANNEXES.map((part) => {
        const fill = set === undefined ? noProcessor(c) : (annexFills(c, set.party, set.i)[part.id] ?? {});
        const written = partOf(c, { name: "Article 28" }, part, fill);
        const title = set === undefined ? written.title : `${written.title}: ${shown(set.party.name)}`;
        return { ...written, id: sets.length === 1 ? part.id : `${k + 1}.${part.id}`, title };
      }),
    ),
  });
}

function noProcessor(c: FormContext): Fill {
  return { said: [sentence(c.m.s.noProcessor, ["parties[*].role"])] };
}

function annexFills(c: FormContext, party: Party, i: number): Readonly<Record<string, Fill>> {
  const { deployment } = c.model;
  const { m, f } = c;
  const own = deployment.stores.flatMap((store, at) => (store.party === party.id ? [{ store, at }] : []));
  const special = deployment.specialCategories ?? [];
  // Who is a processor decides on whether there is this sheet.
  const row = (said: readonly Sentence[], place: Place): readonly Answer[] => [
    resting(cellOr(c, place, said), ["parties[*].role"]),
  ];
  const controllers = deployment.parties.flatMap(({ name, role, country, contact }, at) =>
    role === "controller" || role === "joint-controller" ? [{ name, country, contact, at }] : [],
  );
  const security = (deployment.security ?? []).map((each, at) =>
    sentence(m.s.declaredMeasure(each.title, each.text), [`security[${at}]`]),
  );
  const backup = measuresOf(c).find(({ title }) => title === m.measures["backup-store"].title);
  return {
    I: {
      named: {
        "Controllers: name, address": row(
          controllers.map(({ name, country, at }) =>
            sentence(`${name}${country === undefined ? "" : `, ${country}`}`, [
              `parties[${at}].name`,
              `parties[${at}].role`,
              `parties[${at}].country`,
            ]),
          ),
          "parties[*].role",
        ),
        "Controllers: contact person, function": row(
          controllers.flatMap(({ contact, at }) => quoted(contact, `parties[${at}].contact`)),
          "parties[*].contact",
        ),
        "Processor: name, address": row(
          [
            sentence(`${party.name}${party.country === undefined ? "" : `, ${party.country}`}`, [
              `parties[${i}].name`,
              `parties[${i}].country`,
            ]),
            ...quoted(party.note, `parties[${i}].note`),
          ],
          "parties[*].name",
        ),
        "Processor: contact person, function": row(
          quoted(party.contact, `parties[${i}].contact`),
          `parties[${i}].contact`,
        ),
      },
    },
    II: {
      named: {
        "Categories of data subjects": row(
          [
            sentence(deployment.dataSubjects.description, ["dataSubjects.description"]),
            ...quoted(deployment.dataSubjects.vulnerable, "dataSubjects.vulnerable"),
          ],
          "dataSubjects",
        ),
        "Categories of personal data": row(
          own.map(({ store, at }) =>
            sentence(
              f.storeHolds(
                store.title ?? store.id,
                m.list(categoriesOf(store.holds).map((each) => m.categories[each])),
              ),
              [`stores[${at}].title`, `stores[${at}].holds`, `stores[${at}].party`],
            ),
          ),
          "stores[*].party",
        ),
        "Sensitive data, and restrictions or safeguards for them": row(
          [
            ...special.map(({ claim, category }, at) =>
              sentence(`${m.claim(claim)} (${category})`, [`specialCategories[${at}]`]),
            ),
            open(special.length === 0 ? f.noneDeclared : f.contracts.safeguardsOpen, ["specialCategories"]),
          ],
          "specialCategories",
        ),
        "Nature of the processing": row(
          [sentence(m.list(party.does.map((each) => m.functions[each])), [`parties[${i}].does`])],
          `parties[${i}].does`,
        ),
        "Purposes on behalf of the controller": row(
          deployment.purposes.map((text, at) => sentence(text, [`purposes[${at}]`])),
          "purposes",
        ),
        "Duration of the processing": row(
          own.map(({ store, at }) =>
            sentence(
              f.deleted(
                store.title ?? store.id,
                store.retention === "permanent" ? m.permanent : m.days(c.n(store.retention.days)),
                store.erasure ?? "",
              ),
              ["title", "retention", "erasure", "party"].map((part) => `stores[${at}].${part}`),
            ),
          ),
          "stores[*].retention",
        ),
      },
    },
    III: {
      named: {
        "Pseudonymisation and encryption": row(
          [sentence(m.measures["scoped-nullifiers"].text, ["docs/protocol.md P-19"])],
          "docs/protocol.md P-19",
        ),
        "Confidentiality, integrity, availability and resilience": row(security, "security"),
        "Restoring availability and access": row(backup === undefined ? [] : [backup.sentence], "Article 28 III"),
        "Data minimisation": row(
          [sentence(m.measures["no-claims-leave"].text, ["docs/protocol.md P-18"])],
          "docs/protocol.md P-18",
        ),
        "Data quality": row([sentence(m.s.accuracyDerived, ["docs/protocol.md P-23"])], "docs/protocol.md P-23"),
        "Limited retention": row(
          own.flatMap(({ store, at }) =>
            store.erasure === undefined
              ? []
              : [sentence(store.erasure, [`stores[${at}].erasure`, `stores[${at}].party`])],
          ),
          "stores[*].erasure",
        ),
        Accountability: row(quoted(deployment.governance?.changes, "governance.changes"), "governance.changes"),
        "Portability and erasure": row(quoted(deployment.rights?.erasure, "rights.erasure"), "rights.erasure"),
        "Measures to assist the controller": row(quoted(deployment.rights?.access, "rights.access"), "rights.access"),
      },
    },
  };
}

/** What joint controllers arrange; who answers for what is theirs to say. */
export function jointForm(model: DpiaModel, language: Language): Form {
  const c = formContext(model, language);
  const fills = jointFills(c);
  return formOf(c, {
    form: arrangement.form,
    version: arrangement.version,
    subtitle: c.f.contracts.joint,
    parts: ARRANGEMENT.map((part) => partOf(c, { name: "Article 26" }, part, fills[part.id] ?? {})),
  });
}

function jointFills(c: FormContext): Readonly<Record<string, Fill>> {
  const { deployment } = c.model;
  const { m, f } = c;
  const { rights, decision, security = [], transfers = [], stores } = deployment;
  const controllers = deployment.parties.flatMap((party, i) =>
    party.role === "controller" || party.role === "joint-controller" ? [{ party, i }] : [],
  );
  const isJoint = deployment.parties.some(({ role }) => role === "joint-controller");
  const known = (said: readonly Sentence[], place: Place): readonly Answer[] => [cellOr(c, place, said)];
  const processors = deployment.parties.filter(({ role }) => role === "processor").map(({ name }) => name);
  return {
    "1": {
      said: isJoint ? [] : [sentence(f.contracts.notJoint, ["parties[*].role"])],
      rows: controllers.map(({ party, i }) => {
        const own = stores.filter(({ party: keeper }) => keeper === party.id).map(({ title, id }) => title ?? id);
        return [
          cell(sentence(`${party.name} (${m.roles[party.role]})`, [`parties[${i}].name`, `parties[${i}].role`])),
          cellOr(c, `parties[${i}].contact`, [
            ...quoted(party.country, `parties[${i}].country`),
            ...quoted(party.contact, `parties[${i}].contact`),
            ...quoted(party.note, `parties[${i}].note`),
          ]),
          cell(sentence(m.list(party.does.map((each) => m.functions[each])), [`parties[${i}].does`])),
          cellOr(
            c,
            "stores[*].party",
            own.length === 0 ? [] : [sentence(m.list(own), ["stores[*].party", "stores[*].title"])],
          ),
        ].map((each) => resting(each, ["parties[*].role"]));
      }),
    },
    "2": { rows: deployment.purposes.map((text, i) => [cell(sentence(text, [`purposes[${i}]`]))]) },
    "3": {
      named: {
        "Information (13, 14)": known(quoted(rights?.information, "rights.information"), "rights.information"),
        "Access (15)": known(quoted(rights?.access, "rights.access"), "rights.access"),
        "Rectification (16)": known(quoted(rights?.rectification, "rights.rectification"), "rights.rectification"),
        "Erasure (17)": known(quoted(rights?.erasure, "rights.erasure"), "rights.erasure"),
        "Restriction and objection (18, 21)": known(
          quoted(rights?.restriction, "rights.restriction"),
          "rights.restriction",
        ),
        "Automated decisions (22)": known(
          [
            sentence(m.s.automated(decision.automated), ["decision.automated"]),
            ...quoted(decision.humanReview, "decision.humanReview"),
          ],
          "decision",
        ),
        "Processors (28)": known(
          processors.length === 0 ? [] : [sentence(m.list(processors), ["parties[*].role", "parties[*].name"])],
          "parties[*].role",
        ),
        "Security (32)": known(
          security.map(({ title, text }, i) => sentence(m.s.declaredMeasure(title, text), [`security[${i}]`])),
          "security",
        ),
        "International transfers (Chapter V)": known(
          transfers.map(({ to, what, safeguard }, i) =>
            sentence(f.transfer(to, what, safeguard ?? m.s.safeguardOpen), [`transfers[${i}]`], {
              isOpen: safeguard === undefined,
            }),
          ),
          "transfers",
        ),
      },
    },
  };
}
