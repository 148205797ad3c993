/** snarkjs as a prover: the reference that ours is compared with. */

import type { Logger } from "snarkjs";
import { AbortedError } from "../../core/abort.ts";
import { CivicproofError } from "../../core/errors.ts";
import { own } from "../../core/own.ts";
import type { ProveInput, ProverBackend, ProvingProgress } from "../groth16/backend.ts";
import { readWitness } from "../groth16/files/wtns.ts";
import { readZkeyHeader } from "../groth16/files/zkey.ts";
import type { SnarkjsProof } from "../groth16/proof.ts";
import { ProvingError } from "../groth16/proof.ts";
import { acquireCurve, disposeCurve } from "./curve.ts";

/** snarkjs announces its steps through its logger; the fractions are shares of the time on one thread. */
const STEPS: readonly (readonly [message: string, progress: ProvingProgress])[] = [
  ["Reading Wtns", { step: "witness", fraction: 0 }],
  ["Building ABC", { step: "constraints", fraction: 0.01 }],
  ["IFFT_A", { step: "polynomials", fraction: 0.05 }],
  ["Join ABC", { step: "polynomials", fraction: 0.12 }],
  ["Reading A Points", { step: "A", fraction: 0.13 }],
  ["Reading B1 Points", { step: "B1", fraction: 0.25 }],
  ["Reading B2 Points", { step: "B2", fraction: 0.33 }],
  ["Reading C Points", { step: "C", fraction: 0.65 }],
  ["Reading H Points", { step: "H", fraction: 0.78 }],
];

/** Proofs run one after the other: each uses all threads. */
let queue: Promise<void> = Promise.resolve();

/**
 * The prover of snarkjs 0.7. With `threads: false` it works on the calling thread,
 * pausing for the event loop every 50 ms or so, for platforms without workers.
 */
export function createSnarkjsProver(options: { readonly threads?: boolean } = {}): ProverBackend {
  const { threads = true } = own(options);
  let disposal = new AbortController();
  return {
    name: "snarkjs",
    async prove({ zkey, wtns, signal, onProgress }) {
      const signals = [disposal.signal, ...(signal === undefined ? [] : [signal])];
      const aborted = whenAborted(signals);
      const finished = withResolvers();
      try {
        throwIfAborted(signals);
        readWitness(wtns, readZkeyHeader(zkey).nVars);
        const turn = queue;
        queue = turn.then(() => finished.promise);
        await Promise.race([turn, aborted.promise]);
        return await proveNow({ zkey, wtns, onProgress, threads, aborted: aborted.promise });
      } catch (error) {
        if (error instanceof CivicproofError) throw error;
        throw new ProvingError({ cause: error });
      } finally {
        aborted.stop();
        finished.resolve();
      }
    },
    async dispose() {
      disposal.abort();
      disposal = new AbortController();
      await disposeCurve();
    },
  };
}

async function proveNow({
  zkey,
  wtns,
  onProgress,
  threads,
  aborted,
}: {
  zkey: Uint8Array;
  wtns: Uint8Array;
  onProgress: ProveInput["onProgress"];
  threads: boolean;
  aborted: Promise<never>;
}): Promise<{ proof: SnarkjsProof; publicSignals: string[] }> {
  const starting = acquireCurve({ threads });
  let lease: Awaited<typeof starting>;
  try {
    lease = await Promise.race([starting, aborted]);
  } catch (error) {
    starting.then(({ release }) => release()).catch(() => {});
    throw error;
  }
  try {
    const proving = lease.snarkjs.groth16.prove(
      { type: "mem", data: zkey },
      { type: "mem", data: wtns },
      onProgress && progressLogger(onProgress),
    );
    // After an abort it ends with an error that nobody waits for.
    proving.catch(() => {});
    const { proof, publicSignals } = await Promise.race([proving, lease.failure, aborted]);
    const result = decodeProof(proof, publicSignals);
    onProgress?.({ step: "done", fraction: 1 });
    return result;
  } catch (error) {
    if (error instanceof AbortedError) lease.abandon(error);
    throw error;
  } finally {
    lease.release();
  }
}

function progressLogger(onProgress: (progress: ProvingProgress) => void): Logger {
  let next = 0;
  const quiet = () => {};
  return {
    debug(message) {
      const found = STEPS.findIndex(([start], i) => i >= next && message.startsWith(start));
      if (found < 0) return;
      next = found + 1;
      onProgress(STEPS[found]![1]);
    },
    info: quiet,
    warn: quiet,
    error: quiet,
  };
}

/** A promise that rejects when one of the signals fires; `stop` removes the listeners. */
function whenAborted(signals: readonly AbortSignal[]): { promise: Promise<never>; stop(): void } {
  const { promise, reject } = withResolvers<never>();
  promise.catch(() => {});
  const fire = () => reject(new AbortedError());
  for (const signal of signals) signal.addEventListener("abort", fire);
  return {
    promise,
    stop() {
      for (const signal of signals) signal.removeEventListener("abort", fire);
    },
  };
}

function throwIfAborted(signals: readonly AbortSignal[]): void {
  if (signals.some(({ aborted }) => aborted)) throw new AbortedError();
}

const DECIMAL = /^(?:0|[1-9][0-9]{0,77})$/;
const isDecimal = (value: unknown): value is string => typeof value === "string" && DECIMAL.test(value);
const isTriple = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length === 3 && value.every(isDecimal);

function decodeProof(
  { pi_a, pi_b, pi_c }: { readonly [key: string]: unknown },
  publicSignals: readonly unknown[],
): { proof: SnarkjsProof; publicSignals: string[] } {
  const isPair = (value: unknown) => Array.isArray(value) && value.length === 2 && value.every(isDecimal);
  const isG2 = (value: unknown): value is string[][] =>
    Array.isArray(value) && value.length === 3 && value.every(isPair);
  const refuse = (path: string, value: unknown) =>
    new ProvingError({
      path,
      expected: "what a groth16 proof has there",
      received: Array.isArray(value) ? `an array of ${value.length}` : typeof value,
    });
  if (!isTriple(pi_a)) throw refuse("pi_a", pi_a);
  if (!isG2(pi_b)) throw refuse("pi_b", pi_b);
  if (!isTriple(pi_c)) throw refuse("pi_c", pi_c);
  if (!publicSignals.every(isDecimal)) throw refuse("publicSignals", publicSignals);
  return { proof: { pi_a, pi_b, pi_c, protocol: "groth16", curve: "bn128" }, publicSignals: [...publicSignals] };
}

function withResolvers<T = void>(): {
  promise: Promise<T>;
  resolve(value: T): void;
  reject(reason: unknown): void;
} {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
