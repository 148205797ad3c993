/** Poseidon over the BN254 scalar field with domain tags. */

import { poseidon2 } from "poseidon-lite/poseidon2";
import { poseidon3 } from "poseidon-lite/poseidon3";
import { poseidon4 } from "poseidon-lite/poseidon4";
import { poseidon5 } from "poseidon-lite/poseidon5";
import { poseidon7 } from "poseidon-lite/poseidon7";
import { poseidon9 } from "poseidon-lite/poseidon9";
import { poseidon10 } from "poseidon-lite/poseidon10";
import { poseidon14 } from "poseidon-lite/poseidon14";
import { poseidon16 } from "poseidon-lite/poseidon16";
import { checkArity } from "./arity.ts";
import { DOMAIN_TAGS, type DomainName } from "./domains.generated.ts";

import type { FieldElement } from "./field.ts";

/** The arities that the protocol uses; each brings a table of constants, so no others are loaded. */
const PERMUTATIONS: Readonly<Record<number, (inputs: bigint[]) => bigint>> = {
  2: poseidon2,
  3: poseidon3,
  4: poseidon4,
  5: poseidon5,
  7: poseidon7,
  9: poseidon9,
  10: poseidon10,
  14: poseidon14,
  16: poseidon16,
};

/**
 * circomlib's Poseidon (x^5, capacity 0, first output; eprint 2019/458) of 2, 3, 4, 5, 7, 9, 10, 14 or 16 field elements.
 * Callers put a domain tag first (protocol P-1); the one exception is EdDSA's challenge, which follows circomlib.
 */
export function poseidon(inputs: readonly bigint[]): FieldElement {
  checkArity(inputs.length, PERMUTATIONS);
  return PERMUTATIONS[inputs.length]!(inputs as bigint[]) as FieldElement;
}

/** The tag of a Poseidon use: the ASCII text `civicproof/v2/s1/<name>` as an integer (protocol P-1). */
export function domainTag(name: DomainName): FieldElement {
  return DOMAIN_TAGS[name] as FieldElement;
}

export { type HashPurpose, hashToField } from "./hash-to-field.ts";
