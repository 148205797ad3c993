import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { FIELD_MODULUS, FieldElementError } from "../../../../src/core/field.ts";
import { ArtifactError } from "../../../../src/engine/groth16/files/artifact-error.ts";
import { witnessToWtns } from "../../../../src/engine/groth16/files/wtns.ts";
import {
  createWitnessCalculator,
  type WitnessCalculator,
  witnessToBigints,
} from "../../../../src/presentation/witness/calculator.ts";
import { WitnessError } from "../../../../src/presentation/witness/refusals.ts";
import { compileSource, type TestCircuit } from "../../../circuits/harness.ts";

const SOURCE = `pragma circom 2.1.6;
template Guard() {
    signal input in;
    in * in === 49;
}
template Main() {
    signal input x;
    signal input grid[2][3];
    signal output y <== x * grid[1][2];
    signal z <== grid[0][0] * grid[0][1];
    log("secret", x);
    Guard()(x);
}
component main = Main();
`;

let circuit: TestCircuit;
let calculator: WitnessCalculator;
beforeAll(async () => {
  circuit = await compileSource(SOURCE);
  calculator = circuit.calculator;
});

const grid = [
  [1n, 2n, 3n],
  [4n, 5n, 6n],
];

describe("calculate", () => {
  test("gives the witness; nested arrays are flattened row by row", () => {
    const witness = witnessToBigints(calculator.calculate({ x: 7n, grid }));
    expect(witness.slice(0, 2)).toEqual([1n, 42n]);
    expect(calculator.witnessSize).toBe(witness.length);
    expect(calculator.inputSize).toBe(7);
    expect(witnessToBigints(calculator.calculate({ grid: grid.flat(), x: 7n }))).toEqual(witness);
  });
  test("handles elements of full width", () => {
    const witness = witnessToBigints(calculator.calculate({ x: FIELD_MODULUS - 7n, grid }));
    expect(witness[1]).toBe(FIELD_MODULUS - 42n);
  });
  test("works again after a failure, with nothing left over", () => {
    const before = calculator.calculate({ x: 7n, grid });
    expect(() => calculator.calculate({ x: 8n, grid })).toThrow(WitnessError);
    expect(calculator.calculate({ x: 7n, grid })).toEqual(before);
  });

  test("a broken constraint names its template and line, and no value", () => {
    const error = caught(() => calculator.calculate({ x: 123456789n, grid }));
    expect(error).toBeInstanceOf(WitnessError);
    expect(error.message).toMatch(/Guard_\d+ line: 4/);
    expect(JSON.stringify(error)).not.toContain("123456789");
    expect(error.message).not.toContain("secret");
  });

  test.each<[string, Record<string, unknown>, new () => Error]>([
    ["r + x", { x: FIELD_MODULUS + 7n, grid }, FieldElementError],
    ["r", { x: FIELD_MODULUS, grid }, FieldElementError],
    ["-1", { x: -1n, grid }, FieldElementError],
    ["a number", { x: 7, grid }, FieldElementError],
    ["a string", { x: "7", grid }, FieldElementError],
    ["an empty string", { x: "", grid }, FieldElementError],
    ["true", { x: true, grid }, FieldElementError],
    ["null", { x: null, grid }, FieldElementError],
    ["an object", { x: { valueOf: () => 7n }, grid }, FieldElementError],
    ["a hole", { x: 7n, grid: [1n, 2n, 3n, 4n, 5n, undefined] }, FieldElementError],
    ["arrays nested too deep", { x: [[[[[7n]]]]], grid }, FieldElementError],
    ["too few values", { x: 7n, grid: grid[0] }, WitnessError],
    ["too many values", { x: [7n, 7n], grid }, WitnessError],
    ["a missing name", { x: 7n }, WitnessError],
    ["an unknown name", { x: 7n, grid, z: 1n }, WitnessError],
    ["a name that is no identifier", { x: 7n, grid, "grid[0]": 1n }, WitnessError],
    ["no inputs", {}, WitnessError],
  ])("refuses %s", (_, inputs, refusal) => {
    expect(() => calculator.calculate(inputs as never)).toThrow(refusal);
  });
});

describe("createWitnessCalculator", () => {
  test("takes bytes or a compiled module", async () => {
    const bytes = new Uint8Array(readFileSync(circuit.files.wasm));
    const own = await createWitnessCalculator(await WebAssembly.compile(bytes));
    expect(own.calculate({ x: 7n, grid })).toEqual(calculator.calculate({ x: 7n, grid }));
  });
  test("refuses other bytes and other modules", async () => {
    await expect(createWitnessCalculator(new Uint8Array([1, 2, 3]))).rejects.toThrow(ArtifactError);
    const empty = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    await expect(createWitnessCalculator(empty)).rejects.toThrow(ArtifactError);
  });
});

test("a .wtns file that snarkjs accepts", async () => {
  const { wtns } = (await import("snarkjs")) as unknown as {
    wtns: { exportJson(file: Uint8Array): Promise<readonly (bigint | string)[]> };
  };
  const witness = calculator.calculate({ x: 7n, grid });
  expect((await wtns.exportJson(witnessToWtns(witness))).map(BigInt)).toEqual(witnessToBigints(witness));
});

function caught(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}
