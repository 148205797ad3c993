/** Part 1: data, purposes, how it works, and with which means. */

import { countryOf } from "../../countries.ts";
import { chainOf } from "../../descriptor.ts";
import { FUNCTIONS_OF_PARTIES, MANIFEST, RULE } from "../../places.ts";
import { flowFigure } from "../../report/chapters/processing.ts";
import { open } from "../../report/context.ts";
import { type Sentence, sentence } from "../../report/sentence.ts";
import { cell, cellOr, type Filler } from "../fill.ts";
import { type Answer, boxes, type FormContext, quoted } from "../form.ts";
import { type DataItem, dataItems, HELD, type Phase, type PhaseId, partiesThat, phasesOf } from "./items.ts";

/** The template's options of 1.1.a, by words that a descriptor uses for a category. */
const SPECIAL: readonly (readonly [option: string, words: RegExp])[] = [
  [
    "origin, opinions, beliefs, union membership",
    /origin|herkunft|afkomst|opinion|meinung|opvatting|belief|weltansch|overtuig|convic|relig|union|gewerksch|vakbond|sindic|syndic|politi|polític|ethni|étni/i,
  ],
  ["genetic", /genetic|génétique|genetisch|genétic/i],
  ["biometric for identification", /biom[eé]tr/i],
  ["health", /health|santé|gesund|gezond|salud|disab|handicap|behinder|beperking|discapac/i],
  ["sex life or orientation", /sex|seks/i],
];
const NONE = "no";

const OPERATIONS = ["Collection", "Use", "Storage", "Sharing and transfer", "Deletion and destruction"];
const OPERATIONS_OF: Readonly<Record<PhaseId, readonly string[]>> = {
  issuing: ["Collection", "Use"],
  lists: ["Use"],
  presenting: ["Collection", "Use"],
  storing: ["Storage"],
  settling: ["Storage", "Sharing and transfer"],
  anchoring: ["Storage", "Sharing and transfer"],
  deleting: ["Deletion and destruction"],
};

const ASSETS = [
  "Hardware, infrastructure, network",
  "Software",
  "APIs and models",
  "Personnel",
  "Sites",
  "Organisational",
];

