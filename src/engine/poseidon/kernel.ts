/** Poseidon in WebAssembly for many hashes in a row; `poseidon` of src/core/hash.ts is its plain twin. */
import { base64ToBytes } from "../../core/bytes.ts";
import { FIELD_MODULUS, type FieldElement, fieldToBytes } from "../../core/field.ts";
import {
  CHUNK_ELEMENTS,
  instantiate,
  KERNEL_ARITIES,
  type KernelArity,
  type KernelImage,
  PAGE_BYTES,
  type PoseidonKernel,
  startPoseidon,
} from "./instance.ts";
import { POSEIDON_WASM } from "./poseidon-wasm.generated.ts";
import { derivePoseidonRounds, PARTIAL_ROUNDS } from "./rounds.ts";

/** Bytes of an element in the module's memory: 9 limbs of 29 bits in 32-bit words. */
const ELEMENT_BYTES = 36;
const LIMB_BITS = 29n;
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

let shared: PoseidonKernel | undefined;

/** The kernel of this thread; made when first used. */
export function poseidonKernel(): PoseidonKernel {
  shared ??= startPoseidon(kernelImage());
  return shared;
}
