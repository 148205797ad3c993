import { beforeAll, describe, expect, test } from "vitest";
import { parseDate } from "../../src/core/dates.ts";
import type { FieldElement } from "../../src/core/field.ts";
import { domainTag, poseidon } from "../../src/core/hash.ts";
import { SparseMerkleTree } from "../../src/core/merkle.ts";
import type { CircuitInputs } from "../../src/presentation/witness/calculator.ts";
import { buildRecordInputs } from "../../src/presentation/witness/record.ts";
import type { Anchor } from "../../src/records/anchor.ts";
import type { RecordOpening } from "../../src/records/opening.ts";
import { envelopeOf, hashRecord, type OpenedRecord } from "../../src/records/record.ts";
import { PUBLIC_SIGNALS } from "../../src/statement/circuit/signals.ts";
import type { CompiledPolicy } from "../../src/statement/policy/compile.ts";
import { createSetTree } from "../../src/statement/policy/set-tree.ts";
import type { RangeSlot, SetSlot } from "../../src/statement/policy/slots.ts";
import { compileForForger, expectHints, type ForgersCircuit } from "./forger.ts";
import {
  compileMain,
  createRandom,
  expectForgeryFails,
  expectNoWireIsFree,
  expectRefused,
  signalValue,
  solve,
  sourceOfMain,
  type TestCircuit,
} from "./harness.ts";
import {
  DATE_HINTS,
  DISTRICTS,
  olderThan,
  POLICY_HINTS,
  policyHash,
  type RangeSlotWords,
  rangeMeta,
} from "./statement.ts";

/** At most, with 2^20 records in an anchor (issue "Off-chain data anchoring"). */
const BUDGET = 9_500;
const SHAPE = { rangeSlots: 4, setSlots: 1, clauses: 4 } as const;
const MAX = 2n ** 64n - 1n;

/** All hints of the circuit. */
const HINTS = [...DATE_HINTS, ...POLICY_HINTS.map((hint) => `hashOfPolicy.${hint}`)];

let circuit: TestCircuit;
beforeAll(async () => {
  expectHints(sourceOfMain("record"), HINTS);
  circuit = await compileMain("record");
}, 600_000);

const random = createRandom(70);
const field = (value: bigint) => value as FieldElement;

interface Changes {
  readonly record?: Partial<OpenedRecord>;
  readonly position?: number;
  /** Positions that are retired at the anchor. */
  readonly retired?: readonly number[];
  readonly ranges?: readonly RangeSlotWords[];
  readonly members?: readonly bigint[];
  readonly clauses?: readonly number[];
  readonly holderSecret?: bigint;
  readonly blinding?: FieldElement;
  readonly period?: number;
  readonly today?: string;
}

const SECRET = 123456789012345678901234567890n;
const BLINDING = field(987654321n);
const commitmentOf = (secret: bigint) => poseidon([domainTag("holder"), secret, BLINDING]);
const record: OpenedRecord = {
  recordId: field(random() >> 8n),
  version: 2,
  salt: field(random() >> 126n),
  fieldsSalt: field(random() >> 126n),
  schemaId: field(777n),
  holderCommitment: commitmentOf(SECRET),
  validFrom: 20250101,
  validUntil: 20271231,
  claimsFrom: 20260601,
  claims: [19581104n, 0x4154313330n, 2n ** 63n + 1_250_000n, 735_000n, 1n, 0n, 0n, 0n].map(field),
};

/** Inputs straight from the protocol: a register with neighbours, an anchor over it, a policy. */
function inputsOf(changes: Changes = {}): Record<string, CircuitInputs[string]> {
  const opened = { ...record, ...changes.record };
  const position = changes.position ?? 5_000;
  const leaf = hashRecord(envelopeOf(opened));
  const register = new SparseMerkleTree({ nodeTag: "record-node", depth: 9 });
  register.setLeaves([
    [position ^ 1, 4_711n],
    [(position + 600_000) % 2 ** 27, 4_712n],
    [position, leaf],
    ...(changes.retired ?? []).map((retired) => [retired, 0n] as const),
  ]);
  const anchor: Anchor = {
    publisher: field(11n),
    index: 3,
    start: 0,
    count: 6_000,
    timeSeconds: 1_795_000_000,
    batchRoot: field(12n),
    currentRoot: register.root,
    schemaId: field(778n),
    retentionClass: "ten-years",
    retired: field(13n),
    previous: field(14n),
  };
  const opening: RecordOpening = { record: opened, anchor, leaf, position, registerPath: register.path(position) };
  return buildRecordInputs({
    opening,
    holderSecret: field(changes.holderSecret ?? SECRET),
    blinding: changes.blinding ?? BLINDING,
    policy: policyOf(changes, opened.schemaId),
    scope: field(555n),
    period: changes.period ?? 20261101,
    today: parseDate(changes.today ?? "2026-11-23"),
    context: field(4242n),
  }) as Record<string, CircuitInputs[string]>;
}

