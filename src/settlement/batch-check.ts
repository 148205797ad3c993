/** Many proofs at once by random linear combination, and which of them are false (Ferrara et al., CT-RSA 2009). */
import { bn254 } from "@noble/curves/bn254.js";
import { PUBLIC_SIGNALS } from "../circuit/signals.ts";
import { AbortedError, CivicproofError, SettlementError, VerificationKeyError } from "../errors.ts";
import { bytesToInteger, randomBytes, toField } from "../field.ts";
import { type G1Point, type PreparedG2, pairingProductEquals, prepareG2 } from "../groth16/curve.ts";
import { isImportedKey, type VerificationKey } from "../groth16/verification-key.ts";
import { decodeProof } from "../groth16/verify.ts";
import type { Presentation } from "../proof/presentation.ts";
import { decodePresentation } from "../verification/verify.ts";

/** Everything one proof contributes, multiplied with its coefficient. */
interface Term {
  readonly index: number;
  readonly coefficient: bigint;
  readonly a: G1Point;
  readonly b: PreparedG2;
  readonly c: G1Point;
  readonly inputs: G1Point;
}

/** Options of {@link findInvalidProofs}. */
export interface BatchCheckOptions {
  readonly verificationKey: VerificationKey;
  readonly signal?: AbortSignal;
}

/** Most presentations in one check. */
const MAX_ITEMS = 4_096;
const COEFFICIENT_BYTES = 16;

/**
 * Names the presentations whose proof does not hold or is malformed, in order; an empty list means that a batch of them
 * passes the contract's pairing check. One false proof among n costs about 2·log2(n) checks of parts. It looks at
 * proofs only: requests, roots and nullifiers are not checked here. A false proof passes with probability 2^-128.
 *
 * @param presentations what is to be sent, for example read back from a queue
 * @throws SettlementError for too many, VerificationKeyError for a key that was not imported, AbortedError
 */
export function findInvalidProofs(
  presentations: readonly Presentation[],
  { verificationKey, signal }: BatchCheckOptions,
): readonly number[] {
  if (!isImportedKey(verificationKey)) {
    throw new VerificationKeyError({ path: "verificationKey", expected: "an imported key" });
  }
  if (!Array.isArray(presentations) || presentations.length > MAX_ITEMS) {
    throw new SettlementError({ path: "presentations", expected: `a list of at most ${MAX_ITEMS}` });
  }
  const invalid: number[] = [];
  const terms: Term[] = [];
  for (const [index, presentation] of presentations.entries()) {
    if (signal?.aborted) throw new AbortedError();
    const term = makeTerm(presentation, index, verificationKey);
    if (term === undefined) invalid.push(index);
    else terms.push(term);
  }
  const search = (part: readonly Term[]): void => {
    if (signal?.aborted) throw new AbortedError();
    if (part.length === 0 || holds(part, verificationKey)) return;
    if (part.length === 1) {
      invalid.push(part[0]!.index);
      return;
    }
    const middle = part.length >> 1;
    search(part.slice(0, middle));
    search(part.slice(middle));
  };
  search(terms);
  return invalid.sort((left, right) => left - right);
}

/** Undefined for a presentation that can't be read or belongs to another circuit. */
function makeTerm(input: Presentation, index: number, key: VerificationKey): Term | undefined {
  try {
    const presentation = decodePresentation(input);
    if (presentation.circuit !== key.circuit) return undefined;
    const signals = presentation.publicSignals.map((text, i) => toField(text, PUBLIC_SIGNALS[i]));
    const { a, b, c } = decodeProof(presentation.proof);
    const inputs = key.prepared.combineInputs(signals);
    if (inputs.is0()) return undefined;
    // Never 0, or the proof would not be looked at.
    const coefficient = 1n + bytesToInteger(randomBytes(COEFFICIENT_BYTES));
    const times = (point: G1Point): G1Point => point.multiplyUnsafe(coefficient);
    return { index, coefficient, a: times(a), b: prepareG2(b), c: times(c), inputs: times(inputs) };
  } catch (error) {
    if (error instanceof CivicproofError) return undefined;
    throw error;
  }
}

/** Π e(z_i·A_i, B_i) = e(alpha, beta)^Σz_i · e(Σ z_i·inputs_i, gamma) · e(Σ z_i·C_i, delta) */
function holds(part: readonly Term[], { prepared }: VerificationKey): boolean {
  const zero = bn254.G1.Point.ZERO;
  const inputs = part.reduce((sum, term) => sum.add(term.inputs), zero);
  const c = part.reduce((sum, term) => sum.add(term.c), zero);
  const coefficients = part.reduce((sum, { coefficient }) => sum + coefficient, 0n);
  const { Fp12 } = bn254.fields;
  const pairs: (readonly [G1Point, PreparedG2])[] = part.map(({ a, b }) => [a, b]);
  if (!inputs.is0()) pairs.push([inputs.negate(), prepared.gamma]);
  if (!c.is0()) pairs.push([c.negate(), prepared.delta]);
  return pairingProductEquals(pairs, Fp12.pow(prepared.alphaBeta, coefficients));
}
