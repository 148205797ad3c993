import { toField } from "../../../core/field.ts";
import { correctRecord } from "../../../records/archive/change.ts";
import { readRecordInput } from "../../../records/archive/rows.ts";
import type { RecordChangeReason } from "../../../records/retention-class.ts";
import { type AddCommands, addCommand, currentSeconds, required, shared } from "../../command.ts";
import { readJson } from "../../files.ts";
import { hand, out, reason, record, type StoreOptions, store, withStore } from "./shared.ts";

/** `civicproof anchor correct` */
export const addCorrect: AddCommands = (group, run) => {
  addCommand<StoreOptions & { id: string; reason: RecordChangeReason; file: string; out?: string; force?: boolean }>(
    group,
    run,
    {
      usage: "correct",
      summary: "store a new version of a record; prints the receipt for the person",
      example: "anchor correct --store records/ --id MA8-4711 --file corrected.json --reason data-wrong",
      options: [
        ...store,
        record,
        reason,
        required("--file <file>", "the whole record in the form of an NDJSON row"),
        out,
        shared.force,
      ],
      async run({ id, reason: code, file, out: target, force, now, ...options }) {
        const input = await readJson(file, readRecordInput);
        const { fields, holderCommitment, validFrom, validUntil, claimsFrom } = input;
        const content = {
          fields,
          validFrom,
          validUntil,
          claimsFrom,
          holderCommitment: holderCommitment === undefined ? undefined : toField(holderCommitment, "holderCommitment"),
        };
        const receipt = await withStore(options, (opened) =>
          correctRecord(opened, { id, reason: code, nowSeconds: now ?? currentSeconds(), content }),
        );
        return hand(receipt, target, force);
      },
    },
  );
};
