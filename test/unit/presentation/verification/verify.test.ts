import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { CivicproofError } from "../../../../src/core/errors.ts";
import { BASE_FIELD_MODULUS, FIELD_MODULUS, toField } from "../../../../src/core/field.ts";
import { createStatement } from "../../../../src/credentials/registry/create-statement.ts";
import type { RegistryStatement } from "../../../../src/credentials/registry/statement.ts";
import type { PresentationRequest } from "../../../../src/presentation/proof/request.ts";
import {
  isVerifiedPresentation,
  type VerifyOptions,
  verifyPresentation,
} from "../../../../src/presentation/verification/verify.ts";
import { importVerificationKey } from "../../../../src/statement/artifacts/imported-key.ts";
import { PUBLIC_SIGNALS, type PublicSignalName } from "../../../../src/statement/circuit/signals.ts";
import { statementOf } from "../../../world.ts";
import { type Fixture, loadFixture } from "./fixture.ts";
import { hostileInputs, replaceAt } from "./hostile-inputs.ts";

let fixture: Fixture;
beforeAll(() => {
  fixture = loadFixture();
});

/** The code of a typed refusal; a foreign error or an acceptance fails the test. */
async function refusal(input: unknown, options: Partial<VerifyOptions> = {}): Promise<string> {
  try {
    await verifyPresentation(input, { ...fixture.options, ...options });
  } catch (error) {
    if (error instanceof CivicproofError) return error.code;
    throw new Error(`foreign error: ${String(error)}`, { cause: error });
  }
  throw new Error("accepted");
}

/** A registry with the roots of a statement. */
const rootsOf = ({ registry: id, issuerRoots, statusRoot }: RegistryStatement) => ({ id, issuerRoots, statusRoot });

const withRequest = (change: Partial<PresentationRequest>): { request: PresentationRequest } => ({
  request: { ...fixture.options.request, ...change },
});

describe("verifyPresentation accepts", () => {
  it("a valid presentation, as an object and as text", async () => {
    const verified = await verifyPresentation(fixture.presentation, fixture.options);
    expect(isVerifiedPresentation(verified)).toBe(true);
    expect(verified.nullifierKey).toHaveLength(32);
    expect(verified.signals.nullifier).toBe(toField(fixture.presentation.publicSignals[0]));
    await verifyPresentation(JSON.stringify(fixture.presentation), fixture.options);
  });

  it("the twin with A and B negated, under the same nullifier", async () => {
    const { a, b, c } = fixture.presentation.proof;
    const negate = (y: string) => String(BASE_FIELD_MODULUS - BigInt(y));
    const twin = {
      ...fixture.presentation,
      proof: { a: [a[0], negate(a[1])], b: [b[0], [negate(b[1][0]), negate(b[1][1])]], c },
    };
    const verified = await verifyPresentation(twin, fixture.options);
    expect(verified.nullifier).toBe(toField(fixture.presentation.publicSignals[0]));
  });

  it("roots of a statement that is not the newest, while it is young enough", async () => {
    const [statement] = fixture.options.statements as [RegistryStatement];
    const next = createStatement({ registry: { ...rootsOf(statement), statusRoot: toField(7) }, previous: statement });
    await verifyPresentation(fixture.presentation, { ...fixture.options, statements: [statement, next] });
  });
});

