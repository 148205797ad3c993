/** The worker's side: takes tasks, proves one after the other, answers. */

import { CodeUnreachableError } from "../../core/later.ts";
import { toWire } from "../../core/wire-error.ts";
import { serveTasks, type WorkerPort } from "../../core/worker-port.ts";
import { type Credential, parseCredential } from "../../credentials/credential/credential.ts";
import { parseSchema, schemaId } from "../../credentials/credential/schema.ts";
import { openSnapshot } from "../../credentials/registry/snapshot.ts";
import type { RegistryView } from "../../credentials/registry/view.ts";
import type { ProverBackend } from "../../engine/groth16/backend.ts";
import { ArtifactError } from "../../engine/groth16/files/artifact-error.ts";
import { type OpenPackedKey, openPackedKey } from "../../engine/groth16/packed/open.ts";
import { createEnrolment } from "../../presentation/proof/create-enrolment.ts";
import { describeRequest, type RequestDescription } from "../../presentation/proof/describe-request.ts";
import { type OpenedRequest, reopenRequest } from "../../presentation/proof/open-request.ts";
import { createPresentation, type PresentationProgress } from "../../presentation/proof/prove.ts";
import { readFromUrl } from "../../statement/artifacts/fetch.ts";
import { type CircuitArtifacts, loadArtifacts } from "../../statement/artifacts/load.ts";
import { manifestEntry } from "../../statement/artifacts/manifest.ts";
import type { CircuitName } from "../../statement/circuit/signals.ts";
import type { CompiledPolicy } from "../../statement/policy/compile.ts";
import { explainPolicy } from "../../statement/policy/explain.ts";
import { loadMessages } from "../../statement/policy/messages/load.ts";
import type {
  ArtifactLocation,
  GivenArtifacts,
  ProverNote,
  ProverTask,
  ProvingWork,
  RegistryDownload,
  RequestWords,
  WorkResult,
} from "./messages.ts";

/** Share of the whole that is downloading, when something has to be downloaded. */
const LOADING_SHARE = 0.4;

/** Answers the tasks that arrive at a port with proofs of this backend. */
export function serveProver(
  port: WorkerPort,
  { prover, openKey = openPackedKey }: { readonly prover: ProverBackend; readonly openKey?: OpenPackedKey },
): void {
  const artifacts = createArtifactShelf(openKey);
  const opened = createRequestShelf();
  serveTasks<ProverTask, WorkResult>(
    port,
    failing(async ({ task }, { signal, note }) => {
      let loaded = 0;
      const send = (what: ProverNote): void => note(what);
      const progress = (stage: PresentationProgress["stage"], fraction: number): void =>
        send({ kind: "progress", progress: { stage, fraction } });
      const loading: Loading = {
        signal,
        onNotice: (notice) => send({ kind: "notice", notice: toWire(notice) }),
        onFraction(fraction) {
          loaded = LOADING_SHARE;
          progress("loading", fraction * (task.kind === "load" ? 1 : LOADING_SHARE));
        },
      };
      if (task.kind === "load") {
        await artifacts.load(task.circuit, task.artifacts, loading);
        return undefined;
      }
      if (task.kind === "open") {
        const described = describeRequest(task.input, { ...task.asking, clock: () => task.nowSeconds });
        send({ kind: "opening", described });
        // Notes leave when this thread is free.
        await new Promise((resolve) => setTimeout(resolve));
        const { policy } = opened.take(described);
        return { described, explanation: await explainIn(task.words, policy) };
      }
      void prover.prepare?.();
      const proving = {
        credential: task.credential,
        holderSecret: task.holderSecret,
        request: opened.take(task.described),
        registry: openRegistry(task),
        artifacts: await artifacts.take(task, loading),
        prover,
        signal,
        onProgress: ({ stage, fraction }: PresentationProgress) => progress(stage, loaded + (1 - loaded) * fraction),
      };
      if (task.kind === "enrol") return { enrolment: await createEnrolment({ ...proving, counter: task.counter }) };
      return { presentation: await createPresentation(proving) };
    }),
  );
}

/**
 * Ends this worker after a task for which code could not be loaded: a browser does not ask again for a module that failed
 * in the same worker. Code that is only late may still come.
 */
