/**
 * Points as zkey and ptau files hold them: affine, coordinates of 32 bytes, little-endian, in Montgomery form with
 * R = 2^256, c0 before c1; infinity is all zeros.
 */
import { bytesToIntegerLE, writeIntegerLE } from "../../../core/bytes.ts";
import { BASE_FIELD_MODULUS } from "../../../core/field.ts";
import { pure } from "../../../core/pure.ts";
import { type Fq2, invert, mod, multiply, TWIST_B } from "../../pairing/constants.ts";
import type { G1Point, G2Point } from "../curve.ts";
import { ArtifactError } from "./artifact-error.ts";

const MONTGOMERY_INVERSE = /* @__PURE__ */ pure(() => invert([mod(2n ** 256n), 0n])[0]);

function readCoordinate(bytes: Uint8Array, offset: number, path: string): bigint {
  const montgomery = bytesToIntegerLE(bytes, offset, 32);
  if (montgomery >= BASE_FIELD_MODULUS) throw offCurve(path, montgomery);
  return (montgomery * MONTGOMERY_INVERSE) % BASE_FIELD_MODULUS;
}

/** @throws ArtifactError for a point off the curve */
export function readG1(bytes: Uint8Array, offset: number, path: string): G1Point | "infinity" {
  const x = readCoordinate(bytes, offset, path);
  const y = readCoordinate(bytes, offset + 32, path);
  if (x === 0n && y === 0n) return "infinity";
  if (mod(y * y - x * x * x - 3n) !== 0n) throw offCurve(path, x, y);
  return [x, y];
}

/** @throws ArtifactError for a point off the curve, and for infinity */
export function readFiniteG1(bytes: Uint8Array, offset: number, path: string): G1Point {
  const point = readG1(bytes, offset, path);
  if (point === "infinity") throw new ArtifactError({ path, expected: "a point", received: "infinity" });
  return point;
}

/** @throws ArtifactError for a point off the twist, and for infinity, which is not on it either */
export function readG2(bytes: Uint8Array, offset: number, path: string): G2Point {
  const at = (i: number) => readCoordinate(bytes, offset + 32 * i, path);
  const x: Fq2 = [at(0), at(1)];
  const y: Fq2 = [at(2), at(3)];
  const square = multiply(y, y);
  const cube = multiply(multiply(x, x), x);
  if (square[0] !== mod(cube[0] + TWIST_B[0]) || square[1] !== mod(cube[1] + TWIST_B[1])) {
    throw offCurve(path, ...x, ...y);
  }
  return [x, y];
}

/** The opposite of reading. */
export function writePoint(point: G1Point | G2Point): Uint8Array {
  const coordinates = point.flat();
  const bytes = new Uint8Array(32 * coordinates.length);
  coordinates.forEach((coordinate, i) => {
    writeIntegerLE(bytes, (coordinate << 256n) % BASE_FIELD_MODULUS, 32 * i, 32);
  });
  return bytes;
}

function offCurve(path: string, ...coordinates: readonly bigint[]): ArtifactError {
  return new ArtifactError({ path, expected: "a point on the curve", received: `(${coordinates.join(", ")})` });
}
