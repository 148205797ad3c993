/**
 * An instance of the Poseidon hasher and its loop over many hashes. It holds neither the module nor its constants, which
 * come with the image, so that a worker's script stays small.
 */
import { refusal } from "../../core/errors.ts";

/** Numbers of inputs that the hasher is prepared for: record hash, node, fields hash. */
export const HASHER_ARITIES = [5, 9, 14] as const;
export type HasherArity = (typeof HASHER_ARITIES)[number];

/** Bytes of a vector: the same place of two hashes, 9 limbs of 29 bits each. */
export const VECTOR_BYTES = 80;
/** Elements in the widest state that the module has room for. */
export const WIDEST_STATE = 15;
export const PAGE_BYTES = 65_536;
/** Field elements that fit into one call. */
export const CHUNK_ELEMENTS = 32_768;

/** What the module exports (src/engine/poseidon/assembly/poseidon.ts). */
export interface PoseidonExports {
  readonly memory: WebAssembly.Memory;
  readonly heapBase: () => number;
  readonly importConstants: (out: number, bytes: number, n: number, asStart: 0 | 1) => void;
  readonly hash: (t: number, partialRounds: number, constants: number, bytes: number, n: number) => void;
}

/** A module with its constants in place, ready to be copied into other instances. */
export interface PoseidonImage {
  readonly module: WebAssembly.Module;
  /** The memory from address 0 up to `bytes`, where the inputs go. */
  readonly image: Uint8Array;
  readonly pages: number;
  readonly bytes: number;
  readonly widths: Readonly<
    Record<number, { readonly t: number; readonly rounds: number; readonly constants: number }>
  >;
}

/** Hashes many groups of field elements on this thread. */
export interface PoseidonHasher {
  /**
   * @param bytes canonical field elements, 32 bytes big-endian each, `arity` to a hash
   * @returns the hashes, 32 bytes big-endian each
   */
  readonly hashMany: (arity: HasherArity, bytes: Uint8Array) => Uint8Array;
}

/** An instance without constants; {@link startPoseidon} copies them in. */
export function instantiate(module: WebAssembly.Module): PoseidonExports {
  return new WebAssembly.Instance(module, {}).exports as unknown as PoseidonExports;
}

/** An instance of its own, with the constants of an image. */
export function startPoseidon({ module, image, pages, bytes: start, widths }: PoseidonImage): PoseidonHasher {
  const { memory, hash } = instantiate(module);
  memory.grow(pages - memory.buffer.byteLength / PAGE_BYTES);
  const view = new Uint8Array(memory.buffer);
  view.set(image);
  return {
    hashMany(arity, bytes) {
      const count = groups(arity, bytes);
      const width = widths[arity]!;
      const out = new Uint8Array(32 * count);
      const perCall = Math.floor(CHUNK_ELEMENTS / arity);
      for (let first = 0; first < count; first += perCall) {
        const n = Math.min(perCall, count - first);
        view.set(bytes.subarray(32 * arity * first, 32 * arity * (first + n)), start);
        hash(width.t, width.rounds, width.constants, start, n);
        out.set(view.subarray(start, start + 32 * n), 32 * first);
      }
      return out;
    },
  };
}

/** How many hashes the bytes are for. @throws PoseidonInputError for a part of one, or another width */
export function groups(arity: HasherArity, bytes: Uint8Array): number {
  if (!HASHER_ARITIES.includes(arity)) {
    throw new PoseidonInputError({ path: "arity", expected: HASHER_ARITIES.join(", "), received: String(arity) });
  }
  if (bytes.length % (32 * arity) !== 0)
    throw new PoseidonInputError({ path: "bytes", expected: `groups of ${arity} field elements` });
  return bytes.length / (32 * arity);
}

/**
 * Bytes to hash are not groups of field elements, or of a number that the hasher has no constants for.
 *
 * What to do: pass 32 bytes for each element, and 5, 9 or 14 elements for each hash.
 */
export class PoseidonInputError extends /* @__PURE__ */ refusal(
  "POSEIDON_INPUT_INVALID",
  "PoseidonInputError",
  "These bytes can't be hashed",
) {}
