import { describe, expect, test } from "vitest";
import { ArtifactError } from "../../src/engine/groth16/files/artifact-error.ts";
import { findViolatedConstraint, multiply, type R1cs } from "../../src/engine/groth16/files/r1cs.ts";
import { findFreeOutput } from "../../src/statement/circuit/differential.ts";
import { compileSource, internalWires, mod, solve, type TestCircuit } from "./harness.ts";

const main = (body: string) => `pragma circom 2.1.6;
template Main() {
${body}
}
component main { public [x] } = Main();
`;

/** Jacobian times direction, per constraint: all zero for a direction in the kernel. */
function derivative(r1cs: R1cs, witness: readonly bigint[], direction: ReadonlyMap<number, bigint>): bigint[] {
  const moved = Array.from({ length: r1cs.nWires }, (_, wire) => direction.get(wire) ?? 0n);
  const [a, b] = [multiply(r1cs, r1cs.a, witness), multiply(r1cs, r1cs.b, witness)];
  const [da, db, dc] = [r1cs.a, r1cs.b, r1cs.c].map((matrix) => multiply(r1cs, matrix, moved));
  return a.map((_, row) => mod(da![row]! * b[row]! + a[row]! * db![row]! - dc![row]!));
}

function expectPlantedFlaw(circuit: TestCircuit, witness: readonly bigint[], watchedWires?: readonly number[]): void {
  const free = findFreeOutput(circuit.r1cs, witness, watchedWires === undefined ? {} : { watchedWires });
  expect(free).toBeDefined();
  const { wire, direction } = free!;
  expect(direction.get(wire)).not.toBe(0n);
  expect(direction.has(wire)).toBe(true);
  expect(derivative(circuit.r1cs, witness, direction).every((value) => value === 0n)).toBe(true);
}

describe("finds planted flaws", () => {
  test("an output assigned without a constraint", async () => {
    const circuit = await compileSource(main("signal input x; signal output y <-- x * x; signal z <== x * y;"));
    expectPlantedFlaw(circuit, solve(circuit, { x: 3n }));
  });
  test("a quotient whose divisor may be 0", async () => {
    const circuit = await compileSource(main("signal input x; signal output y <-- 5; y * x === 0;"));
    expect(findFreeOutput(circuit.r1cs, solve(circuit, { x: 0n }))?.wire).toBe(1);
  });
  test("two hints with one equation, found by elimination", async () => {
    const circuit = await compileSource(
      main(
        "signal input x; signal xx <== x * x; signal a <-- x + 1; signal output y <-- x + 2; a * y === xx + 3 * x + 2;",
      ),
    );
    expectPlantedFlaw(circuit, solve(circuit, { x: 9n }));
  });
  test("a packed value whose limbs are not ranged", async () => {
    const circuit = await compileSource(
      main(
        "signal input x; signal lo <-- x & 255; signal hi <-- x >> 8; lo + 256 * hi === x; signal output y <== lo * lo;",
      ),
    );
    expectPlantedFlaw(circuit, solve(circuit, { x: 0xabcdn }));
  });
  test("three hints behind products, found through a chain", async () => {
    const circuit = await compileSource(
      main(`signal input x; signal a <-- x; signal b <-- 2 * x; signal c <-- 3 * x;
        signal p <== a * b; signal q <== b * c; signal s <== a * c;
        signal pq <== p * q; signal xx <== x * x; signal xxxx <== xx * xx; pq === 12 * xxxx;
        signal output y <== q * s;`),
    );
    expectPlantedFlaw(circuit, solve(circuit, { x: 4n }));
  });
  test("an internal wire, when it is watched", async () => {
    const circuit = await compileSource(
      main("signal input x; signal output y <== x * x; signal a <-- 1; signal b <== a * a;"),
    );
    const witness = solve(circuit, { x: 4n });
    expect(findFreeOutput(circuit.r1cs, witness)).toBeUndefined();
    expectPlantedFlaw(circuit, witness, internalWires(circuit.r1cs));
  });
});

describe("finds nothing where there is nothing", () => {
  test("bits, an inverse and a system that only elimination solves", async () => {
    const circuit = await compileSource(
      main(`signal input x; signal a <-- x + 1; signal b <-- x + 2;
        signal xx <== x * x; a * b === xx + 3 * x + 2;
        signal aa <== a * a; signal bb <== b * b; aa + bb === 2 * xx + 6 * x + 5;
        signal inverse <-- 1 / x; inverse * x === 1; signal output y <== a * inverse;`),
    );
    const witness = solve(circuit, { x: 5n });
    expect(findViolatedConstraint(circuit.r1cs, witness)).toBeUndefined();
    expect(findFreeOutput(circuit.r1cs, witness, { watchedWires: internalWires(circuit.r1cs) })).toBeUndefined();
  });
});

test("a broken witness is refused", async () => {
  const circuit = await compileSource(main("signal input x; signal output y <== x * x;"));
  expect(() => findFreeOutput(circuit.r1cs, [1n, 5n, 2n])).toThrow(ArtifactError);
});
