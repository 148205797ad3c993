/** Our prover on a small circuit: both tiers, one thread and two, hostile files, aborts, killed workers, exit. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import * as snarkjs from "snarkjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AbortedError } from "../../../../../src/core/abort.ts";
import { integerToBytesLE } from "../../../../../src/core/bytes.ts";
import { CivicproofError } from "../../../../../src/core/errors.ts";
import { BASE_FIELD_MODULUS } from "../../../../../src/core/field.ts";
import type { WorkerHandle } from "../../../../../src/core/worker-channel.ts";
import type { ProveResult, ProvingProgress } from "../../../../../src/engine/groth16/backend.ts";
import { developmentSetup, setupWithSecrets } from "../../../../../src/engine/groth16/development-setup.ts";
import { ArtifactError } from "../../../../../src/engine/groth16/files/artifact-error.ts";
import { readSections, requireSection } from "../../../../../src/engine/groth16/files/binfile.ts";
import { importKey, prove, verify } from "../../../../../src/engine/groth16/index.ts";
import { verificationKeyFromZkey } from "../../../../../src/engine/groth16/key-of-zkey.ts";
import { ProvingError } from "../../../../../src/engine/groth16/proof.ts";
import { createProver } from "../../../../../src/engine/groth16/prover/prover.ts";
import { WORKER_SOURCE } from "../../../../../src/engine/groth16/prover/worker.generated.ts";
import { UnsafeKeyError } from "../../../../../src/engine/groth16/unsafe-key.ts";
import { acquireCurve, disposeCurve } from "../../../../../src/engine/snark/curve.ts";
import { createSnarkjsProver } from "../../../../../src/engine/snark/prove.ts";
import { pointOutside } from "../../../../fixtures/outside.ts";
import { compileTiny, mem, tinyWitness } from "../../../../fixtures/tiny.ts";
import { startProcessorClock } from "../../../../support/processor-time.ts";
import { availableTiers } from "../../kernel/tiers.ts";

const tiers = await availableTiers();
let r1cs: Uint8Array;
let zkey: Uint8Array;
let wtns: Uint8Array;

beforeAll(async () => {
  const tiny = await compileTiny();
  r1cs = tiny.r1cs;
  ({ zkey } = await developmentSetup({ r1cs, seed: "prover.test" }));
  wtns = await tinyWitness(tiny.wasm);
});

afterAll(disposeCurve);

const keyOf = (bytes: Uint8Array) => JSON.parse(JSON.stringify(verificationKeyFromZkey(bytes)));

async function snarkjsAccepts({ proof, publicSignals }: ProveResult, key = zkey): Promise<boolean> {
  const lease = await acquireCurve({ threads: false });
  try {
    return await snarkjs.groth16.verify(keyOf(key), [...publicSignals], structuredClone(proof));
  } finally {
    lease.release();
  }
}

/** Where a section of the key begins. */
function sectionOffset(id: number): number {
  const sections = readSections(zkey, { type: "zkey", maxVersion: 1, path: "zkey" });
  return requireSection(sections, id, { path: "zkey" }).offset;
}

async function refusal(promise: Promise<unknown>): Promise<unknown> {
  const elapsed = startProcessorClock();
  try {
    await promise;
  } catch (error) {
    expect(elapsed()).toBeLessThan(2_000);
    return error;
  }
  return undefined;
}

