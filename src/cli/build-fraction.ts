import type { BuildProgress } from "../statement/artifacts/build.ts";
import { CIRCUIT_NAMES, type CircuitName } from "../statement/circuit/signals.ts";

/** Where a step starts in a circuit's build, and its share, by measured time. */
const STEPS = {
  unchanged: [1, 0],
  compiling: [0, 0.2],
  "setting up": [0.2, 0.75],
  writing: [0.95, 0.05],
  done: [1, 0],
} as const satisfies Record<BuildProgress["step"], readonly [number, number]>;

/** Follows the builds of all circuits as one fraction. */
export function buildFraction(): (event: BuildProgress) => number {
  const fractions = new Map<CircuitName, number>();
  return ({ circuit, step, fraction }) => {
    const [from, share] = STEPS[step];
    fractions.set(circuit, from + share * fraction);
    return [...fractions.values()].reduce((sum, part) => sum + part, 0) / CIRCUIT_NAMES.length;
  };
}
