/** Step 4: what can be linked, by which value. */
import { type Context, derived, ENGINE, open, SIGNALS, table } from "../context.ts";
import type { Block } from "../report.ts";
import { row } from "../sentence.ts";

export function linkabilityBlocks({ model, m }: Context): readonly Block[] {
  return [
    derived(m.s.taint, `${SIGNALS}; ${ENGINE}/linkability.ts`),
    table(
      m.captions.links,
      [m.headers.situation, m.headers.links],
      model.links.map(({ situation, links }) =>
        row(
          "derived",
          [
            m.situations[situation.id],
            links.length === 0
              ? m.nothing
              : m.list(
                  links.map(({ observable, strength }) => m.linkedBy(m.observables[observable], m.strengths[strength])),
                ),
          ],
          links.length === 0 ? SIGNALS : [...new Set(links.map(({ observable }) => sourceOf(observable)))].join("; "),
        ),
      ),
    ),
    derived(m.s.test, "civicproof dpia test-linkability"),
    open(m.s.notModelled, `${ENGINE}/observables.ts`),
  ];
}

/** The file or path that makes a value visible. */
function sourceOf(observable: string): string {
  const declaredAt: Readonly<Record<string, string>> = {
    time: "channels.times",
    "network-address": "channels.networkAddress",
    "case-number": "channels.caseNumber",
    payee: "chain.payee",
    sender: "chain.gasPaidBy",
    "status-request": "channels.statusLists",
    issuerRoot: "channels.roots; records.openings",
    statusRoot: "channels.roots; records.openings",
    opening: "records.openings",
  };
  return declaredAt[observable] ?? `${SIGNALS}: ${observable}`;
}
