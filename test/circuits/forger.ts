/**
 * A circuit as a forger uses it: hints take the values that a test gives, everything else follows from them by the
 * circuit's own `<==` and by the honest expressions of the other hints. circom's witness calculator computes it and
 * refuses where a `===` does not hold; a witness that it lets pass is checked against the constraints of the circuit as
 * it is compiled for proofs.
 */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { expect } from "vitest";
import { findViolatedConstraint } from "../../src/engine/groth16/files/r1cs.ts";
import {
  type CircuitInputs,
  createWitnessCalculator,
  type WitnessCalculator,
  witnessToBigints,
} from "../../src/presentation/witness/calculator.ts";
import { WitnessError } from "../../src/presentation/witness/refusals.ts";
import { compileOnce, createRandom, mod, PROJECT, readIncludes, type TestCircuit } from "./harness.ts";
import { HarnessError } from "./harness-error.ts";
import { type FoundHint, giveHintsAway } from "./hints.ts";

/** Values for hints by name: `{ aboveHi: 1n, "distanceChecked.bits[3]": 0n }`. */
export type Hints = Readonly<Record<string, bigint>>;

/** Which alternatives are tried. */
export interface AlternativesOptions {
  /** How many hints of one array are tried. Default: all. */
  readonly sample?: number;
  /** Hints that are taken as given while one other moves. */
  readonly hints?: Hints;
  /** Only hints whose name matches. */
  readonly only?: RegExp;
}

/**
 * Expects a circuit and its parts to have these hints and no others, named without indices. Whatever no constraint
 * computes is known then: a `<==` that became a `<--` is one hint more. Compiles nothing.
 */
export function expectHints(source: string, hints: readonly string[]): void {
  const found = giveHintsAway(readIncludes(source), 1).hints.map((hint) => hint.replace(/^it\./, ""));
  expect(found).toEqual([...hints].sort());
}

/**
 * Compiles a circuit so that up to `pairs` of its hints can be replaced.
 *
 * @param circuit the same source as it is compiled for proofs
 */
export async function compileForForger(source: string, circuit: TestCircuit, pairs: number): Promise<ForgersCircuit> {
  const { files, findHints } = giveHintsAway(readIncludes(source), pairs);
  const directory = await compileOnce(["--O0, hints on a tape", ...files.values()], async (work) => {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(work, path)), { recursive: true });
      writeFileSync(join(work, path), text);
    }
    await runCompiler(work);
  });
  const wires = new Map<string, number>();
  for (const line of readFileSync(join(directory, "main.sym"), "utf8").split("\n")) {
    const [, wire, , signal] = line.split(",");
    if (signal !== undefined) wires.set(signal.replace(/^main\./, ""), Number(wire));
  }
  const calculator = await createWitnessCalculator(readFileSync(join(directory, "main_js/main.wasm")));
  return new ForgersCircuit({ circuit, calculator, wires, hints: findHints([...wires.keys()]), pairs });
}