function policyOf(
  { ranges = [olderThan(65)], members = DISTRICTS, clauses = [0b10001] }: Changes,
  schemaId: FieldElement,
) {
  const pad = <T>(items: readonly T[], length: number, filler: T): T[] => [
    ...items,
    ...new Array<T>(length - items.length).fill(filler),
  ];
  const tree = createSetTree(members);
  const rangeSlots = pad(ranges, SHAPE.rangeSlots, { meta: 0n, lo: 0n, hi: 0n });
  const setSlots = [{ claimIndex: 1, meta: 1n + 16n, root: tree.root, tree }];
  const clauseWord = pad(clauses, SHAPE.clauses, clauses[0]!).reduce(
    (sum, mask, i) => sum + (BigInt(mask) << BigInt(5 * i)),
    0n,
  );
  const hash = policyHash({ shape: SHAPE, schemaId, clauses: clauseWord, ranges: rangeSlots, sets: setSlots });
  return {
    policyHash: hash,
    clauseWord,
    rangeSlots: rangeSlots as readonly Partial<RangeSlot>[],
    setSlots: setSlots as readonly Partial<SetSlot>[],
  } as unknown as CompiledPolicy;
}

/** (65 or older and in a district) or income up to 15,000.00 or moved in 90 days ago, with a flag or without. */
const compound: Changes = {
  ranges: [
    olderThan(65),
    { meta: rangeMeta({ claimIndex: 2 }), lo: 0n, hi: 2n ** 63n + 1_500_000n },
    { meta: rangeMeta({ claimIndex: 3, days: true }), lo: 90n, hi: MAX },
    { meta: rangeMeta({ claimIndex: 4, negate: true }), lo: 1n, hi: 1n },
  ],
  clauses: [0b10001, 0b00010, 0b01100, 0b00110],
};

