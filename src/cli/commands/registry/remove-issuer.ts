import type { ReasonCode } from "../../../credentials/registry/status-log.ts";
import { type AddCommands, addCommand, currentSeconds, integer, option, required, shared } from "../../command.ts";
import { changeRegistry } from "../../registry-files.ts";
import type { ChangeOptions } from "./shared.ts";

/** `civicproof registry remove-issuer` */
export const addRemoveIssuer: AddCommands = (group, run) => {
  addCommand<ChangeOptions & { position: number; reason: ReasonCode }>(group, run, {
    usage: "remove-issuer",
    summary: "stop trusting an issuer's key",
    example: "registry remove-issuer --registry registry.json --position 0 --actor admin --reason key-compromised",
    options: [
      shared.registry,
      required("--position <number>", "the issuer's position").argParser(integer(0, 255)),
      shared.actor,
      option("--reason <code>", "reason code for the log").default("issuer-removed"),
      shared.now,
      shared.confirmClock,
    ],
    async run({ registry: file, position, actor, reason: reasonCode, now, confirmClock = false }) {
      return changeRegistry(file, (registry) => {
        registry.removeIssuer(position, { timeSeconds: now ?? currentSeconds(), actor, reasonCode, confirmClock });
        return {
          text: `The issuer at position ${position} is no longer trusted.`,
          json: { issuerIndex: position },
        };
      });
    },
  });
};
