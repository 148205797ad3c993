/** From verified presentations to calls of a ClaimGate. */

import { own, ownWith } from "../../core/own.ts";
import { chainTerms } from "../../presentation/proof/request.ts";
import { isVerifiedPresentation, type VerifiedPresentation } from "../../presentation/verification/verify.ts";
import { CLAIM_GATE_ABI } from "./abi.generated.ts";
import { SettlementError } from "./abi-values.ts";
import { dynamicText, type Hex, keccakOfWords, selector, toHex, word } from "./abi-words.ts";
import { encodeProof, type SolidityProof } from "./encode-proof.ts";

/** The struct `ClaimBasis` of contracts/interfaces/IClaimGate.sol: what all items of a batch share. */
export interface ClaimBasis {
  readonly programme: Hex;
  readonly issuerRoot: bigint;
  readonly statusRoot: bigint;
  readonly period: number;
  readonly dayNumber: number;
}

/** The struct `ClaimItem`: what differs from claim to claim. */
export interface ClaimItem {
  readonly nullifier: bigint;
  readonly proof: SolidityProof;
  readonly nonce: Hex;
  readonly recipient: Hex;
  /** The last second at which the contract accepts it, below 2^40. */
  readonly deadline: number;
  /** Which of the person's claims in the period it is, 1 to maxClaims. */
  readonly ordinal: number;
}

/** A call, ready for any client: `to` and `calldata` for a raw one, `abi`, `functionName` and `args` for viem or ethers. */
export interface SettlementCall<Name extends string, Args extends readonly unknown[]> {
  readonly abi: typeof CLAIM_GATE_ABI;
  /** The contract that the proof is bound to. */
  readonly to: Hex;
  /** The chain that the proof is bound to. */
  readonly chainId: bigint;
  readonly functionName: Name;
  readonly args: Args;
  readonly calldata: Hex;
}

/** Largest batch that the contract takes, whatever it costs. */
export const MAX_SETTLEMENT_BATCH = 128;
/** Most gas of a batch: nine tenths of what one transaction may use (EIP-7825). */
export const MAX_BATCH_GAS = Math.floor((16_777_216 * 9) / 10);
/** Upper bounds at the prices of EIP-1108 (docs/gas.md): a batch on a basis that nobody folded, and one claim in it. */
const BATCH_GAS = 260_000;
const CLAIM_GAS = 85_000;

/** Options of {@link encodeBatch} and {@link groupForBatch}. */
export interface BatchPlanOptions {
  /** Gas that the gate's hook uses for one claim; 110,000 by default, which covers the shipped BenefitDisbursement. */
  readonly hookGas?: number;
  /** Most gas of one batch, where a chain's blocks have less; {@link MAX_BATCH_GAS} by default and at most. */
  readonly maxGas?: number;
}

/** An upper bound of the gas of a batch as a whole transaction. @throws SettlementError for a hook's gas that is no count */
export function batchGas(size: number, options: BatchPlanOptions = {}): number {
  const { hookGas = 110_000 } = own(options);
  if (!Number.isSafeInteger(hookGas) || hookGas < 0)
    throw new SettlementError({ path: "hookGas", expected: "gas, 0 or more", received: String(hookGas) });
  return BATCH_GAS + size * (CLAIM_GAS + hookGas);
}

/** How many claims fit in a batch by gas, at least one and at most {@link MAX_SETTLEMENT_BATCH}. */
function batchSize(options: BatchPlanOptions): number {
  const each = batchGas(1, options) - batchGas(0, options);
  const { maxGas = MAX_BATCH_GAS } = options;
  if (!Number.isSafeInteger(maxGas) || maxGas < 0)
    throw new SettlementError({ path: "maxGas", expected: "gas, 0 or more", received: String(maxGas) });
  const fitting = Math.floor((Math.min(maxGas, MAX_BATCH_GAS) - BATCH_GAS) / each);
  return Math.max(1, Math.min(MAX_SETTLEMENT_BATCH, fitting));
}

