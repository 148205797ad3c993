/** An EVM in this process: no node, no blocks, no transactions. Its packages come with a clone, not with the package. */
import type { EVM } from "@ethereumjs/evm";
import { bytesToHex, hexToBytes } from "../../core/bytes.ts";
import { loadPeer } from "../../core/peer.ts";
import type { Hex } from "../../portal/settlement/abi-words.ts";

export interface EvmOptions {
  readonly nowSeconds: number;
  readonly chainId?: number;
}

export interface CallResult {
  readonly ok: boolean;
  readonly output: Hex;
  /** Of the call, without what a transaction costs. */
  readonly gas: number;
  readonly created: Hex | undefined;
}

export interface Evm {
  readonly evm: EVM;
  /** The clock of all calls; it stands still. */
  readonly time: { seconds: number };
  /** Calls or, without an address, creates; each call is a transaction that succeeds or changes nothing. */
  readonly call: (from: string, to: string | undefined, data: Hex) => Promise<CallResult>;
  /** The same where a refusal is a defect. */
  readonly succeed: (from: string, to: string | undefined, data: Hex) => Promise<CallResult>;
}

/** What a transaction may use (EIP-7825), and room for code that no optimiser has seen. */
const GAS = 30_000_000n;

/** Bundlers must not follow it: these packages are no dependencies. */
const load = <Module>(name: string): Promise<Module> => loadPeer(name, () => import(name) as Promise<Module>);

/** Starts an EVM on which time stands still. @throws PackageMissingError where its packages are not installed */
export async function startEvm({ nowSeconds, chainId = 31337 }: EvmOptions): Promise<Evm> {
  const { createCustomCommon, Hardfork, Mainnet } =
    await load<typeof import("@ethereumjs/common")>("@ethereumjs/common");
  const { createEVM } = await load<typeof import("@ethereumjs/evm")>("@ethereumjs/evm");
  const { createAddressFromString } = await load<typeof import("@ethereumjs/util")>("@ethereumjs/util");
  const common = createCustomCommon({ chainId }, Mainnet, { hardfork: Hardfork.Cancun });
  const evm = await createEVM({ common, allowUnlimitedContractSize: true, allowUnlimitedInitCodeSize: true });
  const time = { seconds: nowSeconds };

  const call: Evm["call"] = async (from, to, data) => {
    const caller = createAddressFromString(from.toLowerCase());
    const header = {
      number: 1n,
      coinbase: caller,
      timestamp: BigInt(time.seconds),
      difficulty: 0n,
      prevRandao: new Uint8Array(32),
      gasLimit: GAS,
      slotNumber: 0n,
      getBlobGasPrice: () => undefined,
    };
    const { execResult, createdAddress } = await evm.runCall({
      caller,
      origin: caller,
      ...(to === undefined ? {} : { to: createAddressFromString(to.toLowerCase()) }),
      data: hexToBytes(data.slice(2)),
      gasLimit: GAS,
      block: { header } as never,
    });
    // Each call is a transaction: what was warm is cold again.
    await evm.journal.cleanup();
    return {
      ok: execResult.exceptionError === undefined,
      output: `0x${bytesToHex(execResult.returnValue)}`,
      gas: Number(execResult.executionGasUsed),
      created: createdAddress === undefined ? undefined : (createdAddress.toString() as Hex),
    };
  };
  return {
    evm,
    time,
    call,
    succeed: async (from, to, data) => {
      const result = await call(from, to, data);
      if (!result.ok) throw new Error(`the contract refused what it should do: ${result.output}`);
      return result;
    },
  };
}
