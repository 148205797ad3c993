/**
 * The only owner of snarkjs's curve engines and their worker threads.
 *
 * snarkjs keeps its multi-threaded engine in `globalThis.curve_bn128`, where
 * its live threads hold the process open for ever. Here every use is counted;
 * the threads end shortly after the last one, so a script that proves exits by
 * itself.
 */
import type { Bn128Curve, ThreadManager } from "snarkjs";
import { AbortedError } from "../../core/abort.ts";
import { loadPeer } from "../../core/peer.ts";
import { ProvingError } from "../groth16/proof.ts";

/** Idle threads end this many milliseconds after their last task. */
export const IDLE_MILLISECONDS = 250;

type Snarkjs = typeof import("snarkjs");

/** A lease on an engine that snarkjs calls will use while it is held. */
export interface CurveLease {
  readonly snarkjs: Snarkjs;
  readonly curve: Bn128Curve;
  /** Rejects when the engine dies (a killed thread, dispose); never resolves. */
  readonly failure: Promise<never>;
  /** Stops the work of this lease at once; the engine is rebuilt by the next use. */
  abandon(reason: Error): void;
  release(): void;
}

interface Engine {
  readonly curve: Bn128Curve;
  readonly owned: boolean;
  readonly failure: Promise<never>;
  fail(reason: Error): void;
  users: number;
  lastTaskAt: number;
  dead: boolean;
  /** What a single-threaded engine replaced in the global while it is in use. */
  displaced: OwnedCurve | null;
}

// The record hangs on the curve object itself: the ESM and CJS builds of this
// package can both be loaded in one process and then share one engine.
const ENGINE = Symbol.for("civicproof.snark.engine");
type OwnedCurve = Bn128Curve & { [ENGINE]?: Engine };
const slot = globalThis as { curve_bn128?: OwnedCurve | null };

let starting: Promise<Engine> | undefined;
let single: Promise<Engine> | undefined;
let snarkjsModule: Promise<Snarkjs> | undefined;

/**
 * Loads snarkjs on first use. Its load resets `globalThis.curve_bn128`, so it always comes before an engine.
 *
 * @throws UnsupportedPlatformError with the command that installs it, when it is not there
 */
export function loadSnarkjs(): Promise<Snarkjs> {
  snarkjsModule ??= loadPeer("snarkjs", () => import("snarkjs"))
    .then((loaded) => {
      // Bundlers and CJS interop may put everything under `default`.
      const module = loaded as Snarkjs & { default?: Snarkjs };
      return module.groth16 === undefined && module.default !== undefined ? module.default : module;
    })
    .catch((error: unknown) => {
      snarkjsModule = undefined;
      throw error;
    });
  return snarkjsModule;
}

/** Waits for a turn of the event loop, so that signals and timers are heard between two tasks. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}

function createEngine(curve: Bn128Curve, owned: boolean): Engine {
  let fail: (reason: Error) => void = () => {};
  const failure = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failure.catch(() => {});
  const engine: Engine = {
    curve,
    owned,
    failure,
    fail,
    users: 0,
    lastTaskAt: Date.now(),
    dead: false,
    displaced: null,
  };
  const { tm } = curve;
  const queueAction = tm.queueAction.bind(tm);
  const run = async (task: unknown, transfers: unknown) => {
    if (tm.singleThread) await nextTurn();
    if (engine.dead) throw new ProvingError({ message: "The proving engine was stopped" });
    engine.lastTaskAt = Date.now();
    const result = await queueAction(task, transfers);
    engine.lastTaskAt = Date.now();
    return result;
  };
  tm.queueAction = (task, transfers) => {
    const result = run(task, transfers);
    // snarkjs may not be waiting yet when a thread is killed.
    result.catch(() => {});
    return result;
  };
  for (const worker of tm.workers ?? []) {
    const died = () => kill(engine, new ProvingError({ message: "A proving thread ended unexpectedly" }));
    worker.addEventListener("error", died);
    worker.addEventListener("close", died);
  }
  return engine;
}

function isBusy(tm: ThreadManager): boolean {
  return tm.actionQueue.length > 0 || (tm.working ?? []).some(Boolean);
}

/** Ends the threads at once and rejects whatever they were doing. */
function kill(engine: Engine, reason: Error): void {
  if (engine.dead) return;
  engine.dead = true;
  const { curve } = engine;
  if (slot.curve_bn128 === curve) slot.curve_bn128 = null;
  if (curve.tm.singleThread) single = undefined;
  // snarkjs's own flow is waiting on these; rejecting them frees its memory.
  for (const { deferred } of curve.tm.actionQueue.splice(0)) deferred.reject(reason);
  for (const pending of curve.tm.pendingDeferreds ?? []) pending?.reject(reason);
  for (const worker of curve.tm.workers ?? []) worker.terminate();
  engine.fail(reason);
}

