/** One entry point for a portal's one job. */
import { describe, expect, it } from "vitest";
import * as issuer from "../../../src/issuer.ts";
import * as portal from "../../../src/portal.ts";

describe("the entry point for portals", () => {
  it("has what asking, verifying and paying once takes, from the schema to the period", () => {
    const names = [
      ...["parseSchema", "readPolicy", "compilePolicy", "explainPolicy", "createRequest"],
      ...["openArtifacts", "loadVerificationKey", "verifyPresentation", "periodAt"],
      ...["createMemoryStore", "openSqliteStore", "createVerifierService", "CivicproofError"],
    ];
    expect(names.filter((name) => !(name in portal))).toEqual([]);
  });
});

describe("the entry point for issuers", () => {
  it("reads the commitment that a holder sends as text", () => {
    expect(issuer.toHolderCommitment("7")).toBe(7n);
    expect(() => issuer.toHolderCommitment("seven")).toThrow(issuer.CredentialMalformedError);
  });

  it("has private keys as text, and reads nothing else", () => {
    const key = issuer.generatePrivateKey();
    const text = issuer.encodePrivateKey(key);
    expect(text).toMatch(/^[0-9a-f]{64}$/);
    expect(issuer.derivePublicKey(issuer.decodePrivateKey(text))).toEqual(issuer.derivePublicKey(key));
    for (const wrong of ["", text.slice(1), text.toUpperCase().replace(/[0-9]/g, "A"), `${text}\n`, undefined])
      expect(() => issuer.decodePrivateKey(wrong as string)).toThrow(issuer.PrivateKeyError);
    // A log that holds the refusal does not hold the key.
    expect(() => issuer.decodePrivateKey(`${text}0`)).toThrow(
      expect.not.objectContaining({ received: expect.anything() }),
    );
  });
});
