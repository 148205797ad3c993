/**
 * What work on a policy may cost. Policies come from whoever asks, and a few thousand characters can describe work for
 * minutes, so the compiler counts its steps: the same policy is refused everywhere, whatever the machine.
 */
import { PolicyLimitError } from "./set-tree.ts";

/**
 * About half a second on a laptop of 2023. The hashes of sets are not counted: a circuit takes two sets of 3,583 members,
 * 1,200 hashes, and no policy needs more.
 */
export const MAX_STEPS = 8_000_000;

/** Steps that are left; all work on policies is synchronous, so there is one budget at a time. */
let left = Number.POSITIVE_INFINITY;

/**
 * Runs work that may take {@link MAX_STEPS}. Inside other such work it takes from what is left there.
 *
 * @throws PolicyLimitError when the work needs more
 */
export function withBudget<Result>(work: () => Result, steps = MAX_STEPS): Result {
  const outer = left;
  const given = Math.min(steps, outer);
  left = given;
  try {
    return work();
  } finally {
    left = outer - (given - left);
  }
}

/** Takes steps from the budget; one is about what an interval or a key costs. @throws PolicyLimitError */
export function spend(steps: number): void {
  left -= steps;
  if (left < 0) throw new PolicyLimitError({ path: "require", message: "The policy takes too long to compile" });
}
