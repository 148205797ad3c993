import { placeHold, releaseHold } from "../../../records/archive/change.ts";
import type { RecordChangeReason } from "../../../records/retention-class.ts";
import { type AddCommands, addCommand, currentSeconds, option } from "../../command.ts";
import { reason, record, type StoreOptions, store, withStore } from "./shared.ts";

/** `civicproof anchor hold` */
export const addHold: AddCommands = (group, run) => {
  addCommand<StoreOptions & { id: string; reason: RecordChangeReason; release?: boolean }>(group, run, {
    usage: "hold",
    summary: "forbid the erasure of a record, or allow it again",
    example: "anchor hold --store records/ --id MA8-4711 --reason litigation",
    options: [...store, record, reason, option("--release", "lift the hold")],
    async run({ id, reason: code, release = false, now, ...options }) {
      const change = release ? releaseHold : placeHold;
      await withStore(options, (opened) => change(opened, { id, reason: code, nowSeconds: now ?? currentSeconds() }));
      return { text: release ? "Legal hold lifted." : "Legal hold placed.", json: { id, held: !release } };
    },
  });
};
