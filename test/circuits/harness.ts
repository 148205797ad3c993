/** Compiles one template with a generated main component, and takes witnesses apart. */
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import {
  findViolatedConstraint,
  inputWires,
  multiply,
  parseR1cs,
  type R1cs,
} from "../../src/engine/groth16/files/r1cs.ts";
import {
  type CircuitInputs,
  createWitnessCalculator,
  type WitnessCalculator,
  witnessToBigints,
} from "../../src/presentation/witness/calculator.ts";
import { WitnessError } from "../../src/presentation/witness/refusals.ts";
import { compileCircuit } from "../../src/statement/circuit/compile.ts";
import { findFreeOutput } from "../../src/statement/circuit/differential.ts";
import { HarnessError } from "./harness-error.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const CACHE = join(ROOT, "node_modules/.cache/civicproof/test-circuits");
/** Below it, so that the compiler finds it: its file system starts there. */
export const PROJECT = ROOT;
const COMPILER = "circom2 0.2.23 --O2";

/** A compiled circuit with everything a test asks of it. */
export interface TestCircuit {
  readonly r1cs: R1cs;
  readonly calculator: WitnessCalculator;
  /** Wire by signal name without the leading `main.`; signals that the simplifier removed are absent. */
  readonly wires: ReadonlyMap<string, number>;
  readonly files: { readonly r1cs: string; readonly wasm: string };
  /** Names of a wire's signals. */
  readonly names: ReadonlyMap<number, readonly string[]>;
}

export interface TemplateOptions {
  /** File below circuits/lib. */
  readonly file: string;
  /** The instance: `Select(3)`. */
  readonly template: string;
  /** Signals as in circom, with tags where the template asks for them: `{binary} index[3]`, `{maxbit=27} calendar`. */
  readonly inputs: readonly string[];
  readonly outputs?: readonly string[];
}

/** Compiles a main component around one template; cached by the content of everything it includes. */
export function compileTemplate(options: TemplateOptions): Promise<TestCircuit> {
  return compileSource(sourceAround(options));
}

/** The text of a main component around one template, which is called `it` there. */
export function sourceAround({ file, template, inputs, outputs = [] }: TemplateOptions): string {
  const declare = inputs.map((input) => {
    const { name, size } = parseSignal(input);
    return `    signal input ${name}${size};`;
  });
  const connect = inputs.map((input) => {
    const { tag, tagValue, name, size } = parseSignal(input);
    if (tag === undefined) return `    it.${name} <== ${name};`;
    return [
      `    signal {${tag}} tagged_${name}${size};`,
      ...(tagValue === undefined ? [] : [`    tagged_${name}.${tag} = ${tagValue};`]),
      `    tagged_${name} <== ${name};`,
      `    it.${name} <== tagged_${name};`,
    ].join("\n");
  });
  const expose = outputs.map((output) => {
    const { name, size } = parseSignal(output);
    return `    signal output ${name}${size};\n    ${name} <== it.${name};`;
  });
  return [
    "pragma circom 2.1.6;",
    `include "circuits/lib/${file}";`,
    "template Main() {",
    ...declare,
    `    component it = ${template};`,
    ...connect,
    ...expose,
    "}",
    // Public, so that the simplifier leaves every input its wire.
    `component main {public [${inputs.map((input) => parseSignal(input).name).join(", ")}]} = Main();`,
    "",
  ].join("\n");
}

/** Compiles a circuit given as text; its includes are found from the project's directory. */
export async function compileSource(source: string): Promise<TestCircuit> {
  const directory = await compileOnce([COMPILER, ...readIncludes(source).values()], async (work) => {
    const file = join(work, "main.circom");
    writeFileSync(file, source);
    await compileCircuit({ file, outDir: work, projectDir: ROOT, libraryDirs: ["."] });
  });
  return load(directory, "main");
}

/** A directory with what these texts compile to; made once for the same texts. */
export async function compileOnce(texts: readonly string[], compile: (work: string) => Promise<void>): Promise<string> {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text);
  const key = hash.digest("hex").slice(0, 32);
  const finished = join(CACHE, key);
  if (existsSync(finished)) return finished;
  // Other test processes may build the same circuit: each works in a directory of its own, the first one wins.
  const work = join(CACHE, `${key}-${randomUUID()}`);
  mkdirSync(work, { recursive: true });
  try {
    await compile(work);
    if (!existsSync(finished)) renameSync(work, finished);
  } catch (error) {
    if (!existsSync(finished)) throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return finished;
}

