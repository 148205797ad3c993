import { resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { type AddCommands, addCommand, integer, required, shared } from "../../command.ts";
import { type DatabaseOptions, databaseAccess } from "../../database-options.ts";
import { openStoreOf } from "../../office/open.ts";
import { readSettings } from "../../office/settings.ts";

interface Options extends DatabaseOptions {
  readonly issuerIndex: number;
  readonly why: "retired" | "compromised";
  readonly actor: string;
}

/** `civicproof office end-issuer-key` */
export const addEndKey: AddCommands = (program, run) => {
  addCommand<Options>(program, run, {
    usage: "end-issuer-key <folder>",
    summary: "stop trusting an issuer key: a retired one when its credentials are over, a stolen one at once",
    example: "office end-issuer-key city --issuer-index 0 --why compromised --actor it-security",
    options: [
      required("--issuer-index <number>", "the key's position, as /desk/issuers lists it").argParser(integer(0, 255)),
      required("--why <reason>", "retired or compromised").argParser((text) => {
        if (text !== "retired" && text !== "compromised")
          throw new InvalidArgumentError("Expected retired or compromised.");
        return text;
      }),
      shared.actor,
      ...databaseAccess,
    ],
    run: async (options, _terminal, [folder]) => {
      const at = resolve(folder!);
      const store = await openStoreOf(at, await readSettings(at), options);
      try {
        const today = new Date().toISOString().slice(0, 10);
        await store.issuers.end(options.issuerIndex, options.why, { actor: options.actor, today });
        const text = `The key ${options.issuerIndex} is ${options.why}; wallets and verifiers learn it with the next statement.`;
        return { text, json: { issuerIndex: options.issuerIndex, state: options.why } };
      } finally {
        await store.close();
      }
    },
  });
};