function endWhenIdle(engine: Engine): void {
  if (!engine.owned || engine.dead) return;
  setTimeout(() => {
    if (engine.dead || engine.users > 0) return;
    // Other code in the process may be using snarkjs on this engine.
    if (isBusy(engine.curve.tm) || Date.now() - engine.lastTaskAt < IDLE_MILLISECONDS) endWhenIdle(engine);
    else kill(engine, new ProvingError({ message: "The proving threads were idle and have ended" }));
  }, IDLE_MILLISECONDS);
}

async function threadedEngine(snarkjs: Snarkjs): Promise<Engine> {
  const present = slot.curve_bn128;
  if (present) {
    const known = present[ENGINE];
    if (known !== undefined && !known.dead) return known;
    // The application started these threads itself: used, and left to it.
    if (known === undefined) return attach(present, false);
  }
  starting ??= snarkjs.curves
    .getCurveFromName("bn128")
    .then((curve) => attach(curve, true))
    .finally(() => {
      starting = undefined;
    });
  return starting;
}

function attach(curve: OwnedCurve, owned: boolean): Engine {
  const engine = createEngine(curve, owned);
  curve[ENGINE] = engine;
  return engine;
}

function singleThreadedEngine(snarkjs: Snarkjs): Promise<Engine> {
  single ??= snarkjs.curves
    .getCurveFromName("bn128", { singleThread: true })
    .then((curve) => attach(curve, true))
    .catch((error: unknown) => {
      single = undefined;
      throw error;
    });
  return single;
}

/** Puts back what a single-threaded engine replaced in the global. */
function putBack({ curve, displaced }: Engine): void {
  if (slot.curve_bn128 && slot.curve_bn128 !== curve) return;
  slot.curve_bn128 = displaced?.[ENGINE]?.dead ? null : displaced;
}

/**
 * Takes an engine for one piece of snarkjs work. Always release it in `finally`.
 * With `threads: false` the work runs on the calling thread and pauses for the
 * event loop between tasks (about 50 ms each).
 */
export async function acquireCurve({ threads }: { threads: boolean }): Promise<CurveLease> {
  const snarkjs = await loadSnarkjs();
  // An engine that starts puts itself into the global when it is ready.
  if (!threads) await starting?.catch(() => {});
  const engine = threads ? await threadedEngine(snarkjs) : await singleThreadedEngine(snarkjs);
  if (engine.dead) return acquireCurve({ threads });
  engine.users += 1;
  if (!threads && slot.curve_bn128 !== engine.curve) {
    // snarkjs takes whatever engine the global holds, or else builds one with threads that nobody would end.
    engine.displaced = slot.curve_bn128 ?? null;
    slot.curve_bn128 = engine.curve;
  }
  let released = false;
  const release = () => {
    if (released) return;
    released = true;
    engine.users -= 1;
    if (engine.users > 0) return;
    if (engine.curve.tm.singleThread) putBack(engine);
    else endWhenIdle(engine);
  };
  return {
    snarkjs,
    curve: engine.curve,
    failure: engine.failure,
    abandon(reason) {
      const alone = engine.users === (released ? 0 : 1);
      if (alone && engine.owned) kill(engine, reason);
      release();
    },
    release,
  };
}

/** A single-threaded engine of its own, for work that calls the wasm directly; ends with its last reference. */
export async function createSingleThreadCurve(): Promise<Bn128Curve> {
  const snarkjs = await loadSnarkjs();
  return snarkjs.curves.getCurveFromName("bn128", { singleThread: true });
}

/** Ends engines that nobody uses now, instead of after the idle time. The next proof starts a new one. */
export async function disposeCurve(): Promise<void> {
  const known = await Promise.allSettled([starting, single]);
  const engines = [slot.curve_bn128?.[ENGINE], ...known.map((s) => (s.status === "fulfilled" ? s.value : undefined))];
  for (const engine of engines) {
    if (engine?.owned && engine.users === 0 && !isBusy(engine.curve.tm)) {
      kill(engine, new AbortedError({ message: "The prover was disposed" }));
    }
  }
}
