import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { FieldElement } from "../../src/core/field.ts";
import { domainTag, poseidon } from "../../src/core/hash.ts";
import type { CircuitInputs } from "../../src/presentation/witness/calculator.ts";
import { compileForForger, expectHints, type ForgersCircuit } from "./forger.ts";
import {
  bitsOf,
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
  type CircuitName,
  DISTRICTS,
  exampleSigner,
  exampleStatement,
  olderThan,
  rangeMeta,
  type Statement,
  statementInputs,
  statusTree,
  USABLE_HINTS,
  wordIndex,
} from "./statement.ts";

const NAMES = ["age", "residency", "eligibility"] as const;
/** Upper bounds; the exact counts are in circuits/constraints.json. With 8 signals and 1, age fills a domain of 2^13. */
const BUDGETS = { age: 8_183, residency: 11_500, eligibility: 15_000 } as const;
const SIGNALS = (
  JSON.parse(readFileSync(new URL("../../circuits/signals.json", import.meta.url), "utf8")) as {
    publicSignals: { name: string }[];
  }
).publicSignals.map(({ name }) => name);
const MAX = 2n ** 64n - 1n;

/** All hints of the circuits. */
const HINTS = USABLE_HINTS.map((hint) => `UsableCredential.${hint}`);

const circuits = new Map<CircuitName, TestCircuit>();
beforeAll(async () => {
  for (const name of NAMES) expectHints(sourceOfMain(name), HINTS);
  for (const name of NAMES) circuits.set(name, await compileMain(name));
}, 900_000);

const inputsOf = (changes: Partial<Statement> = {}) => statementInputs(exampleStatement(changes));

/** A compound policy: (65 or older and in a district) or (income up to 15,000.00 and not in district 10), or two more. */
const compound: Partial<Statement> = {
  circuit: "eligibility",
  rangeSlots: [
    olderThan(65),
    { meta: rangeMeta({ claimIndex: 2 }), lo: 0n, hi: 2n ** 63n + 1_500_000n },
    { meta: rangeMeta({ claimIndex: 3, days: true }), lo: 90n, hi: MAX },
    { meta: rangeMeta({ claimIndex: 4 }), lo: 1n, hi: 1n },
    { meta: rangeMeta({ claimIndex: 4, negate: true }), lo: 1n, hi: 1n },
  ],
  setSlots: [
    { claimIndex: 1, members: DISTRICTS },
    { claimIndex: 1, negate: true, members: [10n] },
  ],
  clauses: [0b0100_0001, 0b1000_0010, 0b0000_1100, 0b0001_0000],
};

