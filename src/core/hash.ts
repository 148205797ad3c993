/** Poseidon over the BN254 scalar field with domain tags. */

import { checkArity } from "./arity.ts";
import { DOMAIN_TAGS, type DomainName } from "./domains.generated.ts";

import { FIELD_MODULUS, type FieldElement } from "./field.ts";
import { FULL_ROUNDS, PARTIAL_ROUNDS, type PoseidonArity, type PoseidonConstants, poseidonConstants } from "./grain.ts";

const constants = new Map<PoseidonArity, PoseidonConstants>();

/**
 * circomlib's Poseidon (x^5, capacity 0, first output; eprint 2019/458) of 2, 3, 4, 5, 7, 9, 10, 14 or 16 field elements.
 * Callers put a domain tag first (protocol P-1); the one exception is EdDSA's challenge, which follows circomlib. The
 * first hash of a number of inputs takes some milliseconds more than the next ones.
 */
export function poseidon(inputs: readonly bigint[]): FieldElement {
  const arity = inputs.length;
  checkArity(arity, PARTIAL_ROUNDS);
  const { roundConstants, mds } = constantsOf(arity as PoseidonArity);
  const lastFull = roundConstants.length - FULL_ROUNDS / 2;
  let state: readonly bigint[] = [0n, ...inputs];
  roundConstants.forEach((row, round) => {
    const isFull = round < FULL_ROUNDS / 2 || round >= lastFull;
    const powers = state.map((entry, i) => (isFull || i === 0 ? fifthPower(entry + row[i]!) : entry + row[i]!));
    state = mds.map((factors) => factors.reduce((sum, factor, i) => sum + factor * powers[i]!, 0n) % FIELD_MODULUS);
  });
  return state[0] as FieldElement;
}

function constantsOf(arity: PoseidonArity): PoseidonConstants {
  const found = constants.get(arity) ?? poseidonConstants(arity);
  constants.set(arity, found);
  return found;
}

function fifthPower(x: bigint): bigint {
  const square = (x * x) % FIELD_MODULUS;
  return (((square * square) % FIELD_MODULUS) * x) % FIELD_MODULUS;
}

/** The tag of a Poseidon use: the ASCII text `civicproof/v2/s1/<name>` as an integer (protocol P-1). */
export function domainTag(name: DomainName): FieldElement {
  return DOMAIN_TAGS[name] as FieldElement;
}

export { type HashPurpose, hashToField } from "./hash-to-field.ts";
