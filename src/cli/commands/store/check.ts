import { checkStore, countUses } from "../../../portal/store/upkeep.ts";
import { type AddCommands, addCommand } from "../../command.ts";
import { highWater, markOf, type StoreOptions, store, withStore } from "./shared.ts";

/** `civicproof store check` */
export const addCheck: AddCommands = (group, run) => {
  addCommand<StoreOptions & { readonly highWater?: string }>(group, run, {
    usage: "check",
    summary: "read the whole store, count, and say what is wrong; exit code 1 when something is",
    example: "store check --store sqlite:portal.db --high-water /var/lib/civicproof-mark/portal.mark",
    options: [...store, highWater],
    run: (options) =>
      withStore(options, async (opened) => {
        const report = await checkStore(opened);
        const mark = await markOf(opened, options.highWater);
        const missing = mark - (await countUses(opened.database));
        const findings =
          missing > 0 ? [...report.findings, `${missing} uses are missing by the high-water mark`] : report.findings;
        const lines = [
          `${report.uses} uses ever, ${report.programmes.length} programmes, ${report.periods.length} periods`,
          ...report.periods.map(
            ({ period, nullifiers, uses, isClosed }) =>
              `  ${period}: ${nullifiers} people, ${uses} uses${isClosed ? ", closed" : ""}`,
          ),
          ...(findings.length === 0 ? ["Nothing is wrong."] : findings.map((each) => `WRONG: ${each}`)),
        ];
        return { text: lines.join("\n"), json: { ...report, findings }, isRefusal: findings.length > 0 };
      }),
  });
};
