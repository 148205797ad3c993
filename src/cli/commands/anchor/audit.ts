import { auditStore } from "../../../records/archive/audit.ts";
import { type AddCommands, addCommand, integer, option } from "../../command.ts";
import { type StoreOptions, store, THREADS, withStore } from "./shared.ts";

/** `civicproof anchor audit` */
export const addAudit: AddCommands = (group, run) => {
  addCommand<StoreOptions & { sample?: number }>(group, run, {
    usage: "audit",
    summary: "recompute everything from the leaves: each record anchored once or waiting, each root and key right",
    example: "anchor audit --store records/",
    options: [
      ...store,
      option("--sample <number>", "decrypt so many versions, drawn at random, instead of all").argParser(
        integer(0, 2 ** 32),
      ),
    ],
    async run({ sample, ...options }) {
      const limit = sample === undefined ? {} : { sample };
      const report = await withStore(options, (store) => auditStore(store, limit), { threads: THREADS });
      const { opened, versions, anchored, pending, superseded, erased, anchors, findings } = report;
      return {
        text: [
          `${versions} versions: ${anchored} anchored in ${anchors} anchors, ${pending} waiting; ${superseded} superseded, ${erased} erased.`,
          `${opened} were decrypted and compared with their leaves.`,
          findings.length === 0 ? "Every record is anchored once or waits." : `${findings.length} findings:`,
          ...findings,
        ].join("\n"),
        json: report,
        isRefusal: findings.length > 0,
      };
    },
  });
};
