import { Option } from "commander";
import { toField } from "../../../core/field.ts";
import { decodePublicKey } from "../../../core/signature.ts";
import { checkFresh, hashAnchor } from "../../../records/anchor.ts";
import { auditStore } from "../../../records/archive/audit.ts";
import { backupStore } from "../../../records/archive/backup.ts";
import { correctRecord, eraseRecord, placeHold, releaseHold } from "../../../records/archive/change.ts";
import { openForHolder, proveCurrent, proveInclusion } from "../../../records/archive/proofs.ts";
import { publishToFile } from "../../../records/archive/publish.ts";
import { applyRetention } from "../../../records/archive/retention.ts";
import { readRecordInput } from "../../../records/archive/rows.ts";
import { parseProof, proofToJson, verifyCurrent, verifyInclusion } from "../../../records/inclusion.ts";
import { openingToJson } from "../../../records/opening.ts";
import {
  comparePublications,
  countersign,
  parsePublication,
  publicationToJson,
  verifyPublication,
} from "../../../records/publication.ts";
import type { ChangeReason } from "../../../records/retention-class.ts";
import { type AddCommands, addCommand, currentSeconds, integer, option, required, shared } from "../../command.ts";
import { exists, readJson, writeJson } from "../../files.ts";
import { readIssuerKey } from "../../key-files.ts";
import { addCommit } from "./commit.ts";
import { addImport } from "./import.ts";
import {
  hand,
  MAX_PUBLICATION_BYTES,
  out,
  reason,
  record,
  type StoreOptions,
  store,
  THREADS,
  withStore,
} from "./shared.ts";

/** `civicproof anchor import | commit | publish | prove | verify | correct | erase | hold | retention | audit | witness | backup` */
export const addAnchor: AddCommands = (program, run) => {
  const group = program.command("anchor").description("records kept off-chain, and anchors that commit to them");

  addImport(group, run);
  addCommit(group, run);

  addCommand<StoreOptions & { to: string }>(group, run, {
    usage: "publish",
    summary: "write the chain of anchors to a file; witnesses' signatures in it stay",
    example: "anchor publish --store records/ --to anchors.json",
    options: [...store, required("--to <file>", "the publication")],
    async run({ to, ...options }) {
      const anchors = await withStore(options, (opened) => publishToFile(opened, to));
      return { text: `${anchors} anchors are in ${to}.`, json: { anchors, to } };
    },
  });

  addCommand<{ publication: string; key: string; memory: string }>(group, run, {
    usage: "witness",
    summary: "countersign a publication, if it continues the one signed last time",
    example: "anchor witness --publication anchors.json --key witness.json --memory witness-memory.json",
    options: [
      required("--publication <file>", "the publication; it is replaced"),
      required("--key <file>", "the witness's key, as `issuer keygen` writes it"),
      required("--memory <file>", "what the witness remembers of the publisher; made the first time"),
    ],
    async run({ publication: file, key, memory: memoryFile }) {
      const { privateKey } = await readIssuerKey(key);
      const publication = await readJson(file, parsePublication, MAX_PUBLICATION_BYTES);
      const memory = (await exists(memoryFile))
        ? await readJson(memoryFile, (value) => {
            const { index, anchorHash } = value as { index: number; anchorHash: string };
            return { index, anchorHash: toField(anchorHash, "anchorHash") };
          })
        : undefined;
      const signed = countersign(publication, { witnessKey: privateKey, memory });
      if (signed.memory !== undefined) {
        // Remembered first: after a crash in between nothing is signed that is not remembered.
        await writeJson(
          memoryFile,
          { index: signed.memory.index, anchorHash: String(signed.memory.anchorHash) },
          { force: true },
        );
      }
      await writeJson(file, publicationToJson(signed.publication), { force: true });
      const index = signed.memory?.index ?? -1;
      return { text: `Countersigned up to anchor ${index}.`, json: { index } };
    },
  });

  addCommand<
    StoreOptions & { id: string; version?: number; asOf?: number; kind: string; out?: string; force?: boolean }
  >(group, run, {
    usage: "prove",
    summary: "prove that a record was anchored, or is current; or open it for its holder",
    example: "anchor prove --store records/ --id MA8-4711 --kind current --out proof.json",
    options: [
      ...store,
      record,
      option("--version <number>", "default: the newest").argParser(integer(1, 2 ** 32 - 1)),
      option("--as-of <anchor>", "index of an earlier anchor").argParser(integer(0, 2 ** 32 - 1)),
      new Option("--kind <kind>", "what the proof says; `opening` holds the record and its salts: for the holder only")
        .choices(["inclusion", "current", "opening"])
        .default("current"),
      out,
      shared.force,
    ],
    async run({ id, version, asOf, kind, out: file, force, ...options }) {
      const value = await withStore(options, async (opened) => {
        if (kind === "inclusion") return proofToJson(await proveInclusion(opened, { id, version }));
        if (kind === "current") return proofToJson(await proveCurrent(opened, { id, version, asOf }));
        return openingToJson(await openForHolder(opened, { id, version, asOf }));
      });
      return hand(value, file, force);
    },
  });

  addCommand<{
    proof: string;
    publication: string;
    publisher: string;
    witness?: string[];
    minWitnesses: number;
    maxAge?: number;
    now?: number;
    kept?: string;
  }>(group, run, {
    usage: "verify",
    summary: "check a plain proof against a publication, and the publication itself",
    example: "anchor verify --proof proof.json --publication anchors.json --publisher <public key>",
    options: [
      option("--proof <file>", "a proof of `anchor prove`; without it only the publication is checked"),
      required("--publication <file>", "the publisher's anchors"),
      required("--publisher <public key>", "64 hexadecimal characters"),
      option("--witness <public key...>", "witnesses whose signatures count"),
      option("--min-witnesses <number>", "signatures each anchor needs").argParser(integer(0, 32)).default(0),
      option("--max-age <seconds>", "refuse when the newest anchor is older").argParser(integer(1, 10 ** 9)),
      option("--kept <file>", "an older copy of the publication: both must be one chain"),
      shared.now,
    ],
    async run({ proof: proofFile, publication: file, publisher, witness = [], minWitnesses, maxAge, now, kept }) {
      const publication = await readJson(file, parsePublication, MAX_PUBLICATION_BYTES);
      const anchors = verifyPublication(publication, {
        publisher: decodePublicKey(publisher),
        witnesses: witness.map((key) => decodePublicKey(key, "witness")),
        minWitnesses,
      });
      if (kept !== undefined)
        comparePublications(await readJson(kept, parsePublication, MAX_PUBLICATION_BYTES), publication);
      const last = anchors.at(-1);
      if (maxAge !== undefined && last !== undefined)
        checkFresh(last, { nowSeconds: now ?? currentSeconds(), maxAgeSeconds: maxAge });
      if (proofFile === undefined)
        return { text: `${anchors.length} anchors hold.`, json: { anchors: anchors.length } };
      const proof = await readJson(proofFile, parseProof);
      if ("batchPath" in proof) verifyInclusion(proof);
      else verifyCurrent(proof);
      const hash = hashAnchor(proof.anchor);
      const isPublished = anchors.some((anchor) => hashAnchor(anchor) === hash);
      return {
        text: isPublished
          ? `The proof holds at anchor ${proof.anchor.index}.`
          : "The proof's anchor is not in the publication.",
        json: { verified: isPublished, index: proof.anchor.index, anchorHash: String(hash) },
        isRefusal: !isPublished,
      };
    },
  });

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
