/** Putting compiled contracts on a chain with viem clients that the caller brings. */
import type { Abi } from "viem";
import { type ChainReader, type ChainWriter, viemReader, viemWriter } from "../../core/chain-clients.ts";
import { DevelopmentKeyError } from "../../statement/artifacts/imported-key.ts";
import { GROTH16_VERIFIER_ABI } from "./abi.generated.ts";
import type { Hex } from "./abi-words.ts";
import { ChainError } from "./claim-window.ts";

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
export async function deployContract({
  walletClient,
  publicClient,
  contract,
  args = [],
  allowDevelopmentKeys = false,
}: DeployOptions): Promise<Deployment> {
  if (!/^0x(?:[0-9a-fA-F]{2})+$/.test(contract.bytecode)) {
    throw new ChainError({ path: "contract.bytecode", expected: "creation code without unlinked libraries" });
  }
  const reader = viemReader(publicClient);
  const abi = contract.abi as Abi;
  if (!allowDevelopmentKeys && (await holdsDevelopmentKey(reader, contract))) {
    throw new DevelopmentKeyError({ path: "contract" });
  }
  const transactionHash = await asChainError("deploying", () =>
    viemWriter(walletClient).deployContract({ abi, bytecode: contract.bytecode, args }),
  );
  const receipt = await asChainError("deploying", () => reader.waitForTransactionReceipt({ hash: transactionHash }));
  const { contractAddress, status, blockNumber, gasUsed } = receipt;
  if (status !== "success" || contractAddress === null || contractAddress === undefined) {
    throw new ChainError({ path: transactionHash, expected: "a deployment", received: status });
  }
  const code = await asChainError("reading code", () => reader.getCode({ address: contractAddress }));
  if (code === undefined || code === "0x") throw new ChainError({ path: contractAddress, expected: "code" });
  return { address: contractAddress.toLowerCase() as Hex, transactionHash, blockNumber, gasUsed };
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

async function asChainError<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new ChainError({ path, expected: "an answer of the node", cause });
  }
}
