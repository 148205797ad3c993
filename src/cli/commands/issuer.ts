import { type AddCommands, addCommand, required, shared } from "../command.ts";
import { writeJson } from "../files.ts";
import { newIssuerKeyFile } from "../key-files.ts";

interface Options {
  readonly out: string;
  readonly force?: boolean;
}

/** `civicproof issuer keygen` */
export const addIssuer: AddCommands = (program, run) => {
  const group = program.command("issuer").description("keys of credential issuers");
  addCommand<Options>(group, run, {
    usage: "keygen",
    summary: "make an issuer's signing key",
    example: "issuer keygen --out town-hall.key.json",
    options: [required("--out <file>", "the key file (mode 0600)"), shared.force],
    async run({ out, force }) {
      const file = newIssuerKeyFile();
      await writeJson(out, file, { force, isPrivate: true });
      const { publicKey } = file;
      return {
        text: `Public key: ${publicKey}\nThe key is in ${out}; whoever reads that file can issue in its name.`,
        json: { publicKey, out },
      };
    },
  });
};
