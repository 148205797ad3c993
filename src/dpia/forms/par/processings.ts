/** Processings of the Dutch form: the phases, and each store by itself, so that parties and terms stand with their own. */
import type { Party } from "../../descriptor.ts";
import { type Sentence, sentence, shown } from "../../report/sentence.ts";
import { type DataItem, phasesOf } from "../edpb/items.ts";
import type { FormContext } from "../form.ts";

export interface Processing {
  readonly id: string;
  readonly name: string;
  readonly said: readonly Sentence[];
  readonly data: readonly DataItem[];
  readonly parties: readonly Party[];
  /** Undefined where nothing is kept. */
  readonly days: number | "permanent" | undefined;
  readonly term: readonly Sentence[];
}

export function processingsOf(c: FormContext, items: readonly DataItem[]): readonly Processing[] {
  const { model, f, m, n } = c;
  const { deployment, retention } = model;
  const claims = items.filter(({ claim }) => claim !== undefined);
  const phases = phasesOf(c)
    .filter(({ id }) => id !== "storing" && id !== "deleting")
    .map(({ id, functions, places }): Processing => {
      const said: Readonly<Record<string, readonly Sentence[]>> = {
        issuing: [sentence(f.issuing, ["docs/protocol.md P-7"])],
        lists: [
          sentence(deployment.channels.statusLists === "whole" ? m.flow.lists : m.flow.oneEntry, [
            "channels.statusLists",
          ]),
        ],
        presenting: [sentence(m.s.oneWay, ["docs/protocol.md P-23"])],
        settling: [sentence(m.s.nodes, ["chain"])],
      };
      return {
        id,
        name: shown(f.phases[id]),
        said: said[id] ?? [sentence(f.phases[id], places)],
        data: id === "issuing" || id === "presenting" ? claims : [],
        parties: deployment.parties.filter(({ does }) => does.some((each) => functions.includes(each))),
        days: undefined,
        term: [],
      };
    });
  const stores = retention.map(({ store, title, holds, days, because, erasure, places }): Processing => {
    const keeper = deployment.stores.find(({ id }) => id === store)?.party;
    return {
      id: store,
      name: shown(f.par.keeping(title)),
      said: [sentence(f.storeHolds(title, m.list(holds.map((each) => m.stored[each]))), places)],
      data: items.filter(({ stores: own }) => own.some((each) => each.store === store)),
      parties: deployment.parties.filter(({ id }) => id === keeper),
      days,
      term: [
        sentence(
          f.deleted(
            title,
            days === "permanent" ? m.permanent : m.days(n(days)),
            [because, erasure].filter(Boolean).join(" "),
          ),
          places,
        ),
      ],
    };
  });
  return [...phases, ...stores];
}
