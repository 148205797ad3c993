/** BLAKE2b (RFC 7693) taken up from a state in the middle, which ptau files keep of each contribution. */
import { bytesToIntegerLE, viewOf, writeIntegerLE } from "../../core/bytes.ts";

const MASK = (1n << 64n) - 1n;
const BLOCK_BYTES = 128;
const DIGEST_BYTES = 64;
const ROUNDS = 12;
const IV = [
  0x6a09e667f3bcc908n,
  0xbb67ae8584caa73bn,
  0x3c6ef372fe94f82bn,
  0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n,
  0x9b05688c2b3e6c1fn,
  0x1f83d9abfb41bd6bn,
  0x5be0cd19137e2179n,
];
/** Rows of RFC 7693 §2.7, a digit each. */
const SIGMA = [
  "0123456789abcdef",
  "ea489fd61c02b753",
  "b8c052fdae367194",
  "7931dcbe265a40f8",
  "905724afe1bc683d",
  "2c6a0b834d75fe19",
  "c51fed4a0763928b",
  "db7ec13950f4862a",
  "6fe9b308c2d714a5",
  "a2847615fb9e3cd0",
].map((row) => [...row].map((digit) => Number.parseInt(digit, 16)));
/** The columns of a state of 16 words, then its diagonals: what a round of ChaCha mixes, and of BLAKE2b, which has it from there. */
export const QUARTERS = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const;

const rotate = (word: bigint, bits: bigint): bigint => ((word >> bits) | (word << (64n - bits))) & MASK;

function compress(state: bigint[], block: Uint8Array, length: bigint, isLast: boolean): void {
  const words = Array.from({ length: 16 }, (_, i) => bytesToIntegerLE(block, 8 * i, 8));
  const v = [...state, ...IV];
  v[12]! ^= length;
  if (isLast) v[14]! ^= MASK;
  for (let round = 0; round < ROUNDS; round += 1) {
    const order = SIGMA[round % 10]!;
    QUARTERS.forEach(([a, b, c, d], i) => {
      v[a] = (v[a]! + v[b]! + words[order[2 * i]!]!) & MASK;
      v[d] = rotate(v[d]! ^ v[a]!, 32n);
      v[c] = (v[c]! + v[d]!) & MASK;
      v[b] = rotate(v[b]! ^ v[c]!, 24n);
      v[a] = (v[a]! + v[b]! + words[order[2 * i + 1]!]!) & MASK;
      v[d] = rotate(v[d]! ^ v[a]!, 16n);
      v[c] = (v[c]! + v[d]!) & MASK;
      v[b] = rotate(v[b]! ^ v[c]!, 63n);
    });
  }
  for (let i = 0; i < 8; i += 1) state[i]! ^= v[i]! ^ v[i + 8]!;
}

/** Bytes of a state: the last block as far as it came, eight words, the bytes before that block, those of it. */
export const STATE_BYTES = 216;

/** The digest of 64 bytes after `tail`; undefined when the state can't be one. */
export function resumeBlake2b(state: Uint8Array, tail: Uint8Array): Uint8Array | undefined {
  const view = viewOf(state);
  const hash = Array.from({ length: 8 }, (_, i) => bytesToIntegerLE(state, BLOCK_BYTES + 8 * i, 8));
  let length = bytesToIntegerLE(state, 192, 8);
  const filled = view.getUint32(200, true);
  if (filled > BLOCK_BYTES || view.getUint32(204, true) !== 0 || length % BigInt(BLOCK_BYTES) !== 0n) return undefined;
  const rest = new Uint8Array(filled + tail.length);
  rest.set(state.subarray(0, filled));
  rest.set(tail, filled);
  let at = 0;
  for (; rest.length - at > BLOCK_BYTES; at += BLOCK_BYTES) {
    length += BigInt(BLOCK_BYTES);
    compress(hash, rest.subarray(at, at + BLOCK_BYTES), length, false);
  }
  const last = new Uint8Array(BLOCK_BYTES);
  last.set(rest.subarray(at));
  compress(hash, last, length + BigInt(rest.length - at), true);
  const digest = new Uint8Array(DIGEST_BYTES);
  hash.forEach((word, i) => {
    writeIntegerLE(digest, word, 8 * i, 8);
  });
  return digest;
}
