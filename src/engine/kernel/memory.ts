/** The linear memory of a kernel: a stack of allocations above the kernel's own constants. */

import { type Kernel, type KernelModule, startKernel } from "./kernel.ts";
import { KernelMemoryError } from "./memory-error.ts";

const PAGE = 0x10000;

export interface KernelMemory {
  /** Reserves bytes, aligned to 16; their content is undefined. @throws KernelMemoryError when there is no more memory */
  allocate(bytes: number): number;
  /** Copies chunks one after the other into newly reserved memory. */
  place(...chunks: readonly Uint8Array[]): number;
  read(pointer: number, bytes: number): Uint8Array;
  /** The memory itself; stale after the next allocation. */
  view(): DataView;
  /** Where the stack stands, for {@link KernelMemory.release}. */
  mark(): number;
  release(mark: number): void;
}

/** A kernel, and what manages its memory. */
export interface OpenKernel {
  readonly kernel: Kernel;
  readonly memory: KernelMemory;
}

/** An instance of the kernel with an empty memory. */
export function openKernel(module: KernelModule): OpenKernel {
  const kernel = startKernel(module);
  return { kernel, memory: kernelMemory(kernel) };
}

export function kernelMemory({ exports }: Kernel): KernelMemory {
  let top = align(exports.heapBase());
  const allocate = (bytes: number) => {
    const pointer = top;
    const missing = pointer + bytes - exports.memory.buffer.byteLength;
    if (missing > 0) {
      try {
        exports.memory.grow(Math.ceil(missing / PAGE));
      } catch (cause) {
        throw new KernelMemoryError({ path: "kernel", expected: `${bytes} more bytes of memory`, cause });
      }
    }
    top = align(pointer + bytes);
    return pointer;
  };
  return {
    allocate,
    place(...chunks) {
      const pointer = allocate(chunks.reduce((sum, { length }) => sum + length, 0));
      const bytes = new Uint8Array(exports.memory.buffer);
      let at = pointer;
      for (const chunk of chunks) {
        bytes.set(chunk, at);
        at += chunk.length;
      }
      return pointer;
    },
    read: (pointer, bytes) => new Uint8Array(exports.memory.buffer, pointer, bytes).slice(),
    view: () => new DataView(exports.memory.buffer),
    mark: () => top,
    release(mark) {
      top = mark;
    },
  };
}

const align = (pointer: number) => Math.ceil(pointer / 16) * 16;
