/**
 * Reader of prepared phase 1 files (powers of tau). Layout: snarkjs 0.7.6, powersoftau_utils.js. Every length is checked
 * against the file's size before anything is read for it, and points are read as they are needed, so a file may be
 * larger than the memory. Whether the points are right is what {@link checkPtau} finds out.
 */

import { bytesToIntegerLE, copyBytes, viewOf } from "../../core/bytes.ts";
import { refusal } from "../../core/errors.ts";
import { BASE_FIELD_MODULUS } from "../../core/field.ts";
import { requireMade } from "../../core/own.ts";
import { requireBytes } from "../../core/require-bytes.ts";
import type { G1Point, G2Point } from "../../engine/groth16/curve.ts";
import { ArtifactError } from "../../engine/groth16/files/artifact-error.ts";
import { type ByteSource, readSectionsOf, requireSection } from "../../engine/groth16/files/binfile.ts";
import { readContributionParameters } from "../../engine/groth16/files/contribution-parameters.ts";
import { readFiniteG1, readG2 } from "../../engine/groth16/files/points.ts";
import type { GroupName } from "../../engine/kernel/kernel.ts";
import { fileBytes } from "../../engine/kernel/sums.ts";
import { STATE_BYTES } from "./resume-hash.ts";

const MAX_POWER = 28;
const MAX_CONTRIBUTIONS = 10_000;
const PATH = "ptau";
const HEADER_BYTES = 4 + 32 + 4 + 4;
/** Points and key of a contribution, its states and kinds, without its parameters. */
const CONTRIBUTION_BYTES = 3 * 64 + 2 * 128 + 6 * 64 + 3 * 128 + STATE_BYTES + 64 + 4 + 4;

/** τⁱ·G for a section's points, and L_j(τ)·G for each domain of 2^k, k from 0 on, one after the other. */
export const PTAU_SECTIONS = {
  tauG1: { id: 2, group: "g1", lagrange: 12 },
  tauG2: { id: 3, group: "g2", lagrange: 13 },
  alphaTauG1: { id: 4, group: "g1", lagrange: 14 },
  betaTauG1: { id: 5, group: "g1", lagrange: 15 },
} as const satisfies Record<string, { id: number; group: GroupName; lagrange: number }>;
export type PtauSection = keyof typeof PTAU_SECTIONS;
const BETA_G2 = 6;
const CONTRIBUTIONS = 7;

/** s·G1, x·s·G1 and x·S for one of the three secrets, S hashed from the challenge before. */
export interface SecretProof {
  readonly g1s: G1Point;
  readonly g1sx: G1Point;
  readonly g2spx: G2Point;
}

export interface PtauContribution {
  readonly kind: "contribution" | "beacon";
  readonly name: string | undefined;
  readonly beacon: { readonly value: Uint8Array; readonly iterationsLog2: number } | undefined;
  readonly tauG1: G1Point;
  readonly tauG2: G2Point;
  readonly alphaG1: G1Point;
  readonly betaG1: G1Point;
  readonly betaG2: G2Point;
  readonly tau: SecretProof;
  readonly alpha: SecretProof;
  readonly beta: SecretProof;
  /**
   * State of the hash of the response just before the proofs. Nothing in the file follows from it but for the last
   * contribution, because responses are not kept; snarkjs prints response hashes that it computes from it.
   */
  readonly responseState: Uint8Array;
  /** 64 bytes. */
  readonly nextChallenge: Uint8Array;
}

export interface Ptau {
  /** The file takes circuits of up to 2^power rows. */
  readonly power: number;
  /** Of the ceremony; larger than the power where the file was cut. */
  readonly ceremonyPower: number;
  readonly contributions: readonly PtauContribution[];
  readonly source: ByteSource;
  /** How many points a section has. */
  count(section: PtauSection, form: "powers" | "lagrange"): number;
  /** Points of a section, as they stand in the file. */
  points(section: PtauSection, form: "powers" | "lagrange", first: number, count: number): Promise<Uint8Array>;
  betaG2(): Promise<Uint8Array>;
}