export const DESCRIPTION: Readonly<Record<string, Filler>> = {
  "1.1.a": (c) => ({
    letter: "D",
    said: [
      sentence(c.m.s.subjects(c.model.deployment.dataSubjects.description), ["dataSubjects.description"]),
      ...(c.model.deployment.dataSubjects.vulnerable === undefined
        ? []
        : [sentence(c.m.s.vulnerable(c.model.deployment.dataSubjects.vulnerable), ["dataSubjects.vulnerable"])]),
      ...recordFields(c),
    ],
    rows: dataItems(c).map((item) => [
      cell(sentence(item.name, item.places)),
      cell(explained(c, item)),
      specialOf(c, item),
    ]),
  }),
  "1.1.b": (c) => ({
    letter: "P",
    rows: c.model.deployment.purposes.map((text, i) => [
      cell(sentence(text, [`purposes[${i}]`])),
      cell(sentence(minimised(c), [RULE]), open(c.f.whichDataServe, ["EDPB 1.1.b"])),
    ]),
  }),
  "1.1.d": (c) => {
    const { deployment, leakage } = c.model;
    const { parties, transfers } = deployment;
    const chain = chainOf(deployment);
    const countries = [...new Set(parties.flatMap(({ country }) => country ?? []))];
    const abroad = countries.some((country) => countryOf(country) === "third");
    const places = ["transfers", "chain", "parties[*].country"];
    const isOpen = transfers === undefined && (chain !== undefined || abroad);
    const has = (transfers ?? []).length > 0;
    return {
      named: {
        Nature: [cell(sentence(c.m.s.oneWay, ["docs/protocol.md P-23"]))],
        Scope: [
          cell(
            ...deployment.scopes.map(({ verifier, programme, period }, i) =>
              sentence(c.m.s.scope(verifier, programme, c.m.s.period[period]), [`scopes[${i}]`]),
            ),
            ...(leakage === undefined
              ? [open(c.m.s.leakageUnknown, ["population"])]
              : [sentence(c.m.s.size(c.n(leakage.policy.population)), leakage.places.slice(2))]),
            ...quoted(deployment.population.note, "population.note"),
          ),
        ],
        Context: [
          cellOr(c, "EDPB 1.1.d", [
            ...(deployment.enrolment === undefined
              ? []
              : [sentence(c.m.s.enrolment(deployment.enrolment.authority, deployment.enrolment.note), ["enrolment"])]),
            ...(chain === undefined
              ? [sentence(c.m.s.noChain, ["chain"])]
              : [
                  chain.why === undefined
                    ? open(c.m.s.whyOpen, ["chain.why"])
                    : sentence(c.m.s.why(chain.why), ["chain.why"]),
                ]),
          ]),
        ],
        "Cross-border processing (no / yes)": [
          cell(
            open(countries.length === 0 ? c.f.countriesOpen : c.f.crossBorder(c.m.list(countries)), [
              "parties[*].country",
            ]),
          ),
        ],
        "Transfer to a third country or international organisation (no / yes)": [
          {
            options: boxes(["no", "yes"].map(c.f.template), (_, i) =>
              isOpen ? "open" : (i === 1) === has ? "yes" : "no",
            ),
            said: isOpen
              ? [open(c.m.s.transfersOpen, places)]
              : has
                ? transfers!.map(({ to, what, safeguard }, i) =>
                    sentence(c.f.transfer(to, what, safeguard ?? c.m.s.safeguardOpen), [`transfers[${i}]`], {
                      isOpen: safeguard === undefined,
                    }),
                  )
                : [sentence(c.m.s.transfersNone, places)],
          },
        ],
      },
    };
  },
  "1.2": (c) => ({
    letter: "F",
    figures: [flowFigure(c)],
    rows: phasesOf(c).map((phase) => [
      cell(sentence(c.f.phases[phase.id], phase.places)),
      {
        options: boxes(OPERATIONS.map(c.f.template), (_, i) =>
          OPERATIONS_OF[phase.id].includes(OPERATIONS[i]!) ? "yes" : "no",
        ),
        said: [sentence(c.f.operationsFrom, ["docs/protocol.md P-23"])],
      },
      cell(...phaseSaid(c, phase)),
    ]),
  }),
  "1.3": (c) => ({
    rows: phasesOf(c).map((phase) => {
      const parties = partiesThat(c, phase);
      const ticked = ["Software", ...(parties.length === 0 ? [] : ["Organisational"])];
      return [
        cell(sentence(c.f.phases[phase.id], phase.places)),
        {
          options: boxes(ASSETS.map(c.f.template), (_, i) => (ticked.includes(ASSETS[i]!) ? "yes" : "open")),
          said: [
            sentence(c.f.software, ["docs/protocol.md P-23", FUNCTIONS_OF_PARTIES]),
            ...parties,
            ...(phase.id === "presenting" ? circuitSaid(c) : []),
          ],
        },
        cell(open(c.f.assetsOpen, ["EDPB 1.3"])),
      ];
    }),
  }),
  "1.4": (c) => ({
    rows: (c.model.deployment.standards ?? []).map((name, i) => [cell(sentence(name, [`standards[${i}]`]))]),
  }),
};

/** What the policy looks at of a credential, and whether the verifier gets a value. */
export function minimised({ model, m, n }: FormContext): string {
  const [used, all] = [n(model.claimsUsed.length), n(model.policy.schema.claims.length)];
  return model.pinned.length === 0
    ? m.s.minimisation(used, all)
    : m.s.minimisationPinned(used, all, m.list(model.pinned.map((name) => m.claim(name))));
}

export function recordFields({ model, m, f }: FormContext): readonly Sentence[] {
  const { records } = model.deployment;
  if (records === undefined) return [];
  return records.fields.map(({ name, personal }, i) =>
    sentence(f.recordField(records.title, name, m.s.yesNo(personal)), [`records.fields[${i}]`, "records.title"]),
  );
}

