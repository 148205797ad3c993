/**
 * The door for browser pages: prove in a worker, so that the page never waits.
 *
 * @module
 */
export * from "../../core/errors.ts";
export type { PresentationProgress } from "../../presentation/proof/prove.ts";
export {
  createProverWorker,
  type ProverWorker,
  type ProverWorkerOptions,
  type WorkerLike,
  type WorkerPresentationOptions,
} from "./client.ts";
export type { ArtifactLocation, RegistryDownload } from "./messages.ts";
