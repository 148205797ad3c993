/** Calls of the days after a deployment: printed for whoever signs elsewhere, or sent from here. */
import type { PublicClient } from "viem";
import { loadPeer } from "../../../core/peer.ts";
import type { Hex } from "../../../portal/settlement/abi-words.ts";
import { type GateStatus, type ProgrammeStatus, readGate } from "../../../portal/settlement/gate-status.ts";
import {
  encodeTimelockCalls,
  type OperationStatus,
  type PendingCall,
  readDelay,
  readOperation,
} from "../../../portal/settlement/timelock.ts";
import { asChainError, feesFor, waitFor } from "../../../portal/settlement/transactions.ts";
import { type CommandResult, integer, option, required } from "../../command.ts";
import { isAddress, openChain, openWallet } from "../../ethereum.ts";
import { UsageError } from "../../report-error.ts";
import { rpcUrl } from "./shared.ts";

/** Options of every such command. */
export interface OperateOptions {
  readonly gate: string;
  readonly rpcUrl: string;
  readonly from?: string;
  readonly keyFile?: string;
}

/** Options of those that go through the timelock. */
export interface TimelockOptions extends OperateOptions {
  readonly timelock: string;
  readonly number: number;
}

export const operateOptions = [
  required("--gate <address>", "the gate"),
  rpcUrl,
  option("--from <address>", "send it from an account that the node signs for"),
  option("--key-file <file>", "or with the private key in a file; without either the call is printed"),
];
export const timelockOptions = [
  ...operateOptions,
  required("--timelock <address>", "the gate's timelock"),
  option("--number <number>", "tells equal operations apart: an operation is executed once")
    .argParser(integer(0, 1_000_000))
    .default(0),
];

/** An open gate. */
export interface OpenGate {
  readonly address: Hex;
  readonly status: GateStatus;
  readonly publicClient: PublicClient;
  /** Sends a call, and says in which transaction; undefined where nobody is there to sign. */
  readonly send: ((call: PendingCall) => Promise<Hex>) | undefined;
}

export async function openGate({ gate, rpcUrl: url, from, keyFile }: OperateOptions): Promise<OpenGate> {
  if (!isAddress(gate)) throw new UsageError({ message: "--gate expects an address" });
  const { chain, publicClient } = await openChain(url);
  const status = await readGate(publicClient, gate);
  const isSigned = from !== undefined || keyFile !== undefined;
  const wallet = isSigned
    ? await openWallet(chain, {
        ...(from === undefined ? {} : { from }),
        ...(keyFile === undefined ? {} : { keyFile }),
      })
    : undefined;
  const send =
    wallet &&
    (async ({ to, calldata: data }: PendingCall): Promise<Hex> => {
      const { account } = wallet;
      // What would be refused costs nothing.
      await asChainError("simulating", () => publicClient.call({ account: account.address, to, data }));
      const fees = await feesFor(publicClient, account.address);
      const hash = await asChainError("sending", () => wallet.sendTransaction({ to, data, ...fees }));
      return (await waitFor(publicClient, hash)).transactionHash;
    });
  return { address: gate.toLowerCase() as Hex, status, publicClient, send };
}

/** The programme that an option names, by id, or by name and version. @throws UsageError where the gate has none */
export function findProgramme({ programmes }: GateStatus, named: string): ProgrammeStatus {
  const found = programmes.filter(
    ({ programme, name, version }) => named === programme || named === `${name}@${version}`,
  );
  if (found.length === 1) return found[0]!;
  const known = programmes.map(({ name, version }) => `${name}@${version}`).join(", ");
  throw new UsageError({ message: `the gate has no single programme ${named}; it has ${known || "none"}` });
}

/** Call data of a function, written as in Solidity: `setAward(bytes32 programme, uint128 amount)`. */
export async function encodeCall(signature: string, args: readonly unknown[]): Promise<Hex> {
  const { encodeFunctionData, parseAbi } = await loadPeer("viem", () => import("viem"));
  const abi = parseAbi([`function ${signature}`] as readonly string[]);
  return encodeFunctionData({ abi, args } as never);
}

/** A call that its sender may make at once: sent, or printed. */
export async function makeCall(gate: OpenGate, what: string, calldata: Hex): Promise<CommandResult> {
  const call = { to: gate.address, calldata };
  const transactionHash = await gate.send?.(call);
  const { chainId } = gate.status;
  return {
    text: [
      `${what}, on chain ${chainId}`,
      ...(transactionHash === undefined ? callLines(call) : [`Done in ${transactionHash}`]),
    ].join("\n"),
    json: { chainId, what, ...call, transactionHash: transactionHash ?? null },
  };
}

/** A call that only the timelock may make: the step that is due is sent, or both are printed. */
export async function throughTimelock(
  gate: OpenGate,
  what: string,
  data: Hex,
  { timelock, number }: TimelockOptions,
): Promise<CommandResult> {
  if (!isAddress(timelock)) throw new UsageError({ message: "--timelock expects an address" });
  const delaySeconds = await readDelay(gate.publicClient, timelock);
  const calls = await encodeTimelockCalls({ timelock, target: gate.address, data, delaySeconds, number });
  const before = await readOperation(gate.publicClient, timelock, calls.id);
  const due = dueCall(before, calls);
  const transactionHash = due === undefined ? undefined : await gate.send?.(due);
  const after = transactionHash === undefined ? before : await readOperation(gate.publicClient, timelock, calls.id);
  const { chainId } = gate.status;
  const sent = transactionHash === undefined ? [] : [`Sent in ${transactionHash}`];
  return {
    text: [`${what}, on chain ${chainId}`, ...sent, stateText(after), ...nextLines(after, calls)].join("\n"),
    json: { chainId, what, delaySeconds, ...calls, ...after, transactionHash: transactionHash ?? null },
  };
}

function dueCall({ state }: OperationStatus, { schedule, execute }: Record<"schedule" | "execute", PendingCall>) {
  if (state === "unscheduled") return schedule;
  return state === "ready" ? execute : undefined;
}

function stateText({ state, readyAtSeconds }: OperationStatus): string {
  const at = new Date(readyAtSeconds * 1_000).toISOString();
  return {
    unscheduled: "Not scheduled yet",
    waiting: `Scheduled; from ${at} on somebody else than who scheduled it may execute it`,
    ready: "Scheduled, and ready: somebody else than who scheduled it may execute it",
    done: "Executed; give another --number to do it once more",
  }[state];
}

function nextLines({ state }: OperationStatus, calls: Record<"schedule" | "execute", PendingCall>): readonly string[] {
  if (state === "done") return [];
  return [
    ...(state === "unscheduled" ? ["First a proposer sends:", ...callLines(calls.schedule)] : []),
    "Later an executor sends:",
    ...callLines(calls.execute),
  ];
}

const callLines = ({ to, calldata }: PendingCall): readonly string[] => [`Contract: ${to}`, `Calldata: ${calldata}`];
