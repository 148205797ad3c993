import { type AddCommands, addCommand, instant, option, required, shared } from "../../command.ts";
import { publishRegistry, readRegistry } from "../../registry-files.ts";

/** `civicproof registry snapshot` */
export const addSnapshot: AddCommands = (group, run) => {
  addCommand<{ registry: string; out: string; asOf?: number }>(group, run, {
    usage: "snapshot",
    summary: "publish what holders and verifiers need: snapshot, status lists, roots",
    example: "registry snapshot --registry registry.json --out published/",
    options: [
      shared.registry,
      required("--out <directory>", "where the files go; older ones are replaced"),
      option("--as-of <instant>", "the state at an earlier instant, for an appeal").argParser(instant),
    ],
    async run({ registry: file, out, asOf }) {
      const registry = await readRegistry(file);
      registry.verifyLog();
      const state = asOf === undefined ? registry : registry.stateAsOf(asOf);
      const files = await publishRegistry(out, registry, state);
      const { issuerRoot, statusRoot } = state;
      return {
        text: `Published in ${out}: ${files.join(", ")}\nIssuer root: ${issuerRoot}\nStatus root: ${statusRoot}`,
        json: { out, files, issuerRoot, statusRoot },
      };
    },
  });
};
