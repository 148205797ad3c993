/** An EVM in this process, so that a test chooses what precompiles cost. No node, no blocks, no transactions. */
import { createCustomCommon, Hardfork, Mainnet } from "@ethereumjs/common";
import { createEVM, type EVM, paramsEVM } from "@ethereumjs/evm";
import { createAddressFromString } from "@ethereumjs/util";
import type { Hex } from "viem";

/** Prices of the precompiles of BN254 in gas; EIP-1108 says 150, 6,000, 45,000 and 34,000. */
export interface Prices {
  readonly add: number;
  readonly mul: number;
  readonly pairing: number;
  readonly pair: number;
}

export interface CallResult {
  readonly ok: boolean;
  readonly output: Hex;
  /** Of the call, without what a transaction costs. */
  readonly gas: number;
  readonly created: Hex | undefined;
}

const GAS = 16_000_000n;

export interface EvmOptions {
  readonly nowSeconds: number;
  readonly prices?: Prices;
  readonly chainId?: number;
}

/** Starts an EVM on which time stands still. */
export async function startEvm({ nowSeconds, prices, chainId = 31337 }: EvmOptions) {
  const common = createCustomCommon({ chainId }, Mainnet, { hardfork: Hardfork.Cancun });
  const evm: EVM = await createEVM({ common, allowUnlimitedContractSize: true });
  const setPrices = ({ add, mul, pairing, pair }: Prices): void => {
    const params = structuredClone(paramsEVM) as Record<string, Record<string, number>>;
    // The dictionary is sorted by the EIP that set a price last before a hardfork; all of them are given the new ones.
    const names = { bn254AddGas: add, bn254MulGas: mul, bn254PairingGas: pairing, bn254PairingWordGas: pair };
    const dictionaries = Object.values(params).filter((eip) => Object.keys(names).some((name) => name in eip));
    if (dictionaries.length === 0) throw new Error("the EVM names its prices otherwise");
    for (const eip of dictionaries)
      for (const [name, price] of Object.entries(names)) if (name in eip) eip[name] = price;
    evm.common.updateParams(params as typeof paramsEVM);
    evm.common.setHardfork(Hardfork.Cancun);
  };
  if (prices !== undefined) setPrices(prices);
  const time = { seconds: nowSeconds };
  const bytes = (hex: Hex) => Uint8Array.from(Buffer.from(hex.slice(2), "hex"));

  const call = async (from: string, to: string | undefined, data: Hex): Promise<CallResult> => {
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
      data: bytes(data),
      gasLimit: GAS,
      block: { header } as never,
    });
    // Each call is a transaction: what was warm is cold again.
    await evm.journal.cleanup();
    return {
      ok: execResult.exceptionError === undefined,
      output: `0x${Buffer.from(execResult.returnValue).toString("hex")}`,
      gas: Number(execResult.executionGasUsed),
      created: createdAddress === undefined ? undefined : (createdAddress.toString() as Hex),
    };
  };
  const succeed = async (from: string, to: string | undefined, data: Hex): Promise<CallResult> => {
    const result = await call(from, to, data);
    if (!result.ok) throw new Error(`a call of the test was refused: ${result.output}`);
    return result;
  };
  return {
    time,
    setPrices,
    call,
    succeed,
    /** Runs creation code at an address of the caller's choice and leaves there what it returns. */
    createAt: async (from: string, at: Hex, creation: Hex): Promise<void> => {
      const address = createAddressFromString(at.toLowerCase());
      await evm.stateManager.putCode(address, bytes(creation));
      const { output } = await succeed(from, at, "0x");
      await evm.stateManager.putCode(address, bytes(output));
    },
  };
}
