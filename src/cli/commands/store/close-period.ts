import { closePeriods } from "../../../portal/store/upkeep.ts";
import { type AddCommands, addCommand, currentSeconds, option, shared } from "../../command.ts";
import { UsageError } from "../../report-error.ts";
import { highWater, markOf, type StoreOptions, store, withStore } from "./shared.ts";

interface Options extends StoreOptions {
  readonly period?: readonly string[];
  readonly current?: boolean;
  readonly tenant?: string;
  readonly highWater?: string;
  readonly now?: number;
}

/** `civicproof store close-period` */
export const addClosePeriod: AddCommands = (group, run) => {
  addCommand<Options>(group, run, {
    usage: "close-period",
    summary: "let nobody claim in a period any more, for ever: when uses are lost and can't be brought back",
    example: "store close-period --store sqlite:portal.db --current --high-water portal.mark",
    options: [
      ...store,
      option("--period <day...>", "the periods, named by their first days, such as 20261101"),
      option("--current", "every period up to the one of now, also those of appeals"),
      option("--tenant <name>", "only of the programme of this tenant; default: of all"),
      highWater,
      shared.now,
    ],
    run: (options) =>
      withStore(options, async (opened) => {
        if ((options.period === undefined) === (options.current !== true))
          throw new UsageError({ message: "give --period, or --current for every period up to now" });
        const periods = options.period?.map(readPeriod);
        const usesAtLeast = options.current === true ? await markOf(opened, options.highWater) : 0;
        const nowSeconds = options.now ?? currentSeconds();
        const closed = await closePeriods(opened, { tenant: options.tenant, periods, nowSeconds, usesAtLeast });
        const text = closed.map(({ period, scope }) => `Closed ${period} of scope ${scope}.`).join("\n");
        return { text: text === "" ? "Everything was closed already." : text, json: { closed } };
      }),
  });
};

function readPeriod(text: string): number {
  if (!/^[0-9]{8}$/.test(text)) throw new UsageError({ message: `--period takes a day such as 20261101, not ${text}` });
  return Number(text);
}
