/**
 * Loads the kernel: field, curve and transform code in WebAssembly, in two tiers of which the fastest that works here
 * is chosen.
 *
 * The fast tier needs relaxed SIMD and a fused multiply-add under it. An engine may round twice instead and stay within
 * the specification; that would give wrong products, so a self-test runs at each start and the universal tier takes over.
 */
import { base64ToBytes, bytesToIntegerLE, writeIntegerLE } from "../../core/bytes.ts";
import { BASE_FIELD_MODULUS as Q } from "../../core/field.ts";
import { CodeUnreachableError, later } from "../../core/later.ts";
import { requireWebAssembly, UnsupportedPlatformError } from "../../core/platform.ts";

/** "fma": needs relaxed SIMD with a fused multiply-add. "i64": any engine with WebAssembly SIMD. */
export type KernelTier = "fma" | "i64";
export type FieldName = "fq" | "fr";

/** Functions of one field; arguments are pointers (see assembly/field/field.ts). */
export type FieldFunction =
  | "add"
  | "copy"
  | "fromFile"
  | "fromMontgomery"
  | "gather"
  | "gatherSigned"
  | "inverse"
  | "isZero"
  | "isZeroElement"
  | "mul"
  | "mulAdd"
  | "mulConstant"
  | "neg"
  | "readIntegers"
  | "reduce"
  | "scatter"
  | "setOne"
  | "setZero"
  | "square"
  | "sub"
  | "sumElements"
  | "toMontgomery"
  | "writeIntegers";

export type GroupName = "g1" | "g2";

type WasmFunction = (...pointers: number[]) => number;
/** Functions of one group (assembly/group/). */
type GroupFunction =
  | "additions"
  | "addPairs"
  | "importPoints"
  | "exportPoint"
  | "exportToFile"
  | "fixedMultiply"
  | "fixedScratchBytes"
  | "fixedTable"
  | "fixedTableBytes"
  | "msmScratchBytes"
  | "msmStart"
  | "msmStep"
  | "msmFinish"
  | "pairScratchBytes"
  | "unpack";
/** Polynomials and matrices over Fr (assembly/transform.ts, assembly/quotient.ts). */
type PolynomialFunction =
  | "bitReverse"
  | "countBits"
  | "importIntegers"
  | "importMatrices"
  | "importValues"
  | "multiplyRows"
  | "multiplyVectors"
  | "powers"
  | "quotientScalars"
  | "transformDown"
  | "transformUp";

type KernelFunctionName = `${FieldName}_${FieldFunction}` | `${GroupName}_${GroupFunction}` | PolynomialFunction;
export type KernelExports = { readonly [Name in KernelFunctionName]: WasmFunction } & {
  /** First byte of memory that the kernel leaves to its user. */
  readonly heapBase: () => number;
  readonly memory: WebAssembly.Memory;
};

/** One instance of the kernel with a memory of its own. */
export interface Kernel {
  readonly tier: KernelTier;
  readonly exports: KernelExports;
}

/** Bytes of an element in arrays, and of the integers it is read from and written to. */
export const ELEMENT_BYTES = 40;
export const INTEGER_BYTES = 32;

/** A compiled tier: what a worker needs to make an instance of its own. */
export interface KernelModule {
  readonly tier: KernelTier;
  readonly module: WebAssembly.Module;
}

// Apart, so that a page carries them only when it computes itself, and an engine loads the one that it can run.
const CODE: Readonly<Record<KernelTier, () => Promise<string>>> = {
  fma: /* @__PURE__ */ later(async () => (await import("./fma.generated.ts")).FMA_WASM),
  i64: /* @__PURE__ */ later(async () => (await import("./i64.generated.ts")).I64_WASM),
};

/** A function with one f64x2.relaxed_madd (WebAssembly 3.0, relaxed SIMD) of three zeros. */
const RELAXED_SIMD = /* @__PURE__ */ Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7b, 3, 2, 1, 0, 10, 19, 1, 17, 0],
  ...[0x41, 0, 0xfd, 0x0f, 0x41, 0, 0xfd, 0x0f, 0x41, 0, 0xfd, 0x0f, 0xfd, 0x87, 0x02, 0x0b],
]);

