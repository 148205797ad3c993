import { publishToFile } from "../../../records/archive/publish.ts";
import { type AddCommands, addCommand, required } from "../../command.ts";
import { type StoreOptions, store, withStore } from "./shared.ts";

/** `civicproof anchor publish` */
export const addPublish: AddCommands = (group, run) => {
  addCommand<StoreOptions & { to: string }>(group, run, {
    usage: "publish",
    summary: "write the chain of anchors to a file; countersignatures in it are kept",
    example: "anchor publish --store records/ --to anchors.json",
    options: [...store, required("--to <file>", "the publication")],
    async run({ to, ...options }) {
      const anchors = await withStore(options, (opened) => publishToFile(opened, to));
      if (anchors === 0)
        return {
          text: `The store has no anchor yet, so ${to} was not written. "civicproof anchor commit" makes one of what is imported.`,
          json: { anchors },
        };
      return { text: `${anchors} anchors are in ${to}.`, json: { anchors, to } };
    },
  });
};