const BASIS = "(bytes32,uint256,uint256,uint32,uint32)";
const ITEM = "(uint256,uint256[8],bytes32,address,uint40,uint8)";
const CLAIM = selector(`claim(${BASIS},${ITEM})`);
const CLAIM_BATCH = selector(`claimBatch(${BASIS},${ITEM}[])`);
const CLAIM_FOLDED = selector(`claimFolded(bytes32,${ITEM})`);
const CHECK_CLAIM = selector(`checkClaim(${BASIS},${ITEM},address)`);

/**
 * Makes the call that settles one claim.
 *
 * @throws SettlementError for anything but a VerifiedPresentation of this process whose scope names a chain
 * @example
 * const { to, calldata } = encodeSettlement(await verifyPresentation(presentation, options));
 */
export function encodeSettlement(
  verified: VerifiedPresentation,
): SettlementCall<"claim", readonly [ClaimBasis, ClaimItem]> {
  const { basis, item } = toSolidity(verified);
  return {
    ...destination(verified),
    functionName: "claim",
    args: [basis, item],
    calldata: `${CLAIM}${basisWords(basis)}${itemWords(item)}`,
  };
}

/** The same for a basis that was folded with `foldProgramme`. @throws SettlementError */
export function encodeFoldedSettlement(
  verified: VerifiedPresentation,
): SettlementCall<"claimFolded", readonly [Hex, ClaimItem]> {
  const { basis, item } = toSolidity(verified);
  const fold = foldId(basis);
  return {
    ...destination(verified),
    functionName: "claimFolded",
    args: [fold, item],
    calldata: `${CLAIM_FOLDED}${fold.slice(2)}${itemWords(item)}`,
  };
}

/**
 * Makes the call that settles many claims at once; all have one programme and version, pair of roots, period and day.
 * {@link groupForBatch} sorts what has not.
 *
 * @throws SettlementError for no items, more than fit in a transaction's gas, one twice, or items that do not belong together
 */
export function encodeBatch(
  verified: readonly VerifiedPresentation[],
  options: BatchPlanOptions = {},
): SettlementCall<"claimBatch", readonly [ClaimBasis, readonly ClaimItem[]]> {
  const [first] = Array.isArray(verified) ? (verified as readonly VerifiedPresentation[]) : [];
  const most = batchSize(options);
  if (first === undefined || verified.length > most) {
    throw new SettlementError({ path: "verified", expected: `1 to ${most} verified presentations` });
  }
  const claims = verified.map((each, i) => toSolidity(each, `verified[${i}]`));
  const { basis } = claims[0]!;
  const seen = new Set<string>();
  for (const [i, { item }] of claims.entries()) {
    if (groupKey(verified[i]!) !== groupKey(first)) {
      throw new SettlementError({
        path: `verified[${i}]`,
        expected: "programme, version, roots, period and day of the first",
      });
    }
    const claim = `${item.nullifier} ${item.ordinal}`;
    if (seen.has(claim)) throw new SettlementError({ path: `verified[${i}]`, expected: "each claim once" });
    seen.add(claim);
  }
  const items = claims.map(({ item }) => item);
  // The list starts after the five words of the basis and its own offset.
  const words = [basisWords(basis), word(6 * 32), word(items.length), ...items.map(itemWords)];
  return {
    ...destination(first),
    functionName: "claimBatch",
    args: [basis, items],
    calldata: `${CLAIM_BATCH}${words.join("")}`,
  };
}

/**
 * Makes the call data with which anybody asks a gate for the code that a claim would get from this sender, all checks but
 * the proof's ({@link CLAIM_CODES}).
 *
 * @throws SettlementError as {@link encodeSettlement} does
 */
export function encodeClaimCheck(verified: VerifiedPresentation, sender: Hex): Hex {
  const { basis, item } = toSolidity(verified);
  return `${CHECK_CLAIM}${basisWords(basis)}${itemWords(item)}${word(BigInt(sender))}`;
}

/**
 * Sorts verified presentations into lists that {@link encodeBatch} takes with the same options, in the order in which they
 * came: of as many as stay under the most gas of a batch.
 *
 * @throws SettlementError for anything but verified presentations of this process
 */
