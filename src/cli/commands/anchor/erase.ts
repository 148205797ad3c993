import { eraseRecord } from "../../../records/archive/change.ts";
import type { RecordChangeReason } from "../../../records/retention-class.ts";
import { type AddCommands, addCommand, currentSeconds, shared } from "../../command.ts";
import { hand, out, reason, record, type StoreOptions, store, warnOfCopies, withStore } from "./shared.ts";

/** `civicproof anchor erase` */
export const addErase: AddCommands = (group, run) => {
  addCommand<StoreOptions & { id: string; reason: RecordChangeReason; out?: string; force?: boolean }>(group, run, {
    usage: "erase",
    summary: "destroy a record's data, salts and keys; prints the certificate",
    example: "anchor erase --store records/ --id MA8-4711 --reason subject-request",
    options: [...store, record, reason, out, shared.force],
    async run({ id, reason: code, out: target, force, now, ...options }, terminal) {
      const certificate = await withStore(options, async (opened) => {
        const erased = await eraseRecord(opened, { id, reason: code, nowSeconds: now ?? currentSeconds() });
        await warnOfCopies(opened, terminal);
        return erased;
      });
      return hand(certificate, target, force);
    },
  });
};
