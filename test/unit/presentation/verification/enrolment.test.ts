import { describe, expect, it } from "vitest";
import { CivicproofError } from "../../../../src/core/errors.ts";
import { toField } from "../../../../src/core/field.ts";
import { domainTag, poseidon } from "../../../../src/core/hash.ts";
import { holderCommitment, toHolderSecret } from "../../../../src/credentials/credential/holder.ts";
import { createMemoryStore } from "../../../../src/portal/store/memory.ts";
import { enrolmentExtension } from "../../../../src/presentation/proof/enrolment.ts";
import {
  isVerifiedEnrolment,
  pseudonymKey,
  verifyEnrolment,
} from "../../../../src/presentation/verification/enrolment.ts";
import {
  decodePresentation,
  isVerifiedPresentation,
  verifyExtended,
  verifyPresentation,
  verifyPresentations,
} from "../../../../src/presentation/verification/verify.ts";
import { ANNA, askFor, BERT, createTestOffice } from "../../../office.ts";
import { createTestPortal } from "../../../portal.ts";
import { loadFixture } from "./fixture.ts";

const office = createTestOffice();
const request = askFor(ANNA);
const good = office.answer(request, { pseudonym: 77n, claimsFrom: 20260601 });

async function refusal(promise: Promise<unknown>): Promise<{ code: string; path?: string | undefined }> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof CivicproofError) return { code: error.code, path: error.path };
    throw error;
  }
  return { code: "accepted" };
}
const verify = (input: unknown, change: object = {}) =>
  verifyEnrolment(input, { ...office.options(request), ...change });
const otherExtension = { code: "PUBLIC_SIGNAL_MISMATCH", path: "publicSignals.extension" };

describe("verifyEnrolment", () => {
  it("answers with pseudonym, file, commitment and claimsFrom, from an object or text", async () => {
    for (const input of [good, JSON.stringify(good)]) {
      const verified = await verify(input);
      expect(isVerifiedEnrolment(verified)).toBe(true);
      expect(verified).toMatchObject({
        pseudonym: 77n,
        file: ANNA.name,
        holderCommitment: BigInt(good.holderCommitment),
        claimsFrom: 20260601,
        scope: request.scope,
      });
      expect(pseudonymKey(verified).at(-1)).toBe(77);
      expect(Object.isFrozen(verified) && Object.isFrozen(verified.scope)).toBe(true);
    }
  });

  it("refuses a commitment that is not the one in the proof", async () => {
    const stolen = String(holderCommitment(toHolderSecret(99n), 0));
    expect(await refusal(verify({ ...good, holderCommitment: stolen }))).toEqual(otherExtension);
  });

  it("refuses an earlier claimsFrom than the one in the proof", async () => {
    for (const claimsFrom of [0, 20260531, 20260602])
      expect(await refusal(verify({ ...good, claimsFrom }))).toEqual(otherExtension);
  });

  it("refuses parts that it did not ask for", async () => {
    const parts = [toField(BigInt(good.holderCommitment)), toField(20260601n)] as const;
    const hash = (kind: bigint, flags: bigint, values: readonly bigint[]) =>
      poseidon([domainTag("extension"), toField(kind), toField(flags), ...values.map((value) => toField(value))]);
    const others = [
      hash(2n, 3n, parts),
      hash(1n, 1n, [parts[0], 0n]),
      hash(1n, 2n, [0n, parts[1]]),
      hash(1n, 7n, parts),
      hash(1n, 3n, [parts[1], parts[0]]),
      0n,
    ];
    for (const extension of others) {
      const answer = office.answer(request, { pseudonym: 77n, claimsFrom: 20260601, extension });
      expect(await refusal(verify(answer))).toEqual(otherExtension);
    }
    expect(enrolmentExtension(holderCommitment(toHolderSecret(4_321n), 1), 20260601)).toBe(hash(1n, 3n, parts));
  });

  it("refuses an answer for another file, day, office or session", async () => {
    const path = "publicSignals.context";
    expect(await refusal(verify(office.answer(askFor({ ...ANNA, name: BERT.name }))))).toEqual({
      code: "PUBLIC_SIGNAL_MISMATCH",
      path,
    });
    expect(await refusal(verify(office.answer(askFor(ANNA))))).toEqual({ code: "PUBLIC_SIGNAL_MISMATCH", path });
    expect(await refusal(verify(office.answer(askFor(BERT))))).toMatchObject({
      code: "PUBLIC_SIGNAL_MISMATCH",
      path: "publicSignals.policyHash",
    });
    const elsewhere = askFor(ANNA, { scope: { verifier: "tax.example.org" } });
    expect(await refusal(verify(office.answer(elsewhere)))).toMatchObject({ path: "publicSignals.scope" });
  });

  it("refuses a wrong proof, roots that nobody accepts, and a request that is over", async () => {
    const proof = office.trapdoor.prove([1n]);
    expect(await refusal(verify({ ...good, presentation: { ...good.presentation, proof } }))).toMatchObject({
      code: "PROOF_INVALID",
    });
    expect(await refusal(verify(good, { statements: createTestPortal().statements }))).toMatchObject({
      code: "ISSUER_ROOT_NOT_ACCEPTED",
    });
    expect(await refusal(verify(good, { nowSeconds: request.expiresAtSeconds }))).toMatchObject({
      code: "REQUEST_EXPIRED",
    });
  });

  it("refuses the answer to a portal's request, and a portal's request", async () => {
    const portal = createTestPortal();
    const asked = portal.request();
    const presentation = portal.present(asked);
    const wrapped = { ...good, presentation };
    expect(await refusal(verify(wrapped))).toMatchObject({ code: "PUBLIC_SIGNAL_MISMATCH", path: "circuit" });
    expect(await refusal(verifyEnrolment(wrapped, portal.options(asked)))).toEqual({
      code: "REQUEST_INVALID",
      path: "request.circuit",
    });
  });
});

