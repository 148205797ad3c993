/** What is done with many points at once, here or on another thread. */
import type { GroupName, Kernel } from "../../engine/kernel/kernel.ts";
import type { KernelMemory } from "../../engine/kernel/memory.ts";
import { adoptPoints, pointsToFile, preparePoints, sumOfMultiples } from "../../engine/kernel/sums.ts";
import { multiplyPoints } from "./many-points.ts";
import { hasCanonicalCoordinates } from "./point-bytes.ts";
import { type SparseBlock, sumBlock } from "./sparse-sums.ts";

export type PointTask =
  /** Σ scalarᵢ·pointᵢ, scalars of 32 bytes, little-endian, below 2^254. */
  | {
      readonly kind: "sum";
      readonly group: GroupName;
      readonly points: Uint8Array;
      readonly scalars: Uint8Array;
    }
  /** scalar·P for each point P of G1. */
  | { readonly kind: "multiply"; readonly points: Uint8Array; readonly scalar: bigint }
  /** {@link sumBlock} */
  | { readonly kind: "sparse"; readonly block: SparseBlock };

/** Points; undefined when a point that was given is not on its curve or has a coordinate of q or more. */
export type PointAnswer = Uint8Array | undefined;

export async function performPointTask(kernel: Kernel, memory: KernelMemory, task: PointTask): Promise<PointAnswer> {
  if (task.kind === "sparse") return sumBlock(kernel, memory, task.block);
  if (task.kind === "multiply") return multiplyPoints(kernel, memory, task.points, task.scalar);
  const { group, points, scalars } = task;
  if (!hasCanonicalCoordinates(points)) return undefined;
  const mark = memory.mark();
  try {
    const prepared = preparePoints(kernel, memory, group, [points]);
    if (prepared === undefined) return undefined;
    const sum = await sumOfMultiples(kernel, memory, prepared, scalars, () => undefined);
    return pointsToFile(kernel, memory, adoptPoints(memory, group, [sum]));
  } finally {
    memory.release(mark);
  }
}
