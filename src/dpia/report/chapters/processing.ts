/** Step 2: what is done, by whom, and what flows between them. */
import { explainPolicy } from "../../../statement/policy/explain.ts";
import { chainOf, type Party } from "../../descriptor.ts";
import { type Context, derived, SIGNALS, table } from "../context.ts";
import type { Block, Figure } from "../report.ts";
import { row, sentence, type Tag } from "../sentence.ts";

export function processingBlocks(context: Context): readonly Block[] {
  const { model, m, language, n } = context;
  const { deployment, policy, leakage } = model;
  const explanation = explainPolicy(policy.policy, policy.schema, { language });
  return [
    ...deployment.purposes.map((text, i) => sentence("declared", m.s.purpose(text), `purposes[${i}]`)),
    derived(m.s.oneWay, "docs/protocol.md P-23"),
    derived(m.s.proves(`${explanation.proves} ${explanation.claims}`), `${policy.policy.name}: require`),
    ...deployment.scopes.map(({ verifier, programme, period }, i) =>
      sentence("declared", m.s.scope(verifier, programme, m.s.period[period]), `scopes[${i}]`),
    ),
    sentence("declared", m.s.subjects(deployment.dataSubjects.description), "dataSubjects.description"),
    ...(leakage === undefined ? [] : [derived(m.s.size(n(leakage.policy.population)), "population")]),
    flowFigure(context),
  ];
}

export function rolesBlocks({ model: { deployment }, m }: Context): readonly Block[] {
  return [
    table(
      m.captions.parties,
      [m.headers.party, m.headers.role, m.headers.does, m.headers.country],
      deployment.parties.map(({ name, role, does, country }, i) =>
        row(
          role === "undecided" ? "open" : "declared",
          [name, m.roles[role], m.list(does.map((each) => m.functions[each])), country ?? "–"],
          `parties[${i}]`,
        ),
      ),
    ),
  ];
}

function flowFigure({ model: { deployment }, m }: Context): Figure {
  const chain = chainOf(deployment);
  const named = (vantage: Party["does"][number]): string =>
    deployment.parties
      .filter(({ does }) => does.includes(vantage))
      .map(({ name }) => name)
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
  const edges: readonly { from: string; to: string; label: string; source: string; tag: Tag }[] = [
    { from: "holder", to: "issuer", label: m.flow.commitment, source: "docs/protocol.md P-6", tag: "derived" },
    { from: "issuer", to: "holder", label: m.flow.credential, source: "docs/protocol.md P-7", tag: "derived" },
    { from: "verifier", to: "holder", label: m.flow.request, source: "docs/protocol.md P-18", tag: "derived" },
    { from: "holder", to: "verifier", label: m.flow.presentation, source: SIGNALS, tag: "derived" },
    ...(has("status-host")
      ? [
          {
            from: "status-host",
            to: "holder",
            label: deployment.channels.statusLists === "whole" ? m.flow.lists : m.flow.oneEntry,
            source: "channels.statusLists",
            tag: "declared" as const,
          },
        ]
      : []),
    ...(has("hosting")
      ? [{ from: "verifier", to: "hosting", label: m.flow.stores, source: "stores", tag: "declared" as const }]
      : []),
    ...settles.map((to) => ({ from: "verifier", to, label: m.flow.settle, source: "chain", tag: "declared" as const })),
    ...(settles[0] === "relayer"
      ? [
          {
            from: "relayer",
            to: "chain",
            label: m.flow.transaction,
            source: "chain.gasPaidBy",
            tag: "declared" as const,
          },
        ]
      : []),
    ...(deployment.records === undefined
      ? []
      : [
          {
            from: has("hosting") ? "hosting" : "verifier",
            to: "anchor",
            label: m.flow.anchor,
            source: "records",
            tag: "declared" as const,
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
      edges.map((edge) => row(edge.tag, [label.get(edge.from)!, label.get(edge.to)!, edge.label], edge.source)),
    ),
  };
}
