/**
 * Our Groth16 prover (Groth, eprint 2016/260), for keys and witnesses of circom's tool chain.
 *
 * With w the witness (w₀ = 1), h the scalars of the quotient (quotient.ts) and fresh random r, s:
 *
 *     A = α + Σ wᵢ·Aᵢ + r·δ                       (G1)
 *     B = β + Σ wᵢ·Bᵢ + s·δ                       (G2, and the same in G1)
 *     C = Σ wᵢ·Cᵢ + Σ hᵢ·Hᵢ + s·A + r·B - rs·δ    (G1; the first sum over private signals)
 *
 * A worker takes B in G2, A and some of B in G1, this thread the quotient, C and the rest of B: about half of the work
 * each. Every proof is verified before it is handed out, so a damaged key or witness, or a fault of the machine, gives
 * an error and no proof.
 */

import { concatBytes } from "@noble/hashes/utils.js";
import { AbortedError } from "../../../core/abort.ts";
import { bytesToIntegerLE, integerToBytesLE as toBytes } from "../../../core/bytes.ts";
import { CivicproofError } from "../../../core/errors.ts";
import { FIELD_MODULUS, randomField } from "../../../core/field.ts";
import { type KernelModule, type KernelTier, loadKernel } from "../../kernel/kernel.ts";
import { adoptPoints, coordinatesOf, sumOfMultiples } from "../../kernel/sums.ts";
import type { ProveInput, ProveResult, ProverBackend } from "../backend.ts";
import { type EquationKey, equationHolds, equationKeyOfZkey } from "../equation.ts";
import { readWitness } from "../files/wtns.ts";
import { type Groth16Proof, ProvingError, type SnarkjsProof, toSnarkjsProof } from "../proof.ts";
import { decodeProof } from "../verify.ts";
import { type ProvingKey, prepareQuotient, type QuotientTables, readProvingKey, shareOut } from "./key.ts";
import { localSums, type Pause, type PointSums } from "./points.ts";
import { quotient } from "./quotient.ts";
import { type ProvingThread, type StartWorker, startInlineWorker, startThread, threadEnded } from "./thread.ts";

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

/** The blinding of a proof: two scalars in [1, r), never used twice. */
export interface Blinding {
  readonly r: bigint;
  readonly s: bigint;
}

/** The worker and prepared keys go this many milliseconds after the last proof. */
export const IDLE_MILLISECONDS = 10_000;
/** Keys that stay prepared. */
const KEPT_KEYS = 3;
/** The event loop is let in at least this often. */
const TURN_MILLISECONDS = 40;

/** Everything about one zkey that does not change from proof to proof. */
interface PreparedKey {
  readonly key: ProvingKey;
  readonly equation: EquationKey;
  readonly tables: QuotientTables;
  /** See {@link shareOut}. */
  readonly cut: number;
  readonly own: PointSums;
  readonly others: PointSums;
  /** Fails when the worker refused the points. */
  readonly loaded: Promise<void>;
  /** The thread that holds `others`. */
  readonly thread: ProvingThread | undefined;
  forget(): void;
}

/**
 * Makes a prover.
 *
 * @param blinding for tests only: who knows r and s of a proof can take its witness apart
 */
