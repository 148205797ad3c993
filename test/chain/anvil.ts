/** A real node for tests: anvil on a free loopback port, and the contracts compiled as foundry.toml says. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createPublicClient, createTestClient, createWalletClient, defineChain, http } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { type CompiledContract, compileContracts } from "../../src/cli/demo/compile-contracts.ts";

export type { CompiledContract };

const cpu = process.arch === "x64" ? "amd64" : process.arch;
const ANVIL = `node_modules/@foundry-rs/anvil-${process.platform}-${cpu}/bin/anvil`;

/** Whether npm installed an anvil for this platform. */
export const hasAnvil = existsSync(ANVIL);

// anvil's published test mnemonic: its keys are known to everyone.
const MNEMONIC = "test test test test test test test test test test test junk";
export const account = (addressIndex: number) => mnemonicToAccount(MNEMONIC, { addressIndex });

/** Starts a node whose clock begins at an instant, with instant mining. */
export async function startAnvil({
  chainId = 31337,
  nowSeconds,
  more = [],
}: {
  readonly chainId?: number;
  readonly nowSeconds: number;
  /** Further arguments of anvil. */
  readonly more?: readonly string[];
}) {
  const child = spawn(
    ANVIL,
    ["--port", "0", "--host", "127.0.0.1", "--chain-id", String(chainId), "--timestamp", String(nowSeconds), ...more],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const port = await listeningPort(child);
  const url = `http://127.0.0.1:${port}`;
  const chain = defineChain({
    id: chainId,
    name: "anvil",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  });
  const transport = http(url, { retryCount: 0 });
  return {
    url,
    pid: child.pid!,
    publicClient: createPublicClient({ chain, transport, pollingInterval: 20, cacheTime: 0 }),
    testClient: createTestClient({ chain, transport, mode: "anvil" }),
    wallet: (addressIndex: number) => createWalletClient({ chain, transport, account: account(addressIndex) }),
    stop: () =>
      new Promise<void>((resolve) => {
        child.once("close", () => resolve());
        child.kill("SIGKILL");
      }),
  };
}

export type Anvil = Awaited<ReturnType<typeof startAnvil>>;

function listeningPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = "";
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const port = /Listening on 127\.0\.0\.1:(\d+)/.exec(output)?.[1];
      if (port !== undefined) resolve(Number(port));
    };
    child.stdout!.on("data", read);
    child.stderr!.on("data", read);
    child.once("error", reject);
    child.once("close", (code) => reject(new Error(`anvil ended with ${code}: ${output}`)));
  });
}

/**
 * Compiles contracts by file, with the settings of contracts/foundry.toml; `extra` adds sources that are not on disk.
 * Without `viaIR` it takes seconds instead of a minute, for tests in which a few hundred gas do not matter.
 */
export function compile(
  files: readonly string[],
  extra: Readonly<Record<string, string>> = {},
  { viaIR = true }: { readonly viaIR?: boolean } = {},
): Promise<Readonly<Record<string, CompiledContract>>> {
  return compileContracts(files, { extra, effort: viaIR ? "release" : "optimised" });
}
