/**
 * Loads the kernel: field, curve and transform code in WebAssembly, in two tiers of which the fastest that works here
 * is chosen.
 *
 * The fast tier needs relaxed SIMD and a fused multiply-add under it. An engine may round twice instead and stay within
 * the specification; that would give wrong products, so a self-test runs at each start and the universal tier takes over.
 */
import { UnsupportedPlatformError } from "../errors.ts";
import { KERNEL_WASM } from "./wasm.generated.ts";

/** "fma": relaxed SIMD, two elements at a time. "i64": any engine with WebAssembly SIMD. */
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

type WasmFunction = (...pointers: number[]) => number;
export type KernelExports = { readonly [Name in `${FieldName}_${FieldFunction}`]: WasmFunction } & {
  readonly heapBase: () => number;
  readonly memory: WebAssembly.Memory;
};

/** One instance of the kernel with a memory of its own. */
export interface Kernel {
  readonly tier: KernelTier;
  /** Elements that a vector holds. */
  readonly lanes: 1 | 2;
  readonly exports: KernelExports;
}

/** Bytes of an element in arrays, and of the integers it is read from and written to. */
export const ELEMENT_BYTES = 40;
export const INTEGER_BYTES = 32;

const modules = new Map<KernelTier, Promise<WebAssembly.Module>>();
let fastest: Promise<KernelTier> | undefined;

/**
 * A fresh instance of the kernel (a few milliseconds the first time).
 *
 * @param tier for tests and comparisons; by default the fastest tier that passes its self-test
 * @throws UnsupportedPlatformError where WebAssembly is missing or the tier asked for does not work
 */
export async function createKernel(tier?: KernelTier): Promise<Kernel> {
  if (typeof WebAssembly !== "object") throw new UnsupportedPlatformError({ expected: "WebAssembly" });
  if (tier !== undefined) {
    const kernel = await instantiate(tier);
    if (!selfTest(kernel)) throw unsupported(tier);
    return kernel;
  }
  fastest ??= fastestTier();
  return instantiate(await fastest);
}

/** The fastest tier that multiplies rightly on this engine. */
async function fastestTier(): Promise<KernelTier> {
  try {
    if (selfTest(await instantiate("fma"))) return "fma";
  } catch {
    // An engine without relaxed SIMD refuses the module.
  }
  if (!selfTest(await instantiate("i64"))) throw unsupported("i64");
  return "i64";
}

function unsupported(tier: KernelTier): UnsupportedPlatformError {
  return new UnsupportedPlatformError({ path: "kernel", expected: `an engine that runs the ${tier} tier exactly` });
}

async function instantiate(tier: KernelTier): Promise<Kernel> {
  let module = modules.get(tier);
  if (module === undefined) {
    module = WebAssembly.compile(decodeBase64(KERNEL_WASM[tier]));
    modules.set(tier, module);
  }
  try {
    const { exports } = await WebAssembly.instantiate(await module, {});
    return { tier, lanes: tier === "fma" ? 2 : 1, exports: exports as unknown as KernelExports };
  } catch (cause) {
    modules.delete(tier);
    throw new UnsupportedPlatformError({ path: "kernel", expected: `WebAssembly for the ${tier} tier`, cause });
  }
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

const Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

/** Compares products with BigInt: long runs of ones, values next to powers of two and to q, and a walk through the field. */
function selfTest({ exports, lanes }: Kernel): boolean {
  const base = exports.heapBase();
  const [a, b, product, left, right] = [base, base + 80, base + 160, base + 240, base + 272];
  const view = new DataView(exports.memory.buffer);
  const write = (pointer: number, value: bigint) => {
    for (let i = 0; i < 4; i++) view.setBigUint64(pointer + 8 * i, BigInt.asUintN(64, value >> BigInt(64 * i)), true);
  };
  const read = (pointer: number) => {
    let value = 0n;
    for (let i = 3; i >= 0; i--) value = (value << 64n) | view.getBigUint64(pointer + 8 * i, true);
    return value;
  };
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
    if (read(left) !== expected || (lanes === 2 && read(right) !== expected)) return false;
  }
  return true;
}
