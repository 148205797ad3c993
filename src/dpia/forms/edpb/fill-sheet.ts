/** Part 0: who, what, when, and why an assessment is made. */
import { ALWAYS } from "../../observe/out-of-reach.ts";
import { DESCRIPTOR, type Place, STORES_OF_PARTIES } from "../../places.ts";
import { open } from "../../report/context.ts";
import { type Sentence, sentence } from "../../report/sentence.ts";
import type { Criterion } from "../../screening.ts";
import { cell, cellOr, type Filler, type Ticked } from "../fill.ts";
import { type Answer, type FormContext, quoted, resting } from "../form.ts";

/** The template's words for the criteria of WP 248 rev.01. */
const GUIDANCE: Readonly<Record<Criterion, string>> = {
  evaluation: "evaluation or scoring",
  "automated-decision": "automated decisions with legal or similar effect",
  monitoring: "systematic monitoring",
  sensitive: "sensitive or highly personal data",
  "large-scale": "large scale",
  matching: "matching or combining data sets",
  vulnerable: "vulnerable data subjects",
  innovative: "innovative use or technology",
  "prevents-service": "prevents exercising a right or using a service or contract",
};

export const SHEET: Readonly<Record<string, Filler>> = {
  "0.1": (c) => ({ rows: partyRows(c, ["controller", "joint-controller"]) }),
  "0.2": (c) => ({ rows: processorRows(c) }),
  "0.3": (c) => {
    const { deployment, policy } = c.model;
    const { name, version } = policy.policy;
    return {
      rows: [
        [
          cell(sentence(c.title, ["title"])),
          cell(
            sentence(`${c.m.hashes.policy} ${name}@${version}`, ["policy: version"]),
            sentence(c.f.draftOf(deployment.date), ["date"]),
          ),
        ],
      ],
    };
  },
  "0.5": (c) => {
    const { deployment, screening, hashes } = c.model;
    const { standards = [], decision, specialCategories } = deployment;
    const criteria = Object.fromEntries(
      screening.rows.map(({ criterion, verdict, places, claims }): [string, Ticked] => {
        const reason = c.m.criterionReasons[criterion][verdict];
        const text =
          claims.length === 0 ? reason : c.m.s.asksAbout(reason, c.m.list(claims.map((each) => c.m.claim(each))));
        const mark = verdict === "met" ? "yes" : verdict === "not-met" ? "no" : "open";
        return [GUIDANCE[criterion], { mark, said: [sentence(text, places, { isOpen: mark === "open" })] }];
      }),
    );
    const hint = (text: string, places: readonly Place[]): Ticked => ({
      mark: "open",
      said: [sentence(text, places), open(c.f.toFill, ["EDPB 0.5"])],
    });
    return {
      named: {
        "Version and version log": [
          cell(
            sentence(c.f.draftOf(deployment.date), ["date"]),
            sentence(`${c.m.hashes.deployment}: ${hashes.deployment}`, [DESCRIPTOR]),
          ),
        ],
        "Guidelines, standards, codes used": [
          cell(
            sentence(c.f.methodsUsed, ["docs/dpia-guide.md"]),
            ...standards.flatMap((name, i) => quoted(name, `standards[${i}]`)),
          ),
        ],
        "Reasons to conduct it": [
          cell(
            sentence(c.m.s.screeningScore(c.n(screening.met), c.n(screening.open)), [
              ...new Set(screening.rows.flatMap(({ places }) => places)),
            ]),
          ),
        ],
        "Scope and what is left out": [
          cell(
            ...deployment.scopes.map(({ verifier, programme, period }, i) =>
              sentence(c.m.s.scope(verifier, programme, c.m.s.period[period]), [`scopes[${i}]`]),
            ),
            ...ALWAYS.map((id) => sentence(c.m.outOfReach[id], ["docs/dpia-guide.md"])),
            ...surrounding(c),
          ),
        ],
        "Publication intent": [
          cell(
            ...(deployment.population.published === undefined
              ? [open(c.f.toFill, ["population.published"])]
              : [open(c.f.madeForPublication, ["population.published"])]),
          ),
        ],
      },
      boxes: {
        "Article 35(3)": {
          "systematic and extensive evaluation by automated means with legal or similar effect": hint(
            c.m.s.article22(decision.automated),
            ["decision.automated"],
          ),
          "large-scale special categories or criminal convictions": {
            mark: "open",
            said: [
              ...(specialCategories ?? []).map(({ claim, category }, i) =>
                sentence(`${c.m.claim(claim)} (${category})`, [`specialCategories[${i}]`]),
              ),
              open(c.f.toFill, ["specialCategories"]),
            ],
          },
        },
        guidance: criteria,
        "necessary or beneficial": {
          "opinion of data subjects": {
            mark: "open",
            said: [
              ...quoted(deployment.dataSubjects.consulted, "dataSubjects.consulted"),
              open(c.f.toFill, ["dataSubjects.consulted"]),
            ],
          },
        },
      },
    };
  },
};

/** What the descriptor says of what stands around a proof. */
export function surrounding({ model, m }: FormContext): readonly Sentence[] {
  return model.surroundings.flatMap(({ id, answer, places }) => {
    if (answer === undefined) return [];
    const name = m.surroundings[id].name.replace("{circuit}", model.policy.circuit);
    return [sentence(m.s.declaredMeasure(name, answer), places)];
  });
}

/** Each with its country and contact; what joint controllers agreed on is for a person to say. */
function partyRows(c: FormContext, roles: readonly string[]): readonly (readonly Answer[])[] {
  return c.model.deployment.parties.flatMap(({ name, role, country, contact, note }, i) => {
    if (!roles.includes(role)) return [];
    const at = (part: string): Place => `parties[${i}].${part}`;
    const who: Sentence[] = [sentence(`${name} (${c.m.roles[role]})`, [at("name"), at("role")])];
    if (role === "joint-controller") who.push(open(c.f.jointOpen, ["Article 26 GDPR"]));
    return [
      [
        cell(...who, ...quoted(note, at("note"))),
        cell(open(c.f.toFill, ["EDPB 0.1"])),
        cellOr(c, at("contact"), [
          ...quoted(country, at("country")),
          ...(contact === undefined ? [open(c.m.contactOpen, [at("contact")])] : quoted(contact, at("contact"))),
        ]),
        cell(open(c.f.toFill, ["EDPB 0.1"])),
      ].map((each) => resting(each, [at("role")])),
    ];
  });
}

function processorRows(c: FormContext): readonly (readonly Answer[])[] {
  const { parties, stores } = c.model.deployment;
  const rows = parties.flatMap(({ id, name, role, country, does, contact, note }, i) => {
    if (role !== "processor" && role !== "undecided") return [];
    const at = (part: string): Place => `parties[${i}].${part}`;
    const own = stores.filter(({ party }) => party === id).map(({ title = "", id: store }) => title || store);
    return [
      [
        cell(
          sentence(`${name} (${c.m.roles[role]})`, [at("name"), at("role")], { isOpen: role === "undecided" }),
          ...quoted(country, at("country")),
          ...quoted(contact, at("contact")),
        ),
        cell(
          sentence(c.m.list(does.map((each) => c.m.functions[each])), [at("does")]),
          ...(own.length === 0 ? [] : [sentence(c.f.keeps(c.m.list(own)), [...STORES_OF_PARTIES])]),
          ...quoted(note, at("note")),
        ),
      ].map((each) => resting(each, [at("role")])),
    ];
  });
  return rows.length === 0 ? [[cell(sentence(c.m.s.noProcessor, ["parties[*].role"]))]] : rows;
}
