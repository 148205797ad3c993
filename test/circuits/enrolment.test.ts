import { beforeAll, describe, expect, test } from "vitest";
import { domainTag, poseidon } from "../../src/core/hash.ts";
import type { CircuitInputs } from "../../src/presentation/witness/calculator.ts";
import { publicSignalsOf } from "../../src/statement/circuit/signals.ts";
import { compileForForger, expectHints, type ForgersCircuit } from "./forger.ts";
import {
  compileMain,
  createRandom,
  expectForgeryFails,
  expectNoWireIsFree,
  expectRefused,
  mod,
  signalValue,
  solve,
  sourceOfMain,
  type TestCircuit,
} from "./harness.ts";
import {
  exampleStatement,
  rangeMeta,
  type Statement,
  statementInputs,
  statusTree,
  USABLE_HINTS,
  wordIndex,
} from "./statement.ts";

const SIGNALS = publicSignalsOf("enrolment");
const SECRET = 123456789012345678901234567890n;
const NEW_BLINDING = 24680n;
const REFERENCE = 0x41542d3031n;

let circuit: TestCircuit;
beforeAll(async () => {
  expectHints(
    sourceOfMain("enrolment"),
    USABLE_HINTS.map((hint) => `UsableCredential.${hint}`),
  );
  circuit = await compileMain("enrolment");
}, 600_000);

const commitment = (secret: bigint, blinding: bigint) => poseidon([domainTag("holder"), secret, blinding]);
const extensionOf = (flags: bigint, parts: readonly bigint[]) =>
  poseidon([domainTag("extension"), 1n, flags, ...parts]);

/** The office's file: born on 1958-11-04, with a reference; the enrolment credential has the same. */
function inputsOf(
  changes: Partial<Statement> = {},
  more: Record<string, CircuitInputs[string]> = {},
): Record<string, CircuitInputs[string]> {
  const statement = exampleStatement({
    circuit: "enrolment",
    rangeSlots: [{ meta: rangeMeta({ claimIndex: 0 }), lo: 19581104n, hi: 19581104n }],
    setSlots: [{ claimIndex: 1, members: [REFERENCE] }],
    claims: [19581104n, REFERENCE, 0n, 0n, 0n, 0n, 0n, 0n],
    clauses: [0b101],
    period: 0n,
    ...changes,
  });
  const parts = [commitment(statement.holderSecret, NEW_BLINDING), statement.claimsFrom];
  return { ...statementInputs(statement), newBlinding: NEW_BLINDING, extension: extensionOf(3n, parts), ...more };
}

