/** A publisher's chain in an AnchorRegistry contract: reading it, and appending to it. */

import { type ChainReader, type ChainWriter, viemReader, viemWriter } from "../../../core/chain-clients.ts";
import { refusal } from "../../../core/errors.ts";
import { type FieldElement, toField } from "../../../core/field.ts";
import { InvalidInputError } from "../../../core/json.ts";
import { ownWith } from "../../../core/own.ts";
import { AnchorForkError } from "../../publication.ts";
import { ANCHOR_REGISTRY_ABI as abi } from "./abi.generated.ts";

/** Anchors in one transaction at most, as the contract has it. */
export const MAX_RUN = 256;

/** Where a publisher's chain stands in a contract. */
export interface ChainHead {
  readonly count: number;
  /** The newest anchor; 0 before the first. */
  readonly anchorHash: FieldElement;
  /** Seconds since the epoch by the block's clock; 0 before the first. */
  readonly publishedAtSeconds: number;
}

export interface RegistryClients {
  /** viem's. */
  readonly publicClient: ChainReader;
  /** viem's, with its chain and account. */
  readonly walletClient: ChainWriter;
  readonly contract: `0x${string}`;
}

/** Asks the contract, at the newest block or an earlier one. @throws AnchorRegistryError when the node fails */
export async function readHead(
  clients: Pick<RegistryClients, "publicClient" | "contract">,
  publisher: FieldElement,
  blockNumber?: bigint,
): Promise<ChainHead> {
  const { publicClient, contract } = ownWith(clients, "publicClient", "contract");
  const [anchorHash, count, publishedAt] = await asRegistryError("head", () =>
    viemReader(publicClient).readContract({
      address: contract,
      abi,
      functionName: "head",
      args: [publisher],
      ...(blockNumber === undefined ? {} : { blockNumber }),
    }),
  );
  return { count: Number(count), anchorHash: toField(anchorHash, "head"), publishedAtSeconds: Number(publishedAt) };
}

/**
 * Appends anchors and waits for the receipt. The contract refuses a run that does not continue its chain, so a run that is
 * sent twice counts once.
 *
 * @throws AnchorRegistryError when it is refused or the node fails
 */
export async function appendAnchors(
  clients: RegistryClients,
  run: { readonly publisher: FieldElement; readonly head: ChainHead; readonly anchorHashes: readonly FieldElement[] },
): Promise<{ readonly transactionHash: `0x${string}`; readonly blockNumber: bigint }> {
  const { publicClient, walletClient, contract } = ownWith(clients, "publicClient", "walletClient", "contract");
  const { publisher, head, anchorHashes } = ownWith(run, "publisher", "head", "anchorHashes");
  return asRegistryError("publish", async () => {
    const [reader, writer] = [viemReader(publicClient), viemWriter(walletClient)];
    const { request } = await reader.simulateContract({
      address: contract,
      abi,
      functionName: "publish",
      args: [publisher, BigInt(head.count), head.anchorHash, anchorHashes],
      account: writer.account,
    });
    const hash = await writer.writeContract(request);
    const { status, blockNumber } = await reader.waitForTransactionReceipt({ hash, timeout: 120_000 });
    if (status !== "success")
      throw new AnchorRegistryError({ path: hash, expected: "a published run", received: status });
    return { transactionHash: hash, blockNumber };
  });
}

/** @throws AnchorForkError when the contract's chain is not the beginning of these anchors */
export function checkHead(head: ChainHead, anchorHashes: readonly FieldElement[]): void {
  ownWith(head, "count", "anchorHash");
  if (!Array.isArray(anchorHashes)) throw new InvalidInputError({ path: "anchorHashes", expected: "a list" });
  const own = head.count === 0 ? 0n : anchorHashes[head.count - 1];
  if (own !== head.anchorHash) {
    throw new AnchorForkError({
      path: `anchor ${head.count - 1} in the contract`,
      expected: String(own ?? "no anchor"),
      received: String(head.anchorHash),
    });
  }
}

async function asRegistryError<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof AnchorRegistryError) throw cause;
    throw new AnchorRegistryError({ path, expected: "an answer of the node", cause });
  }
}

/**
 * The contract that holds anchors refuses, or its node can't be reached.
 *
 * What to do: check the node, then try again.
 */
export class AnchorRegistryError extends /* @__PURE__ */ refusal(
  "ANCHOR_REGISTRY_FAILED",
  "AnchorRegistryError",
  "The contract of anchors refused or could not be reached",
) {}
