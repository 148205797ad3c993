/** The anchoring worker against an AnchorRegistry on a node that is reorganised and goes away. */
import type { Address } from "viem";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CivicproofError } from "../../src/core/errors.ts";
import { derivePublicKey } from "../../src/core/signature.ts";
import { deployContract } from "../../src/portal/settlement/deploy.ts";
import { hashAnchor } from "../../src/records/anchor.ts";
import { auditStore } from "../../src/records/archive/audit.ts";
import { ANCHOR_REGISTRY_ABI as abi } from "../../src/records/archive/chain/abi.generated.ts";
import { type ChainHead, readHead } from "../../src/records/archive/chain/registry.ts";
import {
  type AnchorWorkerOptions,
  createAnchorWorker,
  runAnchorWorker,
} from "../../src/records/archive/chain/worker.ts";
import { eraseRecord } from "../../src/records/archive/change.ts";
import { storedAnchors } from "../../src/records/archive/commit.ts";
import type { RecordStore } from "../../src/records/archive/record-store.ts";
import {
  commit,
  createTestStore,
  importAll,
  NOW_SECONDS,
  POLICY,
  PUBLISHER_KEY,
  residence,
  type TestStore,
} from "../unit/records/world.ts";
import { type Anvil, account, type CompiledContract, compile, hasAnvil, startAnvil } from "./anvil.ts";

const PUBLISHER = derivePublicKey(PUBLISHER_KEY).x;

