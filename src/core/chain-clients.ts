/**
 * What is asked of a caller's viem clients. They are named by their methods alone, so that the types of this package
 * need no types of viem; inside, the functions that use a client take it for viem's.
 */

import type { Account, Chain, PublicClient, Transport, WalletClient } from "viem";
import { InvalidInputError } from "./json.ts";

// A parameter of type `never` takes viem's methods as they are, with whatever they infer from an ABI.
type Method = (parameters: never) => Promise<unknown>;

/** A viem public client (`createPublicClient`). */
export interface ChainReader {
  readonly getBlock: Method;
  readonly getBlockNumber: Method;
  readonly getChainId: () => Promise<number>;
  readonly getCode: Method;
  readonly getGasPrice: () => Promise<bigint>;
  readonly getTransaction: Method;
  readonly getTransactionCount: Method;
  readonly readContract: Method;
  readonly simulateContract: Method;
  readonly waitForTransactionReceipt: Method;
}

/** A viem wallet client with its chain and account (`createWalletClient({ chain, account, … })`). */
export interface ChainWriter {
  readonly chain: { readonly id: number };
  readonly account: { readonly address: `0x${string}` };
  readonly deployContract: Method;
  readonly writeContract: Method;
}

/** The same client with viem's types. */
export function viemReader(client: ChainReader): PublicClient {
  checkClient("publicClient", client?.readContract);
  return client as unknown as PublicClient;
}

/** The same client with viem's types. */
export function viemWriter(client: ChainWriter): WalletClient<Transport, Chain, Account> {
  checkClient("walletClient", client?.deployContract);
  return client as unknown as WalletClient<Transport, Chain, Account>;
}

function checkClient(path: string, method: unknown): void {
  if (typeof method !== "function") throw new InvalidInputError({ path, expected: "a client of viem" });
}
