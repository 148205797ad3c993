/** The frame of a template's tests: an instance that is compiled once, and the three groups that every template has. */
import { beforeAll, describe, expect } from "vitest";
import type { CircuitInputs } from "../../src/presentation/witness/calculator.ts";
import { type AlternativesOptions, compileForForger, expectHints, type ForgersCircuit, type Hints } from "./forger.ts";
import {
  alter,
  compileSource,
  evaluate,
  expectForgeryFails,
  expectNoWireIsFree,
  expectRefused,
  signalValue,
  solve,
  sourceAround,
  type TemplateOptions,
  type TestCircuit,
} from "./harness.ts";
import { HarnessError } from "./harness-error.ts";

export interface Instance extends Pick<TemplateOptions, "inputs" | "outputs"> {
  /** The instance where the name is not it: `PolicyHash(1, 0, 1)`. */
  readonly template?: string;
  /** All hints (`<--`) of the template and of its parts, without indices: `z[]`, `headroom.bits[]`. Default: none. */
  readonly hints?: readonly string[];
  /** How many hints a test replaces at once. Default: 8. */
  readonly pairs?: number;
}

export interface Groups {
  /** Inputs that have a witness, and what it holds. */
  accepts(): void;
  /** Inputs that have none, or an output that says so. */
  rejects(): void;
  /** Valid witnesses with signals changed: a constraint breaks. */
  "cannot be forged"(): void;
}

/**
 * Describes one template of circuits/lib, whose file has its name in snake case.
 *
 * @example describeTemplate("NotZero()", { inputs: ["in"] }, (circuit) => ({ accepts() { … }, … }));
 */
export function describeTemplate(name: string, instance: Instance, groups: (circuit: TestTemplate) => Groups): void {
  describe(name, () => {
    for (const [group, tests] of Object.entries(groups(compileBeforeTests(name, instance)))) describe(group, tests);
  });
}

/** An instance that is compiled before the tests of the suite around it. */
export function compileBeforeTests(name: string, instance: Instance): TestTemplate {
  const { template = name, inputs, outputs = [], hints = [], pairs = 8 } = instance;
  const file = `${/^\w+/
    .exec(template)![0]
    .replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`)
    .toLowerCase()}.circom`;
  const circuit = new TestTemplate();
  const source = sourceAround({ file, template, inputs, outputs });
  beforeAll(async () => {
    expectHints(source, hints);
    const compiled = await compileSource(source);
    circuit.use(compiled, hints.length === 0 ? undefined : await compileForForger(source, compiled, pairs));
  }, 600_000);
  return circuit;
}

/** A template's circuit, with what its tests ask of it; empty until its suite starts. */
export class TestTemplate implements TestCircuit {
  #compiled: TestCircuit | undefined;
  #forger: ForgersCircuit | undefined;

  use(compiled: TestCircuit, forger?: ForgersCircuit): void {
    this.#compiled = compiled;
    this.#forger = forger;
  }

  /** What a forger can do with the template. */
  get forger(): ForgersCircuit {
    if (this.#forger === undefined) throw new HarnessError("the template has no hints, or its suite has not started");
    return this.#forger;
  }

  get #circuit(): TestCircuit {
    if (this.#compiled === undefined) throw new HarnessError("the template is compiled when its suite starts");
    return this.#compiled;
  }
  get r1cs() {
    return this.#circuit.r1cs;
  }
  get calculator() {
    return this.#circuit.calculator;
  }
  get wires() {
    return this.#circuit.wires;
  }
  get files() {
    return this.#circuit.files;
  }
  get names() {
    return this.#circuit.names;
  }

  /** {@link solve} */
  solve(inputs: CircuitInputs): bigint[] {
    return solve(this, inputs);
  }
  /** {@link evaluate} */
  evaluate(inputs: CircuitInputs, output?: string): bigint {
    return evaluate(this, inputs, output);
  }
  /** {@link signalValue} */
  value(witness: readonly bigint[], signal: string): bigint {
    return signalValue(this, witness, signal);
  }
  /** The values of `signal[0]` and `signal[1]`: a point. */
  pair(witness: readonly bigint[], signal: string): [bigint, bigint] {
    return [this.value(witness, `${signal}[0]`), this.value(witness, `${signal}[1]`)];
  }
  /** {@link alter} */
  alter(witness: readonly bigint[], changes: Readonly<Record<string, bigint>>): bigint[] {
    return alter(this, witness, changes);
  }
  /** {@link expectRefused} */
  expectRefused(inputs: CircuitInputs): void {
    expectRefused(this, inputs);
  }
  /** {@link expectForgeryFails} */
  expectForgeryFails(witness: readonly bigint[], changes: Readonly<Record<string, bigint>>): void {
    expectForgeryFails(this, witness, changes);
  }
  /** {@link expectNoWireIsFree} */
  expectNoWireIsFree(witness: readonly bigint[], free?: readonly RegExp[]): void {
    expectNoWireIsFree(this, witness, free);
  }

  /** {@link ForgersCircuit.forge}, expected to find a witness. */
  forge(inputs: CircuitInputs, hints: Hints): bigint[] {
    const witness = this.forger.forge(inputs, hints);
    if (witness === undefined) throw new Error("no witness has these hints");
    return witness;
  }
  /** Expects that no witness has these hints. */
  expectNoForgery(inputs: CircuitInputs, hints: Hints): void {
    expect(this.forger.forge(inputs, hints)).toBeUndefined();
  }
  /** Expects that of all hints, moved one at a time, only these (without indices) can move. */
  expectOnlyOpen(inputs: CircuitInputs, open: readonly string[], options?: AlternativesOptions): void {
    expect(this.forger.alternatives(inputs, options)).toEqual([...open].sort());
  }
}
