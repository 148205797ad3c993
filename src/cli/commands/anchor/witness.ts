import { toField } from "../../../core/field.ts";
import { countersign, parsePublication, publicationToJson } from "../../../records/publication.ts";
import { type AddCommands, addCommand, required } from "../../command.ts";
import { exists, readJson, writeJson } from "../../files.ts";
import { readIssuerKey } from "../../key-files.ts";
import { MAX_PUBLICATION_BYTES } from "./shared.ts";

/** `civicproof anchor witness` */
export const addWitness: AddCommands = (group, run) => {
  addCommand<{ publication: string; key: string; memory: string }>(group, run, {
    usage: "witness",
    summary: "countersign a publication, if it continues the one signed last time",
    example: "anchor witness --publication anchors.json --key witness.json --memory witness-memory.json",
    options: [
      required("--publication <file>", "the publication; it is replaced"),
      required("--key <file>", "the countersigner's key, as `issuer keygen` writes it"),
      required("--memory <file>", "what the countersigner remembers of the publisher; made the first time"),
    ],
    async run({ publication: file, key, memory: memoryFile }) {
      const { privateKey } = await readIssuerKey(key);
      const publication = await readJson(file, parsePublication, MAX_PUBLICATION_BYTES);
      const memory = (await exists(memoryFile))
        ? await readJson(memoryFile, (value) => {
            const { index, anchorHash } = value as { index: number; anchorHash: string };
            return { index, anchorHash: toField(anchorHash, "anchorHash") };
          })
        : undefined;
      const signed = countersign(publication, { privateKey, memory });
      if (signed.memory !== undefined) {
        // Remembered first: after a crash in between nothing is signed that is not remembered.
        await writeJson(
          memoryFile,
          { index: signed.memory.index, anchorHash: String(signed.memory.anchorHash) },
          { force: true, isPrivate: true },
        );
      }
      await writeJson(file, publicationToJson(signed.publication), { force: true });
      const index = signed.memory?.index ?? -1;
      return { text: `Countersigned up to anchor ${index}.`, json: { index } };
    },
  });
};
