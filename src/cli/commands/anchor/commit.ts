import { type AddCommands, addCommand, currentSeconds, integer, option, required, shared } from "../../command.ts";
import { readIssuerKey } from "../../key-files.ts";
import { commitAll, type StoreOptions, store, THREADS, withStore } from "./shared.ts";

/** `civicproof anchor commit` */
export const addCommit: AddCommands = (group, run) => {
  addCommand<
    StoreOptions & { publisher: string; allowResidency: string[]; maxRecords?: number; confirmClock?: boolean }
  >(group, run, {
    usage: "commit",
    summary: "anchor everything that waits: new records, corrections, erasures",
    example: "anchor commit --store records/ --publisher publisher.json --allow-residency at-vienna",
    options: [
      ...store,
      required("--publisher <file>", "the publisher's key, as `issuer keygen` writes it"),
      required("--allow-residency <label...>", "places from whose stores anchors may be built"),
      shared.confirmClock,
      option("--max-records <number>", "records of one anchor at most").argParser(integer(1, 2 ** 20)),
    ],
    async run({ publisher, allowResidency, maxRecords, confirmClock = false, now, ...options }) {
      const { privateKey } = await readIssuerKey(publisher);
      return withStore(
        options,
        async (opened) => {
          const anchors = await commitAll(opened, {
            policy: { allowedResidency: allowResidency },
            publisherKey: privateKey,
            nowSeconds: () => now ?? currentSeconds(),
            confirmClock,
            ...(maxRecords === undefined ? {} : { maxRecords }),
          });
          const lines = anchors.map(
            ({ index, count, anchorHash }) => `Anchor ${index}: ${count} records, ${anchorHash}`,
          );
          return { text: lines.length === 0 ? "Nothing to anchor." : lines.join("\n"), json: { anchors } };
        },
        { threads: THREADS },
      );
    },
  });
};
