import { once } from "node:events";
import { hashApiKey } from "../../../core/service/access.ts";
import { readKeyFile, readPrivateFile, readShareFile } from "../../../office/signing/files.ts";
import { openLocalSigner } from "../../../office/signing/local.ts";
import { createSigningService } from "../../../office/signing/service.ts";
import { type AddCommands, addCommand, integer, option, required } from "../../command.ts";
import { UsageError } from "../../report-error.ts";

interface Options {
  readonly share?: string;
  readonly key?: string;
  readonly tokenFile: string;
  readonly host: string;
  readonly port: number;
  readonly maxPerMinute: number;
}

/** `civicproof office sign` */
export const addSign: AddCommands = (program, run) => {
  addCommand<Options>(program, run, {
    usage: "sign",
    summary: "run the process that has the second share of an issuer key, or all of one, until it is interrupted",
    example: "office sign --share cosigner.share --token-file office.token",
    options: [
      option("--share <file>", "the second share of a key"),
      option("--key <file>", "a whole key, for an office that has none"),
      required("--token-file <file>", "what the office's process shows; 32 random characters or more, mode 0600"),
      option("--host <address>", "where it listens").default("127.0.0.1"),
      option("--port <number>", "where it listens").argParser(integer(0, 65_535)).default(4_291),
      option("--max-per-minute <number>", "signatures at most").argParser(integer(1, 1_000_000)).default(6_000),
    ],
    run: async ({ share, key, tokenFile, host, port, maxPerMinute }, terminal) => {
      if ((share === undefined) === (key === undefined)) throw new UsageError({ message: "give --share or --key" });
      const held = share === undefined ? openLocalSigner(await readKeyFile(key!)) : await readShareFile(share);
      const apiKeys = [{ name: "office", sha256: hashApiKey((await readPrivateFile(tokenFile)).trim()) }];
      const app = await createSigningService({
        key: held,
        apiKeys,
        maxPerMinute,
        logDestination: { write: terminal.writeErr },
      });
      try {
        const url = await app.listen({ host, port, listenTextResolver: () => "listening" });
        terminal.writeErr(`Signs at ${url}; end with Ctrl-C.\n`);
        if (!terminal.signal.aborted) await once(terminal.signal, "abort");
        return { text: "", json: { url, stopped: true } };
      } finally {
        await app.close();
      }
    },
  });
};
