/**
 * The sums of points that a proof is made of, computed on this thread or on a worker.
 *
 * Workers share no memory (that would need cross-origin isolation in browsers): each takes ranges of points (shares.ts),
 * keeps those, and gets their scalars for each proof. The same code runs on both sides.
 */

import type { GroupName } from "../../kernel/kernel.ts";
import type { OpenKernel } from "../../kernel/memory.ts";
import { fileBytes, type PreparedPoints, preparePoints, sumOfMultiples } from "../../kernel/sums.ts";
import { ArtifactError } from "../files/artifact-error.ts";

/** Fixed points of a key, as bytes of its zkey. */
export interface PointSet {
  readonly name: string;
  readonly group: GroupName;
  readonly chunks: readonly Uint8Array[];
}

/** Points `from` to `to` of a set. */
export interface PointRange {
  readonly set: PointSet;
  readonly from: number;
  readonly to: number;
}

export const countPoints = ({ group, chunks }: PointSet): number =>
  chunks.reduce((sum, { length }) => sum + length, 0) / fileBytes(group);

/** The points of a range, under the set's name. */
export function pointsOf({ set, from, to }: PointRange): PointSet {
  const step = fileBytes(set.group);
  let at = 0;
  const chunks = set.chunks.flatMap((chunk) => {
    const part = chunk.subarray(Math.max(0, from * step - at), Math.max(0, to * step - at));
    at += chunk.length;
    return part.length === 0 ? [] : [part];
  });
  return { ...set, chunks };
}

export type Pause = (fraction: number) => Promise<void> | undefined;

/** Holds prepared points and adds up their multiples. */
export interface PointSums {
  /** Σ scalarᵢ·pointᵢ over a set, in the kernel's form. Takes the scalars: they may be gone afterwards. */
  sum(name: string, scalars: Uint8Array, pause: Pause): Promise<Uint8Array>;
}

/**
 * Prepares sets of points in a kernel, which computes one thing at a time.
 *
 * @throws ArtifactError when a point is off its curve
 */
export function localSums({ kernel, memory }: OpenKernel, sets: readonly PointSet[]): PointSums {
  const prepared = new Map<string, PreparedPoints>();
  for (const { name, group, chunks } of sets) {
    const points = preparePoints(kernel, memory, group, chunks);
    if (points === undefined) throw new ArtifactError({ path: `zkey.${name}`, expected: "points on the curve" });
    prepared.set(name, points);
  }
  return {
    sum: (name, scalars, pause) => sumOfMultiples(kernel, memory, prepared.get(name)!, scalars, pause),
  };
}
