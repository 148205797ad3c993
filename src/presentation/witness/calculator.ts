/**
 * Runs the WebAssembly module that circom generates for a circuit and reads the witness from it.
 * The interface (circom 2.0.7 and later) is 32-bit words in a shared buffer; signals go by the FNV-1a hash of their name.
 */

import { bytesToIntegerLE, integerToBytesLE, isBytes, unshared, viewOf } from "../../core/bytes.ts";
import { describeValue } from "../../core/errors.ts";
import { FIELD_BYTES, FIELD_MODULUS, FieldElementError, isFieldElement } from "../../core/field.ts";
import { requireWebAssembly } from "../../core/platform.ts";
import { ArtifactError } from "../../engine/groth16/files/artifact-error.ts";
import { WitnessError } from "./refusals.ts";

/** Inputs by signal name; arrays may be nested and are flattened row by row. */
export type CircuitInputs = Readonly<Record<string, CircuitInput>>;
export type CircuitInput = bigint | readonly CircuitInput[];

/** Makes witnesses for one circuit. */
export interface WitnessCalculator {
  /** Number of field elements in a witness. */
  readonly witnessSize: number;
  /** Number of field elements among the inputs. */
  readonly inputSize: number;
  /**
   * The witness for these inputs: `witnessSize` field elements of 32 bytes, little-endian, the first one is 1.
   *
   * @throws FieldElementError when a value is not a canonical field element
   * @throws WitnessError when names or sizes differ from the circuit's, or no witness exists for these inputs
   */
  calculate(inputs: CircuitInputs): Uint8Array;
}

interface CircomExports {
  init(sanityCheck: number): void;
  getVersion(): number;
  getFieldNumLen32(): number;
  getRawPrime(): void;
  readSharedRWMemory(word: number): number;
  writeSharedRWMemory(word: number, value: number): void;
  getInputSize(): number;
  getInputSignalSize(hashHigh: number, hashLow: number): number;
  setInputSignal(hashHigh: number, hashLow: number, position: number): void;
  getWitnessSize(): number;
  getWitness(index: number): void;
  getMessageChar(): number;
  getSharedRWMemoryStart(): number;
  readonly memory: WebAssembly.Memory;
}

const EXPORTED_FUNCTIONS = [
  "init",
  "getVersion",
  "getFieldNumLen32",
  "getRawPrime",
  "readSharedRWMemory",
  "writeSharedRWMemory",
  "getInputSize",
  "getInputSignalSize",
  "setInputSignal",
  "getWitnessSize",
  "getWitness",
  "getMessageChar",
  "getSharedRWMemoryStart",
] as const satisfies readonly (keyof CircomExports)[];

const WORDS = FIELD_BYTES / 4;
const MAX_WITNESS_SIZE = 1 << 22;
const MAX_NESTING = 4;
const SIGNAL_NAME = /^[A-Za-z_$][A-Za-z0-9_$]{0,63}$/;

/** What circom's runtime means by its exception codes. */
const EXCEPTIONS: Readonly<Record<number, string>> = {
  1: "signal not found",
  2: "too many signals set",
  3: "signal already set",
  4: "a constraint or assertion fails",
  5: "not enough memory",
  6: "an input array is accessed past its end",
  7: "an array is accessed past its end",
};

/**
 * Prepares a circuit's WebAssembly module for witness calculation. The module is compiled once; every calculation
 * has a fresh memory, so that no witness outlives it and a failed one leaves nothing behind.
 *
 * @throws ArtifactError when it is not a module that circom generated for the BN254 scalar field
 * @throws UnsupportedPlatformError where there is no WebAssembly
 */
export async function createWitnessCalculator(wasm: Uint8Array | WebAssembly.Module): Promise<WitnessCalculator> {
  requireWebAssembly();
  const module = wasm instanceof WebAssembly.Module ? wasm : await compileModule(wasm);
  const { exports } = instantiate(module);
  checkField(exports);
  const witnessSize = exports.getWitnessSize();
  const inputSize = exports.getInputSize();
  if (witnessSize < 1 || witnessSize > MAX_WITNESS_SIZE) {
    throw refuse(`a witness of 1 to ${MAX_WITNESS_SIZE} elements`, String(witnessSize));
  }
  return {
    witnessSize,
    inputSize,
    calculate(inputs) {
      const instance = instantiate(module);
      setInputs(instance, inputs, inputSize);
      return readWitness(instance.exports, witnessSize);
    },
  };
}

/** The witness's field elements as integers. */
export function witnessToBigints(witness: Uint8Array): bigint[] {
  return Array.from({ length: witness.length / FIELD_BYTES }, (_, index) =>
    bytesToIntegerLE(witness, FIELD_BYTES * index, FIELD_BYTES),
  );
}

async function compileModule(bytes: Uint8Array): Promise<WebAssembly.Module> {
  if (!isBytes(bytes)) throw refuse("the bytes of a WebAssembly module", describeValue(bytes));
  try {
    return await WebAssembly.compile(unshared(bytes));
  } catch (cause) {
    throw new ArtifactError({
      path: "wasm",
      expected: "a WebAssembly module",
      received: `${bytes.byteLength} bytes`,
      cause,
    });
  }
}

interface CircomInstance {
  readonly exports: CircomExports;
  /** What the module said since it was made: circom names templates and lines, and no values. */
  readonly messages: string[];
}