export function createProver(
  { threads = 2, startWorker = startInlineWorker, tier }: ProverOptions = {},
  blinding: () => Blinding = () => ({ r: randomField(), s: randomField() }),
): Prover {
  const prepared = new Map<Uint8Array, PreparedKey>();
  let thread: ProvingThread | undefined;
  let mayThread = threads === 2;
  let queue: Promise<void> = Promise.resolve();
  let disposal = new AbortController();
  let idle: ReturnType<typeof setTimeout> | undefined;

  /** A worker that lives, or none where there can't be one. */
  function threadNow(): ProvingThread | undefined {
    if (!mayThread) return undefined;
    if (thread?.alive) return thread;
    // One that died before its first word is not available on this page.
    if (thread !== undefined && !thread.answered) mayThread = false;
    try {
      thread = mayThread ? startThread(startWorker) : undefined;
    } catch {
      mayThread = false;
      thread = undefined;
    }
    return thread;
  }

  /** The thread starts while the kernel is compiled. */
  function start(): Promise<KernelModule> {
    threadNow();
    return loadKernel(tier);
  }

  function prepare(module: KernelModule, zkey: Uint8Array): PreparedKey {
    const known = prepared.get(zkey);
    if (known !== undefined && (known.thread === undefined || known.thread.alive)) return known;
    prepared.delete(zkey);
    const key = readProvingKey(zkey);
    const worker = threadNow();
    const { cut, own, others } = shareOut(key, worker === undefined ? 1 : 2);
    // The worker begins at once; this thread goes on with its own part.
    const remote = worker?.load(module, others);
    remote?.loaded.catch(() => {});
    try {
      prepared.set(zkey, {
        key,
        equation: equationKeyOfZkey(key.header),
        tables: prepareQuotient(module, key),
        cut,
        own: localSums(module, own),
        others: remote?.sums ?? localSums(module, others),
        loaded: remote?.loaded ?? Promise.resolve(),
        thread: worker,
        forget: remote?.forget ?? (() => {}),
      });
    } catch (error) {
      remote?.forget();
      throw error;
    }
    for (const [oldest, { forget }] of prepared) {
      if (prepared.size <= KEPT_KEYS) break;
      forget();
      prepared.delete(oldest);
    }
    return prepared.get(zkey)!;
  }

  function release(reason: CivicproofError): void {
    clearTimeout(idle);
    prepared.clear();
    thread?.end(reason);
    thread = undefined;
  }

  function releaseWhenIdle(): void {
    clearTimeout(idle);
    idle = setTimeout(() => release(new ProvingError({ message: "The prover was idle" })), IDLE_MILLISECONDS);
    (idle as { unref?(): void }).unref?.();
  }

  async function proveNow({ zkey, wtns, onProgress }: ProveInput, checkpoint: () => void): Promise<ProveResult> {
    let turn = performance.now();
    /** Lets the event loop in, stops if asked to, and reports progress between `from` and `to`. */
    const pauseBetween =
      (step: string, from: number, to: number): Pause =>
      async (fraction) => {
        if (performance.now() - turn >= TURN_MILLISECONDS) {
          await nextTurn();
          turn = performance.now();
        }
        checkpoint();
        if (thread !== undefined && !thread.alive) throw threadEnded();
        if (to > from) onProgress?.({ step, fraction: from + (to - from) * fraction });
      };

    onProgress?.({ step: "key", fraction: 0 });
    const module = await start();
    checkpoint();
    const { key, cut, own, others, tables, loaded, equation, thread } = prepare(module, zkey);
    const { nVars, nPublic } = key.header;
    const witness = readWitness(wtns, nVars);
    const { r, s } = blinding();

    const rest = witness.subarray(32 * cut);
    const sumB2 = (pause: Pause) => others.sum("B2", concatBytes(witness, toBytes(1n), toBytes(s)), pause);
    const sumA = (pause: Pause) => others.sum("A", concatBytes(witness, toBytes(1n), toBytes(r)), pause);
    const sumRest = (pause: Pause) => others.sum("B1 rest", concatBytes(rest, toBytes(1n), toBytes(s)), pause);
    // A worker hears of all its sums at once, so that it never waits for this thread to look up from its own work. On
    // one thread they come at the end.
    const quiet = pauseBetween("", 0, 0);
    const asked =
      thread === undefined ? undefined : loaded.then(() => Promise.all([sumB2(quiet), sumA(quiet), sumRest(quiet)]));
    asked?.catch(() => {});
    const half = thread === undefined ? 0.6 : 0.97;
    const h = await quotient(tables, witness, pauseBetween("quotient", 0.03, half * 0.2));
    const privateValues = witness.subarray(32 * (nPublic + 1));
    const minusRs = FIELD_MODULUS - ((r * s) % FIELD_MODULUS);
    const c = await own.sum(
      "C",
      concatBytes(privateValues, h, toBytes(minusRs)),
      pauseBetween("C", half * 0.2, half * 0.9),
    );
    const first = await own.sum("B1 first", witness.subarray(0, 32 * cut), pauseBetween("B1", half * 0.9, half));
    const [b2, a, b1] =
      asked === undefined
        ? [
            await sumB2(pauseBetween("B2", half, 0.8)),
            await sumA(pauseBetween("A", 0.8, 0.94)),
            await sumRest(pauseBetween("B1", 0.94, 0.97)),
          ]
        : await asked;
    checkpoint();

    const points = await finish(tables, { a, b1: [first, b1], b2, c, r, s });
    onProgress?.({ step: "check", fraction: 0.98 });
    const publicSignals = Array.from({ length: nPublic }, (_, i) => bytesToIntegerLE(witness, 32 * (i + 1), 32));
    const proof = checkedProof(points, publicSignals, equation);
    onProgress?.({ step: "done", fraction: 1 });
    const result = { proof, publicSignals: publicSignals.map(String) };
    for (const part of [result, proof, proof.pi_a, proof.pi_b, ...proof.pi_b, proof.pi_c, result.publicSignals]) {
      Object.freeze(part);
    }
    verified.add(result);
    return result;
  }

  /** On a page that does not let the worker start, the proof is made on this thread after all. */
  async function proveAnyhow(input: ProveInput, checkpoint: () => void): Promise<ProveResult> {
    try {
      return await proveNow(input, checkpoint);
    } catch (error) {
      checkpoint();
      if (thread === undefined || thread.alive || thread.answered) throw error;
      return proveNow(input, checkpoint);
    }
  }

  let active = 0;
  /** One piece of work after the other; when there is none, the thread and memory go. */
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    clearTimeout(idle);
    active += 1;
    const turn = queue.then(work);
    const ended = () => {
      active -= 1;
      if (active === 0) releaseWhenIdle();
    };
    queue = turn.then(ended, ended);
    return turn;
  }

  return {
    name: "civicproof",
    async prove(input) {
      const signals = [disposal.signal, ...(input.signal === undefined ? [] : [input.signal])];
      const aborted = whenAborted(signals);
      const checkpoint = () => {
        if (signals.some((signal) => signal.aborted)) throw new AbortedError();
      };
      // One that was aborted still holds its place until its current step ends.
      const turn = inTurn(async () => {
        checkpoint();
        return proveAnyhow(input, checkpoint);
      });
      try {
        return await Promise.race([turn, aborted.promise]);
      } catch (error) {
        if (error instanceof CivicproofError) throw error;
        throw new ProvingError({ cause: error });
      } finally {
        aborted.stop();
      }
    },
    async prepare(zkey) {
      const { signal } = disposal;
      await inTurn(async () => {
        if (signal.aborted) return;
        const module = await start();
        if (!signal.aborted && zkey !== undefined) prepare(module, zkey);
      }).catch(() => {});
    },
    async dispose() {
      disposal.abort();
      disposal = new AbortController();
      release(new AbortedError());
    },
  };
}