describe("verifyPresentation refuses", () => {
  it("every hostile input with a typed error", async () => {
    const inputs = hostileInputs(fixture.presentation);
    expect(inputs.length).toBeGreaterThan(400);
    const failures: string[] = [];
    for (const { name, input } of inputs) {
      await refusal(input).catch((error: Error) => failures.push(`${name}: ${error.message}`));
    }
    expect(failures).toEqual([]);
  });

  it("anything that fast-check makes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true, withNullPrototype: true }),
        async (input) => {
          expect(await refusal(input)).toBe("PRESENTATION_MALFORMED");
        },
      ),
      { numRuns: 2_000, seed: 1 },
    );
  });

  it("a valid presentation with one value replaced by anything", async () => {
    const paths = [
      ["civicproof"],
      ["circuit"],
      ["proof"],
      ["proof", "a"],
      ["proof", "a", 0],
      ["proof", "b", 1],
      ["proof", "b", 1, 0],
      ["proof", "c", 1],
      ["publicSignals"],
      ...PUBLIC_SIGNALS.map((_, i) => ["publicSignals", i]),
    ];
    const value = fc.oneof(
      fc.anything(),
      fc.bigInt().map(String),
      fc.bigInt({ min: 0n, max: FIELD_MODULUS - 1n }).map(String),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), value, async (path, replacement) => {
        await refusal(replaceAt(fixture.presentation, path, replacement));
      }),
      { numRuns: 500, seed: 2 },
    );
  });

  it("a change of any public signal", async () => {
    const codes: Record<PublicSignalName, string> = {
      nullifier: "PROOF_INVALID",
      policyHash: "PUBLIC_SIGNAL_MISMATCH",
      issuerRoot: "ISSUER_ROOT_NOT_ACCEPTED",
      statusRoot: "STATUS_ROOT_NOT_ACCEPTED",
      scope: "PUBLIC_SIGNAL_MISMATCH",
      period: "PUBLIC_SIGNAL_MISMATCH",
      today: "PUBLIC_SIGNAL_MISMATCH",
      context: "PUBLIC_SIGNAL_MISMATCH",
    };
    for (const [i, name] of PUBLIC_SIGNALS.entries()) {
      const changed = String(BigInt(fixture.presentation.publicSignals[i]!) + 1n);
      expect(await refusal(replaceAt(fixture.presentation, ["publicSignals", i], changed)), name).toBe(codes[name]);
    }
  });

  it("an answer to another request", async () => {
    const { request } = fixture.options;
    const changes: Partial<PresentationRequest>[] = [
      { nonce: "AAAAAAAAAAAAAAAAAAAAAA" },
      { origin: "https://evil.example" },
      { responseOrigin: "https://evil.example" },
      { recipient: "somebody else" },
      { expiresAtSeconds: request.expiresAtSeconds + 1 },
      { grid: "year/2020-01-01/0", period: 20260101 },
      { scope: { ...request.scope, programme: "another" } },
      { scope: { ...request.scope, verifier: "evil.example" } },
      {
        scope: { ...request.scope, chainId: "eip155:1", contract: `0x${"00".repeat(20)}` },
        recipient: `0x${"11".repeat(20)}`,
        nonce: "A".repeat(43),
        chain: { version: 1, ordinal: 1 },
      },
      { policyHash: "1" },
    ];
    for (const change of changes) {
      expect(await refusal(fixture.presentation, withRequest(change)), JSON.stringify(change)).toBe(
        "PUBLIC_SIGNAL_MISMATCH",
      );
    }
  });

  it("an expired request, and a day that is not today's", async () => {
    const { request } = fixture.options;
    expect(await refusal(fixture.presentation, { nowSeconds: request.expiresAtSeconds })).toBe("REQUEST_EXPIRED");
    expect(await refusal(fixture.presentation, withRequest({ today: "1999-12-31" }))).toBe("REQUEST_INVALID");
  });

  it("roots of no statement, of one that is too old, and of one that is yet to come", async () => {
    const [statement] = fixture.options.statements as [RegistryStatement];
    const roots = rootsOf(statement);
    const { nowSeconds } = fixture.options;
    const age = nowSeconds - statement.timeSeconds;
    const otherIssuer = { ...roots, issuerRoots: { [fixture.options.request.schemaId]: toField(7) } };
    const { presentation } = fixture;
    const under = (registry: typeof roots, change: Partial<VerifyOptions> = {}) =>
      refusal(presentation, { statements: [statementOf(registry, statement.timeSeconds)], ...change });
    expect(await under(otherIssuer)).toBe("ISSUER_ROOT_NOT_ACCEPTED");
    expect(await under({ ...roots, issuerRoots: { 5: Object.values(roots.issuerRoots)[0]! } })).toBe(
      "ISSUER_ROOT_NOT_ACCEPTED",
    );
    expect(await under({ ...roots, statusRoot: toField(7) })).toBe("STATUS_ROOT_NOT_ACCEPTED");
    expect(await refusal(presentation, { statements: [] })).toBe("STATEMENT_MISSING");
    const later = statementOf(roots, statement.timeSeconds + 10 * 3_600);
    expect(await refusal(presentation, { statements: [later] })).toBe("STATEMENT_MISSING");
    await verifyPresentation(presentation, { ...fixture.options, maxRootAgeSeconds: Math.max(age + 1, 7_200) });
    const old = statementOf(roots, statement.timeSeconds - 3_600);
    const maxRootAgeSeconds = nowSeconds - old.timeSeconds;
    expect(await refusal(presentation, { statements: [old], maxRootAgeSeconds })).toBe("STATEMENT_MISSING");
    await verifyPresentation(presentation, {
      ...fixture.options,
      statements: [old],
      maxRootAgeSeconds: maxRootAgeSeconds + 1,
    });
  });

  it("an issuer root of one statement with the status root of another", async () => {
    const [statement] = fixture.options.statements as [RegistryStatement];
    const roots = rootsOf(statement);
    const before = statementOf({ ...roots, statusRoot: toField(7) }, statement.timeSeconds);
    const next = createStatement({
      registry: { ...roots, issuerRoots: { [fixture.options.request.schemaId]: toField(7) } },
      previous: before,
    });
    expect(await refusal(fixture.presentation, { statements: [before, next] })).toBe("ROOT_PAIR_MISMATCH");
  });

  it("statements that are none, and those of another registry", async () => {
    const [statement] = fixture.options.statements as [RegistryStatement];
    const foreign = statementOf({ ...rootsOf(statement), id: "ab".repeat(32) }, statement.timeSeconds);
    for (const statements of [[{ ...statement }], [foreign], [statement, foreign], undefined, {}, [null]])
      expect(await refusal(fixture.presentation, { statements: statements as never })).toBe("STATEMENT_INVALID");
  });

  it("options that would weaken it", async () => {
    const { presentation } = fixture;
    for (const maxRootAgeSeconds of [Number.NaN, -1, 0, 7_199, Number.POSITIVE_INFINITY, undefined as never])
      expect(await refusal(presentation, { maxRootAgeSeconds })).toBe("INPUT_INVALID");
    expect(await refusal(presentation, { nowSeconds: Number.NaN })).toBe("INPUT_INVALID");
    const empty = {} as unknown as VerifyOptions;
    await expect(verifyPresentation(presentation, empty)).rejects.toBeInstanceOf(CivicproofError);
    expect(await refusal(presentation, { request: null as never })).toBe("REQUEST_INVALID");
    expect(await refusal(presentation, { verificationKey: undefined as never })).toBe("VERIFICATION_KEY_INVALID");
    const forged = { ...fixture.options.verificationKey } as never;
    expect(await refusal(presentation, { verificationKey: forged })).toBe("VERIFICATION_KEY_INVALID");
  });

  it("without repeating what it was given", async () => {
    const secretLike = "123456789012345678901234567890";
    try {
      await verifyPresentation(replaceAt(fixture.presentation, ["proof", "a", 0], secretLike), fixture.options);
    } catch (error) {
      expect(JSON.stringify(error)).not.toContain(secretLike);
    }
  });
});