export function groupForBatch(
  verified: readonly VerifiedPresentation[],
  options: BatchPlanOptions = {},
): readonly (readonly VerifiedPresentation[])[] {
  if (!Array.isArray(verified)) throw new SettlementError({ path: "verified", expected: "a list" });
  const most = batchSize(options);
  const open = new Map<string, VerifiedPresentation[]>();
  const groups: VerifiedPresentation[][] = [];
  for (const [i, each] of verified.entries()) {
    requireVerified(each, `verified[${i}]`);
    const key = groupKey(each);
    let group = open.get(key);
    if (group === undefined || group.length === most) {
      group = [];
      open.set(key, group);
      groups.push(group);
    }
    group.push(each);
  }
  return groups;
}

/** Chain, contract, circuit, version, and every signal but nullifier and context. */
function groupKey({ circuit, scope, chain, signals }: VerifiedPresentation): string {
  const { policyHash, issuerRoot, statusRoot, period, today } = signals;
  return [
    circuit,
    scope.chainId,
    scope.contract,
    chain?.version,
    policyHash,
    issuerRoot,
    statusRoot,
    signals.scope,
    period,
    today,
  ].join();
}

/** keccak256(abi.encode(domain, name, version)): how the contract names a programme version. @throws SettlementError */
export function programmeId(domain: string, name: string, version: number): Hex {
  if (!Number.isInteger(version) || version < 0 || version >= 2 ** 32) {
    throw new SettlementError({ path: "version", expected: "a whole number below 2^32", received: String(version) });
  }
  const tail = dynamicText(domain);
  return keccakOfWords(word(96) + word(96 + tail.length / 2) + word(version) + tail + dynamicText(name));
}

/** keccak256(abi.encode(programme, issuerRoot, statusRoot, period, dayNumber)): how the contract names a fold. */
export function foldId(basis: ClaimBasis): Hex {
  const needed = ["programme", "issuerRoot", "statusRoot", "period", "dayNumber"] as const;
  const { programme, issuerRoot, statusRoot, period, dayNumber } = ownWith(basis, ...needed);
  return keccakOfWords(programme.slice(2) + word(issuerRoot) + word(statusRoot) + word(period) + word(dayNumber));
}

function toSolidity(
  verified: VerifiedPresentation,
  path = "verified",
): { readonly basis: ClaimBasis; readonly item: ClaimItem } {
  requireVerified(verified, path);
  const { scope, signals, presentation } = verified;
  if (scope.chainId === undefined) throw new SettlementError({ path: `${path}.scope`, expected: "a chain" });
  const { nonce, recipient, deadlineSeconds, version, ordinal } = chainTerms(verified);
  return {
    basis: {
      programme: programmeId(scope.verifier, scope.programme, version),
      issuerRoot: signals.issuerRoot,
      statusRoot: signals.statusRoot,
      period: verified.period,
      dayNumber: Number(signals.today & 0xffff_ffffn),
    },
    item: {
      nullifier: signals.nullifier,
      proof: encodeProof(presentation.proof),
      nonce: toHex(nonce),
      recipient: recipient as Hex,
      // An answer is due before the request expires.
      deadline: deadlineSeconds,
      ordinal,
    },
  };
}

function requireVerified(verified: VerifiedPresentation, path: string): void {
  if (!isVerifiedPresentation(verified)) {
    throw new SettlementError({ path, expected: "a value that verifyPresentation returned in this process" });
  }
}

function destination({ scope }: VerifiedPresentation): Pick<SettlementCall<string, []>, "abi" | "to" | "chainId"> {
  return {
    abi: CLAIM_GATE_ABI,
    to: scope.contract as Hex,
    chainId: BigInt(scope.chainId!.slice("eip155:".length)),
  };
}

function basisWords({ programme, issuerRoot, statusRoot, period, dayNumber }: ClaimBasis): string {
  return [programme.slice(2), ...[issuerRoot, statusRoot, period, dayNumber].map(word)].join("");
}

function itemWords({ nullifier, recipient, deadline, nonce, proof, ordinal }: ClaimItem): string {
  return [
    word(nullifier),
    ...proof.map((coordinate) => word(coordinate)),
    nonce.slice(2),
    word(BigInt(recipient)),
    word(deadline),
    word(ordinal),
  ].join("");
}
