import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import * as snarkjs from "snarkjs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { AbortedError } from "../../../../src/core/abort.ts";
import type { ProvingProgress } from "../../../../src/engine/groth16/backend.ts";
import { developmentSetup, setupWithSecrets } from "../../../../src/engine/groth16/development-setup.ts";
import { ArtifactError } from "../../../../src/engine/groth16/files/artifact-error.ts";
import { verificationKeyFromZkey } from "../../../../src/engine/groth16/key-of-zkey.ts";
import { ProvingError } from "../../../../src/engine/groth16/proof.ts";
import { UnsafeKeyError } from "../../../../src/engine/groth16/unsafe-key.ts";
import { acquireCurve, disposeCurve } from "../../../../src/engine/snark/curve.ts";
import { createSnarkjsProver } from "../../../../src/engine/snark/prove.ts";
import { compileTiny, tinyWitness } from "../../../fixtures/tiny.ts";

const engine = globalThis as { curve_bn128?: snarkjs.Bn128Curve | null };
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

let r1cs: Uint8Array;
let zkey: Uint8Array;
let wtns: Uint8Array;

beforeAll(async () => {
  const tiny = await compileTiny();
  r1cs = tiny.r1cs;
  ({ zkey } = await developmentSetup({ r1cs, seed: "prove.test" }));
  wtns = await tinyWitness(tiny.wasm);
});

afterAll(disposeCurve);

async function verifies({ proof, publicSignals }: { proof: unknown; publicSignals: string[] }): Promise<boolean> {
  const key = verificationKeyFromZkey(zkey);
  const lease = await acquireCurve({ threads: false });
  try {
    return await snarkjs.groth16.verify(structuredClone(key) as unknown as snarkjs.Json, publicSignals, proof);
  } finally {
    lease.release();
  }
}

/** Runs a script that must end by itself; the time is from its last line to its exit. */
async function timeToExit(script: string, contents: string): Promise<number> {
  const directory = fileURLToPath(new URL("../../../../node_modules/.cache/civicproof-exit/", import.meta.url));
  await mkdir(directory, { recursive: true });
  const format = script.endsWith(".cjs") ? "cjs" : "esm";
  try {
    await build({
      entryPoints: [fileURLToPath(new URL("../../../../src/engine/snark/prove.ts", import.meta.url))],
      outfile: `${directory}prove-${format}.${format === "cjs" ? "cjs" : "mjs"}`,
      bundle: true,
      format,
      platform: "node",
      target: "node20",
      packages: "external",
    });
    await writeFile(`${directory}zkey`, zkey);
    await writeFile(`${directory}wtns`, wtns);
    await writeFile(`${directory}${script}`, contents);
    const { stdout } = await promisify(execFile)(process.execPath, [script], { cwd: directory, timeout: 20_000 });
    return Date.now() - Number(stdout.trim());
  } finally {
    await rm(`${directory}${script}`, { force: true });
  }
}