/** A file in memory. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  requireBytes("bytes", bytes);
  return { size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) };
}

/** How many points of a group a section holds. */
function pointCount(section: PtauSection, form: "powers" | "lagrange", power: number): number {
  // τ^(2n - 1)·G1 would be needed for nothing; the Lagrange points of 2n are made without it.
  if (form === "powers") return section === "tauG1" ? 2 ** (power + 1) - 1 : 2 ** power;
  return (section === "tauG1" ? 2 ** (power + 2) : 2 ** (power + 1)) - 1;
}

/**
 * Opens a prepared phase 1 file: container, header, sizes of all sections, contributions.
 *
 * @throws PtauError when it is not such a file, or lies about a length
 */
export async function openPtau(source: ByteSource): Promise<Ptau> {
  requireMade("source", source, "read");
  const sections = await inWords(() => readSectionsOf(source, { type: "ptau", maxVersion: 1, path: PATH }));
  const at = (id: number, size?: number) => inWords(async () => requireSection(sections, id, { size, path: PATH }));
  const header = await at(1, HEADER_BYTES);
  const { power, ceremonyPower } = readHeader(await source.read(header.offset, header.size));
  const offsets = new Map<string, number>();
  for (const [name, { id, group, lagrange }] of Object.entries(PTAU_SECTIONS)) {
    for (const [form, section] of [
      ["powers", id],
      ["lagrange", lagrange],
    ] as const) {
      if (form === "lagrange" && !sections.has(section))
        throw refuse("a file prepared for phase 2", `no section ${section}`);
      const size = pointCount(name as PtauSection, form, power) * fileBytes(group);
      offsets.set(`${name} ${form}`, (await at(section, size)).offset);
    }
  }
  const betaG2 = await at(BETA_G2, 128);
  const list = await at(CONTRIBUTIONS);
  for (const id of sections.keys())
    if (!KNOWN_SECTIONS.has(id)) throw refuse("sections of a phase 1 file", `section ${id}`);
  if (list.size > MAX_CONTRIBUTIONS * (CONTRIBUTION_BYTES + 1024))
    throw refuse("fewer contributions", `${list.size} bytes`);
  const contributions = await inWords(async () => readContributions(await source.read(list.offset, list.size)));
  return {
    power,
    ceremonyPower,
    contributions,
    source,
    count: (section, form) => pointCount(section, form, power),
    points(section, form, first, count) {
      const size = fileBytes(PTAU_SECTIONS[section].group);
      return source.read(offsets.get(`${section} ${form}`)! + first * size, count * size);
    },
    betaG2: () => source.read(betaG2.offset, betaG2.size),
  };
}

const KNOWN_SECTIONS: ReadonlySet<number> = new Set([
  1,
  BETA_G2,
  CONTRIBUTIONS,
  ...Object.values(PTAU_SECTIONS).flatMap(({ id, lagrange }) => [id, lagrange]),
]);

/** What the reader of the container and of points says, as a refusal of this file. */
async function inWords<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof ArtifactError)) throw cause;
    const { path = PATH, expected, received } = cause;
    throw new PtauError({
      path,
      ...(expected === undefined ? {} : { expected }),
      ...(received === undefined ? {} : { received }),
      cause,
    });
  }
}

function readHeader(bytes: Uint8Array): { power: number; ceremonyPower: number } {
  const view = viewOf(bytes);
  const size = view.getUint32(0, true);
  if (size !== 32) throw refuse("a modulus of 32 bytes", `${size} bytes`);
  const modulus = bytesToIntegerLE(bytes, 4, 32);
  if (modulus !== BASE_FIELD_MODULUS) throw refuse(`the BN254 modulus ${BASE_FIELD_MODULUS}`, String(modulus));
  const power = view.getUint32(36, true);
  const ceremonyPower = view.getUint32(40, true);
  if (power < 1 || power > MAX_POWER) throw refuse(`a power of 1 to ${MAX_POWER}`, `${power}`);
  if (ceremonyPower < power || ceremonyPower > MAX_POWER)
    throw refuse(`a ceremony of power ${power} to ${MAX_POWER}`, `${ceremonyPower}`);
  return { power, ceremonyPower };
}

