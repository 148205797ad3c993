import { expect, test } from "vitest";
import { domainTag, poseidon } from "../../src/core/hash.ts";
import type { CircuitInputs } from "../../src/presentation/witness/calculator.ts";
import { describeTemplate } from "./describe-template.ts";
import {
  exampleSigner,
  exampleStatement,
  type Statement,
  statementInputs,
  statusTree,
  wordIndex,
} from "./statement.ts";

const INPUTS = [
  "holderCommitment",
  "period",
  "today",
  "schemaId",
  "statusIndex",
  "validFrom",
  "validUntil",
  "claimsFrom",
  "claims[8]",
  "issuerKey[2]",
  "signatureR8[2]",
  "signatureS",
  "issuerIndex",
  "issuerNodes[20]",
  "statusNodes[48]",
  "clauses",
  "rangeMeta[1]",
  "rangeLo[1]",
  "rangeHi[1]",
  "setMeta[1]",
  "setRoot[1]",
  "setNodes[1][4][8]",
];
const OUTPUTS = ["policyHash", "issuerRoot", "statusRoot"] as const;

/** The template's part of a statement, and the three outputs that it should have. */
function partOf(changes: Partial<Statement> = {}) {
  const statement = exampleStatement({ circuit: "residency", ...changes });
  const all: Record<string, CircuitInputs[string]> = {
    ...statementInputs(statement),
    holderCommitment: poseidon([domainTag("holder"), statement.holderSecret, statement.blinding]),
  };
  const names = INPUTS.map((input) => input.replace(/\[.*/, ""));
  return {
    inputs: Object.fromEntries(names.map((name) => [name, all[name]!])),
    outputs: OUTPUTS.map((name) => all[name]),
  };
}
/** The inverse of a 0, and the side that a range slot inside its range shows. */
const FREE = [/inverse$/, /aboveHi$/, /pick\[\d\]$/];

describeTemplate("UsableCredential(1, 1, 1)", { inputs: INPUTS, outputs: OUTPUTS }, (circuit) => ({
  accepts() {
    test.each<[string, Partial<Statement>]>([
      ["a credential", {}],
      ["the period of its claimsFrom", { claimsFrom: 20261101n }],
      ["claimsFrom as the period, for a statement without one", { period: 20260601n }],
      ["a first credential without a period", { claimsFrom: 0n, period: 0n }],
      ["the last position of the last issuer", { issuerIndex: 255, statusIndex: 2 ** 17 - 1 }],
    ])("%s, with the roots and the policy's hash", (_, changes) => {
      const { inputs, outputs } = partOf(changes);
      const witness = circuit.solve(inputs);
      expect(OUTPUTS.map((name) => circuit.value(witness, name))).toEqual(outputs);
    });
  },

  rejects() {
    test.each<[string, Partial<Statement>]>([
      ["a period before claimsFrom", { claimsFrom: 20261102n }],
      ["a credential that ended yesterday", { validUntil: 20261122n }],
      ["a credential from tomorrow on", { validFrom: 20261124n }],
      ["a revoked credential", { revoked: [5 * 2 ** 17 + 98_765] }],
      ["claims that the policy does not take", { claims: [20010101n, 0x4154313330n, 0n, 0n, 0n, 0n, 0n, 0n] }],
    ])("%s", (_, changes) => {
      circuit.expectRefused(partOf(changes).inputs);
    });
    const { inputs } = partOf();
    test.each<[string, Record<string, CircuitInputs[string]>]>([
      ["another holder's commitment", { holderCommitment: 1n }],
      ["a claimsFrom that was not signed", { claimsFrom: 0n }],
      ["another position of the list", { statusIndex: 98_766n }],
      ["another issuer's position", { issuerIndex: 2n, statusNodes: statusTree([]).path(wordIndex(2, 98_765)) }],
      ["another issuer's key", { issuerKey: [exampleSigner(99).publicKey.x, exampleSigner(99).publicKey.y] }],
    ])("%s", (_, changes) => {
      circuit.expectRefused({ ...inputs, ...changes });
    });
    test("to give the root of another path: an untrusted issuer has another root", () => {
      const { inputs: own } = partOf({ issuer: exampleSigner(3) });
      expect(circuit.evaluate(own, "issuerRoot")).not.toBe(circuit.evaluate(inputs, "issuerRoot"));
    });
  },

  "cannot be forged"() {
    test("no wire is free but those documented", () => {
      circuit.expectNoWireIsFree(circuit.solve(partOf().inputs), FREE);
    });
    test("a witness does not carry over to other outputs, another holder, day or period", () => {
      const witness = circuit.solve(partOf().inputs);
      for (const name of [...OUTPUTS, "holderCommitment", "schemaId", "statusIndex", "issuerIndex", "today"])
        circuit.expectForgeryFails(witness, { [name]: circuit.value(witness, name) + 1n });
      circuit.expectForgeryFails(witness, { period: 20260531n });
    });
  },
}));
