import { describe, expect, it } from "vitest";
import type { Hex } from "../../../../src/portal/settlement/abi-words.ts";
import { createClaimIndexer, followClaims } from "../../../../src/portal/settlement/claim-indexer.ts";
import { CLAIMED_TOPIC, type Eip1193 } from "../../../../src/portal/settlement/rpc.ts";

const CONTRACT: Hex = `0x${"c1".repeat(20)}`;
const word = (value: number | bigint): string => value.toString(16).padStart(64, "0");
const quantity = (value: number): string => `0x${value.toString(16)}`;

interface Block {
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly nullifiers: readonly number[];
  /** The chain has none at this height. */
  readonly isMissing?: boolean;
}

/** A node that answers from a list of blocks; reorg() replaces the newest ones. */
function fakeNode(length: number) {
  let salt = 0;
  let blocks: Block[] = [];
  const calls: string[] = [];
  const mine = (...nullifiers: readonly number[]): void => {
    const hash: Hex = `0x${word((++salt << 16) + blocks.length + 1)}`;
    const parent = blocks.findLast(({ isMissing }) => isMissing !== true);
    blocks.push({ hash, parentHash: parent?.hash ?? `0x${word(0)}`, nullifiers });
  };
  for (let i = 0; i < length; i++) mine();
  const log = (number: number, nullifier: number, i: number) => ({
    address: CONTRACT,
    topics: [CLAIMED_TOPIC, `0x${word(1)}`, `0x${word(nullifier)}`],
    data: `0x${word(202_611)}${word(1)}`,
    blockNumber: quantity(number),
    blockHash: blocks[number]!.hash,
    transactionHash: `0x${word(nullifier)}`,
    transactionIndex: "0x0",
    logIndex: quantity(i),
    removed: false,
  });
  const request = async ({ method, params }: { method: string; params: readonly unknown[] }): Promise<unknown> => {
    calls.push(method);
    if (method === "eth_getBlockByNumber") {
      const newest = blocks.findLastIndex(({ isMissing }) => isMissing !== true);
      const number = params[0] === "latest" ? newest : Number(params[0]);
      const block = blocks[number];
      return block === undefined || block.isMissing === true
        ? null
        : { number: quantity(number), ...block, transactions: [] };
    }
    const filter = params[0] as { blockHash?: string; fromBlock?: string; toBlock?: string };
    return blocks.flatMap(({ hash, nullifiers }, number) => {
      const inside =
        filter.blockHash === undefined
          ? number >= Number(filter.fromBlock) && number <= Number(filter.toBlock)
          : filter.blockHash === hash;
      return inside ? nullifiers.map((nullifier, i) => log(number, nullifier, i)) : [];
    });
  };
  return {
    client: { request } as Eip1193,
    calls,
    mine,
    skip: (): void =>
      void blocks.push({ hash: `0x${word(0)}`, parentHash: `0x${word(0)}`, nullifiers: [], isMissing: true }),
    drop: (count: number): void => {
      blocks = blocks.slice(0, -count);
    },
  };
}

const options = { contract: CONTRACT, fromBlock: 0n, confirmations: 3 };
const chainError = expect.objectContaining({ code: "CHAIN_FAILED" });

