import { beforeEach, describe, expect, it } from "vitest";
import { CivicproofError } from "../../../../src/core/errors.ts";
import { dayOf, parseGrid, periodOn } from "../../../../src/core/period-grid.ts";
import { derivePublicKey } from "../../../../src/core/signature.ts";
import {
  type Credential,
  checkCredential,
  issueCredential,
} from "../../../../src/credentials/credential/credential.ts";
import { holderCommitment, toHolderSecret } from "../../../../src/credentials/credential/holder.ts";
import { schemaId } from "../../../../src/credentials/credential/schema.ts";
import { checkIssuerKeyProof, proveIssuerKey } from "../../../../src/credentials/registry/issuer-key-proof.ts";
import { claimsFromAfter, replaceCredential } from "../../../../src/credentials/registry/replace.ts";
import { createStatusRegistry, type StatusRegistry } from "../../../../src/credentials/registry/status-registry.ts";
import { CLAIMS, fixedKey, REGISTRY_ID, SCHEMA, trustIssuer } from "../../../world.ts";

function code(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof CivicproofError) return error.code;
    throw error;
  }
  return "accepted";
}

const at = (text: string) => Date.parse(text) / 1_000;

describe("claimsFromAfter", () => {
  it.each([
    // 13:00 UTC is 03:00 of the next day at UTC+14, where roots still hold on that day.
    ["2026-11-23T11:00:00Z", 7_200, 20261125],
    // Midnight there: the last root has ended with the day before.
    ["2026-11-23T08:00:00Z", 7_200, 20261124],
    ["2026-11-23T08:00:00Z", 7_201, 20261125],
    ["2026-12-31T08:00:00Z", 7_200, 20270101],
  ])("%s and %i seconds: %i", (statement, maxRootAgeSeconds, expected) => {
    expect(claimsFromAfter({ statementSeconds: at(statement) }, { maxRootAgeSeconds })).toBe(expected);
  });

  it("is never before the old credential's, nor before the last root of a chain has ended", () => {
    const revocation = { statementSeconds: at("2026-11-23T08:00:00Z") };
    expect(claimsFromAfter(revocation, { maxRootAgeSeconds: 7_200, claimsFrom: 20270301 })).toBe(20270301);
    const chainRootsEndSeconds = at("2026-11-30T10:00:00Z");
    expect(claimsFromAfter(revocation, { maxRootAgeSeconds: 7_200, chainRootsEndSeconds })).toBe(20261201);
    expect(code(() => claimsFromAfter(revocation, { maxRootAgeSeconds: Number.NaN }))).toBe("INPUT_INVALID");
  });

  it("leaves no period of any kind and offset to both secrets", () => {
    const statementSeconds = at("2026-11-30T22:00:00Z");
    for (const maxRootAgeSeconds of [7_200, 86_400, 90_000]) {
      const claimsFrom = claimsFromAfter({ statementSeconds }, { maxRootAgeSeconds });
      for (const kind of ["month", "quarter", "year", "days:1", "days:7", "once"]) {
        for (const offset of [-720, 0, 60, 840]) {
          const grid = parseGrid(`${kind}/2026-01-01/${offset}`);
          for (let second = -7_200; second < maxRootAgeSeconds; second += 600) {
            const old = periodOn(grid, dayOf(grid, statementSeconds + second));
            expect(old < claimsFrom, `${kind} ${offset} ${second}`).toBe(true);
          }
        }
      }
    }
  });
});

const ISSUER_KEY = fixedKey(2);
const NOW = at("2026-11-23T10:20:00Z");
const reason = (timeSeconds: number) => ({ timeSeconds, actor: "desk-3", reasonCode: "secret-lost" }) as const;
const content = {
  schema: SCHEMA,
  claims: CLAIMS,
  holderCommitment: holderCommitment(toHolderSecret(77n)),
  validFrom: "2026-11-23",
  validUntil: "2027-12-31",
};
let registry: StatusRegistry;
let old: Credential;

beforeEach(() => {
  registry = createStatusRegistry({ id: REGISTRY_ID });
  trustIssuer(registry, ISSUER_KEY, reason(NOW - 86_400));
  const statusIndex = registry.allocateStatusIndex(0, 5);
  old = issueCredential({
    ...content,
    registry: registry.id,
    issuerKey: ISSUER_KEY,
    statusIndex,
    claimsFrom: 20260101,
  });
});

