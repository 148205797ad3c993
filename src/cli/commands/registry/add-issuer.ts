import { encodePublicKey } from "../../../core/signature.ts";
import { parseSchema, schemaId } from "../../../credentials/credential/schema.ts";
import { type IssuerKeyProof, proveIssuerKey } from "../../../credentials/registry/issuer-key-proof.ts";
import type { ReasonCode } from "../../../credentials/registry/status-log.ts";
import { type AddCommands, addCommand, currentSeconds, option, required, shared } from "../../command.ts";
import { readJson } from "../../files.ts";
import { readIssuerKey } from "../../key-files.ts";
import { changeRegistry } from "../../registry-files.ts";
import { UsageError } from "../../report-error.ts";
import type { ChangeOptions } from "./shared.ts";

interface Options extends ChangeOptions {
  readonly issuer?: string;
  readonly possession?: string;
  readonly issuerKey?: string;
  readonly schema: readonly string[];
  readonly reason: ReasonCode;
}

/** `civicproof registry add-issuer` */
export const addAddIssuer: AddCommands = (group, run) => {
  addCommand<Options>(group, run, {
    usage: "add-issuer",
    summary: "trust an issuer's key for schemas",
    example: [
      "registry add-issuer --registry registry.json --schema schema.json --issuer <public key> \\",
      "      --possession proof.json --actor admin",
    ].join("\n"),
    options: [
      shared.registry,
      required("--schema <files...>", "the schemas that the key may sign"),
      option("--issuer <public key>", "64 hexadecimal characters, as `issuer keygen` prints them"),
      option("--possession <file>", "the owner's proof, from `issuer prove-key`"),
      option("--issuer-key <file>", "instead of both: the issuer's key file, when it is your own"),
      shared.actor,
      option("--reason <code>", "reason code for the log").default("issuer-added"),
      shared.now,
      shared.confirmClock,
    ],
    async run({
      registry: file,
      issuer,
      possession,
      issuerKey,
      schema,
      actor,
      reason: reasonCode,
      now,
      confirmClock = false,
    }) {
      const schemas = await Promise.all(schema.map((each) => readJson(each, (value) => schemaId(parseSchema(value)))));
      const own = issuerKey === undefined ? undefined : await readIssuerKey(issuerKey);
      const publicKey = own === undefined ? issuer : encodePublicKey(own.publicKey);
      if (publicKey === undefined || (own !== undefined) === (issuer !== undefined))
        throw new UsageError({ message: "give --issuer with --possession, or --issuer-key" });
      const given =
        possession === undefined ? undefined : await readJson(possession, (value) => value as IssuerKeyProof);
      return changeRegistry(file, (registry) => {
        const index = registry.nextIssuerIndex(publicKey);
        if (own === undefined && given === undefined)
          throw new UsageError({
            message: [
              `the key gets position ${index}; its owner runs`,
              `civicproof issuer prove-key --registry-id ${registry.id} --position ${index}`,
            ].join(" "),
          });
        const proof =
          own === undefined ? given! : proveIssuerKey({ issuerKey: own.privateKey, registry: registry.id, index });
        const timeSeconds = now ?? currentSeconds();
        const trust = { schemas, possession: proof };
        const issuerIndex = registry.addIssuer(publicKey, trust, { timeSeconds, actor, reasonCode, confirmClock });
        const issuerRoots = Object.fromEntries(
          schemas.map((id) => [String(id), String(registry.issuerRoots[String(id)])]),
        );
        return {
          text: `The issuer is at position ${issuerIndex}, trusted for ${schemas.length === 1 ? "1 schema" : `${schemas.length} schemas`}.`,
          json: { issuerIndex, issuerRoots },
        };
      });
    },
  });
};
