/**
 * Numbers and points from hashes as snarkjs derives them, because both must arrive at the same ones: a ChaCha20 stream
 * (D. J. Bernstein, 2008, with a counter of 128 bits) is read 64 bits at a time. Source of the format: ffjavascript
 * 0.3.1, `fromRng` of its fields and curves. What it draws for a field is the Montgomery form.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { viewOf } from "../../core/bytes.ts";
import { FIELD_MODULUS } from "../../core/field.ts";
import type { G1Point, G2Point } from "../../engine/groth16/curve.ts";
import { readG2, writePoint } from "../../engine/groth16/files/points.ts";
import { type Fq2, invert, mod, multiply, power, Q, TWIST_B } from "../../engine/pairing/constants.ts";
import type { PointKit } from "./point-kit.ts";

/** A stream of 32-bit words from 32 bytes. */
export interface WordStream {
  next(): number;
}

const SIGMA = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];
const QUARTERS = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const;

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

function invertScalar(value: bigint): bigint {
  let [a, b, u, v] = [value % FIELD_MODULUS, FIELD_MODULUS, 1n, 0n];
  while (b !== 0n) {
    const quotient = a / b;
    [a, b, u, v] = [b, a - quotient * b, v, u - quotient * v];
  }
  return ((u % FIELD_MODULUS) + FIELD_MODULUS) % FIELD_MODULUS;
}

const R_INVERSE_RADIX = invertScalar(2n ** 256n);

export { invertScalar };

/** A scalar in [0, r). */
export function drawScalar(stream: WordStream): bigint {
  return (drawBelow(stream, FIELD_MODULUS) * R_INVERSE_RADIX) % FIELD_MODULUS;
}

const drawCoordinate = (stream: WordStream): bigint => mod(drawBelow(stream, Q) * Q_INVERSE_RADIX);
const isNegative = (value: bigint): boolean => 2n * value > Q;
const isNegativeFq2 = ([c0, c1]: Fq2): boolean => isNegative(c1 === 0n ? c0 : c1);

/** A root in Fq; q = 3 mod 4. undefined when there is none. */
function squareRoot(value: bigint): bigint | undefined {
  const [root] = power([value, 0n], (Q + 1n) / 4n);
  return mod(root * root) === value ? root : undefined;
}

/** A root in Fq2 by the complex method. undefined when there is none. */
function squareRootFq2([c0, c1]: Fq2): Fq2 | undefined {
  if (c1 === 0n) {
    const real = squareRoot(c0);
    return real === undefined ? [0n, squareRoot(mod(-c0))!] : [real, 0n];
  }
  const norm = squareRoot(mod(c0 * c0 + c1 * c1));
  if (norm === undefined) return undefined;
  const half = (value: bigint) => mod(value * ((Q + 1n) / 2n));
  const real = squareRoot(half(c0 + norm)) ?? squareRoot(half(c0 - norm));
  if (real === undefined) return undefined;
  const [inverse] = invert([mod(2n * real), 0n]);
  return [real, mod(c1 * inverse)];
}

/** A point of G1 whose logarithm nobody knows. */
export function drawG1(stream: WordStream): G1Point {
  for (;;) {
    const x = drawCoordinate(stream);
    const greatest = (stream.next() & 1) === 1;
    const y = squareRoot(mod(x * x * x + 3n));
    if (y !== undefined) return [x, greatest === isNegative(y) ? y : mod(-y)];
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
    const signed: Fq2 = greatest === isNegativeFq2(y) ? y : [mod(-y[0]), mod(-y[1])];
    const cleared = await kit.multiply("g2", writePoint([x, signed]), COFACTOR);
    return readG2(cleared, 0, "hash");
  }
}

/** The point of G2 that belongs to a hash of 64 bytes, of which it takes the first 32. */
export function hashToG2(kit: PointKit, hash: Uint8Array): Promise<G2Point> {
  return drawG2(kit, wordStream(hash));
}
