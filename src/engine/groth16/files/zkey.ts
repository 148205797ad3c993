/**
 * Reads what matters of a groth16 zkey without snarkjs: bounded, without
 * trusting a single count of the file, in a few milliseconds.
 * Layout: snarkjs 0.7.6, zkey_utils.js. Points are affine, coordinates
 * little-endian in Montgomery form; infinity is all zeros.
 */
import { bytesToHex, bytesToIntegerLE, viewOf } from "../../../core/bytes.ts";
import { BASE_FIELD_MODULUS, FIELD_MODULUS } from "../../../core/field.ts";
import type { G1Point, G2Point } from "../curve.ts";
import { refuseUnsafeKey } from "../unsafe-key.ts";
import { ArtifactError } from "./artifact-error.ts";
import { readSections, requireSection, type Section } from "./binfile.ts";
import { readContributionParameters } from "./contribution-parameters.ts";
import { readFiniteG1, readG1, readG2 } from "./points.ts";

/** One step of phase 2 (snarkjs 0.7.6, zkey_utils.js). */
export interface ZkeyContribution {
  readonly kind: "contribution" | "beacon";
  readonly name: string | undefined;
  /** delta·G1 after this step. */
  readonly deltaAfter: G1Point;
  /** s·G1, x·s·G1 and x·S: what proves that the author knew x, the factor of delta (S is hashed from the transcript). */
  readonly proof: { readonly g1s: G1Point; readonly g1sx: G1Point; readonly g2spx: G2Point };
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
  readonly alpha1: G1Point;
  readonly beta1: G1Point;
  readonly beta2: G2Point;
  readonly gamma2: G2Point;
  readonly delta1: G1Point;
  readonly delta2: G2Point;
  /** nPublic + 1 points. */
  readonly ic: readonly (G1Point | "infinity")[];
  /** Hex of the 64 bytes that tie contributions to the circuit. */
  readonly circuitHash: string;
  readonly contributions: readonly ZkeyContribution[];
}

/** What proving reads, as views on the file. Points are affine, coordinates little-endian in Montgomery form. */
export interface ZkeySections {
  /** Points of the header. */
  readonly alpha1: Uint8Array;
  readonly beta1: Uint8Array;
  readonly beta2: Uint8Array;
  readonly gamma2: Uint8Array;
  readonly delta1: Uint8Array;
  readonly delta2: Uint8Array;
  /** One point for each public signal and the constant 1. */
  readonly ic: Uint8Array;
  /** A, B in G1 and B in G2, one point for each signal. */
  readonly a: Uint8Array;
  readonly b1: Uint8Array;
  readonly b2: Uint8Array;
  /** One point for each private signal. */
  readonly c: Uint8Array;
  /** One point for each row of the domain. */
  readonly h: Uint8Array;
  /** The matrices A and B: matrix, row and signal, 4 bytes each, and 32 of the value times R². */
  readonly coefficients: Uint8Array;
  /** The circuit hash and the steps of phase 2. */
  readonly phase2: Uint8Array;
}

export interface Zkey {
  readonly header: ZkeyHeader;
  readonly sections: ZkeySections;
}

const PATH = "zkey";
/** Where the points begin in section 2. */
const POINTS_AT = 4 + 32 + 4 + 32 + 12;
const HEADER_BYTES = POINTS_AT + 3 * 64 + 3 * 128;
const MAX_DOMAIN = 2 ** 28;
const MAX_PUBLIC = 1024;
const MAX_CONTRIBUTIONS = 10_000;
/** deltaAfter, g1_s, g1_sx, g2_spx, transcript, type, length of the parameters. */
const CONTRIBUTION_BYTES = 3 * 64 + 128 + 64 + 8;

/**
 * Reads a groth16 zkey over BN254: checks every count and section size against the file, and every point of header, IC
 * and contributions to be on the curve. The proving points themselves are not decoded: their hash in the manifest pins
 * them.
 *
 * @throws ArtifactError when the file is truncated, lies about a size, or has a point off the curve
 * @throws UnsafeKeyError when delta equals gamma up to sign (a key without phase 2)
 */
