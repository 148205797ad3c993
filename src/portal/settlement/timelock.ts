/** Operations of a TwoPersonTimelock: what a proposer schedules and, after the delay, somebody else executes. */

import { type ChainReader, viemReader } from "../../core/chain-clients.ts";
import { ownWith } from "../../core/own.ts";
import { loadPeer } from "../../core/peer.ts";
import { type Hex, word } from "./abi-words.ts";
import { asChainError } from "./transactions.ts";

/** A call that somebody has to send. */
export interface PendingCall {
  readonly to: Hex;
  readonly calldata: Hex;
}

/** One operation of the timelock: a proposer sends `schedule`; after the delay an executor, somebody else, `execute`. */
export interface TimelockCalls {
  readonly schedule: PendingCall;
  readonly execute: PendingCall;
  /** How the timelock names the operation. */
  readonly id: Hex;
}

/** What a timelock is to do. */
export interface TimelockTask {
  readonly timelock: Hex;
  readonly target: Hex;
  readonly data: Hex;
  readonly delaySeconds: number;
  /** Tells equal calls apart: an operation that was executed can't be scheduled again. */
  readonly number: number;
}

/** How far an operation is. */
export interface OperationStatus {
  readonly state: "unscheduled" | "waiting" | "ready" | "done";
  /** From when on it may be executed; 0 before it is scheduled, 1 once it is done. */
  readonly readyAtSeconds: number;
}

const NO_BYTES: Hex = `0x${"0".repeat(64)}`;
/** The functions of OpenZeppelin's TimelockController that matter here. */
const TIMELOCK = [
  "function schedule(address target, uint256 value, bytes data, bytes32 predecessor, bytes32 salt, uint256 delay)",
  "function execute(address target, uint256 value, bytes payload, bytes32 predecessor, bytes32 salt)",
  "function getMinDelay() view returns (uint256)",
  "function getOperationState(bytes32 id) view returns (uint8)",
  "function getTimestamp(bytes32 id) view returns (uint256)",
] as const;
const STATES = ["unscheduled", "waiting", "ready", "done"] as const;

const loadViem = () => loadPeer("viem", () => import("viem"));

/** The two calls of an operation. @throws PackageMissingError without viem */
export async function encodeTimelockCalls(task: TimelockTask): Promise<TimelockCalls> {
  const needed = ["timelock", "target", "data", "delaySeconds", "number"] as const;
  const { timelock, target, data, delaySeconds, number } = ownWith(task, ...needed);
  const { encodeAbiParameters, encodeFunctionData, keccak256, parseAbi, parseAbiParameters } = await loadViem();
  const abi = parseAbi(TIMELOCK);
  const salt = keccak256(`0x${word(number)}`);
  const common = [target, 0n, data, NO_BYTES, salt] as const;
  const schedule = encodeFunctionData({ abi, functionName: "schedule", args: [...common, BigInt(delaySeconds)] });
  const execute = encodeFunctionData({ abi, functionName: "execute", args: common });
  const parameters = parseAbiParameters("address, uint256, bytes, bytes32, bytes32");
  return {
    schedule: { to: timelock, calldata: schedule },
    execute: { to: timelock, calldata: execute },
    id: keccak256(encodeAbiParameters(parameters, common)),
  };
}

/** The shortest delay that a timelock takes. @throws ChainError when the node fails or no timelock stands there */
export async function readDelay(publicClient: ChainReader, timelock: Hex): Promise<number> {
  const { parseAbi } = await loadViem();
  const abi = parseAbi(TIMELOCK);
  return asChainError(timelock, async () =>
    Number(await viemReader(publicClient).readContract({ address: timelock, abi, functionName: "getMinDelay" })),
  );
}

/** How far an operation is. @throws ChainError when the node fails or no timelock stands there */
export async function readOperation(publicClient: ChainReader, timelock: Hex, id: Hex): Promise<OperationStatus> {
  const { parseAbi } = await loadViem();
  const reader = viemReader(publicClient);
  const at = { address: timelock, abi: parseAbi(TIMELOCK), args: [id] } as const;
  return asChainError(timelock, async () => ({
    state: STATES[await reader.readContract({ ...at, functionName: "getOperationState" })]!,
    readyAtSeconds: Number(await reader.readContract({ ...at, functionName: "getTimestamp" })),
  }));
}
