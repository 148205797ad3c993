import { beforeAll, describe, expect, test } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import {
  bitsOf,
  compileTemplate,
  createRandom,
  expectForgeryFails,
  expectNoWireIsFree,
  expectRefused,
  solve,
  type TestCircuit,
} from "./harness.ts";

let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await compileTemplate({
    file: "status_word.circom",
    template: "StatusWord()",
    inputs: ["word", "{binary} index[7]"],
  });
});

const ALL = 2n ** 128n - 1n;
const word = createRandom(7)() & ALL;
const isSet = (position: number) => ((word >> BigInt(position)) & 1n) === 1n;
const positions = Array.from({ length: 128 }, (_, i) => i);

describe("accepts", () => {
  test("every bit that is 0", () => {
    for (const position of positions.filter((p) => !isSet(p))) solve(circuit, { word, index: bitsOf(position, 7) });
  });
  test("the one clear bit of a full word", () => {
    for (const position of [0, 1, 63, 64, 127]) {
      solve(circuit, { word: ALL ^ (1n << BigInt(position)), index: bitsOf(position, 7) });
    }
  });
  test("takes 134 constraints", () => {
    expect(circuit.r1cs.nConstraints).toBe(134);
  });
});

describe("rejects", () => {
  test("every bit that is 1", () => {
    for (const position of positions.filter(isSet)) expectRefused(circuit, { word, index: bitsOf(position, 7) });
  });
  test("words of more than 128 bits", () => {
    for (const wide of [2n ** 128n, 2n ** 200n, FIELD_MODULUS - 1n]) {
      expectRefused(circuit, { word: wide, index: bitsOf(3, 7) });
      expectRefused(circuit, { word: wide, index: bitsOf(127, 7) });
    }
  });
});

describe("cannot be forged", () => {
  test("no wire is free", () => {
    for (const position of positions.filter((p) => !isSet(p)).slice(0, 5)) {
      expectNoWireIsFree(circuit, solve(circuit, { word, index: bitsOf(position, 7) }));
    }
  });
  test("a witness for a clear bit does not carry over to a set one", () => {
    const clear = positions.find((p) => !isSet(p) && isSet(p ^ 1))!;
    const witness = solve(circuit, { word, index: bitsOf(clear, 7) });
    expectForgeryFails(circuit, witness, { "index[0]": BigInt((clear ^ 1) & 1) });
    expectForgeryFails(circuit, witness, { word: word ^ (1n << BigInt(clear)) });
  });
});