describe("importVerificationKey refuses", () => {
  const options = { circuit: "age", setup: "development", allowDevelopmentKeys: true } as const;
  const code = (json: unknown, change: object = {}): string => {
    try {
      importVerificationKey(json, { ...options, ...change });
    } catch (error) {
      if (error instanceof CivicproofError) return error.code;
      throw error;
    }
    return "accepted";
  };

  it("development keys unless they are allowed", () => {
    expect(code(fixture.verificationKeyJson, { allowDevelopmentKeys: false })).toBe("DEVELOPMENT_KEY_REFUSED");
    expect(code(fixture.verificationKeyJson, { allowDevelopmentKeys: undefined })).toBe("DEVELOPMENT_KEY_REFUSED");
    expect(code(fixture.verificationKeyJson, { setup: "something" })).toBe("DEVELOPMENT_KEY_REFUSED");
  });

  it("a key whose gamma equals its delta", () => {
    expect(code({ ...fixture.verificationKeyJson, vk_delta_2: fixture.verificationKeyJson.vk_gamma_2 })).toBe(
      "KEY_UNSAFE",
    );
  });

  it("another key than the expected one", () => {
    expect(code(fixture.verificationKeyJson, { expectedHash: "00".repeat(32) })).toBe("VERIFICATION_KEY_INVALID");
    expect(code(fixture.verificationKeyJson, { expectedHash: fixture.options.verificationKey.hash })).toBe("accepted");
  });

  it("wrong counts, labels, points and shapes", () => {
    const json = fixture.verificationKeyJson;
    const points = json.IC as string[][];
    for (const change of [
      { protocol: "plonk" },
      { curve: "bls12381" },
      { nPublic: 7 },
      { nPublic: 9 },
      { IC: points.slice(1) },
      { IC: [...points, points[0]] },
      { IC: {} },
      { vk_alpha_1: ["1", "3", "1"] },
      { vk_alpha_1: ["0", "1", "0"] },
      { vk_beta_2: json.vk_alpha_1 },
      { vk_gamma_2: null },
      { extra: 1 },
    ]) {
      expect(code({ ...json, ...change }), JSON.stringify(change)).toBe("VERIFICATION_KEY_INVALID");
    }
    for (const value of [null, undefined, 1, "x", [], {}]) expect(code(value)).toBe("VERIFICATION_KEY_INVALID");
    expect(code(json, { circuit: "toString" })).toBe("VERIFICATION_KEY_INVALID");
  });
});
