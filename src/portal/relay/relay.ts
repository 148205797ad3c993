/**
 * Sends claims to a gate. A relay has one account and one sequence of nonces; at most one of its transactions is in no
 * block. What it takes and what it sends stands in its journal first, so that a relay that was killed goes on where it was.
 */
import { pause } from "../../core/abort.ts";
import { hexToBytes } from "../../core/bytes.ts";
import { CivicproofError } from "../../core/errors.ts";
import { own } from "../../core/own.ts";
import { decodeRequest } from "../../presentation/proof/request.ts";
import { decodePresentation, type VerifiedPresentation } from "../../presentation/verification/verify.ts";
import { SettlementError } from "../settlement/abi-values.ts";
import { type Hex, keccakOfBytes, keccakOfText } from "../settlement/abi-words.ts";
import type { ClaimCode } from "../settlement/claim-codes.ts";
import { ChainError } from "../settlement/claim-window.ts";
import { encodeBatch, groupForBatch, MAX_BATCH_GAS } from "../settlement/encode.ts";
import { capFees, type Fees, raiseFees, suggestFees } from "./fees.ts";
import { ClaimRefusedError, createIntake, type IntakeOptions, isTemporary, mayPass } from "./intake.ts";
import {
  type Attempt,
  type ClaimOutcome,
  type ClaimState,
  type OpenTransaction,
  openJournal,
  type WaitingClaim,
} from "./journal.ts";
import {
  broadcast,
  claimKey,
  decodeCodes,
  estimateGas,
  fetchBlockHash,
  fetchHead,
  fetchNonce,
  fetchReceipt,
  type Head,
  isKnown,
  isRelayer,
  type Receipt,
  readBatchEvents,
  refusedCode,
  simulate,
} from "./node.ts";

/** The account that sends: viem's `privateKeyToAccount`, or one whose key is elsewhere (viem's `toAccount`). */
export interface RelaySigner {
  readonly address: Hex;
  // biome-ignore lint/suspicious/noExplicitAny: viem types each kind of transaction by itself; only this accepts its accounts
  readonly signTransaction: (transaction: any) => Promise<Hex>;
}

/** Options of {@link openRelay}. */
export interface RelayOptions extends Omit<IntakeOptions, "sender"> {
  /** Nobody else may send from this account: the relay counts its nonces. It needs the gate's `RELAYER_ROLE`. */
  readonly signer: RelaySigner;
  /** The journal's file. */
  readonly journal: string;
  /** Blocks on top that make a claim settled; 12 by default. */
  readonly confirmations?: number;
  /** How long a transaction may wait for its block before it is replaced by a dearer one; 60 by default. */
  readonly replaceAfterSeconds?: number;
  /** The most that is offered for a unit of gas, in wei; no limit by default. */
  readonly maxFeePerGas?: bigint | undefined;
  /** The most gas that transactions of one hour are given; no limit by default. */
  readonly maxGasPerHour?: number | undefined;
  /** See {@link BatchPlanOptions}. */
  readonly hookGas?: number | undefined;
  /** Seconds since the epoch; this machine's clock by default. */
  readonly now?: () => number;
  /** Told about each claim that ends or has to wait. */
  readonly onClaim?: (claim: ClaimEnd) => void;
}

/** What a relay says of one claim. */
export interface ClaimEnd {
  /** The nonce of its request. */
  readonly nonce: string;
  readonly state: Exclude<ClaimState, "sent">;
  /** A code of the gate ({@link CLAIM_CODES}) or of a refusal; or what reverts the transaction. */
  readonly reason?: string;
  readonly transactionHash?: Hex;
}

/** Where a relay stands after a step: how many claims there are in each state. */
export type RelayState = Readonly<Record<ClaimState, number>>;

