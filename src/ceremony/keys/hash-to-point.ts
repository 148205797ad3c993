/**
 * Numbers and points from hashes as snarkjs derives them, because both must arrive at the same ones: a ChaCha20 stream
 * (D. J. Bernstein, 2008, with a counter of 128 bits) is read 64 bits at a time. Source of the format: ffjavascript
 * 0.3.1, `fromRng` of its fields and curves. What it draws for a field is the Montgomery form.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { viewOf } from "../../core/bytes.ts";
import { FIELD_MODULUS } from "../../core/field.ts";
import { inverse } from "../../core/scalars.ts";
import type { G1Point, G2Point } from "../../engine/groth16/curve.ts";
import { readG2, writePoint } from "../../engine/groth16/files/points.ts";
import { type Fq2, invert, mod, multiply, Q, TWIST_B } from "../../engine/pairing/constants.ts";
import { isLargerRoot, squareRootFq, squareRootFq2 } from "../../engine/pairing/square-roots.ts";
import type { PointKit } from "./point-kit.ts";
import { QUARTERS } from "./resume-hash.ts";

/** A stream of 32-bit words from 32 bytes. */
export interface WordStream {
  next(): number;
}

const SIGMA = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];

/** ChaCha20 with the first 32 bytes as its key, read as eight big-endian words; nonce and counter start at zero. */
export function wordStream(key: Uint8Array): WordStream {
  const view = viewOf(key);
  const state = Uint32Array.of(...SIGMA, ...Array.from({ length: 8 }, (_, i) => view.getUint32(4 * i)), 0, 0, 0, 0);
  const block = new Uint32Array(16);
  let at = 16;
  const rotate = (word: number, bits: number) => (word << bits) | (word >>> (32 - bits));
  const refill = () => {
    block.set(state);
    for (let round = 0; round < 10; round += 1) {
      for (const [a, b, c, d] of QUARTERS) {
        block[a]! += block[b]!;
        block[d] = rotate(block[d]! ^ block[a]!, 16);
        block[c]! += block[d]!;
        block[b] = rotate(block[b]! ^ block[c]!, 12);
        block[a]! += block[b]!;
        block[d] = rotate(block[d]! ^ block[a]!, 8);
        block[c]! += block[d]!;
        block[b] = rotate(block[b]! ^ block[c]!, 7);
      }
    }
    for (let i = 0; i < 16; i += 1) block[i]! += state[i]!;
    for (let i = 12; i < 16; i += 1) {
      state[i]! += 1;
      if (state[i] !== 0) break;
    }
    at = 0;
  };
  return {
    next() {
      if (at === 16) refill();
      const word = block[at]!;
      at += 1;
      return word;
    },
  };
}

/** The stream of a beacon: SHA-256 applied 2^iterationsLog2 times. */
export function beaconStream(value: Uint8Array, iterationsLog2: number): WordStream {
  let hash = value;
  for (let i = 0; i < 2 ** iterationsLog2; i += 1) hash = sha256(hash);
  return wordStream(hash);
}

/** An integer below `modulus` of 254 bits: four times 64 bits, the lowest first, of each the high half first. */
function drawBelow(stream: WordStream, modulus: bigint): bigint {
  for (;;) {
    let value = 0n;
    for (let i = 0n; i < 4n; i += 1n) {
      const high = BigInt(stream.next());
      value += ((high << 32n) | BigInt(stream.next())) << (64n * i);
    }
    value &= (1n << 254n) - 1n;
    if (value < modulus) return value;
  }
}

const [Q_INVERSE_RADIX] = invert([mod(2n ** 256n), 0n]);

const R_INVERSE_RADIX = inverse(2n ** 256n);

/** A scalar in [0, r). */
export function drawScalar(stream: WordStream): bigint {
  return (drawBelow(stream, FIELD_MODULUS) * R_INVERSE_RADIX) % FIELD_MODULUS;
}

const drawCoordinate = (stream: WordStream): bigint => mod(drawBelow(stream, Q) * Q_INVERSE_RADIX);

/** A point of G1 whose logarithm nobody knows. */
export function drawG1(stream: WordStream): G1Point {
  for (;;) {
    const x = drawCoordinate(stream);
    const greatest = (stream.next() & 1) === 1;
    const y = squareRootFq(mod(x * x * x + 3n));
    if (y !== undefined) return [x, greatest === isLargerRoot([y, 0n]) ? y : mod(-y)];
  }
}

/** The order of the twist over r: 2q - r. */
const COFACTOR = 2n * Q - FIELD_MODULUS;

/** A point of G2 whose logarithm nobody knows. */
export async function drawG2(kit: PointKit, stream: WordStream): Promise<G2Point> {
  for (;;) {
    const x: Fq2 = [drawCoordinate(stream), drawCoordinate(stream)];
    const greatest = (stream.next() & 1) === 1;
    const cube = multiply(multiply(x, x), x);
    const y = squareRootFq2([mod(cube[0] + TWIST_B[0]), mod(cube[1] + TWIST_B[1])]);
    if (y === undefined) continue;
    const signed: Fq2 = greatest === isLargerRoot(y) ? y : [mod(-y[0]), mod(-y[1])];
    const cleared = await kit.multiply("g2", writePoint([x, signed]), COFACTOR);
    return readG2(cleared, 0, "hash");
  }
}

/** The point of G2 that belongs to a hash of 64 bytes, of which it takes the first 32. */
export function hashToG2(kit: PointKit, hash: Uint8Array): Promise<G2Point> {
  return drawG2(kit, wordStream(hash));
}
