/** From a witness to the scalars of the H points (the mathematics stands in kernel/assembly/quotient.ts). */
import { ELEMENT_BYTES, INTEGER_BYTES } from "../../kernel/kernel.ts";
import type { QuotientTables } from "./key.ts";
import type { Pause } from "./points.ts";

/** @param witness one 32-byte little-endian integer for each signal */
export async function quotient(tables: QuotientTables, witness: Uint8Array, pause: Pause): Promise<Uint8Array> {
  const { kernel, memory, domainSize: n, nVars, rows, terms, values, roots, inverseRoots, shift } = tables;
  const { exports } = kernel;
  const mark = memory.mark();
  try {
    const vector = () => memory.allocate(ELEMENT_BYTES * (n + 1));
    const [a, b, c] = [vector(), vector(), vector()];
    const inner = memory.mark();
    const elements = memory.allocate(ELEMENT_BYTES * (nVars + 1));
    exports.importIntegers(elements, memory.place(witness), nVars);
    exports.multiplyRows(a, 0, n, rows, terms, values, elements);
    exports.multiplyRows(b, n, 2 * n, rows, terms, values, elements);
    memory.release(inner);
    // The witness satisfies the constraints, so this is C·w.
    exports.multiplyVectors(c, a, b, n);
    await pause(0.2);
    let done = 0;
    for (const polynomial of [a, b, c]) {
      exports.transformDown(polynomial, inverseRoots, n);
      exports.multiplyVectors(polynomial, polynomial, shift, n);
      exports.transformUp(polynomial, roots, n);
      await pause(0.2 + 0.25 * ++done);
    }
    const scalars = memory.allocate(INTEGER_BYTES * n);
    exports.quotientScalars(scalars, a, b, c, n);
    return memory.read(scalars, INTEGER_BYTES * n);
  } finally {
    memory.release(mark);
  }
}
