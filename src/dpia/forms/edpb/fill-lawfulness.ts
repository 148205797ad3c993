/** Parts 2.1 and 2.2: legal basis, minimisation, retention, quality. */
import { RULE } from "../../places.ts";
import { open } from "../../report/context.ts";
import { type Sentence, sentence } from "../../report/sentence.ts";
import { cell, cellOr, type Filler } from "../fill.ts";
import { type FormContext, quoted } from "../form.ts";
import { minimised } from "./fill-description.ts";
import { type DataItem, dataItems, HELD, itemSentence, purposeSentences } from "./items.ts";

export const LAWFULNESS: Readonly<Record<string, Filler>> = {
  "2.1.a": (c) => {
    const { legalBasis } = c.model.deployment;
    return {
      rows: purposeSentences(c).map((purpose) => [
        cell(purpose),
        cellOr(c, "legalBasis", quoted(legalBasis?.article, "legalBasis")),
        cell(
          legalBasis === undefined ? open(c.m.s.basisOpen, ["legalBasis"]) : sentence(legalBasis.text, ["legalBasis"]),
        ),
      ]),
    };
  },
  "2.1.b": (c) => {
    const { specialCategories = [] } = c.model.deployment;
    return {
      ...(specialCategories.length > 0 ? {} : { said: [open(c.f.noneDeclared, ["specialCategories"])] }),
      rows:
        specialCategories.length === 0
          ? [[]]
          : specialCategories.map(({ claim, category, basis }, i) => [
              cell(sentence(`${c.m.claim(claim)} (${category})`, [`specialCategories[${i}]`])),
              cell(open(c.f.toFill, ["EDPB 2.1.b"])),
              cell(
                basis === undefined
                  ? open(c.m.s.specialOpen(c.m.claim(claim), category), [`specialCategories[${i}]`])
                  : sentence(basis, [`specialCategories[${i}]`]),
              ),
            ]),
    };
  },
  "2.2.a": (c) => ({
    said: [sentence(minimised(c), [RULE])],
    rows: dataItems(c).map((item) => [
      cell(itemSentence(item)),
      cell(item.claim === undefined ? open(c.f.needOpen, ["EDPB 2.2.a"]) : sentence(c.f.askedFor, [RULE])),
      cell(recipientsOf(c, item)),
      cell(open(c.f.toFill, ["EDPB 2.2.a"])),
      cellOr(c, "EDPB 2.2.a", termsOf(c, item)),
      cellOr(c, "stores[*].retention", item.claim === undefined ? reasonsOf(item) : [sentence(c.f.notKept, [RULE])]),
    ]),
  }),
  "2.2.b": (c) => ({
    rows: dataItems(c).map((item) => [
      cell(itemSentence(item)),
      item.claim === undefined
        ? cell(open(c.f.toFill, ["EDPB 2.2.b"]))
        : cell(
            sentence(c.m.s.accuracyDerived, ["docs/protocol.md P-23"]),
            ...quoted(c.model.deployment.rights?.accuracy, "rights.accuracy"),
          ),
      cell(open(c.f.toFill, ["EDPB 2.2.b"])),
    ]),
  }),
};

function recipientsOf({ model, m, f }: FormContext, { claim, stores }: DataItem): Sentence {
  if (claim !== undefined) return sentence(model.pinned.includes(claim) ? f.claimSeen : f.claimStays, [RULE]);
  return sentence(m.list([...new Set(stores.map(({ party }) => party))]), HELD);
}

function termsOf({ m, n, f }: FormContext, { claim, stores }: DataItem): readonly Sentence[] {
  if (claim !== undefined) return [sentence(f.notKept, [RULE])];
  return stores.map(({ title, days, places }) =>
    sentence(`${title}: ${days === "permanent" ? m.permanent : m.days(n(days))}`, places),
  );
}

function reasonsOf({ stores }: DataItem): readonly Sentence[] {
  return stores.flatMap(({ title, because, places }) =>
    because === undefined ? [] : [sentence(`${title}: ${because}`, places)],
  );
}
