import { describe, expect, it } from "vitest";
import { FIELD_MODULUS, type FieldElement, FieldElementError } from "../../../../src/core/field.ts";
import { domainTag, hashToField, poseidon } from "../../../../src/core/hash.ts";
import { InvalidInputError } from "../../../../src/core/json.ts";
import {
  CredentialMalformedError,
  checkHolderSecret,
  findBlinding,
  generateHolderSecret,
  HolderSecretMismatchError,
  holderBlinding,
  holderCommitment,
  MAX_COMMITMENTS,
  toHolderCommitment,
  toHolderSecret,
} from "../../../../src/credentials/credential/holder.ts";

describe("holder secrets", () => {
  it("are new every time and open their commitment only", () => {
    const [a, b] = [generateHolderSecret(), generateHolderSecret()];
    expect(a).not.toBe(b);
    expect(holderCommitment(a)).toBe(poseidon([domainTag("holder"), a, hashToField("blinding", a, 0)]));
    checkHolderSecret(a, holderCommitment(a));
    expect(() => checkHolderSecret(a, holderCommitment(b))).toThrow(HolderSecretMismatchError);
  });

  it("have commitments that two issuers can't join, each found again from the secret alone", () => {
    const secret = generateHolderSecret();
    const commitments = [0, 1, MAX_COMMITMENTS - 1].map((counter) => holderCommitment(secret, counter));
    expect(new Set(commitments).size).toBe(3);
    for (const [i, counter] of [0, 1, MAX_COMMITMENTS - 1].entries()) {
      expect(findBlinding(secret, commitments[i]!)).toBe(holderBlinding(secret, counter));
    }
    for (const counter of [-1, 0.5, MAX_COMMITMENTS]) {
      expect(() => holderCommitment(secret, counter)).toThrow(InvalidInputError);
    }
  });

  it("come back from their text", () => {
    const secret = generateHolderSecret();
    expect(toHolderSecret(String(secret))).toBe(secret);
    expect(toHolderCommitment(String(holderCommitment(secret)))).toBe(holderCommitment(secret));
  });

  const hostile = [0n, "0", -1n, FIELD_MODULUS, String(FIELD_MODULUS), "01", "", null, undefined, 0.5, {}, [1]];
  it.each(hostile.map((value) => [value]))("are never %s", (value) => {
    expect(() => toHolderSecret(value)).toThrow(FieldElementError);
    expect(() => holderCommitment(value as FieldElement)).toThrow(FieldElementError);
    expect(() => toHolderCommitment(value)).toThrow(CredentialMalformedError);
  });

  it("are never repeated in an error", () => {
    const secret = "98765432109876543210x";
    expect(() => toHolderSecret(secret)).toThrow(/^(?!.*98765).*$/s);
  });
});