function readContributions(bytes: Uint8Array): PtauContribution[] {
  const broken = () => refuse("contributions that fill section 7", `${bytes.length} bytes`);
  if (bytes.length < 4) throw broken();
  const view = viewOf(bytes);
  const count = view.getUint32(0, true);
  if (count > MAX_CONTRIBUTIONS || count * CONTRIBUTION_BYTES > bytes.length - 4) throw broken();
  const contributions: PtauContribution[] = [];
  let at = 4;
  for (let i = 0; i < count; i += 1) {
    if (CONTRIBUTION_BYTES > bytes.length - at) throw broken();
    const type = view.getUint32(at + CONTRIBUTION_BYTES - 8, true);
    const length = view.getUint32(at + CONTRIBUTION_BYTES - 4, true);
    if (type > 1 || length > bytes.length - at - CONTRIBUTION_BYTES) throw broken();
    const parameters = readParameters(
      bytes.subarray(at + CONTRIBUTION_BYTES, at + CONTRIBUTION_BYTES + length),
      type === 1,
      broken,
    );
    contributions.push({ kind: type === 1 ? "beacon" : "contribution", ...parameters, ...readPoints(bytes, at, i) });
    at += CONTRIBUTION_BYTES + length;
  }
  if (at !== bytes.length) throw broken();
  return contributions;
}

function readPoints(bytes: Uint8Array, start: number, index: number) {
  let at = start;
  const path = `${PATH}.contributions[${index}]`;
  const g1 = (name: string): G1Point => {
    at += 64;
    return readFiniteG1(bytes, at - 64, `${path}.${name}`);
  };
  const g2 = (name: string): G2Point => {
    at += 128;
    return readG2(bytes, at - 128, `${path}.${name}`);
  };
  const points = {
    tauG1: g1("tauG1"),
    tauG2: g2("tauG2"),
    alphaG1: g1("alphaG1"),
    betaG1: g1("betaG1"),
    betaG2: g2("betaG2"),
  };
  const secrets = ["tau", "alpha", "beta"] as const;
  const inG1 = secrets.map((name) => ({ g1s: g1(`${name}.g1_s`), g1sx: g1(`${name}.g1_sx`) }));
  const proofs = secrets.map((name, i) => ({ ...inG1[i]!, g2spx: g2(`${name}.g2_spx`) }));
  const [tau, alpha, beta] = proofs as [SecretProof, SecretProof, SecretProof];
  return {
    ...points,
    tau,
    alpha,
    beta,
    responseState: bytes.slice(at, at + STATE_BYTES),
    nextChallenge: bytes.slice(at + STATE_BYTES, at + STATE_BYTES + 64),
  };
}

/** A beacon has a value and a number of iterations, a contribution has neither. */
function readParameters(
  bytes: Uint8Array,
  isBeacon: boolean,
  broken: () => PtauError,
): Pick<PtauContribution, "name" | "beacon"> {
  const { name, beaconHash, iterationsLog2 } = readContributionParameters(bytes, broken);
  if ((beaconHash !== undefined) !== isBeacon || (iterationsLog2 !== undefined) !== isBeacon) throw broken();
  const beacon = isBeacon ? { value: copyBytes(beaconHash!), iterationsLog2: iterationsLog2! } : undefined;
  return { name, beacon };
}

const refuse = (expected: string, received: string): PtauError => new PtauError({ path: PATH, expected, received });

/**
 * A phase 1 file is no prepared powers of tau file, or its points or contributions are wrong.
 *
 * What to do: download it again and compare its hash with the publisher's.
 */
export class PtauError extends /* @__PURE__ */ refusal("PTAU_INVALID", "PtauError", "Unusable phase 1 file") {}
