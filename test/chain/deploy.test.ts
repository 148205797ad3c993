import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Abi } from "viem";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { deployContract, readVerifier } from "../../src/portal/settlement/deploy.ts";
import { deployOnce, type SentDeployment } from "../../src/portal/settlement/deploy-once.ts";
import { FIXTURE } from "../unit/portal/settlement/claims.ts";
import { type Anvil, account, type CompiledContract, compile, hasAnvil, startAnvil } from "./anvil.ts";

const FILE = "contracts/keys/AgeVerifier.sol";

describe.skipIf(!hasAnvil)("deployContract", () => {
  let anvil: Anvil;
  let development: CompiledContract;
  let production: CompiledContract;
  beforeAll(async () => {
    development = (await compile([FILE])).AgeVerifier!;
    const asIfReal = readFileSync(FILE, "utf8").replace("DEVELOPMENT_KEY = true", "DEVELOPMENT_KEY = false");
    production = (await compile([FILE], { [FILE]: asIfReal })).AgeVerifier!;
    anvil = await startAnvil({ nowSeconds: FIXTURE.nowSeconds });
  });
  afterAll(() => anvil?.stop());
  const deploy = (contract: CompiledContract, options: object = {}) =>
    deployContract({ walletClient: anvil.wallet(0), publicClient: anvil.publicClient, contract, ...options });

  it("refuses a development key before anything is sent", async () => {
    await expect(deploy(development)).rejects.toThrow(expect.objectContaining({ code: "DEVELOPMENT_KEY_REFUSED" }));
    expect(await anvil.publicClient.getBlockNumber()).toBe(0n);
  });

  it("deploys other keys, and development keys where they are allowed", async () => {
    for (const [contract, isDevelopmentKey] of [
      [production, false],
      [development, true],
    ] as const) {
      const { address, gasUsed } = await deploy(contract, { allowDevelopmentKeys: isDevelopmentKey });
      expect(gasUsed).toBeGreaterThan(100_000n);
      expect(await readVerifier(anvil.publicClient, address)).toEqual({
        circuit: "age",
        verificationKeyHash: FIXTURE.programmes.age.verificationKeyHash,
        verificationKeyURI: expect.stringMatching(/^npm:civicproof\/artifacts\/vkeys\/age\.json#0x[0-9a-f]{64}$/),
        isDevelopmentKey,
      });
    }
  });

  it("deploys where nothing costs anything, from an account without money", async () => {
    const free = await startAnvil({ nowSeconds: FIXTURE.nowSeconds, more: ["--gas-price", "0", "--base-fee", "0"] });
    try {
      await free.testClient.setBalance({ address: account(1).address, value: 0n });
      const { walletClient, publicClient } = { walletClient: free.wallet(1), publicClient: free.publicClient };
      const { gasUsed } = await deployContract({ walletClient, publicClient, contract: production });
      expect(gasUsed).toBeGreaterThan(100_000n);
    } finally {
      await free.stop();
    }
  });

  it("names the transaction that replaced its own", async () => {
    const { testClient, publicClient } = anvil;
    await testClient.setAutomine(false);
    let first: string | undefined;
    try {
      const { abi, bytecode } = production;
      // Somebody raises the fee while it is waited for.
      const replace = async (hash: string) => {
        await sleep(1_000);
        const transaction = await publicClient.getTransaction({ hash: hash as `0x${string}` });
        const maxFeePerGas = transaction.maxFeePerGas! * 2n;
        const fees = { maxFeePerGas, maxPriorityFeePerGas: transaction.maxPriorityFeePerGas! * 2n };
        await anvil.wallet(0).deployContract({ abi: abi as Abi, bytecode, nonce: transaction.nonce, ...fees });
        await testClient.setAutomine(true);
        await testClient.mine({ blocks: 1 });
      };
      let replacing: Promise<void> | undefined;
      const onSent = (hash: string) => {
        first = hash;
        replacing = replace(hash);
      };
      const { transactionHash } = await deploy(production, { onSent });
      await replacing;
      expect(transactionHash).not.toBe(first);
      expect((await publicClient.getTransactionReceipt({ hash: transactionHash })).status).toBe("success");
    } finally {
      await testClient.setAutomine(true);
    }
  });

  describe("that died while it waited", () => {
    /** Sends, and dies before the block. */
    const die = async () => {
      let noted: SentDeployment = {};
      const note = (sent: SentDeployment) => {
        noted = sent;
        if (sent.transactionHash !== undefined) throw new Error("died");
      };
      const died = deployOnce({ ...common(), contract: production, before: undefined, note });
      await expect(died).rejects.toThrow("died");
      return noted;
    };
    const goOn = async (before: SentDeployment) => {
      const sent: SentDeployment[] = [];
      const note = (each: SentDeployment) => void sent.push(each);
      await anvil.testClient.setAutomine(true);
      return { sent, deployed: await deployOnce({ ...common(), contract: production, before, note }) };
    };
    const common = () => ({ walletClient: anvil.wallet(0), publicClient: anvil.publicClient });
    const dearer = { maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 10n ** 10n };
    const mine = () => anvil.testClient.mine({ blocks: 3 });
    beforeEach(() => anvil.testClient.setAutomine(false));
    afterEach(() => anvil.testClient.setAutomine(true));

    it("finds the transaction that replaced its own meanwhile, and pays nothing again", async () => {
      const noted = await die();
      const { abi, bytecode } = production;
      const hash = await anvil
        .wallet(0)
        .deployContract({ abi: abi as Abi, bytecode, nonce: noted.nonce!, ...dearer } as never);
      await mine();
      // Also where it died before it heard the hash, and many blocks later.
      for (const before of [noted, { from: noted.from!, nonce: noted.nonce! }]) {
        expect(await goOn(before)).toMatchObject({ sent: [], deployed: { transactionHash: hash } });
        await anvil.testClient.mine({ blocks: 40 });
      }
    });

    it("sends what the node has dropped again, under its nonce", async () => {
      const noted = await die();
      await anvil.testClient.dropTransaction({ hash: noted.transactionHash! });
      const { sent, deployed } = await goOn(noted);
      expect(sent.map(({ nonce }) => nonce)).toEqual([noted.nonce, noted.nonce]);
      expect(deployed.transactionHash).toBe(sent[1]!.transactionHash);
    });

    it("deploys anew where another call took the nonce", async () => {
      const noted = await die();
      await anvil.wallet(0).sendTransaction({ to: noted.from!, value: 0n, nonce: noted.nonce!, ...dearer });
      await mine();
      const { sent, deployed } = await goOn(noted);
      expect(sent[0]!.nonce).toBe(noted.nonce! + 1);
      expect(await anvil.publicClient.getCode({ address: deployed.address })).not.toBe(undefined);
    });
  });

  it("refuses unlinked code, code that reverts, and an address without a verifier", async () => {
    const chainError = expect.objectContaining({ code: "CHAIN_FAILED" });
    await expect(deploy({ abi: [], bytecode: "0x" })).rejects.toThrow(chainError);
    await expect(deploy({ abi: [], bytecode: "0x60__$abc$__" })).rejects.toThrow(chainError);
    await expect(deploy({ abi: [], bytecode: "0x5f5ffd" })).rejects.toThrow(chainError);
    await expect(readVerifier(anvil.publicClient, FIXTURE.contract)).rejects.toThrow(chainError);
  });
});