/** Without simplification: every signal keeps its place in the witness. */
async function runCompiler(work: string): Promise<void> {
  const script = createRequire(join(PROJECT, "package.json")).resolve("circom2/cli.js");
  const directory = relative(PROJECT, work);
  const args = ["--O0", "--wasm", "--sym", join(directory, "main.circom"), "-o", directory];
  const child = spawn(process.execPath, [script, ...args], { cwd: PROJECT, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => child.on("close", resolve).on("error", reject));
  if (code !== 0) throw new HarnessError(`the forger's variant does not compile: ${output.slice(0, 4_000)}`);
}

interface Parts {
  readonly circuit: TestCircuit;
  readonly calculator: WitnessCalculator;
  readonly wires: ReadonlyMap<string, number>;
  readonly hints: readonly FoundHint[];
  readonly pairs: number;
}

export class ForgersCircuit {
  readonly #parts: Parts;
  readonly #hints: ReadonlyMap<string, FoundHint>;
  /** For each wire of the circuit for proofs, the same signal's place in the forger's witness. */
  readonly #places: readonly number[];

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#hints = new Map(parts.hints.map((hint) => [hint.name.replace(/^it\./, ""), hint]));
    this.#places = placesOf(parts);
  }

  /** Names of all hints, with their indices. */
  get hints(): string[] {
    return [...this.#hints.keys()];
  }

  /**
   * The witness in which these hints have these values and everything else follows, or undefined where a constraint
   * refuses it. It is over all signals: read it with {@link value}.
   */
  forge(inputs: CircuitInputs, hints: Hints): bigint[] | undefined {
    const { calculator, circuit, pairs } = this.#parts;
    const tape = Object.entries(hints).map(([name, value]) => {
      const hint = this.#hints.get(name);
      if (hint === undefined) throw new HarnessError(`${name} is no hint of this circuit`);
      if (!hint.isOpen)
        throw new HarnessError(`${name} can't be replaced: it is part of an array that a component takes`);
      return [hint.key, mod(value)];
    });
    if (tape.length > pairs) throw new HarnessError(`${tape.length} hints are more than the tape's ${pairs}`);
    while (tape.length < pairs) tape.push([0n, 0n]);
    let witness: bigint[];
    try {
      witness = witnessToBigints(calculator.calculate({ ...inputs, tape }));
    } catch (error) {
      if (error instanceof WitnessError && /constraint or assertion fails/.test(String(error.message)))
        return undefined;
      throw error;
    }
    // The calculator checks each `===` as it goes; the verifier sees these constraints.
    expect(
      findViolatedConstraint(
        circuit.r1cs,
        this.#places.map((place) => witness[place]!),
      ),
    ).toBeUndefined();
    return witness;
  }

  /** The value of a signal in a forger's witness, or of a hint by its name. */
  value(witness: readonly bigint[], signal: string): bigint {
    const wire = this.#parts.wires.get(this.#hints.get(signal)?.signal ?? signal);
    if (wire === undefined) throw new HarnessError(`there is no signal ${signal}`);
    return witness[wire]!;
  }

  /**
   * Moves one hint after the other away from its honest value, lets everything else follow, and gives the names (without
   * indices) of those that have a witness nevertheless, in alphabetical order.
   */
  alternatives(inputs: CircuitInputs, options: AlternativesOptions = {}): string[] {
    const names = this.tryAlternatives(inputs, options).map(({ hint }) => hint.replace(/\[\d+\]/g, "[]"));
    return [...new Set(names)].sort();
  }

  /** {@link alternatives}, each with its value and witness. */
  tryAlternatives(
    inputs: CircuitInputs,
    { sample = Infinity, hints = {}, only = /(?:)/ }: AlternativesOptions = {},
  ): { readonly hint: string; readonly value: bigint; readonly witness: readonly bigint[] }[] {
    const honest = this.forge(inputs, hints);
    if (honest === undefined) throw new Error("there is no honest witness to start from");
    const random = createRandom(81);
    const groups = new Map<string, string[]>();
    for (const name of this.hints.filter((each) => only.test(each) && !(each in hints))) {
      const group = name.replace(/\[\d+\]/g, "[]");
      groups.set(group, [...(groups.get(group) ?? []), name]);
    }
    return [...groups.values()].flatMap((group) =>
      spread(group, sample).flatMap((hint) => {
        const own = this.value(honest, hint);
        const others = new Set([
          0n,
          1n,
          2n,
          mod(-1n),
          mod(own + 1n),
          mod(own - 1n),
          mod(-own),
          mod(1n - own),
          random(),
        ]);
        others.delete(own);
        return [...others].flatMap((value) => {
          const witness = this.forge(inputs, { ...hints, [hint]: value });
          return witness === undefined ? [] : [{ hint, value, witness }];
        });
      }),
    );
  }
}

/** At most `count` items, the first and the last among them, the others evenly between. */
function spread<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, i) => items[Math.round((i * (items.length - 1)) / Math.max(1, count - 1))]!);
}

function placesOf({ circuit, wires }: Parts): number[] {
  const forgers = new Map<string, number>();
  const plainNames = unplaced([...wires.keys()]);
  for (const [signal, wire] of wires) forgers.set(plainNames(signal), wire);
  const plain = unplaced([...circuit.wires.keys()]);
  const places = new Array<number>(circuit.r1cs.nWires).fill(0);
  for (const [signal, wire] of circuit.wires) {
    const place = forgers.get(plain(signal));
    if (place === undefined) throw new HarnessError(`the forger's variant has no signal ${signal}`);
    places[wire] = place;
  }
  return places;
}

/** Names anonymous components by their order, not by line and place, which differ in the forger's variant. */
function unplaced(signals: readonly string[]): (signal: string) => string {
  const ANONYMOUS = /(?<=^|\.)([A-Z]\w*)_(\d+)_(\d+)(?=[.[])/g;
  const siblings = new Map<string, Set<string>>();
  for (const signal of signals) {
    for (const match of signal.matchAll(ANONYMOUS)) {
      const above = signal.slice(0, match.index).replace(/_\d+_\d+(?=[.[])/g, "");
      siblings.set(above + match[1], (siblings.get(above + match[1]) ?? new Set()).add(match[3]!));
    }
  }
  const orders = new Map(
    [...siblings].map(([key, places]) => [key, [...places].sort((a, b) => Number(a) - Number(b))]),
  );
  return (signal) =>
    signal.replace(ANONYMOUS, (_whole, template: string, _line: string, place: string, offset: number) => {
      const above = signal.slice(0, offset).replace(/_\d+_\d+(?=[.[])/g, "");
      return `${template}#${orders.get(above + template)!.indexOf(place)}`;
    });
}
