import { expect, test } from "vitest";
import { createSetTree } from "../../src/statement/policy/set-tree.ts";
import { describeTemplate } from "./describe-template.ts";
import { createRandom } from "./harness.ts";

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

const INPUTS = ["claims[8]", "meta", "root", "nodes[4][8]"];

const HINTS = ["bits.out[]", "sinceClaimsFrom.bits[]", "untilLast.bits[]", "found.inverse", "sentinel.inverse"];

describeTemplate("SetSlot()", { inputs: INPUTS, outputs: ["{binary} ok"], hints: HINTS }, (circuit) => ({
  accepts() {
    test("members", () => {
      for (const value of [members[0]!, members[1023]!, members[500]!, [...members].sort()[7]!]) {
        expect(circuit.evaluate(slot(value), "ok")).toBe(1n);
        expect(circuit.evaluate(slot(value, { negate: true }), "ok")).toBe(0n);
      }
    });
    test("values that are not members", () => {
      for (const value of [1n, MAX - 1n, members[0]! + 1n, members[7]! - 1n]) {
        expect(circuit.evaluate(slot(value), "ok")).toBe(0n);
        expect(circuit.evaluate(slot(value, { negate: true }), "ok")).toBe(1n);
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
        expect(circuit.evaluate(slot(value, { set: small }), "ok")).toBe(ok);
      }
    });
    test("the values at a leaf's edges, from either leaf", () => {
      const sorted = [...tree.members];
      for (const value of [sorted[6]!, sorted[7]!, sorted[13]!]) expect(circuit.evaluate(slot(value), "ok")).toBe(1n);
      // v[7] is shared by leaves 0 and 1.
      expect(circuit.evaluate(slot(sorted[6]!, { opened: sorted[5]! }), "ok")).toBe(1n);
    });
    test("the sentinels 0 and 2^120 - 1, which are not members", () => {
      for (const value of [0n, MAX]) {
        expect(circuit.evaluate(slot(value), "ok")).toBe(0n);
        expect(circuit.evaluate(slot(value, { negate: true }), "ok")).toBe(1n);
      }
    });
    test("every claim position", () => {
      for (let index = 0; index < 8; index++) expect(circuit.evaluate(slot(members[3]!, { index }), "ok")).toBe(1n);
    });
    test("a disabled slot with zeros, which is not ok, so that no clause can use it", () => {
      expect(circuit.evaluate(disabled, "ok")).toBe(0n);
    });
  },

  rejects() {
    test("the leaf of another place, by which a member could pass as none", () => {
      const sorted = [...tree.members];
      const member = sorted[100]!;
      for (const opened of [sorted[0]!, sorted[500]!, sorted[1023]!]) {
        circuit.expectRefused(slot(member, { opened, negate: true }));
        circuit.expectRefused(slot(member, { opened }));
      }
    });
    test("another root, another set's path", () => {
      circuit.expectRefused({ ...slot(members[0]!), root: small.root });
      circuit.expectRefused({ ...slot(100n), nodes: small.witness(100n) });
    });
    test("a leaf changed to hold the claim", () => {
      const inputs = slot(members[0]! + 1n);
      const nodes = inputs.nodes.map((level) => [...level]) as bigint[][];
      nodes[0]![nodes[0]!.indexOf(members[0]!)] = members[0]! + 1n;
      circuit.expectRefused({ ...inputs, nodes });
    });
    test("a leaf posing as an inner node, and the other way round", () => {
      const inputs = slot(members[0]!);
      const [leaf, first, second, third] = inputs.nodes as readonly (readonly bigint[])[];
      circuit.expectRefused({ ...inputs, nodes: [first!, first!, second!, third!] });
      circuit.expectRefused({ ...inputs, nodes: [leaf!, leaf!, second!, third!] });
    });
    test("a disabled slot with a root, meta beyond its 5 bits", () => {
      circuit.expectRefused({ ...disabled, root: tree.root });
      circuit.expectRefused({ ...disabled, meta: 32n });
    });
    test("claims of 120 bits and more", () => {
      circuit.expectRefused(slot(MAX + 1n, { opened: MAX }));
      circuit.expectRefused(slot(2n ** 200n, { opened: MAX }));
    });
  },

  "cannot be forged"() {
    test("no wire is free but the inverses of zeros", () => {
      circuit.expectNoWireIsFree(circuit.solve(slot(members[0]! + 1n)));
      circuit.expectNoWireIsFree(circuit.solve(slot(members[0]!)), [/IsZero.*inverse$/]);
      circuit.expectNoWireIsFree(circuit.solve(disabled), [/IsZero.*inverse$/]);
    });
    test("a forger chooses the inverses of zeros and nothing else; the answer stays", () => {
      const cases = [
        [slot(members[0]!), ["found.inverse"]],
        [slot(members[0]! + 1n), []],
        [slot(0n), ["found.inverse", "sentinel.inverse"]],
        [slot(MAX, { negate: true }), ["found.inverse", "sentinel.inverse"]],
        [disabled, ["found.inverse", "sentinel.inverse"]],
      ] as const;
      for (const [inputs, open] of cases) {
        const honest = circuit.evaluate(inputs, "ok");
        const accepted = circuit.forger.tryAlternatives(inputs, { sample: 3 });
        expect([...new Set(accepted.map(({ hint }) => hint))].sort()).toEqual([...open]);
        for (const { witness } of accepted) expect(circuit.forger.value(witness, "ok")).toBe(honest);
      }
      circuit.expectOnlyOpen(cases[1][0], [], { only: /^bits/ });
    });
    test("bits of a distance that is negative", () => {
      const sorted = [...tree.members];
      const elsewhere = slot(sorted[100]!, { opened: sorted[500]!, negate: true });
      for (const hints of [
        { "sinceClaimsFrom.bits[119]": 2n },
        { "sinceClaimsFrom.bits[0]": -1n },
        { "untilLast.bits[0]": 0n },
      ]) {
        circuit.expectNoForgery(elsewhere, hints);
      }
    });
    test("the answer can't be turned round", () => {
      for (const value of [members[0]!, members[0]! + 1n]) {
        for (const negate of [false, true]) {
          const witness = circuit.solve(slot(value, { negate }));
          circuit.expectForgeryFails(witness, { ok: 1n - witness[circuit.wires.get("ok")!]! });
        }
      }
    });
  },
}));
