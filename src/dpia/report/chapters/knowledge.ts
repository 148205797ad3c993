/** Step 2: who knows what, and for whom it is personal data. */
import type { Vantage } from "../../observables.ts";
import { type Context, derived, open, SIGNALS, table } from "../context.ts";
import type { Block, Figure } from "../report.ts";
import { row } from "../sentence.ts";

const LEVELS = { sees: 4, predicate: 3, hash: 2, public: 1, cannot: 0 } as const;
const MARKS = { sees: "●", predicate: "◐", hash: "#", public: "○", cannot: "·" } as const;

export function knowledgeBlocks(context: Context): readonly Block[] {
  const { model, m, n } = context;
  const { knowledge, links, leakage } = model;
  const label = (id: string): string =>
    id.startsWith("claim:") ? m.claim(id.slice("claim:".length)) : (m.data[id] ?? m.observables[id as never] ?? id);
  const matrix = (columns: readonly { readonly id: string; readonly label: string }[], caption: string): Figure => ({
    kind: "figure",
    caption,
    picture: {
      kind: "matrix",
      columns: columns.map((column) => column.label),
      rows: knowledge.data.map(({ id }) => ({
        label: label(id),
        cells: columns.map((column) => {
          const value = knowledge.cells[id]![column.id]!;
          return { level: LEVELS[value], mark: MARKS[value] };
        }),
      })),
      legend: (["sees", "predicate", "hash", "public", "cannot"] as const).map((value) => ({
        level: LEVELS[value],
        mark: MARKS[value],
        label: m.knowledge[value],
      })),
    },
    table: table(
      caption,
      [m.headers.datum, ...columns.map((column) => column.label)],
      knowledge.data.map(({ id }) =>
        row(
          "derived",
          [label(id), ...columns.map((column) => m.knowledge[knowledge.cells[id]![column.id]!])],
          id.startsWith("claim:") ? `${SIGNALS}: claims; require` : SIGNALS,
        ),
      ),
    ),
  });
  const name = (members: readonly Vantage[]): string => m.list(members.map((member) => m.vantages[member]));
  return [
    matrix(
      knowledge.vantages.map((id) => ({ id, label: m.vantages[id] })),
      m.captions.matrix,
    ),
    matrix(
      knowledge.collusions.map(({ id, members }) => ({
        id,
        label: members.map((each) => m.vantages[each]).join(" + "),
      })),
      m.captions.collusions,
    ),
    ...links
      .filter(({ situation }) => situation.isJoin)
      .map(({ situation, links: keys }) =>
        derived(
          keys.length === 0
            ? m.s.collusionNoJoin(name(situation.observers))
            : m.s.collusionJoin(
                name(situation.observers),
                m.list(keys.map(({ observable }) => m.observables[observable])),
              ),
          `${SIGNALS}; channels`,
        ),
      ),
    ...(leakage === undefined ? [] : [derived(m.s.candidates(n(leakage.policy.anonymitySet)), "population")]),
  ];
}

export function statusBlocks({ model, m, n }: Context): readonly Block[] {
  const { deployment, knowledge, leakage } = model;
  const says: Readonly<Record<Vantage, string | undefined>> = {
    holder: undefined,
    issuer: m.s.statusIssuer,
    verifier:
      deployment.channels.caseNumber === true
        ? m.s.statusVerifierNamed
        : leakage === undefined
          ? m.s.statusVerifierUnknown
          : m.s.statusVerifier(n(leakage.policy.anonymitySet)),
    hosting: m.s.statusHost,
    "second-verifier": m.s.statusSecond,
    "status-host": m.s.statusStatusHost[deployment.channels.statusLists],
    relayer: m.s.statusRelayer,
    rpc: m.s.statusRpc,
    chain: m.s.statusChain,
    anchor: m.s.statusAnchor,
  };
  const rows = knowledge.vantages.flatMap((vantage) => {
    const text = says[vantage];
    return text === undefined ? [] : [row("derived", [m.vantages[vantage], text], `${SIGNALS}; parties; channels`)];
  });
  return [
    open(m.s.statusGeneral, "ECLI:EU:C:2025:645"),
    table(m.captions.status, [m.headers.party, m.headers.status], rows),
  ];
}
