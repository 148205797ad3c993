import { createHash } from "node:crypto";
import { ChaCha } from "ffjavascript";
import * as snarkjs from "snarkjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../src/core/field.ts";
import { type SetupSecrets, setupWithSecrets } from "../../src/engine/groth16/development-setup.ts";
import { readSections } from "../../src/engine/groth16/files/binfile.ts";
import { disposeCurve } from "../../src/engine/snark/curve.ts";
import { compileTiny, mem } from "../fixtures/tiny.ts";

// snarkjs derives a beacon contribution from public bytes, so its secrets are known here.
const TAU_BEACON = "0102030405060708090a0b0c0d0e0f";
const DELTA_BEACON = "a1a2a3a4a5a6";
const ITERATIONS = 10;

/** The integers snarkjs draws from a beacon: ChaCha over iterated SHA-256, read as Montgomery forms. */
function beaconSecrets(beaconHex: string, count: number): bigint[] {
  let hash: Uint8Array = Buffer.from(beaconHex, "hex");
  for (let i = 0; i < 2 ** ITERATIONS; i += 1) hash = createHash("sha256").update(hash).digest();
  const view = new DataView(hash.buffer, hash.byteOffset);
  const rng = new ChaCha(Array.from({ length: 8 }, (_, i) => view.getUint32(4 * i)));
  const inverseR = inverse(2n ** 256n % FIELD_MODULUS);
  return Array.from({ length: count }, () => {
    for (;;) {
      let value = 0n;
      for (let i = 0n; i < 4n; i += 1n) value += rng.nextU64() << (64n * i);
      value &= 2n ** 254n - 1n;
      if (value < FIELD_MODULUS) return (value * inverseR) % FIELD_MODULUS;
    }
  });
}

function inverse(x: bigint): bigint {
  let [a, b, u, v] = [x % FIELD_MODULUS, FIELD_MODULUS, 1n, 0n];
  while (a !== 1n) {
    const q = b / a;
    [a, b, u, v] = [b - q * a, a, v - q * u, u];
  }
  return ((u % FIELD_MODULUS) + FIELD_MODULUS) % FIELD_MODULUS;
}

const section = (zkey: Uint8Array, id: number) => {
  const { offset, size } = readSections(zkey, { type: "zkey", maxVersion: 1, path: "zkey" }).get(id)!;
  return Buffer.from(zkey.subarray(offset, offset + size));
};

describe("the development set-up against snarkjs's own route, from the same secrets", () => {
  let r1cs: Uint8Array;
  let initial: Uint8Array;
  let contributed: Uint8Array;
  let secrets: SetupSecrets;

  beforeAll(async () => {
    ({ r1cs } = await compileTiny());
    const curve = await snarkjs.curves.getCurveFromName("bn128");
    const [fresh, beaconed, prepared, zkey, next] = [mem(), mem(), mem(), mem(), mem()];
    await snarkjs.powersOfTau.newAccumulator(curve, 6, fresh);
    await snarkjs.powersOfTau.beacon(fresh, beaconed, "known", TAU_BEACON, ITERATIONS);
    await snarkjs.powersOfTau.preparePhase2(beaconed, prepared);
    await snarkjs.zKey.newZKey(mem(r1cs), prepared, zkey);
    await snarkjs.zKey.beacon(zkey, next, "known", DELTA_BEACON, ITERATIONS);
    initial = zkey.data!;
    contributed = next.data!;
    const [tau, alpha, beta] = beaconSecrets(TAU_BEACON, 3) as [bigint, bigint, bigint];
    const [delta] = beaconSecrets(DELTA_BEACON, 1) as [bigint];
    secrets = { tau, alpha, beta, delta };
  }, 60_000);

  afterAll(async () => {
    await (globalThis as { curve_bn128?: snarkjs.Bn128Curve | null }).curve_bn128?.terminate();
    await disposeCurve();
  });

  it("writes the same file as `groth16 setup`, byte by byte up to the circuit hash", async () => {
    const { zkey } = await setupWithSecrets({ r1cs, secrets: { ...secrets, delta: 1n } });
    expect(zkey.length).toBe(initial.length);
    // Section 10 comes last: the 64 bytes of the hash and a count of 0.
    const end = zkey.length - 68;
    expect(Buffer.compare(zkey.subarray(0, end), initial.subarray(0, end))).toBe(0);
    expect(section(initial, 10).subarray(64)).toEqual(section(zkey, 10).subarray(64));
  });

  it("has the same points as a key after one contribution of delta", async () => {
    const { zkey } = await setupWithSecrets({ r1cs, secrets });
    for (const id of [1, 2, 3, 4, 5, 6, 7, 8, 9]) {
      expect(section(zkey, id).equals(section(contributed, id)), `section ${id}`).toBe(true);
    }
  });

  it("differs everywhere delta enters when delta differs", async () => {
    const { zkey } = await setupWithSecrets({ r1cs, secrets: { ...secrets, delta: secrets.delta + 1n } });
    for (const id of [2, 8, 9]) expect(section(zkey, id).equals(section(contributed, id))).toBe(false);
    for (const id of [3, 4, 5, 6, 7]) expect(section(zkey, id).equals(section(contributed, id))).toBe(true);
  });
});
