/** Revoking, suspending and reinstating differ in words and in the registry's method, which has the command's name. */
import { REASON_CODES, type ReasonCode } from "../../../credentials/registry/status-log.ts";
import { type AddCommands, addCommand, currentSeconds, required, shared } from "../../command.ts";
import { changeRegistry } from "../../registry-files.ts";
import { type ReferenceOptions, readReference, referenceOptions } from "./reference.ts";

interface ChangeOptions extends ReferenceOptions {
  readonly actor: string;
  readonly reason: ReasonCode;
  readonly now?: number;
  readonly confirmClock?: boolean;
}

export function changeCommand(
  action: "revoke" | "suspend" | "reinstate",
  { summary, reason, done }: { readonly summary: string; readonly reason: ReasonCode; readonly done: string },
): AddCommands {
  return (group, run) => {
    addCommand<ChangeOptions>(group, run, {
      usage: action,
      summary,
      example: `status ${action} --registry registry.json --credential credential.json --actor desk-3 --reason ${reason}`,
      options: [
        ...referenceOptions,
        shared.actor,
        required("--reason <code>", `one of ${REASON_CODES.join(", ")}; or other:<code of your own>`),
        shared.now,
        shared.confirmClock,
      ],
      async run(options) {
        const { actor, reason: reasonCode, now, confirmClock = false } = options;
        return changeRegistry(options.registry, async (registry) => {
          const reference = await readReference(registry, options);
          registry[action](reference, {
            timeSeconds: now ?? currentSeconds(),
            actor,
            reasonCode,
            confirmClock,
          });
          const { statusRoot } = registry;
          return {
            text: `The credential is ${done}.\nStatus root: ${statusRoot}\nPublish it with \`civicproof registry publish\`.`,
            json: { ...reference, status: registry.status(reference), statusRoot },
          };
        });
      },
    });
  };
}
