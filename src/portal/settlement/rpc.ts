/** The few JSON-RPC calls of the indexer, strictly read: a node is not trusted to answer sensibly. */
import * as v from "valibot";
import { hexToInteger } from "../../core/bytes.ts";
import { FIELD_MODULUS } from "../../core/field.ts";
import { decode } from "../../core/json.ts";
import { textLike } from "../../core/shapes.ts";
import { type Hex, keccakOfText } from "./abi-words.ts";
import type { ClaimBlock, ClaimEvent } from "./claim-window.ts";
import { ChainError } from "./claim-window.ts";

/** EIP-1193: a viem client, a browser wallet, or ten lines around fetch. */
export interface Eip1193 {
  // biome-ignore lint/suspicious/noExplicitAny: viem types each method by itself; only this accepts its clients
  request(args: any): Promise<unknown>;
}

/** First topic of `Claimed(bytes32,uint256,uint32,uint8)`. */
export const CLAIMED_TOPIC = keccakOfText("Claimed(bytes32,uint256,uint32,uint8)");

/** 32 bytes; some nodes write capitals. */
export const bytes32 = v.pipe(
  textLike(/^0x[0-9a-fA-F]{64}$/, "0x and 64 hexadecimal digits"),
  v.transform((text) => text.toLowerCase() as Hex),
);
/** An integer below 2^64; some nodes write zeros in front. */
export const quantity = v.pipe(
  textLike(/^0x0{0,48}[0-9a-fA-F]{1,16}$/, "0x and a number below 2^64 in hexadecimal digits"),
  v.transform((text) => BigInt(text)),
);

const blockSchema = v.object({ number: quantity, hash: bytes32, parentHash: bytes32 });
const logSchema = v.object({
  address: v.pipe(v.string(), v.regex(/^0x[0-9a-fA-F]{40}$/)),
  topics: v.strictTuple([v.pipe(bytes32, v.literal(CLAIMED_TOPIC)), bytes32, bytes32]),
  data: v.pipe(v.string(), v.regex(/^0x[0-9a-fA-F]{128}$/)),
  blockNumber: quantity,
  blockHash: bytes32,
  transactionHash: bytes32,
  logIndex: quantity,
  removed: v.optional(v.literal(false)),
});
const limits = { maxNodes: 2_000_000, maxStringLength: 4_000_000 };

type BlockHeader = Omit<ClaimBlock, "claims">;

/** The newest block's number, hash and parent. @throws ChainError for another answer, or none */
export async function fetchNewestBlock(client: Eip1193): Promise<BlockHeader> {
  return decodeAnswer(blockSchema, await callNode(client, "eth_getBlockByNumber", ["latest", false]), "block");
}

/**
 * The block of a height; undefined where the node has none: it is behind, or the chain has heights without a block.
 *
 * @throws ChainError for another answer
 */
export async function fetchBlock(client: Eip1193, height: bigint): Promise<BlockHeader | undefined> {
  const answer = await callNode(client, "eth_getBlockByNumber", [toQuantity(height), false]);
  if (answer === null) return undefined;
  const block = decodeAnswer(blockSchema, answer, "block");
  if (block.number !== height)
    throw new ChainError({ path: "block.number", expected: String(height), received: String(block.number) });
  return block;
}

/** Which logs: those of one block by its hash, which no reorganisation can mix, or of a range. */
export type LogRange = { readonly blockHash: Hex } | { readonly fromBlock: bigint; readonly toBlock: bigint };

/** The claims of a contract, in order. @throws ChainError for logs that were not asked for or make no sense */
export async function fetchClaims(client: Eip1193, contract: Hex, range: LogRange): Promise<readonly ClaimEvent[]> {
  const where =
    "blockHash" in range ? range : { fromBlock: toQuantity(range.fromBlock), toBlock: toQuantity(range.toBlock) };
  const answer = await callNode(client, "eth_getLogs", [{ address: contract, topics: [CLAIMED_TOPIC], ...where }]);
  if (!Array.isArray(answer)) throw new ChainError({ path: "logs", expected: "a list" });
  const claims = answer.map((log: unknown, i) => decodeClaim(log, contract, range, `logs[${i}]`));
  return claims.sort((a, b) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex);
}

function decodeClaim(input: unknown, contract: Hex, range: LogRange, path: string): ClaimEvent {
  const log = decodeAnswer(logSchema, input, path);
  const claim: ClaimEvent = {
    programme: log.topics[1],
    nullifier: BigInt(log.topics[2]),
    period: Number(hexToInteger(log.data.slice(2, 66))),
    ordinal: Number(hexToInteger(log.data.slice(66))),
    blockNumber: log.blockNumber,
    blockHash: log.blockHash,
    logIndex: Number(log.logIndex),
    transactionHash: log.transactionHash,
  };
  const isAsked =
    "blockHash" in range
      ? claim.blockHash === range.blockHash
      : claim.blockNumber >= range.fromBlock && claim.blockNumber <= range.toBlock;
  const makesSense =
    log.address.toLowerCase() === contract.toLowerCase() &&
    claim.nullifier < FIELD_MODULUS &&
    claim.period < 2 ** 32 &&
    claim.ordinal >= 1 &&
    claim.ordinal <= 16;
  if (!isAsked || !makesSense) throw new ChainError({ path, expected: "a claim of this contract in these blocks" });
  return claim;
}

/** Asks a node. @throws ChainError when it refuses or does not answer; the cause has its words */
export async function callNode(client: Eip1193, method: string, params: readonly unknown[]): Promise<unknown> {
  try {
    return await client.request({ method, params });
  } catch (cause) {
    throw new ChainError({ path: method, expected: "an answer of the node", cause });
  }
}

/** The fields that a schema names of what a node answered; others vary from node to node. */
export function decodeAnswer<const Schema extends v.ObjectSchema<v.ObjectEntries, undefined>>(
  schema: Schema,
  answer: unknown,
  path: string,
): v.InferOutput<Schema> {
  const picked = typeof answer === "object" && answer !== null ? pick(answer, Object.keys(schema.entries)) : answer;
  return decode(schema, picked, { Refusal: ChainError, path, limits });
}

/** An answer that is one value. */
export function readAnswer<const Schema extends v.GenericSchema>(
  schema: Schema,
  answer: unknown,
  path: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, answer);
  if (!result.success) throw new ChainError({ path, expected: result.issues[0].message });
  return result.output;
}

/** A copy with these own properties only; an accessor stays one, and the gate for JSON refuses it. */
function pick(value: object, names: readonly string[]): object {
  const own = Object.getOwnPropertyDescriptors(value) as Record<string, PropertyDescriptor>;
  const picked = names.flatMap((name) => (Object.hasOwn(own, name) ? [[name, own[name]!] as const] : []));
  return Object.defineProperties({}, Object.fromEntries(picked));
}

export const toQuantity = (value: bigint): Hex => `0x${value.toString(16)}`;
