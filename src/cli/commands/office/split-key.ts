import { encodePublicKey } from "../../../core/signature.ts";
import { splitPrivateKey } from "../../../core/signature-shares.ts";
import { readKeyFile, writeShareFile } from "../../../office/signing/files.ts";
import { type AddCommands, addCommand, required } from "../../command.ts";
import { refuseExisting } from "../../files.ts";

interface Options {
  readonly first: string;
  readonly second: string;
}

/** `civicproof office split-key` */
export const addSplitKey: AddCommands = (program, run) => {
  addCommand<Options>(program, run, {
    usage: "split-key <key>",
    summary: "split an issuer key into two shares, neither of which signs alone",
    example: "office split-key issuer.key --first office.share --second cosigner.share",
    options: [
      required("--first <file>", "the share of the office's own process"),
      required("--second <file>", "the share of the other process, under another account or on another machine"),
    ],
    run: async ({ first, second }, _terminal, [file]) => {
      await Promise.all([first, second].map((each) => refuseExisting(each)));
      const [one, two] = splitPrivateKey(await readKeyFile(file!));
      await writeShareFile(first, one);
      await writeShareFile(second, two);
      const publicKey = encodePublicKey(one.publicKey);
      const text = `The key ${publicKey} is in two shares. Move them apart, and destroy ${file} with every copy of it.`;
      return { text, json: { publicKey, first, second } };
    },
  });
};
