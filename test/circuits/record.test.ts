import { expect, test } from "vitest";
import type { FieldElement } from "../../src/core/field.ts";
import { FieldElementError } from "../../src/core/field.ts";
import { hashRecord } from "../../src/records/record.ts";
import { describeTemplate } from "./describe-template.ts";
import { createRandom, mod } from "./harness.ts";

const NAMES = ["recordId", "version", "salt", "fieldsHash"] as const;
const random = createRandom(71);
const inputs = () => ({ recordId: random() >> 8n, version: 3n, salt: random() >> 126n, fieldsHash: random() });

describeTemplate("Record()", { inputs: NAMES, outputs: ["leaf"] }, (circuit) => ({
  accepts() {
    test("every record, and computes the leaf of src/records", () => {
      for (const each of [inputs(), { recordId: 0n, version: 1n, salt: 0n, fieldsHash: mod(-1n) }]) {
        const { recordId, salt, fieldsHash } = each as Record<keyof typeof each, FieldElement>;
        const leaf = hashRecord({ recordId, version: Number(each.version), salt, fieldsHash });
        expect(circuit.evaluate(each, "leaf")).toBe(leaf);
      }
    });
  },

  rejects() {
    test("inputs outside the field", () => {
      expect(() => circuit.calculator.calculate({ ...inputs(), salt: 2n ** 256n })).toThrow(FieldElementError);
    });
  },

  "cannot be forged"() {
    test("no wire is free, and no input carries over", () => {
      const witness = circuit.solve(inputs());
      circuit.expectNoWireIsFree(witness);
      for (const name of NAMES) circuit.expectForgeryFails(witness, { [name]: random() });
    });
  },
}));
