import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CivicproofError } from "../../../../src/core/errors.ts";
import { DEVELOPMENT_KEYS } from "../../../../src/statement/artifacts/development-keys.generated.ts";
import {
  equationOf,
  importVerificationKey,
  sourceOfKey,
  type VerificationKey,
} from "../../../../src/statement/artifacts/imported-key.ts";
import { type ManifestEntry, parseManifest } from "../../../../src/statement/artifacts/manifest.ts";
import { CIRCUIT_NAMES, publicSignalsOf } from "../../../../src/statement/circuit/signals.ts";
import { createTrapdoor } from "../../../trapdoor.ts";

const readJson = (path: string) => JSON.parse(readFileSync(`artifacts/${path}`, "utf8"));
const published = Object.values(parseManifest(readJson("manifest.json")).circuits).filter(
  ({ setup }: ManifestEntry) => setup.kind === "development",
);

function codeOf(json: unknown, options: object): string {
  try {
    importVerificationKey(json, { circuit: "age", setup: "development", allowDevelopmentKeys: true, ...options });
  } catch (error) {
    if (error instanceof CivicproofError) return error.code;
    throw error;
  }
  return "accepted";
}

describe("importVerificationKey", () => {
  it("knows the development keys of this package", () => {
    expect(published.length).toBeGreaterThan(0);
    expect(DEVELOPMENT_KEYS.length).toBeGreaterThanOrEqual(published.length);
  });

  it.each(published)("refuses the published development key of $name, whatever it is called", ({ name, files }) => {
    const json = readJson(files.vkey.path);
    for (const allowDevelopmentKeys of [undefined, false, "true", 1])
      for (const setup of ["ceremony", "development"])
        expect(codeOf(json, { circuit: name, setup, allowDevelopmentKeys })).toBe("DEVELOPMENT_KEY_REFUSED");
    const ofOneSize = CIRCUIT_NAMES.filter((other) => publicSignalsOf(other).length === json.nPublic);
    for (const circuit of ofOneSize)
      expect(codeOf(json, { circuit, setup: "ceremony", allowDevelopmentKeys: false })).toBe("DEVELOPMENT_KEY_REFUSED");
    // Where it is allowed, it says what it is.
    const key = importVerificationKey(json, { circuit: name, setup: "ceremony", allowDevelopmentKeys: true });
    expect(key.setup).toBe("development");
    expect(DEVELOPMENT_KEYS).toContain(key.hash.slice(0, 16));
  });

  it("takes a key with as many inputs as its circuit has public signals, and no other", () => {
    const [age, enrolment] = [createTrapdoor("age").json, createTrapdoor("enrolment").json];
    expect([age.nPublic, enrolment.nPublic]).toEqual([8, 9]);
    expect(codeOf(enrolment, { circuit: "enrolment" })).toBe("accepted");
    expect(codeOf(enrolment, { circuit: "residency" })).toBe("VERIFICATION_KEY_INVALID");
    expect(codeOf(age, { circuit: "enrolment" })).toBe("VERIFICATION_KEY_INVALID");
  });

  it("takes another key as what the caller calls it", () => {
    const { json } = createTrapdoor("age");
    expect(importVerificationKey(json, { circuit: "age", setup: "ceremony" }).setup).toBe("ceremony");
  });

  it("makes keys that stay what was checked, in this thread and in others", () => {
    const { json } = createTrapdoor("age");
    const given = structuredClone(json) as Record<"IC" | "vk_alpha_1", unknown[]>;
    const key = importVerificationKey(given, { circuit: "age", setup: "ceremony" });
    given.IC.reverse();
    given.vk_alpha_1[0] = "1";
    expect(sourceOfKey(key)).toEqual(json);
    expect(Object.keys(key).sort()).toEqual(["circuit", "hash", "setup"]);
    for (const name of ["circuit", "hash", "setup"])
      expect(() => Object.assign(key, { [name]: "another" })).toThrow(TypeError);
    expect(() => equationOf({ ...key } as VerificationKey)).toThrow(
      expect.objectContaining({ code: "VERIFICATION_KEY_INVALID" }),
    );
  });
});
