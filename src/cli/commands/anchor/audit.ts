import { auditStore } from "../../../records/archive/audit.ts";
import { type AddCommands, addCommand } from "../../command.ts";
import { type StoreOptions, store, THREADS, withStore } from "./shared.ts";

/** `civicproof anchor audit` */
export const addAudit: AddCommands = (group, run) => {
  addCommand<StoreOptions>(group, run, {
    usage: "audit",
    summary: "recompute everything from the leaves: each record anchored once or waiting, each root and key right",
    example: "anchor audit --store records/",
    options: store,
    async run(options) {
      const report = await withStore(options, auditStore, { threads: THREADS });
      const { versions, anchored, pending, superseded, erased, anchors, findings } = report;
      return {
        text: [
          `${versions} versions: ${anchored} anchored in ${anchors} anchors, ${pending} waiting; ${superseded} superseded, ${erased} erased.`,
          findings.length === 0 ? "Every record is anchored once or waits." : `${findings.length} findings:`,
          ...findings,
        ].join("\n"),
        json: report,
        isRefusal: findings.length > 0,
      };
    },
  });
};
