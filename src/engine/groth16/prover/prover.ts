/**
 * Our Groth16 prover: owns the workers and the prepared keys, and makes one proof after the other (prove-now.ts). When
 * there is nothing to prove, threads and memory go.
 */
import { AbortedError } from "../../../core/abort.ts";
import { CivicproofError } from "../../../core/errors.ts";
import { randomField } from "../../../core/field.ts";
import { processorCount } from "../../../core/platform.ts";
import { WorkerUnavailableError } from "../../../core/worker-refusals.ts";
import { type KernelModule, type KernelTier, loadKernel } from "../../kernel/kernel.ts";
import { sharedMachine } from "../../pairing/machine.ts";
import type { ProveInput, ProveResult, ProverBackend } from "../backend.ts";
import { readWitness } from "../files/wtns.ts";
import { ProvingError } from "../proof.ts";
import { type PreparedKey, PreparedKeys } from "./prepared.ts";
import { type Blinding, type PauseBetween, proveNow } from "./prove-now.ts";
import { ProvingThread, type StartWorker, startInlineWorker } from "./thread.ts";
import { nextTurn, someTurns, Turns, whenAborted } from "./turns.ts";

/** Options of {@link createProver}. */
export interface ProverOptions {
  /** The calling thread and so many workers less one: by default ("auto") as many as the device has cores, 2 to 4. */
  readonly threads?: 1 | 2 | 3 | 4 | "auto";
  /** How to start the worker, for pages that forbid workers from blobs: `() => new Worker(url)` of `civicproof/prover-worker`. */
  readonly startWorker?: StartWorker;
  /** For tests and comparisons; the fastest that works by default. */
  readonly tier?: KernelTier;
}

/** Without a key yet, its files are being opened: this long, so that they are read while this thread is busy. */
const FILES_MILLISECONDS = 5;

/** Our prover: a backend that can be made ready. */
export type Prover = ProverBackend & Required<Pick<ProverBackend, "prepare">>;

/** More threads than this gain little: each has buckets of its own to add up. */
export const MOST_THREADS = 4;
/** Workers and prepared keys go this many milliseconds after the last proof. */
export const IDLE_MILLISECONDS = 10_000;
/** The event loop is let in at least this often. */
const TURN_MILLISECONDS = 40;

/**
 * Makes a prover.
 *
 * @param blinding for tests only: who knows u and v of a proof can take the blinding off, and then tell who made it
 */
export function createProver(
  options: ProverOptions = {},
  blinding: () => Blinding = () => ({ u: randomField(), v: randomField() }),
): Prover {
  return new ThreadedProver(options, blinding);
}