export function readZkey(bytes: Uint8Array): Zkey {
  const key = readCeremonyKey(bytes);
  const { gamma2, delta1, delta2 } = key.header;
  refuseUnsafeKey({ gammaX: gamma2[0], deltaX: delta2[0], deltaX1: delta1[0] }, `${PATH}.delta`);
  return key;
}

/**
 * As {@link readZkey}, but also takes a key before its first contribution, with which anyone forges: for ceremonies, which
 * start with one, and for nothing else.
 *
 * @throws ArtifactError as {@link readZkey}
 */
export function readCeremonyKey(bytes: Uint8Array): Zkey {
  const listed = zkeySections(bytes);
  const section = (id: number, size?: number): Uint8Array => {
    const { offset, size: length } = requireSection(listed, id, { size, path: PATH });
    return bytes.subarray(offset, offset + length);
  };
  const protocol = viewOf(section(1, 4)).getUint32(0, true);
  if (protocol !== 1) throw refuse("protocol 1 (groth16)", `protocol ${protocol}`);
  refuseOtherCurve(section(2));
  const fixed = section(2, HEADER_BYTES);
  const { nVars, nPublic, domainSize } = readCounts(fixed);
  const ic = section(3, (nPublic + 1) * 64);
  const matrices = section(4);
  checkCoefficients(matrices, { nVars, domainSize });
  const points = (at: number, size: number) => fixed.subarray(POINTS_AT + at, POINTS_AT + at + size);
  const sections: ZkeySections = {
    alpha1: points(0, 64),
    beta1: points(64, 64),
    beta2: points(128, 128),
    gamma2: points(256, 128),
    delta1: points(384, 64),
    delta2: points(448, 128),
    ic,
    a: section(5, nVars * 64),
    b1: section(6, nVars * 64),
    b2: section(7, nVars * 128),
    c: section(8, (nVars - nPublic - 1) * 64),
    h: section(9, domainSize * 64),
    coefficients: matrices.subarray(4),
    phase2: section(10),
  };
  const header: ZkeyHeader = {
    nVars,
    nPublic,
    domainSize,
    alpha1: readFiniteG1(sections.alpha1, 0, `${PATH}.alpha1`),
    beta1: readFiniteG1(sections.beta1, 0, `${PATH}.beta1`),
    beta2: readG2(sections.beta2, 0, `${PATH}.beta2`),
    gamma2: readG2(sections.gamma2, 0, `${PATH}.gamma2`),
    delta1: readFiniteG1(sections.delta1, 0, `${PATH}.delta1`),
    delta2: readG2(sections.delta2, 0, `${PATH}.delta2`),
    ic: Array.from({ length: nPublic + 1 }, (_, i) => readG1(ic, 64 * i, `${PATH}.ic[${i}]`)),
    ...readContributions(sections.phase2),
  };
  return { header, sections };
}

/** Where the sections of a zkey are, by their ids, in their order. @throws ArtifactError for another file */
export function zkeySections(bytes: Uint8Array): ReadonlyMap<number, Section> {
  return readSections(bytes, { type: "zkey", maxVersion: 1, path: PATH });
}

/** The header of {@link readZkey}, which checks the whole file. @throws as {@link readZkey} */
export function readZkeyHeader(bytes: Uint8Array): ZkeyHeader {
  return readZkey(bytes).header;
}

/** A key over a curve with longer numbers is told by them, and not by the size of what they fill. */
function refuseOtherCurve(fixed: Uint8Array): void {
  const size = fixed.length < 4 ? 32 : viewOf(fixed).getUint32(0, true);
  if (size !== 32) throw refuse("BN254, with moduli of 32 bytes", `${size} bytes`);
}