describe("replaceCredential", () => {
  const replace = (change: Partial<Parameters<typeof replaceCredential>[0]> = {}) =>
    replaceCredential({
      registry,
      old,
      issuerKey: ISSUER_KEY,
      content,
      limits: { maxRootAgeSeconds: 7_200 },
      reason: reason(NOW),
      ...change,
    });

  it("revokes the old credential and issues one that claims when no root lacks the revocation", () => {
    const credential = replace();
    expect(registry.status({ issuerIndex: 0, statusIndex: 5 })).toBe("revoked");
    // First statement 11:00, accepted until 13:00, which is the 24th at UTC+14.
    expect(credential.claimsFrom).toBe(20261125);
    expect(credential.statusIndex).not.toBe(5);
    checkCredential(credential, { schema: SCHEMA });
  });

  it("counts from the revocation that the log has, when there is one", () => {
    registry.revoke({ issuerIndex: 0, statusIndex: 5 }, reason(NOW - 3_600));
    const { length } = registry.log;
    expect(replace({ reason: reason(NOW + 30 * 86_400) }).claimsFrom).toBe(20261125);
    expect(registry.log.length).toBe(length);
  });

  it("refuses less, and takes more", () => {
    expect(code(() => replace({ content: { ...content, claimsFrom: 20261124 } }))).toBe("CLAIMS_FROM_TOO_EARLY");
    expect(code(() => replace({ content: { ...content, claimsFrom: 0 } }))).toBe("CLAIMS_FROM_TOO_EARLY");
    expect(registry.status({ issuerIndex: 0, statusIndex: 5 })).toBe("valid");
    expect(replace({ content: { ...content, claimsFrom: 20270101 } }).claimsFrom).toBe(20270101);
  });

  it("never goes back behind a later claimsFrom of the old credential", () => {
    old = issueCredential({
      ...content,
      registry: registry.id,
      issuerKey: ISSUER_KEY,
      statusIndex: 5,
      claimsFrom: 20270601,
    });
    expect(replace().claimsFrom).toBe(20270601);
  });

  it("does both or neither", () => {
    const { length } = registry.log;
    for (const change of [
      { content: { ...content, claims: {} } },
      { content: { ...content, validUntil: "2020-01-01" } },
      { reason: { ...reason(NOW), actor: "" } },
      { reason: reason(NOW - 2 * 86_400) },
      { issuerKey: fixedKey(9) },
      { content: { ...content, schema: { ...SCHEMA, version: "2" } } },
      { old: { ...old, statusIndex: 6 } },
    ]) {
      expect(code(() => replace(change))).not.toBe("accepted");
      expect(registry.log.length).toBe(length);
    }
    expect(registry.status({ issuerIndex: 0, statusIndex: 5 })).toBe("valid");
  });
});

describe("issuing again", () => {
  it("never lets a person claim earlier than the credential before did", () => {
    const issue = (claimsFrom: number) =>
      issueCredential({
        ...content,
        registry: registry.id,
        issuerKey: ISSUER_KEY,
        statusIndex: 6,
        claimsFrom,
        previous: old,
      });
    expect(code(() => issue(0))).toBe("CLAIMS_FROM_TOO_EARLY");
    expect(code(() => issue(20251231))).toBe("CLAIMS_FROM_TOO_EARLY");
    expect(issue(20260101).claimsFrom).toBe(20260101);
    expect("previous" in issue(20260101)).toBe(false);
  });
});

describe("an issuer key", () => {
  const publicKey = derivePublicKey(fixedKey(3));
  const trust = (possession: unknown) =>
    code(() =>
      registry.addIssuer(publicKey, { schemas: [schemaId(SCHEMA)], possession: possession as never }, reason(NOW)),
    );

  it("enters a registry with its owner's proof for this position of this registry, and no other way", () => {
    const place = { registry: REGISTRY_ID, index: 1 };
    const proof = proveIssuerKey({ issuerKey: fixedKey(3), ...place });
    const { length } = registry.log;
    for (const wrong of [
      undefined,
      {},
      { ...proof, S: "0" },
      { ...proof, R8: ["0", "1"] },
      proveIssuerKey({ issuerKey: fixedKey(4), ...place }),
      proveIssuerKey({ issuerKey: fixedKey(3), ...place, index: 0 }),
      proveIssuerKey({ issuerKey: fixedKey(3), ...place, registry: "ab".repeat(32) }),
    ])
      expect(trust(wrong)).toBe("ISSUER_KEY_NOT_PROVEN");
    expect(registry.log.length).toBe(length);
    expect(registry.issuers.indexOf(publicKey)).toBeUndefined();
    checkIssuerKeyProof(proof, { ...place, publicKey });
    expect(trust(proof)).toBe("accepted");
    expect(registry.log.at(-1)).toMatchObject({
      action: "add-issuer",
      schemas: [String(schemaId(SCHEMA))],
      possession: proof,
    });
  });
});
