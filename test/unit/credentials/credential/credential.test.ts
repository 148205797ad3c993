import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";
import { parseDate } from "../../../../src/core/dates.ts";
import { FIELD_MODULUS } from "../../../../src/core/field.ts";
import { poseidon } from "../../../../src/core/hash.ts";
import { InvalidInputError } from "../../../../src/core/json.ts";
import {
  derivePublicKey,
  encodePublicKey,
  generatePrivateKey,
  PrivateKeyError,
  SUBGROUP_ORDER,
  verifySignature,
} from "../../../../src/core/signature.ts";
import {
  type Credential,
  type CredentialContent,
  CredentialExpiredError,
  CredentialNotYetValidError,
  CredentialSchemaMismatchError,
  CredentialTamperedError,
  checkCredential,
  credentialHash,
  type IssueOptions,
  IssuerNotTrustedError,
  issueCredential,
  parseCredential,
} from "../../../../src/credentials/credential/credential.ts";
import {
  CredentialMalformedError,
  generateHolderSecret,
  type HolderCommitment,
  type HolderSecret,
  HolderSecretMismatchError,
  holderCommitment,
} from "../../../../src/credentials/credential/holder.ts";
import { ClaimError, parseSchema, schemaId } from "../../../../src/credentials/credential/schema.ts";
import { altered, claims, holderSecret, issue, issuer, issuerKey, registryId, schema, terms } from "./fixtures.ts";

const credential = issue();
const reread = (value: Credential): unknown => JSON.parse(JSON.stringify(value));

describe("issueCredential and checkCredential", () => {
  it("fit each other through JSON", () => {
    const checked = checkCredential(reread(credential), {
      schema,
      holderSecret,
      today: parseDate("2026-06-15"),
      expectedIssuer: issuer,
    });
    expect(checked).toMatchObject({
      schemaId: schemaId(schema),
      holderCommitment: holderCommitment(holderSecret),
      statusIndex: 77,
      validFrom: 20260101,
      validUntil: 20261231,
      claimsFrom: 20260101,
      issuerKey: issuer,
    });
    expect(checked.hash).toBe(credentialHash(checked));
    verifySignature(checked.signature, checked.hash, issuer);
  });

  it("say where the registry is that lists the issuer", () => {
    const registryUrl = "https://registry.example.org/";
    const named = issue({ registryUrl });
    expect(parseCredential(reread(named))).toMatchObject({ registry: registryId, registryUrl });
    expect(checkCredential(named, { schema }).registry).toBe(registryId);
    expect(credential).not.toHaveProperty("registryUrl");
    for (const change of [{ registry: "AB".repeat(32) }, { registry: undefined }, { registryUrl: "ftp://x" }]) {
      expect(() => issue(change as never)).toThrow(InvalidInputError);
    }
  });

  it("sign P-7", () => {
    const {
      schemaId: id,
      holderCommitment: commitment,
      claims: encoded,
      hash,
    } = checkCredential(credential, { schema });
    expect(hash).toBe(poseidon([id, commitment, 77n, 20260101n, 20261231n, 20260101n, ...encoded]));
  });

  it("hold for any values in range", () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 2 ** 17 - 1 }),
        fc.constantFrom(0, 20261101, 20280229, 99991231),
        fc.maxSafeInteger(),
        (statusIndex, claimsFrom, income) => {
          const made = issue({ statusIndex, claimsFrom, claims: { ...claims, income } });
          expect(checkCredential(reread(made), { schema })).toMatchObject({ statusIndex, claimsFrom });
          expect(made.claims.income).toBe(income);
        },
      ),
      { numRuns: 10 },
    );
  });
});