describe("an enrolment is no claim", () => {
  it("verifyPresentation refuses its request, alone and in a batch", async () => {
    const options = office.options(request);
    const expected = "a claim; verifyEnrolment takes others";
    const wrong = { code: "REQUEST_INVALID", path: "request.circuit", expected };
    await expect(verifyPresentation(good.presentation, options)).rejects.toMatchObject(wrong);
    const [result] = await verifyPresentations([{ presentation: good.presentation, options }]);
    expect(result).toMatchObject({ status: "rejected", reason: wrong });
  });

  it("verifyExtended refuses a claim's request, which has no extension", async () => {
    const { presentation, options } = loadFixture();
    const wrong = { code: "REQUEST_INVALID", path: "request.circuit", expected: "an enrolment" };
    await expect(verifyExtended(presentation, options, toField(1))).rejects.toMatchObject(wrong);
  });

  it("no store of nullifiers takes a verified enrolment, and no copy is one", async () => {
    const verified = await verify(good);
    expect(isVerifiedPresentation(verified)).toBe(false);
    expect(await refusal(createMemoryStore().consume(verified as never))).toMatchObject({ code: "INPUT_INVALID" });
    expect(isVerifiedEnrolment({ ...verified })).toBe(false);
  });

  it("has nine public signals, and nothing else has", () => {
    const malformed = expect.objectContaining({ code: "PRESENTATION_MALFORMED", path: "publicSignals" });
    const { presentation } = good;
    expect(decodePresentation(presentation).publicSignals).toHaveLength(9);
    expect(() =>
      decodePresentation({ ...presentation, publicSignals: presentation.publicSignals.slice(0, 8) }),
    ).toThrow(malformed);
    expect(() => decodePresentation({ ...presentation, circuit: "residency" })).toThrow(malformed);
  });
});
