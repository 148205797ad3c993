/**
 * Articles that an assessment has to speak of: what is known stands in front, and each of them asks what a person has to
 * say. A measure that is listed is not a measure that was evaluated.
 */
import { countryOf } from "../countries.ts";
import { chainOf } from "../descriptor.ts";
import { type Place, RULE } from "../places.ts";
import { table } from "../report/context.ts";
import type { Block } from "../report/report.ts";
import { type Row, row } from "../report/sentence.ts";
import { minimised } from "./edpb/fill-description.ts";
import type { FormContext } from "./form.ts";

export const ARTICLES = [
  "13-14",
  "22(2)(b)",
  "22(4)",
  "25",
  "26",
  "28",
  "32",
  "35(3)",
  "35(4)",
  "35(10)",
  "36",
  "44-49",
] as const;
export type ArticleId = (typeof ARTICLES)[number];

/** Something that is known, and on what it rests. */
type Known = readonly [text: string, places: readonly Place[]];

export function lawBlocks(c: FormContext): readonly Block[] {
  const { f } = c;
  const known = knownOf(c);
  const rows = ARTICLES.flatMap((article): Row[] => {
    const { title, question } = f.law.articles[article];
    return [
      ...known[article].map(([text, places]) => row([title, text], places)),
      row([title, question], [`GDPR ${article}`], { isOpen: true }),
    ];
  });
  return [table(f.law.caption, [f.law.article, f.law.known], rows)];
}

function knownOf(c: FormContext): Readonly<Record<ArticleId, readonly Known[]>> {
  const { deployment } = c.model;
  const { m, f } = c;
  const { rights, decision, parties, security = [], transfers = [], legalBasis, specialCategories = [] } = deployment;
  const said = (text: string | undefined, place: Place): readonly Known[] =>
    text === undefined ? [] : [[text, [place]]];
  const named = (role: string): readonly string[] =>
    parties.filter((each) => each.role === role).map(({ name }) => name);
  const countries = [...new Set(parties.flatMap(({ country }) => country ?? []))];
  const third = countries.filter((country) => countryOf(country) === "third");
  const [joint, processors] = [named("joint-controller"), named("processor")];
  const special: readonly Known[] = specialCategories.map(({ claim, category }, i) => [
    `${m.claim(claim)} (${category})`,
    [`specialCategories[${i}]`],
  ]);
  const basis: readonly Known[] =
    legalBasis === undefined ? [] : [[`${legalBasis.article}: ${legalBasis.text}`, ["legalBasis"]]];
  const automated: Known = [m.s.automated(decision.automated), ["decision.automated"]];
  return {
    "13-14": said(rights?.information, "rights.information"),
    "22(2)(b)": [automated, ...basis, ...said(decision.humanReview, "decision.humanReview")],
    "22(4)": [automated, ...special],
    "25": [
      [minimised(c), [RULE]],
      [m.measures["no-claims-leave"].text, ["docs/protocol.md P-18"]],
    ],
    "26": joint.length === 0 ? [] : [[m.list(joint), ["parties[*].role", "parties[*].name"]]],
    "28":
      processors.length === 0
        ? [[m.s.noProcessor, ["parties[*].role"]]]
        : [[m.list(processors), ["parties[*].role", "parties[*].name"]]],
    "32": security.map(({ title, text }, i) => [m.s.declaredMeasure(title, text), [`security[${i}]`]]),
    "35(3)": [automated, ...special],
    "35(4)": countries.length === 0 ? [] : [[f.law.countries(m.list(countries)), ["parties[*].country"]]],
    "35(10)": basis,
    "36": [],
    "44-49": [
      ...(third.length === 0 ? [] : [[f.law.third(m.list(third)), ["parties[*].country"]] as const]),
      ...(chainOf(deployment) === undefined ? [] : [[m.s.nodes, ["chain"]] as const]),
      ...transfers.map(
        ({ to, what, safeguard }, i): Known => [
          f.transfer(to, what, safeguard ?? m.s.safeguardOpen),
          [`transfers[${i}]`],
        ],
      ),
    ],
  };
}
