/** Putting compiled contracts on a chain with viem clients that the caller brings. */

import type { Abi } from "viem";
import { type ChainReader, type ChainWriter, viemReader, viemWriter } from "../../core/chain-clients.ts";
import { ownWith } from "../../core/own.ts";
import { loadPeer } from "../../core/peer.ts";
import { DevelopmentKeyError } from "../../statement/artifacts/development-key-error.ts";
import { GROTH16_VERIFIER_ABI } from "./abi.generated.ts";
import { SettlementError } from "./abi-values.ts";
import type { Hex } from "./abi-words.ts";
import { ChainError } from "./claim-window.ts";
import { asChainError, feesFor, waitFor } from "./transactions.ts";

/** A contract as a compiler hands it out, for example forge's `build/contracts/X.sol/X.json` with `bytecode.object`. */
export interface CompiledContract {
  readonly abi: readonly { readonly type: string }[];
  readonly bytecode: Hex;
}

/** Options of {@link deployContract}. */
export interface DeployOptions {
  /** viem's, with its chain and account. */
  readonly walletClient: ChainWriter;
  /** viem's. */
  readonly publicClient: ChainReader;
  readonly contract: CompiledContract;
  /** Constructor arguments. */
  readonly args?: readonly unknown[];
  /** Accept a verifier whose key's secret is public. For tests and demonstrations only. */
  readonly allowDevelopmentKeys?: boolean;
  /** Of the account; the next one by default. */
  readonly nonce?: number;
  /** Told the transaction's hash before its block is waited for. */
  readonly onSent?: (transactionHash: Hex) => void | Promise<void>;
}

/** Where a contract stands. */
export interface Deployment {
  readonly address: Hex;
  readonly transactionHash: Hex;
  readonly blockNumber: bigint;
  readonly gasUsed: bigint;
}

/**
 * Deploys a contract and waits for its receipt. A verifier of a development key is refused before anything is sent:
 * its creation code is run in a call that leaves nothing behind, and asked.
 *
 * @throws DevelopmentKeyError for such a verifier without `allowDevelopmentKeys`
 * @throws ChainError when the node fails, the creation is reverted, or no code stands at the address
 */
export async function deployContract(options: DeployOptions): Promise<Deployment> {
  const needed = ["walletClient", "publicClient", "contract"] as const;
  const { walletClient, publicClient, contract, ...rest } = ownWith(options, ...needed);
  const { args = [], allowDevelopmentKeys = false, nonce, onSent } = rest;
  await checkContract({ publicClient, contract, allowDevelopmentKeys });
  const reader = viemReader(publicClient);
  const abi = contract.abi as Abi;
  const fees = await feesFor(reader, viemWriter(walletClient).account.address);
  const sent = await asChainError("deploying", () =>
    viemWriter(walletClient).deployContract({
      abi,
      bytecode: contract.bytecode,
      args,
      ...fees,
      ...(nonce === undefined ? {} : { nonce }),
    }),
  );
  await onSent?.(sent);
  return awaitDeployment(publicClient, sent);
}

/** Waits for a deployment that was sent before. @throws ChainError as {@link deployContract} does */
export async function awaitDeployment(publicClient: ChainReader, sent: Hex): Promise<Deployment> {
  const reader = viemReader(publicClient);
  const { contractAddress, transactionHash, blockNumber, gasUsed } = await waitFor(reader, sent);
  if (contractAddress === undefined) throw new ChainError({ path: transactionHash, expected: "a deployment" });
  const code = await asChainError("reading code", () => reader.getCode({ address: contractAddress }));
  if (code === undefined || code === "0x") throw new ChainError({ path: contractAddress, expected: "code" });
  return { address: contractAddress.toLowerCase() as Hex, transactionHash, blockNumber, gasUsed };
}

/**
 * Whether a contract could be deployed: its creation code is run in a call that leaves nothing behind.
 *
 * @throws DevelopmentKeyError for a verifier of a development key without `allowDevelopmentKeys`
 * @throws ChainError for code that is not linked, or a constructor that refuses its arguments
 */
export async function checkDeployment(options: Omit<DeployOptions, "onSent">): Promise<void> {
  const { walletClient, publicClient, contract, args = [] } = options;
  await checkContract(options);
  const { encodeDeployData } = await loadPeer("viem", () => import("viem"));
  const abi = contract.abi as Abi;
  const data = await asArguments(async () => encodeDeployData({ abi, bytecode: contract.bytecode, args }));
  const { account } = viemWriter(walletClient);
  await asChainError("deploying", () => viemReader(publicClient).call({ account: account.address, data }));
}

async function asArguments<T>(encode: () => Promise<T>): Promise<T> {
  try {
    return await encode();
  } catch (cause) {
    const { shortMessage } = cause as { readonly shortMessage?: string };
    throw new SettlementError({
      path: "arguments",
      expected: "arguments of the constructor",
      cause,
      ...(shortMessage === undefined ? {} : { received: shortMessage.slice(0, 200) }),
    });
  }
}

async function checkContract({
  publicClient,
  contract,
  allowDevelopmentKeys = false,
}: Pick<DeployOptions, "publicClient" | "contract" | "allowDevelopmentKeys">): Promise<void> {
  if (!/^0x(?:[0-9a-fA-F]{2})+$/.test(contract.bytecode)) {
    throw new ChainError({ path: "contract.bytecode", expected: "creation code without unlinked libraries" });
  }
  if (!allowDevelopmentKeys && (await holdsDevelopmentKey(viemReader(publicClient), contract))) {
    throw new DevelopmentKeyError({ path: "contract" });
  }
}

async function holdsDevelopmentKey(
  reader: ReturnType<typeof viemReader>,
  { abi, bytecode }: CompiledContract,
): Promise<boolean> {
  if (!(abi as Abi).some((entry) => entry.type === "function" && entry.name === "DEVELOPMENT_KEY")) return false;
  return asChainError("asking for DEVELOPMENT_KEY", () =>
    reader.readContract({ code: bytecode, abi: GROTH16_VERIFIER_ABI, functionName: "DEVELOPMENT_KEY" }),
  );
}

/** What a deployed verifier says about itself. */
export interface VerifierStatus {
  readonly circuit: string;
  readonly verificationKeyHash: Hex;
  readonly verificationKeyURI: string;
  readonly isDevelopmentKey: boolean;
}

/** Asks a verifier contract which circuit and key it is for. @throws ChainError when there is none at the address */
export async function readVerifier(publicClient: ChainReader, address: Hex): Promise<VerifierStatus> {
  const reader = viemReader(publicClient);
  const abi = GROTH16_VERIFIER_ABI;
  return asChainError(address, async () => {
    const [circuit, verificationKeyHash, verificationKeyURI, isDevelopmentKey] = await Promise.all([
      reader.readContract({ address, abi, functionName: "circuitName" }),
      reader.readContract({ address, abi, functionName: "verificationKeyHash" }),
      reader.readContract({ address, abi, functionName: "verificationKeyURI" }),
      reader.readContract({ address, abi, functionName: "DEVELOPMENT_KEY" }),
    ]);
    return { circuit, verificationKeyHash, verificationKeyURI, isDevelopmentKey };
  });
}