function instantiate(module: WebAssembly.Module): CircomInstance {
  const messages: string[] = [];
  const imports = {
    runtime: {
      exceptionHandler(code: number) {
        throw new WitnessError({
          expected: "inputs that satisfy every constraint",
          received: [EXCEPTIONS[code] ?? `exception ${code}`, ...messages].join("; "),
        });
      },
      printErrorMessage() {
        messages.push(readMessage(exports));
      },
      // What log() statements print may hold values: it is dropped.
      writeBufferMessage() {
        readMessage(exports);
      },
      showSharedRWMemory() {},
    },
  };
  let instance: WebAssembly.Instance;
  try {
    instance = new WebAssembly.Instance(module, imports);
  } catch (cause) {
    const wanted = WebAssembly.Module.imports(module).map((each) => `${each.module}.${each.name}`);
    const received = `imports: ${wanted.join(", ").slice(0, 200) || "none"}`;
    throw new ArtifactError({ path: "wasm", expected: "a module generated by circom", received, cause });
  }
  for (const name of EXPORTED_FUNCTIONS) {
    if (typeof instance.exports[name] !== "function")
      throw refuse("a module generated by circom", `no function ${name}`);
  }
  const exports = instance.exports as unknown as CircomExports;
  return { exports, messages };
}

function readMessage(exports: CircomExports): string {
  let message = "";
  for (let code = exports.getMessageChar(); code !== 0 && message.length < 500; code = exports.getMessageChar()) {
    message += String.fromCharCode(code);
  }
  return message.trim();
}

function checkField(exports: CircomExports): void {
  if (exports.getVersion() !== 2) throw refuse("a circuit of circom 2", `version ${exports.getVersion()}`);
  const words = exports.getFieldNumLen32();
  if (words !== WORDS) throw refuse("32-byte field elements", `${4 * words} bytes`);
  exports.getRawPrime();
  let prime = 0n;
  for (let i = WORDS - 1; i >= 0; i--) prime = (prime << 32n) | BigInt(exports.readSharedRWMemory(i) >>> 0);
  if (prime !== FIELD_MODULUS) throw refuse(`the field of ${FIELD_MODULUS}`, String(prime));
}

function setInputs({ exports }: CircomInstance, inputs: CircuitInputs, inputSize: number): void {
  const signals = Object.entries(inputs).map(([name, input]) => {
    const values: bigint[] = [];
    flatten(input, name, MAX_NESTING, values);
    const hash = SIGNAL_NAME.test(name) ? signalHash(name) : undefined;
    const size = hash === undefined ? -1 : exports.getInputSignalSize(hash.high, hash.low);
    if (size < 0) throw new WitnessError({ path: name.slice(0, 64), expected: "an input of the circuit" });
    if (size !== values.length) {
      throw new WitnessError({ path: name, expected: `${size} values`, received: String(values.length) });
    }
    return { ...hash!, values };
  });
  const given = signals.reduce((sum, { values }) => sum + values.length, 0);
  if (given !== inputSize) throw new WitnessError({ expected: `${inputSize} input values`, received: String(given) });

  exports.init(1);
  // The last value starts the calculation, which may throw.
  for (const { high, low, values } of signals) {
    values.forEach((value, position) => {
      const words = viewOf(integerToBytesLE(value));
      for (let i = 0; i < WORDS; i++) exports.writeSharedRWMemory(i, words.getUint32(4 * i, true));
      run(() => exports.setInputSignal(high, low, position));
    });
  }
}

function flatten(input: unknown, path: string, depth: number, values: bigint[]): void {
  if (Array.isArray(input) && depth > 0) {
    input.forEach((element, index) => {
      flatten(element, `${path}[${index}]`, depth - 1, values);
    });
  } else if (isFieldElement(input)) {
    values.push(input);
  } else {
    throw new FieldElementError({
      path,
      expected: "a bigint in [0, r)",
      received: typeof input === "bigint" ? "one outside" : typeof input,
    });
  }
}

function run(step: () => void): void {
  try {
    step();
  } catch (error) {
    if (error instanceof WitnessError) throw error;
    throw new WitnessError({ message: "The witness calculation trapped", cause: error });
  }
}

function readWitness(exports: CircomExports, witnessSize: number): Uint8Array {
  const bytes = new Uint8Array(FIELD_BYTES * witnessSize);
  // Each in one piece, where a call for each of its words takes three times as long.
  const element = new Uint8Array(exports.memory.buffer, exports.getSharedRWMemoryStart(), FIELD_BYTES);
  run(() => {
    for (let index = 0; index < witnessSize; index++) {
      exports.getWitness(index);
      bytes.set(element, FIELD_BYTES * index);
    }
  });
  // Memory that grew would be elsewhere now.
  if (element.length !== FIELD_BYTES) throw refuse("a module of circom, whose memory does not grow", "one that did");
  return bytes;
}

/** FNV-1a, 64 bits (RFC 9923), of an ASCII name. */
function signalHash(name: string): { high: number; low: number } {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < name.length; i++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(name.charCodeAt(i))) * 0x100000001b3n);
  }
  return { high: Number(hash >> 32n), low: Number(hash & 0xffff_ffffn) };
}

function refuse(expected: string, received: string): ArtifactError {
  return new ArtifactError({ path: "wasm", expected, received });
}
