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
}

/** A node that answers from a list of blocks; reorg() replaces the newest ones. */
function fakeNode(length: number) {
  let salt = 0;
  let blocks: Block[] = [];
  const calls: string[] = [];
  const mine = (...nullifiers: readonly number[]): void => {
    const hash: Hex = `0x${word((++salt << 16) + blocks.length + 1)}`;
    blocks.push({ hash, parentHash: blocks.at(-1)?.hash ?? `0x${word(0)}`, nullifiers });
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
      const number = params[0] === "latest" ? blocks.length - 1 : Number(params[0]);
      const block = blocks[number];
      return block === undefined ? null : { number: quantity(number), ...block, transactions: [] };
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
