import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { FIELD_MODULUS } from "../../../../../src/core/field.ts";
import { ArtifactError } from "../../../../../src/engine/groth16/files/artifact-error.ts";
import {
  findViolatedConstraint,
  inputWires,
  multiply,
  parseR1cs,
  type R1cs,
} from "../../../../../src/engine/groth16/files/r1cs.ts";
import { compileSource, createRandom, solve, type TestCircuit } from "../../../../circuits/harness.ts";
import { startProcessorClock } from "../../../../support/processor-time.ts";

const SOURCE = `pragma circom 2.1.6;
template Main() {
    signal input x;
    signal input y;
    signal output product <== x * y;
    signal square <== (x + 7) * (x + 7);
    signal output sum <== square * y - 3 * x;
}
component main { public [x] } = Main();
`;

let circuit: TestCircuit;
let bytes: Uint8Array;
beforeAll(async () => {
  circuit = await compileSource(SOURCE);
  bytes = new Uint8Array(readFileSync(circuit.files.r1cs));
});

describe("parseR1cs", () => {
  test("reads sizes, terms and labels", () => {
    const r1cs = parseR1cs(bytes);
    expect(r1cs).toMatchObject({ nConstraints: 3, nOutputs: 2, nPubInputs: 1, nPrvInputs: 1, nWires: 6 });
    expect(inputWires(r1cs)).toEqual([0, 3, 4]);
    expect(new Set(r1cs.coefficients).size).toBe(r1cs.coefficients.length);
    for (const { rowStart, wires, coefficientIndex } of [r1cs.a, r1cs.b, r1cs.c]) {
      expect(rowStart[3]).toBe(wires.length);
      expect(coefficientIndex.length).toBe(wires.length);
    }
  });
  test("reads bytes at an offset of their buffer", () => {
    const padded = new Uint8Array(bytes.length + 5);
    padded.set(bytes, 3);
    expect(parseR1cs(padded.subarray(3, 3 + bytes.length))).toEqual(parseR1cs(bytes));
  });
  test("equals snarkjs's reader", async () => {
    const { readR1cs } = (await import("r1csfile" as string)) as {
      readR1cs(
        path: string,
        options: object,
      ): Promise<{
        constraints: Record<string, bigint>[][];
        curve: { Fr: { toObject(x: unknown): bigint }; terminate(): Promise<void> };
      }>;
    };
    const other = await readR1cs(circuit.files.r1cs, { loadConstraints: true, loadMap: true, singleThread: true });
    const ours = parseR1cs(bytes);
    other.constraints.forEach((matrices, row) => {
      matrices.forEach((terms, m) => {
        const { rowStart, wires, coefficientIndex } = [ours.a, ours.b, ours.c][m]!;
        const mine = Object.fromEntries(
          Array.from({ length: rowStart[row + 1]! - rowStart[row]! }, (_, i) => rowStart[row]! + i).map((k) => [
            wires[k]!,
            ours.coefficients[coefficientIndex[k]!]!,
          ]),
        );
        const theirs = Object.fromEntries(
          Object.entries(terms).map(([wire, value]) => [wire, other.curve.Fr.toObject(value)]),
        );
        expect(mine).toEqual(theirs);
      });
    });
    await other.curve.terminate();
  });

  test.each<[string, (view: DataView) => void]>([
    ["another magic", (view) => view.setUint8(0, 0)],
    ["version 2", (view) => view.setUint32(4, 2, true)],
    ["a billion sections", (view) => view.setUint32(8, 1e9, true)],
    ["no sections", (view) => view.setUint32(8, 0, true)],
    ["a section of 2^60 bytes", (view) => view.setBigUint64(16, 2n ** 60n, true)],
  ])("refuses %s", (_, change) => {
    const copy = bytes.slice();
    change(new DataView(copy.buffer));
    expect(() => parseR1cs(copy)).toThrow(ArtifactError);
  });
  test("refuses bytes after the end", () => {
    expect(() => parseR1cs(Uint8Array.from([...bytes, 0]))).toThrow(ArtifactError);
  });
  test("refuses what is no bytes", () => {
    for (const value of [null, undefined, "r1cs", {}, [1, 2]]) {
      expect(() => parseR1cs(value as unknown as Uint8Array)).toThrow(ArtifactError);
    }
  });
  test("refuses every truncation", () => {
    for (let length = 0; length < bytes.length; length += 7)
      expect(() => parseR1cs(bytes.subarray(0, length))).toThrow(ArtifactError);
  });
  test("3,000 damaged files give a result or an ArtifactError, quickly", () => {
    const random = createRandom(70);
    const elapsed = startProcessorClock();
    let refused = 0;
    for (let i = 0; i < 3_000; i++) {
      const copy = bytes.slice();
      const seed = random();
      for (let k = 0; k < 3; k++)
        copy[Number((seed >> BigInt(40 * k)) % BigInt(copy.length))] = Number((seed >> BigInt(40 * k + 30)) & 255n);
      try {
        parseR1cs(copy);
      } catch (error) {
        expect(error).toBeInstanceOf(ArtifactError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(500);
    expect(elapsed()).toBeLessThan(10_000);
  });
  test("refuses coefficients and wires out of range", () => {
    const { start } = constraintSection(bytes);
    const wide = bytes.slice();
    new DataView(wide.buffer).setUint32(start + 4, 1e6, true);
    expect(() => parseR1cs(wide)).toThrow(/wires below/);
    const large = bytes.slice();
    large.fill(0xff, start + 8, start + 40);
    expect(() => parseR1cs(large)).toThrow(/coefficients below r/);
  });
});

describe("findViolatedConstraint", () => {
  test("accepts a valid witness and names the first broken constraint of others", () => {
    const { r1cs } = circuit;
    const witness = solve(circuit, { x: 5n, y: 6n });
    expect(findViolatedConstraint(r1cs, witness)).toBeUndefined();
    const broken = internalRows(
      r1cs,
      witness.map((value, wire) => (wire === 1 ? value + 1n : value)),
    );
    expect(
      findViolatedConstraint(
        r1cs,
        witness.map((value, wire) => (wire === 1 ? value + 1n : value)),
      ),
    ).toBe(broken[0]);
    expect(broken.length).toBeGreaterThan(0);
  });
  test("refuses witnesses of another length or without the leading 1", () => {
    const witness = solve(circuit, { x: 5n, y: 6n });
    expect(() => findViolatedConstraint(circuit.r1cs, witness.slice(1))).toThrow(ArtifactError);
    expect(() => findViolatedConstraint(circuit.r1cs, [...witness, 0n])).toThrow(ArtifactError);
    expect(() => findViolatedConstraint(circuit.r1cs, [2n, ...witness.slice(1)])).toThrow(ArtifactError);
  });
});

function internalRows(r1cs: R1cs, witness: readonly bigint[]): number[] {
  const [a, b, c] = [r1cs.a, r1cs.b, r1cs.c].map((matrix) => multiply(r1cs, matrix, witness));
  return a!.flatMap((value, row) => ((value * b![row]! - c![row]!) % FIELD_MODULUS === 0n ? [] : [row]));
}

/** Where the constraints start: after the section with type 2. */
function constraintSection(file: Uint8Array): { start: number } {
  const view = new DataView(file.buffer, file.byteOffset);
  let position = 12;
  while (view.getUint32(position, true) !== 2) position += 12 + Number(view.getBigUint64(position + 4, true));
  return { start: position + 12 };
}
