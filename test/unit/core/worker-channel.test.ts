/** The channel over real threads of Node: every way in which a worker can die. */
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { AbortedError } from "../../../src/core/abort.ts";
import type { CivicproofError } from "../../../src/core/errors.ts";
import { InvalidInputError } from "../../../src/core/json.ts";
import { WorkerTaskError } from "../../../src/core/wire-error.ts";
import { WorkerChannel, type WorkerChannelOptions, type WorkerHandle } from "../../../src/core/worker-channel.ts";
import { WorkerPool, WorkerPoolClosedError } from "../../../src/core/worker-pool.ts";
import {
  WorkerEndedError,
  WorkerMessageError,
  WorkerSilentError,
  WorkerUnavailableError,
} from "../../../src/core/worker-refusals.ts";

interface Task {
  readonly kind: string;
  readonly value?: unknown;
}

/** Does what its tasks say. */
const SCRIPT = `
import { parentPort, serveTasks } from "./src/core/worker-port.ts";
import { InvalidInputError } from "./src/core/json.ts";
serveTasks(parentPort(), async ({ kind, value }, { signal, note, beat }) => {
  if (kind === "echo") return value;
  if (kind === "modules") return process.moduleLoadList;
  if (kind === "notes") for (let i = 0; i < 3; i++) note(i);
  if (kind === "refuse") throw new InvalidInputError({ path: "wtns", expected: "x" });
  if (kind === "throw") throw new Error("the secret is 12345");
  if (kind === "die") setTimeout(() => { throw new Error("out of memory"); });
  if (kind === "exit") process.exit(0);
  if (kind === "hang") for (;;);
  if (kind === "toil") for (let end = performance.now() + 5000; performance.now() < end;) if (performance.now() % 100 < 1) beat();
  if (kind === "wait") await new Promise((resolve) => signal.addEventListener("abort", resolve));
  if (kind === "ignore" || kind === "die") await new Promise(() => {});
});`;

let script: string;
beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: { contents: SCRIPT, resolveDir: process.cwd(), loader: "ts" },
    bundle: true,
    format: "iife",
    platform: "neutral",
    write: false,
  });
  script = outputFiles[0]!.text;
});

const open: { end(reason: CivicproofError): Promise<void> }[] = [];
afterEach(async () => {
  for (const channel of open.splice(0)) await channel.end(new AbortedError());
});

const startThread = (): WorkerHandle => new Worker(script, { eval: true, stderr: true });
function channel(options: Partial<WorkerChannelOptions> = {}): WorkerChannel<Task, unknown> {
  const made = new WorkerChannel<Task, unknown>({ start: startThread, ...options });
  open.push(made);
  return made;
}

/** What a promise is refused with, and that it took less than two seconds once `since` is over. */
async function refusal(promise: Promise<unknown>, since: Promise<unknown> = Promise.resolve()): Promise<unknown> {
  const settled = promise.then(
    (value) => expect.unreachable(`answered ${value}`),
    (error: unknown) => error,
  );
  await since;
  const started = performance.now();
  const error = await settled;
  expect(performance.now() - started).toBeLessThan(2_000);
  return error;
}

const later = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const echo = (made: WorkerChannel<Task, unknown>) => made.call({ kind: "echo", value: 7n });

