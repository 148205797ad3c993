import { describe, expect, it } from "vitest";
import { randomField } from "../../../../src/core/field.ts";
import { type BatchItem, findFalseProofs } from "../../../../src/engine/groth16/batch.ts";
import { decodeProof } from "../../../../src/engine/groth16/decode-proof.ts";
import { equationHolds } from "../../../../src/engine/groth16/equation.ts";
import { equationOf } from "../../../../src/statement/artifacts/imported-key.ts";
import { createTrapdoor, type Trapdoor } from "../../../trapdoor.ts";

const age = createTrapdoor("age");
const residency = createTrapdoor("residency");

function item({ key, prove }: Trapdoor, signals = Array.from({ length: 8 }, randomField)): BatchItem {
  return { key: equationOf(key), signals, proof: decodeProof(prove(signals)) };
}

/** The same proof said to prove something else. */
function falsified({ signals, ...rest }: BatchItem, position = 0): BatchItem {
  return { ...rest, signals: signals.map((signal, i) => (i === position ? randomField() : signal)) };
}

const good = Array.from({ length: 64 }, (_, i) => item(i % 3 === 0 ? residency : age));

describe("findFalseProofs", () => {
  it("finds none among good ones of two keys, nor in nothing", () => {
    expect(findFalseProofs(good)).toEqual([]);
    expect(findFalseProofs([])).toEqual([]);
    for (const one of good.slice(0, 3)) expect(findFalseProofs([one])).toEqual([]);
  });

  it("answers for any number of proofs, where they go two by two as well as where one is left over", () => {
    for (let count = 1; count <= 9; count += 1) {
      const some = good.slice(0, count);
      expect(findFalseProofs(some)).toEqual([]);
      for (let i = 0; i < count; i += 1) {
        expect(findFalseProofs(some.map((each, j) => (i === j ? falsified(each) : each)))).toEqual([i]);
      }
    }
  });

  it("names any single false proof among 64", () => {
    for (const i of [0, 31, 32, 63]) {
      const items = good.map((each, j) => (i === j ? falsified(each, i % 8) : each));
      expect(findFalseProofs(items)).toEqual([i]);
    }
  });

  it("names all of several, and all when all are false", () => {
    const some = new Set([0, 1, 17, 18, 62, 63]);
    expect(findFalseProofs(good.map((each, i) => (some.has(i) ? falsified(each) : each)))).toEqual([...some]);
    expect(findFalseProofs(good.slice(0, 8).map((each) => falsified(each)))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it("is not fooled by errors that cancel in a plain product", () => {
    // Each with the C of the other: without coefficients the product over both would hold.
    const [left, right] = [item(age), item(age)];
    const swapped = [
      { ...left, proof: { ...left.proof, c: right.proof.c } },
      { ...right, proof: { ...right.proof, c: left.proof.c } },
    ];
    expect(findFalseProofs(swapped)).toEqual([0, 1]);
  });

  it("refuses a proof under another key than its own", () => {
    expect(findFalseProofs([item(age), { ...item(age), key: equationOf(residency.key) }])).toEqual([1]);
  });

  it("answers what the check of each alone answers", () => {
    const mixed = good.slice(0, 12).map((each, i) => (i % 4 === 1 ? falsified(each, i % 8) : each));
    const alone = mixed.flatMap(({ key, proof, signals }, i) => (equationHolds(key, proof, signals) ? [] : [i]));
    expect(findFalseProofs(mixed)).toEqual(alone);
  });

  it("stops when aborted", () => {
    expect(() => findFalseProofs(good, AbortSignal.abort())).toThrow(
      expect.objectContaining({ code: "OPERATION_ABORTED" }),
    );
  });
});
