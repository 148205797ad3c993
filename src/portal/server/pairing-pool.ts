/** Pairing checks on threads of this process, so that the service answers while it verifies. */

import type { Worker } from "node:worker_threads";
import type { CivicproofError } from "../../core/errors.ts";
import { ownWith } from "../../core/own.ts";
import { startThread } from "../../core/service/thread.ts";
import { WorkerPool } from "../../core/worker-pool.ts";
import { PresentationMalformedError, ProofInvalidError } from "../../engine/groth16/proof.ts";
import type { CheckProofs, UncheckedProof } from "../../presentation/verification/verify.ts";
import { sourceOfKey, type VerificationKey } from "../../statement/artifacts/imported-key.ts";
import type { PairingReply, PairingTask } from "./pairing-worker.ts";

/** Threads that check proofs. */
export interface PairingPool {
  /**
   * For `createProcessor`. A thread that dies is replaced.
   *
   * @throws WorkerEndedError, WorkerSilentError when a thread dies or hangs over these proofs
   * @throws WorkerUnavailableError when none can be started
   * @throws WorkerTaskError, WorkerMessageError when a thread can't work with them at all
   * @throws WorkerPoolClosedError after {@link PairingPool.close}
   */
  readonly checkProofs: CheckProofs;
  /** The threads that live now; for tests that kill them. */
  readonly threads: () => readonly { readonly threadId: number; terminate(): Promise<number> }[];
  close(): Promise<void>;
}

export interface PairingPoolOptions {
  readonly threads: number;
  /** A thread that takes longer over one task is replaced; 30 by default. */
  readonly timeoutSeconds?: number;
}

/** Below this many, splitting a batch costs more than the second thread saves. */
const MIN_SHARE = 2;
/** In a clone, a thread compiles its sources first. */
const START_MILLISECONDS = 30_000;

/** Starts the threads; they hold no keys until the first task brings them. */
export function createPairingPool(options: PairingPoolOptions): PairingPool {
  const { threads, timeoutSeconds = 30 } = ownWith(options, "threads");
  const pool = new WorkerPool<PairingTask, PairingReply>(threads, {
    start: () => startThread(import.meta.url, "pairing-worker"),
    startMilliseconds: START_MILLISECONDS,
    silenceMilliseconds: timeoutSeconds * 1_000,
  });
  return {
    async checkProofs(proofs) {
      const shares = split(proofs, threads);
      const replies = await Promise.all(shares.map(async (share) => readReply(await pool.run(toTask(share)))));
      return replies.flat();
    },
    threads: () => pool.workers as readonly Worker[],
    close: () => pool.close(),
  };
}

function split(proofs: readonly UncheckedProof[], threads: number): readonly (readonly UncheckedProof[])[] {
  const share = Math.max(MIN_SHARE, Math.ceil(proofs.length / threads));
  return Array.from({ length: Math.ceil(proofs.length / share) }, (_, i) => proofs.slice(i * share, (i + 1) * share));
}

function toTask(proofs: readonly UncheckedProof[]): PairingTask {
  const keys = [...new Set(proofs.map(({ key }) => key))];
  return {
    keys: keys.map((key) => ({ hash: key.hash, circuit: key.circuit, setup: key.setup, json: textOf(key) })),
    proofs: proofs.map(({ key, proof, signals }) => ({ key: keys.indexOf(key), proof, signals })),
  };
}

/** Sent with every task, as a thread may be new: one string is copied faster than what it says. */
const texts = new WeakMap<VerificationKey, string>();
function textOf(key: VerificationKey): string {
  const text = texts.get(key) ?? JSON.stringify(sourceOfKey(key));
  texts.set(key, text);
  return text;
}

function readReply(reply: PairingReply): readonly (CivicproofError | undefined)[] {
  return reply.map((refusal) => {
    if (refusal === null) return undefined;
    const { code, ...details } = refusal;
    return code === "PROOF_INVALID" ? new ProofInvalidError(details) : new PresentationMalformedError(details);
  });
}