describe("accepts", () => {
  test("a true statement, with the eight public signals in their order, within its budget", () => {
    const inputs = inputsOf();
    const witness = solve(circuit, inputs);
    expect(circuit.r1cs.nOutputs).toBe(1);
    expect(circuit.r1cs.nPubInputs).toBe(7);
    expect(PUBLIC_SIGNALS.map((signal) => circuit.wires.get(signal))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(witness[1]).toBe(poseidon([domainTag("nullifier"), SECRET, 555n, 20261101n]));
    expect(circuit.r1cs.nConstraints).toBeLessThanOrEqual(BUDGET);
  });
  test.each<[string, Changes]>([
    ["on the first day", { record: { validFrom: 20261123 } }],
    ["on the last day", { record: { validUntil: 20261123 } }],
    ["in the first period", { record: { claimsFrom: 20261101 } }],
    ["at the first position", { position: 0 }],
    ["at the last position of a full anchor", { position: 2 ** 20 - 1 }],
    ["at the last position of the register", { position: 2 ** 27 - 1 }],
    ["with neighbours retired", { position: 5_000, retired: [5_001, 4_999] }],
    [
      "under each clause: poor",
      { ...compound, record: { claims: [20010101n, 10n, 2n ** 63n, 0n, 1n, 0n, 0n, 0n].map(field) } },
    ],
    [
      "under each clause: long here, without the flag",
      { ...compound, record: { claims: [20010101n, 11n, MAX, 739_000n, 0n, 0n, 0n, 0n].map(field) } },
    ],
  ])("%s", (_, changes) => {
    solve(circuit, inputsOf(changes));
  });
});

describe("rejects", () => {
  test.each<[string, Changes]>([
    ["a day before validFrom", { record: { validFrom: 20261124 } }],
    ["a day after validUntil", { record: { validUntil: 20261122 } }],
    ["a period before claimsFrom", { record: { claimsFrom: 20261102 } }],
    ["a person who turns 65 tomorrow", { record: { claims: [19611124n, 10n, 0n, 0n, 0n, 0n, 0n, 0n].map(field) } }],
    ["a district outside the set", { record: { claims: [19581104n, 11n, 0n, 0n, 0n, 0n, 0n, 0n].map(field) } }],
    ["a superseded or erased version", { retired: [5_000] }],
    ["another person's record", { holderSecret: 1n }],
    ["a record under another commitment of one's own", { blinding: field(1n) }],
    ["a record without holder", { record: { holderCommitment: field(0n) } }],
    ["an empty clause", { clauses: [0] }],
    [
      "a policy of which no clause holds",
      { ...compound, record: { claims: [20010101n, 11n, MAX, 739_943n, 1n, 0n, 0n, 0n].map(field) } },
    ],
  ])("%s", (_, changes) => {
    expectRefused(circuit, inputsOf(changes));
  });

  const valid = inputsOf();
  const other = inputsOf({ record: { version: 1 } });
  test.each<[string, Record<string, CircuitInputs[string]>]>([
    ["an altered field", { claims: [19400101n, ...(valid.claims as bigint[]).slice(1)] }],
    ["another version", { version: 1n }],
    ["another salt", { salt: 1n }],
    ["another salt of the fields", { fieldsSalt: 1n }],
    ["another record id", { recordId: 1n }],
    ["another schema", { schemaId: 778n }],
    ["a later validUntil", { validUntil: 20991231n }],
    ["an earlier claimsFrom", { claimsFrom: 0n }],
    ["the register of another anchor", { recordNodes: other.recordNodes! }],
    ["another anchor's root of what is current", { statusRoot: other.statusRoot! }],
    ["another anchor", { issuerRoot: other.issuerRoot! }],
    ["both roots of another anchor", { issuerRoot: other.issuerRoot!, statusRoot: other.statusRoot! }],
    ["another publisher", { publisher: 1n }],
    ["another time, index or count", { span: (valid.span as bigint) + 1n }],
    ["another chain", { previous: 1n }],
    ["another policy hash", { policyHash: 1n }],
    ["a weaker threshold than the policy's", { rangeLo: [10000n, 0n, 0n, 0n] }],
  ])("%s", (_, changes) => {
    expectRefused(circuit, { ...valid, ...changes });
  });
});

describe("cannot be forged", () => {
  /** The inverse of a 0, the side shown by a disabled range slot, the pick among equal clauses. */
  const FREE = [/inverse$/, /aboveHi$/, /pick\[\d\]$/];
  test("no wire is free but those documented", () => {
    expectNoWireIsFree(circuit, solve(circuit, inputsOf()), FREE);
  });
  test("no wire of a compound policy is free but those documented", () => {
    expectNoWireIsFree(circuit, solve(circuit, inputsOf(compound)), FREE);
  });
  test("a witness does not carry over to another public signal", () => {
    const witness = solve(circuit, inputsOf());
    for (const signal of PUBLIC_SIGNALS) {
      for (const value of [signalValue(circuit, witness, signal) + 1n, 0n, random()]) {
        expectForgeryFails(circuit, witness, { [signal]: value });
      }
    }
  });
  test("nor to another private input that is left to itself", () => {
    const witness = solve(circuit, inputsOf());
    const names = [
      "holderSecret",
      "blinding",
      "schemaId",
      "claims[0]",
      "claims[7]",
      "recordId",
      "version",
      "salt",
      "fieldsSalt",
    ];
    for (const name of [...names, "recordNodes[0][0]", "recordNodes[8][7]", "span", "previous", "batchRoot"]) {
      expectForgeryFails(circuit, witness, { [name]: signalValue(circuit, witness, name) + 1n });
    }
  });
});

describe("cannot be forged by a choice of hints", () => {
  let forger: ForgersCircuit;
  beforeAll(async () => {
    forger = await compileForForger(sourceOfMain("record"), circuit, 4);
  }, 600_000);
  test("a forger chooses sides, picks and inverses of 0, and the public signals stay", () => {
    const inputs = inputsOf();
    const accepted = forger.tryAlternatives(inputs, { sample: 1 });
    expect([...new Set(accepted.map(({ hint }) => hint.replace(/\[\d+\]/g, "[]")))].sort()).toEqual([
      "hashOfPolicy.RangeSlot[].aboveHi",
      "hashOfPolicy.SetSlot[].found.inverse",
      "hashOfPolicy.holds.pick[]",
    ]);
    const signals = (witness: readonly bigint[]) => PUBLIC_SIGNALS.map((signal) => forger.value(witness, signal));
    const honest = signals(forger.forge(inputs, {})!);
    for (const { witness } of accepted) expect(signals(witness)).toEqual(honest);
  });
  test.each<[string, Changes, Record<string, bigint>]>([
    ["a record that ended yesterday", { record: { validUntil: 20261122 } }, { "Validity.untilEnd.bits[0]": -1n }],
    ["a later period", { record: { claimsFrom: 20261102 } }, { "Validity.sinceClaimsFrom.bits[0]": -1n }],
    ["another day", { record: { validUntil: 20261122 } }, { "Today.day": 0n }],
    [
      "an age",
      { record: { claims: [20010101n, 10n, 0n, 0n, 0n, 0n, 0n, 0n].map(field) } },
      { "hashOfPolicy.RangeSlot[0].inside": 1n },
    ],
    ["an empty clause", { clauses: [0] }, { "hashOfPolicy.holds.mask.out[0]": 1n }],
  ])("no hint makes %s pass", (_, changes, hints) => {
    expect(forger.forge(inputsOf(changes), {})).toBeUndefined();
    expect(forger.forge(inputsOf(changes), hints)).toBeUndefined();
  });
});
