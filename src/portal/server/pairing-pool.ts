/** Pairing checks on threads of this process, so that the service answers while it verifies. */
import { Worker } from "node:worker_threads";
import { type CivicproofError, StoreUnavailableError } from "../../core/errors.ts";
import { PresentationMalformedError } from "../../engine/groth16/proof.ts";
import { ProofInvalidError } from "../../engine/groth16/verify.ts";
import type { CheckProofs, UncheckedProof } from "../../presentation/verification/verify.ts";
import { sourceOfKey } from "../../statement/artifacts/imported-key.ts";
import type { PairingReply, PairingTask } from "./pairing-worker.ts";

/** Threads that check proofs. */
export interface PairingPool {
  /** For `createProcessor`. A thread that dies is replaced and its work given to another, once. */
  readonly checkProofs: CheckProofs;
  /** Thread ids, for tests that kill them. */
  readonly threads: () => readonly { readonly threadId: number; terminate(): Promise<number> }[];
  close(): Promise<void>;
}

export interface PairingPoolOptions {
  readonly threads: number;
  /** A thread that takes longer over one task is replaced; 30 by default. */
  readonly timeoutSeconds?: number;
}

interface Running {
  readonly task: PairingTask;
  readonly attempts: number;
  readonly resolve: (reply: PairingReply) => void;
  readonly reject: (error: CivicproofError) => void;
}

interface Thread {
  readonly worker: Worker;
  running: Running | undefined;
  timer: NodeJS.Timeout | undefined;
}

/** Below this many, splitting a batch costs more than the second thread saves. */
const MIN_SHARE = 2;
const MAX_ATTEMPTS = 2;

/** Starts the threads; they hold no keys until the first task brings them. */
export function createPairingPool({ threads: size, timeoutSeconds = 30 }: PairingPoolOptions): PairingPool {
  const waiting: Running[] = [];
  const pool: Thread[] = [];
  let isClosed = false;

  const start = (): void => {
    const worker = startWorker();
    const thread: Thread = { worker, running: undefined, timer: undefined };
    worker.unref();
    worker.on("message", (reply: PairingReply) => {
      const { running } = thread;
      release(thread);
      running?.resolve(reply);
      next();
    });
    // An exception inside a thread ends it; "exit" follows.
    worker.on("error", () => {});
    worker.on("exit", () => {
      const { running } = thread;
      release(thread);
      pool.splice(pool.indexOf(thread), 1);
      if (running !== undefined) retry(running);
      if (!isClosed) start();
      next();
    });
    pool.push(thread);
  };

  const release = (thread: Thread): void => {
    clearTimeout(thread.timer);
    thread.running = undefined;
    thread.worker.unref();
  };

  const retry = (running: Running): void => {
    if (isClosed || running.attempts >= MAX_ATTEMPTS) {
      running.reject(new StoreUnavailableError({ path: "pairings", expected: "a thread that lives" }));
    } else waiting.unshift({ ...running, attempts: running.attempts + 1 });
  };

  const next = (): void => {
    for (const thread of pool) {
      if (thread.running !== undefined) continue;
      const running = waiting.shift();
      if (running === undefined) return;
      thread.running = running;
      thread.worker.ref();
      thread.timer = setTimeout(() => void thread.worker.terminate(), timeoutSeconds * 1_000);
      thread.worker.postMessage(running.task);
    }
  };

  const run = (task: PairingTask): Promise<PairingReply> =>
    new Promise((resolve, reject) => {
      if (isClosed) return reject(new StoreUnavailableError({ path: "pairings", expected: "an open pool" }));
      waiting.push({ task, attempts: 1, resolve, reject });
      next();
    });

  for (let i = 0; i < size; i++) start();
  return {
    async checkProofs(proofs) {
      const shares = split(proofs, size);
      const replies = await Promise.all(shares.map(async (share) => readReply(await run(toTask(share)))));
      return replies.flat();
    },
    threads: () => pool.map(({ worker }) => worker),
    async close() {
      isClosed = true;
      for (const running of waiting.splice(0)) retry(running);
      await Promise.all(pool.map(({ worker }) => worker.terminate()));
    },
  };
}

function startWorker(): Worker {
  if (!import.meta.url.endsWith(".ts")) return new Worker(new URL("./pairing-worker.js", import.meta.url));
  // In a clone the sources run through tsx, which does not reach into threads by itself.
  const url = new URL("./pairing-worker.ts", import.meta.url).href;
  const code = `import("tsx/esm/api").then(({ register }) => { register(); return import(${JSON.stringify(url)}); })`;
  return new Worker(code, { eval: true });
}

function split(proofs: readonly UncheckedProof[], threads: number): readonly (readonly UncheckedProof[])[] {
  const share = Math.max(MIN_SHARE, Math.ceil(proofs.length / threads));
  return Array.from({ length: Math.ceil(proofs.length / share) }, (_, i) => proofs.slice(i * share, (i + 1) * share));
}

function toTask(proofs: readonly UncheckedProof[]): PairingTask {
  const keys = [...new Set(proofs.map(({ key }) => key))];
  return {
    keys: keys.map((key) => ({ hash: key.hash, circuit: key.circuit, setup: key.setup, json: sourceOfKey(key) })),
    proofs: proofs.map(({ key, proof, signals }) => ({ key: keys.indexOf(key), proof, signals })),
  };
}

function readReply(reply: PairingReply): readonly (CivicproofError | undefined)[] {
  return reply.map((refusal) => {
    if (refusal === null) return undefined;
    const { code, ...details } = refusal;
    return code === "PROOF_INVALID" ? new ProofInvalidError(details) : new PresentationMalformedError(details);
  });
}
