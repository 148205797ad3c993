/** Slots as the circuit takes them, and the words that the policy hash commits to (protocol P-13 to P-17). */

import type { FieldElement } from "../../core/field.ts";
import { domainTag, poseidon } from "../../core/hash.ts";
import type { CircuitShape } from "../circuit/signals.ts";
import type { Relative } from "./check.ts";
import type { SetTree } from "./set-tree.ts";

/** P-13: (lo ≤ value ≤ hi) xor negate. In a disabled slot everything is 0 or false. */
export interface RangeSlot {
  readonly enabled: boolean;
  readonly claimIndex: number;
  /** `years`: value = today − claim, both YYYYMMDD. `days`: the same with day numbers. */
  readonly relative: Relative;
  readonly negate: boolean;
  /** 0 ≤ lo ≤ hi < 2^64. */
  readonly lo: bigint;
  readonly hi: bigint;
  readonly meta: bigint;
}

/** P-14: (claim is in the set) xor negate. In a disabled slot everything is 0, false or absent. */
export interface SetSlot {
  readonly enabled: boolean;
  readonly claimIndex: number;
  readonly negate: boolean;
  readonly root: FieldElement;
  readonly meta: bigint;
  /** The published set; its `witness` gives the nodes for a claim. */
  readonly tree: SetTree | undefined;
}

declare const policyHashBrand: unique symbol;
/** Commits to schema, slots, clauses and circuit shape. Made by {@link hashPolicy} only. */
export type PolicyHash = FieldElement & { readonly [policyHashBrand]: true };

export const DISABLED_RANGE: RangeSlot = {
  enabled: false,
  claimIndex: 0,
  relative: "none",
  negate: false,
  lo: 0n,
  hi: 0n,
  meta: 0n,
};

export const DISABLED_SET: SetSlot = {
  enabled: false,
  claimIndex: 0,
  negate: false,
  root: 0n as FieldElement,
  meta: 0n,
  tree: undefined,
};

/** An enabled range slot. */
export function rangeSlot({
  claimIndex,
  relative,
  negate,
  lo,
  hi,
}: Pick<RangeSlot, "claimIndex" | "relative" | "negate" | "lo" | "hi">): RangeSlot {
  const years = relative === "years" ? 8 : 0;
  const days = relative === "days" ? 16 : 0;
  const meta = BigInt(claimIndex + years + days + (negate ? 32 : 0) + 64);
  return { enabled: true, claimIndex, relative, negate, lo, hi, meta };
}

/** An enabled set slot. */
export function setSlot({
  claimIndex,
  negate,
  tree,
}: {
  readonly claimIndex: number;
  readonly negate: boolean;
  readonly tree: SetTree;
}): SetSlot {
  return { enabled: true, claimIndex, negate, root: tree.root, meta: BigInt(claimIndex + (negate ? 8 : 0) + 16), tree };
}

/** P-16: Σ mask_c · 2^(c·(R+S)). */
export function packClauses(masks: readonly number[], { rangeSlots, setSlots }: CircuitShape): bigint {
  const width = BigInt(rangeSlots + setSlots);
  return masks.reduce((sum, mask, c) => sum + (BigInt(mask) << (BigInt(c) * width)), 0n);
}

/** P-17: tag.policy·2^64 + (R·2^16 + S·2^8 + C)·2^32 + clauses. */
export function packHeader(clauses: bigint, { rangeSlots, setSlots, clauses: count }: CircuitShape): FieldElement {
  const shape = BigInt(rangeSlots * 2 ** 16 + setSlots * 2 ** 8 + count);
  return ((domainTag("policy") << 64n) + (shape << 32n) + clauses) as FieldElement;
}

/** Words that fit beside the header in one Poseidon call. */
const MAX_WORDS = 15;

/** P-17: the commitment to a compiled policy. */
export function hashPolicy({
  header,
  schemaId,
  rangeSlots,
  setSlots,
}: {
  readonly header: FieldElement;
  readonly schemaId: FieldElement;
  readonly rangeSlots: readonly RangeSlot[];
  readonly setSlots: readonly SetSlot[];
}): PolicyHash {
  const words = [
    schemaId,
    ...rangeSlots.flatMap(({ meta, lo, hi }) => [meta, lo, hi]),
    ...setSlots.flatMap(({ meta, root }) => [meta, root]),
  ];
  if (words.length <= MAX_WORDS) return poseidon([header, ...words]) as PolicyHash;
  const rest = poseidon([domainTag("policy-rest"), ...words.slice(MAX_WORDS - 1)]);
  return poseidon([header, ...words.slice(0, MAX_WORDS - 1), rest]) as PolicyHash;
}
