import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { domainTag, poseidon } from "../../../../src/core/hash.ts";
import { createSetTree, MAX_SET_MEMBERS } from "../../../../src/statement/policy/index.ts";
import { PolicyLimitError, SET_SENTINELS } from "../../../../src/statement/policy/set-tree.ts";

const { low, high } = SET_SENTINELS;

/** What a circuit does with the nodes (protocol P-15): climb, and look at the leaf. */
function readWitness(nodes: readonly (readonly bigint[])[], x: bigint) {
  const [leaf, ...inner] = nodes as [readonly bigint[], ...(readonly bigint[])[]];
  let hash: bigint = poseidon([domainTag("set-leaf"), ...leaf]);
  for (const children of inner) {
    expect(children).toHaveLength(8);
    expect(children).toContain(hash);
    hash = poseidon([domainTag("set-node"), ...children]);
  }
  expect(leaf[0]! <= x && x <= leaf[7]!).toBe(true);
  return { root: hash, isMember: leaf.includes(x) };
}

describe("createSetTree", () => {
  it("has a root that does not depend on the order, and one for each set", () => {
    const root = createSetTree([5n, 3n, 9n]).root;
    expect(createSetTree([9n, 5n, 3n]).root).toBe(root);
    expect(createSetTree([9n, 5n]).root).not.toBe(root);
  });

  it("is built as P-15 says", () => {
    const tag = domainTag("set-leaf");
    const node = (children: readonly bigint[]) => poseidon([domainTag("set-node"), ...children]);
    const leaf0 = poseidon([tag, low, 1n, 2n, 3n, 4n, 5n, 6n, 7n]);
    const leaf1 = poseidon([tag, 7n, 8n, high, high, high, high, high, high]);
    const zeros = new Array<bigint>(7).fill(0n);
    const empty1 = node(new Array<bigint>(8).fill(0n));
    const empty2 = node(new Array<bigint>(8).fill(empty1));
    const level1 = node([leaf0, leaf1, ...zeros.slice(1)]);
    const level2 = node([level1, ...new Array<bigint>(7).fill(empty1)]);
    const root = node([level2, ...new Array<bigint>(7).fill(empty2)]);
    expect(createSetTree([1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n]).root).toBe(root);
  });

  it("gives a witness for every value, member or not", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.bigInt({ min: 1n, max: 200n }), { minLength: 1, maxLength: 60 }),
        fc.array(fc.oneof(fc.bigInt({ min: 0n, max: 210n }), fc.bigInt({ min: 0n, max: high })), {
          minLength: 5,
          maxLength: 5,
        }),
        (members, values) => {
          const tree = createSetTree(members);
          for (const x of [...values, members[0]!]) {
            const { root, isMember } = readWitness(tree.witness(x), x);
            expect(root).toBe(tree.root);
            if (x !== low && x !== high) expect(isMember).toBe(members.includes(x));
          }
        },
      ),
      { numRuns: 40, seed: 15 },
    );
  });

  it("holds 3,583 members and no more", () => {
    const members = Array.from({ length: MAX_SET_MEMBERS }, (_, i) => BigInt(3 * i + 1));
    expect(MAX_SET_MEMBERS).toBe(3_583);
    const tree = createSetTree(members);
    for (const x of [1n, 2n, members.at(-1)!, members.at(-1)! + 1n, high - 1n, high]) {
      expect(readWitness(tree.witness(x), x).root).toBe(tree.root);
    }
    expect(() => createSetTree([...members, 2n])).toThrow(PolicyLimitError);
  });

  it("refuses sentinels, values out of range and repetitions", () => {
    for (const bad of [[low], [high], [high + 1n], [-1n], [4n, 4n]]) {
      expect(() => createSetTree(bad)).toThrow(PolicyLimitError);
    }
  });
});