/** Two moduli with their lengths, three counts; then come the points. */
function readCounts(fixed: Uint8Array): { nVars: number; nPublic: number; domainSize: number } {
  const view = viewOf(fixed);
  for (const [at, modulus] of [
    [0, BASE_FIELD_MODULUS],
    [36, FIELD_MODULUS],
  ] as const) {
    const size = view.getUint32(at, true);
    if (size !== 32) throw refuse("moduli of 32 bytes", `${size} bytes`);
    const received = bytesToIntegerLE(fixed, at + 4, 32);
    if (received !== modulus) throw refuse(`the BN254 modulus ${modulus}`, String(received));
  }
  const nVars = view.getUint32(72, true);
  const nPublic = view.getUint32(76, true);
  const domainSize = view.getUint32(80, true);
  if (nPublic > MAX_PUBLIC || nPublic >= nVars) throw refuse("fewer public signals", `${nPublic} of ${nVars} signals`);
  if (domainSize < 2 || domainSize > MAX_DOMAIN || (domainSize & (domainSize - 1)) !== 0) {
    throw refuse("a domain of 2^k", `${domainSize}`);
  }
  return { nVars, nPublic, domainSize };
}

/** The rows of A and B must stay inside the domain and the witness: snarkjs does not look. */
function checkCoefficients(matrices: Uint8Array, { nVars, domainSize }: { nVars: number; domainSize: number }): void {
  const view = viewOf(matrices);
  const size = matrices.length;
  if (size < 4 || view.getUint32(0, true) * 44 !== size - 4) {
    throw refuse("as many coefficients as section 4 counts", `${size} bytes`);
  }
  for (let at = 4; at < size; at += 44) {
    const matrix = view.getUint32(at, true);
    const row = view.getUint32(at + 4, true);
    const signal = view.getUint32(at + 8, true);
    if (matrix >= 2 || row >= domainSize || signal >= nVars) {
      throw refuse(
        `coefficients of 2 matrices, ${domainSize} rows and ${nVars} signals`,
        `matrix ${matrix}, row ${row}, signal ${signal}`,
      );
    }
  }
}

function readContributions(bytes: Uint8Array): { circuitHash: string; contributions: ZkeyContribution[] } {
  const end = bytes.length;
  const broken = () => refuse("contributions that fill section 10", `${end} bytes`);
  if (end < 68) throw broken();
  const view = viewOf(bytes);
  const count = view.getUint32(64, true);
  if (count > MAX_CONTRIBUTIONS || count * CONTRIBUTION_BYTES > end - 68) throw broken();
  const contributions: ZkeyContribution[] = [];
  let at = 68;
  for (let i = 0; i < count; i += 1) {
    if (CONTRIBUTION_BYTES > end - at) throw broken();
    const type = view.getUint32(at + 384, true);
    const length = view.getUint32(at + 388, true);
    if (type > 1 || length > end - at - CONTRIBUTION_BYTES) throw broken();
    const parameters = bytes.subarray(at + CONTRIBUTION_BYTES, at + CONTRIBUTION_BYTES + length);
    const { name, beaconHash, iterationsLog2 } = readContributionParameters(parameters, broken);
    contributions.push({
      kind: type === 1 ? "beacon" : "contribution",
      deltaAfter: readFiniteG1(bytes, at, `${PATH}.contributions[${i}].delta`),
      proof: {
        g1s: readFiniteG1(bytes, at + 64, `${PATH}.contributions[${i}].g1_s`),
        g1sx: readFiniteG1(bytes, at + 128, `${PATH}.contributions[${i}].g1_sx`),
        g2spx: readG2(bytes, at + 192, `${PATH}.contributions[${i}].g2_spx`),
      },
      transcript: bytesToHex(bytes.subarray(at + 320, at + 384)),
      name,
      beaconHash: beaconHash && bytesToHex(beaconHash),
      iterationsLog2,
    });
    at += CONTRIBUTION_BYTES + length;
  }
  if (at !== end) throw broken();
  return { circuitHash: bytesToHex(bytes.subarray(0, 64)), contributions };
}

function refuse(expected: string, received: string): ArtifactError {
  return new ArtifactError({ path: PATH, expected, received });
}
