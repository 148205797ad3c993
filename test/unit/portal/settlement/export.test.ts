import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type ExportVerifierOptions, exportVerifier } from "../../../../src/portal/settlement/export.ts";

const json: unknown = JSON.parse(readFileSync("artifacts/vkeys/age.json", "utf8"));
const options: ExportVerifierOptions = {
  circuit: "age",
  circuitHash: "ab".repeat(32),
  setup: "development",
  allowDevelopmentKeys: true,
  uri: "https://keys.example.org/age.json#0x00",
};
const refusal = (code: string) => expect.objectContaining({ code });

describe("exportVerifier", () => {
  it("writes circuit, hash, URI and whether the key is a development key", () => {
    const { contractName, source } = exportVerifier(json, options);
    expect(contractName).toBe("AgeVerifier");
    expect(source).toContain(`bytes32 public constant circuitId = 0x${options.circuitHash};`);
    expect(source).toContain(`string public constant verificationKeyURI = "${options.uri}";`);
    expect(source).toContain("bool public constant DEVELOPMENT_KEY = true;");
    expect(exportVerifier(json, options).source).toBe(source);
  });

  it.each<[string, Partial<ExportVerifierOptions>]>([
    ["a URI that ends the string", { uri: 'x"; contract Evil {} //' }],
    ["a URI with an escape", { uri: "x\\n" }],
    ["a URI with a line break", { uri: "x\ny" }],
    ["a base path with a quote", { basePath: 'x";' }],
    ["an unfit circuit hash", { circuitHash: "0".repeat(63) }],
    ["a circuit hash in capitals", { circuitHash: "AB".repeat(32) }],
    ["another key than expected", { expectedHash: "0".repeat(64) }],
  ])("refuses %s", (_, change) => {
    expect(() => exportVerifier(json, { ...options, ...change })).toThrow(refusal("VERIFICATION_KEY_INVALID"));
  });

  it("refuses the key of a circuit with more public signals than a contract takes", () => {
    const enrolment: unknown = JSON.parse(readFileSync("artifacts/vkeys/enrolment.json", "utf8"));
    expect(() => exportVerifier(enrolment, { ...options, circuit: "enrolment" })).toThrow(
      expect.objectContaining({ code: "VERIFICATION_KEY_INVALID", path: "circuit" }),
    );
  });

  it("refuses a development key by default", () => {
    const { allowDevelopmentKeys, ...strict } = options;
    expect(() => exportVerifier(json, strict)).toThrow(refusal("DEVELOPMENT_KEY_REFUSED"));
  });
});
