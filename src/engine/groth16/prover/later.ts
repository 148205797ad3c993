/** Our prover, as a page has it: its code is loaded when it is first asked for something. */
import { later } from "../../../core/later.ts";
import type { Prover, ProverOptions } from "./prover.ts";

/**
 * Makes a prover. Nothing is loaded or started before it is used.
 *
 * @example
 * const prover = createProver({ threads: 1 });
 */
export function createProver(options: ProverOptions = {}): Prover {
  let prover: Prover | undefined;
  const open = later(async () => {
    prover = (await import("./prover.ts")).createProver(options);
    return prover;
  });
  return {
    name: "civicproof",
    prove: async (input) => (await open()).prove(input),
    // What is wrong, proving says.
    prepare: (zkey) =>
      open().then(
        (made) => made.prepare(zkey),
        () => {},
      ),
    dispose: async () => prover?.dispose(),
  };
}