describe("issueCredential", () => {
  const hostile: readonly [string, object, new () => Error][] = [
    ["a negative status index", { statusIndex: -1 }, InvalidInputError],
    ["status index 2^17", { statusIndex: 2 ** 17 }, InvalidInputError],
    ["a fraction as status index", { statusIndex: 0.5 }, InvalidInputError],
    ["text as status index", { statusIndex: "5" }, InvalidInputError],
    ["a day that is none, for claimsFrom", { claimsFrom: 20260230 }, InvalidInputError],
    ["no claimsFrom", { claimsFrom: undefined }, InvalidInputError],
    ["an unreal date", { validFrom: "2026-02-29" }, InvalidInputError],
    ["validUntil before validFrom", { validUntil: "2025-12-31" }, InvalidInputError],
    ["commitment 0", { holderCommitment: 0n }, CredentialMalformedError],
    ["commitment r", { holderCommitment: FIELD_MODULUS }, CredentialMalformedError],
    ["no commitment", { holderCommitment: undefined }, CredentialMalformedError],
    ["a missing claim", { claims: { birthDate: "1950-02-28" } }, ClaimError],
    ["an unknown claim", { claims: { ...claims, name: "Ada" } }, ClaimError],
    ["a short key", { issuerKey: new Uint8Array(31) }, PrivateKeyError],
    ["no key", { issuerKey: undefined }, PrivateKeyError],
    ["an unknown option", { expires: "2030-01-01" }, InvalidInputError],
  ];
  it.each(hostile)("refuses %s", (_, changes, ErrorClass) => {
    expect(() => issue(changes)).toThrow(ErrorClass);
  });

  it("is blind: it takes no secret, at run time as in types", () => {
    expect(() => issue({ holderSecret } as object)).toThrow(InvalidInputError);
    expectTypeOf<IssueOptions>().not.toHaveProperty("holderSecret");
    expectTypeOf<CredentialContent["holderCommitment"]>().toEqualTypeOf<HolderCommitment>();
    expectTypeOf<HolderSecret>().not.toExtend<HolderCommitment>();
    const others = { issuerKey, schema, claims, statusIndex: 1, ...terms };
    // @ts-expect-error a secret is no commitment
    const mistake = () => issueCredential({ ...others, holderCommitment: holderSecret });
    expect(mistake).toBeTypeOf("function");
    expect(JSON.stringify(credential)).not.toContain(String(holderSecret));
  });
});

