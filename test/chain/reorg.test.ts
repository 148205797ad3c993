/** The claim index on a node whose chain is reorganised. */
import type { Address } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClaimIndexer } from "../../src/portal/settlement/claim-indexer.ts";
import { deployContract } from "../../src/portal/settlement/deploy.ts";
import { type Anvil, type CompiledContract, compile, hasAnvil, startAnvil } from "./anvil.ts";

/** Emits the gate's event and nothing else; whether a claim is right is not what is tested here. */
const EMITTER = `// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;
contract Emitter {
    event Claimed(bytes32 indexed programme, uint256 indexed nullifier, uint32 period, uint8 count);
    event Other(uint256 value);
    function emitClaims(uint256 first, uint256 count) external {
        for (uint256 i = 0; i < count; ++i) {
            emit Claimed(bytes32(uint256(1)), first + i, 202611, 1);
            emit Other(i);
        }
    }
}`;

describe.skipIf(!hasAnvil)("the claim index on a node", () => {
  let anvil: Anvil;
  let emitter: CompiledContract;
  let contract: Address;
  beforeAll(async () => {
    emitter = (await compile(["Emitter.sol"], { "Emitter.sol": EMITTER })).Emitter!;
    anvil = await startAnvil({ nowSeconds: 1_795_428_000 });
    const { publicClient } = anvil;
    contract = (await deployContract({ walletClient: anvil.wallet(0), publicClient, contract: emitter })).address;
  });
  afterAll(() => anvil?.stop());

  const claim = async (first: bigint, count = 1n): Promise<void> => {
    const { abi } = emitter;
    const walletClient = anvil.wallet(0);
    const hash = await walletClient.writeContract({
      address: contract,
      abi,
      functionName: "emitClaims",
      args: [first, count],
    });
    await anvil.publicClient.waitForTransactionReceipt({ hash });
  };
  const reorg = (depth: number): Promise<unknown> =>
    anvil.testClient.request({ method: "anvil_reorg" as never, params: [depth, []] as never });
  const indexer = (confirmations: number) =>
    createClaimIndexer({ client: anvil.publicClient, contract, fromBlock: 0n, confirmations });
  const sorted = (values: readonly bigint[]) => [...values].sort((a, b) => Number(a - b));

  it("loses and doubles nothing when blocks are replaced", async () => {
    const index = indexer(6);
    await claim(1n, 3n);
    await claim(10n);
    await index.update();
    expect(sorted(index.nullifiers())).toEqual([1n, 2n, 3n, 10n]);

    // The newest block is replaced by an empty one: its claim is gone.
    await reorg(1);
    const taken = await index.update();
    expect(taken.removed.map(({ nullifier }) => nullifier)).toEqual([10n]);
    expect(index.claimsOf(10n).count).toBe(0);

    // The person tries again, then the chain continues.
    await claim(10n);
    await claim(11n);
    await index.update();
    expect(index.claimsOf(10n).count).toBe(1);
    await reorg(2);
    await claim(11n);
    await anvil.testClient.mine({ blocks: 8 });
    await index.update();
    expect(sorted(index.nullifiers())).toEqual([1n, 2n, 3n, 11n]);
    expect(index.claimsOf(11n)).toEqual({ count: 1, settledCount: 1 });

    const rebuilt = indexer(6);
    await rebuilt.update();
    expect(sorted(rebuilt.nullifiers())).toEqual(sorted(index.nullifiers()));
  });

  it("says so when more was replaced than it was told to expect", async () => {
    const index = indexer(2);
    await index.update();
    await reorg(5);
    await anvil.testClient.mine({ blocks: 3 });
    await expect(index.update()).rejects.toThrow(expect.objectContaining({ code: "CHAIN_FAILED" }));
  });
});
