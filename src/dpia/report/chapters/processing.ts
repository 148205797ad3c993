/** Step 2: what is done, by whom, and what flows between them. */
import { explainPolicy } from "../../../statement/policy/explain.ts";
import { chainOf, type Party } from "../../descriptor.ts";
import type { OfficeDescription } from "../../office/description.ts";
import { FUNCTIONS_OF_PARTIES, type Place, POLICY_WORDS, RULE } from "../../places.ts";
import { type Context, table } from "../context.ts";
import type { Block, Figure, FlowPicture, Table } from "../report.ts";
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

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly places: readonly Place[];
}

/** What reaches an office before it issues: rows of registers, and credentials of others. */
function officeEdges(office: OfficeDescription | undefined, m: Context["m"]): readonly Edge[] {
  if (office === undefined) return [];
  const { reads, bridges = [] } = office;
  const sources = [...new Set(reads.map(({ source }) => m.office.sources[source]))];
  return [
    ...(sources.length === 0
      ? []
      : [{ from: "issuer", to: "office", label: m.office.row(m.list(sources)), places: ["office.reads"] }]),
    ...(bridges.length === 0
      ? []
      : [
          {
            from: "holder",
            to: "office",
            label: m.list(bridges.map(({ kind }) => kind)),
            places: ["office.bridges"],
          },
        ]),
  ];
}

/** What goes the same way is one arrow. */
function arrows(edges: readonly Edge[], m: Context["m"]): FlowPicture["edges"] {
  const ways = new Map<string, Edge[]>();
  for (const edge of edges) {
    const way = `${edge.from} ${edge.to}`;
    ways.set(way, [...(ways.get(way) ?? []), edge]);
  }
  return [...ways.values()].map((same) => {
    const [{ from, to }] = same as [Edge];
    return { from, to, label: m.list(same.map(({ label }) => label)) };
  });
}

export function flowFigure({ model: { deployment }, m }: Context): Figure {
  const chain = chainOf(deployment);
  const { office } = deployment;
  const nameOf = (party: string): string => shown(deployment.parties.find(({ id }) => id === party)?.name ?? party);
  const named = (vantage: Party["does"][number]): string =>
    deployment.parties
      .filter(({ does }) => does.includes(vantage))
      .map(({ name }) => shown(name))
      .join(", ");
  const has = (vantage: Party["does"][number]): boolean =>
    deployment.parties.some(({ does }) => does.includes(vantage));
  const nodes = [
    { id: "issuer", label: m.vantages.issuer, note: named("issuer") },
    ...(office === undefined ? [] : [{ id: "office", label: m.office.column, note: nameOf(office.party) }]),
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
  // Where people get their credential: at the described office, or at whoever issues.
  const desk = office === undefined ? "issuer" : "office";
  const edges: readonly Edge[] = [
    ...officeEdges(office, m),
    { from: "holder", to: desk, label: m.flow.commitment, places: ["docs/protocol.md P-6", "office"] },
    { from: desk, to: "holder", label: m.flow.credential, places: ["docs/protocol.md P-7", "office"] },
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
    picture: { kind: "flow", nodes, edges: arrows(edges, m) },
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
