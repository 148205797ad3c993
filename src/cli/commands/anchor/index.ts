import { toField } from "../../../core/field.ts";
import { auditStore } from "../../../records/archive/audit.ts";
import { backupStore } from "../../../records/archive/backup.ts";
import { correctRecord, eraseRecord, placeHold, releaseHold } from "../../../records/archive/change.ts";
import { applyRetention } from "../../../records/archive/retention.ts";
import { readRecordInput } from "../../../records/archive/rows.ts";
import type { ChangeReason } from "../../../records/retention-class.ts";
import { type AddCommands, addCommand, currentSeconds, option, required, shared } from "../../command.ts";
import { readJson } from "../../files.ts";
import { addCommit } from "./commit.ts";
import { addImport } from "./import.ts";
import { addProve } from "./prove.ts";
import { addPublish } from "./publish.ts";
import { hand, out, reason, record, type StoreOptions, store, THREADS, withStore } from "./shared.ts";
import { addVerify } from "./verify.ts";
import { addWitness } from "./witness.ts";

/** `civicproof anchor import | commit | publish | prove | verify | correct | erase | hold | retention | audit | witness | backup` */
export const addAnchor: AddCommands = (program, run) => {
  const group = program.command("anchor").description("records kept off-chain, and anchors that commit to them");

  addImport(group, run);
  addCommit(group, run);
  addPublish(group, run);
  addWitness(group, run);
  addProve(group, run);
  addVerify(group, run);

  addCommand<StoreOptions & { id: string; reason: ChangeReason; file: string; out?: string; force?: boolean }>(
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
        const { fields, holderCommitment, validFrom, validUntil, firstPeriod } = input;
        const content = {
          fields,
          validFrom,
          validUntil,
          firstPeriod,
          holderCommitment: holderCommitment === undefined ? undefined : toField(holderCommitment, "holderCommitment"),
        };
        const receipt = await withStore(options, (opened) =>
          correctRecord(opened, { id, reason: code, nowSeconds: now ?? currentSeconds(), content }),
        );
        return hand(receipt, target, force);
      },
    },
  );

  addCommand<StoreOptions & { id: string; reason: ChangeReason; out?: string; force?: boolean }>(group, run, {
    usage: "erase",
    summary: "destroy a record's data, salts and keys; prints the certificate",
    example: "anchor erase --store records/ --id MA8-4711 --reason subject-request",
    options: [...store, record, reason, out, shared.force],
    async run({ id, reason: code, out: target, force, now, ...options }) {
      const certificate = await withStore(options, (opened) =>
        eraseRecord(opened, { id, reason: code, nowSeconds: now ?? currentSeconds() }),
      );
      return hand(certificate, target, force);
    },
  });

  addCommand<StoreOptions & { id: string; reason: ChangeReason; release?: boolean }>(group, run, {
    usage: "hold",
    summary: "forbid the erasure of a record, or allow it again",
    example: "anchor hold --store records/ --id MA8-4711 --reason litigation",
    options: [...store, record, reason, option("--release", "lift the hold")],
    async run({ id, reason: code, release = false, now, ...options }) {
      const change = release ? releaseHold : placeHold;
      await withStore(options, (opened) => change(opened, { id, reason: code, nowSeconds: now ?? currentSeconds() }));
      return { text: release ? "The hold is lifted." : "The record is held.", json: { id, held: !release } };
    },
  });

  addCommand<StoreOptions & { dryRun?: boolean }>(group, run, {
    usage: "retention",
    summary: "erase what is past its term; with --dry-run only say what is due",
    example: "anchor retention --store records/ --dry-run",
    options: [...store, option("--dry-run", "change nothing")],
    async run({ dryRun = false, now, ...options }) {
      const due = await withStore(options, (opened) =>
        applyRetention(opened, { nowSeconds: now ?? currentSeconds(), dryRun }),
      );
      const lines = due.map(
        ({ retentionClass, action, due: n, held }) => `${retentionClass}: ${n} due (${action}), ${held} held`,
      );
      return { text: lines.join("\n"), json: { dryRun, due } };
    },
  });

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

  addCommand<StoreOptions & { to: string }>(group, run, {
    usage: "backup",
    summary: "copy records and keys; an erasure reaches the keys as long as they stay where they are",
    example: "anchor backup --store records/ --to backup/2026-11-23",
    options: [...store, required("--to <directory>", "where records.db and keys.db go")],
    async run({ to, ...options }) {
      await withStore(options, (opened) => backupStore(opened, to));
      return { text: `Copied to ${to}.`, json: { to } };
    },
  });
};
