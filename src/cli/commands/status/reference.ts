/** Which credential a command speaks of: a file, or an issuer's key with an index. */

import { parseCredential, STATUS_LIST_SIZE } from "../../../credentials/credential/credential.ts";
import type { StatusReference, StatusRegistry } from "../../../credentials/registry/status-registry.ts";
import { integer, option, shared } from "../../command.ts";
import { readJson } from "../../files.ts";
import { issuerPosition, referenceOf } from "../../registry-files.ts";
import { UsageError } from "../../report-error.ts";

export interface ReferenceOptions {
  readonly registry: string;
  readonly credential?: string;
  readonly issuer?: string;
  readonly index?: number;
}

export const referenceOptions = [
  shared.registry,
  option("--credential <file>", "the credential, or give --issuer and --index"),
  option("--issuer <public key>", "the issuer's public key"),
  option("--index <number>", "the credential's status index").argParser(integer(0, STATUS_LIST_SIZE - 1)),
];

export async function readReference(registry: StatusRegistry, options: ReferenceOptions): Promise<StatusReference> {
  const { credential, issuer, index } = options;
  if (credential !== undefined && issuer === undefined && index === undefined)
    return referenceOf(registry, await readJson(credential, parseCredential));
  if (credential === undefined && issuer !== undefined && index !== undefined)
    return { issuerIndex: issuerPosition(registry, issuer), statusIndex: index };
  throw new UsageError({ message: "give --credential, or --issuer with --index" });
}
