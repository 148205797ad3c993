/** Whether a product of pairings is one: what every check of a ceremony comes down to. */
import { pairOf } from "../pairing/combine.ts";
import { equal12, finalExponentiation, millerLoop, oneFq12, toRatios } from "../pairing/pairing.ts";
import type { G1Point, G2Point } from "./curve.ts";
import { rowG2, withMachine } from "./equation.ts";

/** Π e(Pᵢ, Qᵢ) = 1, with every Qᵢ in the group of order r. */
export function isPairingProductOne(pairs: readonly (readonly [G1Point, G2Point])[]): boolean {
  return withMachine((machine) => {
    const ratios = toRatios(
      machine,
      pairs.map(([p]) => pairOf(machine, p)),
    );
    const { value, outside } = millerLoop(machine, {
      changing: pairs.map(([, q], i) => ({ ratios: ratios[2 * i]!, point: rowG2(machine, q) })),
      fixed: [],
    });
    return outside.length === 0 && equal12(machine, finalExponentiation(machine, value), oneFq12(machine));
  });
}
