import { expect, test } from "vitest";
import type { CircuitInputs } from "../../src/presentation/witness/calculator.ts";
import { describeTemplate } from "./describe-template.ts";
import { exampleStatement, olderThan, POLICY_HINTS, rangeMeta, type Statement, statementInputs } from "./statement.ts";

const NAMES = [
  "schemaId",
  "claims",
  "clauses",
  "rangeMeta",
  "rangeLo",
  "rangeHi",
  "setMeta",
  "setRoot",
  "setNodes",
] as const;
function policyOf(changes: Partial<Statement> = {}): { inputs: Record<string, CircuitInputs[string]>; hash: bigint } {
  const statement = exampleStatement({ circuit: "residency", ...changes });
  const all = statementInputs(statement);
  const inputs = Object.fromEntries(NAMES.map((name) => [name, all[name]!]));
  return {
    inputs: { ...inputs, calendar: statement.calendar, dayNumber: statement.dayNumber },
    hash: all.policyHash as bigint,
  };
}

const INPUTS = [
  "schemaId",
  "claims[8]",
  "{maxbit=27} calendar",
  "{maxbit=22} dayNumber",
  "clauses",
  "rangeMeta[1]",
  "rangeLo[1]",
  "rangeHi[1]",
  "setMeta[1]",
  "setRoot[1]",
  "setNodes[1][4][8]",
];

describeTemplate("Policy(1, 1, 1)", { inputs: INPUTS, outputs: ["hash"], hints: POLICY_HINTS }, (circuit) => ({
  accepts() {
    test.each<[string, Partial<Statement>]>([
      ["both slots", {}],
      ["the range slot alone, the other is not ok", { clauses: [1], setSlots: [{ claimIndex: 1, members: [7n] }] }],
      ["the range slot alone, the other is disabled", { clauses: [1], setSlots: [] }],
      ["the set slot alone, the other is disabled", { clauses: [2], rangeSlots: [] }],
      ["a negated set slot", { setSlots: [{ claimIndex: 2, negate: true, members: [7n] }] }],
    ])("%s", (_, changes) => {
      const { inputs, hash } = policyOf(changes);
      expect(circuit.evaluate(inputs, "hash")).toBe(hash);
    });
  },

  rejects() {
    test.each<[string, Partial<Statement>]>([
      ["too young", { rangeSlots: [olderThan(70)] }],
      ["not in the set", { setSlots: [{ claimIndex: 1, members: [7n] }] }],
      ["in the set, but negated", { setSlots: [{ claimIndex: 1, negate: true, members: [0x4154313330n] }] }],
      ["another claim", { rangeSlots: [{ ...olderThan(65), meta: rangeMeta({ claimIndex: 1, years: true }) }] }],
      ["a clause that asks for a disabled set slot", { setSlots: [] }],
      ["an empty clause", { clauses: [0] }],
    ])("%s", (_, changes) => {
      circuit.expectRefused(policyOf(changes).inputs);
    });
  },

  "cannot be forged"() {
    test("no wire is free but the inverses of zeros", () => {
      circuit.expectNoWireIsFree(circuit.solve(policyOf().inputs), [/inverse$/]);
    });
    test("a forger chooses the side shown and the inverse of 0; the hash stays", () => {
      const { inputs, hash } = policyOf();
      const accepted = circuit.forger.tryAlternatives(inputs, { sample: 2 });
      const names = new Set(accepted.map(({ hint }) => hint));
      expect([...names].sort()).toEqual(["RangeSlot[0].aboveHi", "SetSlot[0].found.inverse"]);
      for (const { witness } of accepted) expect(circuit.forger.value(witness, "hash")).toBe(hash);
    });
    test("a policy that does not hold, whichever hint moves", () => {
      const young = policyOf({ rangeSlots: [olderThan(70)] }).inputs;
      for (const hints of [
        { "RangeSlot[0].inside": 1n },
        { "RangeSlot[0].inside": 1n, "RangeSlot[0].aboveHi": 1n },
        { "RangeSlot[0].bits.out[6]": 0n },
        { "holds.mask.out[0]": 0n },
        { "SetSlot[0].bits.out[3]": 1n },
      ]) {
        circuit.expectNoForgery(young, hints);
      }
    });
    test("a witness does not carry over to another policy or claim", () => {
      const witness = circuit.solve(policyOf().inputs);
      for (const signal of ["hash", "rangeLo[0]", "setRoot[0]", "clauses", "claims[0]", "claims[1]", "schemaId"]) {
        circuit.expectForgeryFails(witness, { [signal]: 1n });
      }
    });
  },
}));