export interface Relay {
  /**
   * Checks a claim and notes it. Once it has returned, the claim is not lost: it is settled, or refused with a reason.
   *
   * @param request as the portal stored it, never as a holder sent it
   * @param presentation the holder's answer
   * @returns `known` for one that was taken before
   * @throws RequestError, PresentationMalformedError and the other refusals of `verifyPresentation`
   * @throws SettlementError for a claim of another gate, or under other terms than the gate's
   * @throws ClaimRefusedError where the gate would refuse it for good, or where one with its ordinal is under way
   * @throws ChainError when the node fails: nothing was taken
   */
  readonly take: (request: unknown, presentation: unknown) => Promise<"taken" | "known">;
  /**
   * Looks where transactions are, replaces one that waits too long, and sends the next batch.
   *
   * @throws ChainError when the node fails: the next step continues
   */
  readonly step: () => Promise<RelayState>;
  readonly close: () => Promise<void>;
}

/** Claims that one step looks at. */
const MAX_WAITING = 1_000;
/** A claim that failed so often on the chain is given up. */
const MAX_FAILURES = 5;
const LONGEST_WAIT_SECONDS = 600;
/** An estimate is of one state of the chain, and the block's may differ. */
const GAS_MARGIN = 1.15;
/** How long ended claims are remembered after their deadline. */
const KEEP_SECONDS = 30 * 86_400;

/**
 * Opens a relay with its journal.
 *
 * @throws SettlementError where the account may not send at the gate
 * @throws RelayJournalError for a journal of another chain, gate or account; DatabaseLockedError while another relay has it
 * @throws ChainError when the node fails or no gate stands there
 */