describe("checkCredential", () => {
  const otherKey = generatePrivateKey();
  const other = issue({ issuerKey: otherKey, statusIndex: 78 });

  const tampered: readonly [string, readonly (string | number)[], unknown][] = [
    ["a date", ["claims", "birthDate"], "1950-03-01"],
    ["an integer", ["claims", "householdSize"], 3],
    ["money", ["claims", "income"], 0],
    ["a code", ["claims", "district"], "AT131"],
    ["a text", ["claims", "occupation"], "Gärtner"],
    ["a boolean", ["claims", "disabled"], true],
    ["the status index", ["statusIndex"], 76],
    ["validFrom", ["validFrom"], "2025-01-01"],
    ["validUntil", ["validUntil"], "2036-12-31"],
    ["the first period", ["claimsFrom"], 0],
    ["the holder", ["holderCommitment"], String(holderCommitment(generateHolderSecret()))],
    ["the issuer", ["issuer"], encodePublicKey(derivePublicKey(otherKey))],
    ["the signature", ["signature"], other.signature],
    ["S", ["signature", "S"], other.signature.S],
    ["R8 to a point off the curve", ["signature", "R8", 1], "5"],
    ["R8 to its negative", ["signature", "R8", 0], String(FIELD_MODULUS - BigInt(credential.signature.R8[0]))],
  ];
  it.each(tampered)("sees a change of %s", (_, path, value) => {
    expect(() => checkCredential(altered(credential, path, value), { schema })).toThrow(CredentialTamperedError);
  });

  const [R8x, R8y] = credential.signature.R8;
  const malformed: readonly [string, readonly (string | number)[], unknown][] = [
    ["another format", ["civicproof"], "request/v2/s1"],
    ["a schema without version", ["schema"], "resident"],
    ["a number as schemaId", ["schemaId"], 5],
    ["schemaId + r", ["schemaId"], String(schemaId(schema) + FIELD_MODULUS)],
    ["a leading zero in schemaId", ["schemaId"], `0${credential.schemaId}`],
    ["an upper-case issuer", ["issuer"], credential.issuer.toUpperCase()],
    ["the identity as issuer", ["issuer"], `${"0".repeat(63)}1`],
    ["an issuer of low order", ["issuer"], (FIELD_MODULUS - 1n).toString(16).padStart(64, "0")],
    ["a registry that is no id", ["registry"], "resident"],
    ["a registry in capitals", ["registry"], credential.registry.toUpperCase()],
    ["a registry at an address that runs", ["registryUrl"], "javascript:alert(1)"],
    ["a registry in clear text", ["registryUrl"], "http://registry.example.org/"],
    ["commitment 0", ["holderCommitment"], "0"],
    ["commitment r", ["holderCommitment"], String(FIELD_MODULUS)],
    ["a hexadecimal commitment", ["holderCommitment"], "0xabc"],
    ["text as status index", ["statusIndex"], "77"],
    ["status index 2^17", ["statusIndex"], 2 ** 17],
    ["a negative status index", ["statusIndex"], -1],
    ["a day that is none, for claimsFrom", ["claimsFrom"], 20260230],
    ["an unreal date", ["validUntil"], "2026-02-30"],
    ["a time", ["validUntil"], "2026-12-31T00:00:00Z"],
    ["validUntil before validFrom", ["validUntil"], "2025-12-31"],
    ["no claims", ["claims"], {}],
    ["claims as an array", ["claims"], [1]],
    ["a nested claim", ["claims", "income"], { value: 5 }],
    ["a null claim", ["claims", "income"], null],
    ["an unknown claim", ["claims", "name"], "Ada"],
    ["an unreal claim date", ["claims", "birthDate"], "1950-02-30"],
    ["a claim above its maximum", ["claims", "householdSize"], 31],
    ["S + l", ["signature", "S"], String(BigInt(credential.signature.S) + SUBGROUP_ORDER)],
    ["a negative S", ["signature", "S"], `-${credential.signature.S}`],
    ["a leading zero in S", ["signature", "S"], `0${credential.signature.S}`],
    ["R8.x + r", ["signature", "R8", 0], String(BigInt(R8x) + FIELD_MODULUS)],
    ["three coordinates", ["signature", "R8"], [R8x, R8y, "1"]],
    ["numbers in R8", ["signature", "R8"], [1, 2]],
    ["an unknown key", ["holderSecret"], String(holderSecret)],
    ["an unknown key of the signature", ["signature", "alg"], "none"],
  ];
  it.each(malformed)("refuses %s", (_, path, value) => {
    expect(() => checkCredential(altered(credential, path, value), { schema })).toThrow(CredentialMalformedError);
  });

  it.each([[undefined], [null], [""], [5], [[]], [{}], [JSON.stringify(credential)], [new Proxy({}, {})]])(
    "refuses %s",
    (value) => {
      expect(() => parseCredential(value)).toThrow(CredentialMalformedError);
      expect(() => checkCredential(value, { schema })).toThrow(CredentialMalformedError);
    },
  );

  it("throws nothing but its own errors, whatever JSON stands in a field", () => {
    const keys = Object.keys(credential) as (keyof Credential)[];
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        fc.pre(JSON.stringify(value) !== JSON.stringify(credential[key]));
        expect(() => checkCredential({ ...credential, [key]: value }, { schema })).toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^CREDENTIAL_/) }),
        );
      }),
    );
  });

  it("refuses another schema, and another claim list under the same name", () => {
    const renamed = parseSchema({ ...schema, name: "citizen" });
    expect(() => checkCredential(credential, { schema: renamed })).toThrow(CredentialSchemaMismatchError);
    const shorter = parseSchema({ ...schema, claims: schema.claims.slice(0, 3) });
    expect(() => checkCredential(credential, { schema: shorter })).toThrow(CredentialSchemaMismatchError);
    expect(() => checkCredential(credential, { schema: shorter })).toThrow(
      expect.objectContaining({ path: "schemaId", received: credential.schemaId }),
    );
    const lying = { ...credential, schema: "citizen@1" };
    expect(() => checkCredential(lying, { schema: renamed })).toThrow(CredentialSchemaMismatchError);
  });

  it("refuses another issuer than the expected one", () => {
    expect(() => checkCredential(other, { schema, expectedIssuer: issuer })).toThrow(IssuerNotTrustedError);
  });

  it("refuses another holder's secret", () => {
    const options = { schema, holderSecret: generateHolderSecret() };
    expect(() => checkCredential(credential, options)).toThrow(HolderSecretMismatchError);
  });

  it("holds on the first and the last day, and on no other side of them", () => {
    const on = (day: string) => () => checkCredential(credential, { schema, today: parseDate(day) });
    expect(on("2026-01-01")).not.toThrow();
    expect(on("2026-12-31")).not.toThrow();
    expect(on("2025-12-31")).toThrow(CredentialNotYetValidError);
    expect(on("2027-01-01")).toThrow(CredentialExpiredError);
  });

  it("says nothing about claims when it refuses", () => {
    for (const [, path, value] of [...tampered, ...malformed]) {
      try {
        checkCredential(altered(credential, path, value), { schema });
        expect.unreachable();
      } catch (error) {
        expect(`${error} ${JSON.stringify(error)}`).not.toMatch(/1812345|G.rtner|AT13|1950/);
      }
    }
  });
});
