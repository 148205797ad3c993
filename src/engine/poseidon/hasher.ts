/** Poseidon in WebAssembly for many hashes in a row; `poseidon` of src/core/hash.ts is its plain twin. */

import { base64ToBytes } from "../../core/bytes.ts";
import { FIELD_MODULUS, type FieldElement, fieldToBytes } from "../../core/field.ts";
import { PARTIAL_ROUNDS } from "../../core/grain.ts";
import { requireWebAssembly } from "../../core/platform.ts";
import {
  CHUNK_ELEMENTS,
  HASHER_ARITIES,
  type HasherArity,
  instantiate,
  PAGE_BYTES,
  type PoseidonHasher,
  type PoseidonImage,
  startPoseidon,
  VECTOR_BYTES,
} from "./instance.ts";
import { POSEIDON_WASM } from "./poseidon-wasm.generated.ts";
import { derivePoseidonRounds } from "./rounds.ts";

let prepared: PoseidonImage | undefined;

/** Compiles the module and lays out its constants, once in a process. */
export function poseidonImage(): PoseidonImage {
  if (prepared !== undefined) return prepared;
  requireWebAssembly();
  const wasm = base64ToBytes(POSEIDON_WASM);
  const module = new WebAssembly.Module(wasm);
  const { memory, heapBase, importConstants } = instantiate(module);
  const tables = HASHER_ARITIES.map((arity) => ({ arity, ...constantsOf(arity) }));
  let next = align(heapBase());
  const widths: Record<number, { t: number; rounds: number; constants: number }> = {};
  for (const { arity, starts, factors } of tables) {
    widths[arity] = { t: arity + 1, rounds: PARTIAL_ROUNDS[arity], constants: next };
    next = align(next + (starts.length + factors.length) * VECTOR_BYTES);
  }
  const bytes = next;
  const pages = Math.ceil((bytes + CHUNK_ELEMENTS * 32) / PAGE_BYTES);
  memory.grow(pages - memory.buffer.byteLength / PAGE_BYTES);
  const view = new Uint8Array(memory.buffer);
  const place = (address: number, values: readonly bigint[], asStart: 0 | 1) => {
    values.forEach((value, i) => {
      view.set(fieldToBytes(value as FieldElement), bytes + 32 * i);
    });
    importConstants(address, bytes, values.length, asStart);
  };
  for (const { arity, starts, factors } of tables) {
    const { constants } = widths[arity]!;
    place(constants, starts, 1);
    place(constants + starts.length * VECTOR_BYTES, factors, 0);
  }
  prepared = { module, image: view.slice(0, bytes), pages, bytes, widths };
  return prepared;
}

/** Constants in the module's order: those that sums start with, then factors. */
function constantsOf(arity: HasherArity): { starts: readonly bigint[]; factors: readonly bigint[] } {
  const { Full, Partial, Mds, Enter, Leave, Feedback } = derivePoseidonRounds(arity);
  const back = Feedback.map((value) => (value === 0n ? 0n : FIELD_MODULUS - value));
  const factors = [...Mds.flat(), ...Enter.flat(), ...Leave.flat(), ...back];
  return { starts: [...Full.flat(), ...Partial], factors };
}

const align = (address: number): number => Math.ceil(address / 64) * 64;

let shared: PoseidonHasher | undefined;

/** The hasher of this thread; made when first used. */
export function poseidonHasher(): PoseidonHasher {
  shared ??= startPoseidon(poseidonImage());
  return shared;
}
