/** The page's side of the proving worker: `createPresentation` with the same options, off the main thread. */

import { AbortedError } from "../../core/abort.ts";
import { CivicproofError, refusal } from "../../core/errors.ts";
import { InvalidInputError } from "../../core/json.ts";
import { parseCredential } from "../../credentials/credential/credential.ts";
import type { RegistryView } from "../../credentials/registry/view.ts";
import type { Presentation } from "../../presentation/proof/presentation.ts";
import type { CreatePresentationOptions, PresentationProgress } from "../../presentation/proof/prove.ts";
import type { CircuitArtifacts } from "../../statement/artifacts/load.ts";
import type { CircuitName } from "../../statement/circuit/signals.ts";
import type { ArtifactLocation, FromWorker, GivenArtifacts, RegistryDownload, Task, ToWorker } from "./messages.ts";
import { fromWire } from "./wire-error.ts";

/** What of a `Worker` is used; a `MessagePort` with a `terminate` fits as well. */
export interface WorkerLike {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "error" | "messageerror", listener: (event: unknown) => void): void;
  terminate(): void;
}

/** Options of {@link createProverWorker}. */
export interface ProverWorkerOptions {
  /**
   * Starts the worker, whose script imports `civicproof/worker/entry`. Bundlers recognise
   * `() => new Worker(new URL("./prover.worker.js", import.meta.url), { type: "module" })`.
   */
  readonly worker: () => WorkerLike;
  /** Told what went wrong without stopping anything, for example that artifacts could not be kept on the device. */
  readonly onNotice?: (notice: CivicproofError) => void;
}

/** {@link CreatePresentationOptions}; registry and artifacts may also be left for the worker to open and to load. */
export interface WorkerPresentationOptions
  extends Omit<CreatePresentationOptions, "registry" | "artifacts" | "prover"> {
  readonly registry: RegistryView | RegistryDownload;
  readonly artifacts: CircuitArtifacts | ArtifactLocation;
}

/** A proving worker. It is started by the first call and replaced when it dies. */
export interface ProverWorker {
  /**
   * Like `createPresentation`. When `signal` fires the promise rejects at once; a worker that has not stopped within
   * two seconds is ended.
   *
   * @throws ProverWorkerError when the worker can't be started or dies
   * @throws ArtifactUnreachableError … see `readFromUrl`, and everything that `createPresentation` throws
   */
  createPresentation(options: WorkerPresentationOptions): Promise<Presentation>;
  /** Loads a circuit's artifacts ahead of time and keeps them on the device, so that proving works without a network. */
  load(
    circuit: CircuitName,
    artifacts: ArtifactLocation,
    options?: { readonly onProgress?: (progress: PresentationProgress) => void; readonly signal?: AbortSignal },
  ): Promise<void>;
  /** Ends the worker; whatever it was doing is aborted. A later call starts a new one. */
  close(): void;
}

interface Job {
  readonly onProgress: ((progress: PresentationProgress) => void) | undefined;
  resolve(presentation: Presentation | undefined): void;
  reject(error: CivicproofError): void;
}

/** How long a cancelled task may go on before its worker is ended. */
const CANCEL_MILLISECONDS = 2_000;

