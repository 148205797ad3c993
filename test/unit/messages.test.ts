/** Mistakes that a newcomer makes: each refusal names the field and what to write instead. */
import { beforeAll, describe, expect, it } from "vitest";
import { createPresentation, createProver, loadArtifacts } from "../../src/holder.ts";
import { createStatement, issueCredential, parseSchema } from "../../src/issuer.ts";
import { openArtifacts } from "../../src/node.ts";
import { verifyPresentation } from "../../src/verifier.ts";
import { makeWorld, opened } from "../world.ts";
import { loadFixture } from "./presentation/verification/fixture.ts";

const world = makeWorld();

describe("a claim", () => {
  const schema = parseSchema({
    civicproof: "schema/v2",
    name: "resident",
    version: "1",
    claims: [
      { name: "birthDate", type: "date" },
      { name: "income", type: "money", currency: "EUR" },
    ],
  });
  const issue = (claims: object) => () =>
    issueCredential({
      ...{ issuerKey: new Uint8Array(32).fill(3) as never, schema, registry: "ab".repeat(32), statusIndex: 0 },
      ...{ holderCommitment: world.credential.holderCommitment as never, claims: claims as never },
      ...{ validFrom: "2020-01-01", validUntil: "2099-12-31", claimsFrom: 0 },
    });

  it("that is a Date is asked for as a day", () => {
    expect(issue({ birthDate: new Date(0), income: 1 })).toThrow(
      expect.objectContaining({
        code: "CLAIM_INVALID",
        path: "claims.birthDate",
        expected: expect.stringMatching(/YYYY-MM-DD.*toISOString/),
        received: "a Date",
      }),
    );
  });

  it.each([123.45, "123.45"])("of money that is %o is asked for in the smallest unit", (income) => {
    expect(issue({ birthDate: "1950-01-01", income })).toThrow(
      expect.objectContaining({ path: "claims.income", expected: expect.stringMatching(/12345 for 123.45/) }),
    );
  });
});

describe("milliseconds in the place of seconds", () => {
  it("are named by a statement", () => {
    const timeSeconds = 3_600 * 1_000 * 500_000;
    expect(() => createStatement({ registry: world.registry, timeSeconds })).toThrow(
      expect.objectContaining({ path: "timeSeconds", expected: "seconds since the epoch, not milliseconds" }),
    );
  });

  it("are named by a verifier, which does not call the request expired", async () => {
    const { presentation, options } = loadFixture();
    const nowSeconds = 1_000 * options.nowSeconds;
    await expect(verifyPresentation(presentation, { ...options, nowSeconds })).rejects.toMatchObject({
      code: "INPUT_INVALID",
      path: "nowSeconds",
      expected: "seconds since the epoch",
    });
  });
});

describe("a registry", () => {
  let artifacts: Awaited<ReturnType<typeof loadArtifacts>>;
  beforeAll(async () => {
    artifacts = await loadArtifacts({ circuit: "age", ...(await openArtifacts()), allowDevelopmentKeys: true });
  });

  it("that is a snapshot is asked for as a view", async () => {
    const { credential, holderSecret, registry } = world;
    const request = opened(loadFixture().options.request as never);
    const proving = { credential, holderSecret, request, artifacts, prover: createProver() };
    const snapshot = { ...registry.snapshot(), registry: registry.id };
    await expect(createPresentation({ ...proving, registry: snapshot as never })).rejects.toMatchObject({
      code: "INPUT_INVALID",
      path: "registry",
      expected: expect.stringMatching(/openSnapshot/),
    });
  });
});

describe("what was verified", () => {
  it("can be written as JSON", async () => {
    const { presentation, options } = loadFixture();
    const verified = await verifyPresentation(presentation, options);
    const { nullifier, signals, nullifierKey, ...others } = JSON.parse(JSON.stringify(verified)) as Record<
      string,
      unknown
    >;
    expect(nullifier).toBe(String(verified.nullifier));
    expect([signals, nullifierKey]).toEqual([undefined, undefined]);
    expect(others).toMatchObject({
      presentation: { publicSignals: presentation.publicSignals },
      period: verified.period,
    });
  });
});
