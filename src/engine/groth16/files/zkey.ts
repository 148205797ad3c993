/**
 * Reads what matters of a groth16 zkey without snarkjs: bounded, without
 * trusting a single count of the file, in a few milliseconds.
 * Layout: snarkjs 0.7.6, zkey_utils.js. Points are affine, coordinates
 * little-endian in Montgomery form; infinity is all zeros.
 */
import { bytesToHex, bytesToIntegerLE, viewOf } from "../../../core/bytes.ts";
import { refusal } from "../../../core/errors.ts";
import { BASE_FIELD_MODULUS, FIELD_MODULUS } from "../../../core/field.ts";
import { type Fq2, invert, mod, multiply, TWIST_B } from "../../pairing/constants.ts";
import { ArtifactError, type Section, readSections, requireSection } from "./binfile.ts";
import { refuseUnsafeKey } from "../unsafe-key.ts";

/** Affine (x, y). */
export type G1Affine = readonly [x: bigint, y: bigint];
export type G1Point = G1Affine | "infinity";
export type G2Point = readonly [x: Fq2, y: Fq2];

/** One step of phase 2. */
export interface ZkeyContribution {
  readonly kind: "contribution" | "beacon";
  readonly name: string | undefined;
  /** delta·G1 after this step. */
  readonly deltaAfter: G1Affine;
  /** Hex of the 64-byte transcript hash. */
  readonly transcript: string;
  /** Beacon only: hex of the public randomness, and log2 of its hash iterations. */
  readonly beaconHash: string | undefined;
  readonly iterationsLog2: number | undefined;
}

export interface ZkeyHeader {
  readonly nVars: number;
  readonly nPublic: number;
  readonly domainSize: number;
  readonly alpha1: G1Affine;
  readonly beta1: G1Affine;
  readonly beta2: G2Point;
  readonly gamma2: G2Point;
  readonly delta1: G1Affine;
  readonly delta2: G2Point;
  /** nPublic + 1 points. */
  readonly ic: readonly G1Point[];
  /** Hex of the 64 bytes that tie contributions to the circuit. */
  readonly circuitHash: string;
  readonly contributions: readonly ZkeyContribution[];
}

const PATH = "zkey";
const HEADER_BYTES = 4 + 32 + 4 + 32 + 12 + 3 * 64 + 3 * 128;
const MAX_DOMAIN = 2 ** 28;
const MAX_PUBLIC = 1024;
const MAX_CONTRIBUTIONS = 10_000;
/** deltaAfter, g1_s, g1_sx, g2_spx, transcript, type, length of the parameters. */
const CONTRIBUTION_BYTES = 3 * 64 + 128 + 64 + 8;
const [MONTGOMERY_INVERSE] = invert([mod(2n ** 256n), 0n]);

/**
 * Reads header, IC and contributions of a groth16 zkey over BN254 and checks
 * every count and section size against the file, and every point it returns to be on the curve.
 * The proving points themselves are not decoded: their hash in the manifest pins them.
 *
 * @throws ArtifactError when the file is truncated, lies about a size, or has a point off the curve
 * @throws UnsafeKeyError when delta equals gamma up to sign (a key without phase 2)
 */
export function readZkeyHeader(bytes: Uint8Array): ZkeyHeader {
  const header = readUncheckedHeader(bytes);
  const { gamma2, delta1, delta2 } = header;
  refuseUnsafeKey({ gammaX: gamma2[0], deltaX: delta2[0], deltaX1: delta1[0] }, `${PATH}.delta`);
  return header;
}

