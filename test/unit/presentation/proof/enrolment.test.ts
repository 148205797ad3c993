import { describe, expect, it } from "vitest";
import { CivicproofError } from "../../../../src/core/errors.ts";
import { toField } from "../../../../src/core/field.ts";
import { domainTag, poseidon } from "../../../../src/core/hash.ts";
import { toHolderCommitment } from "../../../../src/credentials/credential/holder.ts";
import { decodeEnrolment, enrolmentExtension } from "../../../../src/presentation/proof/enrolment.ts";
import { createRequest, decodeRequest, requestSignals } from "../../../../src/presentation/proof/request.ts";
import { compilePolicy } from "../../../../src/statement/policy/index.ts";
import { ANNA, askFor, createTestOffice, demandFor, OFFICE, OFFICE_GRID } from "../../../office.ts";
import { FIXTURE_POLICIES, GRID, NOW_SECONDS, opened, REGISTRY_ID, SCHEMA } from "../../../world.ts";

function refusal(action: () => unknown): { code: string; path?: string | undefined } {
  try {
    action();
  } catch (error) {
    if (error instanceof CivicproofError) return { code: error.code, path: error.path };
    throw error;
  }
  return { code: "accepted" };
}
const invalid = (path: string) => ({ code: "REQUEST_INVALID", path });

describe("a request for an enrolment", () => {
  it("asks for a pseudonym, for one file, on no period and no chain", () => {
    const request = askFor(ANNA);
    expect(request).toMatchObject({
      circuit: "enrolment",
      scope: OFFICE,
      grid: OFFICE_GRID,
      period: 0,
      maxClaims: 1,
      recipient: ANNA.name,
    });
    expect(requestSignals(request).period).toBe(0n);
    expect(opened(request).policy.policyHash).toBe(demandFor(ANNA).policyHash);
  });

  it("is for one file only: another one has another context", () => {
    const nonce = new Uint8Array(16);
    const [one, other] = ["2026/17", "2026/18"].map((file) =>
      requestSignals(askFor({ ...ANNA, name: file }, { nonce })),
    );
    expect(one!.context).not.toBe(other!.context);
  });

  it.each<[string, object, string]>([
    ["a period", { period: 20260101 }, "period"],
    ["a grid with several periods", { grid: "month/2026-01-01/0" }, "grid"],
    ["several claims", { maxClaims: 2 }, "maxClaims"],
    [
      "a chain",
      {
        scope: { ...OFFICE, chainId: "eip155:1", contract: `0x${"11".repeat(20)}` },
        chain: { version: 1, ordinal: 1 },
      },
      "scope.chainId",
    ],
  ])("refuses %s", (_, change, path) => {
    expect(refusal(() => decodeRequest({ ...askFor(ANNA), ...change }))).toEqual(invalid(path));
  });

  it("refuses to be without a file", () => {
    const { recipient: _, ...request } = askFor(ANNA);
    expect(refusal(() => decodeRequest(request))).toEqual(invalid("recipient"));
  });

  it("is of the circuit for enrolments: no portal's request has the period 0", () => {
    const portal = createRequest({
      policy: compilePolicy(FIXTURE_POLICIES.age, SCHEMA),
      scope: { verifier: OFFICE.verifier },
      registry: REGISTRY_ID,
      grid: GRID,
      origin: "https://city.example.org",
      nowSeconds: NOW_SECONDS,
    });
    expect(refusal(() => decodeRequest({ ...portal, period: 0 }))).toEqual(invalid("period"));
    expect(refusal(() => opened({ ...askFor(ANNA), circuit: "residency", period: 20260101 }))).toEqual(
      invalid("policyHash"),
    );
  });

  it("takes the grid of its demand, which is of the kind once", () => {
    const monthly = demandFor(ANNA, { grid: GRID });
    expect(askFor(ANNA)).toMatchObject({ grid: OFFICE_GRID, period: 0 });
    expect(refusal(() => askFor(ANNA, { demand: monthly }))).toEqual(invalid("grid"));
    expect(refusal(() => askFor(ANNA, { grid: "once/2026-06-01/60" }))).toEqual(invalid("grid"));
  });
});

describe("the identity demand", () => {
  it("has 2 range slots, 1 set slot and 1 clause", () => {
    const { circuit, rangeSlots, setSlots, clauses } = demandFor(ANNA);
    expect([circuit, rangeSlots.length, setSlots.length, clauses.length]).toEqual(["enrolment", 2, 1, 1]);
  });
  it("is refused when it holds for everybody, or does not fit", () => {
    const everybody = {
      anyOf: [
        { claim: "reference", "=": "A" },
        { claim: "reference", "!=": "A" },
      ],
    };
    expect(refusal(() => demandFor(ANNA, { require: everybody })).code).toBe("POLICY_INVALID");
    const two = {
      anyOf: [
        { claim: "birthDate", "=": "1950-02-28" },
        { claim: "reference", "=": "A" },
      ],
    };
    expect(refusal(() => demandFor(ANNA, { require: two })).code).toBe("POLICY_TOO_LARGE");
  });
});

describe("the extension", () => {
  it("is Poseidon over tag, kind 1, flags 3, commitment and claimsFrom (P-50)", () => {
    const commitment = toHolderCommitment("12345");
    expect(enrolmentExtension(commitment, 20261201)).toBe(
      poseidon([domainTag("extension"), toField(1n), toField(3n), toField(12345n), toField(20261201n)]),
    );
  });
});

describe("decodeEnrolment", () => {
  const enrolment = createTestOffice().answer(askFor(ANNA));

  it("reads objects and text", () => {
    const decoded = decodeEnrolment(enrolment);
    expect(decoded).toEqual({
      holderCommitment: BigInt(enrolment.holderCommitment),
      claimsFrom: 0,
      presentation: enrolment.presentation,
    });
    expect(decodeEnrolment(JSON.stringify(enrolment))).toEqual(decoded);
  });

  it.each<[string, unknown, string]>([
    ["nothing", undefined, "ENROLMENT_MALFORMED"],
    ["a presentation alone", enrolment.presentation, "ENROLMENT_MALFORMED"],
    ["text that is no JSON", "{", "ENROLMENT_MALFORMED"],
    ["something more", { ...enrolment, name: "Anna" }, "ENROLMENT_MALFORMED"],
    ["a commitment of 0", { ...enrolment, holderCommitment: "0" }, "ENROLMENT_MALFORMED"],
    ["a commitment with a leading zero", { ...enrolment, holderCommitment: "01" }, "ENROLMENT_MALFORMED"],
    ["a commitment above r", { ...enrolment, holderCommitment: "9".repeat(77) }, "ENROLMENT_MALFORMED"],
    ["a claimsFrom that is no date", { ...enrolment, claimsFrom: 20260231 }, "ENROLMENT_MALFORMED"],
    ["a claimsFrom below all dates", { ...enrolment, claimsFrom: 7 }, "ENROLMENT_MALFORMED"],
    ["a presentation that is text", { ...enrolment, presentation: "" }, "ENROLMENT_MALFORMED"],
    ["version 1", { ...enrolment, civicproof: "enrolment/v1/s1" }, "VERSION_UNSUPPORTED"],
    ["another suite", { ...enrolment, civicproof: "enrolment/v2/s2" }, "SUITE_UNSUPPORTED"],
  ])("refuses %s", (_, input, code) => {
    expect(refusal(() => decodeEnrolment(input)).code).toBe(code);
  });
});
