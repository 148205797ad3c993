/**
 * Proofs in 128 bytes: x of each point, and one bit that tells y from −y. G1 takes 32 bytes, G2 64; big-endian, real
 * part first. q has 254 bits, so the top bit of x is free; it is set when y is the larger of the two roots (in Fq2
 * the imaginary parts are compared first).
 */
import { bytesToIntegerBE, copyBytes } from "../../core/bytes.ts";
import { type Fq2, mod, TWIST_B } from "../pairing/constants.ts";
import { isLargerRoot, squareRootFq2 } from "../pairing/square-roots.ts";
import { checkBelow, encodeCoordinates, G1_B, squareOfY } from "./curve.ts";
import { decodeProof } from "./decode-proof.ts";
import type { Groth16Proof } from "./proof.ts";
import { PresentationMalformedError } from "./proof.ts";

/** Bytes of a compressed proof. */
export const COMPRESSED_PROOF_BYTES = 128;

const SIGN = 0x80;

/** @throws PresentationMalformedError when a point is not in its group */
export function compressProof(proof: Groth16Proof): Uint8Array {
  decodeProof(proof);
  const { a, b, c } = proof;
  const bytes = new Uint8Array(COMPRESSED_PROOF_BYTES);
  const putG1 = ([x, y]: Groth16Proof["a"], at: number): void => {
    bytes.set(encodeCoordinates([BigInt(x)]), at);
    if (isLargerRoot([BigInt(y), 0n])) bytes[at]! |= SIGN;
  };
  putG1(a, 0);
  const [[c0, c1], y] = b;
  bytes.set(encodeCoordinates([BigInt(c0), BigInt(c1)]), 32);
  if (isLargerRoot([BigInt(y[0]), BigInt(y[1])])) bytes[32]! |= SIGN;
  putG1(c, 96);
  return bytes;
}

/** @throws PresentationMalformedError for another length, an x ≥ q, or one of no point of the curve */
export function decompressProof(bytes: Uint8Array): Groth16Proof {
  if (bytes.length !== COMPRESSED_PROOF_BYTES) {
    throw new PresentationMalformedError({
      path: "proof",
      expected: `${COMPRESSED_PROOF_BYTES} bytes`,
      received: `${bytes.length} bytes`,
    });
  }
  return { a: takeG1(bytes, 0, "proof.a"), b: takeG2(bytes, 32), c: takeG1(bytes, 96, "proof.c") };
}

function takeG1(bytes: Uint8Array, at: number, path: string): readonly [string, string] {
  const { value: x, sign } = takeSigned(bytes, at, path);
  const [y] = takeY([x, 0n], G1_B, sign, path);
  return [String(x), String(y)];
}

function takeG2(bytes: Uint8Array, at: number): Groth16Proof["b"] {
  const path = "proof.b";
  const { value: c0, sign } = takeSigned(bytes, at, path);
  const c1 = checkBelow(bytesToIntegerBE(bytes, at + 32, 32), path, PresentationMalformedError);
  const y = takeY([c0, c1], TWIST_B, sign, path);
  return [
    [String(c0), String(c1)],
    [String(y[0]), String(y[1])],
  ];
}

/** The root of x³ + b that the sign names. */
function takeY(x: Fq2, b: Fq2, sign: boolean, path: string): Fq2 {
  const root = squareRootFq2(squareOfY(x, b));
  // Over Fq a root has no imaginary part; √−1 is in Fq2 only.
  if (root === undefined || (b === G1_B && root[1] !== 0n)) {
    throw new PresentationMalformedError({ path, expected: "x of a point of the curve" });
  }
  return isLargerRoot(root) === sign ? root : [mod(-root[0]), mod(-root[1])];
}

function takeSigned(bytes: Uint8Array, at: number, path: string): { readonly value: bigint; readonly sign: boolean } {
  const x = copyBytes(bytes, at, at + 32);
  const sign = (x[0]! & SIGN) !== 0;
  x[0]! &= ~SIGN;
  return { value: checkBelow(bytesToIntegerBE(x), path, PresentationMalformedError), sign };
}
