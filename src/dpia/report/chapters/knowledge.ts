/** Step 2: who knows what, and for whom it is personal data. */
import { type Collusion, type KnowledgeCell, type OfficeCell, placesOfObservers } from "../../knowledge.ts";
import type { Vantage } from "../../observables.ts";
import type { Observer } from "../../observers.ts";
import type { Place } from "../../places.ts";
import { type Context, open, table } from "../context.ts";
import type { Block, Figure, Table } from "../report.ts";
import { row, sentence, shown } from "../sentence.ts";

const LEVELS = { sees: 4, predicate: 3, hash: 2, public: 1, cannot: 0 } as const;
const MARKS = { sees: "●", predicate: "◐", hash: "#", public: "○", cannot: "·" } as const;

/** The name of somebody who looks. */
function nameOf({ id, name }: Observer, m: Context["m"]): string {
  return name === undefined ? m.vantages[id as Vantage] : shown(name);
}

export function knowledgeBlocks(context: Context): readonly Block[] {
  const { model, m, n } = context;
  const { leakage } = model;
  return [
    matrix(context),
    collusions(context),
    ...(leakage === undefined ? [] : [sentence(m.s.candidates(n(leakage.policy.anonymitySet)), leakage.places)]),
  ];
}

function matrix({ model: { knowledge }, m }: Context): Figure {
  const label = (id: string): string =>
    id.startsWith("claim:") ? m.claim(id.slice("claim:".length)) : (m.data[id] ?? m.observables[id as never] ?? id);
  const text = ({ live, stores }: KnowledgeCell): string =>
    stores.length === 0 ? m.knowledge[live] : m.keptIn(m.knowledge[live], m.list(stores));
  const { office } = knowledge;
  const columns = [
    ...knowledge.observers.map((observer) => nameOf(observer, m)),
    ...(office === undefined ? [] : [m.office.column]),
  ];
  const ofOffice = (id: string): readonly OfficeCell[] => (office === undefined ? [] : [office[id]!]);
  const officeText = ({ live, holds }: OfficeCell): string =>
    holds.length === 0
      ? m.knowledge[live]
      : m.office.heldAs(m.knowledge[live], m.list(holds.map((item) => m.office.items[item])));
  return {
    kind: "figure",
    caption: m.captions.matrix,
    picture: {
      kind: "matrix",
      columns,
      rows: knowledge.data.map(({ id }) => ({
        label: label(id),
        cells: [...knowledge.observers.map((observer) => knowledge.cells[id]![observer.id]!), ...ofOffice(id)].map(
          ({ live }) => ({ level: LEVELS[live], mark: MARKS[live] }),
        ),
      })),
      legend: (["sees", "predicate", "hash", "public", "cannot"] as const).map((value) => ({
        level: LEVELS[value],
        mark: MARKS[value],
        label: m.knowledge[value],
      })),
    },
    table: table(
      m.captions.matrix,
      [m.headers.datum, ...columns],
      knowledge.data.map(({ id, places }) =>
        row(
          [
            label(id),
            ...knowledge.observers.map((observer) => text(knowledge.cells[id]![observer.id]!)),
            ...ofOffice(id).map(officeText),
          ],
          places,
        ),
      ),
    ),
  };
}

/** Every pair of parties: whether they know whose presentation it is, and what else they can tell to be one person's. */
function collusions({ model: { knowledge }, m }: Context): Table {
  const by = (links: NonNullable<Collusion["naming"]>): string =>
    m.list(links.map(({ observable, strength }) => m.linkedBy(m.observables[observable], m.strengths[strength])));
  return table(
    m.captions.collusions,
    [m.headers.together, m.headers.whichPerson, m.headers.joined],
    knowledge.collusions.map(({ members, naming, joins, places }) =>
      row(
        [
          m.list(members.map((member) => nameOf(member, m))),
          naming === undefined ? m.nothing : by(naming),
          joins.length === 0
            ? m.nothing
            : m.list(
                joins.map(({ acts: [a, b], observable, strength }) =>
                  m.joined(m.acts[a], m.acts[b], m.linkedBy(m.observables[observable], m.strengths[strength])),
                ),
              ),
        ],
        places,
      ),
    ),
  );
}

export function statusBlocks({ model, m, n }: Context): readonly Block[] {
  const { deployment, leakage, knowledge } = model;
  const isNamed = deployment.channels.caseNumber === true;
  const counts: readonly Place[] = leakage === undefined ? [] : leakage.places;
  const says: Readonly<Record<Vantage, readonly [text: string, places: readonly Place[]] | undefined>> = {
    holder: undefined,
    issuer: [m.s.statusIssuer, ["docs/protocol.md P-7"]],
    verifier: isNamed
      ? [m.s.statusVerifierNamed, ["channels.caseNumber"]]
      : leakage === undefined
        ? [m.s.statusVerifierUnknown, ["channels.caseNumber", "population"]]
        : [m.s.statusVerifier(n(leakage.policy.anonymitySet)), ["channels.caseNumber", ...counts]],
    hosting: [m.s.statusHost, ["docs/protocol.md P-18"]],
    "second-verifier": [m.s.statusSecond, ["docs/protocol.md P-19"]],
    "status-host": [m.s.statusStatusHost[deployment.channels.statusLists], ["channels.statusLists"]],
    relayer: [m.s.statusRelayer, ["docs/settlement.md"]],
    rpc: [m.s.statusRpc, ["docs/settlement.md"]],
    chain: [m.s.statusChain, ["docs/settlement.md"]],
    anchor: [m.s.statusAnchor, ["docs/protocol.md P-31"]],
  };
  const rows = knowledge.observers.flatMap((observer) => {
    // What everybody reads on a chain is said once.
    const own = observer.vantages.filter((each) => each !== "chain" || observer.id === "chain");
    const told = own.map((vantage) => says[vantage]).filter((each) => each !== undefined);
    if (told.length === 0) return [];
    const places = [...told.flatMap(([, each]) => each), ...placesOfObservers([observer])];
    return [row([nameOf(observer, m), told.map(([text]) => text).join(" ")], [...new Set(places)])];
  });
  return [
    open(m.s.statusGeneral, ["ECLI:EU:C:2025:645"]),
    table(m.captions.status, [m.headers.party, m.headers.status], rows),
  ];
}