function readUncheckedHeader(bytes: Uint8Array): ZkeyHeader {
  const sections = readSections(bytes, { type: "zkey", maxVersion: 1, path: PATH });
  const view = viewOf(bytes);
  const protocol = requireSection(sections, 1, { size: 4, path: PATH });
  if (view.getUint32(protocol.offset, true) !== 1) throw refuse("a groth16 key", "another protocol");
  const start = requireSection(sections, 2, { size: HEADER_BYTES, path: PATH }).offset;
  if (
    view.getUint32(start, true) !== 32 ||
    bytesToIntegerLE(bytes, start + 4, 32) !== BASE_FIELD_MODULUS ||
    view.getUint32(start + 36, true) !== 32 ||
    bytesToIntegerLE(bytes, start + 40, 32) !== FIELD_MODULUS
  ) {
    throw refuse("the BN254 curve", "another curve");
  }
  const nVars = view.getUint32(start + 72, true);
  const nPublic = view.getUint32(start + 76, true);
  const domainSize = view.getUint32(start + 80, true);
  if (nPublic > MAX_PUBLIC || nPublic >= nVars) throw refuse("fewer public signals", `${nPublic} of ${nVars} signals`);
  if (domainSize < 2 || domainSize > MAX_DOMAIN || (domainSize & (domainSize - 1)) !== 0) {
    throw refuse("a domain of 2^k", `${domainSize}`);
  }
  const sized = (id: number, size: number) => requireSection(sections, id, { size, path: PATH });
  const ic = sized(3, (nPublic + 1) * 64);
  sized(5, nVars * 64);
  sized(6, nVars * 64);
  sized(7, nVars * 128);
  sized(8, (nVars - nPublic - 1) * 64);
  sized(9, domainSize * 64);
  checkCoefficients(view, requireSection(sections, 4, { path: PATH }), { nVars, domainSize });

  const g1 = start + 84;
  return {
    nVars,
    nPublic,
    domainSize,
    alpha1: readFiniteG1(bytes, g1, "alpha1"),
    beta1: readFiniteG1(bytes, g1 + 64, "beta1"),
    beta2: readG2(bytes, g1 + 128, "beta2"),
    gamma2: readG2(bytes, g1 + 256, "gamma2"),
    delta1: readFiniteG1(bytes, g1 + 384, "delta1"),
    delta2: readG2(bytes, g1 + 448, "delta2"),
    ic: Array.from({ length: nPublic + 1 }, (_, i) => readG1(bytes, ic.offset + 64 * i, `ic[${i}]`)),
    ...readContributions(bytes, requireSection(sections, 10, { path: PATH })),
  };
}

/** The rows of A and B must stay inside the domain and the witness: snarkjs does not look. */
function checkCoefficients(
  view: DataView,
  { offset, size }: Section,
  { nVars, domainSize }: { nVars: number; domainSize: number },
): void {
  if (size < 4 || view.getUint32(offset, true) * 44 !== size - 4) {
    throw refuse("as many coefficients as section 4 counts", `${size} bytes`);
  }
  for (let at = offset + 4; at < offset + size; at += 44) {
    const inside =
      view.getUint32(at, true) < 2 && view.getUint32(at + 4, true) < domainSize && view.getUint32(at + 8, true) < nVars;
    if (!inside) throw refuse("coefficients inside the matrices", "one outside");
  }
}

function readContributions(
  bytes: Uint8Array,
  { offset, size }: Section,
): { circuitHash: string; contributions: ZkeyContribution[] } {
  const broken = () => refuse("contributions that fill section 10", "others");
  if (size < 68) throw broken();
  const view = viewOf(bytes);
  const end = offset + size;
  const count = view.getUint32(offset + 64, true);
  if (count > MAX_CONTRIBUTIONS || count * CONTRIBUTION_BYTES > size - 68) throw broken();
  const contributions: ZkeyContribution[] = [];
  let at = offset + 68;
  for (let i = 0; i < count; i += 1) {
    if (CONTRIBUTION_BYTES > end - at) throw broken();
    const type = view.getUint32(at + 384, true);
    const length = view.getUint32(at + 388, true);
    if (type > 1 || length > end - at - CONTRIBUTION_BYTES) throw broken();
    contributions.push({
      kind: type === 1 ? "beacon" : "contribution",
      deltaAfter: readFiniteG1(bytes, at, `contributions[${i}].delta`),
      transcript: bytesToHex(bytes.subarray(at + 320, at + 384)),
      ...readParameters(bytes.subarray(at + CONTRIBUTION_BYTES, at + CONTRIBUTION_BYTES + length), broken),
    });
    at += CONTRIBUTION_BYTES + length;
  }
  if (at !== end) throw broken();
  return { circuitHash: bytesToHex(bytes.subarray(offset, offset + 64)), contributions };
}

