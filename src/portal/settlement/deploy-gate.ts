/** A gate with its timelock and verifiers put on a chain, and the calls that two persons make afterwards. */

import * as v from "valibot";
import type { Abi, AbiParameter } from "viem";
import { decode } from "../../core/json.ts";
import { ownWith } from "../../core/own.ts";
import { loadPeer } from "../../core/peer.ts";
import { hex64, integer, textLike } from "../../core/shapes.ts";
import { MAX_ROOT_AGE_SECONDS } from "../../credentials/registry/root-age.ts";
import type { RequestablePolicy } from "../../presentation/proof/request.ts";
import { type CircuitName, CLAIM_CIRCUITS } from "../../statement/circuit/signals.ts";
import { type Placeholders, SettlementError, toAbiRecord } from "./abi-values.ts";
import type { Hex } from "./abi-words.ts";
import { type CompiledContract, checkDeployment, type Deployment, type DeployOptions } from "./deploy.ts";
import { deployOnce, type SentDeployment } from "./deploy-once.ts";
import { scopeFor, termsPlaceholders } from "./programme-call.ts";
import { encodeTimelockCalls, type TimelockCalls } from "./timelock.ts";

const address = textLike(/^0x[0-9a-fA-F]{40}$/, "an address");
const name = textLike(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "a Solidity name");
const gas = integer(0, 2 ** 32 - 1);
const planSchema = v.strictObject({
  civicproof: v.literal("deployment/v2"),
  timelock: v.strictObject({
    /** Seconds between scheduling and execution. */
    delaySeconds: integer(0, 31_536_000),
    proposers: v.pipe(v.array(address), v.minLength(1), v.maxLength(32)),
    executors: v.pipe(v.array(address), v.minLength(1), v.maxLength(32)),
  }),
  guardian: address,
  statusOperator: address,
  /** Id of the registry whose statements are taken, 64 hexadecimal digits. */
  registry: hex64,
  /** How long the roots of a statement are good, counted from its time, 1 second to 30 days. */
  maxRootAgeSeconds: integer(1, MAX_ROOT_AGE_SECONDS),
  /** The most gas that the precompiles get; four times the price on Ethereum where it is left out or 0. */
  gasLimits: v.optional(v.strictObject({ add: gas, mul: gas, pairing: gas, pair: gas }), {
    add: 0,
    mul: 0,
    pairing: 0,
    pair: 0,
  }),
  circuits: v.pipe(v.array(v.picklist(CLAIM_CIRCUITS)), v.minLength(1), v.maxLength(CLAIM_CIRCUITS.length)),
  gate: v.strictObject({
    /** Name of a compiled contract that inherits ClaimGate. */
    contract: name,
    /** Its constructor's arguments by name, without `setup`, which holds what stands above. */
    arguments: v.optional(v.record(v.string(), v.unknown()), {}),
  }),
  /**
   * Calls of the gate for the timelock: arguments by name; `$timelock`, `$gate`, `$verifier:age` are filled in, and in the
   * terms of a programme `$scope`, `$policyHash` and `$schemaId`.
   */
  operations: v.optional(
    v.pipe(v.array(v.strictObject({ function: name, arguments: v.record(v.string(), v.unknown()) })), v.maxLength(64)),
    [],
  ),
});

/** What to deploy, as it stands in a file. */
export type DeploymentPlan = v.InferOutput<typeof planSchema>;

/** Reads a plan. @throws SettlementError for anything that is not one */
export function decodeDeploymentPlan(value: unknown): DeploymentPlan {
  const limits = { maxNodes: 10_000, maxStringLength: 4_096 };
  return decode(planSchema, value, { Refusal: SettlementError, path: "plan", limits }) as DeploymentPlan;
}

/** One operation of the timelock, by the function of the gate that it calls. */
export interface TimelockOperation extends TimelockCalls {
  readonly function: string;
}

/** Everything that {@link deployGate} put on the chain, and what remains to be done. */
export interface GateDeployment {
  readonly chainId: number;
  readonly timelock: Deployment;
  readonly delaySeconds: number;
  readonly verifiers: Readonly<Partial<Record<CircuitName, Deployment>>>;
  readonly gate: Deployment;
  readonly operations: readonly TimelockOperation[];
}

/** Options of {@link deployGate}. */
export interface DeployGateOptions extends Pick<DeployOptions, "walletClient" | "publicClient"> {
  readonly plan: DeploymentPlan;
  /** Finds a compiled contract by name: `TwoPersonTimelock`, `AgeVerifier`, the gate. */
  readonly compiled: (contractName: string) => Promise<CompiledContract>;
  /** From `compilePolicy`: those of all programmes in the plan, whose terms are compared with them. */
  readonly policies?: readonly RequestablePolicy[];
  /** Accept verifiers whose key's secret is public, and tell the gate to. For tests and demonstrations only. */
  readonly allowDevelopmentKeys?: boolean;
  /** What an earlier run has done with the same plan, by the contract's name: it is not done again. */
  readonly resume?: Readonly<Record<string, DeploymentProgress>>;
  /** Told what was sent and what stands, each time before anything else is sent. Keep it: it is what `resume` takes. */
  readonly onProgress?: (contractName: string, progress: DeploymentProgress) => void | Promise<void>;
}

/** A contract of a deployment: about to be sent, sent, or standing at an address. */
export type DeploymentProgress = Deployment | SentDeployment;

/**
 * Deploys a timelock of two persons, the verifiers and a gate that obeys the timelock. The deployer keeps no role. Roots
 * and programmes come afterwards, through the timelock: the calls are returned and not sent. The whole plan is checked
 * before the first transaction, the constructors in calls that leave nothing behind.
 *
 * @throws DevelopmentKeyError for a verifier of a development key without `allowDevelopmentKeys`, before anything is sent
 * @throws SettlementError for arguments that do not fit the contract
 * @throws ChainError when the node fails or refuses, PackageMissingError without viem
 */
