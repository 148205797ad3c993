/**
 * A wasm instance of ffjavascript's BN254 code with a memory of its own, in
 * which points and scalars are addressed by pointer and never copied to
 * JavaScript one by one.
 */
import { UnsupportedPlatformError } from "../errors.ts";
import { createSingleThreadCurve } from "./curve.ts";

/** Bytes of a field element, and of points over it: affine (x, y) and Jacobian (x, y, z). */
export const SIZES = {
  field: 32,
  g1Affine: 64,
  g1Jacobian: 96,
  g2Affine: 128,
  g2Jacobian: 192,
} as const;

const PAGE = 0x10000;
/** Free room that the wasm functions find beyond the last allocation: scratch of batch calls of {@link BATCH} points. */
const SCRATCH = 4 * PAGE;
/** Most points (or, times four, field elements) handed to one batch call. */
export const BATCH = 1024;

type WasmFunction = (...pointers: number[]) => number;

export interface Arena {
  /** A raw export of the wasm code: `g1m_addMixed(pJacobian, pAffine, pResult)` … */
  fn(name: string): WasmFunction;
  /** Reserves bytes until `reset`. Views taken before are invalid afterwards: the memory may have grown. */
  alloc(length: number): number;
  mark(): number;
  reset(mark: number): void;
  /** The bytes at a pointer, valid until the next alloc. */
  view(pointer: number, length: number): Uint8Array;
  read(pointer: number, length: number): Uint8Array;
  write(pointer: number, bytes: Uint8Array): void;
  readonly g1Generator: number;
  readonly g2Generator: number;
  /** Root of unity of order 2^k in Montgomery form, as 32 bytes. */
  rootOfUnity(k: number): Uint8Array;
}

/** Makes an arena of its own; it is freed with its last reference. */
export async function createArena(): Promise<Arena> {
  const curve = await createSingleThreadCurve();
  const { code, pG1gen, pG2gen } = curve.tm;
  if (code === undefined) throw new UnsupportedPlatformError({ expected: "ffjavascript's wasm code" });
  // ffjavascript's module asks for 25 pages and puts its heap pointer into word 0.
  const memory = new WebAssembly.Memory({ initial: 32 });
  const { instance } = await WebAssembly.instantiate(code as BufferSource, { env: { memory } });
  const fn = (name: string) => {
    const found = instance.exports[name];
    if (typeof found !== "function") throw new UnsupportedPlatformError({ expected: `the wasm function ${name}` });
    return found as WasmFunction;
  };
  const heap = () => new Uint32Array(memory.buffer, 0, 1);
  return {
    fn,
    alloc(length) {
      const pointer = (heap()[0]! + 7) & ~7;
      const end = pointer + length;
      const missing = end + SCRATCH - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
      heap()[0] = end;
      return pointer;
    },
    mark: () => heap()[0]!,
    reset(mark) {
      heap()[0] = mark;
    },
    view: (pointer, length) => new Uint8Array(memory.buffer, pointer, length),
    read: (pointer, length) => new Uint8Array(memory.buffer.slice(pointer, pointer + length)),
    write(pointer, bytes) {
      new Uint8Array(memory.buffer).set(bytes, pointer);
    },
    g1Generator: pG1gen,
    g2Generator: pG2gen,
    rootOfUnity: (k) => curve.Fr.w[k]!,
  };
}
