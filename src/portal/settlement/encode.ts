/** From verified presentations to calls of a ClaimGate. */

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

/** What the presentation itself does not say. */
export interface SettlementOptions {
  /** Version under which the programme was registered. */
  readonly version: number;
}

/** Largest batch that the contract takes. */
export const MAX_SETTLEMENT_BATCH = 128;

const BASIS = "(bytes32,uint256,uint256,uint32,uint32)";
const ITEM = "(uint256,uint256[8],bytes32,address,uint40)";
const CLAIM = selector(`claim(${BASIS},${ITEM})`);
const CLAIM_BATCH = selector(`claimBatch(${BASIS},${ITEM}[])`);
const CLAIM_FOLDED = selector(`claimFolded(bytes32,${ITEM})`);

/**
 * Makes the call that settles one claim.
 *
 * @throws SettlementError for anything but a VerifiedPresentation of this process whose scope names a chain
 * @example
 * const { to, calldata } = encodeSettlement(await verifyPresentation(presentation, options), { version: 1 });
 */
export function encodeSettlement(
  verified: VerifiedPresentation,
  options: SettlementOptions,
): SettlementCall<"claim", readonly [ClaimBasis, ClaimItem]> {
  const { basis, item } = toSolidity(verified, options);
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
  options: SettlementOptions,
): SettlementCall<"claimFolded", readonly [Hex, ClaimItem]> {
  const { basis, item } = toSolidity(verified, options);
  const fold = foldId(basis);
  return {
    ...destination(verified),
    functionName: "claimFolded",
    args: [fold, item],
    calldata: `${CLAIM_FOLDED}${fold.slice(2)}${itemWords(item)}`,
  };
}

/**
 * Makes the call that settles many claims at once; all have one programme, pair of roots, period and day.
 * {@link groupForBatch} sorts what has not.
 *
 * @throws SettlementError for no items, more than {@link MAX_SETTLEMENT_BATCH}, one twice, or items that do not belong together
 */
export function encodeBatch(
  verified: readonly VerifiedPresentation[],
  options: SettlementOptions,
): SettlementCall<"claimBatch", readonly [ClaimBasis, readonly ClaimItem[]]> {
  const [first] = Array.isArray(verified) ? (verified as readonly VerifiedPresentation[]) : [];
  if (first === undefined || verified.length > MAX_SETTLEMENT_BATCH) {
    throw new SettlementError({ path: "verified", expected: `1 to ${MAX_SETTLEMENT_BATCH} verified presentations` });
  }
  const claims = verified.map((each, i) => toSolidity(each, options, `verified[${i}]`));
  const { basis } = claims[0]!;
  const seen = new Set<string>();
  for (const [i, { item }] of claims.entries()) {
    if (groupKey(verified[i]!) !== groupKey(first)) {
      throw new SettlementError({ path: `verified[${i}]`, expected: "programme, roots, period and day of the first" });
    }
    const claim = `${item.nullifier} ${item.nonce}`;
    if (seen.has(claim)) throw new SettlementError({ path: `verified[${i}]`, expected: "each presentation once" });
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
 * Sorts verified presentations into lists that {@link encodeBatch} takes, each of at most {@link MAX_SETTLEMENT_BATCH}, in the order
 * in which they came.
 *
 * @throws SettlementError for anything but verified presentations of this process
 */
export function groupForBatch(verified: readonly VerifiedPresentation[]): readonly (readonly VerifiedPresentation[])[] {
  const open = new Map<string, VerifiedPresentation[]>();
  const groups: VerifiedPresentation[][] = [];
  for (const [i, each] of verified.entries()) {
    requireVerified(each, `verified[${i}]`);
    const key = groupKey(each);
    let group = open.get(key);
    if (group === undefined || group.length === MAX_SETTLEMENT_BATCH) {
      group = [];
      open.set(key, group);
      groups.push(group);
    }
    group.push(each);
  }
  return groups;
}

/** Chain, contract, circuit, and every signal but nullifier and context. */
function groupKey({ circuit, scope, signals }: VerifiedPresentation): string {
  const { policyHash, issuerRoot, statusRoot, period, today } = signals;
  return [
    circuit,
    scope.chainId,
    scope.contract,
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
export function foldId({ programme, issuerRoot, statusRoot, period, dayNumber }: ClaimBasis): Hex {
  return keccakOfWords(programme.slice(2) + word(issuerRoot) + word(statusRoot) + word(period) + word(dayNumber));
}

function toSolidity(
  verified: VerifiedPresentation,
  { version }: SettlementOptions,
  path = "verified",
): { readonly basis: ClaimBasis; readonly item: ClaimItem } {
  requireVerified(verified, path);
  const { scope, signals, presentation } = verified;
  if (scope.chainId === undefined) throw new SettlementError({ path: `${path}.scope`, expected: "a chain" });
  const { nonce, recipient, deadlineSeconds } = chainTerms(verified);
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

function itemWords({ nullifier, recipient, deadline, nonce, proof }: ClaimItem): string {
  return [
    word(nullifier),
    ...proof.map((coordinate) => word(coordinate)),
    nonce.slice(2),
    word(BigInt(recipient)),
    word(deadline),
  ].join("");
}
