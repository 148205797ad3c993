import { buildPoseidon } from "circomlibjs";
import { beforeAll, describe, expect, test } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import { poseidon } from "../../src/core/hash.ts";
import { compileBeforeTests } from "./describe-template.ts";
import { compileSource, createRandom } from "./harness.ts";

/** Constraints of circomlib 2.0.5's template with `--O2`, by number of inputs. */
const CIRCOMLIB = { 2: 240, 3: 261, 4: 297, 5: 321, 7: 381, 9: 417, 10: 459, 14: 537, 16: 609 } as const;
const ARITIES = Object.keys(CIRCOMLIB).map(Number) as (keyof typeof CIRCOMLIB)[];

const circuits = new Map(
  ARITIES.map((n) => [n, compileBeforeTests(`Poseidon(${n})`, { inputs: [`inputs[${n}]`], outputs: ["out"] })]),
);
let oracle: Awaited<ReturnType<typeof buildPoseidon>>;
beforeAll(async () => {
  oracle = await buildPoseidon();
});

/** Edge values, then random ones. */
function samples(n: number): bigint[][] {
  const random = createRandom(n);
  const last = FIELD_MODULUS - 1n;
  return [
    new Array<bigint>(n).fill(0n),
    new Array<bigint>(n).fill(1n),
    new Array<bigint>(n).fill(last),
    Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 0n : last)),
    Array.from({ length: n }, (_, i) => (i === 0 ? last : 0n)),
    Array.from({ length: n }, (_, i) => (i === n - 1 ? last : 0n)),
    ...Array.from({ length: 10 }, () => Array.from({ length: n }, random)),
  ];
}

describe("accepts", () => {
  test.each(ARITIES)("%d inputs, with the hash of src/core/hash.ts and of circomlibjs", (n) => {
    for (const inputs of samples(n)) {
      const out = circuits.get(n)!.evaluate({ inputs });
      expect(out).toBe(poseidon(inputs));
      expect(out).toBe(oracle.F.toObject(oracle(inputs)));
    }
  });
  // circomlib 2.0.5, test/poseidoncircuit.js.
  test.each([
    [[1n, 2n, 0n, 0n, 0n], 1018317224307729531995786483840663576608797660851238720571059489595066344487n],
    [[3n, 4n, 5n, 10n, 23n], 13034429309846638789535561449942021891039729847501137143363028890275222221409n],
    [[1n, 2n], 7853200120776062878684798364095072458815029376092732009249414926327459813530n],
    [[3n, 4n], 14763215145315200506921711489642608356394854266165572616578112107564877678998n],
  ])("the published vector of %s", (inputs, hash) => {
    expect(circuits.get(inputs.length as keyof typeof CIRCOMLIB)!.evaluate({ inputs })).toBe(hash);
  });
  test.each(ARITIES)("%d inputs in as many constraints as circomlib's template", (n) => {
    expect(circuits.get(n)!.r1cs.nConstraints).toBe(CIRCOMLIB[n]);
  });
});

describe("rejects", () => {
  test.each([1, 6, 8, 17])("%d inputs, when compiled", async (n) => {
    const source = `pragma circom 2.1.6;\ninclude "circuits/lib/poseidon.circom";\ncomponent main = Poseidon(${n});\n`;
    await expect(compileSource(source)).rejects.toThrow("does not compile");
  });
  test("too few and too many inputs", () => {
    circuits.get(2)!.expectRefused({ inputs: [1n] });
    circuits.get(2)!.expectRefused({ inputs: [1n, 2n, 3n] });
  });
});

describe("cannot be forged", () => {
  test.each(ARITIES)("%d inputs: no wire is free, for random and for edge values", (n) => {
    const circuit = circuits.get(n)!;
    const all = samples(n);
    for (const inputs of [all[0]!, all[2]!, all.at(-1)!]) circuit.expectNoWireIsFree(circuit.solve({ inputs }));
  });
  test.each(ARITIES)("%d inputs: another input needs another hash, and another hash another input", (n) => {
    const circuit = circuits.get(n)!;
    const inputs = samples(n).at(-1)!;
    const witness = circuit.solve({ inputs });
    for (let i = 0; i < n; i++) circuit.expectForgeryFails(witness, { [`inputs[${i}]`]: inputs[i]! + 1n });
    const out = circuit.value(witness, "out");
    for (const forged of [0n, out + 1n, FIELD_MODULUS - out]) circuit.expectForgeryFails(witness, { out: forged });
  });
});
