/**
 * The script of the proving worker: importing it in a module worker starts it. It is small, so that the page hears of it
 * soon, and loads the prover.
 *
 * Second threads, of the prover and of unpacking keys, are this very script started again under other names, so that an application ships one
 * file and a policy of `worker-src 'self'` is enough. Where a worker can't start another one, one thread does all.
 *
 * @module
 */
import type { WorkerHandle } from "../../core/worker-channel.ts";
import type { WorkerPort } from "../../core/worker-port.ts";
import type { Helper } from "./prover.ts";

const HELPERS: Readonly<Record<`civicproof-${Helper}`, () => Promise<unknown>>> = {
  "civicproof-thread": () => import("../../engine/groth16/prover/worker.ts"),
  "civicproof-unpacker": () => import("../../engine/groth16/packed/worker.ts"),
};
const BEAT_MILLISECONDS = 1_000;
/** For the prover's code, some 285 kB compressed. */
const LOADING_MILLISECONDS = 60_000;

const scope = globalThis as unknown as WorkerPort &
  Pick<EventTarget, "dispatchEvent"> & {
    readonly name: string;
    readonly location: { readonly href: string };
    importScripts(): void;
    removeEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  };

function startHelper(helper: Helper): WorkerHandle {
  const name = `civicproof-${helper}` satisfies keyof typeof HELPERS;
  return new Worker(scope.location.href, { type: scriptType(), name }) as unknown as WorkerHandle;
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

/**
 * Loads the code that answers; what is asked meanwhile waits. When the code can't be loaded, this worker fails where its
 * owner hears of it: a rejected promise alone would leave it silent.
 */
function load(code: () => Promise<unknown>): Promise<void> {
  const early: unknown[] = [];
  const keep = ({ data }: { readonly data: unknown }): void => void early.push(data);
  scope.addEventListener("message", keep);
  return code().then(
    () => {
      scope.removeEventListener("message", keep);
      for (const data of early) scope.dispatchEvent(new MessageEvent("message", { data }));
    },
    (error: unknown) => fail(error),
  );
}

function fail(error: unknown): void {
  setTimeout(() => {
    throw error;
  });
}

/** Says that it lives while the prover is on its way, which takes a while on a slow network, but not for ever. */
function becomeProver(): void {
  const beat = (): void => scope.postMessage({ beat: true });
  const beats = setInterval(beat, BEAT_MILLISECONDS);
  const limit = setTimeout(() => fail(new Error("The prover's code did not arrive")), LOADING_MILLISECONDS);
  beat();
  void load(async () => (await import("./prover.ts")).startProver(scope, startHelper)).finally(() => {
    clearInterval(beats);
    clearTimeout(limit);
  });
}

if (Object.hasOwn(HELPERS, scope.name)) void load(HELPERS[scope.name as keyof typeof HELPERS]);
else becomeProver();