describe("accepts", () => {
  test("a person whose enrolment credential has the file's birth date and reference, with nine signals in order", () => {
    const witness = solve(circuit, inputsOf());
    expect([circuit.r1cs.nOutputs, circuit.r1cs.nPubInputs]).toEqual([1, 8]);
    expect(SIGNALS.map((signal) => circuit.wires.get(signal))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(witness[1]).toBe(poseidon([domainTag("pseudonym"), SECRET, 555n, 0n]));
    expect(witness[9]).toBe(extensionOf(3n, [commitment(SECRET, NEW_BLINDING), 20260601n]));
  });
  test("the domain of 2^14 holds its constraints", () => {
    expect(circuit.r1cs.nConstraints + circuit.r1cs.nOutputs + circuit.r1cs.nPubInputs + 1).toBeLessThanOrEqual(
      2 ** 14,
    );
  });
  test.each<[string, Partial<Statement>]>([
    ["a first credential", { claimsFrom: 0n }],
    ["one whose periods only begin next year: an enrolment is for none", { claimsFrom: 20270101n }],
    ["on the first day", { validFrom: 20261123n }],
    ["on the last day", { validUntil: 20261123n }],
  ])("%s", (_, changes) => {
    solve(circuit, inputsOf(changes));
  });
});

describe("rejects", () => {
  test.each<[string, Partial<Statement>]>([
    ["another birth date than the file's", { claims: [19581105n, REFERENCE, 0n, 0n, 0n, 0n, 0n, 0n] }],
    ["another reference than the file's", { claims: [19581104n, REFERENCE + 1n, 0n, 0n, 0n, 0n, 0n, 0n] }],
    ["a revoked enrolment credential", { revoked: [5 * 2 ** 17 + 98_765] }],
    ["one that ended yesterday", { validUntil: 20261122n }],
    ["one from tomorrow on", { validFrom: 20261124n }],
    ["a period: one person would have one pseudonym for each", { period: 20261101n }],
    ["the period 1", { period: 1n }],
  ])("%s", (_, changes) => {
    expectRefused(circuit, inputsOf(changes));
  });

  const valid = inputsOf();
  test.each<[string, Record<string, CircuitInputs[string]>]>([
    ["another person's secret", { holderSecret: 1n }],
    ["another blinding", { blinding: NEW_BLINDING }],
    ["a new commitment with another blinding than the extension's", { newBlinding: NEW_BLINDING + 1n }],
    [
      "a new commitment of another secret",
      { extension: extensionOf(3n, [commitment(SECRET + 1n, NEW_BLINDING), 20260601n]) },
    ],
    ["an earlier claimsFrom in the extension", { extension: extensionOf(3n, [commitment(SECRET, NEW_BLINDING), 0n]) }],
    [
      "a later claimsFrom in the extension",
      { extension: extensionOf(3n, [commitment(SECRET, NEW_BLINDING), 20260602n]) },
    ],
    ["an extension without claimsFrom", { extension: extensionOf(1n, [commitment(SECRET, NEW_BLINDING), 0n]) }],
    ["no extension", { extension: 0n }],
    ["an altered claimsFrom", { claimsFrom: 0n }],
    ["another schema", { schemaId: 778n }],
    ["another policy hash", { policyHash: 1n }],
    ["another issuer root", { issuerRoot: 1n }],
    ["another status root", { statusRoot: 1n }],
    ["another list's bit", { issuerIndex: 2n, statusNodes: statusTree([]).path(wordIndex(2, 98_765)) }],
  ])("%s", (_, changes) => {
    expectRefused(circuit, { ...valid, ...changes });
  });
});

describe("cannot be forged", () => {
  test("no wire is free but the inverse of a 0, the side that a slot shows, the pick among equal clauses", () => {
    expectNoWireIsFree(circuit, solve(circuit, inputsOf()), [/inverse$/, /aboveHi$/, /pick\[\d\]$/]);
  });
  test("a witness does not carry over to another public signal", () => {
    const witness = solve(circuit, inputsOf());
    const random = createRandom(61);
    for (const signal of SIGNALS) {
      const held = signalValue(circuit, witness, signal);
      for (const value of [held + 1n, 0n, 20261101n, random()].filter((other) => mod(other) !== held))
        expectForgeryFails(circuit, witness, { [signal]: value });
    }
  });
  test("nor to another private input that is left to itself", () => {
    const witness = solve(circuit, inputsOf());
    for (const name of ["holderSecret", "blinding", "newBlinding", "schemaId", "claimsFrom", "claims[0]", "claims[7]"])
      expectForgeryFails(circuit, witness, { [name]: signalValue(circuit, witness, name) + 1n });
  });
});

describe("cannot be forged by a choice of hints", () => {
  let forger: ForgersCircuit;
  beforeAll(async () => {
    forger = await compileForForger(sourceOfMain("enrolment"), circuit, 4);
  }, 600_000);
  test("a forger chooses sides and inverses of 0, and the public signals stay", () => {
    const inputs = inputsOf();
    const accepted = forger.tryAlternatives(inputs, { sample: 1 });
    expect([...new Set(accepted.map(({ hint }) => hint.replace(/\[\d+\]/g, "[]")))].sort()).toEqual([
      "UsableCredential.policyHash.RangeSlot[].aboveHi",
      "UsableCredential.policyHash.SetSlot[].found.inverse",
    ]);
    const signals = (witness: readonly bigint[]) => SIGNALS.map((signal) => forger.value(witness, signal));
    const honest = signals(forger.forge(inputs, {})!);
    for (const { witness } of accepted) expect(signals(witness)).toEqual(honest);
  });
});
