/** Poseidon in WebAssembly for many hashes in a row; `poseidon` of src/core/hash.ts is its plain twin. */
import { base64ToBytes } from "../../core/bytes.ts";
import { FIELD_MODULUS, type FieldElement, fieldToBytes } from "../../core/field.ts";
import { MerkleTreeError } from "../../core/merkle.ts";
import { POSEIDON_WASM } from "./poseidon-wasm.generated.ts";
import { derivePoseidonRounds, PARTIAL_ROUNDS } from "./rounds.ts";

/** Numbers of inputs that the kernel is prepared for: record hash, node, fields hash. */
export const KERNEL_ARITIES = [5, 9, 14] as const;
export type KernelArity = (typeof KERNEL_ARITIES)[number];

/** Bytes of an element in the module's memory: 9 limbs of 29 bits in 32-bit words. */
const ELEMENT_BYTES = 36;
const LIMB_BITS = 29n;
const PAGE_BYTES = 65_536;
/** Field elements that fit into one call. */
export const CHUNK_ELEMENTS = 32_768;

/** What the module exports (src/engine/poseidon/assembly/poseidon.ts). */
export interface KernelExports {
  readonly memory: WebAssembly.Memory;
  readonly enter: (out: number, bytes: number, n: number, square: number) => void;
  readonly hash: (
    t: number,
    partialRounds: number,
    constants: number,
    fixed: number,
    work: number,
    bytes: number,
    n: number,
  ) => void;
}

/** A module with its constants in place, ready to be copied into other instances. */
export interface KernelImage {
  readonly module: WebAssembly.Module;
  /** The memory from address 0 up to `bytes`, where the inputs go. */
  readonly image: Uint8Array;
  readonly pages: number;
  readonly fixed: number;
  readonly work: number;
  readonly bytes: number;
  readonly widths: Readonly<
    Record<number, { readonly t: number; readonly rounds: number; readonly constants: number }>
  >;
}

let prepared: KernelImage | undefined;

/** Compiles the module and lays out its constants, once in a process. */
export function kernelImage(): KernelImage {
  if (prepared !== undefined) return prepared;
  const wasm = base64ToBytes(POSEIDON_WASM);
  const module = new WebAssembly.Module(wasm);
  const { memory, enter } = instantiate(module);
  const tables = KERNEL_ARITIES.map((arity) => ({ arity, words: constantsOf(arity) }));
  const widest = Math.max(...KERNEL_ARITIES) + 1;
  // Address 0 means "nothing to add" to the module, so the layout starts above it.
  const fixed = 64;
  const work = fixed + 2 * ELEMENT_BYTES;
  let next = align(work + (3 * widest + Math.max(...Object.values(PARTIAL_ROUNDS)) + 8) * ELEMENT_BYTES);
  const widths: Record<number, { t: number; rounds: number; constants: number }> = {};
  for (const { arity, words } of tables) {
    widths[arity] = { t: arity + 1, rounds: PARTIAL_ROUNDS[arity], constants: next };
    next = align(next + words.length * ELEMENT_BYTES);
  }
  const bytes = next;
  const pages = Math.ceil((bytes + CHUNK_ELEMENTS * 32) / PAGE_BYTES);
  memory.grow(pages - memory.buffer.byteLength / PAGE_BYTES);
  const view = new Uint8Array(memory.buffer);
  writeLimbs(view, fixed, 2n ** 522n % FIELD_MODULUS);
  writeLimbs(view, fixed + ELEMENT_BYTES, 1n);
  for (const { arity, words } of tables) {
    words.forEach((word, i) => {
      view.set(fieldToBytes(word as FieldElement), bytes + 32 * i);
    });
    enter(widths[arity]!.constants, bytes, words.length, fixed);
  }
  prepared = { module, image: view.slice(0, bytes), pages, fixed, work, bytes, widths };
  return prepared;
}

function constantsOf(arity: KernelArity): readonly bigint[] {
  const { Full, Partial, Mds, Enter, Leave, Feedback } = derivePoseidonRounds(arity + 1, PARTIAL_ROUNDS[arity]);
  const back = Feedback.map((value) => (value === 0n ? 0n : FIELD_MODULUS - value));
  return [...Full.flat(), ...Partial, ...Mds.flat(), ...Enter.flat(), ...Leave.flat(), ...back];
}

const align = (address: number): number => Math.ceil(address / 64) * 64;

function writeLimbs(view: Uint8Array, address: number, value: bigint): void {
  const words = new DataView(view.buffer, view.byteOffset);
  for (let i = 0; i < 9; i++) {
    words.setUint32(address + 4 * i, Number((value >> (LIMB_BITS * BigInt(i))) & ((1n << LIMB_BITS) - 1n)), true);
  }
}

function instantiate(module: WebAssembly.Module): KernelExports {
  const env = {
    abort: () => {
      throw new MerkleTreeError({ message: "The Poseidon kernel stopped" });
    },
  };
  return new WebAssembly.Instance(module, { env }).exports as unknown as KernelExports;
}

/** Hashes many groups of field elements on this thread. */
export interface PoseidonKernel {
  /**
   * @param bytes canonical field elements, 32 bytes big-endian each, `arity` to a hash
   * @returns the hashes, 32 bytes big-endian each
   */
  readonly hashMany: (arity: KernelArity, bytes: Uint8Array) => Uint8Array;
}

let shared: PoseidonKernel | undefined;

/** The kernel of this thread; made when first used. */
export function poseidonKernel(): PoseidonKernel {
  if (shared !== undefined) return shared;
  const { module, image, pages, fixed, work, bytes: start, widths } = kernelImage();
  const { memory, hash } = instantiate(module);
  memory.grow(pages - memory.buffer.byteLength / PAGE_BYTES);
  const view = new Uint8Array(memory.buffer);
  view.set(image);
  shared = {
    hashMany(arity, bytes) {
      const width = widths[arity]!;
      const count = groups(arity, bytes);
      const out = new Uint8Array(32 * count);
      const perCall = Math.floor(CHUNK_ELEMENTS / arity);
      for (let first = 0; first < count; first += perCall) {
        const n = Math.min(perCall, count - first);
        view.set(bytes.subarray(32 * arity * first, 32 * arity * (first + n)), start);
        hash(width.t, width.rounds, width.constants, fixed, work, start, n);
        out.set(view.subarray(start, start + 32 * n), 32 * first);
      }
      return out;
    },
  };
  return shared;
}

/** How many hashes the bytes are for. @throws MerkleTreeError for a part of one */
export function groups(arity: KernelArity, bytes: Uint8Array): number {
  if (bytes.length % (32 * arity) !== 0)
    throw new MerkleTreeError({ path: "bytes", expected: `groups of ${arity} field elements` });
  return bytes.length / (32 * arity);
}
