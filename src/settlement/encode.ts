/** From verified presentations to calls of a ClaimGate. */
import { SettlementError } from "../errors.ts";
import { chainTerms } from "../proof/request.ts";
import { isVerifiedPresentation, type VerifiedPresentation } from "../verification/verify.ts";
import { CLAIM_GATE_ABI } from "./abi.generated.ts";
import { dynamicText, type Hex, keccakOfWords, selector, toHex, word } from "./abi-words.ts";
import { encodeProof, type SolidityProof } from "./encode-proof.ts";

/** The struct `Presentation` of contracts/interfaces/IClaimGate.sol. */
export interface SolidityPresentation {
  readonly programme: Hex;
  readonly nullifier: bigint;
  readonly issuerRoot: bigint;
  readonly statusRoot: bigint;
  readonly period: number;
  readonly dayNumber: number;
  readonly recipient: Hex;
  readonly deadline: bigint;
  readonly nonce: Hex;
  readonly proof: SolidityProof;
}

/** The struct `FoldedPresentation`: what varies between two claims under one fold. */
export type SolidityFoldedPresentation = Pick<
  SolidityPresentation,
  "nullifier" | "recipient" | "deadline" | "nonce" | "proof"
> & { readonly fold: Hex };

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
export const MAX_BATCH = 128;

const STRUCT = "(bytes32,uint256,uint256,uint256,uint32,uint32,address,uint64,bytes32,uint256[8])";
const CLAIM = selector(`claim(${STRUCT})`);
const CLAIM_BATCH = selector(`claimBatch(${STRUCT}[])`);
const CLAIM_FOLDED = selector("claimFolded((bytes32,uint256,address,uint64,bytes32,uint256[8]))");

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
): SettlementCall<"claim", readonly [SolidityPresentation]> {
  const item = toSolidity(verified, options);
  return {
    ...destination(verified),
    functionName: "claim",
    args: [item],
    calldata: `${CLAIM}${presentationWords(item)}`,
  };
}

/** The same for a programme whose other signals were folded with `foldProgramme`. @throws SettlementError */
export function encodeFoldedSettlement(
  verified: VerifiedPresentation,
  options: SettlementOptions,
): SettlementCall<"claimFolded", readonly [SolidityFoldedPresentation]> {
  const item = toSolidity(verified, options);
  const { nullifier, recipient, deadline, nonce, proof } = item;
  const folded = { fold: foldId(item), nullifier, recipient, deadline, nonce, proof };
  const words = [
    folded.fold.slice(2),
    word(nullifier),
    word(BigInt(recipient)),
    word(deadline),
    nonce.slice(2),
    ...proof.map(word),
  ];
  return {
    ...destination(verified),
    functionName: "claimFolded",
    args: [folded],
    calldata: `${CLAIM_FOLDED}${words.join("")}`,
  };
}

/**
 * Makes the call that settles many claims at once; all have one circuit, chain and contract.
 *
 * @throws SettlementError for no items, more than {@link MAX_BATCH}, one twice, or items that do not belong together
 */
export function encodeBatch(
  verified: readonly VerifiedPresentation[],
  options: SettlementOptions,
): SettlementCall<"claimBatch", readonly [readonly SolidityPresentation[]]> {
  const [first] = Array.isArray(verified) ? (verified as readonly VerifiedPresentation[]) : [];
  if (first === undefined || verified.length > MAX_BATCH) {
    throw new SettlementError({ path: "verified", expected: `1 to ${MAX_BATCH} verified presentations` });
  }
  const items = verified.map((each, i) => toSolidity(each, options, `verified[${i}]`));
  const seen = new Set<string>();
  for (const [i, { circuit, scope }] of verified.entries()) {
    const together =
      circuit === first.circuit && scope.chainId === first.scope.chainId && scope.contract === first.scope.contract;
    if (!together) {
      throw new SettlementError({ path: `verified[${i}]`, expected: "the circuit, chain and contract of the first" });
    }
    const claim = `${items[i]!.nullifier} ${items[i]!.nonce}`;
    if (seen.has(claim)) throw new SettlementError({ path: `verified[${i}]`, expected: "each presentation once" });
    seen.add(claim);
  }
  const words = [word(32), word(items.length), ...items.map(presentationWords)];
  return {
    ...destination(first),
    functionName: "claimBatch",
    args: [items],
    calldata: `${CLAIM_BATCH}${words.join("")}`,
  };
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
export function foldId({
  programme,
  issuerRoot,
  statusRoot,
  period,
  dayNumber,
}: Pick<SolidityPresentation, "programme" | "issuerRoot" | "statusRoot" | "period" | "dayNumber">): Hex {
  return keccakOfWords(programme.slice(2) + word(issuerRoot) + word(statusRoot) + word(period) + word(dayNumber));
}

function toSolidity(
  verified: VerifiedPresentation,
  { version }: SettlementOptions,
  path = "verified",
): SolidityPresentation {
  if (!isVerifiedPresentation(verified)) {
    throw new SettlementError({ path, expected: "a value that verifyPresentation returned in this process" });
  }
  const { scope, signals, presentation } = verified;
  if (scope.chainId === undefined) throw new SettlementError({ path: `${path}.scope`, expected: "a chain" });
  const { nonce, recipient, deadlineSeconds } = chainTerms(verified);
  return {
    programme: programmeId(scope.verifier, scope.programme, version),
    nullifier: signals.nullifier,
    issuerRoot: signals.issuerRoot,
    statusRoot: signals.statusRoot,
    period: verified.period,
    dayNumber: Number(signals.today & 0xffff_ffffn),
    recipient: recipient as Hex,
    // The last second at which the contract takes it; an answer is due before the request expires.
    deadline: BigInt(deadlineSeconds),
    nonce: toHex(nonce),
    proof: encodeProof(presentation.proof),
  };
}

function destination({ scope }: VerifiedPresentation): Pick<SettlementCall<string, []>, "abi" | "to" | "chainId"> {
  return {
    abi: CLAIM_GATE_ABI,
    to: scope.contract as Hex,
    chainId: BigInt(scope.chainId!.slice("eip155:".length)),
  };
}

function presentationWords(item: SolidityPresentation): string {
  return [
    item.programme.slice(2),
    word(item.nullifier),
    word(item.issuerRoot),
    word(item.statusRoot),
    word(item.period),
    word(item.dayNumber),
    word(BigInt(item.recipient)),
    word(item.deadline),
    item.nonce.slice(2),
    ...item.proof.map(word),
  ].join("");
}
