import type { ReasonCode } from "../../../credentials/registry/status-log.ts";
import { createStatusRegistry } from "../../../credentials/registry/status-registry.ts";
import {
  type AddCommands,
  addCommand,
  currentSeconds,
  instant,
  integer,
  option,
  required,
  shared,
} from "../../command.ts";
import { changeRegistry, publishRegistry, readRegistry, writeRegistry } from "../../registry-files.ts";

interface ChangeOptions {
  readonly registry: string;
  readonly actor: string;
  readonly now?: number;
}

/** `civicproof registry init | add-issuer | remove-issuer | snapshot` */
export const addRegistry: AddCommands = (program, run) => {
  const group = program.command("registry").description("trusted issuers, status lists and their history");

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
    ],
    async run({ registry: file, position, actor, reason: reasonCode, now }) {
      return changeRegistry(file, (registry) => {
        registry.removeIssuer(position, { timeSeconds: now ?? currentSeconds(), actor, reasonCode });
        const { issuerRoot } = registry;
        return {
          text: `The issuer at position ${position} is no longer trusted.\nIssuer root: ${issuerRoot}`,
          json: { issuerIndex: position, issuerRoot },
        };
      });
    },
  });

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
