import { encodeBatch } from "../../../portal/settlement/encode.ts";
import type { VerifiedPresentation } from "../../../presentation/verification/verify.ts";
import { type AddCommands, addCommand, integer, option } from "../../command.ts";
import { UsageError } from "../../report-error.ts";
import { describe, type Options, options, verifyFiles } from "./shared.ts";

/** `civicproof settle-batch` */
export const addSettleBatch: AddCommands = (program, run) => {
  addCommand<Options & { hookGas?: number }>(program, run, {
    usage: "settle-batch <files...>",
    summary: "the same for many, in one call",
    example: [
      "settle-batch p1.json r1.json p2.json r2.json --registry published/ --json",
      "\nEach presentation is followed by its request.",
    ].join("\n"),
    options: [
      option("--hook-gas <gas>", "gas of the gate's hook for one claim; default: 110000").argParser(
        integer(0, 10_000_000),
      ),
      ...options,
    ],
    async run(chosen, _terminal, args) {
      const files = args.flatMap((each) => each.split(","));
      if (files.length % 2 !== 0) throw new UsageError({ message: "give each presentation with its request" });
      const verified: VerifiedPresentation[] = [];
      for (let i = 0; i < files.length; i += 2) verified.push(await verifyFiles(files[i]!, files[i + 1]!, chosen));
      const { hookGas } = chosen;
      return describe(encodeBatch(verified, hookGas === undefined ? {} : { hookGas }));
    },
  });
};