function failing<Given extends unknown[], Result>(
  perform: (...given: Given) => Promise<Result>,
): (...given: Given) => Promise<Result> {
  return async (...given) => {
    try {
      return await perform(...given);
    } catch (error) {
      if (error instanceof CodeUnreachableError && error.cause !== undefined) {
        // After the refusal has left.
        setTimeout(() => {
          throw error;
        });
      }
      throw error;
    }
  };
}

/** What a request asks, in the wallet's words. */
async function explainIn(
  { language = "en", labels, schemas = [] }: RequestWords,
  { policy, schema, schemaId: id }: CompiledPolicy,
) {
  const messages = await loadMessages(language);
  const known = schemas.map(parseSchema).find((each) => schemaId(each) === id) ?? schema;
  return explainPolicy(policy, known, { messages, ...(labels === undefined ? {} : { labels }) });
}

/** The request that was opened last: it is likely to be the one that is answered, and compiling it can take a second. */
function createRequestShelf() {
  let last: { readonly text: string; readonly opened: OpenedRequest } | undefined;
  return {
    take(described: RequestDescription): OpenedRequest {
      const text = JSON.stringify(described);
      if (last?.text !== text) last = { text, opened: reopenRequest(described) };
      return last.opened;
    },
  };
}

function openRegistry({ registry, credential }: ProvingWork): RegistryView {
  if ("snapshot" in registry) return openDownload(registry, parseCredential(credential));
  const { issuerIndex, issuerNodes, statusNodes, isUsable, ...roots } = registry;
  return {
    ...roots,
    issuerPath: () => ({ issuerIndex, issuerNodes }),
    statusPath: () => ({ statusNodes, isUsable }),
  };
}

function openDownload({ snapshot, statusBits }: RegistryDownload, { issuer, schemaId }: Credential): RegistryView {
  return openSnapshot(snapshot, { issuer, schemaId, statusBits });
}

interface Loading {
  readonly signal: AbortSignal;
  readonly onNotice: (notice: Error) => void;
  readonly onFraction: (fraction: number) => void;
}

/** Artifacts that were loaded or given, kept for the worker's life. */
function createArtifactShelf(openKey: OpenPackedKey) {
  const given = new Map<number, CircuitArtifacts>();
  const loaded = new Map<string, CircuitArtifacts>();

  const load = async (circuit: CircuitName, location: ArtifactLocation, loading: Loading) => {
    const { manifest, baseUrl, allowDevelopmentKeys = false, cacheName } = location;
    const { files } = manifestEntry(manifest, circuit);
    const key = JSON.stringify([
      circuit,
      files.zkey.sha256,
      files.wasm.sha256,
      files.vkey.sha256,
      allowDevelopmentKeys,
    ]);
    const known = loaded.get(key);
    if (known !== undefined) return known;
    const total = (files.zkey.packed ?? files.zkey).bytes + files.wasm.bytes + files.vkey.bytes;
    const received = new Map<string, number>();
    const artifacts = await loadArtifacts({
      circuit,
      manifest,
      allowDevelopmentKeys,
      read: readFromUrl({
        baseUrl,
        ...(cacheName === undefined ? {} : { cacheName }),
        openPackedKey: openKey,
        signal: loading.signal,
        onNotice: loading.onNotice,
        onProgress({ path, receivedBytes }) {
          received.set(path, receivedBytes);
          loading.onFraction([...received.values()].reduce((sum, bytes) => sum + bytes, 0) / total);
        },
      }),
    });
    loaded.set(key, artifacts);
    return artifacts;
  };

  const take = ({ artifacts, described }: ProvingWork, loading: Loading) =>
    isGiven(artifacts) ? takeGiven(artifacts) : load(described.request.circuit, artifacts, loading);

  const takeGiven = ({ number, content }: GivenArtifacts): CircuitArtifacts => {
    const known = given.get(number) ?? content;
    if (known === undefined)
      throw new ArtifactError({ path: "artifacts", expected: "artifacts that were sent before" });
    given.set(number, known);
    return known;
  };

  return { load, take };
}

function isGiven(artifacts: GivenArtifacts | ArtifactLocation): artifacts is GivenArtifacts {
  return "number" in artifacts;
}