describe("accepts", () => {
  test.each(NAMES)("a true statement in %s, with the eight public signals in their order", (name) => {
    const circuit = circuits.get(name)!;
    const inputs = inputsOf({ circuit: name });
    const witness = solve(circuit, inputs);
    expect(circuit.r1cs.nOutputs).toBe(1);
    expect(circuit.r1cs.nPubInputs).toBe(7);
    expect(SIGNALS).toHaveLength(8);
    expect(SIGNALS.map((signal) => circuit.wires.get(signal))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(witness[1]).toBe(poseidon([domainTag("nullifier"), inputs.holderSecret as bigint, 555n, 20261101n]));
  });
  test.each(NAMES)("%s keeps its constraint budget", (name) => {
    expect(circuits.get(name)!.r1cs.nConstraints).toBeLessThanOrEqual(BUDGETS[name]);
  });
  test.each<[string, Partial<Statement>]>([
    ["on the first day", { validFrom: 20261123n }],
    ["on the last day", { validUntil: 20261123n }],
    ["in the first period", { claimsFrom: 20261101n }],
    ["with a first credential", { claimsFrom: 0n }],
    ["on the 65th birthday", { claims: [19611123n, 0n, 0n, 0n, 0n, 0n, 0n, 0n] }],
    ["at the ends of the indices", { issuerIndex: 255, statusIndex: 2 ** 17 - 1 }],
    ["at the other ends", { issuerIndex: 0, statusIndex: 0 }],
    ["with neighbours revoked", { revoked: [5 * 2 ** 17 + 98_764, 5 * 2 ** 17 + 98_766, 6 * 2 ** 17 + 98_765] }],
    ["with the holder secret r - 1", { holderSecret: mod(-1n) }],
  ])("age %s", (_, changes) => {
    solve(circuits.get("age")!, inputsOf(changes));
  });
  test("each clause of a compound policy alone", () => {
    const person = exampleStatement(compound);
    const claims = (changes: Record<number, bigint>) => person.claims.map((claim, i) => changes[i] ?? claim);
    const rich = 2n ** 63n + 9_000_000n;
    for (const value of [
      claims({ 2: rich, 4: 1n }), // old, in a district
      claims({ 0: 20010101n, 4: 1n }), // poor, not in district 10
      claims({ 0: 20010101n, 1: 10n, 2: rich, 4: 1n }), // disabled, resident
      claims({ 0: 20010101n, 1: 10n, 2: rich, 3: 739_940n, 4: 0n }), // flag not set
    ]) {
      solve(circuits.get("eligibility")!, inputsOf({ ...compound, claims: value }));
    }
    expectRefused(
      circuits.get("eligibility")!,
      inputsOf({ ...compound, claims: claims({ 0: 20010101n, 1: 10n, 2: rich, 3: 739_940n, 4: 1n }) }),
    );
  });
  test("disabled slots and unused clauses change nothing", () => {
    solve(circuits.get("eligibility")!, inputsOf({ circuit: "eligibility", setSlots: [], clauses: [1] }));
    expectRefused(
      circuits.get("eligibility")!,
      inputsOf({ circuit: "eligibility", setSlots: [], clauses: [1], rangeSlots: [olderThan(70)] }),
    );
  });
});

describe("rejects", () => {
  test.each<[string, Partial<Statement>]>([
    ["a day before validFrom", { validFrom: 20261124n }],
    ["a day after validUntil", { validUntil: 20261122n }],
    ["a period before claimsFrom", { claimsFrom: 20261102n }],
    ["a period beyond 27 bits", { period: 2n ** 27n + 20261101n }],
    ["a person who turns 65 tomorrow", { claims: [19611124n, 0n, 0n, 0n, 0n, 0n, 0n, 0n] }],
    ["a revoked credential", { revoked: [5 * 2 ** 17 + 98_765] }],
    ["an empty clause", { clauses: [0] }],
    ["a claim ≥ 2^120", { claims: [2n ** 121n, 0n, 0n, 0n, 0n, 0n, 0n, 0n] }],
    ["a negative claim, which would make anyone old", { claims: [mod(-(2n ** 70n)), 0n, 0n, 0n, 0n, 0n, 0n, 0n] }],
    ["a day number beyond 22 bits", { dayNumber: 2n ** 22n }],
    ["a calendar beyond 27 bits", { calendar: 2n ** 27n + 20261123n, validUntil: 2n ** 27n + 99991231n }],
  ])("age: %s", (_, changes) => {
    expectRefused(circuits.get("age")!, inputsOf(changes));
  });

  const valid = inputsOf();
  test.each<[string, Record<string, CircuitInputs[string]>]>([
    ["another holder secret", { holderSecret: 1n }],
    ["another blinding", { blinding: 1n }],
    ["secret and blinding exchanged", { holderSecret: valid.blinding!, blinding: valid.holderSecret! }],
    ["another schema", { schemaId: 778n }],
    ["an altered claim", { claims: [19400101n, ...(valid.claims as bigint[]).slice(1)] }],
    ["an altered expiry", { validUntil: 20991231n }],
    ["an altered claimsFrom", { claimsFrom: 0n }],
    ["an altered status index", { statusIndex: 98_766n }],
    ["a status index of 2^17 and more", { statusIndex: 2n ** 17n + 98_765n }],
    ["another issuer index", { issuerIndex: 2n }],
    ["an issuer index of 256 and more", { issuerIndex: 256n + 5n }],
    ["another policy hash", { policyHash: 1n }],
    ["another issuer root", { issuerRoot: 1n }],
    ["another status root", { statusRoot: 1n }],
    ["a weaker threshold than the policy's", { rangeLo: [10000n] }],
    [
      "S + l",
      {
        signatureS:
          (valid.signatureS as bigint) + 2736030358979909402780800718157159386076813972158567259200215660948447373041n,
      },
    ],
  ])("age: %s", (_, changes) => {
    expectRefused(circuits.get("age")!, { ...valid, ...changes });
  });

  test("an issuer who is not in the set", () => {
    const inputs = inputsOf({ issuer: exampleSigner(3) });
    expectRefused(circuits.get("age")!, { ...inputs, issuerRoot: valid.issuerRoot!, issuerNodes: valid.issuerNodes! });
  });
  test("the status bit of another issuer's list, or of another credential", () => {
    const revoked = inputsOf({ revoked: [5 * 2 ** 17 + 98_765] });
    const tree = statusTree([5 * 2 ** 17 + 98_765]);
    for (const [issuer, index] of [
      [4, 98_765],
      [6, 98_765],
      [5, 98_765 + 128],
      [5, 98_765 - 1024],
    ] as const) {
      expectRefused(circuits.get("age")!, { ...revoked, statusNodes: tree.path(wordIndex(issuer, index)) });
    }
  });
  test("a second trusted issuer's position for one's own key, to use that one's list", () => {
    expectRefused(circuits.get("age")!, {
      ...valid,
      issuerIndex: 2n,
      statusNodes: statusTree([]).path(wordIndex(2, 98_765)),
    });
  });
  test("a signature by another trusted issuer", () => {
    const other = exampleSigner(99).sign(7n as FieldElement);
    expectRefused(circuits.get("age")!, { ...valid, signatureR8: [other.R8.x, other.R8.y], signatureS: other.S });
  });
});

describe("cannot be forged", () => {
  /** The inverse of a 0, the side shown by a disabled range slot, the pick among equal clauses. */
  const FREE = [/inverse$/, /aboveHi$/, /pick\[\d\]$/];
  test.each(NAMES)("no wire of %s is free but those documented", (name) => {
    const circuit = circuits.get(name)!;
    expectNoWireIsFree(circuit, solve(circuit, inputsOf({ circuit: name })), FREE);
  });
  test("no wire of a compound policy is free but those documented", () => {
    const circuit = circuits.get("eligibility")!;
    expectNoWireIsFree(circuit, solve(circuit, inputsOf(compound)), FREE);
  });
  test.each(NAMES)("a witness of %s does not carry over to another public signal", (name) => {
    const circuit = circuits.get(name)!;
    const witness = solve(circuit, inputsOf({ circuit: name }));
    const random = createRandom(60);
    for (const signal of SIGNALS) {
      for (const value of [signalValue(circuit, witness, signal) + 1n, 0n, random()]) {
        expectForgeryFails(circuit, witness, { [signal]: value });
      }
    }
  });
  test("nor to another private input that is left to itself", () => {
    const circuit = circuits.get("age")!;
    const witness = solve(circuit, inputsOf());
    const names = [
      "holderSecret",
      "blinding",
      "schemaId",
      "claims[0]",
      "claims[7]",
      "issuerKey[0]",
      "issuerKey[1]",
      "signatureR8[0]",
      "signatureR8[1]",
    ];
    for (const name of names) {
      expectForgeryFails(circuit, witness, { [name]: signalValue(circuit, witness, name) + 1n });
    }
  });
});

describe("cannot be forged by a choice of hints", () => {
  let forger: ForgersCircuit;
  let forgerOfCompound: ForgersCircuit;
  beforeAll(async () => {
    forger = await compileForForger(sourceOfMain("age"), circuits.get("age")!, 28);
    forgerOfCompound = await compileForForger(sourceOfMain("eligibility"), circuits.get("eligibility")!, 4);
  }, 900_000);
  const signalsOf = (circuit: ForgersCircuit, witness: readonly bigint[]) =>
    SIGNALS.map((signal) => circuit.value(witness, signal));
  test("a forger of age chooses the side that a range slot shows, and the public signals stay", () => {
    const inputs = inputsOf();
    const accepted = forger.tryAlternatives(inputs, { sample: 2 });
    expect(new Set(accepted.map(({ hint }) => hint))).toEqual(
      new Set(["UsableCredential.policyHash.RangeSlot[0].aboveHi"]),
    );
    const honest = signalsOf(forger, forger.forge(inputs, {})!);
    for (const { witness } of accepted) expect(signalsOf(forger, witness)).toEqual(honest);
  });
  test("a forger of a compound policy also picks a clause that holds and inverses of 0; the public signals stay", () => {
    const inputs = inputsOf(compound);
    const accepted = forgerOfCompound.tryAlternatives(inputs, { sample: 2, only: /policyHash/ });
    expect([...new Set(accepted.map(({ hint }) => hint.replace(/\[\d+\]/g, "[]")))].sort()).toEqual([
      "UsableCredential.policyHash.RangeSlot[].aboveHi",
      "UsableCredential.policyHash.SetSlot[].found.inverse",
      "UsableCredential.policyHash.holds.pick[]",
    ]);
    const honest = signalsOf(forgerOfCompound, forgerOfCompound.forge(inputs, {})!);
    for (const { witness } of accepted) expect(signalsOf(forgerOfCompound, witness)).toEqual(honest);
  });
  test("a revoked credential under another one's position, in whichever hint its bits are", () => {
    const inputs = inputsOf({ revoked: [5 * 2 ** 17 + 98_765] });
    expect(forger.forge(inputs, {})).toBeUndefined();
    const place = 5 * 2 ** 17 + 98_765;
    const tree = statusTree([place]);
    const positions = forger.hints.filter((hint) => /\.(position|(issuerBits|statusBits)(\.out)?)\[\d+\]$/.test(hint));
    const families = [...new Set(positions.map((hint) => hint.replace(/\[.*/, "")))];
    expect(families.length).toBeGreaterThan(0);
    for (const other of [place ^ 1, place ^ 64, place ^ 128, place ^ (2 ** 16), place ^ (2 ** 17)]) {
      const bits = bitsOf(other, 25);
      const statusNodes = tree.path(Math.floor(other / 128));
      for (const family of families) {
        const offset = family.includes("issuerBits") ? 17 : 0;
        const hints = positions
          .filter((hint) => hint.startsWith(`${family}[`))
          .map((hint) => [hint, bits[offset + Number(/\d+/.exec(hint)![0])]!] as const);
        expect(forger.forge({ ...inputs, statusNodes }, Object.fromEntries(hints))).toBeUndefined();
      }
    }
  });
  test.each<[string, Partial<Statement>, Record<string, bigint>]>([
    [
      "a credential that ended yesterday",
      { validUntil: 20261122n },
      { "UsableCredential.Validity.untilEnd.bits[0]": -1n },
    ],
    ["a later period", { claimsFrom: 20261102n }, { "UsableCredential.Validity.sinceClaimsFrom.bits[0]": -1n }],
    ["another day", { validUntil: 20261122n }, { "UsableCredential.Today.day": 0n }],
    [
      "a person who is too young",
      { rangeSlots: [olderThan(70)] },
      { "UsableCredential.policyHash.RangeSlot[0].inside": 1n },
    ],
    [
      "a slot that is switched off",
      { rangeSlots: [olderThan(70)] },
      { "UsableCredential.policyHash.RangeSlot[0].bits.out[6]": 0n },
    ],
    ["an empty clause", { clauses: [0] }, { "UsableCredential.policyHash.holds.mask.out[0]": 1n }],
    [
      "a revoked credential",
      { revoked: [5 * 2 ** 17 + 98_765] },
      { "UsableCredential.statusRoot.StatusWord.half[0].taken": 0n },
    ],
  ])("no hint makes %s pass", (_, changes, hints) => {
    expect(forger.forge(inputsOf(changes), {})).toBeUndefined();
    expect(forger.forge(inputsOf(changes), hints)).toBeUndefined();
  });
});
