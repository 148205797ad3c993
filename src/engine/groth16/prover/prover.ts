/**
 * Our Groth16 prover: owns the worker and the prepared keys, and makes one proof after the other (prove-now.ts). When
 * there is nothing to prove, threads and memory go.
 */
import { AbortedError } from "../../../core/abort.ts";
import { CivicproofError } from "../../../core/errors.ts";
import { randomField } from "../../../core/field.ts";
import { WorkerUnavailableError } from "../../../core/worker-refusals.ts";
import { type KernelModule, type KernelTier, loadKernel } from "../../kernel/kernel.ts";
import type { ProveInput, ProveResult, ProverBackend } from "../backend.ts";
import { readWitness } from "../files/wtns.ts";
import { ProvingError } from "../proof.ts";
import type { Pause } from "./points.ts";
import { PreparedKeys } from "./prepared.ts";
import { type Blinding, proveNow } from "./prove-now.ts";
import { ProvingThread, type RemotePoints, type StartWorker, startInlineWorker } from "./thread.ts";
import { nextTurn, Turns, whenAborted } from "./turns.ts";

/** Options of {@link createProver}. */
export interface ProverOptions {
  /** 2 (the default) works with one worker beside the calling thread, 1 without. */
  readonly threads?: 1 | 2;
  /** How to start the worker, for pages that forbid workers from blobs: `() => new Worker(url)` of `civicproof/prover-worker`. */
  readonly startWorker?: StartWorker;
  /** For tests and comparisons; the fastest that works by default. */
  readonly tier?: KernelTier;
}

/** Our prover: a backend that can be made ready. */
export type Prover = ProverBackend & Required<Pick<ProverBackend, "prepare">>;

/** The worker and prepared keys go this many milliseconds after the last proof. */
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
  readonly #thread: ProvingThread;
  readonly #keys: PreparedKeys;
  readonly #turns = new Turns({
    idleMilliseconds: IDLE_MILLISECONDS,
    onIdle: () => this.#release(new ProvingError({ message: "The prover was idle" })),
  });
  /** Fires for everything that was asked before {@link dispose}. */
  #disposal = new AbortController();

  constructor({ threads = 2, startWorker = startInlineWorker, tier }: ProverOptions, blinding: () => Blinding) {
    this.#tier = tier;
    this.#blinding = blinding;
    this.#thread = new ProvingThread(threads === 2 ? startWorker : undefined);
    this.#keys = new PreparedKeys(this.#thread);
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
      if (!signal.aborted && zkey !== undefined) this.#keys.take(module, zkey);
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
    this.#thread.end(reason);
  }

  /** The worker starts while the kernel is compiled. */
  #start(): Promise<KernelModule> {
    this.#thread.open();
    return loadKernel(this.#tier);
  }

  /** Where the worker turns out not to work, the proof is made on this thread after all. */
  async #proveAnyhow(input: ProveInput, checkpoint: () => void): Promise<ProveResult> {
    try {
      return await this.#proveOnce(input, checkpoint);
    } catch (error) {
      checkpoint();
      if (!(error instanceof WorkerUnavailableError)) throw error;
      return this.#proveOnce(input, checkpoint);
    }
  }

  async #proveOnce({ zkey, wtns, onProgress }: ProveInput, checkpoint: () => void): Promise<ProveResult> {
    onProgress?.({ step: "key", fraction: 0 });
    const module = await this.#start();
    checkpoint();
    const key = this.#keys.take(module, zkey);
    const { own, others, remote } = key;
    const witness = readWitness(wtns, key.header.nVars);
    const pauseBetween = pauses({ onProgress, checkpoint, remote });
    const result = await proveNow(key, witness, this.#blinding(), {
      own,
      others,
      loaded: remote?.loaded,
      pauseBetween,
    });
    onProgress?.({ step: "done", fraction: 1 });
    return seal(result);
  }
}

/** What a proof does between its steps. */
function pauses({
  onProgress,
  checkpoint,
  remote,
}: Pick<ProveInput, "onProgress"> & {
  readonly checkpoint: () => void;
  readonly remote: RemotePoints | undefined;
}): (step: string, from: number, to: number) => Pause {
  let turn = performance.now();
  return (step, from, to) => async (fraction) => {
    if (performance.now() - turn >= TURN_MILLISECONDS) {
      await nextTurn();
      turn = performance.now();
    }
    checkpoint();
    remote?.failIfLost();
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
