import { describe, expect, it } from "vitest";
import { findInvalidProofs } from "../../../../src/portal/settlement/batch-check.ts";
import type { Presentation } from "../../../../src/presentation/proof/presentation.ts";
import { createTrapdoor } from "../../../trapdoor.ts";
import { FIXTURE, keyOf, presentationOf } from "./claims.ts";

const verificationKey = keyOf("age");
const good = FIXTURE.age.slice(0, 16).map(presentationOf);

/** The proof of one with the signals of another: well-formed and false. */
const crossed = (i: number, j: number): Presentation => ({ ...good[i]!, proof: good[j]!.proof });
const replaced = (changes: Readonly<Record<number, unknown>>): Presentation[] =>
  good.map((presentation, i) => (i in changes ? (changes[i] as Presentation) : presentation));

describe("findInvalidProofs", () => {
  it("finds none among good ones, and none in nothing", () => {
    expect(findInvalidProofs(good, { verificationKey })).toEqual([]);
    expect(findInvalidProofs([], { verificationKey })).toEqual([]);
  });

  it("names one false proof wherever it stands", () => {
    for (const i of [0, 7, 15]) {
      const bad = replaced({ [i]: crossed(i, (i + 1) % 16) });
      expect(findInvalidProofs(bad, { verificationKey })).toEqual([i]);
    }
  });

  it("names several, also two whose errors cancel without coefficients", () => {
    const swapped = replaced({ 3: crossed(3, 4), 4: crossed(4, 3), 9: crossed(9, 1) });
    expect(findInvalidProofs(swapped, { verificationKey })).toEqual([3, 4, 9]);
  });

  it("names what is malformed, of another circuit, or no presentation", () => {
    const offCurve = { ...good[1]!, proof: { ...good[1]!.proof, a: ["1", "3"] } };
    const outOfField = { ...good[2]!, publicSignals: [...good[2]!.publicSignals.slice(1), `9${"0".repeat(76)}`] };
    const items = replaced({
      1: offCurve,
      2: outOfField,
      5: presentationOf(FIXTURE.residency[0]!),
      6: null,
      7: { civicproof: "presentation/v2/s1" },
      8: {
        get proof(): unknown {
          throw new Error("getter");
        },
      },
    });
    expect(findInvalidProofs(items, { verificationKey })).toEqual([1, 2, 5, 6, 7, 8]);
  });

  it("refuses too many, a key that was not imported, an aborted signal", () => {
    const options = { verificationKey };
    const many = new Array<Presentation>(5_000).fill(good[0]!);
    expect(() => findInvalidProofs(many, options)).toThrow(expect.objectContaining({ code: "SETTLEMENT_INVALID" }));
    expect(() => findInvalidProofs(good, { verificationKey: { ...verificationKey } })).toThrow(
      expect.objectContaining({ code: "VERIFICATION_KEY_INVALID" }),
    );
    expect(() => findInvalidProofs([], { verificationKey: createTrapdoor("enrolment").key })).toThrow(
      expect.objectContaining({ code: "VERIFICATION_KEY_INVALID" }),
    );
    expect(() => findInvalidProofs(good, { ...options, signal: AbortSignal.abort() })).toThrow(
      expect.objectContaining({ code: "OPERATION_ABORTED" }),
    );
  });
});
