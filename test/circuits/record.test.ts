import { beforeAll, describe, expect, test } from "vitest";
import type { FieldElement } from "../../src/core/field.ts";
import { FieldElementError } from "../../src/core/field.ts";
import { hashRecord } from "../../src/records/record.ts";
import {
  compileTemplate,
  createRandom,
  evaluate,
  expectForgeryFails,
  expectNoWireIsFree,
  mod,
  solve,
  type TestCircuit,
} from "./harness.ts";

const NAMES = ["recordId", "version", "salt", "fieldsHash"] as const;
let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await compileTemplate({
    file: "record.circom",
    template: "Record()",
    inputs: NAMES,
    outputs: ["leaf"],
  });
});
const random = createRandom(71);
const inputs = () => ({ recordId: random() >> 8n, version: 3n, salt: random() >> 126n, fieldsHash: random() });

describe("accepts", () => {
  test("every record, and computes the leaf of src/records", () => {
    for (const each of [inputs(), { recordId: 0n, version: 1n, salt: 0n, fieldsHash: mod(-1n) }]) {
      const { recordId, salt, fieldsHash } = each as Record<keyof typeof each, FieldElement>;
      const leaf = hashRecord({ recordId, version: Number(each.version), salt, fieldsHash });
      expect(evaluate(circuit, each, "leaf")).toBe(leaf);
    }
  });
});
describe("rejects", () => {
  test("inputs outside the field", () => {
    expect(() => circuit.calculator.calculate({ ...inputs(), salt: 2n ** 256n })).toThrow(FieldElementError);
  });
});
describe("cannot be forged", () => {
  test("no wire is free, and no input carries over", () => {
    const witness = solve(circuit, inputs());
    expectNoWireIsFree(circuit, witness);
    for (const name of NAMES) expectForgeryFails(circuit, witness, { [name]: random() });
  });
});
