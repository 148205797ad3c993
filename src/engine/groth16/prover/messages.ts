/** What the prover asks of its worker. */
import type { KernelModule } from "../../kernel/kernel.ts";
import type { PointSet } from "./points.ts";

export type ProverTask =
  | { readonly kind: "load"; readonly key: number; readonly module: KernelModule; readonly sets: readonly PointSet[] }
  | { readonly kind: "sum"; readonly key: number; readonly name: string; readonly scalars: Uint8Array }
  | { readonly kind: "forget"; readonly key: number };

/** The bytes of a sum; nothing for the other tasks. */
export type ProverAnswer = Uint8Array | undefined;