export async function openRelay(options: RelayOptions): Promise<Relay> {
  const {
    client,
    signer,
    journal: file,
    confirmations = 12,
    replaceAfterSeconds = 60,
    maxFeePerGas,
    maxGasPerHour = Number.POSITIVE_INFINITY,
    hookGas,
    now = () => Math.floor(Date.now() / 1000),
    onClaim,
  } = own(options);
  const gate = options.gate.toLowerCase() as Hex;
  const sender = signer.address.toLowerCase() as Hex;
  const intake = await createIntake({ ...options, gate, sender });
  const { chainId } = intake;
  if (!(await isRelayer(client, gate, keccakOfText("RELAYER_ROLE"), sender)))
    throw new SettlementError({
      path: "signer",
      expected: "an account with the gate's RELAYER_ROLE",
      received: sender,
    });
  const journal = await openJournal(file, { chainId, gate, sender });
  /** Claims that were verified in this process, by their id. */
  const verifiedById = new Map<number, VerifiedPresentation>();

  const tell = (claims: readonly WaitingClaim[], outcomes: readonly ClaimOutcome[]): void => {
    for (const { id, hasFailed: _, ...end } of outcomes) {
      if (end.state !== "waiting") verifiedById.delete(id);
      onClaim?.({ nonce: claims.find((each) => each.id === id)!.nonce, ...end });
    }
  };
  const conclude = async (claims: readonly WaitingClaim[], outcomes: readonly ClaimOutcome[]): Promise<void> => {
    await journal.conclude(outcomes, now());
    tell(claims, outcomes);
  };
  const postpone = async (claims: readonly WaitingClaim[], reason: string): Promise<void> => {
    const nowSeconds = now();
    for (const claim of claims) {
      const wait = Math.min(15 * 2 ** claim.failures, LONGEST_WAIT_SECONDS);
      await journal.postpone([claim.id], reason, nowSeconds + wait, nowSeconds);
      if (claim.failures === 0) onClaim?.({ nonce: claim.nonce, state: "waiting", reason });
    }
  };

  const sign = async (
    { nonce, calldata, gas }: Pick<OpenTransaction, "nonce" | "calldata" | "gas">,
    { maxFeePerGas: most, maxPriorityFeePerGas }: Fees,
  ): Promise<Attempt> => {
    const fees =
      maxPriorityFeePerGas === undefined
        ? { type: "legacy", gasPrice: most }
        : { type: "eip1559", maxFeePerGas: most, maxPriorityFeePerGas };
    const transaction = { chainId, nonce, to: gate, data: calldata, gas: BigInt(gas), value: 0n, ...fees };
    const raw = await signer.signTransaction(transaction);
    const hash = keccakOfBytes(hexToBytes(raw.slice(2)));
    return { hash, raw, fees: { maxFeePerGas: most, maxPriorityFeePerGas }, sentAtSeconds: now() };
  };
  const send = async ({ hash, raw }: Attempt): Promise<void> => {
    if ((await broadcast(client, raw)) === "underpriced") await journal.markUnderpriced(hash);
  };

  /** The receipt of whichever attempt got into a block. */
  const findReceipt = async (hashes: readonly Hex[]): Promise<{ hash: Hex; receipt: Receipt } | undefined> => {
    for (const hash of hashes.toReversed()) {
      const receipt = await fetchReceipt(client, hash);
      if (receipt !== undefined) return { hash, receipt };
    }
    return undefined;
  };

  const follow = async (transaction: OpenTransaction, head: Head): Promise<void> => {
    const { nonce, attempts, block, claims } = transaction;
    const found = await findReceipt(attempts.map(({ hash }) => hash));
    if (found !== undefined) {
      const { number, hash } = found.receipt.block;
      if (block?.hash !== hash) await journal.locate(nonce, found.receipt.block);
      const isSettled = head.number - number >= BigInt(confirmations);
      if (!isSettled || (await fetchBlockHash(client, number)) !== hash) return;
      const outcomes = outcomesOf(claims, found.receipt, found.hash, gate);
      await journal.finish(nonce, outcomes, now());
      tell(claims, outcomes);
      return;
    }
    if (block !== undefined) {
      const hash = await fetchBlockHash(client, block.number);
      // A node that is behind has not seen the block yet; the same block without the receipt is one that is reading it.
      if (hash === undefined || hash === block.hash) return;
      await journal.locate(nonce, undefined);
    }
    const settledBlock = head.number > BigInt(confirmations) ? head.number - BigInt(confirmations) : 0n;
    if ((await fetchNonce(client, sender, settledBlock)) > nonce) {
      // Somebody used the nonce with the same key: these claims were not made, and need another transaction.
      const outcomes = claims.map(({ id }) => ({ id, state: "waiting", reason: "NonceTaken" }) as const);
      await journal.finish(nonce, outcomes, now());
      tell(claims, outcomes);
      return;
    }
    await keepAlive(transaction, head);
  };

  /** Sends again what a node has dropped, and replaces what has waited too long. */
  const keepAlive = async ({ attempts, ...transaction }: OpenTransaction, head: Head): Promise<void> => {
    const last = attempts.at(-1)!;
    if (now() - last.sentAtSeconds >= replaceAfterSeconds) {
      const fees = raiseFees(last.fees, await suggestFees(client, head), maxFeePerGas);
      if (fees !== undefined) {
        const attempt = await sign(transaction, fees);
        await journal.replace(transaction.nonce, attempt);
        return send(attempt);
      }
    }
    if (!(await isKnown(client, last.hash))) await send(last);
  };

  /** Waiting claims with what was verified; what can't be verified any more is refused. */
  const openWaiting = async (): Promise<readonly Ready[]> => {
    const nowSeconds = now();
    const ready: Ready[] = [];
    for (const claim of await journal.waiting(nowSeconds, MAX_WAITING)) {
      let verified = verifiedById.get(claim.id);
      try {
        if (nowSeconds > claim.deadlineSeconds) throw new ClaimRefusedError({ received: "DeadlinePassed" });
        const request = decodeRequest(JSON.parse(claim.request));
        verified ??= await intake.verify(request, claim.presentation, nowSeconds);
        verifiedById.set(claim.id, verified);
        ready.push({ claim, verified });
      } catch (error) {
        if (!(error instanceof CivicproofError) || isTemporary(error)) throw error;
        await conclude([claim], [{ id: claim.id, state: "refused", reason: reasonOf(error) }]);
      }
    }
    return ready;
  };

  /**
   * The largest part of a group that goes through, found by running it: what the gate would leave out is settled, and what
   * reverts is searched by halves, so that it takes nobody else with it.
   */
  const fitting = async (items: readonly Ready[], maxGas: number): Promise<Batch | undefined> => {
    if (items.length === 0) return undefined;
    const { calldata } = encodeBatch(
      items.map(({ verified }) => verified),
      planOf(maxGas),
    );
    const call = { from: sender, to: gate, data: calldata };
    const trial = await simulate(client, { ...call, gas: maxGas });
    if (trial.kind === "reverted") {
      const code = refusedCode(trial.data);
      if (code === undefined) return halves(items, maxGas, trial.data === "0x" ? "Reverted" : trial.data.slice(0, 138));
      await setAside(items, code);
      return undefined;
    }
    const codes = decodeCodes(trial.output, items.length);
    const isIn = (_: unknown, i: number) => codes[i] === "Accepted";
    if (!codes.every((code) => code === "Accepted")) {
      for (const [i, item] of items.entries()) if (!isIn(item, i)) await setAside([item], codes[i]!);
      return fitting(items.filter(isIn), maxGas);
    }
    const estimate = await estimateGas(client, call);
    const gas = estimate.kind === "answered" ? Math.ceil(Number(estimate.output) * GAS_MARGIN) : maxGas + 1;
    if (gas > maxGas) return halves(items, maxGas, "OutOfGas");
    return { items, calldata, gas };
  };
  const halves = async (items: readonly Ready[], maxGas: number, reason: string): Promise<Batch | undefined> => {
    if (items.length === 1) {
      await postpone([items[0]!.claim], reason);
      return undefined;
    }
    const half = Math.ceil(items.length / 2);
    return (await fitting(items.slice(0, half), maxGas)) ?? fitting(items.slice(half), maxGas);
  };
  const planOf = (maxGas: number) => ({ maxGas, ...(hookGas === undefined ? {} : { hookGas }) });

  /** Claims that the gate would refuse: now, or for good. One that is used may have been made by a transaction of ours. */
  const setAside = async (items: readonly Ready[], code: ClaimCode): Promise<void> => {
    const claims = items.map(({ claim }) => claim);
    if (mayPass(code)) return postpone(claims, code);
    for (const claim of claims) {
      const found = code === "ClaimUsed" ? await findReceipt(await journal.hashesOf(claim.id)) : undefined;
      const isOurs = found !== undefined && readBatchEvents(found.receipt, gate).claimed.has(keyOf(claim));
      const outcome = isOurs
        ? ({ id: claim.id, state: "settled", transactionHash: found.hash } as const)
        : ({ id: claim.id, state: "refused", reason: code } as const);
      await conclude([claim], [outcome]);
    }
  };

  const sendNext = async (head: Head): Promise<void> => {
    const [latest, pending] = [await fetchNonce(client, sender, "latest"), await fetchNonce(client, sender, "pending")];
    const nonce = Math.max(latest, await journal.nextNonce());
    // A transaction that is none of ours waits: the same nonce would replace it, and the next one would wait for it.
    if (pending > nonce) throw new ChainError({ path: "signer", expected: "no transactions but the relay's" });
    const maxGas = Math.min(MAX_BATCH_GAS, Math.floor(Number(head.gasLimit) * 0.9));
    const ready = await openWaiting();
    // Those that failed before go alone.
    const alone = ready.filter(({ claim }) => claim.failures > 0).map((each) => [each]);
    const byVerified = new Map(ready.map((each) => [each.verified, each] as const));
    const together = groupForBatch(
      ready.filter(({ claim }) => claim.failures === 0).map(({ verified }) => verified),
      planOf(maxGas),
    ).map((group) => group.map((verified) => byVerified.get(verified)!));
    for (const group of [...together, ...alone]) {
      const batch = await fitting(group, maxGas);
      if (batch === undefined) continue;
      if ((await journal.gasSince(now() - 3_600)) + batch.gas > maxGasPerHour) return;
      const transaction = { nonce, calldata: batch.calldata, gas: batch.gas };
      const attempt = await sign(transaction, capFees(await suggestFees(client, head), maxFeePerGas));
      await journal.begin(
        { ...transaction, attempt },
        batch.items.map(({ claim }) => claim),
        now(),
      );
      return send(attempt);
    }
  };

  return {
    async take(requestGiven, presentationGiven) {
      const request = decodeRequest(requestGiven);
      const presentation = decodePresentation(presentationGiven);
      const verified = await intake.verify(request, presentation, now());
      await intake.askGate(verified);
      const outcome = await journal.take(
        {
          nonce: request.nonce,
          nullifier: verified.nullifier,
          ordinal: request.chain!.ordinal,
          deadlineSeconds: request.expiresAtSeconds,
          request: JSON.stringify(request),
          presentation: JSON.stringify(presentation),
        },
        now(),
      );
      if (outcome === "used") throw new ClaimRefusedError({ received: "ClaimUsed" });
      return outcome;
    },
    async step() {
      const head = await fetchHead(client);
      for (const transaction of await journal.openTransactions()) await follow(transaction, head);
      const isInNoBlock = (await journal.openTransactions()).some(({ block }) => block === undefined);
      if (!isInNoBlock) await sendNext(head);
      await journal.prune(now() - KEEP_SECONDS);
      return journal.counts();
    },
    close: () => journal.close(),
  };
}

