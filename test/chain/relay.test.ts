/** The relay on a real node, with the committed claims: nothing lost, nothing paid twice, nobody blocked. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { readJournal } from "../../src/portal/relay/journal.ts";
import { type ClaimEnd, openRelay, type Relay, type RelayOptions } from "../../src/portal/relay/relay.ts";
import { programmeId } from "../../src/portal/settlement/encode.ts";
import { FIXTURE, type FixtureClaim, keyOf, presentationOf, requestOf } from "../unit/portal/settlement/claims.ts";
import { account, hasAnvil } from "./anvil.ts";
import {
  fixtureStatements,
  GATE_ADDRESS,
  type GateWorld,
  REFUSED_PAYEE,
  RELAYER,
  RELAYER_KEY,
  startGate,
} from "./gate-world.ts";

interface Asked {
  readonly method: string;
  readonly params: readonly unknown[];
}

describe.skipIf(!hasAnvil)("a relay", () => {
  let world: GateWorld;
  let snapshot: Hex;
  let directory: string;
  let elapsed: number;
  let open: Relay[];
  let ends: ClaimEnd[];
  beforeAll(async () => {
    world = await startGate();
  });
  afterAll(() => world?.stop());
  beforeEach(async () => {
    snapshot = await world.anvil.testClient.snapshot();
    directory = mkdtempSync(join(tmpdir(), "civicproof-relay-"));
    [elapsed, open, ends] = [60, [], []];
  });
  afterEach(async () => {
    for (const relay of open) await relay.close();
    rmSync(directory, { recursive: true });
    await world.anvil.testClient.request({ method: "anvil_dropAllTransactions" as never });
    await world.anvil.testClient.setAutomine(true);
    await world.anvil.testClient.revert({ id: snapshot });
  });

  const journal = () => join(directory, "relay.db");
  const start = async (more: Partial<RelayOptions> = {}): Promise<Relay> => {
    const relay = await openRelay({
      client: world.anvil.publicClient,
      gate: GATE_ADDRESS,
      signer: privateKeyToAccount(RELAYER_KEY),
      journal: journal(),
      verificationKeys: { age: keyOf("age") },
      statementsFor: async () => fixtureStatements(),
      confirmations: 2,
      replaceAfterSeconds: 30,
      now: () => FIXTURE.nowSeconds + elapsed,
      onClaim: (end) => ends.push(end),
      ...more,
    });
    open.push(relay);
    return relay;
  };
  const give = async (relay: Relay, claims: readonly FixtureClaim[]): Promise<void> => {
    for (const claim of claims) expect(await relay.take(requestOf(claim), presentationOf(claim))).toBe("taken");
  };
  const nullifiers = (claims: readonly FixtureClaim[]): bigint[] => claims.map(({ signals }) => BigInt(signals[0]!));
  const mine = (blocks = 3) => world.anvil.testClient.mine({ blocks });
  const sentBy = (blockTag: "latest" | "pending" = "latest") =>
    world.anvil.publicClient.getTransactionCount({ address: account(RELAYER).address, blockTag });
  const waitingHashes = async (): Promise<Hex[]> => {
    const { pending } = await world.anvil.testClient.getTxpoolContent();
    return Object.values(pending).flatMap((byNonce) => Object.values(byNonce).map(({ hash }) => hash));
  };
  /** A node that answers some calls otherwise. */
  const throughNode = (answer: (asked: Asked, ask: () => Promise<unknown>) => Promise<unknown>) => {
    const client = world.anvil.publicClient;
    const request = (asked: Asked) => answer(asked, () => client.request(asked as never));
    return { ...client, request } as unknown as RelayOptions["client"];
  };

  it("settles what it takes in one batch, and says so", async () => {
    const relay = await start();
    const claims = FIXTURE.age.slice(0, 5);
    await give(relay, claims);
    expect(await relay.step()).toEqual({ waiting: 0, sent: 5, settled: 0, refused: 0 });
    await mine();
    expect(await relay.step()).toEqual({ waiting: 0, sent: 0, settled: 5, refused: 0 });
    expect(await world.claimed()).toEqual(nullifiers(claims));
    expect(await sentBy()).toBe(1);
    expect(ends.map(({ nonce, state }) => ({ nonce, state }))).toEqual(
      claims.map((claim) => ({ nonce: requestOf(claim).nonce, state: "settled" })),
    );
    expect((await readJournal(journal())).map(({ state }) => state)).toEqual(Array(5).fill("settled"));
  });

  it("takes a claim once, and none that the gate would refuse", async () => {
    const relay = await start();
    const [claim, other] = FIXTURE.age as [FixtureClaim, FixtureClaim];
    const [request, presentation] = [requestOf(claim), presentationOf(claim)];
    expect(await relay.take(request, presentation)).toBe("taken");
    expect(await relay.take(request, presentation)).toBe("known");
    const refuses = (code: string, given: FixtureClaim, answer: unknown, more: object = {}) =>
      expect(relay.take({ ...requestOf(given), ...more }, answer)).rejects.toThrow(expect.objectContaining({ code }));
    await refuses("PROOF_INVALID", other, { ...presentationOf(other), proof: presentation.proof });
    await refuses("PUBLIC_SIGNAL_MISMATCH", other, presentation);
    const { special } = FIXTURE;
    await refuses("CLAIM_REFUSED", special.secondClaim, presentationOf(special.secondClaim));
    for (const foreign of [special.otherChain, special.otherContract, special.otherVersion, special.otherAsker])
      await refuses("SETTLEMENT_INVALID", foreign, presentationOf(foreign));
    await refuses("SETTLEMENT_INVALID", FIXTURE.residency[0]!, presentationOf(FIXTURE.residency[0]!));
    expect(await relay.step()).toMatchObject({ sent: 1, refused: 0 });
    await mine();
    await relay.step();
    await refuses("CLAIM_REFUSED", special.secondClaim, presentationOf(special.secondClaim));
  });

  it("needs the role at the gate, and a journal of its own", async () => {
    const stranger = privateKeyToAccount(`0x${"11".repeat(32)}`);
    const refused = (code: string, more: Partial<RelayOptions>) =>
      expect(start(more)).rejects.toThrow(expect.objectContaining({ code }));
    await refused("SETTLEMENT_INVALID", { signer: stranger });
    await start();
    await refused("DATABASE_LOCKED", {});
    await open.pop()!.close();
    await world.officer("grantRole", [
      "0xe2b7fb3b832174769106daebcfd6d1970523240dda11281102db9363b83b0dc4",
      stranger.address,
    ]);
    await refused("RELAY_JOURNAL_MISMATCH", { signer: stranger });
  });

  it("sends again what the node has dropped, under the same nonce", async () => {
    await world.anvil.testClient.setAutomine(false);
    const relay = await start();
    const claims = FIXTURE.age.slice(0, 3);
    await give(relay, claims);
    await relay.step();
    const [hash] = await waitingHashes();
    await world.anvil.testClient.dropTransaction({ hash: hash! });
    expect(await waitingHashes()).toEqual([]);
    await relay.step();
    expect(await waitingHashes()).toEqual([hash]);
    await mine();
    expect(await relay.step()).toMatchObject({ settled: 3 });
    expect(await world.claimed()).toEqual(nullifiers(claims));
  });

  it("replaces what waits too long by a dearer one, as often as the node asks for more", async () => {
    await world.anvil.testClient.setAutomine(false);
    let refusals = 2;
    const raws: unknown[] = [];
    const client = throughNode(async ({ method, params }, ask) => {
      if (method !== "eth_sendRawTransaction") return ask();
      raws.push(params[0]);
      if (raws.length > 1 && refusals-- > 0) throw new Error("replacement transaction underpriced");
      return ask();
    });
    const relay = await start({ client });
    const claims = FIXTURE.age.slice(0, 2);
    await give(relay, claims);
    await relay.step();
    const [first] = await waitingHashes();
    await relay.step();
    expect(raws).toHaveLength(1);
    elapsed += 31;
    for (let i = 0; i < 3; i++) await relay.step();
    expect(new Set(raws).size).toBe(4);
    const waiting = await waitingHashes();
    expect(waiting).toHaveLength(1);
    expect(waiting[0]).not.toBe(first);
    await mine();
    expect(await relay.step()).toMatchObject({ settled: 2 });
    expect([await sentBy(), await world.claimed()]).toEqual([1, nullifiers(claims)]);
  });

  it("takes the older form for settled where that got into the block", async () => {
    await world.anvil.testClient.setAutomine(false);
    let isCut = false;
    const client = throughNode(async ({ method }, ask) => {
      if (isCut && method === "eth_sendRawTransaction") throw new Error("replacement transaction underpriced");
      return ask();
    });
    const relay = await start({ client });
    await give(relay, FIXTURE.age.slice(0, 1));
    await relay.step();
    const [first] = await waitingHashes();
    [isCut, elapsed] = [true, elapsed + 31];
    await relay.step();
    await mine();
    await relay.step();
    expect(ends).toMatchObject([{ state: "settled", transactionHash: first }]);
  });

  it("lets one claim that reverts hold up no other, and makes it once it can be made", async () => {
    await world.officer("refuse", [REFUSED_PAYEE, true]);
    const relay = await start();
    const claims = FIXTURE.age.slice(0, 7);
    await give(relay, claims);
    for (let i = 0; i < 4; i++) {
      await relay.step();
      await mine();
    }
    const good = claims.filter(({ recipient }) => recipient !== REFUSED_PAYEE);
    expect(await relay.step()).toEqual({ waiting: 1, sent: 0, settled: 6, refused: 0 });
    expect(new Set(await world.claimed())).toEqual(new Set(nullifiers(good)));
    expect(ends.find(({ state }) => state === "waiting")?.reason).toContain(REFUSED_PAYEE.slice(2));
    // It cost no gas: what reverts is found before it is sent.
    const { number } = await world.anvil.publicClient.getBlock();
    for (let i = 0n; i <= number; i++) {
      const { transactions } = await world.anvil.publicClient.getBlock({ blockNumber: i });
      for (const hash of transactions)
        expect((await world.anvil.publicClient.getTransactionReceipt({ hash })).status).toBe("success");
    }
    await world.officer("refuse", [REFUSED_PAYEE, false]);
    elapsed += 3_600;
    await relay.step();
    await mine();
    expect(await relay.step()).toMatchObject({ waiting: 0, settled: 7 });
  });

  it("lets claims wait while the programme is paused, and refuses them after their deadline", async () => {
    const relay = await start();
    const claims = FIXTURE.age.slice(0, 2);
    await give(relay, claims);
    const programme = programmeId(FIXTURE.verifier, "senior-pass", 1);
    await world.officer("pauseProgramme", [programme]);
    expect(await relay.step()).toMatchObject({ waiting: 2 });
    expect(ends.map(({ reason }) => reason)).toEqual(["ProgrammePaused", "ProgrammePaused"]);
    elapsed += 2 * 86_400;
    expect(await relay.step()).toMatchObject({ waiting: 0, refused: 2 });
    expect(ends.at(-1)).toMatchObject({ state: "refused", reason: "DeadlinePassed" });
    expect(await sentBy()).toBe(0);
  });

  it("sends nothing twice where the node behind the load balancer is behind", async () => {
    let isBehind = false;
    let sent = 0;
    const old = await world.anvil.publicClient.getBlockNumber();
    const client = throughNode(async ({ method, params }, ask) => {
      if (method === "eth_sendRawTransaction") sent++;
      if (!isBehind) return ask();
      if (method === "eth_getTransactionReceipt" || method === "eth_getTransactionByHash") return null;
      if (method === "eth_getTransactionCount") return "0x0";
      if (method === "eth_getBlockByNumber" && params[0] !== "latest" && BigInt(params[0] as string) > old) return null;
      if (method === "eth_getBlockByNumber" && params[0] === "latest")
        return world.anvil.publicClient.request({ method, params: [`0x${old.toString(16)}`, false] } as never);
      return ask();
    });
    const relay = await start({ client });
    await give(relay, FIXTURE.age.slice(0, 2));
    await relay.step();
    // In a block that the relay then sees: one that it has not seen, it may bring again under the same nonce.
    await vi.waitFor(async () => expect(await sentBy("latest")).toBe(1));
    await relay.step();
    isBehind = true;
    for (let i = 0; i < 3; i++) await relay.step();
    elapsed += 3_600;
    await relay.step();
    expect(sent).toBe(1);
    isBehind = false;
    await mine();
    expect(await relay.step()).toMatchObject({ settled: 2 });
    expect([await sentBy("pending"), await world.claimed()]).toEqual([1, nullifiers(FIXTURE.age.slice(0, 2))]);
  });

  it("makes its claims in another transaction where somebody used its nonce", async () => {
    await world.anvil.testClient.setAutomine(false);
    const relay = await start();
    await give(relay, FIXTURE.age.slice(0, 2));
    await relay.step();
    await world.anvil.testClient.request({ method: "anvil_dropAllTransactions" as never });
    const foreign = world.anvil.wallet(RELAYER).sendTransaction({ to: account(1).address, value: 1n, nonce: 0 });
    await foreign;
    await world.anvil.testClient.setAutomine(true);
    await mine(4);
    await relay.step();
    await mine();
    expect(await relay.step()).toMatchObject({ settled: 2 });
    expect(await sentBy()).toBe(2);
  });

  it("sends nothing beside another program's waiting transaction", async () => {
    await world.anvil.testClient.setAutomine(false);
    const relay = await start();
    await give(relay, FIXTURE.age.slice(0, 1));
    await world.anvil.wallet(RELAYER).sendTransaction({ to: account(1).address, value: 1n });
    await expect(relay.step()).rejects.toThrow(expect.objectContaining({ code: "CHAIN_FAILED", path: "signer" }));
    await mine();
    expect(await relay.step()).toMatchObject({ sent: 1 });
  });

  it("keeps to the gas of an hour, and to a block's", async () => {
    await world.anvil.testClient.setBlockGasLimit({ gasLimit: 1_000_000n });
    await mine(1);
    const relay = await start({ maxGasPerHour: 1_300_000, hookGas: 5_000 });
    await give(relay, FIXTURE.age.slice(0, 20));
    // Enough blocks for all of them.
    for (let i = 0; i < 10; i++) {
      await relay.step();
      await mine();
    }
    const before = (await world.claimed()).length;
    expect(before).toBeGreaterThan(3);
    expect(before).toBeLessThan(20);
    elapsed += 3_601;
    await relay.step();
    await mine();
    expect((await world.claimed()).length).toBeGreaterThan(before);
  });
});
