import { reconcileStore } from "../../../portal/store/copy.ts";
import { countUses, openStoreForUpkeep } from "../../../portal/store/upkeep.ts";
import { type AddCommands, addCommand, fromEnvironment, option, required } from "../../command.ts";
import { highWater, makeStore, markOf, placeOf, type StoreOptions, store, withStore } from "./shared.ts";

interface Options extends StoreOptions {
  readonly from: string;
  readonly create?: boolean;
  readonly highWater?: string;
}

/** `civicproof store reconcile` */
export const addReconcile: AddCommands = (group, run) => {
  addCommand<Options>(group, run, {
    usage: "reconcile",
    summary: "add to a store what another one has: after a restore, into an empty database, or after a split",
    example: "store reconcile --store sqlite:portal.db --from sqlite:damaged/portal.db",
    options: [
      ...store,
      fromEnvironment(required("--from <url>", "the store to take from, sqlite:<file> or postgres://…")),
      option("--create", "make the tables in an empty database first, to restore a backup into it"),
      highWater,
    ],
    async run(options) {
      if (options.create === true) await makeStore(await placeOf(options));
      return withStore(options, async (opened, place) => {
        const source = await openStoreForUpkeep({ ...place, url: options.from });
        try {
          const done = await reconcileStore(opened, source);
          const missing = Math.max(0, (await markOf(opened, options.highWater)) - (await countUses(opened.database)));
          const text = `Added ${done.uses} uses of ${done.nullifiers} new people, and ${done.requests} requests.`;
          const warning = `\n${missing} uses are still missing by the high-water mark: close the current periods.`;
          return { text: missing > 0 ? text + warning : text, json: { ...done, missing }, isRefusal: missing > 0 };
        } finally {
          await source.store.close();
        }
      });
    },
  });
};
