/** Packed keys come back byte by byte, on one thread and on two, and a file that is none is stopped. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { viewOf } from "../../../../src/core/bytes.ts";
import { BASE_FIELD_MODULUS } from "../../../../src/core/field.ts";
import type { WorkerHandle } from "../../../../src/core/worker-channel.ts";
import { startFromSource } from "../../../../src/core/worker-source.ts";
import { developmentSetup } from "../../../../src/engine/groth16/development-setup.ts";
import { ArtifactError } from "../../../../src/engine/groth16/files/artifact-error.ts";
import { packKey } from "../../../../src/engine/groth16/packed/pack.ts";
import { localRoots, sharedRoots, unpackPoints } from "../../../../src/engine/groth16/packed/roots.ts";
import { unpackKey } from "../../../../src/engine/groth16/packed/unpack.ts";
import { WORKER_SOURCE } from "../../../../src/engine/groth16/packed/worker.generated.ts";
import { createFixedBase } from "../../../../src/engine/kernel/fixed-base.ts";
import { type KernelModule, loadKernel } from "../../../../src/engine/kernel/kernel.ts";
import { disposeCurve } from "../../../../src/engine/snark/curve.ts";
import { compileTiny } from "../../../fixtures/tiny.ts";
import { availableTiers } from "../kernel/tiers.ts";

let zkey: Uint8Array;
let packed: Uint8Array;
let kernel: KernelModule;

beforeAll(async () => {
  const { r1cs } = await compileTiny();
  ({ zkey } = await developmentSetup({ r1cs, seed: "packed.test" }));
  packed = await packKey(zkey);
  kernel = await loadKernel();
});
afterAll(disposeCurve);

/** In pieces of some bytes, as a network gives them. */
async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const unpack = (bytes: Uint8Array, size = zkey.length) =>
  unpackKey([bytes], { bytes: size, roots: localRoots(kernel) });

const TIERS = await availableTiers();

describe("a packed key", () => {
  it.each(TIERS)("comes back byte by byte, however it arrives (%s)", async (tier) => {
    const roots = localRoots(await loadKernel(tier));
    for (const size of [1, 7, 1_000, packed.length]) {
      const again = await unpackKey(pieces(packed, size), { bytes: zkey.length, roots });
      expect(Buffer.compare(again, zkey)).toBe(0);
    }
  });

  it("is the same for the same key", async () => {
    expect(Buffer.compare(await packKey(zkey), packed)).toBe(0);
  });

  it("comes back as well when a second thread takes half of it", async () => {
    const age = readFileSync("artifacts/build/age/circuit.zkey");
    let asked = 0;
    const roots = sharedRoots(kernel, () => {
      const worker = startFromSource(WORKER_SOURCE);
      const post = worker.postMessage.bind(worker);
      worker.postMessage = (message, transfer) => {
        if ("xs" in (message as object)) asked += 1;
        post(message, transfer);
      };
      return worker;
    });
    const age2 = await packKey(age);
    // The thread is there before the first point.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const again = await unpackKey([age2], { bytes: age.length, roots });
    roots.close();
    expect(Buffer.compare(again, age)).toBe(0);
    // Of some seventy blocks; on a machine that is busy with other things the second thread gets fewer.
    expect(asked).toBeGreaterThan(4);
  }, 60_000);

  it.each([
    [
      "can't be started",
      (): WorkerHandle => {
        throw new Error("forbidden");
      },
    ],
    ["says nothing", () => startFromSource("")],
    ["throws", () => startFromSource("throw new Error('broken')")],
    ["falls silent after its first word", () => startFromSource(SILENT_AFTER_FIRST)],
  ])(
    "comes back when the second thread %s",
    async (_, start) => {
      const started = performance.now();
      const roots = sharedRoots(kernel, start);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const again = await unpackKey([packed], { bytes: zkey.length, roots });
      roots.close();
      expect(Buffer.compare(again, zkey)).toBe(0);
      expect(performance.now() - started).toBeLessThan(10_000);
    },
    20_000,
  );
});

const SILENT_AFTER_FIRST = `const { parentPort } = require("node:worker_threads");
parentPort.once("message", ({ id }) => parentPort.postMessage({ id, result: undefined }));
setInterval(() => {}, 1000);`;

describe("the kernel's roots", () => {
  it.each(TIERS)("are those of points of both groups (%s)", async (tier) => {
    const unpackX = unpackPoints(await loadKernel(tier));
    for (const group of ["g1", "g2"] as const) {
      const points = (await createFixedBase(group, 301, tier)).multiply(
        Array.from({ length: 301 }, (_, i) => BigInt(i + 1) ** 5n),
      );
      const half = group === "g1" ? 32 : 64;
      for (const flip of [0, 1]) {
        const xs = new Uint8Array(half * 301);
        const expected = points.slice();
        for (let i = 0; i < 301; i += 1) {
          const at = 2 * half * i;
          if (flip === 1) for (let c = 0; c < half; c += 32) negate(expected, at + half + c);
          xs.set(expected.subarray(at, at + half), half * i);
          xs[half * (i + 1) - 1]! |= (expected[at + half]! & 1) << 7;
        }
        // Some are computed side by side: what is left over is neither lost nor written past the end.
        for (const count of [301, 300, 299, 298, 3, 2, 1]) {
          const points = unpackX(group, xs.subarray(0, half * count));
          expect(Buffer.compare(points, expected.subarray(0, 2 * half * count))).toBe(0);
        }
      }
    }
  });
});

/** q minus a coordinate of a file. */
function negate(bytes: Uint8Array, at: number): void {
  const hex = Buffer.from(bytes.subarray(at, at + 32))
    .reverse()
    .toString("hex");
  const opposite = (BASE_FIELD_MODULUS - BigInt(`0x${hex}`)).toString(16).padStart(64, "0");
  bytes.set(Buffer.from(opposite, "hex").reverse(), at);
}

describe("a file that is no packed key", () => {
  it("is stopped where it would unpack to more than the manifest's size", async () => {
    await expect(unpack(packed, zkey.length - 1)).rejects.toThrow(/a file that unpacks to more/);
    await expect(unpack(packed, zkey.length + 1)).rejects.toBeInstanceOf(ArtifactError);
    // Refused at the section's header, before anything of it is asked for: a section that says 4 GB.
    const huge = packed.slice(0, 20);
    viewOf(huge).setUint32(16, 0xffff_fff0, true);
    await expect(unpack(huge)).rejects.toThrow(/a file that unpacks to more/);
  });

  it("is refused when it ends early or goes on", async () => {
    for (const length of [0, 4, 11, 12, 20, 100, packed.length - 1]) {
      await expect(unpack(packed.slice(0, length))).rejects.toBeInstanceOf(ArtifactError);
    }
    await expect(unpack(Buffer.concat([packed, Buffer.alloc(1)]))).rejects.toThrow(/the end of the file/);
    await expect(unpack(zkey)).rejects.toThrow(/a packed key/);
  });

  it("never gives anything but bytes of the right size or ArtifactError", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const damaged = packed.slice();
        damaged[at]! ^= flip;
        const got = await unpack(damaged).catch((error: unknown) => error);
        if (got instanceof Uint8Array) expect(got.length).toBe(zkey.length);
        else expect(got).toBeInstanceOf(ArtifactError);
      }),
      { numRuns: 300 },
    );
  });

  it("is not made of a key that would not come back", async () => {
    const damaged = zkey.slice();
    damaged[zkey.length - 2_000]! ^= 1;
    await expect(packKey(damaged)).rejects.toBeInstanceOf(ArtifactError);
  });
});
