/** Who a service is, so that several on one store or queue decide and sign nothing but their own requests. */

import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { bytesToHex } from "../../core/bytes.ts";
import { InvalidInputError } from "../../core/json.ts";
import { ownWith } from "../../core/own.ts";

/** What makes a service the one that it is; two processes with the same parts are the same service. */
export interface ServiceParts {
  /** The portal's domain name. */
  readonly verifier: string;
  /** The portal's web origin. */
  readonly origin: string;
  /** Id of the registry whose statements count. */
  readonly registry: string;
  readonly policyHash: bigint;
  /** Tells services apart that have all the rest in common; `""` by default. */
  readonly tenant?: string | undefined;
  /** Where the claims of its requests are made; at the portal by default. */
  readonly chain?: { readonly chainId: string; readonly contract: string; readonly version: number } | undefined;
}

const TENANT = /^[\x21-\x7e]{0,64}$/;

/**
 * The identity of a service: SHA-256 over its parts, 64 hexadecimal digits. It stands beside each request that the
 * service stores and in each job that it hands to a queue.
 *
 * @throws InvalidInputError for a tenant of anything but at most 64 printable ASCII characters
 * @example
 * const queue = await openPostgresQueue({ url, services: [serviceIdentity({ verifier, origin, registry, policyHash })] });
 */
export function serviceIdentity(parts: ServiceParts): string {
  const needed = ["verifier", "origin", "registry", "policyHash"] as const;
  const { verifier, origin, registry, policyHash, tenant = "", chain } = ownWith(parts, ...needed);
  if (!TENANT.test(tenant))
    throw new InvalidInputError({ path: "tenant", expected: "at most 64 printable ASCII characters" });
  const place = chain === undefined ? [] : [chain.chainId, chain.contract, String(chain.version)];
  const named = ["civicproof/v2/service", tenant, verifier, origin, registry, String(policyHash), ...place];
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(named))));
}
