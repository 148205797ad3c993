import { loadMlDsa44 } from "../../../credentials/registry/ml-dsa.ts";
import { generateRegistryKeys } from "../../../credentials/registry/registry-keys.ts";
import { createStatusRegistry } from "../../../credentials/registry/status-registry.ts";
import { type AddCommands, addCommand, option, required, shared } from "../../command.ts";
import { refuseExisting, writeJson } from "../../files.ts";
import { writeRegistry } from "../../registry-files.ts";

interface Options {
  readonly out: string;
  readonly key: string;
  readonly postQuantum?: boolean;
  readonly force?: boolean;
}

/** `civicproof registry init` */
export const addInit: AddCommands = (group, run) => {
  addCommand<Options>(group, run, {
    usage: "init",
    summary: "make an empty registry and the keys that sign its statements",
    example: "registry init --out registry.json --key registry.key.json",
    options: [
      required("--out <file>", "the registry file (mode 0600)"),
      required("--key <file>", "the key file (mode 0600); its keys are the registry's id"),
      option("--post-quantum", "sign with ML-DSA-44 beside ES256 (npm install @noble/post-quantum)"),
      shared.force,
    ],
    async run({ out, key, postQuantum, force }) {
      await refuseExisting(out, force);
      const keys = await generateRegistryKeys(postQuantum === true ? { mlDsa44: await loadMlDsa44() } : {});
      await writeJson(key, keys, { force, isPrivate: true });
      const { registry } = keys;
      await writeRegistry(out, createStatusRegistry({ id: registry }), { force: force ?? false });
      return {
        text: `An empty registry is in ${out}, its keys in ${key}.\nRegistry: ${registry}`,
        json: { out, key, registry },
      };
    },
  });
};