/** A waiting claim that holds. */
interface Ready {
  readonly claim: WaitingClaim;
  readonly verified: VerifiedPresentation;
}

/** A call that goes through in the newest block. */
interface Batch {
  readonly items: readonly Ready[];
  readonly calldata: Hex;
  readonly gas: number;
}

const keyOf = ({ nullifier, ordinal }: WaitingClaim): string => claimKey(nullifier, ordinal);

/** What a settled transaction did to each of its claims. */
function outcomesOf(
  claims: readonly WaitingClaim[],
  receipt: Receipt,
  transactionHash: Hex,
  gate: Hex,
): readonly ClaimOutcome[] {
  const { claimed, skipped } = readBatchEvents(receipt, gate);
  return claims.map((claim, i): ClaimOutcome => {
    const { id } = claim;
    if (receipt.isSuccess && claimed.has(keyOf(claim)) && !skipped.has(i))
      return { id, state: "settled", transactionHash };
    const code = receipt.isSuccess ? skipped.get(i) : undefined;
    if (code !== undefined && !mayPass(code)) return { id, state: "refused", reason: code };
    const reason = code ?? "Reverted";
    return claim.failures < MAX_FAILURES
      ? { id, state: "waiting", reason, hasFailed: true }
      : { id, state: "refused", reason };
  });
}