export async function deployGate(options: DeployGateOptions): Promise<GateDeployment> {
  const needed = ["plan", "compiled", "walletClient", "publicClient"] as const;
  const { plan: given, compiled, walletClient, publicClient, ...rest } = ownWith(options, ...needed);
  const { policies = [], allowDevelopmentKeys = false, resume = {}, onProgress } = rest;
  const plan = decodeDeploymentPlan(given);
  const { encodeFunctionData } = await loadPeer("viem", () => import("viem"));
  const verifierName = (circuit: string) => `${circuit[0]!.toUpperCase()}${circuit.slice(1)}Verifier`;
  // Everything that can be wrong here is found before the first transaction.
  const contracts = {
    timelock: await compiled("TwoPersonTimelock"),
    gate: await compiled(plan.gate.contract),
  };
  const verifierContracts = await Promise.all(
    plan.circuits.map(async (circuit) => [circuit, await compiled(verifierName(circuit))] as const),
  );
  const constructorInputs = inputsOf(contracts.gate.abi, "constructor");
  const gateArguments = (timelock: string): readonly unknown[] => {
    const { guardian, statusOperator, maxRootAgeSeconds, gasLimits } = plan;
    const setup = {
      timelock,
      guardian,
      statusOperator,
      registry: `0x${plan.registry}`,
      maxRootAge: maxRootAgeSeconds,
      gasLimits,
      allowDevelopmentKeys,
    };
    const values = { ...plan.gate.arguments, setup };
    return Object.values(toAbiRecord(constructorInputs, values, { $timelock: timelock }, "gate.arguments"));
  };
  const { delaySeconds, proposers, executors } = plan.timelock;
  const timelockArguments = [BigInt(delaySeconds), proposers, executors];
  /** The call of an operation: with the deployed addresses, or with any to see whether its arguments fit. */
  const encodeOperation = (i: number, placeholders: Placeholders): Hex => {
    const { function: called, arguments: values } = plan.operations[i]!;
    const inputs = inputsOf(contracts.gate.abi, "function", called);
    const path = `operations[${i}].arguments`;
    const ofTerms = termsPlaceholders(values, policies, `${path}.terms`);
    const args = Object.values(toAbiRecord(inputs, values, { ...placeholders, ...ofTerms }, path));
    try {
      return encodeFunctionData({ abi: contracts.gate.abi as Abi, functionName: called, args });
    } catch (cause) {
      throw new SettlementError({ path, expected: `arguments of ${called}`, cause });
    }
  };
  const anywhere = plan.guardian;
  const anyPlaceholders = placeholdersOf(
    anywhere,
    anywhere,
    plan.circuits.map((circuit) => [circuit, anywhere] as const),
  );
  for (const i of plan.operations.keys()) encodeOperation(i, { ...anyPlaceholders, $scope: "0" });
  const common = { walletClient, publicClient, allowDevelopmentKeys };
  for (const [, contract] of verifierContracts) await checkDeployment({ ...common, contract });
  await checkDeployment({ ...common, contract: contracts.timelock, args: timelockArguments });
  await checkDeployment({ ...common, contract: contracts.gate, args: gateArguments(anywhere) });

  const deploy = async (contractName: string, contract: CompiledContract, args: readonly unknown[]) => {
    const before = resume[contractName];
    if (before !== undefined && "address" in before) return before;
    const note = (sent: SentDeployment) => onProgress?.(contractName, sent);
    const deployed = await deployOnce({ ...common, contract, args, before, note });
    await onProgress?.(contractName, deployed);
    return deployed;
  };
  const verifiers: Partial<Record<CircuitName, Deployment>> = {};
  for (const [circuit, contract] of verifierContracts)
    verifiers[circuit] = await deploy(verifierName(circuit), contract, []);
  const timelock = await deploy("TwoPersonTimelock", contracts.timelock, timelockArguments);
  const gate = await deploy(plan.gate.contract, contracts.gate, gateArguments(timelock.address));

  const placeholders = placeholdersOf(
    timelock.address,
    gate.address,
    Object.entries(verifiers).map(([circuit, { address: at }]) => [circuit, at] as const),
  );
  const operations: TimelockOperation[] = [];
  for (const [i, { function: called, arguments: values }] of plan.operations.entries()) {
    const scope = await scopeFor(publicClient, gate.address, values);
    const data = encodeOperation(i, { ...placeholders, ...scope });
    const task = { timelock: timelock.address, target: gate.address, data, delaySeconds, number: i };
    operations.push({ function: called, ...(await encodeTimelockCalls(task)) });
  }
  return { chainId: walletClient.chain.id, timelock, delaySeconds, verifiers, gate, operations };
}

function placeholdersOf(
  timelock: string,
  gate: string,
  verifiers: readonly (readonly [circuit: string, address: string])[],
): Placeholders {
  const named = verifiers.map(([circuit, at]) => [`$verifier:${circuit}`, at] as const);
  return { $timelock: timelock, $gate: gate, ...Object.fromEntries(named) };
}

function inputsOf(
  abi: CompiledContract["abi"],
  type: "constructor" | "function",
  called?: string,
): readonly AbiParameter[] {
  const entry = (abi as Abi).find(
    (each) => each.type === type && (type === "constructor" || (each as { name: string }).name === called),
  );
  if (entry === undefined && type === "function") {
    throw new SettlementError({
      path: "operations.function",
      expected: "a function of the gate",
      received: called ?? "",
    });
  }
  return (entry as { readonly inputs?: readonly AbiParameter[] } | undefined)?.inputs ?? [];
}
