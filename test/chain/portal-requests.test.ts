/** A portal that asks for claims on a chain: the service verifies and hands over, the relay sends, the gate decides. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJwt } from "jose";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dayNumber } from "../../src/core/dates.ts";
import { parseGrid } from "../../src/core/period-grid.ts";
import { putInbox, takeInbox } from "../../src/portal/relay/inbox.ts";
import { openRelay, type Relay } from "../../src/portal/relay/relay.ts";
import { openStorage, type ServiceStorage } from "../../src/portal/server/storage.ts";
import { deployContract } from "../../src/portal/settlement/deploy.ts";
import { exportVerifier } from "../../src/portal/settlement/export.ts";
import { askerHash, requestSignals } from "../../src/presentation/proof/request.ts";
import { createTestPortal, type TestPortal } from "../portal.ts";
import { fieldFrom } from "../trapdoor.ts";
import { type Asked, type Host, openHost, optionsOf } from "../unit/portal/server/host.ts";
import { FIXTURE } from "../unit/portal/settlement/claims.ts";
import { GRID, statementOf } from "../world.ts";
import { account, compile, hasAnvil } from "./anvil.ts";
import { GATE_ADDRESS, type GateWorld, RELAYER_KEY, startGate } from "./gate-world.ts";

const NOW = FIXTURE.nowSeconds + 60;
const VERSION = 2;
const ORIGIN = "https://benefits.example.org";
const PAYEE = account(7).address.toLowerCase();

describe.skipIf(!hasAnvil).sequential("a service whose claims are made on a chain", () => {
  let world: GateWorld;
  let portal: TestPortal;
  let directory: string;
  let storage: ServiceStorage;
  let relay: Relay;
  let host: Host;
  const inbox = () => join(directory, "inbox");
  const registry = FIXTURE.registry.slice(2);
  const chain = { chainId: "eip155:31337", contract: GATE_ADDRESS, version: VERSION };

  beforeAll(async () => {
    world = await startGate();
    directory = mkdtempSync(join(tmpdir(), "civicproof-portal-"));
    portal = createTestPortal({ nowSeconds: FIXTURE.nowSeconds });
    const { policy, trapdoor } = portal;
    const [issuerRoot, statusRoot] = [fieldFrom("issuer root"), fieldFrom("status root")];
    const roots = { id: registry, issuerRoots: { [String(policy.schemaId)]: issuerRoot }, statusRoot };
    const hour = Math.floor(FIXTURE.nowSeconds / 3_600) * 3_600;
    const statements = [statementOf(roots, hour - 3_600), statementOf(roots, hour)];
    storage = await openStorage({ url: `sqlite:${join(directory, "portal.db")}` });
    host = await openHost(
      portal,
      optionsOf(portal, storage, {
        registry,
        readStatements: async () => statements,
        now: () => NOW,
        chain: {
          ...chain,
          handOver: ({ id, request, presentation }) => putInbox(inbox(), { name: id, request, presentation }),
        },
      }),
    );

    const { source, contractName } = exportVerifier(trapdoor.json, {
      ...{ circuit: "age", setup: "development", allowDevelopmentKeys: true, circuitHash: "ab".repeat(32) },
      ...{ uri: "https://registry.invalid/key#0", basePath: "contracts/Groth16Verifier.sol" },
    });
    const compiled = await compile(["Trapdoor.sol"], { "Trapdoor.sol": source }, { viaIR: false });
    const { address: verifier } = await deployContract({
      ...{ walletClient: world.anvil.wallet(0), publicClient: world.anvil.publicClient },
      ...{ contract: compiled[contractName]!, allowDevelopmentKeys: true },
    });
    const request = portal.request({
      scope: { verifier: "benefits.example.org", chainId: chain.chainId, contract: chain.contract },
      recipient: PAYEE,
    });
    const { firstDay, utcOffsetMinutes } = parseGrid(GRID);
    await world.officer("trustIssuerRoot", [policy.schemaId, issuerRoot]);
    const pair = { statusRoot, issuerRoots: [{ schemaId: policy.schemaId, root: issuerRoot }] };
    await world.officer("publish", [{ registry: FIXTURE.registry, time: FIXTURE.nowSeconds, ...pair }]);
    await world.officer("addProgramme", [
      {
        ...{ domain: "benefits.example.org", name: request.scope.programme, version: VERSION, verifier, maxClaims: 1 },
        ...{ policyHash: policy.policyHash, schemaId: policy.schemaId, scope: requestSignals(request).scope },
        askerHash: `0x${Buffer.from(askerHash(ORIGIN)).toString("hex")}`,
        ...{ opensAt: FIXTURE.nowSeconds - 10_000, closesAt: FIXTURE.nowSeconds + 90 * 86_400, freshnessDays: 1 },
        grid: { kind: 0, daysEach: 0, firstDay: dayNumber(firstDay), utcOffsetMinutes },
      },
    ]);
    relay = await openRelay({
      ...{ client: world.anvil.publicClient, gate: GATE_ADDRESS, signer: privateKeyToAccount(RELAYER_KEY) },
      ...{ journal: join(directory, "relay.db"), verificationKeys: { age: trapdoor.key } },
      ...{ statementsFor: async () => statements, confirmations: 1, now: () => NOW },
    });
  }, 120_000);
  afterAll(async () => {
    await relay?.close();
    await host?.service.close();
    await storage?.close();
    await world?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const ask = (): Promise<Asked> => host.ask({ recipient: PAYEE });
  const settle = async () => {
    const taken = await takeInbox(relay, inbox());
    await relay.step();
    await world.anvil.testClient.mine({ blocks: 3 });
    return { taken: taken.map(({ outcome, refusal }) => refusal?.received ?? outcome), state: await relay.step() };
  };
  const nullifier = fieldFrom("Ada");

  it("names chain, gate and payee in its requests, and takes none without a payee's address", async () => {
    const { request } = await ask();
    expect(request).toMatchObject({
      scope: { chainId: chain.chainId, contract: chain.contract },
      recipient: PAYEE,
      chain: { version: VERSION, ordinal: 1 },
    });
    for (const body of [{ recipient: "case 4711" }, { sameDevice: true }, { recipient: PAYEE, ordinal: 2 }])
      await expect(host.ask(body)).rejects.toThrow("REQUEST_INVALID");
  });

  it("hands a claim over, which the gate then pays once; the portal's word is that it pays nothing", async () => {
    const asked = await ask();
    const presentation = portal.present(asked.request, { nullifier });
    const post = () => host.call("POST", "/responses", { state: asked.id, vp_token: { eligibility: [presentation] } });
    const answered = await post();
    expect(answered).toMatchObject({ status: 200, body: { outcome: "handed-over" } });
    expect(decodeJwt(answered.body.result as string)).toMatchObject({
      outcome: "handed-over",
      scope: { contract: GATE_ADDRESS },
      recipient: PAYEE,
    });
    expect((await host.result(asked.id)).body.outcome).toBe("handed-over");
    expect(await settle()).toMatchObject({ taken: ["taken"], state: { settled: 1 } });
    expect(await world.claimed()).toEqual([nullifier]);
    // The holder whose answer was lost gets the same one, and nothing is made twice.
    expect((await post()).body).toMatchObject({ outcome: "handed-over" });
    expect(await settle()).toMatchObject({ taken: [], state: { settled: 1 } });

    const again = await ask();
    expect((await host.answer(again, { nullifier })).body.outcome).toBe("handed-over");
    expect(await settle()).toMatchObject({ taken: ["ClaimUsed"] });
    expect(await world.claimed()).toEqual([nullifier]);
  });

  it("gives each request away for one person", async () => {
    const asked = await ask();
    const answers = await Promise.all([host.answer(asked), host.answer(asked)]);
    const bodies = answers.map(({ body }) => body.outcome ?? body.error?.code);
    expect(bodies).toContain("handed-over");
    expect(bodies.filter((each) => each === "handed-over")).toHaveLength(1);
    expect((await host.answer(asked)).body.error?.code).toBe("REQUEST_INVALID");
    expect(readdirSync(inbox()).filter((name) => name.endsWith(".json"))).toEqual([`${asked.id}.json`]);
    await settle();
  });

  it("keeps a request open while its claim can't be handed over", async () => {
    const asked = await ask();
    const presentation = portal.present(asked.request);
    const claim = { request: asked.request, presentation: portal.present(asked.request) };
    await putInbox(inbox(), { name: asked.id, ...claim });
    const answer = () =>
      host.call("POST", "/responses", { state: asked.id, vp_token: { eligibility: [presentation] } });
    expect((await answer()).body.error?.code).toBe("SETTLEMENT_INVALID");
    expect((await host.result(asked.id)).status).toBe(202);
    rmSync(join(inbox(), `${asked.id}.json`));
    expect((await answer()).body.outcome).toBe("handed-over");
  });
});
