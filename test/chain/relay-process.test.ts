/** Relays that are killed at any moment, and a chain that takes blocks back: every claim is made once. */
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readJournal } from "../../src/portal/relay/journal.ts";
import { openRelay } from "../../src/portal/relay/relay.ts";
import { killAll, startScript } from "../faults/rig.ts";
import { FIXTURE, type FixtureClaim, keyOf, presentationOf, requestOf } from "../unit/portal/settlement/claims.ts";
import { account, hasAnvil } from "./anvil.ts";
import { fixtureStatements, GATE_ADDRESS, type GateWorld, RELAYER, RELAYER_KEY, startGate } from "./gate-world.ts";
import type { RelayTask } from "./relay-process.ts";

const ROUNDS = 3;
const PER_ROUND = 3;

describe.skipIf(!hasAnvil).sequential("a relay that is killed", () => {
  let world: GateWorld;
  let directory: string;
  const inbox = () => join(directory, "inbox");
  const journal = () => join(directory, "relay.db");
  beforeAll(async () => {
    world = await startGate();
    directory = mkdtempSync(join(tmpdir(), "civicproof-relay-"));
    mkdirSync(inbox());
  });
  afterAll(async () => {
    killAll();
    await world?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const put = (claims: readonly FixtureClaim[]): void => {
    for (const claim of claims) {
      const name = String(FIXTURE.age.indexOf(claim)).padStart(3, "0");
      const text = JSON.stringify({ request: requestOf(claim), presentation: presentationOf(claim) });
      writeFileSync(join(inbox(), `.${name}`), text);
      renameSync(join(inbox(), `.${name}`), join(inbox(), `${name}.json`));
    }
  };
  const start = async () => {
    const task: RelayTask = {
      ...{ url: world.anvil.url, gate: GATE_ADDRESS, key: RELAYER_KEY, journal: journal(), inbox: inbox() },
      hookGas: 7_000_000,
    };
    const script = startScript("test/chain/relay-process.ts", task);
    await script.until((lines) => lines.includes("ready"));
    return script;
  };

  it("loses no claim, and makes none twice", async () => {
    const { testClient } = world.anvil;
    await testClient.setAutomine(false);
    await testClient.setIntervalMining({ interval: 1 });
    const claims = FIXTURE.age.slice(0, ROUNDS * PER_ROUND);
    for (let round = 0; round < ROUNDS; round++) {
      const relay = await start();
      put(claims.slice(round * PER_ROUND, (round + 1) * PER_ROUND));
      // From the reading of a file to the settling of its claim takes a second or two.
      await new Promise((resolve) => setTimeout(resolve, 40 + ((round * 397) % 1_100)));
      await relay.kill();
    }
    const last = await start();
    await expect
      .poll(async () => (await readJournal(journal())).filter(({ state }) => state === "settled").length, {
        timeout: 60_000,
        interval: 200,
      })
      .toBe(claims.length);
    last.child.kill("SIGTERM");
    await last.ended;
    expect([last.child.exitCode, last.lines]).toEqual([0, ["ready", "closed"]]);
    expect(readdirSync(inbox())).toEqual(["refused"]);
    expect(readdirSync(join(inbox(), "refused"))).toEqual([]);

    const claimed = await world.claimed();
    expect([...claimed].sort()).toEqual(claims.map(({ signals }) => BigInt(signals[0]!)).sort());
    // Nothing was sent in vain either: each transaction made what it carried.
    const { publicClient } = world.anvil;
    const sent = await publicClient.getTransactionCount({ address: account(RELAYER).address });
    const skipped = await publicClient.getContractEvents({
      ...{ address: GATE_ADDRESS, abi: world.abi, eventName: "ClaimSkipped", fromBlock: 0n },
    });
    expect(skipped).toEqual([]);
    expect(sent).toBeLessThanOrEqual(claims.length);
  }, 180_000);

  it("sends again what a reorganisation took", async () => {
    const { testClient, publicClient } = world.anvil;
    await testClient.setIntervalMining({ interval: 0 });
    await testClient.setAutomine(true);
    const relay = await openRelay({
      client: publicClient,
      gate: GATE_ADDRESS,
      signer: privateKeyToAccount(RELAYER_KEY),
      journal: join(directory, "second.db"),
      verificationKeys: { age: keyOf("age") },
      statementsFor: async () => fixtureStatements(),
      confirmations: 2,
      now: () => FIXTURE.nowSeconds + 60,
    });
    try {
      const before = (await world.claimed()).length;
      const height = () => publicClient.getBlockNumber({ cacheTime: 0 });
      const start = await height();
      for (const claim of FIXTURE.age.slice(-2)) await relay.take(requestOf(claim), presentationOf(claim));
      await relay.step();
      await relay.step();
      // The node answers before it has made the block.
      await expect.poll(() => world.claimed()).toHaveLength(before + 2);
      // The last tick of the interval may have made a block after theirs.
      const depth = Number((await height()) - start);
      await testClient.request({ method: "anvil_reorg" as never, params: [depth, []] as never });
      expect(await world.claimed()).toHaveLength(before);
      await relay.step();
      await testClient.mine({ blocks: 3 });
      expect(await relay.step()).toMatchObject({ settled: 2 });
      expect(await world.claimed()).toHaveLength(before + 2);
    } finally {
      await relay.close();
    }
  });
});
