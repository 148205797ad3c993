import { encodeFoldedSettlement, encodeSettlement } from "../../../portal/settlement/encode.ts";
import { type AddCommands, addCommand, option, required } from "../../command.ts";
import { describe, type Options, options, verifyFiles } from "./shared.ts";

/** `civicproof settle` */
export const addSettleOne: AddCommands = (program, run) => {
  addCommand<Options & { presentation: string; request: string; folded?: boolean }>(program, run, {
    usage: "settle",
    summary: "verify a presentation and print the contract call that settles it",
    example: "settle --presentation presentation.json --request request.json --registry published/ --json",
    options: [
      required("--presentation <file>", "the holder's answer"),
      required("--request <file>", "the request as you stored it"),
      option("--folded", "call claimFolded; foldProgramme must have run for these roots and this day"),
      ...options,
    ],
    async run({ presentation, request, folded = false, ...rest }) {
      const verified = await verifyFiles(presentation, request, rest);
      return describe(folded ? encodeFoldedSettlement(verified) : encodeSettlement(verified));
    },
  });
};
