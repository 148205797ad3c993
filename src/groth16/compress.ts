/**
 * Proofs in 128 bytes: x of each point, and one bit that tells y from −y. G1 takes 32 bytes, G2 64; big-endian, real
 * part first. q has 254 bits, so the top bit of x is free; it is set when y is the larger of the two roots (in Fq2
 * the imaginary parts are compared first).
 */
import { bn254 } from "@noble/curves/bn254.js";
import { PresentationMalformedError } from "../errors.ts";
import { bytesToInteger } from "../field.ts";
import type { Groth16Proof } from "./proof.ts";
import { decodeProof } from "./verify.ts";

/** Bytes of a compressed proof. */
export const COMPRESSED_PROOF_BYTES = 128;

const { Fp, Fp2 } = bn254.fields;
type Fq2 = ReturnType<typeof Fp2.create>;

const SIGN = 0x80;
const G1_B = 3n;
const G2_B = bn254.G2.Point.CURVE().b;

/** @throws PresentationMalformedError when a point is not in its group */
export function compressProof(proof: Groth16Proof): Uint8Array {
  decodeProof(proof);
  const { a, b, c } = proof;
  const bytes = new Uint8Array(COMPRESSED_PROOF_BYTES);
  const putG1 = ([x, y]: Groth16Proof["a"], at: number): void => {
    bytes.set(Fp.toBytes(BigInt(x)), at);
    if (isLargerRoot(BigInt(y))) bytes[at]! |= SIGN;
  };
  putG1(a, 0);
  const [[c0, c1], y] = b;
  bytes.set(Fp.toBytes(BigInt(c0)), 32);
  bytes.set(Fp.toBytes(BigInt(c1)), 64);
  if (isLargerRoot2(Fp2.create({ c0: BigInt(y[0]), c1: BigInt(y[1]) }))) bytes[32]! |= SIGN;
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
  const root = squareRoot(() => Fp.sqrt(Fp.add(Fp.mul(Fp.sqr(x), x), G1_B)), path);
  return [String(x), String(isLargerRoot(root) === sign ? root : Fp.neg(root))];
}

function takeG2(bytes: Uint8Array, at: number): Groth16Proof["b"] {
  const path = "proof.b";
  const { value: c0, sign } = takeSigned(bytes, at, path);
  const c1 = checkBelow(bytesToInteger(bytes.subarray(at + 32, at + 64)), path);
  const x = Fp2.create({ c0, c1 });
  const root = squareRoot(() => Fp2.sqrt(Fp2.add(Fp2.mul(Fp2.sqr(x), x), G2_B)), path);
  const y = isLargerRoot2(root) === sign ? root : Fp2.neg(root);
  return [
    [String(c0), String(c1)],
    [String(y.c0), String(y.c1)],
  ];
}

function takeSigned(bytes: Uint8Array, at: number, path: string): { readonly value: bigint; readonly sign: boolean } {
  const x = bytes.slice(at, at + 32);
  const sign = (x[0]! & SIGN) !== 0;
  x[0]! &= ~SIGN;
  return { value: checkBelow(bytesToInteger(x), path), sign };
}

function checkBelow(value: bigint, path: string): bigint {
  if (value >= Fp.ORDER) throw new PresentationMalformedError({ path, expected: "a coordinate below q" });
  return value;
}

function squareRoot<T>(compute: () => T, path: string): T {
  try {
    return compute();
  } catch (cause) {
    throw new PresentationMalformedError({ path, expected: "x of a point of the curve", cause });
  }
}

/** No point of order r has y = 0, so one of y and −y is larger. */
function isLargerRoot(y: bigint): boolean {
  return y > Fp.ORDER / 2n;
}

function isLargerRoot2({ c0, c1 }: Fq2): boolean {
  return c1 === 0n ? isLargerRoot(c0) : isLargerRoot(c1);
}
