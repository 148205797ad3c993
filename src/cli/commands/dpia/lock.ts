import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { bytesToHex } from "../../../core/bytes.ts";
import { countsOf } from "../../../dpia/counts.ts";
import { createLock } from "../../../dpia/lock.ts";
import { type AddCommands, addCommand, option, shared } from "../../command.ts";
import { loadDeployment, SALT_NAME } from "../../dpia/deployment.ts";
import { refuseExisting, writeContent, writeJson } from "../../files.ts";
import { type ArtifactsOption, LOCK_NAME, saltOption } from "./shared.ts";

/** `civicproof dpia lock` */
export const addLock: AddCommands = (group, run) => {
  addCommand<ArtifactsOption & { out?: string; salt?: string; force?: boolean }>(group, run, {
    usage: "lock <deployment>",
    summary: "record what was approved, for `dpia check`",
    example: "dpia lock deployment.yaml",
    options: [
      option("--out <file>", `the lock; default: ${LOCK_NAME} beside the descriptor`),
      saltOption,
      shared.artifacts,
      shared.force,
    ],
    async run({ out, salt, artifacts, force }, { signal }, [path]) {
      const { file, state, model } = await loadDeployment(path!, { artifacts, salt, signal });
      const target = out ?? join(dirname(file), LOCK_NAME);
      await refuseExisting(target, force);
      let { counts } = state;
      const made: string[] = [];
      // An approval keeps the salt of the one before: it is made once, when people are first counted.
      if (counts !== undefined && counts.salt === undefined) {
        const value = bytesToHex(randomBytes(32));
        const saltFile = salt ?? join(dirname(file), SALT_NAME);
        await writeContent(saltFile, `${value}\n`, { isPrivate: true });
        counts = countsOf(model, value);
        made.push(`${saltFile} is the salt of counts by group: keep it with the register, and never publish it.`);
      }
      const lock = createLock({ ...state, counts });
      await writeJson(target, lock, { force });
      return {
        text: [`${target} holds ${Object.keys(lock.facts).length} guarded values.`, ...made].join("\n"),
        json: { out: target, ...lock },
      };
    },
  });
};