describe("the snarkjs prover", () => {
  it.each([{ threads: true }, { threads: false }])("proves with %o and snarkjs verifies it", async (options) => {
    const steps: ProvingProgress[] = [];
    const result = await createSnarkjsProver(options).prove({ zkey, wtns, onProgress: (step) => steps.push(step) });
    expect(result.publicSignals).toHaveLength(8);
    expect(result.publicSignals.slice(1)).toEqual(["1", "2", "3", "4", "5", "6", "7"]);
    expect(await verifies(result)).toBe(true);
    expect(await verifies({ ...result, publicSignals: [...result.publicSignals.slice(0, 7), "8"] })).toBe(false);
    expect(steps.length).toBeGreaterThan(5);
    expect(steps.map(({ fraction }) => fraction)).toEqual(steps.map(({ fraction }) => fraction).sort((a, b) => a - b));
    expect(steps.at(-1)).toEqual({ step: "done", fraction: 1 });
  });

  it("runs proofs that are started together one after the other", async () => {
    const prover = createSnarkjsProver();
    const results = await Promise.all([1, 2, 3].map(() => prover.prove({ zkey, wtns })));
    for (const result of results) expect(await verifies(result)).toBe(true);
  });

  it("ends its threads by itself", async () => {
    await createSnarkjsProver().prove({ zkey, wtns });
    const { tm } = engine.curve_bn128!;
    expect(tm.workers!.length).toBeGreaterThan(0);
    await Promise.all(tm.workers!.map((worker) => new Promise((ended) => worker.addEventListener("close", ended))));
    expect(engine.curve_bn128).toBeNull();
  });

  it("leaves threads alone that the application started", async () => {
    await disposeCurve();
    const curve = await snarkjs.curves.getCurveFromName("bn128");
    try {
      await createSnarkjsProver().prove({ zkey, wtns });
      await sleep(700);
      await createSnarkjsProver().dispose();
      expect(engine.curve_bn128).toBe(curve);
      expect(await verifies(await createSnarkjsProver().prove({ zkey, wtns }))).toBe(true);
    } finally {
      await curve.terminate();
    }
  });

  it.each([{ threads: true }, { threads: false }])(
    "stops at once when aborted, and proves again: %o",
    async (options) => {
      const prover = createSnarkjsProver(options);
      const waited: number[] = [];
      for (const fraction of [0, 0.05, 0.33, 0.78]) {
        const controller = new AbortController();
        let abortedAt = 0;
        const proving = prover.prove({
          zkey,
          wtns,
          signal: controller.signal,
          onProgress: (progress) => {
            if (progress.fraction !== fraction) return;
            abortedAt = performance.now();
            controller.abort();
          },
        });
        await expect(proving).rejects.toBeInstanceOf(AbortedError);
        waited.push(performance.now() - abortedAt);
      }
      const started = performance.now();
      const proof = await prover.prove({ zkey, wtns });
      // A whole proof is the measure when the machine is busy.
      expect(Math.max(...waited)).toBeLessThan(Math.max(1000, performance.now() - started));
      expect(await verifies(proof)).toBe(true);
    },
  );

  it("refuses a signal that has fired before the start, and one that fires while waiting", async () => {
    const prover = createSnarkjsProver();
    await expect(prover.prove({ zkey, wtns, signal: AbortSignal.abort() })).rejects.toBeInstanceOf(AbortedError);
    const controller = new AbortController();
    const first = prover.prove({ zkey, wtns });
    const second = prover.prove({ zkey, wtns, signal: controller.signal });
    controller.abort();
    await expect(second).rejects.toBeInstanceOf(AbortedError);
    expect(await verifies(await first)).toBe(true);
  });

  it.each([{ threads: true }, { threads: false }])(
    "leaves no threads behind when aborted while its engine starts: %o",
    async (options) => {
      await disposeCurve();
      await sleep(100);
      const threads = () => process.getActiveResourcesInfo().filter((name) => name === "MessagePort").length;
      const before = threads();
      const prover = createSnarkjsProver(options);
      for (const delay of [0, 5, 20, 60]) {
        const controller = new AbortController();
        const first = prover.prove({ zkey, wtns, signal: controller.signal });
        setTimeout(() => controller.abort(), delay);
        // Either it was quick enough or it was aborted; the next one must be right in both cases.
        await first.catch((error: unknown) => expect(error).toBeInstanceOf(AbortedError));
        expect(await verifies(await prover.prove({ zkey, wtns }))).toBe(true);
        await prover.dispose();
      }
      expect(engine.curve_bn128 ?? null).toBeNull();
      await vi.waitFor(() => expect(threads()).toBe(before), 2000);
    },
  );

  it("aborts its proofs when disposed, and proves again", async () => {
    const prover = createSnarkjsProver();
    const proving = prover.prove({ zkey, wtns });
    const refused = expect(proving).rejects.toBeInstanceOf(AbortedError);
    await prover.dispose();
    await refused;
    expect(await verifies(await prover.prove({ zkey, wtns }))).toBe(true);
  });

  it("answers with a typed error when a thread is killed, and proves again", async () => {
    const prover = createSnarkjsProver();
    const proving = prover.prove({
      zkey,
      wtns,
      onProgress: ({ step }) => {
        if (step === "A") engine.curve_bn128!.tm.workers![0]!.terminate();
      },
    });
    await expect(proving).rejects.toBeInstanceOf(ProvingError);
    expect(await verifies(await prover.prove({ zkey, wtns }))).toBe(true);
  });

  it("wraps whatever goes wrong", async () => {
    const prover = createSnarkjsProver();
    await expect(prover.prove({ zkey, wtns: wtns.slice(0, -1) })).rejects.toBeInstanceOf(ProvingError);
    await expect(prover.prove({ zkey, wtns: new Uint8Array() })).rejects.toBeInstanceOf(ProvingError);
    await expect(prover.prove({ zkey: zkey.slice(0, 5000), wtns })).rejects.toBeInstanceOf(ArtifactError);
    const thrown = new TypeError("from the callback");
    const throwing = prover.prove({
      zkey,
      wtns,
      onProgress: () => {
        throw thrown;
      },
    });
    await expect(throwing).rejects.toMatchObject({ code: "PROVING_FAILED", cause: thrown });
    const unsafe = await setupWithSecrets({ r1cs, secrets: { tau: 5n, alpha: 6n, beta: 7n, delta: 1n } });
    await expect(prover.prove({ zkey: unsafe.zkey, wtns })).rejects.toBeInstanceOf(UnsafeKeyError);
  });
});

describe("a script that proves", () => {
  const body = `
    const prover = createSnarkjsProver();
    const input = { zkey: readFileSync("zkey"), wtns: readFileSync("wtns") };
    const { publicSignals } = await prover.prove(input);
    if (publicSignals.length !== 8) throw new Error("wrong");
    await prover.prove({ ...input, signal: AbortSignal.timeout(1) }).catch((error) => {
      if (error.code !== "OPERATION_ABORTED") throw error;
    });
    await prover.prove(input);
    console.log(Date.now());`;

  it("exits by itself within 2 s as an ES module", async () => {
    const script = `import { readFileSync } from "node:fs"; import { createSnarkjsProver } from "./prove-esm.mjs";${body}`;
    expect(await timeToExit("script.mjs", script)).toBeLessThan(2000);
  });

  it("exits by itself within 2 s as CommonJS", async () => {
    const script = `const { readFileSync } = require("node:fs"); const { createSnarkjsProver } = require("./prove-cjs.cjs");
    (async () => {${body}})();`;
    expect(await timeToExit("script.cjs", script)).toBeLessThan(2000);
  });
});
