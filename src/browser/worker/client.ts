/** The page's side of the proving worker: `createPresentation` with the same options, off the main thread. */

import { AbortedError } from "../../core/abort.ts";
import { type CivicproofError, refusal } from "../../core/errors.ts";
import { InvalidInputError } from "../../core/json.ts";
import { fromWire, WorkerTaskError } from "../../core/wire-error.ts";
import {
  WorkerChannel,
  WorkerEndedError,
  WorkerMessageError,
  WorkerSilentError,
  WorkerUnavailableError,
} from "../../core/worker-channel.ts";
import { parseCredential } from "../../credentials/credential/credential.ts";
import type { RegistryView } from "../../credentials/registry/view.ts";
import { ProvingError } from "../../engine/groth16/proof.ts";
import type { Presentation } from "../../presentation/proof/presentation.ts";
import type { CreatePresentationOptions, PresentationProgress } from "../../presentation/proof/prove.ts";
import type { CircuitArtifacts } from "../../statement/artifacts/load.ts";
import type { CircuitName } from "../../statement/circuit/signals.ts";
import type { ArtifactLocation, GivenArtifacts, ProverNote, ProverTask, RegistryDownload, Work } from "./messages.ts";

/** What of a browser's `Worker` is used; a `MessagePort` with a `terminate` fits as well. */
export interface PageWorker {
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
  readonly worker: () => PageWorker;
  /** How long the worker's script may take to load, in seconds; 6 by default. */
  readonly startSeconds?: number;
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
   * @throws ProverWorkerError when the worker can't be started, dies or does not respond
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

/** Makes a client; nothing is started yet. */
export function createProverWorker({
  worker,
  startSeconds = 6,
  onNotice = () => {},
}: ProverWorkerOptions): ProverWorker {
  const channel = new WorkerChannel<ProverTask, Presentation | undefined>({
    start: worker,
    startMilliseconds: 1_000 * startSeconds,
  });
  /** Which worker has which artifacts already, and under which number. */
  const sent = new WeakMap<CircuitArtifacts, { readonly life: number; readonly number: number }>();
  let lastNumber = 0;

  const give = (artifacts: CircuitArtifacts, life: number): GivenArtifacts => {
    const known = sent.get(artifacts);
    if (known?.life === life) return { number: known.number };
    const number = ++lastNumber;
    sent.set(artifacts, { life, number });
    return { number, content: artifacts };
  };

  const run = async (
    work: (life: number) => Work,
    { onProgress, signal }: RunOptions,
  ): Promise<Presentation | undefined> => {
    if (signal?.aborted) throw new AbortedError();
    const onNote = (received: unknown): void => {
      const note = received as ProverNote;
      if (note.kind === "notice") onNotice(fromWire(note.notice));
      else onProgress?.(note.progress);
    };
    try {
      const life = channel.open();
      return await channel.call({ task: work(life) }, { life, signal, onNote });
    } catch (error) {
      throw explain(error);
    }
  };

  return {
    async createPresentation({ credential, holderSecret, request, registry, artifacts, onProgress, signal }) {
      const work = (life: number): Work => ({
        kind: "prove",
        credential,
        holderSecret,
        request,
        registry: isDownload(registry) ? registry : openingOf(registry, credential),
        artifacts: "manifest" in artifacts ? artifacts : give(artifacts, life),
      });
      try {
        return (await run(work, { onProgress, signal }))!;
      } catch (error) {
        // Nothing arrived, the artifacts neither.
        if (error instanceof InvalidInputError && !("manifest" in artifacts)) sent.delete(artifacts);
        throw error;
      }
    },
    async load(circuit, artifacts, options = {}) {
      await run(() => ({ kind: "load", circuit, artifacts }), options);
    },
    close() {
      void channel.end(new AbortedError({ message: "The proving worker was closed" }));
    },
  };
}

/** What became of the worker, as this entry point says it. */
function explain(cause: unknown): unknown {
  if (cause instanceof WorkerMessageError) {
    return new InvalidInputError({ expected: "plain data that can be sent to a worker", cause });
  }
  if (cause instanceof WorkerTaskError) return new ProvingError({ cause });
  const what =
    cause instanceof WorkerUnavailableError
      ? "can't be started"
      : cause instanceof WorkerSilentError
        ? "did not respond"
        : cause instanceof WorkerEndedError
          ? "ended unexpectedly"
          : undefined;
  return what === undefined ? cause : new ProverWorkerError({ message: `The proving worker ${what}`, cause });
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
  const { registry: id, schemaId, issuerRoot, statusRoot } = registry;
  return {
    registry: id,
    schemaId,
    issuerRoot,
    statusRoot,
    ...issuerPath,
    ...registry.statusPath(issuerPath.issuerIndex, statusIndex),
  };
}

/**
 * The proving worker did not start, ended unexpectedly or did not respond.
 *
 * What to do: try again; the next call starts a new worker.
 */
export class ProverWorkerError extends /* @__PURE__ */ refusal(
  "PROVER_WORKER_FAILED",
  "ProverWorkerError",
  "The proving worker failed",
) {}
