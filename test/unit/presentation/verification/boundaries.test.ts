/** The verifier's edges: the last value that passes and the first that does not, and errors that are no answers. */
import { beforeAll, describe, expect, it } from "vitest";
import {
  checkProofs,
  verifyPresentation,
  verifyPresentations,
} from "../../../../src/presentation/verification/verify.ts";
import { equationOf } from "../../../../src/statement/artifacts/imported-key.ts";
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
  });
});

describe("verifyPresentations", () => {
  it("takes 4,096 at once, and no more", async () => {
    const items = Array.from({ length: 4_096 }, () => ({ presentation: null, options: fixture.options }));
    expect(await verifyPresentations(items)).toHaveLength(4_096);
    await expect(verifyPresentations([...items, items[0]!])).rejects.toMatchObject({ code: "INPUT_INVALID" });
  });

  it("does not take an error of the machine for an answer", async () => {
    const options = {
      ...fixture.options,
      get verificationKey(): never {
        throw new RangeError("not a refusal");
      },
    };
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