class ThreadedProver implements Prover {
  readonly name = "civicproof";
  readonly #tier: KernelTier | undefined;
  readonly #blinding: () => Blinding;
  readonly #threads: readonly ProvingThread[];
  readonly #keys: PreparedKeys;
  readonly #turns = new Turns({
    idleMilliseconds: IDLE_MILLISECONDS,
    onIdle: () => this.#release(new ProvingError({ message: "The prover was idle" })),
  });
  /** Fires for everything that was asked before {@link dispose}. */
  #disposal = new AbortController();

  constructor({ threads = "auto", startWorker = startInlineWorker, tier }: ProverOptions, blinding: () => Blinding) {
    this.#tier = tier;
    this.#blinding = blinding;
    const count = threads === "auto" ? Math.max(2, Math.min(processorCount(), MOST_THREADS)) : threads;
    this.#threads = Array.from({ length: count - 1 }, () => new ProvingThread(startWorker));
    this.#keys = new PreparedKeys(this.#threads);
  }

  async prove(input: ProveInput): Promise<ProveResult> {
    const signals = [this.#disposal.signal, ...(input.signal === undefined ? [] : [input.signal])];
    const aborted = whenAborted(signals);
    const checkpoint = () => {
      if (signals.some((signal) => signal.aborted)) throw new AbortedError();
    };
    // One that was aborted still holds its place until its current step ends.
    const turn = this.#turns.take(async () => {
      checkpoint();
      return this.#proveAnyhow(input, checkpoint);
    });
    try {
      return await Promise.race([turn, aborted.promise]);
    } catch (error) {
      if (error instanceof CivicproofError) throw error;
      throw new ProvingError({ cause: error });
    } finally {
      aborted.stop();
    }
  }

  async prepare(zkey?: Uint8Array): Promise<void> {
    const { signal } = this.#disposal;
    const work = async () => {
      if (signal.aborted) return;
      const module = await this.#start();
      if (signal.aborted) return;
      const key = zkey === undefined ? undefined : this.#keys.take(module, zkey);
      // Whoever waits, for a proof or with another key, goes on; a proof makes what is left while the workers do theirs.
      const isOver = () => signal.aborted || this.#turns.isAwaited;
      if (key === undefined) await someTurns(FILES_MILLISECONDS, isOver);
      for (const part of [sharedMachine, key?.tables, key?.own]) {
        await nextTurn();
        if (isOver()) return;
        part?.();
      }
    };
    await this.#turns.take(work).catch(() => {});
  }

  async dispose(): Promise<void> {
    this.#disposal.abort();
    this.#disposal = new AbortController();
    this.#turns.stopWaiting();
    this.#release(new AbortedError());
  }

  #release(reason: CivicproofError): void {
    this.#keys.clear();
    for (const thread of this.#threads) thread.end(reason);
  }

  /** The workers start while the kernel is compiled. */
  #start(): Promise<KernelModule> {
    for (const thread of this.#threads) thread.open();
    return loadKernel(this.#tier);
  }

  /** Where a worker turns out not to work, the proof is made without it after all. */
  async #proveAnyhow(input: ProveInput, checkpoint: () => void): Promise<ProveResult> {
    // Each failure sets one worker aside at least.
    for (let left = this.#threads.length; ; left -= 1) {
      try {
        return await this.#proveOnce(input, checkpoint);
      } catch (error) {
        checkpoint();
        if (left === 0 || !(error instanceof WorkerUnavailableError)) throw error;
      }
    }
  }

  async #proveOnce({ zkey, wtns, onProgress }: ProveInput, checkpoint: () => void): Promise<ProveResult> {
    onProgress?.({ step: "key", fraction: 0 });
    const module = await this.#start();
    checkpoint();
    const key = this.#keys.take(module, zkey);
    const witness = readWitness(wtns, key.header.nVars);
    const result = await proveNow(key, witness, this.#blinding(), pauses({ onProgress, checkpoint, key }));
    onProgress?.({ step: "done", fraction: 1 });
    return seal(result);
  }
}

/** What a proof does between its steps. */
function pauses({
  onProgress,
  checkpoint,
  key,
}: Pick<ProveInput, "onProgress"> & {
  readonly checkpoint: () => void;
  readonly key: PreparedKey;
}): PauseBetween {
  let turn = performance.now();
  return (step, from, to) => async (fraction) => {
    if (performance.now() - turn >= TURN_MILLISECONDS) {
      await nextTurn();
      turn = performance.now();
    }
    checkpoint();
    for (const { remote } of key.others) remote?.failIfLost();
    if (to > from) onProgress?.({ step, fraction: from + (to - from) * fraction });
  };
}

/** Results that were verified here, so that nobody has to do it twice. */
const verified = new WeakSet<ProveResult>();

/** Whether a result came out of a prover of this module, as it is. */
export function wasVerified(result: ProveResult): boolean {
  return verified.has(result);
}

/** Remembers that a result was verified; nobody can change it afterwards. */
function seal(result: ProveResult): ProveResult {
  const { proof, publicSignals } = result;
  for (const part of [result, proof, proof.pi_a, proof.pi_b, ...proof.pi_b, proof.pi_c, publicSignals]) {
    Object.freeze(part);
  }
  verified.add(result);
  return result;
}
