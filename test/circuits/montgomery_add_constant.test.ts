import { beforeAll, describe, expect, test } from "vitest";
import { B8, montgomeryPair } from "./curve.ts";
import {
  compileTemplate,
  expectForgeryFails,
  expectNoWireIsFree,
  expectRefused,
  signalValue,
  solve,
  type TestCircuit,
} from "./harness.ts";

const Q = B8.multiply(99n);
let circuit: TestCircuit;
beforeAll(async () => {
  circuit = await compileTemplate({
    file: "montgomery_add_constant.circom",
    template: `MontgomeryAddConstant([${montgomeryPair(Q).join(", ")}])`,
    inputs: ["p[2]"],
    outputs: ["out[2]"],
  });
});

describe("accepts", () => {
  test.each([1n, 98n, 12345678901234567890n])("the point %d B8 and gives the sum", (k) => {
    const p = B8.multiply(k);
    const witness = solve(circuit, { p: montgomeryPair(p) });
    expect([signalValue(circuit, witness, "out[0]"), signalValue(circuit, witness, "out[1]")]).toEqual(
      montgomeryPair(p.add(Q)),
    );
  });
});

describe("rejects", () => {
  test("the constant's negative", () => {
    expectRefused(circuit, { p: montgomeryPair(Q.negate()) });
  });
});

describe("cannot be forged", () => {
  test("no wire is free", () => {
    expectNoWireIsFree(circuit, solve(circuit, { p: montgomeryPair(B8) }));
  });
  test("another point is no sum", () => {
    const [u, v] = montgomeryPair(B8.subtract(Q));
    expectForgeryFails(circuit, solve(circuit, { p: montgomeryPair(B8) }), { "out[0]": u, "out[1]": v });
  });
});
