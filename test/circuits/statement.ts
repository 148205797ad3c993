/** Builds the inputs of a whole presentation straight from docs/protocol.md, with every part open to change. */

import { type FieldElement, toField } from "../../src/core/field.ts";
import { domainTag, poseidon } from "../../src/core/hash.ts";
import { SparseMerkleTree } from "../../src/core/merkle.ts";
import { createSigner, type Signer, toPrivateKey } from "../../src/core/signature.ts";
import type { CircuitInputs } from "../../src/presentation/witness/calculator.ts";
import type { CircuitShape } from "../../src/statement/circuit/signals.ts";
import { createSetTree } from "../../src/statement/policy/set-tree.ts";

export const SHAPES = {
  age: { rangeSlots: 1, setSlots: 0, clauses: 1 },
  residency: { rangeSlots: 1, setSlots: 1, clauses: 1 },
  eligibility: { rangeSlots: 6, setSlots: 2, clauses: 4 },
  enrolment: { rangeSlots: 2, setSlots: 1, clauses: 1 },
} as const;
export type CircuitName = keyof typeof SHAPES;

export interface RangeSlotWords {
  readonly meta: bigint;
  readonly lo: bigint;
  readonly hi: bigint;
}
export interface SetSlotWords {
  readonly claimIndex: number;
  readonly negate?: boolean;
  readonly members: readonly bigint[];
}

/** Every part of a statement. The default is a person born on 1958-11-04 who shows to be 65 or older. */
export interface Statement {
  readonly circuit: CircuitName;
  readonly holderSecret: bigint;
  readonly blinding: bigint;
  readonly schemaId: bigint;
  readonly statusIndex: number;
  readonly validFrom: bigint;
  readonly validUntil: bigint;
  readonly claimsFrom: bigint;
  readonly claims: readonly bigint[];
  readonly issuer: Signer;
  readonly issuerIndex: number;
  /** Bits that are set, as positions issuerIndex · 2^17 + statusIndex. */
  readonly revoked: readonly number[];
  readonly rangeSlots: readonly RangeSlotWords[];
  readonly setSlots: readonly SetSlotWords[];
  /** One mask per clause. */
  readonly clauses: readonly number[];
  readonly calendar: bigint;
  readonly dayNumber: bigint;
  readonly scope: bigint;
  readonly period: bigint;
  readonly context: bigint;
}

export const DISTRICTS = [10n, 20n, 30n, 0x4154313330n, 2n ** 119n];

export function exampleStatement(changes: Partial<Statement> = {}): Statement {
  const circuit = changes.circuit ?? "age";
  return {
    circuit,
    holderSecret: 123456789012345678901234567890n,
    blinding: 987654321098765432109876543210n,
    schemaId: 777n,
    statusIndex: 98_765,
    validFrom: 20250101n,
    validUntil: 20271231n,
    claimsFrom: 20260601n,
    claims: [19581104n, 0x4154313330n, 2n ** 63n + 1_250_000n, 735_000n, 1n, 0n, 0n, 0n],
    issuer: exampleSigner(1),
    issuerIndex: 5,
    revoked: [5 * 2 ** 17 + 98_764, 4 * 2 ** 17 + 98_765],
    rangeSlots: [olderThan(65)],
    setSlots: circuit === "age" ? [] : [{ claimIndex: 1, members: DISTRICTS }],
    clauses: [circuit === "age" ? 1 : circuit === "residency" ? 3 : 1 | 64],
    calendar: 20261123n,
    dayNumber: 739_943n,
    scope: 555n,
    period: 20261101n,
    context: 4242n,
    ...changes,
  };
}

export function exampleSigner(seed: number): Signer {
  return createSigner(toPrivateKey(new Uint8Array(32).fill(seed)));
}

/** "N years or older" on claim 0 (P-13). */
export function olderThan(years: number): RangeSlotWords {
  return { meta: rangeMeta({ claimIndex: 0, years: true }), lo: BigInt(years) * 10_000n, hi: 2n ** 64n - 1n };
}