/** One of circuits/main. */
export function compileMain(name: string): Promise<TestCircuit> {
  return compileSource(sourceOfMain(name));
}

/** The text of one of circuits/main, with includes that are found from the project's directory. */
export function sourceOfMain(name: string): string {
  const text = readFileSync(join(ROOT, "circuits/main", `${name}.circom`), "utf8");
  return text.replace('include "../', 'include "circuits/');
}

async function load(directory: string, name: string): Promise<TestCircuit> {
  const wires = new Map<string, number>();
  const names = new Map<number, string[]>();
  for (const line of readFileSync(join(directory, `${name}.sym`), "utf8").split("\n")) {
    const [, wireText, , signal] = line.split(",");
    const wire = Number(wireText);
    if (signal === undefined || wire < 0) continue;
    const signalName = signal.replace(/^main\./, "");
    wires.set(signalName, wire);
    names.set(wire, [...(names.get(wire) ?? []), signalName]);
  }
  const files = { r1cs: join(directory, `${name}.r1cs`), wasm: join(directory, `${name}_js`, `${name}.wasm`) };
  return {
    r1cs: parseR1cs(readFileSync(files.r1cs)),
    calculator: await createWitnessCalculator(readFileSync(files.wasm)),
    files,
    wires,
    names,
  };
}

/** A source under the name main.circom and everything that it includes, by path from the project's directory. */
export function readIncludes(source: string): Map<string, string> {
  const texts = new Map([["main.circom", source]]);
  const read = (text: string, directory: string) => {
    for (const [, path] of text.matchAll(/^\s*include\s+"([^"]+)"/gm)) {
      const found = [join(directory, path!), join(ROOT, path!)].find(existsSync);
      if (found === undefined) throw new HarnessError(`${path} is not found`);
      const name = relative(ROOT, found);
      if (texts.has(name)) continue;
      texts.set(name, readFileSync(found, "utf8"));
      read(texts.get(name)!, dirname(found));
    }
  };
  read(source, ROOT);
  return texts;
}

function parseSignal(text: string) {
  const match = /^(?:\{(\w+)(?:=(\d+))?\} )?(\w+)((?:\[\d+\])*)$/.exec(text);
  if (match === null) throw new HarnessError(`not a signal: ${text}`);
  return { tag: match[1], tagValue: match[2], name: match[3]!, size: match[4]! };
}

/** The witness for these inputs, checked against every constraint. */
export function solve(circuit: TestCircuit, inputs: CircuitInputs): bigint[] {
  const witness = witnessToBigints(circuit.calculator.calculate(inputs));
  expect(findViolatedConstraint(circuit.r1cs, witness)).toBeUndefined();
  return witness;
}

/** The value of a signal in a witness. */
export function signalValue(circuit: TestCircuit, witness: readonly bigint[], signal: string): bigint {
  const wire = circuit.wires.get(signal);
  if (wire === undefined) throw new HarnessError(`the simplifier removed ${signal}`);
  return witness[wire]!;
}

/** The output `out`, or another one, for these inputs. */
export function evaluate(circuit: TestCircuit, inputs: CircuitInputs, output = "out"): bigint {
  return signalValue(circuit, solve(circuit, inputs), output);
}

/** A copy of a witness with some signals changed. */
export function alter(
  circuit: TestCircuit,
  witness: readonly bigint[],
  changes: Readonly<Record<string, bigint>>,
): bigint[] {
  const altered = [...witness];
  for (const [signal, value] of Object.entries(changes)) {
    const wire = circuit.wires.get(signal);
    if (wire === undefined) throw new HarnessError(`the simplifier removed ${signal}`);
    altered[wire] = mod(value);
  }
  return altered;
}

/** Expects a witness with some signals changed to break a constraint. */
export function expectForgeryFails(
  circuit: TestCircuit,
  witness: readonly bigint[],
  changes: Readonly<Record<string, bigint>>,
): void {
  expect(findViolatedConstraint(circuit.r1cs, alter(circuit, witness, changes))).toBeDefined();
}

/**
 * Changes every output and internal wire of a valid witness in turn, by 1 and by a random amount, and expects each change
 * to break a constraint; then looks for a direction in which wires could move together.
 *
 * @param free signals that are documented as free for this witness
 */
