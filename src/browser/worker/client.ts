/** The page's side of the proving worker: `createPresentation` with the same options, off the main thread. */

import { AbortedError } from "../../core/abort.ts";
import { isBytes } from "../../core/bytes.ts";
import { type CivicproofError, refusal } from "../../core/errors.ts";
import { InvalidInputError } from "../../core/json.ts";
import { own } from "../../core/own.ts";
import { fromWire, WorkerTaskError } from "../../core/wire-error.ts";
import { WorkerChannel } from "../../core/worker-channel.ts";
import {
  WorkerEndedError,
  WorkerMessageError,
  WorkerSilentError,
  WorkerUnavailableError,
} from "../../core/worker-refusals.ts";
import { CredentialMalformedError } from "../../credentials/credential/holder.ts";
import { type RegistryView, requireView } from "../../credentials/registry/view.ts";
import { ProvingError } from "../../engine/groth16/proof.ts";
import type { CreateEnrolmentOptions } from "../../presentation/proof/create-enrolment.ts";
import {
  clockOf,
  type OpenRequestOptions,
  type RequestDescription,
} from "../../presentation/proof/describe-request.ts";
import type { Enrolment } from "../../presentation/proof/enrolment.ts";
import { type AnswerableRequest, answerableOf, markOpened } from "../../presentation/proof/opened-request.ts";
import type { Presentation } from "../../presentation/proof/presentation.ts";
import type { CreatePresentationOptions, PresentationProgress } from "../../presentation/proof/prove.ts";
import type { CircuitArtifacts } from "../../statement/artifacts/load.ts";
import type { CircuitName } from "../../statement/circuit/signals.ts";
import type { Explanation } from "../../statement/policy/explain.ts";
import { PolicyLimitError } from "../../statement/policy/set-tree.ts";
import type {
  ArtifactLocation,
  GivenArtifacts,
  ProverNote,
  ProverTask,
  RegistryDownload,
  RequestWords,
  Work,
  WorkResult,
} from "./messages.ts";

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
  /** How long the worker may take to compile a request's policy, in seconds; 5 by default. */
  readonly openSeconds?: number;
  /** Told what went wrong without stopping anything, for example that artifacts could not be kept on the device. */
  readonly onNotice?: (notice: CivicproofError) => void;
}

/** {@link CreatePresentationOptions}; registry and artifacts may also be left for the worker to open and to load. */
export interface WorkerPresentationOptions
  extends Omit<CreatePresentationOptions, "registry" | "artifacts" | "prover"> {
  readonly registry: RegistryView | RegistryDownload;
  readonly artifacts: CircuitArtifacts | ArtifactLocation;
}

/** {@link WorkerPresentationOptions} and the counter of `createEnrolment`. */
export interface WorkerEnrolmentOptions extends WorkerPresentationOptions, Pick<CreateEnrolmentOptions, "counter"> {}

/** A request that the worker has compiled and put into words, for the page to show and then to answer. */
export interface ExplainedRequest extends AnswerableRequest {
  /** Of the credential's schema: proving refuses a credential of another one. */
  readonly explanation: Explanation;
}

