/** Owns a worker: starts it, asks it, notices its death, and never lets it keep the process alive. */
import type { CivicproofError } from "../../../core/errors.ts";
import { UnsupportedPlatformError } from "../../../core/platform.ts";
import type { KernelModule } from "../../kernel/kernel.ts";
import { ArtifactError } from "../files/binfile.ts";
import { ProvingError } from "../proof.ts";
import type { WorkerAnswer, WorkerRequest } from "./messages.ts";
import type { PointSet, PointSums } from "./points.ts";
import { WORKER_SOURCE } from "./worker.generated.ts";

/** The refusal of a proof whose worker was killed. */
export function threadEnded(): ProvingError {
  return new ProvingError({ message: "A proving thread ended unexpectedly" });
}

/** What Node's and the browser's workers have in common. */
export interface WorkerLike {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  terminate(): unknown;
  /** Browser. */
  addEventListener?(type: "message" | "error" | "messageerror", listener: (event: unknown) => void): void;
  /** Node. */
  on?(type: "message" | "error" | "exit", listener: (value: unknown) => void): unknown;
  ref?(): void;
  unref?(): void;
}

/** Makes a worker that runs `civicproof/prover-worker`. */
export type StartWorker = () => WorkerLike;

/** A worker from the source that the package carries: no file, no URL. */
export function startInlineWorker(): WorkerLike {
  if (typeof Worker === "function" && typeof Blob === "function") {
    const url = URL.createObjectURL(new Blob([WORKER_SOURCE], { type: "text/javascript" }));
    try {
      return new Worker(url) as unknown as WorkerLike;
    } finally {
      // The worker has its own reference once it is made.
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    }
  }
  const threads = typeof process === "object" ? process.getBuiltinModule?.("node:worker_threads") : undefined;
  if (threads === undefined) throw new UnsupportedPlatformError({ expected: "workers" });
  // Warnings and flags of the parent are no business of this thread.
  return new threads.Worker(WORKER_SOURCE, { eval: true, stdin: false }) as unknown as WorkerLike;
}

type Body = WorkerRequest extends infer Request
  ? Request extends { id: number }
    ? Omit<Request, "id">
    : never
  : never;

export interface ProvingThread {
  /** Hands over the points of a key; `sums` ask for their multiples. */
  load(
    module: KernelModule,
    sets: readonly PointSet[],
  ): { readonly loaded: Promise<void>; readonly sums: PointSums; forget(): void };
  /** Ends the thread now; what it was asked fails with `reason`. */
  end(reason: CivicproofError): void;
  /** Whether it can still be asked. */
  readonly alive: boolean;
  /** Whether it ever answered: a thread that never did is not available here, rather than broken. */
  readonly answered: boolean;
}

export function startThread(start: StartWorker): ProvingThread {
  const worker = start();
  const waiting = new Map<number, { resolve(answer: WorkerAnswer): void; reject(error: CivicproofError): void }>();
  let lastId = 0;
  let lastKey = 0;
  let alive = true;
  let answered = false;

  const end = (reason: CivicproofError) => {
    if (!alive) return;
    alive = false;
    for (const { reject } of waiting.values()) reject(reason);
    waiting.clear();
    worker.terminate();
  };
  const receive = (answer: WorkerAnswer) => {
    answered = true;
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (waiting.size === 0) worker.unref?.();
    if (asked === undefined) return;
    if (answer.failure === undefined) asked.resolve(answer);
    else asked.reject(toError(answer.failure));
  };
  const died = () => end(threadEnded());
  if (worker.addEventListener !== undefined) {
    worker.addEventListener("message", (event) => receive((event as MessageEvent<WorkerAnswer>).data));
    worker.addEventListener("error", died);
    worker.addEventListener("messageerror", died);
  } else {
    worker.on?.("message", (answer) => receive(answer as WorkerAnswer));
    worker.on?.("error", died);
    worker.on?.("exit", died);
  }
  worker.unref?.();

  /** What is transferred is gone on this side. */
  const ask = (body: Body, transferred: readonly Uint8Array[] = []): Promise<WorkerAnswer> =>
    new Promise((resolve, reject) => {
      if (!alive) {
        reject(threadEnded());
        return;
      }
      const id = ++lastId;
      waiting.set(id, { resolve, reject });
      worker.ref?.();
      try {
        worker.postMessage(
          { ...body, id },
          transferred.map(({ buffer }) => buffer as ArrayBuffer),
        );
      } catch {
        // A page's policy or an engine may refuse to pass a module on.
        died();
      }
    });
  return {
    get alive() {
      return alive;
    },
    get answered() {
      return answered;
    },
    load(module, sets) {
      const key = ++lastKey;
      // Parts of a file, copied, or the whole file would go over with them.
      const copies = sets.map((set) => ({ ...set, chunks: set.chunks.map((chunk) => chunk.slice()) }));
      const chunks = copies.flatMap((set) => set.chunks);
      const loaded = ask({ kind: "load", key, module, sets: copies }, chunks).then(() => {});
      return {
        loaded,
        sums: {
          async sum(name, scalars) {
            const { result } = await ask({ kind: "sum", key, name, scalars }, [scalars]);
            return result!;
          },
        },
        forget() {
          if (alive) ask({ kind: "forget", key }).catch(() => {});
        },
      };
    },
    end,
  };
}

function toError({ code, path, expected }: NonNullable<WorkerAnswer["failure"]>): CivicproofError {
  const details = { ...(path === undefined ? {} : { path }), ...(expected === undefined ? {} : { expected }) };
  return code === "ARTIFACT_INVALID" ? new ArtifactError(details) : new ProvingError(details);
}
