import { openDirectory } from "../../../ceremony/folder/directory.ts";
import {
  createIdentity,
  makeIdentityFile,
  makeParticipantCard,
  type Participant,
} from "../../../ceremony/folder/identity.ts";
import { checkTurn } from "../../../ceremony/folder/ledger.ts";
import { openLedger } from "../../../ceremony/folder/read.ts";
import { CivicproofError } from "../../../core/errors.ts";
import { type AddCommands, addCommand, currentSeconds, option, required, shared } from "../../command.ts";
import { exists, writeJson } from "../../files.ts";
import { readCeremonyIdentity } from "../../key-files.ts";
import { UsageError } from "../../report-error.ts";

interface Options {
  readonly key: string;
  readonly name?: string;
  readonly card?: string;
  readonly folder?: string;
  readonly now?: number;
}

/** `civicproof ceremony join` */
export const addJoin: AddCommands = (group, run) => {
  addCommand<Options>(group, run, {
    usage: "join",
    summary: "make the key with which you sign, and the card that the coordinator gets; say whether it is your turn",
    example: "ceremony join --name Ada --key ada.key",
    options: [
      required("--key <file>", "your key; made when it is not there"),
      option("--name <text>", "your name as everybody will read it, for a new key"),
      option("--card <file>", "where your card goes; default: the key's file with .card.json"),
      option("--folder <folder>", "a ceremony: say whether you may contribute now"),
      shared.now,
    ],
    async run({ key, name, card: place, folder, now }) {
      const isNew = !(await exists(key));
      if (isNew) {
        if (name === undefined) throw new UsageError({ message: `${key} is not there; give --name to make it` });
        await writeJson(key, makeIdentityFile(createIdentity(name)), { isPrivate: true });
      }
      const identity = await readCeremonyIdentity(key);
      if (name !== undefined && name !== identity.name)
        throw new UsageError({ message: `${key} is the key of ${identity.name}` });
      const card = place ?? `${key.replace(/\.(?:key|json)$/, "")}.card.json`;
      await writeJson(card, makeParticipantCard(identity), { force: true });
      const turn = folder === undefined ? undefined : await turnOf(folder, identity, now ?? currentSeconds());
      return {
        text: [
          ...(isNew ? [`${key} is your key. Keep it to yourself; you need it once more, to contribute.`] : []),
          `${card} is your card: give it to the coordinator, and read out your public key:`,
          `  ${identity.publicKey.match(/.{8}/g)!.join(" ")}`,
          ...(turn === undefined
            ? []
            : [turn.whyNot === null ? "It is your turn." : `Not now: ${turn.whyNot.message}`]),
        ].join("\n"),
        json: { key, card, name: identity.name, publicKey: identity.publicKey, ...turn },
      };
    },
  });
};

/** Why somebody may not contribute now, if they may not. */
async function turnOf(folder: string, participant: Participant, nowSeconds: number) {
  const ledger = await openLedger(await openDirectory(folder));
  try {
    checkTurn(ledger, { participant, nowSeconds });
    return { whyNot: null };
  } catch (error) {
    if (!(error instanceof CivicproofError)) throw error;
    return { whyNot: error.toJSON() };
  }
}
