import type { ReasonCode } from "../../../credentials/registry/status-log.ts";
import { type AddCommands, addCommand, currentSeconds, option, required, shared } from "../../command.ts";
import { changeRegistry } from "../../registry-files.ts";
import type { ChangeOptions } from "./shared.ts";

/** `civicproof registry add-issuer` */
export const addAddIssuer: AddCommands = (group, run) => {
  addCommand<ChangeOptions & { issuer: string; reason: ReasonCode }>(group, run, {
    usage: "add-issuer",
    summary: "trust an issuer's key",
    example: "registry add-issuer --registry registry.json --issuer <public key> --actor admin",
    options: [
      shared.registry,
      required("--issuer <public key>", "64 hexadecimal characters, as `issuer keygen` prints them"),
      shared.actor,
      option("--reason <code>", "reason code for the log").default("issuer-added"),
      shared.now,
    ],
    async run({ registry: file, issuer, actor, reason: reasonCode, now }) {
      return changeRegistry(file, (registry) => {
        const timeSeconds = now ?? currentSeconds();
        const issuerIndex = registry.addIssuer(issuer, { timeSeconds, actor, reasonCode });
        const { issuerRoot } = registry;
        return {
          text: `The issuer is at position ${issuerIndex}.\nIssuer root: ${issuerRoot}`,
          json: { issuerIndex, issuerRoot },
        };
      });
    },
  });
};
