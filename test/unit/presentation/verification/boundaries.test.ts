/** The verifier's edges: the last value that passes and the first that does not, and errors that are no answers. */

import { beforeAll, describe, expect, it } from "vitest";
import { loadVerificationKey } from "../../../../src/presentation/verification/load-key.ts";
import {
  checkProofs,
  verifyPresentation,
  verifyPresentations,
} from "../../../../src/presentation/verification/verify.ts";
import { equationOf } from "../../../../src/statement/artifacts/imported-key.ts";
import { openArtifacts } from "../../../../src/statement/artifacts/node.ts";
import { PUBLIC_SIGNALS } from "../../../../src/statement/circuit/signals.ts";
import { type Fixture, loadFixture } from "./fixture.ts";

let fixture: Fixture;
beforeAll(() => {
  fixture = loadFixture();
});

describe("verifyPresentation", () => {
  it("refuses one signal too many or too few as a malformed presentation", async () => {
    const { publicSignals } = fixture.presentation;
    for (const signals of [[...publicSignals, "1"], publicSignals.slice(0, -1), []]) {
      const input = { ...fixture.presentation, publicSignals: signals };
      await expect(verifyPresentation(input, fixture.options)).rejects.toMatchObject({
        code: "PRESENTATION_MALFORMED",
        path: "publicSignals",
      });
    }
  });

  it("names the signal that is no canonical field element", async () => {
    const { publicSignals } = fixture.presentation;
    const signals = publicSignals.map((signal, i) => (i === 3 ? `0${signal}` : signal));
    const input = { ...fixture.presentation, publicSignals: signals };
    await expect(verifyPresentation(input, fixture.options)).rejects.toMatchObject({
      code: "PRESENTATION_MALFORMED",
      path: `publicSignals.${PUBLIC_SIGNALS[3]}`,
    });
  });

  it("answers in the last second of a request, and not in the one after", async () => {
    const { expiresAtSeconds } = fixture.options.request;
    const at = (nowSeconds: number) => verifyPresentation(fixture.presentation, { ...fixture.options, nowSeconds });
    await at(expiresAtSeconds - 1);
    await expect(at(expiresAtSeconds)).rejects.toMatchObject({ code: "REQUEST_EXPIRED" });
  });

  it("refuses a clock before the epoch, and none at all, by its name", async () => {
    for (const nowSeconds of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      const answer = verifyPresentation(fixture.presentation, { ...fixture.options, nowSeconds });
      await expect(answer).rejects.toMatchObject({ code: "INPUT_INVALID", path: "nowSeconds" });
    }
    // The epoch itself is a time, though none of this request's.
    const atEpoch = verifyPresentation(fixture.presentation, { ...fixture.options, nowSeconds: 0 });
    await expect(atEpoch).rejects.toMatchObject({ code: "REQUEST_INVALID", path: "request.today" });
  });

  it("takes a request about its clock's day or the day before, and an appeal about the day of its instant only", async () => {
    const { request, nowSeconds } = fixture.options;
    const about = (days: number, change: object = {}) => {
      const today = new Date(Date.parse(request.today) + days * 86_400_000).toISOString().slice(0, 10);
      const options = { ...fixture.options, request: { ...request, today, ...change } };
      return expect(verifyPresentation(fixture.presentation, options));
    };
    const wrongDay = { code: "REQUEST_INVALID", path: "request.today" };
    // The next check's refusal: the proof is about another day than this request.
    const laterCheck = { code: "PUBLIC_SIGNAL_MISMATCH", path: "publicSignals.today" };
    for (const days of [-2, 1]) await about(days).rejects.toMatchObject(wrongDay);
    await about(-1).rejects.toMatchObject(laterCheck);
    for (const days of [-2, -1, 1]) await about(days, { asOfSeconds: nowSeconds }).rejects.toMatchObject(wrongDay);
    await about(-1, { asOfSeconds: nowSeconds - 86_400 }).rejects.toMatchObject(laterCheck);
  });

  it("takes the imported key of the request's circuit and no other", async () => {
    const expected = "the imported key of circuit age";
    const { verificationKey } = fixture.options;
    for (const key of [loadFixture("residency").options.verificationKey, { ...verificationKey }, undefined, null]) {
      const options = { ...fixture.options, verificationKey: key as typeof verificationKey };
      const answer = verifyPresentation(fixture.presentation, options);
      await expect(answer).rejects.toMatchObject({ code: "VERIFICATION_KEY_INVALID", expected });
    }
  });
});

describe("verifyPresentations", () => {
  it("takes 4,096 at once, and no more", async () => {
    const items = Array.from({ length: 4_096 }, () => ({ presentation: null, options: fixture.options }));
    expect(await verifyPresentations(items)).toHaveLength(4_096);
    await expect(verifyPresentations([...items, items[0]!])).rejects.toMatchObject({ code: "INPUT_INVALID" });
  });

  it("does not take an error of the machine for an answer", async () => {
    const statements = new Proxy(fixture.options.statements, {
      get() {
        throw new RangeError("not a refusal");
      },
    });
    const options = { ...fixture.options, statements };
    const items = [{ presentation: fixture.presentation, options }];
    await expect(verifyPresentations(items)).rejects.toThrow("not a refusal");
    const proof = {
      ...fixture.presentation.proof,
      get a(): never {
        throw new RangeError("not a refusal");
      },
    };
    const key = fixture.options.verificationKey;
    expect(equationOf(key)).toBeDefined();
    expect(() => checkProofs([{ key, proof, signals: [] }])).toThrow("not a refusal");
  });
});

describe("loadVerificationKey", () => {
  it("takes a development key where that is allowed, and nowhere else", async () => {
    const source = { circuit: "age", ...(await openArtifacts()) } as const;
    const key = await loadVerificationKey({ ...source, allowDevelopmentKeys: true });
    expect(key).toMatchObject({ circuit: "age", setup: "development" });
    for (const allowed of [{}, { allowDevelopmentKeys: false }, { allowDevelopmentKeys: "yes" as never }])
      await expect(loadVerificationKey({ ...source, ...allowed })).rejects.toMatchObject({
        code: "DEVELOPMENT_KEY_REFUSED",
      });
  });
});
