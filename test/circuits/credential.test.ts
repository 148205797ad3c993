import { beforeAll, describe, expect, test } from "vitest";
import { poseidon } from "../../src/core/hash.ts";
import {
  compileTemplate,
  createRandom,
  evaluate,
  expectForgeryFails,
  expectNoWireIsFree,
  solve,
  type TestCircuit,
} from "./harness.ts";

let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await compileTemplate({
    file: "credential.circom",
    template: "Credential()",
    inputs: ["schemaId", "holderCommitment", "statusIndex", "validFrom", "validUntil", "firstPeriod", "claims[8]"],
    outputs: ["hash"],
  });
});

const random = createRandom(6);
const inputs = {
  schemaId: random(),
  holderCommitment: random(),
  statusIndex: 77n,
  validFrom: 20250101n,
  validUntil: 20271231n,
  firstPeriod: 3n,
  claims: Array.from({ length: 8 }, () => random() >> 140n),
};

describe("accepts", () => {
  test("the 14 fields with their hash (P-7)", () => {
    const { claims, ...rest } = inputs;
    expect(evaluate(circuit, inputs, "hash")).toBe(poseidon([...Object.values(rest), ...claims]));
  });
});

describe("rejects", () => {
  test("nothing; each field changes the hash", () => {
    const changed = Object.entries(inputs).map(([name, value]) =>
      evaluate(circuit, { ...inputs, [name]: Array.isArray(value) ? [...value.slice(0, 7), 1n] : 1n }, "hash"),
    );
    expect(new Set([...changed, evaluate(circuit, inputs, "hash")]).size).toBe(8);
  });
});

describe("cannot be forged", () => {
  test("no wire is free", () => {
    expectNoWireIsFree(circuit, solve(circuit, inputs));
  });
  test("the hash belongs to its fields", () => {
    const witness = solve(circuit, inputs);
    for (const name of ["schemaId", "holderCommitment", "statusIndex", "validUntil", "claims[7]"]) {
      expectForgeryFails(circuit, witness, { [name]: 1n });
    }
  });
});
