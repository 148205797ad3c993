/** A small city for tests: one schema, two issuers, one resident, all from fixed secrets. */

import { derivePublicKey, type PrivateKey, toPrivateKey } from "../src/core/signature.ts";
import { type ClaimRecord, encodeClaims } from "../src/credentials/credential/claims.ts";
import { type Credential, issueCredential } from "../src/credentials/credential/credential.ts";
import { type HolderSecret, holderCommitment, toHolderSecret } from "../src/credentials/credential/holder.ts";
import { type CredentialSchema, parseSchema, schemaId } from "../src/credentials/credential/schema.ts";
import {
  createStatement,
  createStatusRegistry,
  proveIssuerKey,
  type RegistryState,
  type RegistryStatement,
  type RegistryView,
  type StatusChangeReason,
  type StatusRegistry,
} from "../src/credentials/registry/index.ts";
import type { OpenRequestOptions } from "../src/presentation/proof/describe-request.ts";
import { type OpenedRequest, openRequest } from "../src/presentation/proof/open-request.ts";
import type { PresentationRequest } from "../src/presentation/proof/request.ts";
import type { CredentialCircuitName } from "../src/statement/circuit/signals.ts";
import { type Policy, readPolicy } from "../src/statement/policy/index.ts";

/** The registry of the tests, by its id. */
export const REGISTRY_ID = "5e".repeat(32);
/** Monthly programmes in UTC. */
export const GRID = "month/2020-01-01/0";

/** 2026-11-23 10:00 UTC. */
export const NOW_SECONDS = 1_795_428_000;

export const SCHEMA: CredentialSchema = parseSchema({
  civicproof: "schema/v2",
  name: "resident",
  version: "1",
  claims: [
    { name: "birthDate", type: "date" },
    { name: "district", type: "code" },
    { name: "residentSince", type: "day" },
    { name: "annualIncome", type: "money", currency: "EUR" },
    { name: "householdSize", type: "integer" },
    { name: "disabled", type: "boolean" },
    { name: "student", type: "boolean" },
    { name: "profession", type: "text" },
  ],
});

export const CLAIMS = {
  birthDate: "1950-02-28",
  district: "AT130",
  residentSince: "2001-05-01",
  annualIncome: 2_100_000,
  householdSize: 2,
  disabled: false,
  student: false,
  profession: "Gärtnerin",
} as const satisfies ClaimRecord;

function policy(require: object): Policy {
  return readPolicy(
    {
      civicproof: "policy/v2",
      name: "fixture",
      version: 1,
      title: "Fixture",
      programme: "fixture-2026",
      schema: "resident@1",
      require,
    },
    SCHEMA,
  );
}

const OVER_65 = { claim: "birthDate", yearsAgo: { ">=": 65 } };
const IN_VIENNA = { claim: "district", in: ["AT130", "AT127", "AT126"] };

/** One policy for each circuit, all satisfied by {@link CLAIMS}. */
export const FIXTURE_POLICIES: Readonly<Record<CredentialCircuitName, Policy>> = {
  age: policy(OVER_65),
  residency: policy({ allOf: [IN_VIENNA, { claim: "residentSince", daysAgo: { ">=": 90 } }] }),
  eligibility: policy({
    allOf: [
      IN_VIENNA,
      { anyOf: [OVER_65, { claim: "disabled", "=": true }, { claim: "student", "=": true }] },
      { claim: "annualIncome", "<=": 2_500_000 },
    ],
  }),
};

export interface World {
  readonly schema: CredentialSchema;
  readonly issuerKey: PrivateKey;
  readonly registry: StatusRegistry;
  /** What proving needs of the registry, as it is when asked. */
  readonly view: RegistryView;
  readonly holderSecret: HolderSecret;
  readonly credential: Credential;
  readonly statusIndex: number;
}

export const fixedKey = (seed: number): PrivateKey => toPrivateKey(new Uint8Array(32).fill(seed));

/** Trusts a key for schemas, with its owner's proof. */
export function trustIssuer(
  registry: StatusRegistry,
  issuerKey: PrivateKey,
  reason: StatusChangeReason,
  schemas: readonly string[] = [String(schemaId(SCHEMA))],
): number {
  const publicKey = derivePublicKey(issuerKey);
  const possession = proveIssuerKey({ issuerKey, registry: registry.id, index: registry.nextIssuerIndex(publicKey) });
  return registry.addIssuer(publicKey, { schemas, possession }, reason);
}

/** A statement with a registry's roots of this moment, an hour old unless the time says otherwise. */
export function statementOf(
  registry: Pick<RegistryState, "id" | "issuerRoots" | "statusRoot">,
  timeSeconds = NOW_SECONDS - 3_600,
): RegistryStatement {
  return createStatement({ registry, timeSeconds });
}

export function makeWorld({
  claims = CLAIMS,
  statusIndex = 4_711,
  secret = 123_456_789n,
  trustedSeconds = NOW_SECONDS - 1_000,
  claimsFrom = 20260101,
}: {
  claims?: ClaimRecord;
  statusIndex?: number;
  secret?: bigint;
  /** When the registry came to trust its issuers. */
  trustedSeconds?: number;
  claimsFrom?: number;
} = {}): World {
  const issuerKey = fixedKey(2);
  const registry = createStatusRegistry({ id: REGISTRY_ID });
  const reason = { timeSeconds: trustedSeconds, actor: "registrar", reasonCode: "other:set-up" } as const;
  trustIssuer(registry, fixedKey(1), reason);
  const issuerIndex = trustIssuer(registry, issuerKey, reason);
  registry.allocateStatusIndex(issuerIndex, statusIndex);
  const holderSecret = toHolderSecret(secret);
  const credential = issueCredential({
    issuerKey,
    schema: SCHEMA,
    claims,
    holderCommitment: holderCommitment(holderSecret),
    registry: registry.id,
    statusIndex,
    validFrom: "2026-01-01",
    validUntil: "2027-12-31",
    claimsFrom,
  });
  const view = registry.view(schemaId(SCHEMA));
  return { schema: SCHEMA, issuerKey, registry, view, holderSecret, credential, statusIndex };
}

/** A request as its own asker opens it while it lasts, for tests that are about something else. */
export function opened(request: PresentationRequest, options: Partial<OpenRequestOptions> = {}): OpenedRequest {
  return openRequest(request, {
    askedBy: request.origin,
    clock: () => request.expiresAtSeconds - 1,
    allowAsOf: true,
    confirmedRecipient: request.recipient,
    ...options,
  });
}

/** Encoded claims in the schema's order. */
export const encoded = (claims: ClaimRecord) => encodeClaims(SCHEMA, claims);
