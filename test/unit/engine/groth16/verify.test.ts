import { describe, expect, it } from "vitest";
import { randomField } from "../../../../src/core/field.ts";
import { decodeProof } from "../../../../src/engine/groth16/decode-proof.ts";
import { verifyGroth16 } from "../../../../src/engine/groth16/verify.ts";
import { equationOf } from "../../../../src/statement/artifacts/imported-key.ts";
import { createTrapdoor } from "../../../trapdoor.ts";

const { key, prove } = createTrapdoor("age");
const signals = Array.from({ length: 8 }, randomField);
const proof = decodeProof(prove(signals));

describe("verifyGroth16", () => {
  it("takes the signals that the proof was made for", () => {
    expect(() => verifyGroth16(equationOf(key), proof, signals)).not.toThrow();
  });

  it("refuses a false proof: of other signals, with points exchanged, under another key", () => {
    const { key: other } = createTrapdoor("age", "other");
    const refused = expect.objectContaining({ code: "PROOF_INVALID", path: "proof" });
    const wrong = signals.map((signal, i) => (i === 3 ? randomField() : signal));
    expect(() => verifyGroth16(equationOf(key), proof, wrong)).toThrow(refused);
    expect(() => verifyGroth16(equationOf(key), { ...proof, a: proof.c, c: proof.a }, signals)).toThrow(refused);
    expect(() => verifyGroth16(equationOf(other), proof, signals)).toThrow(refused);
  });

  it("refuses more or fewer signals than the key takes", () => {
    for (const wrong of [[], signals.slice(0, 7), [...signals, signals[0]!]])
      expect(() => verifyGroth16(equationOf(key), proof, wrong)).toThrow(
        expect.objectContaining({ code: "PROOF_INVALID" }),
      );
  });
});
