import { Option } from "commander";
import { openForHolder, proveCurrent, proveInclusion } from "../../../records/archive/proofs.ts";
import { proofToJson } from "../../../records/inclusion.ts";
import { openingToJson } from "../../../records/opening.ts";
import { type AddCommands, addCommand, integer, option, shared } from "../../command.ts";
import { hand, out, record, type StoreOptions, store, withStore } from "./shared.ts";

/** `civicproof anchor prove` */
export const addProve: AddCommands = (group, run) => {
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
};
