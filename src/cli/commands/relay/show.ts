import { readJournal } from "../../../portal/relay/journal.ts";
import { type AddCommands, addCommand, option, required } from "../../command.ts";

/** `civicproof relay show` */
export const addRelayShow: AddCommands = (group, run) => {
  addCommand<{ journal: string; nonce?: string }>(group, run, {
    usage: "show",
    summary: "say what became of claims; also while a relay runs on the journal",
    example: "relay show --journal relay.db --json",
    options: [
      required("--journal <file>", "the relay's journal"),
      option("--nonce <nonce>", "only the claim whose request has this nonce"),
    ],
    async run({ journal, nonce }) {
      const all = await readJournal(journal);
      const claims = nonce === undefined ? all : all.filter((claim) => claim.nonce === nonce);
      return {
        text: claims
          .map(({ nonce: name, state, reason, transactionHash }) =>
            [name, state, transactionHash ?? reason].filter((part) => part !== null).join("  "),
          )
          .join("\n"),
        json: { claims },
      };
    },
  });
};
