/** What became of a worker; apart from the channel, so that a page knows the classes without it. */
import { refusal } from "./errors.ts";

/**
 * The worker can't be started: the platform forbids it, or its script is missing, broken or too slow to load.
 *
 * What to do: check that the worker's script is served as JavaScript and that the page's policy allows it; try again.
 */
export class WorkerUnavailableError extends /* @__PURE__ */ refusal(
  "WORKER_UNAVAILABLE",
  "WorkerUnavailableError",
  "The worker can't be started",
) {}

/**
 * The worker ended before it was done: it was killed, ran out of memory, or has a defect.
 *
 * What to do: try again; a new worker is started.
 */
export class WorkerEndedError extends /* @__PURE__ */ refusal(
  "WORKER_ENDED",
  "WorkerEndedError",
  "The worker ended unexpectedly",
) {}

/**
 * The worker said nothing for too long, or did not stop when it was told to.
 *
 * What to do: try again; a new worker is started.
 */
export class WorkerSilentError extends /* @__PURE__ */ refusal(
  "WORKER_SILENT",
  "WorkerSilentError",
  "The worker did not respond",
) {}

/**
 * A task holds something that can't be sent to a worker, such as a function.
 *
 * What to do: pass plain data.
 */
export class WorkerMessageError extends /* @__PURE__ */ refusal(
  "WORKER_MESSAGE_INVALID",
  "WorkerMessageError",
  "The task can't be sent to a worker",
) {}
