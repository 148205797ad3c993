/**
 * Replacing a credential after its secret is lost or stolen (protocol P-52). The new secret makes new nullifiers, so it
 * must not claim in any period in which the old one still can.
 */

import { calendarInteger, dateAt, dateFromDayNumber, dayNumber } from "../../core/dates.ts";
import { InvalidInputError } from "../../core/json.ts";
import { own, ownWith } from "../../core/own.ts";
import { derivePublicKey, type PrivateKey } from "../../core/signature.ts";
import { ClaimsFromError, type Credential, type CredentialContent, issueCredential } from "../credential/credential.ts";
import { schemaId } from "../credential/schema.ts";
import { RegistryError } from "./issuer-set.ts";
import { DEFAULT_INTERVAL_SECONDS } from "./statement.ts";
import type { StatusChangeReason, StatusRegistry } from "./status-registry.ts";

/** When a revocation reaches verifiers. */
export interface Revocation {
  /** Time of the first statement that has it, seconds since the epoch. */
  readonly statementSeconds: number;
}

/** How long verifiers go on accepting older roots. */
export interface RootLimits {
  /** The largest `maxRootAgeSeconds` of all verifiers of the registry. */
  readonly maxRootAgeSeconds: number;
  /** Where claims settle on a chain: when the last root without the revocation ends there, seconds since the epoch. */
  readonly chainRootsEndSeconds?: number;
  /** The old credential's; 0 by default. */
  readonly claimsFrom?: number;
}

/** Minutes east of UTC of the latest calendar of the world, in which a day is over first. */
const LATEST_CALENDAR_MINUTES = 840;

/**
 * The claimsFrom of another secret of the same person: the first day, in the latest time zone of the world, on which no
 * root without the revocation is accepted any more. At every moment before, the old secret may still claim in the period
 * that holds that day somewhere; periods that start on this day or later are the new secret's.
 *
 * @returns YYYYMMDD, at least the old credential's claimsFrom
 * @throws InvalidInputError for a time or an age that is none
 * @example
 * claimsFromAfter({ statementSeconds: Date.UTC(2026, 10, 23, 11) / 1000 }, { maxRootAgeSeconds: 7_200 }); // 20261125
 */
export function claimsFromAfter(revocation: Revocation, limits: RootLimits): number {
  const { statementSeconds } = own(revocation);
  const { maxRootAgeSeconds, chainRootsEndSeconds = 0, claimsFrom = 0 } = own(limits);
  for (const [path, value] of Object.entries({ statementSeconds, maxRootAgeSeconds, chainRootsEndSeconds })) {
    if (!(Number.isFinite(value) && value >= 0)) throw new InvalidInputError({ path, expected: "seconds, 0 or more" });
  }
  const endSeconds = Math.max(statementSeconds + maxRootAgeSeconds, chainRootsEndSeconds);
  // The day of the last second at which such a root is accepted, and then the next.
  const last = dateAt(Math.ceil(endSeconds) - 1, LATEST_CALENDAR_MINUTES);
  return Math.max(calendarInteger(dateFromDayNumber(dayNumber(last) + 1)), claimsFrom);
}

/** Time of the first statement that has a change: the first time of the grid at or after it. */
export function firstStatementSeconds(changeSeconds: number, intervalSeconds = DEFAULT_INTERVAL_SECONDS): number {
  return Math.ceil(changeSeconds / intervalSeconds) * intervalSeconds;
}

/** Options of {@link replaceCredential}. */
export interface ReplaceCredentialOptions {
  /** Where the old credential is revoked and the new one gets its index. */
  readonly registry: StatusRegistry;
  /** The credential whose secret is lost; it may be revoked already. */
  readonly old: Credential;
  /** The key that signs the new one; trusted in the registry for its schema. */
  readonly issuerKey: PrivateKey;
  /** What the new credential says; `claimsFrom` is the earliest possible one by default, and no earlier one is taken. */
  readonly content: Omit<CredentialContent, "registry" | "statusIndex" | "claimsFrom" | "previous"> & {
    readonly claimsFrom?: number;
  };
  readonly limits: Omit<RootLimits, "claimsFrom">;
  /** Of the registry's statements, seconds; 3,600 by default. */
  readonly intervalSeconds?: number;
  /** Why, for the log: `secret-lost` or another code. */
  readonly reason: StatusChangeReason;
}

/**
 * Revokes a credential and issues the one that replaces it, both or neither. The new one claims from the first period
 * that starts after every root without the revocation has ended: before that the person has no claim that the old secret
 * could not have used up. A programme of the kind `once` that has begun is lost to the new secret; the office decides by hand.
 *
 * @throws ClaimsFromError for a claimsFrom that is too early
 * @throws RegistryError when an issuer is not in the registry, or not trusted for the schema
 * @throws StatusTransitionError for a reason that the log refuses
 * @throws ClaimError, InvalidInputError, CredentialMalformedError as `issueCredential`
 * @example
 * const credential = replaceCredential({ registry, old, issuerKey, content: { schema, claims, holderCommitment,
 *   validFrom: "2026-11-24", validUntil: "2027-12-31" }, limits: { maxRootAgeSeconds: 7_200 },
 *   reason: { timeSeconds, actor: "desk-3", reasonCode: "secret-lost" } });
 */
export function replaceCredential(options: ReplaceCredentialOptions): Credential {
  const { registry, old, issuerKey, content, limits, intervalSeconds, reason } = ownWith(
    options,
    ...(["registry", "old", "issuerKey", "content", "limits"] as const),
  );
  const issuerIndex = registry.issuers.indexOf(derivePublicKey(issuerKey));
  const oldIssuerIndex = registry.issuers.indexOf(old.issuer);
  if (issuerIndex === undefined || oldIssuerIndex === undefined)
    throw new RegistryError({ path: "issuerKey", expected: "issuers of this registry" });
  if (!registry.issuers.positions[issuerIndex]!.schemas.includes(String(schemaId(content.schema))))
    throw new RegistryError({ path: "issuerKey", expected: "an issuer that is trusted for the schema" });
  const reference = { issuerIndex: oldIssuerIndex, statusIndex: old.statusIndex };
  const revokedSeconds = revocationOf(registry, reference) ?? reason.timeSeconds;
  const statementSeconds = firstStatementSeconds(revokedSeconds, intervalSeconds);
  const least = claimsFromAfter({ statementSeconds }, { ...limits, claimsFrom: old.claimsFrom });
  const { claimsFrom = least } = content;
  if (claimsFrom < least)
    throw new ClaimsFromError({
      path: "content.claimsFrom",
      expected: `${least} or later`,
      received: String(claimsFrom),
    });
  const statusIndex = registry.allocateStatusIndex(issuerIndex);
  // Issuing comes first: when it is refused, the old credential stays as it is. When revoking is, nobody gets the new one.
  const credential = issueCredential({
    issuerKey,
    ...content,
    registry: registry.id,
    statusIndex,
    claimsFrom,
    previous: old,
  });
  if (registry.status(reference) !== "revoked") registry.revoke(reference, reason);
  return credential;
}

/** When a credential was revoked, by the log. */
function revocationOf(
  { log }: StatusRegistry,
  { issuerIndex, statusIndex }: { readonly issuerIndex: number; readonly statusIndex: number },
): number | undefined {
  const entry = log.find(
    (each) => each.action === "revoke" && each.issuerIndex === issuerIndex && each.statusIndex === statusIndex,
  );
  return entry?.time;
}