/** Makes a client; nothing is started yet. */
export function createProverWorker({ worker: startWorker, onNotice = () => {} }: ProverWorkerOptions): ProverWorker {
  const jobs = new Map<number, Job>();
  /** Cancelled tasks of which the worker has not said yet that they ended. */
  const cancelled = new Map<number, ReturnType<typeof setTimeout>>();
  let current: { readonly worker: WorkerLike; readonly sent: WeakMap<CircuitArtifacts, number> } | undefined;
  let nextId = 1;
  let nextNumber = 1;

  const end = (reason: CivicproofError): void => {
    current?.worker.terminate();
    current = undefined;
    for (const timer of cancelled.values()) clearTimeout(timer);
    cancelled.clear();
    const lost = [...jobs.values()];
    jobs.clear();
    for (const job of lost) job.reject(reason);
  };

  const settle = (id: number): Job | undefined => {
    clearTimeout(cancelled.get(id));
    cancelled.delete(id);
    const job = jobs.get(id);
    jobs.delete(id);
    return job;
  };

  const receive = (message: FromWorker): void => {
    if (message.kind === "notice") onNotice(fromWire(message.notice));
    else if (message.kind === "progress") jobs.get(message.id)?.onProgress?.(message.progress);
    else if (message.kind === "done") settle(message.id)?.resolve(message.presentation);
    else if (message.kind === "failed") settle(message.id)?.reject(fromWire(message.error));
  };

  const open = () => {
    if (current !== undefined) return current;
    let worker: WorkerLike;
    try {
      worker = startWorker();
    } catch (cause) {
      throw new ProverWorkerError({ message: "The proving worker can't be started", cause });
    }
    const opened = { worker, sent: new WeakMap<CircuitArtifacts, number>() };
    const died = (): void => {
      if (current === opened) end(new ProverWorkerError({ message: "The proving worker ended unexpectedly" }));
    };
    worker.addEventListener("message", ({ data }) => {
      if (current === opened) receive(data as FromWorker);
    });
    worker.addEventListener("error", died);
    worker.addEventListener("messageerror", died);
    current = opened;
    return opened;
  };

  const give = (artifacts: CircuitArtifacts): GivenArtifacts => {
    const { sent } = open();
    const known = sent.get(artifacts);
    if (known !== undefined) return { number: known };
    const number = nextNumber++;
    sent.set(artifacts, number);
    return { number, content: artifacts };
  };

  const run = (task: () => Task, { onProgress, signal }: RunOptions): Promise<Presentation | undefined> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(new AbortedError());
      const id = nextId++;
      const { worker } = open();
      const post = (message: ToWorker): void => worker.postMessage(message);
      const abort = (): void => {
        const job = jobs.get(id);
        if (job === undefined) return;
        jobs.delete(id);
        post({ kind: "cancel", id });
        const timer = setTimeout(
          () => end(new ProverWorkerError({ message: "The proving worker did not respond" })),
          CANCEL_MILLISECONDS,
        );
        cancelled.set(id, timer);
        job.reject(new AbortedError());
      };
      const done =
        <T>(settlePromise: (value: T) => void) =>
        (value: T): void => {
          signal?.removeEventListener("abort", abort);
          settlePromise(value);
        };
      jobs.set(id, { onProgress, resolve: done(resolve), reject: done(reject) });
      signal?.addEventListener("abort", abort);
      try {
        post({ kind: "start", id, task: task() });
      } catch (cause) {
        settle(id);
        signal?.removeEventListener("abort", abort);
        reject(
          cause instanceof CivicproofError
            ? cause
            : new InvalidInputError({ expected: "plain data that can be sent to a worker", cause }),
        );
      }
    });

  return {
    async createPresentation({ credential, holderSecret, request, registry, artifacts, onProgress, signal }) {
      const task = (): Task => ({
        kind: "prove",
        credential,
        holderSecret,
        request,
        registry: isDownload(registry) ? registry : openingOf(registry, credential),
        artifacts: "manifest" in artifacts ? artifacts : give(artifacts),
      });
      return (await run(task, { onProgress, signal }))!;
    },
    async load(circuit, artifacts, options = {}) {
      await run(() => ({ kind: "load", circuit, artifacts }), options);
    },
    close() {
      end(new AbortedError({ message: "The proving worker was closed" }));
    },
  };
}

interface RunOptions {
  readonly onProgress?: ((progress: PresentationProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An agency's own registry has members of these names too, which are functions. */
function isDownload(registry: RegistryView | RegistryDownload): registry is RegistryDownload {
  return "statusBits" in registry && registry.statusBits instanceof Uint8Array;
}

/** A view has functions, which can't be sent: it is asked here for what this credential needs. */
function openingOf(registry: RegistryView, credential: unknown) {
  const { issuer, statusIndex } = parseCredential(credential);
  const issuerPath = registry.issuerPath(issuer);
  return {
    issuerRoot: registry.issuerRoot,
    statusRoot: registry.statusRoot,
    ...issuerPath,
    ...registry.statusPath(issuerPath.issuerIndex, statusIndex),
  };
}

/**
 * The proving worker did not start or ended unexpectedly.
 *
 * What to do: try again; the next call starts a new worker.
 */
export class ProverWorkerError extends /* @__PURE__ */ refusal(
  "PROVER_WORKER_FAILED",
  "ProverWorkerError",
  "The proving worker failed",
) {}