/** The gate's code, or that of the refusal. */
function reasonOf(error: CivicproofError): string {
  return error instanceof ClaimRefusedError ? (error.received ?? error.code) : error.code;
}

/** Options of {@link runRelay}. */
export interface RunRelayOptions {
  readonly signal: AbortSignal;
  /** Between steps; 3,000 by default. After a failure twice as long each time, up to 60,000. */
  readonly pollMilliseconds?: number;
  /** Called before each step, to take what has come. */
  readonly takeNew?: () => Promise<void>;
  readonly onStep?: (state: RelayState) => void;
  /** Told about failures of node, registry or database, which are tried again. */
  readonly onError?: (error: CivicproofError) => void;
}

const LONGEST_PAUSE = 60_000;

/** Steps until the signal fires; a step that has begun is finished. @throws whatever is no failure that may pass */
export async function runRelay(relay: Relay, options: RunRelayOptions): Promise<void> {
  const { signal, pollMilliseconds = 3_000, takeNew, onStep, onError } = options;
  const attempt = async (work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      if (!isTemporary(error)) throw error;
      onError?.(error);
      return false;
    }
  };
  let wait = pollMilliseconds;
  while (!signal.aborted) {
    // A registry that is away must not keep transactions from being followed.
    const hasTaken = await attempt(async () => takeNew?.());
    const hasStepped = await attempt(async () => {
      // Apart from the call of `onStep`: without one, its argument would not be computed.
      const state = await relay.step();
      onStep?.(state);
    });
    wait = hasTaken && hasStepped ? pollMilliseconds : Math.min(2 * wait, LONGEST_PAUSE);
    await pause(wait, signal);
  }
}
