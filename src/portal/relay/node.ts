/** What the relay asks its node, strictly read. */
import * as v from "valibot";
import { hexToInteger } from "../../core/bytes.ts";
import { type Hex, keccakOfText, selector } from "../settlement/abi-words.ts";
import { CLAIM_CODES, type ClaimCode } from "../settlement/claim-codes.ts";
import { type BlockReference, ChainError } from "../settlement/claim-window.ts";
import {
  bytes32,
  CLAIMED_TOPIC,
  callNode,
  decodeAnswer,
  type Eip1193,
  quantity,
  readAnswer,
  toQuantity,
} from "../settlement/rpc.ts";

/** The newest block that a node has. */
export interface Head extends BlockReference {
  readonly gasLimit: bigint;
  /** Undefined before EIP-1559. */
  readonly baseFeePerGas: bigint | undefined;
}

/** What became of a transaction in its block. */
export interface Receipt {
  readonly block: BlockReference;
  readonly isSuccess: boolean;
  readonly logs: readonly { readonly address: Hex; readonly topics: readonly Hex[]; readonly data: Hex }[];
}

const hexText = v.pipe(v.string(), v.regex(/^0x(?:[0-9a-fA-F]{2})*$/, "0x and hexadecimal digits"));
const hex = v.pipe(
  hexText,
  v.transform((text) => text.toLowerCase() as Hex),
);
const headSchema = v.object({
  number: quantity,
  hash: bytes32,
  gasLimit: quantity,
  baseFeePerGas: v.optional(v.nullable(quantity)),
});
const receiptSchema = v.object({
  status: quantity,
  blockNumber: quantity,
  blockHash: bytes32,
  logs: v.array(v.object({ address: hex, topics: v.array(bytes32), data: hex })),
});

export async function fetchHead(client: Eip1193): Promise<Head> {
  const answer = await callNode(client, "eth_getBlockByNumber", ["latest", false]);
  const { baseFeePerGas, ...head } = decodeAnswer(headSchema, answer, "block");
  return { ...head, baseFeePerGas: baseFeePerGas ?? undefined };
}

/** Undefined where the node has no such block: it is behind, or the height has none. */
export async function fetchBlockHash(client: Eip1193, number: bigint): Promise<Hex | undefined> {
  const answer = await callNode(client, "eth_getBlockByNumber", [toQuantity(number), false]);
  return answer == null ? undefined : decodeAnswer(v.object({ hash: bytes32 }), answer, "block").hash;
}

/** Undefined for a transaction that is in no block, as far as the node knows. */
export async function fetchReceipt(client: Eip1193, transaction: Hex): Promise<Receipt | undefined> {
  const answer = await callNode(client, "eth_getTransactionReceipt", [transaction]);
  if (answer == null || (answer as { blockNumber?: unknown }).blockNumber == null) return undefined;
  const { status, blockNumber, blockHash, logs } = decodeAnswer(receiptSchema, answer, "receipt");
  return { block: { number: blockNumber, hash: blockHash }, isSuccess: status === 1n, logs };
}

/** How many transactions an account has sent: the nonce of its next one. */
export async function fetchNonce(client: Eip1193, account: Hex, at: bigint | "latest" | "pending"): Promise<number> {
  const tag = typeof at === "bigint" ? toQuantity(at) : at;
  return Number(readAnswer(quantity, await callNode(client, "eth_getTransactionCount", [account, tag]), "nonce"));
}

/** Whether the node has a transaction, in a block or waiting. */
export async function isKnown(client: Eip1193, transaction: Hex): Promise<boolean> {
  return (await callNode(client, "eth_getTransactionByHash", [transaction])) != null;
}

/** Whether the account may send batches at a gate. */
export async function isRelayer(client: Eip1193, gate: Hex, role: Hex, account: Hex): Promise<boolean> {
  const data = `${selector("hasRole(bytes32,address)")}${role.slice(2)}${account.slice(2).padStart(64, "0")}`;
  const answer = readAnswer(hex, await callNode(client, "eth_call", [{ to: gate, data }, "latest"]), "hasRole");
  return answer !== "0x" && hexToInteger(answer.slice(2)) === 1n;
}

/** What a call would do in the newest block. */
export type Simulation =
  | { readonly kind: "answered"; readonly output: Hex }
  /** The data of the contract's error; `0x` where there is none, for example when the gas ran out. */
  | { readonly kind: "reverted"; readonly data: Hex };

export interface Call {
  readonly from: Hex;
  readonly to: Hex;
  readonly data: Hex;
  readonly gas?: number;
}

/** Runs a call without sending it. @throws ChainError when the node fails, as against the contract */
export async function simulate(client: Eip1193, call: Call): Promise<Simulation> {
  return orReverted(async () => {
    const answer = await callNode(client, "eth_call", [asParameters(call), "latest"]);
    return { kind: "answered", output: readAnswer(hex, answer, "eth_call") };
  });
}

/** The gas of a call as a transaction, or how it fails. @throws ChainError when the node fails */
export async function estimateGas(client: Eip1193, call: Call): Promise<Simulation> {
  return orReverted(async () => {
    const answer = await callNode(client, "eth_estimateGas", [asParameters(call)]);
    return { kind: "answered", output: toQuantity(readAnswer(quantity, answer, "eth_estimateGas")) };
  });
}

