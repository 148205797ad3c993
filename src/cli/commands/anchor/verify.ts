import { decodePublicKey } from "../../../core/signature.ts";
import { checkFresh, hashAnchor } from "../../../records/anchor.ts";
import { parseProof, verifyCurrent, verifyInclusion } from "../../../records/inclusion.ts";
import { comparePublications, parsePublication, verifyPublication } from "../../../records/publication.ts";
import { type AddCommands, addCommand, currentSeconds, integer, option, required, shared } from "../../command.ts";
import { readJson } from "../../files.ts";
import { MAX_PUBLICATION_BYTES } from "./shared.ts";

/** `civicproof anchor verify` */
export const addVerify: AddCommands = (group, run) => {
  addCommand<{
    proof: string;
    publication: string;
    publisher: string;
    witness?: string[];
    minWitnesses: number;
    maxAge?: number;
    now?: number;
    kept?: string;
  }>(group, run, {
    usage: "verify",
    summary: "check a plain proof against a publication, and the publication itself",
    example: "anchor verify --proof proof.json --publication anchors.json --publisher <public key>",
    options: [
      option("--proof <file>", "a proof of `anchor prove`; without it only the publication is checked"),
      required("--publication <file>", "the publisher's anchors"),
      required("--publisher <public key>", "64 hexadecimal characters"),
      option("--witness <public key...>", "countersigners whose signatures count"),
      option("--min-witnesses <number>", "signatures each anchor needs").argParser(integer(0, 32)).default(0),
      option("--max-age <seconds>", "refuse when the newest anchor is older").argParser(integer(1, 10 ** 9)),
      option("--kept <file>", "an older copy of the publication: both must be one chain"),
      shared.now,
    ],
    async run({ proof: proofFile, publication: file, publisher, witness = [], minWitnesses, maxAge, now, kept }) {
      const publication = await readJson(file, parsePublication, MAX_PUBLICATION_BYTES);
      const anchors = verifyPublication(publication, {
        publisher: decodePublicKey(publisher),
        countersigners: witness.map((key) => decodePublicKey(key, "witness")),
        minCountersigners: minWitnesses,
      });
      if (kept !== undefined)
        comparePublications(await readJson(kept, parsePublication, MAX_PUBLICATION_BYTES), publication);
      const last = anchors.at(-1);
      if (maxAge !== undefined && last !== undefined)
        checkFresh(last, { nowSeconds: now ?? currentSeconds(), maxAgeSeconds: maxAge });
      if (proofFile === undefined)
        return { text: `${anchors.length} anchors verified.`, json: { anchors: anchors.length } };
      const proof = await readJson(proofFile, parseProof);
      if ("batchPath" in proof) verifyInclusion(proof);
      else verifyCurrent(proof);
      const hash = hashAnchor(proof.anchor);
      const isPublished = anchors.some((anchor) => hashAnchor(anchor) === hash);
      return {
        text: isPublished
          ? `The proof holds at anchor ${proof.anchor.index}.`
          : "The proof's anchor is not in the publication.",
        json: { verified: isPublished, index: proof.anchor.index, anchorHash: String(hash) },
        isRefusal: !isPublished,
      };
    },
  });
};
