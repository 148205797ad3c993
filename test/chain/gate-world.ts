/** A gate on a node, at the address for which the committed claims were made, with its roots, programme and relayer. */
import { type Abi, type Address, encodeDeployData, encodeFunctionData, type Hex, keccak256, toHex } from "viem";
import { dayNumber } from "../../src/core/dates.ts";
import { toField } from "../../src/core/field.ts";
import { parseGrid } from "../../src/core/period-grid.ts";
import { deployContract } from "../../src/portal/settlement/deploy.ts";
import { requestSignals } from "../../src/presentation/proof/request.ts";
import { FIXTURE, requestOf } from "../unit/portal/settlement/claims.ts";
import { statementOf } from "../world.ts";
import { type Anvil, account, compile, startAnvil } from "./anvil.ts";

/** Whoever's claim pays this address reverts, until `allow` was called. */
export const REFUSED_PAYEE: Address = FIXTURE.age[3]!.recipient as Address;

const GATE = `// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;
import {ClaimGate} from "contracts/ClaimGate.sol";
import {GateSetup} from "contracts/RootRegistry.sol";
contract ChoosyGate is ClaimGate {
    mapping(address => bool) public isRefused;
    error PayeeRefused(address payee);
    constructor(GateSetup memory setup) ClaimGate(setup) {}
    function refuse(address payee, bool refused) external { isRefused[payee] = refused; }
    function _onClaim(bytes32, uint256, address payee, uint8) internal view override {
        if (isRefused[payee]) revert PayeeRefused(payee);
    }
}`;
/** Who does everything but relay; and the relayer, anvil's account of that number. */
const OFFICER = 0;
export const RELAYER = 5;
/** anvil's published key of account 5. */
export const RELAYER_KEY: Hex = "0x8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba";
const MAX_ROOT_AGE = 2 * 86_400;
export const GATE_ADDRESS: Address = FIXTURE.contract;

/** Statements that have the roots of the committed claims. */
export function fixtureStatements() {
  const request = requestOf(FIXTURE.age[0]!);
  const issuerRoots = { [request.schemaId]: toField(FIXTURE.roots.issuerRoot) };
  const hour = Math.floor(FIXTURE.nowSeconds / 3_600) * 3_600;
  const roots = { id: request.registry, issuerRoots, statusRoot: toField(FIXTURE.roots.statusRoot) };
  return [statementOf(roots, hour - 3_600), statementOf(roots, hour)];
}

export interface GateWorld {
  readonly anvil: Anvil;
  readonly abi: Abi;
  /** Sends a call of the gate as its officer. */
  readonly officer: (functionName: string, args: readonly unknown[]) => Promise<void>;
  /** All claims that the gate has taken, in order. */
  readonly claimed: () => Promise<readonly bigint[]>;
  readonly stop: () => Promise<void>;
}

/** @param more arguments of anvil */
export async function startGate(more: readonly string[] = []): Promise<GateWorld> {
  const files = ["contracts/keys/AgeVerifier.sol", "ChoosyGate.sol"];
  const [contracts, anvil] = await Promise.all([
    compile(files, { "ChoosyGate.sol": GATE }, { viaIR: false }),
    startAnvil({ nowSeconds: FIXTURE.nowSeconds, more }),
  ]);
  const { testClient, publicClient } = anvil;
  const { abi, bytecode } = contracts.ChoosyGate!;
  const from = account(OFFICER).address;
  const send = async (to: Address, data: Hex): Promise<void> => {
    const hash = await anvil.wallet(OFFICER).sendTransaction({ to, data, gas: 12_000_000n });
    const { status } = await publicClient.waitForTransactionReceipt({ hash });
    if (status !== "success") throw new Error(`the gate's officer was refused: ${data.slice(0, 10)}`);
  };
  const officer = (functionName: string, args: readonly unknown[]): Promise<void> =>
    send(GATE_ADDRESS, encodeFunctionData({ abi, functionName, args }));
  const { address: verifier } = await deployContract({
    walletClient: anvil.wallet(OFFICER),
    publicClient,
    contract: contracts.AgeVerifier!,
    allowDevelopmentKeys: true,
  });
  const setup = {
    ...{ timelock: from, guardian: from, statusOperator: from, registry: FIXTURE.registry },
    ...{ maxRootAge: MAX_ROOT_AGE, gasLimits: { add: 0, mul: 0, pairing: 0, pair: 0 }, allowDevelopmentKeys: true },
  };
  // The constructor runs at that address and leaves there what it returns.
  const creation = encodeDeployData({ abi, bytecode, args: [setup] });
  await testClient.setCode({ address: GATE_ADDRESS, bytecode: creation });
  const { data: runtime } = await publicClient.call({ account: from, to: GATE_ADDRESS, data: "0x" });
  await send(GATE_ADDRESS, "0x");
  await testClient.setCode({ address: GATE_ADDRESS, bytecode: runtime! });

  const schemaId = BigInt(FIXTURE.schemaId);
  const root = BigInt(FIXTURE.roots.issuerRoot);
  const signals = requestSignals(requestOf(FIXTURE.age[0]!));
  const { firstDay, utcOffsetMinutes } = parseGrid(FIXTURE.grid);
  const statement = { registry: FIXTURE.registry, time: Math.floor(FIXTURE.nowSeconds / 3_600) * 3_600 };
  const pair = { statusRoot: BigInt(FIXTURE.roots.statusRoot), issuerRoots: [{ schemaId, root }] };
  await officer("trustIssuerRoot", [schemaId, root]);
  await officer("publish", [{ ...statement, ...pair }]);
  for (const name of ["RELAYER_ROLE", "PROGRAMME_ROLE", "GUARDIAN_ROLE"])
    await officer("grantRole", [keccak256(toHex(name)), name === "RELAYER_ROLE" ? account(RELAYER).address : from]);
  await officer("addProgramme", [
    {
      ...{ domain: FIXTURE.verifier, name: "senior-pass", version: 1, policyHash: signals.policyHash, schemaId },
      ...{ scope: signals.scope, askerHash: FIXTURE.askerHash, verifier, maxClaims: FIXTURE.maxClaims },
      ...{ opensAt: FIXTURE.nowSeconds - 10_000, closesAt: FIXTURE.nowSeconds + 90 * 86_400, freshnessDays: 1 },
      grid: { kind: 0, daysEach: 0, firstDay: dayNumber(firstDay), utcOffsetMinutes },
    },
  ]);
  return {
    anvil,
    abi,
    officer,
    claimed: async () => {
      const logs = await publicClient.getContractEvents({
        ...{ address: GATE_ADDRESS, abi, eventName: "Claimed", fromBlock: 0n },
      });
      return logs.map(({ args }) => (args as unknown as { nullifier: bigint }).nullifier);
    },
    stop: anvil.stop,
  };
}