const asParameters = ({ gas, ...call }: Call) => (gas === undefined ? call : { ...call, gas: toQuantity(BigInt(gas)) });

async function orReverted(ask: () => Promise<Simulation>): Promise<Simulation> {
  try {
    return await ask();
  } catch (error) {
    const data = revertData(error);
    if (data === undefined) throw error;
    return { kind: "reverted", data };
  }
}

/** What a node may say when it took no transaction; everything else is a failure. */
export type Broadcast = "taken" | "underpriced" | "nonce-used";

/** Hands a signed transaction to the node. @throws ChainError when the node fails or refuses it for another reason */
export async function broadcast(client: Eip1193, raw: Hex): Promise<Broadcast> {
  try {
    await callNode(client, "eth_sendRawTransaction", [raw]);
    return "taken";
  } catch (error) {
    const words = wordsOf(error);
    // Geth, Erigon, Nethermind, Besu, Reth, anvil.
    if (/already (?:known|imported|exists)|known transaction|AlreadyKnown/i.test(words)) return "taken";
    if (/underpriced|fee too low|FeeTooLow/i.test(words)) return "underpriced";
    if (/nonce (?:is )?too low|OldNonce|nonce below/i.test(words)) return "nonce-used";
    throw error;
  }
}

const CLAIM_REFUSED = selector("ClaimRefused(uint8)");

/** The code in a `ClaimRefused` error: the gate refuses what all items of a batch share. */
export function refusedCode(data: Hex): ClaimCode | undefined {
  if (!data.startsWith(CLAIM_REFUSED) || data.length !== 74) return undefined;
  return CLAIM_CODES[Number(hexToInteger(data.slice(10)))];
}

/** The codes that `claimBatch` returns, one for each item. @throws ChainError for another answer */
export function decodeCodes(output: Hex, count: number): readonly ClaimCode[] {
  const words = wordsIn(output);
  const codes = words.slice(2).map((each) => CLAIM_CODES[Number(each)]);
  const isList = words[0] === 32n && words[1] === BigInt(count) && codes.length === count;
  if (!isList || codes.includes(undefined))
    throw new ChainError({ path: "eth_call", expected: `${count} codes of a gate` });
  return codes as readonly ClaimCode[];
}

/** The code that `checkClaim` returns. @throws ChainError for another answer */
export function decodeCode(output: Hex): ClaimCode {
  const [index, ...more] = wordsIn(output);
  const code = index === undefined || more.length > 0 ? undefined : CLAIM_CODES[Number(index)];
  if (code === undefined) throw new ChainError({ path: "eth_call", expected: "a code of a gate" });
  return code;
}

const SKIPPED_TOPIC = keccakOfText("ClaimSkipped(uint256,uint8)");

/** What a batch's events say: the claims made, and the code of each item left out, by its place. */
export function readBatchEvents(
  { logs }: Receipt,
  gate: Hex,
): { claimed: Set<string>; skipped: Map<number, ClaimCode> } {
  const claimed = new Set<string>();
  const skipped = new Map<number, ClaimCode>();
  for (const { address, topics, data } of logs) {
    if (address !== gate) continue;
    const words = wordsIn(data);
    if (topics[0] === CLAIMED_TOPIC && topics.length === 3 && words.length === 2)
      claimed.add(claimKey(hexToInteger(topics[2]!.slice(2)), Number(words[1])));
    if (topics[0] === SKIPPED_TOPIC && topics.length === 2 && words.length === 1)
      skipped.set(Number(hexToInteger(topics[1]!.slice(2))), CLAIM_CODES[Number(words[0])] ?? "ClaimUsed");
  }
  return { claimed, skipped };
}

/** One claim on a chain: a nullifier's ordinal. */
export function claimKey(nullifier: bigint, ordinal: number): string {
  return `${nullifier} ${ordinal}`;
}

function wordsIn(data: Hex): readonly bigint[] {
  return (data.slice(2).match(/.{64}/g) ?? []).map(hexToInteger);
}

/** What the chain of causes says, for classifying; clients of all kinds wrap the node's own words. */
function causesOf(error: unknown): readonly { readonly message?: unknown; readonly data?: unknown }[] {
  const causes: { readonly message?: unknown; readonly data?: unknown; readonly cause?: unknown }[] = [];
  for (let each: unknown = error; typeof each === "object" && each !== null && causes.length < 16; ) {
    causes.push(each);
    each = (each as { readonly cause?: unknown }).cause;
  }
  return causes;
}

function wordsOf(error: unknown): string {
  return causesOf(error)
    .map(({ message }) => String(message))
    .join("\n");
}

/** The data of a contract's error; undefined where the node itself failed. */
function revertData(error: unknown): Hex | undefined {
  for (const { data } of causesOf(error)) {
    const text = typeof data === "object" && data !== null ? (data as { readonly data?: unknown }).data : data;
    if (typeof text === "string" && v.is(hexText, text)) return text.toLowerCase() as Hex;
  }
  return /revert|out of ?gas|gas required exceeds|intrinsic gas/i.test(wordsOf(error)) ? "0x" : undefined;
}
