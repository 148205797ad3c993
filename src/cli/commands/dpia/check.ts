import { dirname, join, relative } from "node:path";
import { findChanges, parseLock } from "../../../dpia/lock.ts";
import { toSarif } from "../../../dpia/sarif.ts";
import { type AddCommands, addCommand, option, shared } from "../../command.ts";
import { type LoadedDeployment, loadDeployment } from "../../dpia/deployment.ts";
import { readJson, writeJson } from "../../files.ts";
import { packageVersion } from "../../version.ts";
import { type ArtifactsOption, LOCK_NAME, saltOption } from "./shared.ts";

/** `civicproof dpia check` */
export const addCheck: AddCommands = (group, run) => {
  addCommand<ArtifactsOption & { lock?: string; salt?: string; sarif?: string; force?: boolean }>(group, run, {
    usage: "check <deployment>",
    summary: "compare what runs with what was approved; exit code 1 and a sentence for each difference",
    example: "dpia check deployment.yaml --sarif dpia.sarif",
    options: [
      option("--lock <file>", `the lock; default: ${LOCK_NAME} beside the descriptor`),
      saltOption,
      option("--sarif <file>", "write the differences as SARIF 2.1.0; a log that is there is replaced"),
      shared.artifacts,
      shared.force,
    ],
    async run({ lock, salt, sarif, artifacts, force }, { signal }, [path]) {
      const loaded = await loadDeployment(path!, { artifacts, salt, signal });
      const approved = await readJson(lock ?? join(dirname(loaded.file), LOCK_NAME), parseLock);
      const changes = findChanges(approved, loaded.state);
      if (sarif !== undefined) {
        const isReplaced = force === true || (await isSarif(sarif));
        await writeJson(sarif, toSarif(changes, sarifOptions(loaded)), { force: isReplaced });
      }
      const places = changes.map((change) => {
        const found = loaded.locate(change);
        const at = found?.position === undefined ? "" : `:${found.position.line}:${found.position.column}`;
        return found === undefined ? "" : `${found.file}${at}: `;
      });
      return {
        text:
          changes.length === 0
            ? "Nothing that is guarded differs from what was approved."
            : changes.map(({ message }, i) => `${places[i]}${message}`).join("\n"),
        json: { changes },
        isRefusal: changes.length > 0,
      };
    },
  });
};

/** Whether a file is a SARIF log, such as that of the run before: a log is replaced, and nothing else is. */
async function isSarif(file: string): Promise<boolean> {
  try {
    const log = await readJson(
      file,
      (value) => value as { readonly version?: unknown; readonly runs?: unknown } | null,
    );
    return log?.version === "2.1.0" && Array.isArray(log.runs);
  } catch {
    return false;
  }
}

function sarifOptions({ locate }: LoadedDeployment): Parameters<typeof toSarif>[1] {
  return {
    version: packageVersion(),
    locate: (change) => {
      const found = locate(change);
      return found === undefined
        ? undefined
        : { ...found, file: relative(process.cwd(), found.file).replaceAll("\\", "/") };
    },
  };
}
