import { beforeAll, describe, expect, test } from "vitest";
import { domainTag, poseidon } from "../../src/hash.ts";
import {
  compileTemplate,
  createRandom,
  evaluate,
  expectForgeryFails,
  expectNoWireIsFree,
  solve,
  type TestCircuit,
} from "./harness.ts";

let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await compileTemplate({
    file: "tree_node.circom",
    template: `TreeNode(${domainTag("status-node")})`,
    inputs: ["children[8]"],
    outputs: ["out"],
  });
});

const random = createRandom(4);
const children = Array.from({ length: 8 }, random);

describe("accepts", () => {
  test("eight children and gives the tagged Poseidon hash", () => {
    expect(evaluate(circuit, { children })).toBe(poseidon([domainTag("status-node"), ...children]));
    expect(evaluate(circuit, { children: new Array(8).fill(0n) })).toBe(
      poseidon([domainTag("status-node"), ...new Array<bigint>(8).fill(0n)]),
    );
  });
});

describe("rejects", () => {
  test("nothing; other tags and orders have other hashes", () => {
    const hash = evaluate(circuit, { children });
    expect(hash).not.toBe(poseidon([domainTag("issuer-node"), ...children]));
    expect(hash).not.toBe(evaluate(circuit, { children: [...children].reverse() }));
  });
});

describe("cannot be forged", () => {
  test("no wire is free", () => {
    expectNoWireIsFree(circuit, solve(circuit, { children }));
  });
  test("the hash belongs to its children", () => {
    const witness = solve(circuit, { children });
    expectForgeryFails(circuit, witness, { "children[3]": 1n });
    expectForgeryFails(circuit, witness, { out: 1n });
  });
});