describe("a worker channel", () => {
  it("gives each call its own answer, and passes notes on", async () => {
    const made = channel();
    const values = Array.from({ length: 20 }, (_, value) => made.call({ kind: "echo", value }));
    expect(await Promise.all(values)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    const notes: unknown[] = [];
    await made.call({ kind: "notes" }, { onNote: (note) => notes.push(note) });
    expect(notes).toEqual([0, 1, 2]);
  });

  it("has threads that hear messages without events, for which Node loads its HTTP client", async () => {
    // Node's own `on` gives options.
    const listening = `const port = require("node:worker_threads").parentPort;
      const add = port.addEventListener;
      port.addEventListener = (type, listener, options) => {
        if (options === undefined) throw new Error("an event is needed");
        add.call(port, type, listener, options);
      };\n`;
    const made = channel({ start: () => new Worker(listening + script, { eval: true }) });
    const loaded = (await made.call({ kind: "modules" })) as string[];
    expect(loaded.filter((name) => /worker\/io$/.test(name))).not.toEqual([]);
    expect(loaded.filter((name) => /undici|http2/.test(name))).toEqual([]);
  });

  it("hands over what is to be transferred", async () => {
    const value = new Uint8Array([1, 2, 3]);
    expect(await channel().call({ kind: "echo", value }, { transfer: [value.buffer] })).toEqual(
      new Uint8Array([1, 2, 3]),
    );
    expect(value.length).toBe(0);
  });

  it.each(["die", "exit"])(
    "refuses everything that waits when the worker is lost (%s), and serves the next",
    async (kind) => {
      const lost: CivicproofError[] = [];
      const made = channel({ onLoss: (reason) => lost.push(reason) });
      const first = made.open();
      await echo(made);
      const waiting = refusal(made.call({ kind: "ignore" }));
      expect(await refusal(made.call({ kind }))).toBeInstanceOf(WorkerEndedError);
      expect(await waiting).toBeInstanceOf(WorkerEndedError);
      expect(lost).toHaveLength(1);
      expect(await echo(made)).toBe(7n);
      expect(made.isAlive(first)).toBe(false);
      // Meant for the one that was lost.
      expect(await refusal(made.call({ kind: "echo" }, { life: first }))).toBeInstanceOf(WorkerEndedError);
    },
  );

  it("refuses what a killed worker was doing, and serves the next", async () => {
    const made = channel();
    await echo(made);
    const waiting = refusal(made.call({ kind: "hang" }), later(100));
    await later(100);
    await made.worker!.terminate();
    expect(await waiting).toBeInstanceOf(WorkerEndedError);
    expect(await echo(made)).toBe(7n);
  });

  it("takes silence for death, but no work that says it continues", async () => {
    // More than a thread waits for its turn on a busy machine.
    const made = channel({ silenceMilliseconds: 4_000 });
    await echo(made);
    await made.call({ kind: "toil" });
    expect(await refusal(made.call({ kind: "hang" }), later(4_000))).toBeInstanceOf(WorkerSilentError);
    expect(await echo(made)).toBe(7n);
    // The event loop of the worker turns: it says by itself that it lives.
    const waiting = made.call({ kind: "ignore" });
    waiting.catch(() => {});
    await later(6_000);
    expect(await echo(made)).toBe(7n);
  });

  it.each([
    ["throws", () => new Worker("throw new Error('broken')", { eval: true, stderr: true })],
    ["is missing", () => new Worker("/nowhere/missing.js", { stderr: true })],
    ["is a web page", () => new Worker("<!doctype html>", { eval: true, stderr: true })],
    ["is silent", () => new Worker("setInterval(() => {}, 1000)", { eval: true })],
    [
      "is forbidden",
      () => {
        throw new Error("policy");
      },
    ],
  ] as const)("refuses when the script %s, and serves when it is back", async (_, broken) => {
    let isBack = false;
    const startMilliseconds = 1_500;
    const made = channel({ start: () => (isBack ? startThread() : (broken() as WorkerHandle)), startMilliseconds });
    for (let i = 0; i < 2; i++) {
      expect(await refusal(echo(made), later(startMilliseconds))).toBeInstanceOf(WorkerUnavailableError);
    }
    isBack = true;
    expect(await echo(made)).toBe(7n);
  });

  it("revives refusals with their class, keeps the message of any other error to itself, and continues", async () => {
    const made = channel();
    const worker = made.open();
    const refused = await refusal(made.call({ kind: "refuse" }));
    expect(refused).toBeInstanceOf(InvalidInputError);
    expect(refused).toMatchObject({ code: "INPUT_INVALID", path: "wtns" });
    const error = await refusal(made.call({ kind: "throw" }));
    expect(error).toBeInstanceOf(WorkerTaskError);
    expect(JSON.stringify(error)).not.toContain("12345");
    expect(await refusal(made.call({ kind: "echo", value: () => {} }))).toBeInstanceOf(WorkerMessageError);
    expect(await echo(made)).toBe(7n);
    expect(made.isAlive(worker)).toBe(true);
  });

  it("refuses an aborted call at once, and ends a worker that does not stop", async () => {
    const made = channel();
    const life = made.open();
    await echo(made);
    const attempt = async (kind: string) => {
      const controller = new AbortController();
      const started = performance.now();
      const call = refusal(made.call({ kind }, { signal: controller.signal }));
      controller.abort();
      expect(await call).toBeInstanceOf(AbortedError);
      expect(performance.now() - started).toBeLessThan(1_000);
    };
    await attempt("wait");
    await later(2_300);
    expect(made.isAlive(life)).toBe(true);
    await attempt("ignore");
    await later(2_300);
    expect(made.isAlive(life)).toBe(false);
    expect(await echo(made)).toBe(7n);
    expect(await refusal(made.call({ kind: "echo" }, { signal: AbortSignal.abort() }))).toBeInstanceOf(AbortedError);
  });
});

describe("a pool of workers", () => {
  it("shares a queue, and does not start a worker that always dies again and again", async () => {
    let starts = 0;
    let isBroken = false;
    const pool = new WorkerPool<Task, unknown>(2, {
      start: () => {
        starts++;
        return isBroken
          ? (new Worker("throw new Error('broken')", { eval: true, stderr: true }) as WorkerHandle)
          : startThread();
      },
    });
    const values = Array.from({ length: 50 }, (_, value) => pool.run({ kind: "echo", value }));
    expect(await Promise.all(values)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(starts).toBe(2);
    isBroken = true;
    const killed = refusal(pool.run({ kind: "exit" }));
    expect(await killed).toBeInstanceOf(WorkerEndedError);
    while (pool.workers.length > 1) await later(50);
    expect(starts).toBeLessThan(10);
    isBroken = false;
    expect(await Promise.all([1, 2, 3].map((value) => pool.run({ kind: "echo", value })))).toEqual([1, 2, 3]);
    await pool.close();
    expect(await refusal(pool.run({ kind: "echo" }))).toBeInstanceOf(WorkerPoolClosedError);
  });
});
