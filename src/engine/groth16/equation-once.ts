/**
 * The equation of Groth16 (equation.ts) for one proof under a key of which nothing is prepared. Preparing a key costs as
 * much as several proofs' checks: for whoever verifies what it has just proved.
 */
import { combineOnce, pairOf } from "../pairing/combine.ts";
import { equal12, finalExponentiation, millerLoop, oneFq12, toRatios } from "../pairing/pairing.ts";
import { type KeyPoints, rowG2, type Statement, withMachine } from "./equation.ts";

/** What {@link checkOnce} found. */
export type Outcome = "holds" | "fails" | { readonly outside: "beta" | "gamma" | "delta" };

/**
 * e(A, B) · e(−α, β) · e(−C, δ) · e(−Σ signalᵢ·inputᵢ, γ) = 1
 *
 * @param signals one fewer than the key has inputs, each in [0, r)
 * @returns which point of the key is outside the group of order r, where one is: then the equation has no meaning
 */
export function checkOnce(
  key: KeyPoints,
  proof: Pick<Statement, "a" | "b" | "c">,
  signals: readonly bigint[],
): Outcome {
  return withMachine((machine) => {
    const scalars = [1n, ...signals];
    const finite = key.inputs.flatMap((point, i) => (point === "infinity" ? [] : [{ point, scalar: scalars[i]! }]));
    const inputs = combineOnce(machine, finite);
    const negated = machine.negateG1(machine.joinG1(pairOf(machine, proof.c), inputs));
    const ratios = toRatios(machine, [
      machine.joinG1(pairOf(machine, proof.a), machine.negateG1(pairOf(machine, key.alpha))),
      negated,
    ]);
    const points = [proof.b, key.beta, key.delta, key.gamma];
    const { value, outside } = millerLoop(machine, {
      changing: points.map((point, i) => ({ ratios: ratios[i]!, point: rowG2(machine, point) })),
      fixed: [],
    });
    const wrong = (["beta", "delta", "gamma"] as const).find((_, i) => outside.includes(i + 1));
    if (wrong !== undefined) return { outside: wrong };
    if (outside.length > 0) return "fails";
    return equal12(machine, finalExponentiation(machine, value), oneFq12(machine)) ? "holds" : "fails";
  });
}
