import { encodePublicKey } from "../../core/signature.ts";
import { proveIssuerKey } from "../../credentials/registry/issuer-key-proof.ts";
import { MAX_ISSUERS } from "../../credentials/registry/issuer-set.ts";
import { type AddCommands, addCommand, integer, required, shared } from "../command.ts";
import { writeJson } from "../files.ts";
import { newIssuerKeyFile, readIssuerKey } from "../key-files.ts";

interface Options {
  readonly out: string;
  readonly force?: boolean;
}

interface ProveOptions extends Options {
  readonly key: string;
  readonly registryId: string;
  readonly position: number;
}

/** `civicproof issuer keygen | prove-key` */
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
  addCommand<ProveOptions>(group, run, {
    usage: "prove-key",
    summary: "prove to a registry that a key is yours",
    example: "issuer prove-key --key town-hall.key.json --registry-id <id> --position 0 --out proof.json",
    options: [
      required("--key <file>", "the issuer's key file"),
      required("--registry-id <id>", "id of the registry, 64 hexadecimal digits"),
      required("--position <number>", "the position that the key gets, as the registry says").argParser(
        integer(0, MAX_ISSUERS - 1),
      ),
      required("--out <file>", "the proof, for the registry"),
      shared.force,
    ],
    async run({ key, registryId, position, out, force }) {
      const { privateKey, publicKey } = await readIssuerKey(key);
      const proof = proveIssuerKey({ issuerKey: privateKey, registry: registryId, index: position });
      await writeJson(out, proof, { force });
      const json = { publicKey: encodePublicKey(publicKey), registry: registryId, position, out };
      return { text: `The proof for position ${position} is in ${out}.`, json };
    },
  });
};
