/**
 * The constants of circomlib's Poseidon, computed when they are needed: as tables they would be most of what a browser
 * loads.
 *
 * Source: the Grain LFSR of eprint 2019/458 (appendix F, without the test of the matrix that circomlib leaves out too),
 * numbers of rounds from its table for x^5, 128 bits, BN254.
 */
import { FIELD_MODULUS } from "./field.ts";
import { invertAll } from "./scalars.ts";

export const FULL_ROUNDS = 8;
/** By number of inputs: the arities that the protocol uses. */
export const PARTIAL_ROUNDS = { 2: 57, 3: 56, 4: 60, 5: 60, 7: 64, 9: 60, 10: 66, 14: 60, 16: 68 } as const;
export type PoseidonArity = keyof typeof PARTIAL_ROUNDS;

const BITS = 254;
/** Bits of the register. */
const STATE = 80;
/** Bits that are dropped first. */
const WARM_UP = 160;
/** How many of the register's bits are made at once; even, so that no pair is cut. */
const BLOCK = 1 << 16;
/** Bits that are gathered in a number. */
const PART = 50;

export interface PoseidonConstants {
  /** One row of t for each round. */
  readonly roundConstants: readonly (readonly bigint[])[];
  /** The matrix M of t rows. */
  readonly mds: readonly (readonly bigint[])[];
}

/** The constants for a number of inputs; some milliseconds. */
export function poseidonConstants(arity: PoseidonArity): PoseidonConstants {
  const t = arity + 1;
  const rounds = FULL_ROUNDS + PARTIAL_ROUNDS[arity];
  const next = grain(t, PARTIAL_ROUNDS[arity]);
  const constant = (): bigint => {
    for (;;) {
      const value = next();
      if (value < FIELD_MODULUS) return value;
    }
  };
  const list = (count: number, draw: () => bigint) => Array.from({ length: count }, draw);
  const roundConstants = list(rounds * t, constant);
  const [xs, ys] = [list(t, next), list(t, next)];
  const inverses = invertAll(xs.flatMap((x) => ys.map((y) => (x + y) % FIELD_MODULUS)));
  const rowsOf = (values: readonly bigint[]) =>
    Array.from({ length: values.length / t }, (_, i) => values.slice(i * t, (i + 1) * t));
  return { roundConstants: rowsOf(roundConstants), mds: rowsOf(inverses) };
}

/** Draws integers of 254 bits: of each two bits of the register, the second counts where the first is 1. */
function grain(t: number, partialRounds: number): () => bigint {
  const seed: readonly (readonly [value: number, length: number])[] = [
    ...([
      [1, 2],
      [0, 4],
      [BITS, 12],
      [t, 12],
      [FULL_ROUNDS, 10],
      [partialRounds, 10],
    ] as const),
    [2 ** 30 - 1, 30],
  ];
  const bits = new Uint8Array(STATE + BLOCK);
  bits.set(
    seed.flatMap(([value, length]) => [...value.toString(2).padStart(length, "0")].map(Number)),
    BLOCK,
  );
  let at = bits.length;
  const refill = (): void => {
    bits.copyWithin(0, BLOCK);
    for (let i = 0; i < BLOCK; i++) {
      bits[i + STATE] = bits[i + 62]! ^ bits[i + 51]! ^ bits[i + 38]! ^ bits[i + 23]! ^ bits[i + 13]! ^ bits[i]!;
    }
    at = STATE;
  };
  refill();
  at += WARM_UP;
  return () => {
    let integer = 0n;
    for (let left = BITS; left > 0; left -= PART) {
      const length = Math.min(PART, left);
      let part = 0;
      for (let taken = 0; taken < length; at += 2) {
        if (at === bits.length) refill();
        if (bits[at] === 0) continue;
        part = 2 * part + bits[at + 1]!;
        taken++;
      }
      integer = (integer << BigInt(length)) | BigInt(part);
    }
    return integer;
  };
}
