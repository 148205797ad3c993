/** The EVM of the demo, in which a test chooses what precompiles cost. */
import { Hardfork } from "@ethereumjs/common";
import { paramsEVM } from "@ethereumjs/evm";
import { createAddressFromString } from "@ethereumjs/util";
import type { Hex } from "viem";
import { type EvmOptions as StartOptions, startEvm as start } from "../../src/cli/demo/evm.ts";

/** Prices of the precompiles of BN254 in gas; EIP-1108 says 150, 6,000, 45,000 and 34,000. */
export interface Prices {
  readonly add: number;
  readonly mul: number;
  readonly pairing: number;
  readonly pair: number;
}

export interface EvmOptions extends StartOptions {
  readonly prices?: Prices;
}

/** Starts an EVM on which time stands still. */
export async function startEvm({ prices, ...options }: EvmOptions) {
  const started = await start(options);
  const { evm, succeed } = started;
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
  const bytes = (hex: Hex) => Uint8Array.from(Buffer.from(hex.slice(2), "hex"));
  return {
    ...started,
    setPrices,
    /** Runs creation code at an address of the caller's choice and leaves there what it returns. */
    createAt: async (from: string, at: Hex, creation: Hex): Promise<void> => {
      const address = createAddressFromString(at.toLowerCase());
      await evm.stateManager.putCode(address, bytes(creation));
      const { output } = await succeed(from, at, "0x");
      await evm.stateManager.putCode(address, bytes(output));
    },
  };
}
