/** Step 2: what is done, by whom, and what flows between them. */
import { explainPolicy } from "../../../statement/policy/explain.ts";
import { chainOf, type Party } from "../../descriptor.ts";
import { FUNCTIONS_OF_PARTIES, type Place, POLICY_WORDS, RULE } from "../../places.ts";
import { type Context, table } from "../context.ts";
import type { Block, Figure, Table } from "../report.ts";
import { row, sentence, shown } from "../sentence.ts";

export function processingBlocks(context: Context): readonly Block[] {
  const { model, m, n } = context;
  const { deployment, policy, leakage } = model;
  const labels = Object.fromEntries((deployment.claims ?? []).map(({ claim, label }) => [claim, label]));
  const explanation = explainPolicy(policy.policy, policy.schema, { messages: m.statement, labels });
  return [
    ...deployment.purposes.map((text, i) =>
      sentence(m.s.purpose(text), [`purposes[${i}]`], { answers: ["cnil:111", "cnil:211"] }),
    ),
    sentence(m.s.oneWay, ["docs/protocol.md P-23"], { answers: ["cnil:111", "cnil:122"] }),
    sentence(m.s.proves(`${explanation.proves} ${explanation.claims}`), [RULE, ...POLICY_WORDS], {
      answers: ["cnil:111", "cnil:213"],
    }),
    ...deployment.scopes.map(({ verifier, programme, period }, i) =>
      sentence(m.s.scope(verifier, programme, m.s.period[period]), [`scopes[${i}]`], { answers: ["cnil:111"] }),
    ),
    sentence(m.s.subjects(deployment.dataSubjects.description), ["dataSubjects.description"], {
      answers: ["cnil:111", "cnil:121"],
    }),
    ...(deployment.dataSubjects.vulnerable === undefined
      ? []
      : [
          sentence(m.s.vulnerable(deployment.dataSubjects.vulnerable), ["dataSubjects.vulnerable"], {
            answers: ["cnil:111", "cnil:121"],
          }),
        ]),
    ...(deployment.enrolment === undefined
      ? []
      : [
          sentence(m.s.enrolment(deployment.enrolment.authority, deployment.enrolment.note), ["enrolment"], {
            answers: ["cnil:122"],
          }),
        ]),
    ...(deployment.records === undefined ? [] : [recordsTable(context)]),
    ...(leakage === undefined ? [] : [sentence(m.s.size(n(leakage.policy.population)), leakage.places.slice(2))]),
    flowFigure(context),
  ];
}

function recordsTable({ model: { deployment }, m }: Context): Table {
  const { title, fields } = deployment.records!;
  return table(
    m.captions.records(title),
    [m.headers.field, m.headers.entropy, m.headers.personalData],
    fields.map(({ name, bits, personal }, i) =>
      row([name, String(bits), m.s.yesNo(personal)], [`records.fields[${i}]`], { answers: ["cnil:121"] }),
    ),
  );
}

export function rolesBlocks({ model: { deployment }, m }: Context): readonly Block[] {
  return [
    table(
      m.captions.parties,
      [m.headers.party, m.headers.role, m.headers.does, m.headers.country, m.headers.contact, m.headers.note],
      deployment.parties.map(({ name, role, does, country, contact, note }, i) =>
        row(
          [
            name,
            m.roles[role],
            m.list(does.map((each) => m.functions[each])),
            country ?? "–",
            contact ?? "–",
            note ?? "–",
          ],
          ["name", "role", "does", "country", "contact", "note"].map((part) => `parties[${i}].${part}`),
          { isOpen: role === "undecided", ...(role === "processor" ? { answers: ["cnil:226"] } : {}) },
        ),
      ),
    ),
    ...(deployment.parties.some(({ role }) => role === "processor")
      ? []
      : [sentence(m.s.noProcessor, ["parties[*].role"], { answers: ["cnil:226"] })]),
  ];
}

export function flowFigure({ model: { deployment }, m }: Context): Figure {
  const chain = chainOf(deployment);
  const named = (vantage: Party["does"][number]): string =>
    deployment.parties
      .filter(({ does }) => does.includes(vantage))
      .map(({ name }) => shown(name))
      .join(", ");
  const has = (vantage: Party["does"][number]): boolean =>
    deployment.parties.some(({ does }) => does.includes(vantage));
  const nodes = [
    { id: "issuer", label: m.vantages.issuer, note: named("issuer") },
    { id: "holder", label: m.vantages.holder, note: "" },
    { id: "verifier", label: m.vantages.verifier, note: named("verifier") },
    ...(has("status-host")
      ? [{ id: "status-host", label: m.vantages["status-host"], note: named("status-host") }]
      : []),
    ...(has("hosting") ? [{ id: "hosting", label: m.vantages.hosting, note: named("hosting") }] : []),
    ...(chain !== undefined && has("relayer")
      ? [{ id: "relayer", label: m.vantages.relayer, note: named("relayer") }]
      : []),
    ...(chain === undefined ? [] : [{ id: "chain", label: m.vantages.chain, note: chain.id }]),
    ...(deployment.records === undefined
      ? []
      : [{ id: "anchor", label: m.vantages.anchor, note: deployment.records.anchoredOn }]),
  ];
  const settles = chain === undefined ? [] : has("relayer") ? (["relayer"] as const) : (["chain"] as const);
  const edges: readonly { from: string; to: string; label: string; places: readonly Place[] }[] = [
    { from: "holder", to: "issuer", label: m.flow.commitment, places: ["docs/protocol.md P-6"] },
    { from: "issuer", to: "holder", label: m.flow.credential, places: ["docs/protocol.md P-7"] },
    { from: "verifier", to: "holder", label: m.flow.request, places: ["docs/protocol.md P-18"] },
    { from: "holder", to: "verifier", label: m.flow.presentation, places: ["docs/protocol.md P-18"] },
    ...(has("status-host")
      ? [
          {
            from: "status-host",
            to: "holder",
            label: deployment.channels.statusLists === "whole" ? m.flow.lists : m.flow.oneEntry,
            places: ["channels.statusLists", FUNCTIONS_OF_PARTIES],
          },
        ]
      : []),
    ...(has("hosting")
      ? [{ from: "verifier", to: "hosting", label: m.flow.stores, places: [FUNCTIONS_OF_PARTIES] }]
      : []),
    ...settles.map((to) => ({ from: "verifier", to, label: m.flow.settle, places: ["chain", FUNCTIONS_OF_PARTIES] })),
    ...(settles[0] === "relayer"
      ? [
          {
            from: "relayer",
            to: "chain",
            label: m.flow.transaction,
            places: ["chain", FUNCTIONS_OF_PARTIES],
          },
        ]
      : []),
    ...(deployment.records === undefined
      ? []
      : [
          {
            from: has("hosting") ? "hosting" : "verifier",
            to: "anchor",
            label: m.linkedBy(m.flow.anchor, deployment.records.anchoredOn),
            places: ["records", FUNCTIONS_OF_PARTIES],
          },
        ]),
  ];
  const label = new Map(nodes.map((node) => [node.id, node.label]));
  return {
    kind: "figure",
    caption: m.captions.flow,
    picture: { kind: "flow", nodes, edges: edges.map(({ from, to, label: text }) => ({ from, to, label: text })) },
    table: table(
      m.captions.flow,
      [m.headers.from, m.headers.to, m.headers.carries],
      edges.map((edge) =>
        row([label.get(edge.from)!, label.get(edge.to)!, edge.label], edge.places, {
          answers: ["cnil:122"],
        }),
      ),
    ),
  };
}