/** {@link OpenRequestOptions} and the words to be found. */
export interface WorkerOpenOptions extends OpenRequestOptions, RequestWords {
  /** Told what can be shown at once, before the policy is compiled: who asks, and the title. */
  readonly onDescription?: ((description: RequestDescription) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A proving worker. It is started by the first call and replaced when it dies. */
export interface ProverWorker {
  /**
   * Like `openRequest`, with the words of `explainPolicy`. The worker reads the request, checks who asks and compiles the
   * policy; one that takes longer than `openSeconds` is refused and its worker ended.
   *
   * @throws AskerMismatchError … everything that `openRequest` throws
   * @throws PolicyLimitError when compiling takes too many steps or too long
   * @throws LanguageUnsupportedError for a language that `loadMessages` does not have
   * @throws ProverWorkerError when the worker can't be started, dies or does not respond; CodeUnreachableError
   */
  openRequest(input: unknown, options: WorkerOpenOptions): Promise<ExplainedRequest>;
  /**
   * Like `createPresentation`. When `signal` fires the promise rejects at once; a worker that has not stopped within
   * two seconds is ended.
   *
   * @throws RequestNotOpenedError for a request that neither `openRequest` has returned
   * @throws ProverWorkerError when the worker can't be started, dies or does not respond; CodeUnreachableError
   * @throws ArtifactUnreachableError … see `readFromUrl`, and everything that `createPresentation` throws
   */
  createPresentation(options: WorkerPresentationOptions): Promise<Presentation>;
  /**
   * Like `createEnrolment`, off the main thread as {@link ProverWorker.createPresentation} is.
   *
   * @throws RequestNotOpenedError for a request that neither `openRequest` has returned
   * @throws ProverWorkerError when the worker can't be started, dies or does not respond; CodeUnreachableError
   * @throws ArtifactUnreachableError … see `readFromUrl`, and everything that `createEnrolment` throws
   */
  createEnrolment(options: WorkerEnrolmentOptions): Promise<Enrolment>;
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
export function createProverWorker(options: ProverWorkerOptions): ProverWorker {
  const { worker, startSeconds = 6, openSeconds = 5, onNotice = () => {} } = own(options);
  const channel = new WorkerChannel<ProverTask, WorkResult>({
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
    { onProgress, onOpening, signal }: RunOptions,
  ): Promise<WorkResult> => {
    if (signal?.aborted) throw new AbortedError();
    const onNote = (received: unknown): void => {
      const note = received as ProverNote;
      if (note.kind === "notice") onNotice(fromWire(note.notice));
      else if (note.kind === "opening") onOpening?.(note.described);
      else onProgress?.(note.progress);
    };
    try {
      const life = channel.open();
      return await channel.call({ task: work(life) }, { life, signal, onNote });
    } catch (error) {
      throw explain(error);
    }
  };

  /** Sends what a proof is made from. */
  const prove = async <Result extends WorkResult>(
    { credential, holderSecret, request, registry, artifacts, onProgress, signal }: WorkerPresentationOptions,
    kind: { readonly kind: "prove" } | { readonly kind: "enrol"; readonly counter: number },
  ): Promise<Result> => {
    // What was opened, whatever the object that was returned holds now.
    const described: RequestDescription = { ...request, request: answerableOf(request).request };
    const work = (life: number): Work => ({
      ...kind,
      credential,
      holderSecret,
      described: plainDescription(described),
      registry: isDownload(registry) ? registry : openingOf(registry, credential),
      artifacts: "manifest" in artifacts ? artifacts : give(artifacts, life),
    });
    try {
      return (await run(work, { onProgress, signal })) as Result;
    } catch (error) {
      // Nothing arrived, the artifacts neither.
      if (error instanceof InvalidInputError && !("manifest" in artifacts)) sent.delete(artifacts);
      throw error;
    }
  };

  return {
    async openRequest(input, asked) {
      const { language, labels, schemas, onDescription, signal, clock, ...asking } = own(asked);
      const words = Object.fromEntries(
        Object.entries({ language, labels, schemas }).filter(([, value]) => value !== undefined),
      );
      const limit = limitOf(openSeconds, signal);
      const now = clockOf({ clock });
      const onOpening = (described: RequestDescription): void => {
        limit.start();
        onDescription?.(described);
      };
      try {
        const work = (): Work => ({ kind: "open", input, asking, nowSeconds: now(), words });
        const result = await run(work, { onOpening, signal: limit.signal });
        const { described, explanation } = result as ExplainedRequest & { readonly described: RequestDescription };
        return markOpened({ ...described, explanation }, now);
      } catch (error) {
        if (!limit.isOver()) throw error;
        throw new PolicyLimitError({ path: "policy", message: "The policy takes too long to compile" });
      } finally {
        limit.end();
      }
    },
    async createPresentation(proving) {
      return (await prove<{ readonly presentation: Presentation }>(own(proving), { kind: "prove" })).presentation;
    },
    async createEnrolment(proving) {
      const { counter, ...options } = own(proving);
      return (await prove<{ readonly enrolment: Enrolment }>(options, { kind: "enrol", counter })).enrolment;
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

/** A description without what else its object holds: a compiled policy has functions, which can't be sent. */
function plainDescription(described: RequestDescription): RequestDescription {
  const { request, asker, responseOrigin, title, isListed, otherQuestions, notices } = described;
  return { request, asker, responseOrigin, title, isListed, otherQuestions, notices };
}

/** A signal that fires with another one, or some seconds after `start`. */
function limitOf(seconds: number, outer: AbortSignal | undefined) {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const abort = (): void => controller.abort();
  if (outer?.aborted) abort();
  outer?.addEventListener("abort", abort);
  return {
    signal: controller.signal,
    isOver: () => isOver,
    start(): void {
      timer ??= setTimeout(() => {
        isOver = true;
        abort();
      }, 1_000 * seconds);
    },
    end(): void {
      clearTimeout(timer);
      outer?.removeEventListener("abort", abort);
    },
  };
}

interface RunOptions {
  readonly onProgress?: ((progress: PresentationProgress) => void) | undefined;
  readonly onOpening?: ((described: RequestDescription) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An agency's own registry has members of these names too, which are functions. */
function isDownload(registry: RegistryView | RegistryDownload): registry is RegistryDownload {
  return "statusBits" in registry && isBytes(registry.statusBits);
}

/**
 * A view has functions, which can't be sent: it is asked here for what this credential needs. The worker reads the
 * credential; here only its place in the registry is looked at.
 */
function openingOf(registry: RegistryView, credential: unknown) {
  requireView(registry);
  const { issuer, statusIndex } = placeOf(credential);
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

function placeOf(credential: unknown): { readonly issuer: string; readonly statusIndex: number } {
  const refuse = (path: string, expected: string): never => {
    throw new CredentialMalformedError({ path, expected });
  };
  if (typeof credential !== "object" || credential === null) return refuse("", "a credential");
  const { issuer, statusIndex } = own(credential as { readonly issuer?: unknown; readonly statusIndex?: unknown });
  if (typeof issuer !== "string") return refuse("issuer", "a public key");
  if (!Number.isSafeInteger(statusIndex)) return refuse("statusIndex", "a whole number");
  return { issuer, statusIndex: statusIndex as number };
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
