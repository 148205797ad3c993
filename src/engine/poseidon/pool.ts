/** The Poseidon kernel on worker threads (Node). */
import { Worker } from "node:worker_threads";
import { AbortedError } from "../../core/abort.ts";
import { groups, type KernelArity, kernelImage, poseidonKernel } from "./kernel.ts";

/** Hashes away from the main thread. */
export interface PoseidonPool {
  /** Like `PoseidonKernel.hashMany`. */
  readonly hashMany: (arity: KernelArity, bytes: Uint8Array) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}

// Text, so that every bundler and loader leaves it as it is. The loop is that of kernel.ts.
const WORKER = `
const { parentPort, workerData } = require("node:worker_threads");
const { module, image, pages, fixed, work, bytes: start, widths, chunkElements } = workerData;
const { memory, hash } = new WebAssembly.Instance(module, { env: { abort() { throw new Error("abort"); } } }).exports;
memory.grow(pages - memory.buffer.byteLength / 65536);
const view = new Uint8Array(memory.buffer);
view.set(image);
parentPort.on("message", ({ arity, bytes }) => {
  const { t, rounds, constants } = widths[arity];
  const count = bytes.length / (32 * arity);
  const perCall = Math.floor(chunkElements / arity);
  const out = new Uint8Array(32 * count);
  for (let first = 0; first < count; first += perCall) {
    const n = Math.min(perCall, count - first);
    view.set(bytes.subarray(32 * arity * first, 32 * arity * (first + n)), start);
    hash(t, rounds, constants, fixed, work, start, n);
    out.set(view.subarray(start, start + 32 * n), 32 * first);
  }
  parentPort.postMessage(out, [out.buffer]);
});
`;

interface Job {
  readonly arity: KernelArity;
  readonly bytes: Uint8Array;
  readonly resolve: (hashes: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

/** Hashes of one message: small enough to spread over the threads, large enough not to be about messages. */
const GROUPS_PER_JOB = 2_048;
/** Fewer groups are hashed at once on the calling thread. */
const INLINE_GROUPS = 64;

/** Starts threads. They keep the process alive until {@link PoseidonPool.close}. */
export function createPoseidonPool({ threads = 2 }: { readonly threads?: number } = {}): PoseidonPool {
  const { module, image, pages, fixed, work, bytes: start, widths } = kernelImage();
  const workerData = { module, image, pages, fixed, work, bytes: start, widths, chunkElements: 32_768 };
  const waiting: Job[] = [];
  const idle: Worker[] = [];
  const running = new Map<Worker, Job>();

  const next = (worker: Worker): void => {
    const job = waiting.shift();
    if (job === undefined) {
      idle.push(worker);
      return;
    }
    running.set(worker, job);
    worker.postMessage({ arity: job.arity, bytes: job.bytes });
  };
  const workers = Array.from({ length: threads }, () => {
    const worker = new Worker(WORKER, { eval: true, workerData });
    worker.on("message", (hashes: Uint8Array) => {
      const job = running.get(worker);
      running.delete(worker);
      job?.resolve(hashes);
      next(worker);
    });
    worker.on("error", (error) => {
      for (const job of [running.get(worker), ...waiting.splice(0)]) job?.reject(error);
    });
    idle.push(worker);
    return worker;
  });
  const submit = (arity: KernelArity, bytes: Uint8Array): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      waiting.push({ arity, bytes, resolve, reject });
      const worker = idle.pop();
      if (worker !== undefined) next(worker);
    });

  return {
    async hashMany(arity, bytes) {
      const count = groups(arity, bytes);
      if (count <= INLINE_GROUPS) return poseidonKernel().hashMany(arity, bytes);
      const step = 32 * arity * GROUPS_PER_JOB;
      const jobs = Array.from({ length: Math.ceil(bytes.length / step) }, (_, i) =>
        submit(arity, bytes.slice(i * step, (i + 1) * step)),
      );
      const parts = await Promise.all(jobs);
      const out = new Uint8Array(32 * count);
      parts.forEach((part, i) => {
        out.set(part, i * 32 * GROUPS_PER_JOB);
      });
      return out;
    },
    async close() {
      for (const job of waiting.splice(0)) job.reject(new AbortedError());
      await Promise.all(workers.map((worker) => worker.terminate()));
      for (const job of running.values()) job.reject(new AbortedError());
    },
  };
}
