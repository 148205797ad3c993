import { PATHS } from "../../../ceremony/folder/folder.ts";
import { transcriptHash } from "../../../ceremony/folder/transcript.ts";
import { type AddCommands, addCommand } from "../../command.ts";
import { verifyDirectory, writeTranscript } from "./shared.ts";

/** `civicproof ceremony transcript` */
export const addTranscript: AddCommands = (group, run) => {
  addCommand<object>(group, run, {
    usage: "transcript <folder>",
    summary: "verify a ceremony and write what happened so far, for programs and for people",
    example: "ceremony transcript keys-2026",
    options: [],
    async run(options, terminal, [directory]) {
      const { folder, report } = await verifyDirectory(directory!, terminal, { ...options, ignoreTranscript: true });
      await writeTranscript(folder, report.transcript);
      const sha256 = await transcriptHash(report.transcript);
      return {
        text: `Wrote ${PATHS.page} for people, and ${PATHS.transcript}, sha256 ${sha256}.`,
        json: { folder: directory, files: [PATHS.transcript, PATHS.page], sha256, isClosed: report.isClosed },
      };
    },
  });
};
