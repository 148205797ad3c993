/**
 * Many independent additions of points, which the kernel makes cheap (assembly/group/pairs.ts). A reference to a point is
 * its address in the kernel's memory; its lowest bit is the sign.
 */
import type { GroupName, Kernel } from "../../engine/kernel/kernel.ts";
import type { KernelMemory } from "../../engine/kernel/memory.ts";

/** Additions that one call of the kernel gets. */
const JOBS = 1 << 14;

/** Collects independent additions out = ±a ± b. */
export interface Additions {
  /** No `out` may be an operand of an addition that was not performed yet. */
  add(out: number, a: number, b: number): void;
  /** Performs what was collected. */
  run(): void;
}

/** What was not run when the memory is released is lost. */
export function collectAdditions({ exports }: Kernel, memory: KernelMemory, group: GroupName): Additions {
  const scratch = memory.allocate(exports[`${group}_pairScratchBytes`]());
  const list = memory.allocate(JOBS * 12);
  const words = new Uint32Array(JOBS * 3);
  let count = 0;
  const run = () => {
    if (count === 0) return;
    // The memory may have grown since the last time.
    new Uint32Array(exports.memory.buffer, list, 3 * count).set(words.subarray(0, 3 * count));
    exports[`${group}_addPairs`](list, count, scratch);
    count = 0;
  };
  return {
    add(out, a, b) {
      const at = 3 * count;
      words[at] = a;
      words[at + 1] = b;
      words[at + 2] = out;
      count += 1;
      if (count === JOBS) run();
    },
    run,
  };
}

/** Lists of references, one after the other. */
export interface ReferenceLists {
  readonly references: Uint32Array;
  /** Where each list begins. */
  readonly first: Uint32Array;
  readonly lengths: Uint32Array;
}

/**
 * Adds up each list as a binary tree, all of them level by level. Of each list one reference or none is left, at its
 * beginning.
 *
 * @param scratch room for as many points as there are references
 */
export function addLists(
  additions: Additions,
  { references, first, lengths }: ReferenceLists,
  {
    scratch,
    size,
    count = lengths.length,
  }: { readonly scratch: number; readonly size: number; readonly count?: number },
): void {
  let out = scratch;
  for (let more = true; more; ) {
    more = false;
    for (let list = 0; list < count; list += 1) {
      const length = lengths[list]!;
      if (length < 2) continue;
      const from = first[list]!;
      const pairs = length >> 1;
      for (let i = 0; i < pairs; i += 1) {
        additions.add(out, references[from + 2 * i]!, references[from + 2 * i + 1]!);
        references[from + i] = out;
        out += size;
      }
      if (length & 1) references[from + pairs] = references[from + length - 1]!;
      lengths[list] = length - pairs;
      if (length - pairs > 1) more = true;
    }
    additions.run();
  }
}
