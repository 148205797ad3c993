import { expect, test } from "vitest";
import type { FieldElement } from "../../src/core/field.ts";
import { FieldElementError } from "../../src/core/field.ts";
import { type Anchor, anchorInputs, hashAnchor } from "../../src/records/anchor.ts";
import { describeTemplate } from "./describe-template.ts";
import { createRandom } from "./harness.ts";

/** In the order of `anchorInputs`. */
const NAMES = [
  "publisher",
  "batchRoot",
  "currentRoot",
  "batchSchemaId",
  "retentionClass",
  "span",
  "retired",
  "previous",
] as const;
const random = createRandom(72);
const field = () => random() as FieldElement;
const anchor: Anchor = {
  publisher: field(),
  index: 2 ** 32 - 1,
  start: 2 ** 27 - 512,
  count: 2 ** 20,
  timeSeconds: 1_795_428_000,
  batchRoot: field(),
  currentRoot: field(),
  schemaId: field(),
  retentionClass: "ten-years",
  retired: field(),
  previous: field(),
};
const inputs = () => Object.fromEntries(anchorInputs(anchor).map((value, i) => [NAMES[i]!, value as bigint]));

describeTemplate("Anchor()", { inputs: NAMES, outputs: ["hash"] }, (circuit) => ({
  accepts() {
    test("an anchor, and computes the hash of src/records", () => {
      expect(circuit.evaluate(inputs(), "hash")).toBe(hashAnchor(anchor));
      // The span holds four numbers that don't reach each other (P-29).
      const span = inputs().span!;
      expect([span >> 128n, (span >> 96n) & 0xffffffffn, (span >> 64n) & 0xffffffffn, span & (2n ** 64n - 1n)]).toEqual(
        [2n ** 32n - 1n, 2n ** 27n - 512n, 2n ** 20n, 1_795_428_000n],
      );
    });
  },

  rejects() {
    test("inputs outside the field", () => {
      expect(() => circuit.calculator.calculate({ ...inputs(), previous: 2n ** 256n })).toThrow(FieldElementError);
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
