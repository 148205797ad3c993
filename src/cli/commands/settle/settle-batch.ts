import { encodeBatch } from "../../../portal/settlement/encode.ts";
import type { VerifiedPresentation } from "../../../presentation/verification/verify.ts";
import { type AddCommands, addCommand } from "../../command.ts";
import { UsageError } from "../../report-error.ts";
import { describe, type Options, options, verifyFiles } from "./shared.ts";

/** `civicproof settle-batch` */
export const addSettleBatch: AddCommands = (program, run) => {
  addCommand<Options>(program, run, {
    usage: "settle-batch <files...>",
    summary: "the same for many, in one call",
    example: [
      "settle-batch p1.json r1.json p2.json r2.json --registry published/ --programme-version 1 --json",
      "\nEach presentation is followed by its request.",
    ].join("\n"),
    options,
    async run(chosen, _terminal, args) {
      const files = args.flatMap((each) => each.split(","));
      if (files.length % 2 !== 0) throw new UsageError({ message: "give each presentation with its request" });
      const verified: VerifiedPresentation[] = [];
      for (let i = 0; i < files.length; i += 2) verified.push(await verifyFiles(files[i]!, files[i + 1]!, chosen));
      return describe(encodeBatch(verified, { version: chosen.programmeVersion }));
    },
  });
};