export function expectNoWireIsFree(
  circuit: TestCircuit,
  witness: readonly bigint[],
  free: readonly RegExp[] = [],
): void {
  const { r1cs, names } = circuit;
  const isFree = (wire: number) => names.get(wire)?.some((name) => free.some((pattern) => pattern.test(name))) ?? false;
  const random = createRandom(1);
  const unnoticed = internalWires(r1cs).filter(
    (wire) => !isFree(wire) && [1n, random()].some((delta) => !breaksConstraint(circuit, witness, wire, delta)),
  );
  expect(unnoticed.map((wire) => names.get(wire)?.join(" = ") ?? `wire ${wire}`)).toEqual([]);
  const moving = findFreeOutput(r1cs, witness, {
    watchedWires: internalWires(r1cs).filter((wire) => !isFree(wire)),
  });
  expect(moving === undefined ? undefined : names.get(moving.wire)).toBeUndefined();
}

/** Outputs and internal wires: all but the constant and the inputs. */
export function internalWires(r1cs: R1cs): number[] {
  const inputs = new Set(inputWires(r1cs));
  return Array.from({ length: r1cs.nWires }, (_, wire) => wire).filter((wire) => !inputs.has(wire));
}

interface Column {
  readonly rows: readonly { readonly row: number; readonly a: bigint; readonly b: bigint; readonly c: bigint }[];
}
interface Prepared {
  readonly a: readonly bigint[];
  readonly b: readonly bigint[];
  readonly c: readonly bigint[];
}
const columnsOf = new WeakMap<R1cs, Column[]>();
const productsOf = new WeakMap<readonly bigint[], Prepared>();

/** Whether adding delta to one wire of a valid witness breaks a constraint. Looks only at the wire's constraints. */
function breaksConstraint({ r1cs }: TestCircuit, witness: readonly bigint[], wire: number, delta: bigint): boolean {
  if (!columnsOf.has(r1cs)) columnsOf.set(r1cs, columns(r1cs));
  if (!productsOf.has(witness)) {
    const [a, b, c] = [r1cs.a, r1cs.b, r1cs.c].map((matrix) => multiply(r1cs, matrix, witness));
    productsOf.set(witness, { a: a!, b: b!, c: c! });
  }
  const products = productsOf.get(witness)!;
  return columnsOf.get(r1cs)![wire]!.rows.some(({ row, a, b, c }) => {
    const left = (products.a[row]! + a * delta) * (products.b[row]! + b * delta);
    return mod(left - products.c[row]! - c * delta) !== 0n;
  });
}

function columns(r1cs: R1cs): Column[] {
  const byWire = Array.from({ length: r1cs.nWires }, () => new Map<number, { a: bigint; b: bigint; c: bigint }>());
  for (const key of ["a", "b", "c"] as const) {
    const { rowStart, wires, coefficientIndex } = r1cs[key];
    for (let row = 0; row < r1cs.nConstraints; row++) {
      for (let k = rowStart[row]!; k < rowStart[row + 1]!; k++) {
        const rows = byWire[wires[k]!]!;
        const entry = rows.get(row) ?? { a: 0n, b: 0n, c: 0n };
        entry[key] += r1cs.coefficients[coefficientIndex[k]!]!;
        rows.set(row, entry);
      }
    }
  }
  return byWire.map((rows) => ({ rows: [...rows].map(([row, entry]) => ({ row, ...entry })) }));
}

/** x mod r, in [0, r). */
export function mod(x: bigint): bigint {
  const rest = x % FIELD_MODULUS;
  return rest < 0n ? rest + FIELD_MODULUS : rest;
}

/** A seeded source of field elements (SHA-256 in counter mode). */
export function createRandom(seed: number): () => bigint {
  let counter = 0;
  return () => mod(BigInt(`0x${createHash("sha256").update(`${seed}/${counter++}`).digest("hex")}`));
}

/** The bits of x, least significant first. */
export function bitsOf(x: bigint | number, n: number): bigint[] {
  return Array.from({ length: n }, (_, i) => (BigInt(x) >> BigInt(i)) & 1n);
}

/** Expects the calculator to find no witness for these inputs. */
export function expectRefused(circuit: TestCircuit, inputs: CircuitInputs): void {
  expect(() => circuit.calculator.calculate(inputs)).toThrow(WitnessError);
}

/** The numbers of all constraints that a witness breaks. */
export function violatedConstraints({ r1cs }: TestCircuit, witness: readonly bigint[]): number[] {
  const [a, b, c] = [r1cs.a, r1cs.b, r1cs.c].map((matrix) => multiply(r1cs, matrix, witness));
  return Array.from({ length: r1cs.nConstraints }, (_, row) => row).filter(
    (row) => mod(a![row]! * b![row]! - c![row]!) !== 0n,
  );
}
