/**
 * The script of the proving worker: importing it in a module worker starts it.
 *
 * The prover's second thread is this very script started again under another name, so that an application ships one
 * file and a policy of `worker-src 'self'` is enough. Where a worker can't start another one, one thread does all.
 *
 * @module
 */
import { createProver } from "../../engine/groth16/prover/prover.ts";
import type { WorkerLike } from "../../engine/groth16/prover/thread.ts";
import { type ServerPort, serveProver } from "./serve.ts";

const THREAD = "civicproof-thread";

const scope = globalThis as unknown as ServerPort & {
  readonly name: string;
  readonly location: { readonly href: string };
  importScripts(): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  removeEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
};

function startThread(): WorkerLike {
  return new Worker(scope.location.href, { type: scriptType(), name: THREAD }) as unknown as WorkerLike;
}

/** Some bundlers make a classic script of this module; only those may call importScripts (HTML standard, §10.3.1). */
function scriptType(): WorkerType {
  try {
    scope.importScripts();
    return "classic";
  } catch {
    return "module";
  }
}

/** Loads the thread's code; what is asked meanwhile waits. */
function becomeThread(): void {
  const early: { readonly data: unknown }[] = [];
  const keep = (event: { readonly data: unknown }): void => void early.push(event);
  scope.addEventListener("message", keep);
  void import("../../engine/groth16/prover/worker.ts").then(() => {
    scope.removeEventListener("message", keep);
    for (const event of early) scope.onmessage?.(event);
  });
}

if (scope.name === THREAD) becomeThread();
else serveProver(scope, { prover: createProver({ startWorker: startThread }) });
