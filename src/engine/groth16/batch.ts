/**
 * Which of many proofs are false, by checking them together ({@link checkEquation}) and halving what does not hold.
 */
import { AbortedError, throwIfAborted } from "../../core/abort.ts";
import { bytesToIntegerBE } from "../../core/bytes.ts";
import type { FieldElement } from "../../core/field.ts";
import { randomBytes } from "../../core/platform.ts";
import type { Coefficient } from "../pairing/combine.ts";
import type { DecodedProof } from "./decode-proof.ts";
import { checkEquation, type EquationKey, type Statement } from "./equation.ts";

/** One proof and what it is said to prove. */
export interface BatchItem {
  readonly key: EquationKey;
  readonly proof: DecodedProof;
  /** Exactly as many as the key takes, in order. */
  readonly signals: readonly FieldElement[];
}

/** Both halves of a coefficient: 128 bits together. */
const HALF_BYTES = 8;
/** Most proofs in one product: 1 kB of working memory each, and rounds between which an abort is heard. */
const MAX_TOGETHER = 512;

interface Term {
  readonly index: number;
  readonly statement: Statement;
}

/**
 * Answers the positions of the false proofs, in order. Proofs may belong to several keys. A false proof gets through
 * with probability 2^-128; one among n costs about log2(n) checks of halves more than none.
 *
 * @throws AbortedError between two checks
 */
export function findFalseProofs(items: readonly BatchItem[], signal?: AbortSignal): readonly number[] {
  const found: number[] = [];
  const terms = items.map(({ key, proof, signals }, index): Term => {
    return { index, statement: { key, ...proof, signals, coefficient: randomCoefficient() } };
  });
  /** @param isFalse known already: the whole was false, and its other half holds */
  const search = (part: readonly Term[], isFalse: boolean): boolean => {
    throwIfAborted(signal);
    if (part.length === 1) {
      // By itself it needs no coefficient.
      const { coefficient: _, ...alone } = part[0]!.statement;
      const holds = !isFalse && checkEquation([alone]).holds;
      if (!holds) found.push(part[0]!.index);
      return holds;
    }
    let rest = part;
    if (!isFalse) {
      const { holds, outside } = checkEquation(part.map(({ statement }) => statement));
      if (holds) return true;
      // A B outside its group is false whatever the equation says; the others are looked at without it.
      for (const position of outside) found.push(part[position]!.index);
      rest = part.filter((_, i) => !outside.includes(i));
      if (outside.length > 0) {
        if (rest.length > 0) search(rest, false);
        return false;
      }
    }
    const middle = rest.length >> 1;
    const leftHolds = search(rest.slice(0, middle), false);
    search(rest.slice(middle), leftHolds);
    return false;
  };
  if (terms.length === 0 && signal?.aborted) throw new AbortedError();
  for (let start = 0; start < terms.length; start += MAX_TOGETHER) {
    search(terms.slice(start, start + MAX_TOGETHER), false);
  }
  return found.sort((left, right) => left - right);
}

function randomCoefficient(): Coefficient {
  const low = bytesToIntegerBE(randomBytes(HALF_BYTES));
  const high = bytesToIntegerBE(randomBytes(HALF_BYTES));
  // Never 0, or the proof would not be looked at.
  return low === 0n && high === 0n ? randomCoefficient() : { low, high };
}