const modules = new Map<KernelTier, Promise<KernelModule>>();
let fastest: Promise<KernelModule> | undefined;

/**
 * The kernel compiled and tested (some ten milliseconds, once).
 *
 * @param tier for tests and comparisons; by default the fastest tier that passes its self-test
 * @throws UnsupportedPlatformError where WebAssembly is missing or the tier asked for does not work
 * @throws CodeUnreachableError when its code does not arrive
 */
export async function loadKernel(tier?: KernelTier): Promise<KernelModule> {
  if (tier !== undefined) return loadTier(tier);
  requireWebAssembly();
  // An engine with relaxed SIMD may still multiply wrongly.
  fastest ??= !WebAssembly.validate(RELAXED_SIMD)
    ? loadTier("i64")
    : loadTier("fma").catch((error: unknown) => {
        if (error instanceof CodeUnreachableError) throw error;
        return loadTier("i64");
      });
  fastest.catch(() => {
    fastest = undefined;
  });
  return fastest;
}

function loadTier(tier: KernelTier): Promise<KernelModule> {
  let loading = modules.get(tier);
  if (loading === undefined) {
    loading = compileTier(tier);
    modules.set(tier, loading);
    // Code that did not arrive may the next time.
    loading.catch(() => modules.delete(tier));
  }
  return loading;
}

async function compileTier(tier: KernelTier): Promise<KernelModule> {
  requireWebAssembly();
  const code = await CODE[tier]();
  try {
    const module = await WebAssembly.compile(base64ToBytes(code));
    if (selfTest(startKernel({ tier, module }))) return { tier, module };
  } catch (cause) {
    throw unsupported(tier, cause);
  }
  throw unsupported(tier);
}

/** An instance with a memory of its own; its memory goes with the last reference to it. */
export function startKernel({ tier, module }: KernelModule): Kernel {
  const { exports } = new WebAssembly.Instance(module, {});
  return { tier, exports: exports as unknown as KernelExports };
}

/** {@link loadKernel} and {@link startKernel} in one. */
export async function createKernel(tier?: KernelTier): Promise<Kernel> {
  return startKernel(await loadKernel(tier));
}

function unsupported(tier: KernelTier, cause?: unknown): UnsupportedPlatformError {
  const expected = `an engine that runs WebAssembly's ${tier} tier exactly`;
  return new UnsupportedPlatformError({ path: "kernel", expected, cause });
}

/** Compares products with BigInt: long runs of ones, values next to powers of two and to q, and a walk through the field. */
function selfTest({ exports }: Kernel): boolean {
  const base = exports.heapBase();
  const [a, b, product, left, right] = [base, base + 80, base + 160, base + 240, base + 272];
  const bytes = new Uint8Array(exports.memory.buffer);
  const write = (pointer: number, value: bigint) => writeIntegerLE(bytes, value, pointer, INTEGER_BYTES);
  const read = (pointer: number) => bytesToIntegerLE(bytes, pointer, INTEGER_BYTES);
  const values = [0n, 1n, Q - 1n, (Q - 1n) / 2n, (1n << 253n) - 1n, (1n << 203n) + 1n, (1n << 152n) - (1n << 50n)];
  for (let walk = 3n; values.length < 40; walk = (walk * walk * 5n + 7n) % Q) values.push(walk);
  for (let i = 0; i < values.length; i++) {
    const [x, y] = [values[i]!, values[(i * 7 + 1) % values.length]!];
    write(left, x);
    write(right, y);
    exports.fq_readIntegers(a, left, right);
    exports.fq_toMontgomery(a, a);
    exports.fq_readIntegers(b, right, left);
    // (x, y) · (y, x)
    exports.fq_mul(product, a, b);
    exports.fq_writeIntegers(left, right, product);
    const expected = (x * y) % Q;
    if (read(left) !== expected || read(right) !== expected) return false;
  }
  return true;
}