/** Parameters of a contribution: 1 = name, 2 = log2 of the iterations, 3 = beacon hash, in this order. */
function readParameters(
  bytes: Uint8Array,
  broken: () => ArtifactError,
): Pick<ZkeyContribution, "name" | "beaconHash" | "iterationsLog2"> {
  let name: string | undefined;
  let beaconHash: string | undefined;
  let iterationsLog2: number | undefined;
  let last = 0;
  for (let at = 0; at < bytes.length; ) {
    const kind = bytes[at]!;
    const value = bytes[at + 1];
    if (kind <= last || kind > 3 || value === undefined) throw broken();
    last = kind;
    if (kind === 2) {
      iterationsLog2 = value;
      at += 2;
      continue;
    }
    const content = bytes.subarray(at + 2, at + 2 + value);
    if (content.length !== value) throw broken();
    if (kind === 1) name = new TextDecoder().decode(content);
    else beaconHash = bytesToHex(content);
    at += 2 + value;
  }
  return { name, beaconHash, iterationsLog2 };
}

function readCoordinate(bytes: Uint8Array, offset: number, path: string): bigint {
  const montgomery = bytesToIntegerLE(bytes, offset, 32);
  if (montgomery >= BASE_FIELD_MODULUS) throw offCurve(path);
  return (montgomery * MONTGOMERY_INVERSE) % BASE_FIELD_MODULUS;
}

function readG1(bytes: Uint8Array, offset: number, path: string): G1Point {
  const x = readCoordinate(bytes, offset, path);
  const y = readCoordinate(bytes, offset + 32, path);
  if (x === 0n && y === 0n) return "infinity";
  if (mod(y * y - x * x * x - 3n) !== 0n) throw offCurve(path);
  return [x, y];
}

function readFiniteG1(bytes: Uint8Array, offset: number, path: string): G1Affine {
  const point = readG1(bytes, offset, path);
  if (point === "infinity")
    throw new ArtifactError({ path: `${PATH}.${path}`, expected: "a point", received: "infinity" });
  return point;
}

function readG2(bytes: Uint8Array, offset: number, path: string): G2Point {
  const at = (i: number) => readCoordinate(bytes, offset + 32 * i, path);
  const x: Fq2 = [at(0), at(1)];
  const y: Fq2 = [at(2), at(3)];
  const square = multiply(y, y);
  const cube = multiply(multiply(x, x), x);
  // Infinity (all zeros) is not on the curve either, and none of these keys may be it.
  if (square[0] !== mod(cube[0] + TWIST_B[0]) || square[1] !== mod(cube[1] + TWIST_B[1])) throw offCurve(path);
  return [x, y];
}

function refuse(expected: string, received: string): ArtifactError {
  return new ArtifactError({ path: PATH, expected, received });
}

function offCurve(path: string): ArtifactError {
  return new ArtifactError({ path: `${PATH}.${path}`, expected: "a point on the curve", received: "another" });
}

/**
 * A proving or verification key has gamma equal to delta up to sign: it had no second phase, and anyone can forge with it.
 *
 * What to do: do not use the key; take one from a finished ceremony.
 */
export class UnsafeKeyError extends /* @__PURE__ */ refusal(
  "UNSAFE_KEY",
  "UnsafeKeyError",
  "This key lets anyone forge proofs (gamma equals delta)",
) {}
