import { createStatusRegistry } from "../../../credentials/registry/status-registry.ts";
import { type AddCommands, addCommand, required, shared } from "../../command.ts";
import { writeRegistry } from "../../registry-files.ts";

/** `civicproof registry init` */
export const addInit: AddCommands = (group, run) => {
  addCommand<{ out: string; force?: boolean }>(group, run, {
    usage: "init",
    summary: "make an empty registry",
    example: "registry init --out registry.json",
    options: [required("--out <file>", "the registry file (mode 0600)"), shared.force],
    async run({ out, force }) {
      await writeRegistry(out, createStatusRegistry(), { force: force ?? false });
      return { text: `An empty registry is in ${out}.`, json: { out } };
    },
  });
};
