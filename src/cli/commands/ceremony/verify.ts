import { contributionCount, iso } from "../../../ceremony/folder/ledger.ts";
import { transcriptHash } from "../../../ceremony/folder/transcript.ts";
import { type AddCommands, addCommand } from "../../command.ts";
import { verifyDirectory } from "./shared.ts";

/** `civicproof ceremony verify` */
export const addVerify: AddCommands = (group, run) => {
  addCommand<object>(group, run, {
    usage: "verify <folder>",
    summary: "check everything in a ceremony's folder, from phase 1 to the last key; needs nothing else",
    example: "ceremony verify keys-2026",
    options: [],
    async run(options, terminal, [directory]) {
      const { report } = await verifyDirectory(directory!, terminal, options);
      const { ledger, isClosed, transcript, notes } = report;
      const { name, minimumContributions } = ledger.ceremony;
      const count = contributionCount(ledger);
      return {
        text: [
          `${name}: everything fits. Contributions: ${count}, at least ${minimumContributions} asked for; ${isClosed ? "finished" : "not finished"}.`,
          ...transcript.steps.map(
            ({ number, by, timeSeconds, step, fingerprint }) =>
              `${String(number).padStart(4)}  ${step.kind.padEnd(12)}  ${iso(timeSeconds)}  ${fingerprint}  ${by.name}`,
          ),
          ...transcript.keys.map(({ circuit, sha256 }) => `${circuit.padEnd(12)} sha256 ${sha256}`),
          ...notes.map((note) => `Note: ${note}`),
        ].join("\n"),
        json: {
          folder: directory,
          isClosed,
          contributions: count,
          notes,
          transcriptSha256: await transcriptHash(transcript),
          transcript,
        },
      };
    },
  });
};