describe.each(tiers)("the %s tier", (tier) => {
  it.each([1, 2, 4] as const)("makes proofs on %i threads that snarkjs and we accept", async (threads) => {
    const prover = createProver({ tier, threads });
    const seen: ProvingProgress[] = [];
    const first = await prover.prove({ zkey, wtns, onProgress: (progress) => seen.push(progress) });
    const second = await prover.prove({ zkey, wtns });
    expect(await snarkjsAccepts(first)).toBe(true);
    expect(await snarkjsAccepts(second)).toBe(true);
    verify({ key: importKey(keyOf(zkey)), ...first });
    // Blinded: the same witness never gives the same proof.
    expect(first.publicSignals).toEqual(second.publicSignals);
    for (const point of ["pi_a", "pi_b", "pi_c"] as const) expect(first.proof[point]).not.toEqual(second.proof[point]);
    const fractions = seen.map(({ fraction }) => fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
    await prover.dispose();
  });

  it("makes the same proof as the other tier from the same randomness", async () => {
    const fixed = () => ({ u: 1234567890123456789n, v: 987654321987654321n });
    const proofs = await Promise.all(
      tiers.flatMap((each) =>
        ([1, 2, 3, 4] as const).map(async (threads) => {
          const prover = createProver({ tier: each, threads }, fixed);
          const { proof } = await prover.prove({ zkey, wtns });
          await prover.dispose();
          return JSON.stringify(proof);
        }),
      ),
    );
    expect(new Set(proofs).size).toBe(1);
  });
});

it("accepts proofs of snarkjs", async () => {
  const result = await createSnarkjsProver({ threads: false }).prove({ zkey, wtns });
  verify({ key: importKey(keyOf(zkey)), ...result });
});

it("works with a key that went through snarkjs zkey contribute", async () => {
  const contributed = mem();
  await snarkjs.zKey.contribute(mem(zkey), contributed, "one", "some entropy");
  const result = await prove(contributed.data!, wtns);
  expect(await snarkjsAccepts(result, contributed.data!)).toBe(true);
  verify({ key: importKey(keyOf(contributed.data!)), ...result });
});

describe("hostile input", () => {
  const prover = () => createProver({ threads: 1 });

  it("refuses a key without phase 2", async () => {
    const unsafe = await setupWithSecrets({ r1cs, secrets: { tau: 5n, alpha: 6n, beta: 7n, delta: 1n } });
    expect(await refusal(prove(unsafe.zkey, wtns))).toBeInstanceOf(UnsafeKeyError);
  });

  it("refuses truncated keys and witnesses at every length", async () => {
    const shared = prover();
    for (let length = 0; length < zkey.length; length += Math.ceil(zkey.length / 40)) {
      expect(await refusal(shared.prove({ zkey: zkey.slice(0, length), wtns }))).toBeInstanceOf(ArtifactError);
    }
    for (let length = 0; length < wtns.length; length += Math.ceil(wtns.length / 40)) {
      expect(await refusal(shared.prove({ zkey, wtns: wtns.slice(0, length) }))).toBeInstanceOf(ProvingError);
    }
  });

  it("gives a proof that verifies or a typed error when a bit of the key or the witness is flipped", async () => {
    const shared = prover();
    const outcomes = { refused: 0, proven: 0 };
    const attempt = async (files: { zkey: Uint8Array; wtns: Uint8Array }) => {
      try {
        const result = await shared.prove(files);
        // A bit that proving does not depend on (a name, a hash): the proof is right under the honest key.
        verify({ key: importKey(keyOf(zkey)), ...result });
        outcomes.proven += 1;
      } catch (error) {
        expect(error).toBeInstanceOf(CivicproofError);
        outcomes.refused += 1;
      }
    };
    const flip = (bytes: Uint8Array, bit: number) => bytes.with(bit >> 3, bytes[bit >> 3]! ^ (1 << (bit & 7)));
    for (let i = 1; i <= 60; i++) await attempt({ zkey: flip(zkey, (i * 7919 * 131) % (8 * zkey.length)), wtns });
    for (let i = 1; i <= 40; i++) await attempt({ zkey, wtns: flip(wtns, (i * 7919 * 37) % (8 * wtns.length)) });
    expect(outcomes.refused).toBeGreaterThan(60);
  });

  it("refuses values that are not below r, and a witness of another circuit", async () => {
    const large = wtns.slice();
    large.fill(0xff, large.length - 32);
    expect(await refusal(prove(zkey, large))).toMatchObject({ code: "PROVING_FAILED", path: "wtns" });
    const notOne = wtns.slice();
    notOne[notOne.length - 32 * ((notOne.length - 76) / 32)] = 2;
    expect(await refusal(prove(zkey, notOne))).toMatchObject({ code: "PROVING_FAILED", path: "wtns" });
    const other = wtns.slice();
    other[other.length - 1] = 1;
    expect(await refusal(prove(zkey, other))).toMatchObject({ code: "PROVING_FAILED" });
  });
});

describe("threads", () => {
  const started: Worker[] = [];
  const startWorker = (): WorkerHandle => {
    const worker = new Worker(WORKER_SOURCE, { eval: true });
    started.push(worker);
    return worker as unknown as WorkerHandle;
  };

  /** A worker that tells what it is asked. */
  const overheard = (worker: WorkerHandle, tell: (kind: string) => void): WorkerHandle =>
    new Proxy(worker, {
      get(target, name) {
        if (name === "postMessage") {
          return (message: { kind: string }, transfer: ArrayBuffer[]) => {
            tell(message.kind);
            target.postMessage(message, transfer);
          };
        }
        const value = Reflect.get(target, name) as unknown;
        return typeof value === "function" ? value.bind(target) : value;
      },
    });

  it("has a worker add up before it has said that it has its points, and before this thread's part of the key", async () => {
    await createProver({ threads: 1 }).prepare();
    const asked: { kind: string; turns: number; heard: boolean }[] = [];
    let [turns, heard] = [0, false];
    const count = (): void => {
      turns += 1;
      if (!asked.some(({ kind }) => kind === "sum")) setImmediate(count);
    };
    const prover = createProver({
      threads: 2,
      startWorker: () => {
        const worker = startWorker();
        worker.on?.("message", () => {
          heard = true;
        });
        return overheard(worker, (kind) => asked.push({ kind, turns, heard }));
      },
    });
    setImmediate(count);
    void prover.prepare(zkey);
    expect(await snarkjsAccepts(await prover.prove({ zkey, wtns }))).toBe(true);
    const first = asked.find(({ kind }) => kind === "sum")!;
    expect(first.heard).toBe(false);
    // One for the parts of the key: the proof that waits goes on after the first.
    expect(first.turns).toBeLessThanOrEqual(2);
    await prover.dispose();
  });

  it("ends with a typed error when the worker is killed, and proves the next time", async () => {
    const prover = createProver({ startWorker });
    await prover.prove({ zkey, wtns });
    let end: Promise<number> | undefined;
    const doomed = refusal(
      prover.prove({
        zkey,
        wtns,
        onProgress: ({ step }) => {
          if (step === "quotient") end ??= started.at(-1)!.terminate();
        },
      }),
    );
    const error = await doomed;
    // On a circuit this small the worker may be done before it dies; then the proof is right.
    if (error !== undefined) expect(error).toBeInstanceOf(ProvingError);
    // Until then the next proof could begin with the worker that is about to end.
    await end;
    expect(await snarkjsAccepts(await prover.prove({ zkey, wtns }))).toBe(true);
    // Killed while idle.
    await started.at(-1)!.terminate();
    expect(await snarkjsAccepts(await prover.prove({ zkey, wtns }))).toBe(true);
    await prover.dispose();
  });

  it("fails the proof that a worker leaves unfinished", async () => {
    // Answers "load", and dies of the first piece of work.
    const dying = `const { parentPort } = require("node:worker_threads");
      parentPort.on("message", ({ id, kind }) => {
        if (kind === "load") parentPort.postMessage({ id });
        else setTimeout(() => process.exit(1), 100);
      });`;
    let first = true;
    const prover = createProver({
      startWorker: () => {
        const worker = new Worker(first ? dying : WORKER_SOURCE, { eval: true });
        first = false;
        return worker as unknown as WorkerHandle;
      },
    });
    expect(await refusal(prover.prove({ zkey, wtns }))).toBeInstanceOf(ProvingError);
    expect(await snarkjsAccepts(await prover.prove({ zkey, wtns }))).toBe(true);
    await prover.dispose();
  });

  it("makes a key ready ahead of a proof, once", async () => {
    const before = started.length;
    const prover = createProver({ startWorker });
    const steps: string[] = [];
    void prover.prepare();
    expect(started.length - before).toBe(0);
    await prover.prepare();
    await prover.prepare(zkey);
    const proved = await prover.prove({ zkey, wtns, onProgress: ({ step }) => steps.push(step) });
    expect(await snarkjsAccepts(proved)).toBe(true);
    expect(steps).toContain("quotient");
    expect(started.length - before).toBe(1);
    await prover.dispose();
  });

  it("says what is wrong with a key when it proves, not when it prepares", async () => {
    const prover = createProver({ startWorker });
    const cut = zkey.subarray(0, zkey.length - 1);
    await prover.prepare(cut);
    expect(await refusal(prover.prove({ zkey: cut, wtns }))).toBeInstanceOf(ArtifactError);
    // A point off the curve is noticed by the worker, after `prepare` is over.
    const offset = sectionOffset(7);
    const bent = zkey.slice();
    for (let i = offset; i < offset + 128 * 8; i++) if (bent[i] !== 0) bent[i]! ^= 1;
    await prover.prepare(bent);
    expect(await refusal(prover.prove({ zkey: bent, wtns }))).toBeInstanceOf(ArtifactError);
    expect(await snarkjsAccepts(await prover.prove({ zkey, wtns }))).toBe(true);
    await prover.dispose();
  });

  it("has the worker forget a key that is refused", async () => {
    const kinds: string[] = [];
    const prover = createProver({ startWorker: () => overheard(startWorker(), (kind) => kinds.push(kind)) });
    // β in G2 on its curve, but outside the group.
    const offset = sectionOffset(2);
    const bad = zkey.slice();
    pointOutside()
      .flat()
      .forEach((value, i) => {
        bad.set(integerToBytesLE((value << 256n) % BASE_FIELD_MODULUS), offset + 84 + 128 + 32 * i);
      });
    const error = await refusal(prover.prove({ zkey: bad, wtns }));
    expect(error).toMatchObject({ code: "ARTIFACT_INVALID", path: "zkey.beta2" });
    expect([kinds[0], kinds.at(-1)]).toEqual(["load", "forget"]);
    expect(await snarkjsAccepts(await prover.prove({ zkey, wtns }))).toBe(true);
    await prover.dispose();
  });

  it("prepares nothing once it is disposed", async () => {
    const before = started.length;
    const prover = createProver({ startWorker });
    const preparing = prover.prepare(zkey);
    await prover.dispose();
    await preparing;
    expect(started.length - before).toBe(0);
    expect(await snarkjsAccepts(await prover.prove({ zkey, wtns }))).toBe(true);
    await prover.dispose();
  });

  it("works on one thread where workers are forbidden", async () => {
    const refused = createProver({
      startWorker: () => {
        throw new Error("Refused by the page's policy");
      },
    });
    expect(await snarkjsAccepts(await refused.prove({ zkey, wtns }))).toBe(true);
    const stillborn = createProver({
      startWorker: () => new Worker("throw new Error('policy')", { eval: true }) as unknown as WorkerHandle,
    });
    expect(await snarkjsAccepts(await stillborn.prove({ zkey, wtns }))).toBe(true);
  });

  it("proves within ten seconds when the worker stays silent, and does not wait for it again", async () => {
    let starts = 0;
    const prover = createProver({
      startWorker: () => {
        starts++;
        return new Worker("setInterval(() => {}, 1000)", { eval: true }) as unknown as WorkerHandle;
      },
    });
    const begun = performance.now();
    expect(await snarkjsAccepts(await prover.prove({ zkey, wtns }))).toBe(true);
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(await snarkjsAccepts(await prover.prove({ zkey, wtns }))).toBe(true);
    expect(starts).toBe(1);
    await prover.dispose();
  });

  it("proves on one thread when the kernel can't be handed to the worker", async () => {
    const prover = createProver({
      startWorker: () => {
        const worker = startWorker();
        return new Proxy(worker, {
          get(target, name) {
            if (name === "postMessage") {
              return () => {
                throw new DOMException("WebAssembly.Module could not be cloned", "DataCloneError");
              };
            }
            const value = Reflect.get(target, name) as unknown;
            return typeof value === "function" ? value.bind(target) : value;
          },
        });
      },
    });
    expect(await snarkjsAccepts(await prover.prove({ zkey, wtns }))).toBe(true);
    await prover.dispose();
  });

  it.each([1, 2] as const)("stops on an abort with %i threads, and proves the next time", async (threads) => {
    const prover = createProver({ threads });
    expect(await refusal(prover.prove({ zkey, wtns, signal: AbortSignal.abort() }))).toBeInstanceOf(AbortedError);
    const controller = new AbortController();
    const aborted = refusal(
      prover.prove({ zkey, wtns, signal: controller.signal, onProgress: () => controller.abort() }),
    );
    // Waits in the queue behind the one that is aborted.
    const next = prover.prove({ zkey, wtns });
    expect(await aborted).toBeInstanceOf(AbortedError);
    expect(await snarkjsAccepts(await next)).toBe(true);
    const disposed = refusal(prover.prove({ zkey, wtns }));
    await prover.dispose();
    expect(await disposed).toBeInstanceOf(AbortedError);
    expect(await snarkjsAccepts(await prover.prove({ zkey, wtns }))).toBe(true);
    await prover.dispose();
  });

  it.each(["esm", "cjs"] as const)("lets a process exit by itself (%s)", async (format) => {
    const directory = await mkdtemp(join(tmpdir(), "prover-"));
    const extension = format === "esm" ? "mjs" : "cjs";
    try {
      await build({
        entryPoints: ["src/engine/groth16/index.ts"],
        outfile: join(directory, `groth16.${extension}`),
        bundle: true,
        format,
        platform: "neutral",
        mainFields: ["module", "main"],
        conditions: ["import"],
        target: "es2022",
      });
      await writeFile(join(directory, "zkey"), zkey);
      await writeFile(join(directory, "wtns"), wtns);
      const load =
        format === "esm"
          ? `import { readFileSync } from "node:fs"; import { prove } from "./groth16.mjs";`
          : `const { readFileSync } = require("node:fs"); const { prove } = require("./groth16.cjs");`;
      const body = `prove(new Uint8Array(readFileSync("zkey")), new Uint8Array(readFileSync("wtns")))
        .then(() => console.log(Date.now()));`;
      await writeFile(join(directory, `main.${extension}`), load + body);
      const run = promisify(execFile)(process.execPath, [`main.${extension}`], { cwd: directory, timeout: 20_000 });
      const { stdout } = await run;
      expect(Date.now() - Number(stdout.trim())).toBeLessThan(2_000);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
