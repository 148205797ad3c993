/** Claims in an EVM whose precompiles cost otherwise: what EIP-7904, a draft, would change, and what is beyond any plan. */
import { type Abi, encodeDeployData, encodeErrorResult, encodeFunctionData, type Hex, keccak256, toHex } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { dayNumber } from "../../src/core/dates.ts";
import { parseGrid } from "../../src/core/period-grid.ts";
import { encodeBatch, encodeFoldedSettlement, encodeSettlement } from "../../src/portal/settlement/encode.ts";
import { FIXTURE, type FixtureClaim, verifyClaim } from "../unit/portal/settlement/claims.ts";
import { type CompiledContract, compile } from "./anvil.ts";
import { type Prices, startEvm } from "./evm.ts";

const GATE = `// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;
import {ClaimGate} from "contracts/ClaimGate.sol";
import {GateSetup} from "contracts/RootRegistry.sol";
contract PlainGate is ClaimGate {
    constructor(GateSetup memory setup) ClaimGate(setup) {}
    function _onClaim(bytes32, uint256, address, uint8) internal override {}
}`;
const OFFICER = "0x00000000000000000000000000000000000000ff";
const TODAY: Prices = { add: 150, mul: 6_000, pairing: 45_000, pair: 34_000 };
const gate = FIXTURE.contract;
const schemaId = BigInt(FIXTURE.schemaId);