export function rangeMeta(parts: {
  readonly claimIndex: number;
  readonly years?: boolean;
  readonly days?: boolean;
  readonly negate?: boolean;
  readonly enabled?: boolean;
}): bigint {
  const { claimIndex, years = false, days = false, negate = false, enabled = true } = parts;
  return BigInt(claimIndex + 8 * Number(years) + 16 * Number(days) + 32 * Number(negate) + 64 * Number(enabled));
}

/** The circuit's inputs for a statement, whether or not it is true. */
export function statementInputs(statement: Statement): Record<string, CircuitInputs[string]> {
  const shape = SHAPES[statement.circuit];
  const { issuer, issuerIndex, statusIndex, schemaId } = statement;
  const holderCommitment = poseidon([domainTag("holder"), statement.holderSecret, statement.blinding]);
  const credentialHash = poseidon([
    schemaId,
    holderCommitment,
    BigInt(statusIndex),
    statement.validFrom,
    statement.validUntil,
    statement.claimsFrom,
    ...statement.claims,
  ]);
  const signature = issuer.sign(credentialHash);

  const issuers = new SparseMerkleTree({ nodeTag: "issuer-node", depth: 3, rootArity: 4 });
  issuers.setLeaves([
    [2, exampleSigner(99).publicKey.x],
    [issuerIndex, issuer.publicKey.x],
  ]);
  const status = statusTree(statement.revoked);

  const ranges = pad(statement.rangeSlots, shape.rangeSlots, { meta: 0n, lo: 0n, hi: 0n });
  const sets = pad(statement.setSlots.map(setSlotInputs(statement)), shape.setSlots, {
    meta: 0n,
    root: 0n,
    nodes: Array.from({ length: 4 }, () => new Array<bigint>(8).fill(0n)),
  });
  const nSlots = shape.rangeSlots + shape.setSlots;
  const clauses = pad(statement.clauses, shape.clauses, statement.clauses[0] ?? 0).reduce(
    (sum, mask, i) => sum + (BigInt(mask) << BigInt(i * nSlots)),
    0n,
  );
  return {
    policyHash: policyHash({ shape, schemaId, clauses, ranges, sets }),
    issuerRoot: issuers.root,
    statusRoot: status.root,
    scope: statement.scope,
    period: statement.period,
    today: statement.calendar * 2n ** 32n + statement.dayNumber,
    context: statement.context,
    holderSecret: statement.holderSecret,
    blinding: statement.blinding,
    schemaId,
    statusIndex: BigInt(statusIndex),
    validFrom: statement.validFrom,
    validUntil: statement.validUntil,
    claimsFrom: statement.claimsFrom,
    claims: statement.claims,
    issuerKey: [issuer.publicKey.x, issuer.publicKey.y],
    signatureR8: [signature.R8.x, signature.R8.y],
    signatureS: signature.S,
    issuerIndex: BigInt(issuerIndex),
    issuerNodes: issuers.path(issuerIndex),
    statusNodes: status.path(wordIndex(issuerIndex, statusIndex)),
    clauses,
    rangeMeta: ranges.map(({ meta }) => meta),
    rangeLo: ranges.map(({ lo }) => lo),
    rangeHi: ranges.map(({ hi }) => hi),
    ...(sets.length === 0
      ? {}
      : {
          setMeta: sets.map(({ meta }) => meta),
          setRoot: sets.map(({ root }) => root),
          setNodes: sets.map(({ nodes }) => nodes),
        }),
  };
}

/** The tree over the words of all status lists, with these bits set. */
export function statusTree(setBits: readonly number[]): SparseMerkleTree {
  const words = new Map<number, bigint>();
  for (const bit of setBits) {
    const word = Math.floor(bit / 128);
    words.set(word, (words.get(word) ?? 0n) | (1n << BigInt(bit % 128)));
  }
  const tree = new SparseMerkleTree({ nodeTag: "status-node", depth: 6 });
  tree.setLeaves(words);
  return tree;
}

