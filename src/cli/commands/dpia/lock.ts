import { dirname, join } from "node:path";
import { createLock } from "../../../dpia/lock.ts";
import { type AddCommands, addCommand, option, shared } from "../../command.ts";
import { loadDeployment } from "../../dpia/deployment.ts";
import { writeJson } from "../../files.ts";
import { type ArtifactsOption, LOCK_NAME } from "./shared.ts";

/** `civicproof dpia lock` */
export const addLock: AddCommands = (group, run) => {
  addCommand<ArtifactsOption & { out?: string; force?: boolean }>(group, run, {
    usage: "lock <deployment>",
    summary: "record what was approved, for `dpia check`",
    example: "dpia lock deployment.yaml",
    options: [
      option("--out <file>", `the lock; default: ${LOCK_NAME} beside the descriptor`),
      shared.artifacts,
      shared.force,
    ],
    async run({ out, artifacts, force }, { signal }, [path]) {
      const { file, state } = await loadDeployment(path!, { artifacts, signal });
      const lock = createLock(state);
      const target = out ?? join(dirname(file), LOCK_NAME);
      await writeJson(target, lock, { force });
      return {
        text: `${target} holds ${Object.keys(lock.facts).length} guarded values.`,
        json: { out: target, ...lock },
      };
    },
  });
};
