/**
 * The script of the proving worker: importing it in a module worker starts it. It is small, so that the page hears of it
 * soon, and loads the prover.
 *
 * Second threads, of the prover and of unpacking keys, are this very script started again under other names, so that an application ships one
 * file and a policy of `worker-src 'self'` is enough. Where a worker can't start another one, one thread does all.
 *
 * @module
 */
import { CodeUnreachableError, LATER_MILLISECONDS } from "../../core/later.ts";
import { toWire } from "../../core/wire-error.ts";
import type { WorkerHandle } from "../../core/worker-channel.ts";
import type { WorkerPort } from "../../core/worker-port.ts";
import type { Helper } from "./prover.ts";

const HELPERS: Readonly<Record<`civicproof-${Helper}`, () => Promise<unknown>>> = {
  "civicproof-thread": () => import("../../engine/groth16/prover/worker.ts"),
  "civicproof-unpacker": () => import("../../engine/groth16/packed/worker.ts"),
};
const BEAT_MILLISECONDS = 1_000;

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
 * Loads the code that answers; what is asked meanwhile waits, but not for ever: it is refused, and what is asked later
 * finds the code when it has come. When it can't be loaded, this worker fails where its owner hears of it: a rejected
 * promise alone would leave it silent.
 */
async function load(code: () => Promise<unknown>): Promise<void> {
  const early = new Map<unknown, ReturnType<typeof setTimeout>>();
  const keep = ({ data }: { readonly data: unknown }): void => {
    early.set(
      data,
      setTimeout(() => {
        early.delete(data);
        const { id } = data as { readonly id?: number };
        if (id !== undefined) scope.postMessage({ id, failure: toWire(new CodeUnreachableError()) });
      }, LATER_MILLISECONDS),
    );
  };
  scope.addEventListener("message", keep);
  try {
    await code();
    scope.removeEventListener("message", keep);
    for (const [data, limit] of early) {
      clearTimeout(limit);
      scope.dispatchEvent(new MessageEvent("message", { data }));
    }
  } catch (error) {
    setTimeout(() => {
      throw error;
    });
  }
}

/** Says that it lives while the prover is on its way, which takes a while on a slow network. */
function becomeProver(): void {
  const beat = (): void => scope.postMessage({ beat: true });
  const beats = setInterval(beat, BEAT_MILLISECONDS);
  beat();
  void load(async () => (await import("./prover.ts")).startProver(scope, startHelper)).finally(() =>
    clearInterval(beats),
  );
}

if (Object.hasOwn(HELPERS, scope.name)) void load(HELPERS[scope.name as keyof typeof HELPERS]);
else becomeProver();
