/** A chain as the commands see it: a node's URL, an account of the node or a key in a file. */

import { readdir } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import * as v from "valibot";
import type { Account, Chain, PublicClient, Transport, WalletClient } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { decode, parseJson } from "../core/json.ts";
import { loadPeer } from "../core/peer.ts";
import { ChainError } from "../portal/settlement/claim-window.ts";
import type { CompiledContract } from "../portal/settlement/deploy.ts";
import { packageDirectory } from "../statement/artifacts/node.ts";
import { exists, fileError, readText } from "./files.ts";
import { UsageError } from "./report-error.ts";

const TIMEOUT_MILLISECONDS = 30_000;
const MAX_COMPILED_BYTES = 20_000_000;

/** Opens a node for reading. @throws UsageError for a URL that would send calls in the clear over a network */
export async function openChain(rpcUrl: string): Promise<{ chain: Chain; publicClient: PublicClient }> {
  const { createPublicClient, defineChain, http } = await loadPeer("viem", () => import("viem"));
  requireSafeUrl(rpcUrl);
  const transport = http(rpcUrl, { retryCount: 0, timeout: TIMEOUT_MILLISECONDS });
  let id: number;
  try {
    id = await createPublicClient({ transport }).getChainId();
  } catch (cause) {
    throw new ChainError({ path: "eth_chainId", expected: "an answer of the node", cause });
  }
  const nativeCurrency = { name: "Ether", symbol: "ETH", decimals: 18 };
  const chain = defineChain({ id, name: String(id), nativeCurrency, rpcUrls: { default: { http: [rpcUrl] } } });
  return { chain, publicClient: createPublicClient({ chain, transport, pollingInterval: 500 }) as PublicClient };
}

/** A wallet on an open chain: an account that the node signs for, or the key in a file, which is never printed. */
export async function openWallet(
  chain: Chain,
  { from, keyFile }: { readonly from?: string; readonly keyFile?: string },
): Promise<WalletClient<Transport, Chain, Account>> {
  const { createWalletClient, http } = await loadPeer("viem", () => import("viem"));
  if ((from === undefined) === (keyFile === undefined)) {
    throw new UsageError({ message: "give --from <address> or --key-file <file>, one of them" });
  }
  const account = keyFile === undefined ? jsonRpcAccount(from!) : await readKeyAccount(keyFile);
  const transport = http(chain.rpcUrls.default.http[0], { retryCount: 0, timeout: TIMEOUT_MILLISECONDS });
  return createWalletClient({ chain, transport, account });
}

function jsonRpcAccount(address: string): Account {
  if (!isAddress(address)) throw new UsageError({ message: "--from expects an address: 0x and 40 hexadecimal digits" });
  return { address, type: "json-rpc" };
}

/** The account of a private key in a file. @throws UsageError, which never repeats what the file holds */
export async function readKeyAccount(file: string): Promise<PrivateKeyAccount> {
  const { privateKeyToAccount } = await loadPeer("viem", () => import("viem/accounts"));
  const text = (await readText(file, 1_000)).trim();
  const refusal = new UsageError({ message: `${file} holds no private key: 0x and 64 hexadecimal digits` });
  if (!/^0x[0-9a-fA-F]{64}$/.test(text)) throw refusal;
  try {
    return privateKeyToAccount(text as `0x${string}`);
  } catch {
    // The cause would carry the key.
    throw refusal;
  }
}

export function isAddress(text: string): text is `0x${string}` {
  return /^0x[0-9a-fA-F]{40}$/.test(text);
}

function requireSafeUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const host = url?.hostname.replace(/^\[|\]$/g, "") ?? "";
  const isLoopback = host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
  if (url?.protocol !== "https:" && !(url?.protocol === "http:" && isLoopback)) {
    throw new UsageError({ message: "--rpc-url expects https, or http on this machine" });
  }
}

const artifactSchema = v.object({
  abi: v.array(v.looseObject({ type: v.string() })),
  bytecode: v.union([v.string(), v.looseObject({ object: v.string() })]),
});

/** Those that are deployed as they are: BenefitDisbursement and TwoPersonTimelock. */
const SHIPPED = () => join(packageDirectory(), "contracts/compiled");

/**
 * Finds contracts in a directory that forge (`out/X.sol/X.json`) or Hardhat (`artifacts/…/X.sol/X.json`) wrote; one that
 * is not there is that of this package.
 *
 * @throws UsageError for one that is missing, or that is there twice and not the same
 */
export function compiledIn(directory: string): (contractName: string) => Promise<CompiledContract> {
  return async (contractName) => {
    const wanted = `${contractName}.json`;
    const entries = await readdir(directory, { recursive: true }).catch((cause: unknown) => {
      throw fileError(`${directory} can't be read`, cause);
    });
    const found = entries.filter((path) => path === wanted || path.endsWith(`/${wanted}`)).sort();
    const shipped = join(SHIPPED(), wanted);
    if (found.length === 0 && (await exists(shipped))) return readCompiled(shipped);
    if (found.length === 0)
      throw new UsageError({ message: `${directory} holds no compiled contract ${contractName}` });
    const contracts = await Promise.all(found.map((path) => readCompiled(join(directory, path))));
    if (contracts.some(({ bytecode }) => bytecode !== contracts[0]!.bytecode))
      throw new UsageError({ message: `${directory} holds different contracts of one name: ${found.join(", ")}` });
    return contracts[0]!;
  };
}

async function readCompiled(file: string): Promise<CompiledContract> {
  const json = parseJson(await readText(file, MAX_COMPILED_BYTES), MAX_COMPILED_BYTES) as Record<string, unknown>;
  const limits = { maxNodes: 500_000, maxStringLength: 200_000 };
  const picked = { abi: json.abi, bytecode: json.bytecode };
  const { abi, bytecode } = decode(artifactSchema, picked, { Refusal: UsageError, path: file, limits });
  return { abi, bytecode: typeof bytecode === "string" ? bytecode : bytecode.object } as unknown as CompiledContract;
}
