import { beforeAll, describe, expect, test } from "vitest";
import { createSetTree } from "../../src/statement/policy/set-tree.ts";
import {
  compileTemplate,
  createRandom,
  evaluate,
  expectForgeryFails,
  expectNoWireIsFree,
  expectRefused,
  solve,
  type TestCircuit,
} from "./harness.ts";

let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await compileTemplate({
    file: "set_slot.circom",
    template: "SetSlot()",
    inputs: ["claims[8]", "meta", "root", "nodes[4][8]"],
    outputs: ["{binary} ok"],
  });
});

const MAX = 2n ** 120n - 1n;
const random = createRandom(30);
const members = Array.from({ length: 1_024 }, () => (random() % (MAX - 1n)) + 1n);
const tree = createSetTree(members);
const small = createSetTree([100n, 200n]);

interface Options {
  readonly set?: typeof tree;
  readonly negate?: boolean;
  /** The place that is opened, when not the right one. */
  readonly opened?: bigint;
  readonly index?: number;
}
function slot(value: bigint, { set = tree, negate = false, opened = value, index = 3 }: Options = {}) {
  const claims = Array.from({ length: 8 }, (_, i) => (i === index ? value : BigInt(1000 + i)));
  return { claims, meta: BigInt(index + 8 * Number(negate) + 16), root: set.root, nodes: set.witness(opened) };
}
const disabled = {
  claims: [5n, 6n, 7n, 8n, 9n, 10n, 11n, 12n],
  meta: 0n,
  root: 0n,
  nodes: Array.from({ length: 4 }, () => new Array<bigint>(8).fill(0n)),
};

describe("accepts", () => {
  test("members", () => {
    for (const value of [members[0]!, members[1023]!, members[500]!, [...members].sort()[7]!]) {
      expect(evaluate(circuit, slot(value), "ok")).toBe(1n);
      expect(evaluate(circuit, slot(value, { negate: true }), "ok")).toBe(0n);
    }
  });
  test("values that are not members", () => {
    for (const value of [1n, MAX - 1n, members[0]! + 1n, members[7]! - 1n]) {
      expect(evaluate(circuit, slot(value), "ok")).toBe(0n);
      expect(evaluate(circuit, slot(value, { negate: true }), "ok")).toBe(1n);
    }
  });
  test("members and others of a small set, whose leaf is filled up", () => {
    for (const [value, ok] of [
      [100n, 1n],
      [200n, 1n],
      [99n, 0n],
      [150n, 0n],
      [201n, 0n],
    ] as const) {
      expect(evaluate(circuit, slot(value, { set: small }), "ok")).toBe(ok);
    }
  });
  test("the values at a leaf's edges, from either leaf", () => {
    const sorted = [...tree.members];
    for (const value of [sorted[6]!, sorted[7]!, sorted[13]!]) expect(evaluate(circuit, slot(value), "ok")).toBe(1n);
    // v[7] is shared by leaves 0 and 1.
    expect(evaluate(circuit, slot(sorted[6]!, { opened: sorted[5]! }), "ok")).toBe(1n);
  });
  test("the sentinels 0 and 2^120 - 1, which are not members", () => {
    for (const value of [0n, MAX]) {
      expect(evaluate(circuit, slot(value), "ok")).toBe(0n);
      expect(evaluate(circuit, slot(value, { negate: true }), "ok")).toBe(1n);
    }
  });
  test("every claim position", () => {
    for (let index = 0; index < 8; index++) expect(evaluate(circuit, slot(members[3]!, { index }), "ok")).toBe(1n);
  });
  test("a disabled slot with zeros, which is not ok, so that no clause can use it", () => {
    expect(evaluate(circuit, disabled, "ok")).toBe(0n);
  });
});

describe("rejects", () => {
  test("the leaf of another place, by which a member could pass as none", () => {
    const sorted = [...tree.members];
    const member = sorted[100]!;
    for (const opened of [sorted[0]!, sorted[500]!, sorted[1023]!]) {
      expectRefused(circuit, slot(member, { opened, negate: true }));
      expectRefused(circuit, slot(member, { opened }));
    }
  });
  test("another root, another set's path", () => {
    expectRefused(circuit, { ...slot(members[0]!), root: small.root });
    expectRefused(circuit, { ...slot(100n), nodes: small.witness(100n) });
  });
  test("a leaf changed to hold the claim", () => {
    const inputs = slot(members[0]! + 1n);
    const nodes = inputs.nodes.map((level) => [...level]) as bigint[][];
    nodes[0]![nodes[0]!.indexOf(members[0]!)] = members[0]! + 1n;
    expectRefused(circuit, { ...inputs, nodes });
  });
  test("a leaf posing as an inner node, and the other way round", () => {
    const inputs = slot(members[0]!);
    const [leaf, first, second, third] = inputs.nodes as readonly (readonly bigint[])[];
    expectRefused(circuit, { ...inputs, nodes: [first!, first!, second!, third!] });
    expectRefused(circuit, { ...inputs, nodes: [leaf!, leaf!, second!, third!] });
  });
  test("a disabled slot with a root, meta beyond its 5 bits", () => {
    expectRefused(circuit, { ...disabled, root: tree.root });
    expectRefused(circuit, { ...disabled, meta: 32n });
  });
  test("claims of 120 bits and more", () => {
    expectRefused(circuit, slot(MAX + 1n, { opened: MAX }));
    expectRefused(circuit, slot(2n ** 200n, { opened: MAX }));
  });
});

describe("cannot be forged", () => {
  test("no wire is free but the inverses of zeros", () => {
    expectNoWireIsFree(circuit, solve(circuit, slot(members[0]! + 1n)));
    expectNoWireIsFree(circuit, solve(circuit, slot(members[0]!)), [/IsZero.*inverse$/]);
    expectNoWireIsFree(circuit, solve(circuit, disabled), [/IsZero.*inverse$/]);
  });
  test("the answer can't be turned round", () => {
    for (const value of [members[0]!, members[0]! + 1n]) {
      for (const negate of [false, true]) {
        const witness = solve(circuit, slot(value, { negate }));
        expectForgeryFails(circuit, witness, { ok: 1n - witness[circuit.wires.get("ok")!]! });
      }
    }
  });
});