describe("claims under other prices of precompiles", () => {
  let contracts: Readonly<Record<string, CompiledContract>>;
  let abi: Abi;
  beforeAll(async () => {
    const files = ["contracts/keys/AgeVerifier.sol", "PlainGate.sol"];
    contracts = await compile(files, { "PlainGate.sol": GATE }, { viaIR: false });
    abi = contracts.PlainGate!.abi;
  });
  const encode = (functionName: string, args: readonly unknown[]): Hex =>
    encodeFunctionData({ abi, functionName, args });

  /** A gate with roots, programme and relayer in an EVM with these prices. */
  async function world(prices: Prices, limits: Prices = { add: 0, mul: 0, pairing: 0, pair: 0 }) {
    const evm = await startEvm({ nowSeconds: FIXTURE.nowSeconds, prices });
    const verifier = (await evm.succeed(OFFICER, undefined, contracts.AgeVerifier!.bytecode)).created!;
    const setup = {
      ...{ timelock: OFFICER, guardian: OFFICER, statusOperator: OFFICER, registry: FIXTURE.registry },
      ...{ maxRootAge: 86_400, gasLimits: limits, allowDevelopmentKeys: true },
    };
    await evm.createAt(
      OFFICER,
      gate,
      encodeDeployData({ abi, bytecode: contracts.PlainGate!.bytecode, args: [setup] }),
    );
    const officer = (name: string, args: readonly unknown[]) => evm.succeed(OFFICER, gate, encode(name, args));
    const root = BigInt(FIXTURE.roots.issuerRoot);
    await officer("trustIssuerRoot", [schemaId, root]);
    const { registry, nowSeconds: time, roots } = FIXTURE;
    const statusRoot = BigInt(roots.statusRoot);
    await officer("publish", [{ registry, time, statusRoot, issuerRoots: [{ schemaId, root }] }]);
    await officer("grantRole", [keccak256(toHex("RELAYER_ROLE")), OFFICER]);
    const { firstDay, utcOffsetMinutes } = parseGrid(FIXTURE.grid);
    const [, policyHash, , , scope] = FIXTURE.age[0]!.signals;
    const terms = {
      ...{ domain: FIXTURE.verifier, name: "senior-pass", version: 1, policyHash: BigInt(policyHash!), schemaId },
      ...{ scope: BigInt(scope!), askerHash: FIXTURE.askerHash, verifier, maxClaims: 3, freshnessDays: 1 },
      ...{ opensAt: FIXTURE.nowSeconds - 86_400, closesAt: FIXTURE.nowSeconds + 86_400 },
      grid: { kind: 0, daysEach: 0, firstDay: dayNumber(firstDay), utcOffsetMinutes },
    };
    const added = await evm.call(OFFICER, gate, encode("addProgramme", [terms]));
    return { evm, officer, added };
  }
  const claim = async (evm: Awaited<ReturnType<typeof startEvm>>, { recipient, ...rest }: FixtureClaim) =>
    evm.call(recipient, gate, encodeSettlement(await verifyClaim({ recipient, ...rest })).calldata);
  const failed = encodeErrorResult({
    abi: [{ type: "error", name: "PrecompileFailed", inputs: [] }],
    errorName: "PrecompileFailed",
  });

  it.each<[string, Prices]>([
    ["today's", TODAY],
    [
      "ecAdd at 314 (EIP-7904, a draft) and pairings at twice their price",
      { ...TODAY, add: 314, pairing: 90_000, pair: 68_000 },
    ],
    ["four times today's", { add: 600, mul: 24_000, pairing: 180_000, pair: 136_000 }],
  ])("go through at %s, one by one, folded and in batches", async (_, prices) => {
    const { evm, added } = await world(prices);
    expect(added.ok).toBe(true);
    const [first, second, ...others] = FIXTURE.age.slice(0, 6) as [FixtureClaim, FixtureClaim, ...FixtureClaim[]];
    expect((await claim(evm, first)).ok).toBe(true);
    const refused = await claim(evm, first);
    expect([refused.ok, refused.output]).toEqual([
      false,
      encodeErrorResult({ abi, errorName: "ClaimRefused", args: [12] }),
    ]);
    const verified = await verifyClaim(second);
    const [{ programme }] = encodeSettlement(verified).args;
    await evm.succeed(OFFICER, gate, encode("refreshProgramme", [programme]));
    const folded = await evm.call(second.recipient, gate, encodeFoldedSettlement(verified).calldata);
    expect(folded.ok).toBe(true);
    const batch = encodeBatch(await Promise.all(others.map(verifyClaim)));
    expect((await evm.call(OFFICER, gate, batch.calldata)).ok).toBe(true);
    // And what is false stays false.
    const { args } = encodeSettlement(await verifyClaim(FIXTURE.age[6]!));
    const false_ = encode("claim", [args[0], { ...args[1], proof: batch.args[1][0]!.proof }]);
    const verdict = await evm.call(FIXTURE.age[6]!.recipient, gate, false_);
    expect([verdict.ok, verdict.output]).toEqual([false, encodeErrorResult({ abi, errorName: "ProofInvalid" })]);
  });

  it("go on after a rise that nobody expected, once the timelock has raised the limits", async () => {
    const dear: Prices = { add: 601, mul: 24_001, pairing: 180_001, pair: 136_001 };
    const { added, evm, officer } = await world(dear);
    expect([added.ok, added.output]).toEqual([false, failed]);
    await officer("raiseGasLimits", [dear]);
    const again = await world(dear, dear);
    expect(again.added.ok).toBe(true);
    expect((await claim(again.evm, FIXTURE.age[0]!)).ok).toBe(true);
    expect((await evm.call(OFFICER, gate, encode("raiseGasLimits", [TODAY]))).ok).toBe(false);
  });

  it("need no new gate and no new programme where the prices rise while it stands", async () => {
    // The same gate twice: the limits are what differs, as they would from one block to the next.
    const dear: Prices = { add: 700, mul: 30_000, pairing: 200_000, pair: 150_000 };
    const { evm, officer } = await world(TODAY);
    expect((await claim(evm, FIXTURE.age[0]!)).ok).toBe(true);
    evm.setPrices(dear);
    const refused = await claim(evm, FIXTURE.age[1]!);
    expect([refused.ok, refused.output]).toEqual([false, failed]);
    await officer("raiseGasLimits", [dear]);
    expect((await claim(evm, FIXTURE.age[1]!)).ok).toBe(true);
    const batch = encodeBatch(await Promise.all(FIXTURE.age.slice(2, 5).map(verifyClaim)));
    expect((await evm.call(OFFICER, gate, batch.calldata)).ok).toBe(true);
  });

  it("burn no more than the limits for a point on the twist outside its group", async () => {
    const { evm } = await world(TODAY);
    const { args } = encodeSettlement(await verifyClaim(FIXTURE.age[0]!));
    const proof = [...args[1].proof];
    // x = 1; y from contracts/test/precompile/Vectors.sol.
    proof.splice(2, 4, 0n, 1n, TWIST_Y_IMAGINARY, TWIST_Y_REAL);
    const outside = await evm.call(FIXTURE.age[0]!.recipient, gate, encode("claim", [args[0], { ...args[1], proof }]));
    expect([outside.ok, outside.output]).toEqual([false, encodeErrorResult({ abi, errorName: "ProofInvalid" })]);
    expect(outside.gas).toBeGreaterThan(724_000);
    expect(outside.gas).toBeLessThan(724_000 + 130_000);
  });
});

const TWIST_Y_IMAGINARY = 0x2351dcdda257b62181cbd745dfee16d5fdf4eb185bbcf33c20a0fe6eaa9cb4a3n;
const TWIST_Y_REAL = 0x07fb3d558dafafb6bf6dd326a5fefe0beca3f9ac3bd999a390d504fad34b0b8cn;
