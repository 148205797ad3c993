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

const bytes32 = textLike(/^0x[0-9a-f]{64}$/, "32 bytes in lower-case hexadecimal");
const quantity = textLike(/^0x(?:0|[1-9a-f][0-9a-f]{0,15})$/, "a quantity below 2^64");

const blockSchema = v.object({ number: quantity, hash: bytes32, parentHash: bytes32 });
const logSchema = v.object({
  address: v.pipe(v.string(), v.regex(/^0x[0-9a-fA-F]{40}$/)),
  topics: v.strictTuple([v.literal(CLAIMED_TOPIC), bytes32, bytes32]),
  data: v.pipe(v.string(), v.regex(/^0x[0-9a-f]{128}$/)),
  blockNumber: quantity,
  blockHash: bytes32,
  transactionHash: bytes32,
  logIndex: quantity,
  removed: v.optional(v.literal(false)),
});
const limits = { maxNodes: 2_000_000, maxStringLength: 4_000_000 };

/** A block's number, hash and parent. @throws ChainError for another answer, or none */
export async function fetchBlock(client: Eip1193, which: bigint | "latest"): Promise<Omit<ClaimBlock, "claims">> {
  const tag = which === "latest" ? which : toQuantity(which);
  const answer = await call(client, "eth_getBlockByNumber", [tag, false]);
  const picked =
    typeof answer === "object" && answer !== null ? pick(answer, ["number", "hash", "parentHash"]) : answer;
  const { number, hash, parentHash } = decode(blockSchema, picked, { Refusal: ChainError, path: "block", limits });
  const block = { number: BigInt(number), hash: hash as Hex, parentHash: parentHash as Hex };
  if (which !== "latest" && block.number !== which) {
    throw new ChainError({ path: "block.number", expected: String(which), received: String(block.number) });
  }
  return block;
}

/** Which logs: those of one block by its hash, which no reorganisation can mix, or of a range. */
export type LogRange = { readonly blockHash: Hex } | { readonly fromBlock: bigint; readonly toBlock: bigint };

/** The claims of a contract, in order. @throws ChainError for logs that were not asked for or make no sense */
export async function fetchClaims(client: Eip1193, contract: Hex, range: LogRange): Promise<readonly ClaimEvent[]> {
  const where =
    "blockHash" in range ? range : { fromBlock: toQuantity(range.fromBlock), toBlock: toQuantity(range.toBlock) };
  const answer = await call(client, "eth_getLogs", [{ address: contract, topics: [CLAIMED_TOPIC], ...where }]);
  if (!Array.isArray(answer)) throw new ChainError({ path: "logs", expected: "a list" });
  const claims = answer.map((log: unknown, i) => decodeClaim(log, contract, range, `logs[${i}]`));
  return claims.sort((a, b) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex);
}

function decodeClaim(input: unknown, contract: Hex, range: LogRange, path: string): ClaimEvent {
  const picked = typeof input === "object" && input !== null ? pick(input, Object.keys(logSchema.entries)) : input;
  const log = decode(logSchema, picked, { Refusal: ChainError, path, limits });
  const claim: ClaimEvent = {
    programme: log.topics[1] as Hex,
    nullifier: BigInt(log.topics[2]),
    period: Number(hexToInteger(log.data.slice(2, 66))),
    ordinal: Number(hexToInteger(log.data.slice(66))),
    blockNumber: BigInt(log.blockNumber),
    blockHash: log.blockHash as Hex,
    logIndex: Number(log.logIndex),
    transactionHash: log.transactionHash as Hex,
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

async function call(client: Eip1193, method: string, params: readonly unknown[]): Promise<unknown> {
  try {
    return await client.request({ method, params });
  } catch (cause) {
    throw new ChainError({ path: method, expected: "an answer of the node", cause });
  }
}

/** A copy with these own properties only; an accessor stays one, and the gate for JSON refuses it. */
function pick(value: object, names: readonly string[]): object {
  const own = Object.getOwnPropertyDescriptors(value) as Record<string, PropertyDescriptor>;
  const picked = names.flatMap((name) => (Object.hasOwn(own, name) ? [[name, own[name]!] as const] : []));
  return Object.defineProperties({}, Object.fromEntries(picked));
}

const toQuantity = (value: bigint): Hex => `0x${value.toString(16)}`;
