/** One synthetic issuer, schema and resident for the credential and registry tests. */

import { derivePublicKey, toPrivateKey } from "../../../../src/core/signature.ts";
import {
  type Credential,
  type IssueOptions,
  issueCredential,
} from "../../../../src/credentials/credential/credential.ts";
import { holderCommitment, toHolderSecret } from "../../../../src/credentials/credential/holder.ts";
import { parseSchema } from "../../../../src/credentials/credential/schema.ts";

export const schema = parseSchema({
  civicproof: "schema/v2",
  name: "resident",
  version: "1",
  claims: [
    { name: "birthDate", type: "date" },
    { name: "residentSince", type: "day" },
    { name: "householdSize", type: "integer", minimum: 1, maximum: 30 },
    { name: "income", type: "money", currency: "EUR" },
    { name: "district", type: "code" },
    { name: "occupation", type: "text" },
    { name: "disabled", type: "boolean" },
  ],
});

export const claims = {
  birthDate: "1950-02-28",
  residentSince: "1999-07-01",
  householdSize: 2,
  income: 1_812_345,
  district: "AT130",
  occupation: "Gärtnerin",
  disabled: false,
} as const;

export const issuerKey = toPrivateKey(new Uint8Array(32).fill(1));
export const issuer = derivePublicKey(issuerKey);
export const holderSecret = toHolderSecret("1234567890123456789012345678901234567890");

/** Of the registry that lists the issuer. */
export const registryId = "ab".repeat(32);

export const terms = {
  registry: registryId,
  validFrom: "2026-01-01",
  validUntil: "2026-12-31",
  claimsFrom: 20260101,
} as const;

/** A fresh credential with some options changed. */
export function issue(changes: Partial<IssueOptions> = {}): Credential {
  const commitment = holderCommitment(holderSecret);
  return issueCredential({
    issuerKey,
    schema,
    claims,
    holderCommitment: commitment,
    statusIndex: 77,
    ...terms,
    ...changes,
  });
}

/** A deep copy with the value at one path replaced; a path step is a key or an index. */
export function altered<T>(value: T, path: readonly (string | number)[], replacement: unknown): T {
  const copy = structuredClone(value);
  let target = copy as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) target = target[step] as Record<string | number, unknown>;
  target[path.at(-1)!] = replacement;
  return copy;
}
