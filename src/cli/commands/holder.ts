import { generateHolderSecret } from "../../credentials/credential/holder.ts";
import { type AddCommands, addCommand, required, shared } from "../command.ts";
import { writeJson } from "../files.ts";
import { newHolderFile } from "../key-files.ts";

interface Options {
  readonly out: string;
  readonly force?: boolean;
}

/** `civicproof holder keygen` */
export const addHolder: AddCommands = (program, run) => {
  const group = program.command("holder").description("secrets of the people who hold credentials");
  addCommand<Options>(group, run, {
    usage: "keygen",
    summary: "make a holder's secret and the commitment that an issuer gets",
    example: "holder keygen --out wallet.json",
    options: [required("--out <file>", "the holder file (mode 0600)"), shared.force],
    async run({ out, force }) {
      const file = newHolderFile(generateHolderSecret());
      await writeJson(out, file, { force, isPrivate: true });
      const { holderCommitment } = file;
      return {
        text: `Commitment: ${holderCommitment}\nGive the commitment to the issuer. The secret in ${out} stays with you.`,
        json: { holderCommitment, out },
      };
    },
  });
};
