import { expect, test } from "vitest";
import { FieldElementError } from "../../src/core/field.ts";
import { domainTag, poseidon } from "../../src/core/hash.ts";
import { compileBeforeTests, describeTemplate } from "./describe-template.ts";

const inputs = { parts: [2n ** 253n + 5n, 20261201n] };
const instance = { inputs: ["parts[2]"], outputs: ["out"] };

describeTemplate("Extension(1, 3, 2)", instance, (circuit) => {
  const otherKind = compileBeforeTests("Extension(2, 3, 2)", instance);
  const otherFlags = compileBeforeTests("Extension(1, 1, 2)", instance);
  return {
    accepts() {
      test("parts with the hash of kind, flags and parts (P-50)", () => {
        expect(circuit.evaluate(inputs)).toBe(poseidon([domainTag("extension"), 1n, 3n, ...inputs.parts]));
      });
    },

    rejects() {
      test("parts in another order, of another kind or with other flags to have the same hash", () => {
        const hashes = [
          circuit.evaluate(inputs),
          circuit.evaluate({ parts: [...inputs.parts].reverse() }),
          otherKind.evaluate(inputs),
          otherFlags.evaluate(inputs),
        ];
        expect(new Set(hashes).size).toBe(4);
      });
      test("parts outside the field", () => {
        expect(() => circuit.calculator.calculate({ parts: [2n ** 256n, 0n] })).toThrow(FieldElementError);
      });
    },

    "cannot be forged"() {
      test("no wire is free, and no part carries over", () => {
        const witness = circuit.solve(inputs);
        circuit.expectNoWireIsFree(witness);
        circuit.expectForgeryFails(witness, { "parts[0]": 1n });
        circuit.expectForgeryFails(witness, { "parts[1]": 0n });
        circuit.expectForgeryFails(witness, { out: 1n });
      });
    },
  };
});
