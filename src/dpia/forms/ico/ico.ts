/** The ICO's template in its seven steps. Its parts say what those of the EDPB's template say, in the ICO's order. */
import type { Language } from "../../../core/language.ts";
import type { DpiaModel } from "../../model.ts";
import type { Place } from "../../places.ts";
import { answer, open } from "../../report/context.ts";
import { type Sentence, sentence, wordsOf } from "../../report/sentence.ts";
import { CONTROLS } from "../edpb/fill-controls.ts";
import { DESCRIPTION, recordFields } from "../edpb/fill-description.ts";
import { LAWFULNESS } from "../edpb/fill-lawfulness.ts";
import { RISKS } from "../edpb/fill-risks.ts";
import { SHEET, surrounding } from "../edpb/fill-sheet.ts";
import { risksIn, saidBy } from "../edpb/items.ts";
import { cell, cellOr, type Fill, spokenIn } from "../fill.ts";
import { type Form, type FormContext, quoted } from "../form.ts";
import { formContext, formOf } from "../open-form.ts";
import { type OutlinePart, partOf } from "../outline.ts";
import template from "./ico-template.json" with { type: "json" };

export const ICO_PARTS: readonly OutlinePart[] = template.sections as readonly OutlinePart[];

export function icoForm(model: DpiaModel, language: Language): Form {
  const c = formContext(model, language);
  return formOf(c, {
    form: template.form,
    version: `${template.version} (${template.adopted})`,
    subtitle: c.f.ico,
    parts: ICO_PARTS.map((part) => partOf(c, { name: "ICO" }, part, fillOf(c, part))),
  });
}

function fillOf(c: FormContext, { id, rows = [] }: OutlinePart): Fill {
  const { deployment, screening } = c.model;
  const { m } = c;
  const controllers = deployment.parties.flatMap(({ name, role, contact }, i) =>
    role === "controller" || role === "joint-controller" ? [{ name, contact, i }] : [],
  );
  const names = rows as readonly string[];
  switch (id) {
    case "0":
      return {
        named: {
          [names[0]!]: [
            cellOr(
              c,
              "parties[*].role",
              controllers.map(({ name, i }) => sentence(name, [`parties[${i}].name`, `parties[${i}].role`])),
            ),
          ],
          [names[1]!]: [cell(sentence(c.title, ["title"]))],
          [names[2]!]: [
            cellOr(
              c,
              "parties[*].contact",
              controllers.flatMap(({ contact, i }) => quoted(contact, `parties[${i}].contact`)),
            ),
          ],
        },
      };
    case "1":
      return {
        said: [
          ...deployment.purposes.map((text, i) => sentence(text, [`purposes[${i}]`])),
          sentence(m.s.screeningScore(c.n(screening.met), c.n(screening.open)), [
            ...new Set(screening.rows.flatMap(({ places }) => places)),
          ]),
          open(c.f.toFill, ["ICO 1"]),
        ],
      };
    case "2":
      return {
        named: {
          [names[0]!]: [
            cell(
              ...saidIn(DESCRIPTION["1.1.d"]!(c), "Nature"),
              ...parties(c),
              ...phases(c),
              ...(deployment.records === undefined
                ? []
                : [sentence(c.f.anchoredOn(deployment.records.anchoredOn), ["records.anchoredOn"])]),
            ),
          ],
          [names[1]!]: [
            cell(...saidIn(DESCRIPTION["1.1.d"]!(c), "Scope"), ...recordFields(c), ...terms(c), ...surrounding(c)),
          ],
          [names[2]!]: [
            cell(
              sentence(m.s.subjects(deployment.dataSubjects.description), ["dataSubjects.description"]),
              ...quoted(deployment.dataSubjects.vulnerable, "dataSubjects.vulnerable"),
              sentence(m.s.children[screening.children.verdict], screening.children.places, {
                isOpen: screening.children.verdict === "open",
              }),
              ...saidIn(DESCRIPTION["1.1.d"]!(c), "Context"),
            ),
          ],
          [names[3]!]: [cell(...deployment.purposes.map((text, i) => sentence(text, [`purposes[${i}]`])))],
        },
      };
    case "3":
      return {
        said: [
          answer(deployment.dataSubjects.consulted, m.s.consulted, m.s.consultedOpen, "dataSubjects.consulted"),
          open(m.s.dpoOpen, ["sign-off"]),
        ],
      };
    case "4":
      return {
        said: once(c, [
          deployment.legalBasis === undefined
            ? open(m.s.basisOpen, ["legalBasis"])
            : sentence(m.s.basis(deployment.legalBasis.article, deployment.legalBasis.text), ["legalBasis"]),
          ...spokenIn(LAWFULNESS["2.1.b"]!(c)),
          ...(RISKS["3.2"]!(c).said ?? []),
          ...(RISKS["3.3"]!(c).said ?? []),
          ...saidIn(SHEET["0.5"]!(c), "Guidelines, standards, codes used"),
          ...["2.3.a", "2.3.b", "2.3.c", "2.3.e"].flatMap((part) => spokenIn(CONTROLS[part]!(c))),
        ]),
      };
    case "5":
      return { rows: risksIn(c).map((risk) => [cell(saidBy(risk, `${risk.threat} ${risk.impact}`))]) };
    case "6":
      return {
        rows: risksIn(c).map((risk) => {
          const { title, text } = m.measures[risk.finding.measure];
          return [cell(saidBy(risk, risk.threat)), cell(saidBy(risk, m.s.declaredMeasure(title, text)))];
        }),
      };
    default:
      return {};
  }
}

function saidIn({ named = {} }: Fill, row: string): readonly Sentence[] {
  return named[row]?.flatMap(({ said }) => said) ?? [];
}

/** Each sentence once, and none that only says that a cell is empty: the ICO's form has none of these cells. */
function once({ f }: FormContext, sentences: readonly Sentence[]): readonly Sentence[] {
  const seen = new Set<string>([f.toFill]);
  return sentences.filter((each) => !seen.has(wordsOf(each)) && seen.add(wordsOf(each)));
}

/** Everybody who takes part, with what they do; the contacts of controllers stand in part 0. */
function parties({ model, m, f }: FormContext): readonly Sentence[] {
  return model.deployment.parties.flatMap(({ name, role, does, contact, note }, i) => {
    const at = (part: string): Place => `parties[${i}].${part}`;
    const isController = role === "controller" || role === "joint-controller";
    const also = (text: string | undefined, part: string): readonly Sentence[] =>
      text === undefined ? [] : [sentence(f.storeHolds(name, text), [at("name"), at("role"), at(part)])];
    return [
      sentence(
        f.storeHolds(`${name} (${m.roles[role]})`, m.list(does.map((each) => m.functions[each]))),
        ["name", "role", "does"].map(at),
        { isOpen: role === "undecided" },
      ),
      ...also(isController ? undefined : contact, "contact"),
      ...also(note, "note"),
    ];
  });
}

/** What is done in each phase, without its number. */
function phases(c: FormContext): readonly Sentence[] {
  return (DESCRIPTION["1.2"]!(c).rows ?? []).flatMap(([phase]) => phase!.said);
}

function terms({ model: { retention }, m, n, f }: FormContext): readonly Sentence[] {
  return retention.flatMap(({ title, days, erasure, because, places }) => [
    sentence(f.deleted(title, days === "permanent" ? m.permanent : m.days(n(days)), erasure ?? ""), places),
    ...(because === undefined ? [] : [sentence(m.s.declaredMeasure(title, because), places)]),
  ]);
}