describe.skipIf(!hasAnvil)("the anchoring worker on a node", () => {
  let anvil: Anvil;
  let compiled: CompiledContract;
  let contract: Address;
  let files: TestStore;
  let store: RecordStore;
  beforeAll(async () => {
    compiled = (await compile(["contracts/AnchorRegistry.sol"])).AnchorRegistry!;
    anvil = await startAnvil({ nowSeconds: NOW_SECONDS });
  }, 180_000);
  afterAll(() => anvil?.stop());
  beforeEach(async () => {
    files = createTestStore();
    store = await files.open();
    const { publicClient } = anvil;
    const walletClient = anvil.wallet(0);
    const args = [account(0).address, account(0).address];
    contract = (await deployContract({ walletClient, publicClient, contract: compiled, args })).address;
    const hash = await walletClient.writeContract({
      address: contract,
      abi,
      functionName: "registerPublisher",
      args: [PUBLISHER, account(1).address],
    });
    await publicClient.waitForTransactionReceipt({ hash });
  });
  afterEach(async () => {
    await store.close();
    files.remove();
  });

  const options = (changes: Partial<AnchorWorkerOptions> = {}): AnchorWorkerOptions => ({
    publicClient: anvil.publicClient,
    walletClient: anvil.wallet(1),
    contract,
    store,
    policy: POLICY,
    publisherKey: PUBLISHER_KEY,
    maxPending: 10,
    maxWaitSeconds: 300,
    confirmations: 3,
    ...changes,
  });
  const head = (): Promise<ChainHead> => readHead({ publicClient: anvil.publicClient, contract }, PUBLISHER);
  const rows = (n: number, from = 0) => Array.from({ length: n }, (_, i) => residence(from + i));
  const reorg = (depth: number): Promise<unknown> =>
    anvil.testClient.request({ method: "anvil_reorg" as never, params: [depth, []] as never });

  it("batches by size and by time, and publishes each anchor once", async () => {
    const worker = createAnchorWorker(options());
    await importAll(store, rows(9));
    expect(await worker.step(NOW_SECONDS + 299)).toEqual({ committed: 0, published: 0, onChain: 0, settled: 0 });
    await importAll(store, rows(1, 9), { source: "tenth" });
    expect(await worker.step(NOW_SECONDS + 299)).toMatchObject({ committed: 1, published: 1, onChain: 1 });
    await importAll(store, rows(2, 20), { source: "two" });
    expect(await worker.step(NOW_SECONDS + 299)).toMatchObject({ committed: 0, published: 0, onChain: 1 });
    expect(await worker.step(NOW_SECONDS + 300)).toMatchObject({ committed: 1, published: 1, onChain: 2 });
    await eraseRecord(store, { id: "MA8-3", reason: "subject-request", nowSeconds: NOW_SECONDS + 301 });
    expect(await worker.step(NOW_SECONDS + 599)).toMatchObject({ committed: 0 });
    expect(await worker.step(NOW_SECONDS + 600)).toMatchObject({ committed: 1, published: 1, onChain: 3 });
    await anvil.testClient.mine({ blocks: 4 });
    expect(await worker.step(NOW_SECONDS + 601)).toEqual({ committed: 0, published: 0, onChain: 3, settled: 3 });
    const last = (await storedAnchors(store.database)).at(-1)!;
    expect((await head()).anchorHash).toBe(hashAnchor(last.anchor));
    expect((await auditStore(store)).findings).toEqual([]);
  });

  it("sends many anchors in one transaction, under one root", async () => {
    for (let i = 0; i < 5; i++) {
      await importAll(store, rows(2, 10 * i), { source: String(i) });
      await commit(store);
    }
    expect(await createAnchorWorker(options()).step(NOW_SECONDS + 61)).toMatchObject({ published: 5, onChain: 5 });
    const { publicClient } = anvil;
    const args = [PUBLISHER] as const;
    expect(await publicClient.readContract({ address: contract, abi, functionName: "checkpointCount", args })).toBe(1n);
    const logs = await publicClient.getContractEvents({ address: contract, abi, eventName: "Anchored", fromBlock: 0n });
    const hashes = (await storedAnchors(store.database)).map(({ anchor }) => hashAnchor(anchor) as bigint);
    expect(logs.map((log) => log.args.anchorHash)).toEqual(hashes);
  });

  it("sends again what a reorganisation took, also after a restart", async () => {
    await importAll(store, rows(12));
    await createAnchorWorker(options()).step(NOW_SECONDS);
    await importAll(store, rows(12, 20), { source: "more" });
    await createAnchorWorker(options()).step(NOW_SECONDS + 1);
    expect((await head()).count).toBe(2);
    await reorg(1);
    expect((await head()).count).toBe(1);
    await store.close();
    store = await files.open();
    expect(await createAnchorWorker(options()).step(NOW_SECONDS + 2)).toMatchObject({
      committed: 0,
      published: 1,
      onChain: 2,
    });
    expect(await createAnchorWorker(options()).step(NOW_SECONDS + 2)).toMatchObject({ published: 0, onChain: 2 });
    await anvil.testClient.mine({ blocks: 4 });
    expect(await createAnchorWorker(options()).step(NOW_SECONDS + 3)).toMatchObject({ onChain: 2, settled: 2 });
  });

  it("refuses a contract that holds another chain of the same publisher", async () => {
    const other = createTestStore();
    const foreign = await other.open();
    try {
      await importAll(foreign, rows(12));
      await createAnchorWorker(options({ store: foreign })).step(NOW_SECONDS);
    } finally {
      await foreign.close();
      other.remove();
    }
    await importAll(store, rows(12));
    const refused = await createAnchorWorker(options())
      .step(NOW_SECONDS)
      .catch((error: CivicproofError) => error.code);
    expect(refused).toBe("ANCHOR_FORKED");
  });

  it("keeps trying while the node is away", async () => {
    await importAll(store, rows(12));
    const controller = new AbortController();
    const errors: string[] = [];
    let isAway = true;
    const worker = createAnchorWorker(options());
    const flaky = {
      step: (nowSeconds: number) =>
        (isAway ? createAnchorWorker(options({ contract: account(5).address.toLowerCase() as Address })) : worker).step(
          nowSeconds,
        ),
    };
    await runAnchorWorker(flaky, {
      signal: controller.signal,
      nowSeconds: () => NOW_SECONDS,
      pollMilliseconds: 5,
      onError: (error) => {
        errors.push(error.code);
        if (errors.length === 2) isAway = false;
      },
      onStep: ({ onChain }) => {
        if (onChain === 1) controller.abort();
      },
    });
    expect(errors).toEqual(["ANCHOR_REGISTRY_FAILED", "ANCHOR_REGISTRY_FAILED"]);
    expect((await head()).count).toBe(1);
  });

  it("steps where nobody wants to hear of it", async () => {
    const controller = new AbortController();
    let steps = 0;
    const worker = {
      step: async () => {
        if (++steps === 2) controller.abort();
        return { committed: 0, published: 0, onChain: 0, settled: 0 };
      },
    };
    await runAnchorWorker(worker, { signal: controller.signal, nowSeconds: () => NOW_SECONDS, pollMilliseconds: 1 });
    expect(steps).toBe(2);
  }, 5_000);
});