function explained({ model, m, f }: FormContext, { claim, stores }: DataItem): Sentence {
  if (claim === undefined)
    return sentence(f.heldIn(m.list(stores.map(({ title, party }) => f.storeOf(title, party)))), HELD);
  return sentence(model.pinned.includes(claim) ? f.claimSeen : f.claimStays, [RULE]);
}

/** Ticked where the descriptor names a category; whether data that nobody named are special is for a person to say. */
function specialOf(c: FormContext, { claim }: DataItem): Answer {
  const all = c.model.deployment.specialCategories ?? [];
  const i = all.findIndex((each) => each.claim === claim);
  const labels = [NONE, ...SPECIAL.map(([option]) => option)];
  if (i < 0) return { options: boxes(labels.map(c.f.template)), said: [open(c.f.toFill, ["specialCategories"])] };
  const { category } = all[i]!;
  const found = specialOption(category);
  return {
    options: boxes(labels.map(c.f.template), (_, at) =>
      found === undefined ? "open" : labels[at] === found ? "yes" : "no",
    ),
    said: [sentence(category, [`specialCategories[${i}]`, RULE], { isOpen: found === undefined })],
  };
}

/** The template's option for a category, in whatever language it is named. */
export function specialOption(category: string): string | undefined {
  return SPECIAL.find(([, words]) => words.test(category))?.[0];
}

function phaseSaid(c: FormContext, phase: Phase): readonly Sentence[] {
  const { m, f, model } = c;
  const { deployment, retention } = model;
  const said = partiesThat(c, phase);
  const also: Readonly<Partial<Record<PhaseId, readonly Sentence[]>>> = {
    issuing: [sentence(f.issuing, ["docs/protocol.md P-7"])],
    lists: [
      sentence(deployment.channels.statusLists === "whole" ? m.flow.lists : m.flow.oneEntry, ["channels.statusLists"]),
    ],
    presenting: [sentence(m.s.oneWay, ["docs/protocol.md P-23"])],
    storing: deployment.stores.map(({ title, id, holds }, i) =>
      sentence(f.storeHolds(title ?? id, m.list(holds.map((each) => m.stored[each]))), [
        `stores[${i}].title`,
        `stores[${i}].holds`,
      ]),
    ),
    settling: [sentence(m.s.nodes, ["chain"])],
    anchoring:
      deployment.records === undefined
        ? []
        : [sentence(f.anchoredOn(deployment.records.anchoredOn), ["records.anchoredOn"])],
    deleting: retention.map(({ title, days, erasure, places }) =>
      sentence(f.deleted(title, days === "permanent" ? m.permanent : m.days(c.n(days)), erasure ?? ""), places),
    ),
  };
  return [...said, ...othersIn(c, phase), ...(also[phase.id] ?? [])];
}

/** Contact and note of those who are neither in part 0.1 nor in 0.2, in the first phase that they take part in. */
function othersIn(c: FormContext, { id }: Phase): readonly Sentence[] {
  const first = (does: readonly string[]): PhaseId | undefined =>
    phasesOf(c).find((phase) => phase.functions.some((each) => does.includes(each)))?.id;
  return c.model.deployment.parties.flatMap(({ name, role, does, contact, note }, i) => {
    if (!/^(independent-controller|recipient)$/.test(role) || first(does) !== id) return [];
    const said = [contact, note].flatMap((text) => text ?? []);
    const places = ["name", "role", "does", "contact", "note"].map((part) => `parties[${i}].${part}`);
    return said.map((text) => sentence(c.f.storeHolds(name, text), places));
  });
}

function circuitSaid({ model: { artifact, hashes }, m, n }: FormContext): readonly Sentence[] {
  const setup =
    artifact.setup === "development"
      ? m.s.setupDevelopment(artifact.circuit)
      : m.s.setupCeremony(artifact.circuit, n(artifact.contributions));
  return [
    sentence(setup, [`${MANIFEST}: setup`, RULE]),
    sentence(`${m.hashes.manifest}: ${hashes.manifest}`, [MANIFEST, RULE]),
  ];
}