describe("createClaimIndexer", () => {
  it("rebuilds from nothing what another index followed live", async () => {
    const node = fakeNode(1);
    const live = createClaimIndexer({ client: node.client, ...options });
    for (let i = 1; i <= 30; i++) {
      node.mine(...(i % 3 === 0 ? [i, 1_000 + i] : []));
      await live.update();
    }
    const rebuilt = createClaimIndexer({ client: node.client, ...options, blocksPerRequest: 7 });
    await rebuilt.update();
    expect(rebuilt.nullifiers()).toEqual(live.nullifiers());
    expect(rebuilt.nullifiers()).toHaveLength(20);
    expect(rebuilt.settledBlock()).toEqual(live.settledBlock());
    expect(rebuilt.claimsOf(30n)).toEqual({ count: 1, settledCount: 0 });
    expect(rebuilt.claimsOf(3n)).toEqual({ count: 1, settledCount: 1 });
    expect((await rebuilt.update()).added).toEqual([]);
  });

  it("follows a reorganisation of the same length, a longer and a shorter one", async () => {
    const node = fakeNode(10);
    const index = createClaimIndexer({ client: node.client, ...options });
    node.mine(1);
    node.mine(2);
    await index.update();
    node.drop(2);
    node.mine(2);
    node.mine(3);
    const same = await index.update();
    expect(same.removed.map(({ nullifier }) => nullifier)).toEqual([2n, 1n]);
    expect(same.added.map(({ nullifier }) => nullifier)).toEqual([2n, 3n]);
    node.drop(2);
    node.mine(3);
    node.mine();
    node.mine(4);
    await index.update();
    expect(index.nullifiers()).toEqual([3n, 4n]);
    node.drop(2);
    node.mine(5);
    await index.update();
    expect(index.nullifiers()).toEqual([3n, 5n]);
  });

  it("says so when a settled block was replaced", async () => {
    const node = fakeNode(10);
    const index = createClaimIndexer({ client: node.client, ...options });
    await index.update();
    node.drop(5);
    for (let i = 0; i < 6; i++) node.mine(i + 1);
    await expect(index.update()).rejects.toThrow(chainError);
    expect(index.nullifiers()).toEqual([]);
  });

  it("asks little while catching up", async () => {
    const node = fakeNode(5_000);
    const index = createClaimIndexer({ client: node.client, ...options });
    await index.update();
    expect(node.calls.length).toBeLessThan(30);
  });

  /** A client that asks the nodes in turn, as a load balancer does; each answers as far as it has got. */
  const balanced = (node: ReturnType<typeof fakeNode>, lags: readonly number[]): Eip1193 => {
    let turn = 0;
    return {
      request: async (args: { method: string; params: readonly unknown[] }) => {
        const lag = lags[turn++ % lags.length]!;
        const newest = BigInt(
          ((await node.client.request({ method: "eth_getBlockByNumber", params: ["latest"] })) as { number: string })
            .number,
        );
        const head = newest - BigInt(lag);
        const at = (height: unknown) => (height === "latest" ? head : BigInt(height as string));
        if (args.method === "eth_getBlockByNumber")
          return at(args.params[0]) > head
            ? null
            : node.client.request({ ...args, params: [`0x${at(args.params[0]).toString(16)}`, false] });
        const logs = (await node.client.request(args)) as { readonly blockNumber: string }[];
        return logs.filter(({ blockNumber }) => BigInt(blockNumber) <= head);
      },
    };
  };

  it("takes a lower head of the same chain for a node that is behind", async () => {
    const node = fakeNode(30);
    node.mine(1);
    let lag = 0;
    const client: Eip1193 = { request: (args: never) => balanced(node, [lag]).request(args) };
    const index = createClaimIndexer({ client, ...options });
    await index.update();
    for (lag of [1, 3, 4, 20]) {
      const { added, removed, settled } = await index.update();
      expect([added, removed, settled]).toEqual([[], [], []]);
    }
    lag = 0;
    node.mine(2);
    await index.update();
    expect(index.nullifiers()).toEqual([1n, 2n]);
  });

  it("misses no claim where one of the nodes is behind", async () => {
    for (const lags of [
      [0, 1],
      [0, 2],
      [0, 0, 1],
      [1, 0, 2],
      [0, 1, 1],
    ]) {
      const node = fakeNode(20);
      const index = createClaimIndexer({ client: balanced(node, lags), ...options });
      const update = () => index.update().catch((error: { code?: string }) => expect(error.code).toBe("CHAIN_FAILED"));
      for (let i = 1; i <= 40; i++) {
        node.mine(i);
        await update();
      }
      for (let i = 0; i < 8; i++) {
        node.mine();
        await update();
      }
      expect(
        [...index.nullifiers()].sort((a, b) => Number(a - b)),
        String(lags),
      ).toEqual(Array.from({ length: 40 }, (_, i) => BigInt(i + 1)));
      for (let i = 1n; i <= 40n; i++) expect(index.claimsOf(i), String(lags)).toEqual({ count: 1, settledCount: 1 });
    }
  });

  it("asks for as few blocks as the node allows, and is not slowed down by a node that was away", async () => {
    const node = fakeNode(3_000);
    node.mine(7);
    for (let i = 0; i < 5; i++) node.mine();
    let [isAway, most] = [false, 500];
    const client: Eip1193 = {
      request: async (args: { method: string; params: readonly unknown[] }) => {
        const { fromBlock, toBlock } = (args.params[0] ?? {}) as { fromBlock?: string; toBlock?: string };
        if (isAway && args.method === "eth_getLogs") throw new Error("away");
        if (fromBlock !== undefined && Number(toBlock) - Number(fromBlock) >= most) throw new Error("range too large");
        return node.client.request(args);
      },
    };
    const index = createClaimIndexer({ client, ...options });
    isAway = true;
    await expect(index.update()).rejects.toThrow(chainError);
    [isAway, most] = [false, 500];
    node.calls.length = 0;
    await index.update();
    expect(index.nullifiers()).toEqual([7n]);
    expect(node.calls.length).toBeLessThan(80);
  });

  it("reads in large steps after an outage, too", async () => {
    const node = fakeNode(10);
    const index = createClaimIndexer({ client: node.client, ...options });
    node.mine(1);
    await index.update();
    for (let i = 0; i < 14_400; i++) node.mine(...(i === 7_000 ? [2] : []));
    node.calls.length = 0;
    const { added, settled } = await index.update();
    expect(added.map(({ nullifier }) => nullifier)).toEqual([2n]);
    expect(settled.map(({ nullifier }) => nullifier)).toEqual([1n, 2n]);
    expect(node.calls.length).toBeLessThan(100);
  });

  it("walks over heights that have no block, old and new", async () => {
    const node = fakeNode(5);
    const index = createClaimIndexer({ client: node.client, ...options });
    for (let i = 1; i <= 30; i++) {
      node.mine(i);
      if (i % 3 === 0) node.skip();
      await index.update();
    }
    const rebuilt = createClaimIndexer({ client: node.client, ...options, blocksPerRequest: 4 });
    await rebuilt.update();
    expect(index.nullifiers()).toHaveLength(30);
    expect(rebuilt.nullifiers()).toEqual(index.nullifiers());
    node.drop(3);
    node.mine(99);
    node.mine();
    node.mine();
    await index.update();
    expect(index.nullifiers()).toContain(99n);
  });

  it("reads hashes in capitals, and quantities with zeros in front", async () => {
    const node = fakeNode(8);
    node.mine(1);
    const capitals = (value: unknown): unknown =>
      JSON.parse(
        JSON.stringify(value)
          .replaceAll(/"0x([0-9a-f]{64,})"/g, (_, digits: string) => `"0x${digits.toUpperCase()}"`)
          .replaceAll(/"0x([0-9a-f]{1,4})"/g, '"0x0$1"'),
      );
    const client: Eip1193 = {
      request: async (args: unknown) => capitals(await node.client.request(args)),
    };
    const index = createClaimIndexer({ client, ...options });
    await index.update();
    node.mine(2);
    await index.update();
    expect(index.nullifiers()).toEqual([1n, 2n]);
  });

  const answers: readonly [string, (method: string) => unknown][] = [
    ["nothing", () => undefined],
    ["null", () => null],
    ["text", () => "0x"],
    ["a block without a hash", () => ({ number: "0x1", parentHash: `0x${word(1)}` })],
    ["a negative number", () => ({ number: "-0x1", hash: `0x${word(1)}`, parentHash: `0x${word(0)}` })],
    [
      "an endless number",
      () => ({ number: `0x${"f".repeat(9_999)}`, hash: `0x${word(1)}`, parentHash: `0x${word(0)}` }),
    ],
    ["no list of logs", (method) => (method === "eth_getLogs" ? {} : undefined)],
    ["a list of nonsense", (method) => (method === "eth_getLogs" ? [null, 1, "x", {}] : undefined)],
    [
      "a throwing getter",
      () =>
        Object.defineProperty({}, "number", {
          enumerable: true,
          get: () => {
            throw new Error("x");
          },
        }),
    ],
    [
      "a failure",
      () => {
        throw new Error("connection refused");
      },
    ],
  ];
  it.each(answers)("refuses %s from the node", async (_, answer) => {
    const node = fakeNode(5);
    const client: Eip1193 = {
      request: async (args: { method: string; params: readonly unknown[] }) =>
        args.method === "eth_getLogs" || answer.length === 0 ? answer(args.method) : node.client.request(args),
    };
    await expect(createClaimIndexer({ client, ...options }).update()).rejects.toThrow(chainError);
  });

  const lies: readonly [string, (log: Record<string, unknown>) => object][] = [
    ["another contract", () => ({ address: `0x${"c2".repeat(20)}` })],
    ["another event", () => ({ topics: [`0x${word(1)}`, `0x${word(1)}`, `0x${word(1)}`] })],
    ["too few topics", () => ({ topics: [CLAIMED_TOPIC] })],
    ["a nullifier outside the field", () => ({ topics: [CLAIMED_TOPIC, `0x${word(1)}`, `0x${"f".repeat(64)}`] })],
    ["an ordinal of 0", () => ({ data: `0x${word(1)}${word(0)}` })],
    ["an ordinal of 17", () => ({ data: `0x${word(1)}${word(17)}` })],
    ["a period beyond 32 bits", () => ({ data: `0x${word(2n ** 32n)}${word(1)}` })],
    ["another block", () => ({ blockHash: `0x${word(99)}`, blockNumber: "0x63" })],
    ["a removed log", () => ({ removed: true })],
  ];
  it.each(lies)("refuses a log of %s", async (_, lie) => {
    const node = fakeNode(5);
    node.mine(1);
    const client: Eip1193 = {
      request: async (args: { method: string }) => {
        const answer = await node.client.request(args);
        if (args.method !== "eth_getLogs") return answer;
        return (answer as Record<string, unknown>[]).map((log) => ({ ...log, ...lie(log) }));
      },
    };
    const index = createClaimIndexer({ client, ...options });
    await expect(index.update()).rejects.toThrow(chainError);
    expect(index.nullifiers()).toEqual([]);
  });

  it("refuses odd options and two updates at once", async () => {
    const { client } = fakeNode(3);
    expect(() => createClaimIndexer({ client, ...options, contract: "0x1" })).toThrow(chainError);
    expect(() => createClaimIndexer({ client, ...options, fromBlock: -1n })).toThrow(chainError);
    expect(() => createClaimIndexer({ client, ...options, confirmations: 0 })).toThrow(chainError);
    expect(() => createClaimIndexer({ client, ...options, blocksPerRequest: 0 })).toThrow(chainError);
    const index = createClaimIndexer({ client, ...options });
    const first = index.update();
    await expect(index.update()).rejects.toThrow(chainError);
    await first;
  });
});

describe("followClaims", () => {
  it("reports changes, survives failures when asked to, and ends with its signal", async () => {
    const node = fakeNode(5);
    let failures = 2;
    const client: Eip1193 = {
      request: async (args: unknown) => {
        if (failures-- > 0) throw new Error("away");
        return node.client.request(args);
      },
    };
    const stop = new AbortController();
    const seen: bigint[] = [];
    const errors: string[] = [];
    node.mine(1);
    await followClaims(createClaimIndexer({ client, ...options }), {
      signal: stop.signal,
      pollMilliseconds: 1,
      onChanges: ({ added }) => {
        seen.push(...added.map(({ nullifier }) => nullifier));
        if (seen.length === 1) node.mine(2);
        else stop.abort();
      },
      onError: ({ code }) => errors.push(code),
    });
    expect(seen).toEqual([1n, 2n]);
    expect(errors).toEqual(["CHAIN_FAILED", "CHAIN_FAILED"]);
  });

  it("rejects without a handler", async () => {
    const client: Eip1193 = { request: () => Promise.reject(new Error("away")) };
    const { signal } = new AbortController();
    await expect(followClaims(createClaimIndexer({ client, ...options }), { signal })).rejects.toThrow(chainError);
  });
});
