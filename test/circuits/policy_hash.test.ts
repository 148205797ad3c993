import { describe, expect, test } from "vitest";
import { compileBeforeTests } from "./describe-template.ts";
import { createRandom } from "./harness.ts";
import { type CircuitName, policyHash, SHAPES } from "./statement.ts";

const random = createRandom(50);
const NAMES = ["age", "residency", "eligibility"] as const;
const circuits = new Map(
  NAMES.map((name) => {
    const { rangeSlots, setSlots, clauses } = SHAPES[name];
    const inputs = [
      "schemaId",
      "clauses",
      ...["rangeMeta", "rangeLo", "rangeHi"].map((signal) => `${signal}[${rangeSlots}]`),
      ...(setSlots === 0 ? [] : ["setMeta", "setRoot"].map((signal) => `${signal}[${setSlots}]`)),
    ];
    const instance = `PolicyHash(${rangeSlots}, ${setSlots}, ${clauses})`;
    return [name, compileBeforeTests(instance, { inputs, outputs: ["out"] })] as const;
  }),
);

function example(name: CircuitName) {
  const shape = SHAPES[name];
  const ranges = Array.from({ length: shape.rangeSlots }, () => ({
    meta: random() % 128n,
    lo: random() >> 190n,
    hi: random() >> 190n,
  }));
  const sets = Array.from({ length: shape.setSlots }, () => ({ meta: random() % 32n, root: random() }));
  const clauses = random() >> 222n;
  const schemaId = random();
  return {
    hash: policyHash({ shape, schemaId, clauses, ranges, sets }),
    inputs: {
      schemaId,
      clauses,
      rangeMeta: ranges.map(({ meta }) => meta),
      rangeLo: ranges.map(({ lo }) => lo),
      rangeHi: ranges.map(({ hi }) => hi),
      ...(sets.length === 0 ? {} : { setMeta: sets.map(({ meta }) => meta), setRoot: sets.map(({ root }) => root) }),
    },
  };
}

describe("accepts", () => {
  test.each(NAMES)("the words of %s with their hash (P-17)", (name) => {
    const { inputs, hash } = example(name);
    expect(circuits.get(name)!.evaluate(inputs)).toBe(hash);
  });
});

describe("rejects", () => {
  test.each(NAMES)("nothing; each word of %s changes the hash", (name) => {
    const { inputs, hash } = example(name);
    const hashes = new Set([hash as bigint]);
    let words = 0;
    for (const [signal, value] of Object.entries(inputs)) {
      const count = Array.isArray(value) ? value.length : 1;
      for (let i = 0; i < count; i++) {
        const changed = Array.isArray(value)
          ? value.map((word, j) => (i === j ? word + 1n : word))
          : (value as bigint) + 1n;
        hashes.add(circuits.get(name)!.evaluate({ ...inputs, [signal]: changed }));
        words++;
      }
    }
    expect(hashes.size).toBe(words + 1);
  });
  test("the same words in another circuit have another hash", () => {
    const { inputs } = example("age");
    const residency = { ...inputs, setMeta: [0n], setRoot: [0n] };
    expect(circuits.get("residency")!.evaluate(residency)).not.toBe(circuits.get("age")!.evaluate(inputs));
  });
});

describe("cannot be forged", () => {
  test.each(NAMES)("no wire of %s is free", (name) => {
    circuits.get(name)!.expectNoWireIsFree(circuits.get(name)!.solve(example(name).inputs));
  });
  test("a witness does not carry over to other words", () => {
    const circuit = circuits.get("eligibility")!;
    const witness = circuit.solve(example("eligibility").inputs);
    for (const signal of ["schemaId", "clauses", "rangeMeta[5]", "rangeHi[0]", "setRoot[1]"]) {
      circuit.expectForgeryFails(witness, { [signal]: 99n });
    }
  });
});