/** Results that were verified here, so that nobody has to do it twice. */
const verified = new WeakSet<ProveResult>();

/** Whether a result came out of a prover of this module, as it is. */
export function wasVerified(result: ProveResult): boolean {
  return verified.has(result);
}

/** C takes in A and B; then the points leave the kernel. */
async function finish(
  { kernel, memory }: QuotientTables,
  { a, b1, b2, c, r, s }: { a: Uint8Array; b1: readonly Uint8Array[]; b2: Uint8Array; c: Uint8Array } & Blinding,
): Promise<{ a: bigint[]; b: bigint[]; c: bigint[] }> {
  const mark = memory.mark();
  try {
    const points = adoptPoints(memory, "g1", [c, a, ...b1]);
    const scalars = concatBytes(...[1n, s, ...b1.map(() => r)].map((scalar) => toBytes(scalar)));
    const whole = await sumOfMultiples(kernel, memory, points, scalars, () => undefined);
    return {
      a: coordinatesOf(kernel, memory, "g1", a),
      b: coordinatesOf(kernel, memory, "g2", b2),
      c: coordinatesOf(kernel, memory, "g1", whole),
    };
  } finally {
    memory.release(mark);
  }
}

function checkedProof(
  { a, b, c }: { a: readonly bigint[]; b: readonly bigint[]; c: readonly bigint[] },
  publicSignals: readonly bigint[],
  equation: EquationKey,
): SnarkjsProof {
  const [ax, ay, cx, cy] = [...a, ...c].map(String) as [string, string, string, string];
  const [x0, x1, y0, y1] = b.map(String) as [string, string, string, string];
  const proof: Groth16Proof = {
    a: [ax, ay],
    b: [
      [x0, x1],
      [y0, y1],
    ],
    c: [cx, cy],
  };
  try {
    if (equationHolds(equation, decodeProof(proof), publicSignals)) return toSnarkjsProof(proof);
  } catch {
    // A point that does not decode is as wrong as one that does not fit.
  }
  throw new ProvingError({ message: "The proof does not verify: the key or the witness is damaged" });
}

/** Waits for a turn of the event loop, so that signals, timers and other threads are heard. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") {
      setImmediate(resolve);
      return;
    }
    // Timers are clamped to 4 ms in browsers; messages are not.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** A promise that rejects when one of the signals fires; `stop` removes the listeners. */
function whenAborted(signals: readonly AbortSignal[]): { promise: Promise<never>; stop(): void } {
  let fire = () => {};
  const promise = new Promise<never>((_, reject) => {
    fire = () => reject(new AbortedError());
  });
  promise.catch(() => {});
  if (signals.some(({ aborted }) => aborted)) fire();
  for (const signal of signals) signal.addEventListener("abort", fire);
  return {
    promise,
    stop() {
      for (const signal of signals) signal.removeEventListener("abort", fire);
    },
  };
}
