/** What a caller says about a key decides whether it is taken; nothing but an imported key passes for one. */
import { describe, expect, it } from "vitest";
import { importVerificationKey, isImportedKey } from "../../../../src/statement/artifacts/imported-key.ts";
import { createTrapdoor } from "../../../trapdoor.ts";

const { json, key } = createTrapdoor("age");
const imported = (options: object) => () =>
  importVerificationKey(json, { circuit: "age", setup: "ceremony", ...options } as never);
const refused = (code: string, path: string) => expect.objectContaining({ code, path });

describe("importVerificationKey", () => {
  it("knows its circuits", () => {
    for (const circuit of ["tax", "toString", "", undefined])
      expect(imported({ circuit })).toThrow(refused("VERIFICATION_KEY_INVALID", "circuit"));
  });

  it("takes a ceremony's key, and a development key where that is allowed", () => {
    expect(imported({})).not.toThrow();
    expect(imported({ setup: "development", allowDevelopmentKeys: true })).not.toThrow();
    for (const allowDevelopmentKeys of [false, undefined, "true"])
      expect(imported({ setup: "development", allowDevelopmentKeys })).toThrow(
        refused("DEVELOPMENT_KEY_REFUSED", "age"),
      );
    expect(imported({ setup: "something", allowDevelopmentKeys: true })).toThrow(
      refused("DEVELOPMENT_KEY_REFUSED", "age"),
    );
  });

  it("takes the key with the expected hash and no other", () => {
    expect(imported({ expectedHash: key.hash })).not.toThrow();
    expect(imported({ expectedHash: "00".repeat(32) })).toThrow(refused("VERIFICATION_KEY_INVALID", "verificationKey"));
  });
});

describe("isImportedKey", () => {
  it("is true for an imported key and for nothing else", () => {
    expect(isImportedKey(key)).toBe(true);
    for (const value of [undefined, null, 1, "key", {}, { ...key }, () => key])
      expect(isImportedKey(value)).toBe(false);
  });
});
