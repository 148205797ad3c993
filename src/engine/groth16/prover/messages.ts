/** What the prover's threads say to each other. */
import type { KernelModule } from "../../kernel/kernel.ts";
import type { PointSet } from "./points.ts";

export type WorkerRequest = { readonly id: number } & (
  | { readonly kind: "load"; readonly key: number; readonly module: KernelModule; readonly sets: readonly PointSet[] }
  | { readonly kind: "sum"; readonly key: number; readonly name: string; readonly scalars: Uint8Array }
  | { readonly kind: "forget"; readonly key: number }
);

export interface WorkerAnswer {
  readonly id: number;
  readonly result?: Uint8Array;
  /** Code, path and expectation of a typed error; never a value. */
  readonly failure?: {
    readonly code: string;
    readonly path: string | undefined;
    readonly expected: string | undefined;
  };
}
