/** A gate with its timelock and verifiers put on a chain, and the calls that two persons make afterwards. */

import * as v from "valibot";
import type { Abi, AbiParameter } from "viem";
import { viemReader } from "../../core/chain-clients.ts";
import { decode } from "../../core/json.ts";
import { loadPeer } from "../../core/peer.ts";
import { hex64, integer, textLike } from "../../core/shapes.ts";
import type { RequestablePolicy } from "../../presentation/proof/request.ts";
import { type CircuitName, CLAIM_CIRCUITS } from "../../statement/circuit/signals.ts";
import { CLAIM_GATE_ABI } from "./abi.generated.ts";
import { type Placeholders, SettlementError, toAbiRecord } from "./abi-values.ts";
import type { Hex } from "./abi-words.ts";
import { ChainError } from "./claim-window.ts";
import { type CompiledContract, type Deployment, type DeployOptions, deployContract } from "./deploy.ts";

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
  maxRootAgeSeconds: integer(1, 2_592_000),
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

/** A call that somebody has to send. */
export interface PendingCall {
  readonly to: Hex;
  readonly calldata: Hex;
}

/** One operation of the timelock: a proposer sends `schedule`; after the delay an executor, somebody else, `execute`. */
export interface TimelockOperation {
  readonly function: string;
  readonly schedule: PendingCall;
  readonly execute: PendingCall;
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
}

const NO_BYTES: Hex = `0x${"0".repeat(64)}`;
/** The two functions of OpenZeppelin's TimelockController that matter here. */
const TIMELOCK_CALLS = [
  "function schedule(address target, uint256 value, bytes data, bytes32 predecessor, bytes32 salt, uint256 delay)",
  "function execute(address target, uint256 value, bytes payload, bytes32 predecessor, bytes32 salt)",
] as const;

/**
 * Deploys a timelock of two persons, the verifiers and a gate that obeys the timelock. The deployer keeps no role. Roots
 * and programmes come afterwards, through the timelock: the calls are returned and not sent.
 *
 * @throws DevelopmentKeyError for a verifier of a development key without `allowDevelopmentKeys`, before anything is sent
 * @throws SettlementError for arguments that do not fit the contract
 * @throws ChainError when the node fails or refuses, PackageMissingError without viem
 */
export async function deployGate(options: DeployGateOptions): Promise<GateDeployment> {
  const { plan, compiled, policies = [], walletClient, publicClient, allowDevelopmentKeys = false } = options;
  const { encodeAbiParameters, encodeFunctionData, keccak256, parseAbi } = await loadPeer("viem", () => import("viem"));
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
  gateArguments(plan.guardian);
  for (const [i, { function: called, arguments: values }] of plan.operations.entries()) {
    inputsOf(contracts.gate.abi, "function", called);
    termsPlaceholders(values, policies, `operations[${i}].arguments.terms`);
  }

  const deploy = (contract: CompiledContract, args: readonly unknown[]) =>
    deployContract({ walletClient, publicClient, contract, args, allowDevelopmentKeys });
  const verifiers: Partial<Record<CircuitName, Deployment>> = {};
  for (const [circuit, contract] of verifierContracts) verifiers[circuit] = await deploy(contract, []);
  const { delaySeconds, proposers, executors } = plan.timelock;
  const timelock = await deploy(contracts.timelock, [BigInt(delaySeconds), proposers, executors]);
  const gate = await deploy(contracts.gate, gateArguments(timelock.address));

  const placeholders: Placeholders = {
    $timelock: timelock.address,
    $gate: gate.address,
    ...Object.fromEntries(Object.entries(verifiers).map(([circuit, at]) => [`$verifier:${circuit}`, at.address])),
  };
  const operations: TimelockOperation[] = [];
  for (const [i, { function: called, arguments: values }] of plan.operations.entries()) {
    const inputs = inputsOf(contracts.gate.abi, "function", called);
    const path = `operations[${i}].arguments`;
    const ofTerms = termsPlaceholders(values, policies, `${path}.terms`);
    const scope = await scopeFor(options, gate.address, values);
    const args = Object.values(toAbiRecord(inputs, values, { ...placeholders, ...ofTerms, ...scope }, path));
    const data = encodeFunctionData({ abi: contracts.gate.abi as Abi, functionName: called, args });
    // The salt tells equal calls of one plan apart.
    const salt = keccak256(encodeAbiParameters([{ type: "uint256" }], [BigInt(i)]));
    const abi = parseAbi(TIMELOCK_CALLS);
    const common = [gate.address, 0n, data, NO_BYTES, salt] as const;
    operations.push({
      function: called,
      schedule: {
        to: timelock.address,
        calldata: encodeFunctionData({ abi, functionName: "schedule", args: [...common, BigInt(delaySeconds)] }),
      },
      execute: { to: timelock.address, calldata: encodeFunctionData({ abi, functionName: "execute", args: common }) },
    });
  }
  return { chainId: walletClient.chain.id, timelock, delaySeconds, verifiers, gate, operations };
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

/**
 * `$policyHash` and `$schemaId` of an operation with programme terms; values that stand there instead must be those of a
 * policy, too: the schema id decides whose issuers are trusted, and the contract can't know it.
 */
function termsPlaceholders(
  { terms }: Readonly<Record<string, unknown>>,
  policies: readonly RequestablePolicy[],
  path: string,
): Placeholders {
  if (typeof terms !== "object" || terms === null) return {};
  const { name: programme, policyHash, schemaId, maxClaims } = terms as Readonly<Record<string, unknown>>;
  const policy = policies.find((each) =>
    policyHash === "$policyHash" ? each.policy.programme === programme : String(each.policyHash) === String(policyHash),
  );
  if (policy === undefined)
    throw new SettlementError({ path: `${path}.policyHash`, expected: "the hash of one of the policies given" });
  const known = { $policyHash: String(policy.policyHash), $schemaId: String(policy.schemaId) };
  if (schemaId !== "$schemaId" && String(schemaId) !== known.$schemaId)
    throw new SettlementError({ path: `${path}.schemaId`, expected: `${known.$schemaId}, the schema of its policy` });
  const most = policy.policy.maxClaims ?? 1;
  if (maxClaims !== most) throw new SettlementError({ path: `${path}.maxClaims`, expected: `${most}, as its policy` });
  return known;
}

/** `$scope` of an operation with programme terms: the contract computes it. */
async function scopeFor(
  { publicClient }: DeployGateOptions,
  gate: Hex,
  values: Readonly<Record<string, unknown>>,
): Promise<Placeholders> {
  const { domain, name: programme } = (values.terms ?? {}) as { readonly domain?: unknown; readonly name?: unknown };
  if (typeof domain !== "string" || typeof programme !== "string") return {};
  try {
    const args = [domain, programme] as const;
    const scope = await viemReader(publicClient).readContract({
      address: gate,
      abi: CLAIM_GATE_ABI,
      functionName: "scopeOf",
      args,
    });
    return { $scope: String(scope) };
  } catch (cause) {
    throw new ChainError({ path: "scopeOf", expected: "an answer of the node", cause });
  }
}
