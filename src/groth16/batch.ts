/**
 * Many proofs at once by random linear combination (Ferrara, Green, Hohenberger, Pedersen, CT-RSA 2009), and which of
 * them are false.
 *
 * With a random z_i for each proof, the equations of a batch hold all together only if
 * Π e(z_i·A_i, B_i) = e(alpha, beta)^Σz_i · e(Σ z_i·inputs_i, gamma) · e(Σ z_i·C_i, delta),
 * and a false one among them gets through with probability 2^-128. The Miller loops share their squarings, the public
 * signals are added up before they meet the key's points, and one final exponentiation is left.
 */
import { AbortedError } from "../errors.ts";
import { bytesToInteger, FIELD_MODULUS, type FieldElement, randomBytes } from "../field.ts";
import { type G1Point, multiplyG1, type PreparedG2, pairingProductEquals, productOfPowers, sumG1 } from "./curve.ts";
import { type EquationKey, equationHolds } from "./equation.ts";
import type { DecodedProof } from "./verify.ts";

/** One proof and what it is said to prove. */
export interface BatchItem {
  readonly key: EquationKey;
  readonly proof: DecodedProof;
  /** Exactly as many as the key takes, in order. */
  readonly signals: readonly FieldElement[];
}

/** An item with its coefficient, and its A multiplied with it. */
interface Term extends BatchItem {
  readonly index: number;
  readonly coefficient: bigint;
  readonly scaledA: G1Point;
}

const COEFFICIENT_BYTES = 16;

/**
 * Answers the positions of the false proofs, in order. Proofs may belong to several keys. One false proof among n
 * costs about log2(n) checks of halves more than none; a part of one is checked by itself.
 *
 * @throws AbortedError between two checks
 */
export function findFalseProofs(items: readonly BatchItem[], signal?: AbortSignal): readonly number[] {
  const terms = items.map((item, index) => makeTerm(item, index, items.length));
  const found: number[] = [];
  /** @param isFalse known already: the whole was false, and its other half holds */
  const search = (part: readonly Term[], isFalse: boolean): boolean => {
    if (signal?.aborted) throw new AbortedError();
    if (part.length === 0 || (!isFalse && holds(part))) return true;
    if (part.length === 1) {
      found.push(part[0]!.index);
      return false;
    }
    const middle = part.length >> 1;
    const leftHolds = search(part.slice(0, middle), false);
    search(part.slice(middle), leftHolds);
    return false;
  };
  search(terms, false);
  return found;
}

function makeTerm(item: BatchItem, index: number, count: number): Term {
  // Never 0, or the proof would not be looked at. A proof alone needs none.
  const coefficient = count === 1 ? 1n : 1n + bytesToInteger(randomBytes(COEFFICIENT_BYTES));
  return { ...item, index, coefficient, scaledA: multiplyG1(item.proof.a, coefficient) };
}

function holds(part: readonly Term[]): boolean {
  if (part.length === 1) return equationHolds(part[0]!.key, part[0]!.proof, part[0]!.signals);
  const pairs: (readonly [G1Point, PreparedG2])[] = part.map(({ scaledA, proof }) => [scaledA, proof.b]);
  const target = [...groupByKey(part)].map(([key, terms]) => {
    const coefficients = terms.map(({ coefficient }) => coefficient);
    const { combineInputs, gamma, delta, alphaBeta } = key;
    const sum = coefficients.reduce((total, coefficient) => total + coefficient, 0n);
    const inputs = combineInputs([sum, ...sumSignals(terms)].map((scalar) => scalar % FIELD_MODULUS));
    const c = sumG1(
      terms.map(({ proof }) => proof.c),
      coefficients,
    );
    // A zero pairs to one.
    if (!inputs.is0()) pairs.push([inputs.negate(), gamma]);
    if (!c.is0()) pairs.push([c.negate(), delta]);
    return [alphaBeta, sum] as const;
  });
  return pairingProductEquals(pairs, productOfPowers(target));
}

/** For each signal, Σ z_i·signal_i; not reduced. */
function sumSignals(terms: readonly Term[]): readonly bigint[] {
  const [first] = terms;
  return first!.signals.map((_, j) =>
    terms.reduce((sum, { coefficient, signals }) => sum + coefficient * signals[j]!, 0n),
  );
}

function groupByKey(terms: readonly Term[]): ReadonlyMap<EquationKey, readonly Term[]> {
  const groups = new Map<EquationKey, Term[]>();
  for (const term of terms) {
    const group = groups.get(term.key);
    if (group === undefined) groups.set(term.key, [term]);
    else group.push(term);
  }
  return groups;
}