export function wordIndex(issuerIndex: number, statusIndex: number): number {
  return Math.floor((issuerIndex * 2 ** 17 + statusIndex) / 128);
}

function setSlotInputs({ claims }: Statement) {
  return ({ claimIndex, negate = false, members }: SetSlotWords) => {
    const tree = createSetTree(members);
    return {
      meta: BigInt(claimIndex + 8 * Number(negate) + 16),
      root: tree.root as bigint,
      nodes: tree.witness(claims[claimIndex]!) as readonly (readonly bigint[])[],
    };
  };
}

/** The hints of Policy. */
export const POLICY_HINTS = [
  ...["bits.out[]", "inside", "aboveHi", "distanceChecked.bits[]", "restChecked.bits[]"].map(
    (hint) => `RangeSlot[].${hint}`,
  ),
  ...["bits.out[]", "sinceClaimsFrom.bits[]", "untilLast.bits[]", "found.inverse", "sentinel.inverse"].map(
    (hint) => `SetSlot[].${hint}`,
  ),
  ...["pick[]", "half[].other", "half[].taken", "half[].checked.bits[]", "mask.out[]", "NotZero.inverse"].map(
    (hint) => `holds.${hint}`,
  ),
];

/** The hints of day and validity. */
export const DATE_HINTS = [
  ...["day", "dayNumber.bits[]", "calendar.bits[]"].map((hint) => `Today.${hint}`),
  ...["sinceStart.bits[]", "untilEnd.bits[]", "sinceClaimsFrom.bits[]"].map((hint) => `Validity.${hint}`),
];

/** The hints of Signature. */
export const SIGNATURE_HINTS = [
  ...["u", "v", "double.lambda", "doubleAgain.lambda", "NotZero.inverse"].map((hint) => `quad.${hint}`),
  ...["top", "z[]", "headroom.bits[]", "start.lambda", "chain.lambda1[]", "chain.lambda2[]"].map(
    (hint) => `minusChallenge.${hint}`,
  ),
  ...["digits[]", "headroom.bits[]", "window[].u", "window[].v", "window[].w", "chain.lambda[]"].map(
    (hint) => `plusBase.${hint}`,
  ),
  "plusQuad.lambda[]",
  "point.lambda",
];

/** The hints of UsableCredential. */
export const USABLE_HINTS = [
  ...SIGNATURE_HINTS.map((hint) => `Signature.${hint}`),
  "issuerBits.out[]",
  "statusBits.out[]",
  ...["other", "taken", "checked.bits[]"].map((hint) => `statusRoot.StatusWord.half[].${hint}`),
  ...DATE_HINTS,
  ...POLICY_HINTS.map((hint) => `policyHash.${hint}`),
];

/** P-17. */
export function policyHash({
  shape,
  schemaId,
  clauses,
  ranges,
  sets,
}: {
  readonly shape: CircuitShape;
  readonly schemaId: bigint;
  readonly clauses: bigint;
  readonly ranges: readonly RangeSlotWords[];
  readonly sets: readonly { readonly meta: bigint; readonly root: bigint }[];
}): FieldElement {
  const code = BigInt(shape.rangeSlots * 2 ** 16 + shape.setSlots * 2 ** 8 + shape.clauses);
  const header = toField(domainTag("policy") * 2n ** 64n + code * 2n ** 32n + clauses);
  const words = [
    schemaId,
    ...ranges.flatMap(({ meta, lo, hi }) => [meta, lo, hi]),
    ...sets.flatMap(({ meta, root }) => [meta, root]),
  ];
  if (words.length <= 15) return poseidon([header, ...words]);
  return poseidon([header, ...words.slice(0, 14), poseidon([domainTag("policy-rest"), ...words.slice(14)])]);
}

function pad<T>(items: readonly T[], length: number, filler: T): T[] {
  return [...items, ...new Array<T>(length - items.length).fill(filler)];
}
