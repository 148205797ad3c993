/** How likely something is that has no cause: a link is called one when chance would hardly make it. */

/** Above this a coincidence is no link. All that was looked at is counted, so one run in a thousand errs. */
export const CHANCE_LIMIT = 1e-3;

/**
 * Probability that `seen` acts, drawn from all `acts`, are all of one set of `few` people among `people`, who have `own`
 * acts together.
 *
 * Formula: C(people, few) · C(own, seen) / C(acts, seen): hypergeometric, with a union bound over the sets of people.
 */
export function chanceOfFew(given: {
  readonly people: number;
  readonly few: number;
  readonly acts: number;
  readonly own: number;
  readonly seen: number;
}): number {
  const { people, few, acts, own, seen } = given;
  return Math.min(1, Math.exp(logChoose(people, few) + logChoose(own, seen) - logChoose(acts, seen)));
}

/**
 * Bound on the probability that `tries` independent guesses, each right with a probability of `mean` on average, are
 * right as often as they were.
 *
 * Formula: exp(−n · D(x/n ‖ mean)) with the divergence of two coins D. Source: Chernoff 1952, Hoeffding 1963, theorem 1.
 */
export function chanceOfGuesses(right: number, tries: number, mean: number): number {
  const share = Math.min(1, right / tries);
  if (tries === 0 || share <= mean) return 1;
  const part = (a: number, b: number): number => (a === 0 ? 0 : a * Math.log(a / b));
  return Math.exp(-tries * (part(share, mean) + part(1 - share, 1 - mean)));
}

function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i);
  return sum;
}
