import { type AddCommands, addCommand } from "../../command.ts";
import { readRegistry } from "../../registry-files.ts";
import { type ReferenceOptions, readReference, referenceOptions } from "./reference.ts";

/** `civicproof status show` */
export const addShow: AddCommands = (group, run) => {
  addCommand<ReferenceOptions>(group, run, {
    usage: "show",
    summary: "show a credential's status and its history",
    example: "status show --registry registry.json --credential credential.json",
    options: referenceOptions,
    async run(options) {
      const registry = await readRegistry(options.registry);
      const reference = await readReference(registry, options);
      const status = registry.status(reference);
      const history = registry.log
        .filter((entry) => entry.issuerIndex === reference.issuerIndex && entry.statusIndex === reference.statusIndex)
        .map(({ time, action, reasonCode, actor }) => ({ time, action, reasonCode, actor }));
      const lines = history.map(
        ({ time, action, reasonCode, actor }) =>
          `  ${new Date(time * 1000).toISOString().replace(".000Z", "Z")}  ${action} by ${actor} (${reasonCode})`,
      );
      return {
        text: [`Status: ${status}`, ...(lines.length === 0 ? ["No change was ever recorded."] : lines)].join("\n"),
        json: { ...reference, status, history },
      };
    },
  });
};
