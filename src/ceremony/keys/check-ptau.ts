/**
 * Whether a phase 1 file is what it says: its points are τⁱ·G, α·τⁱ·G, β·τⁱ·G and their Lagrange forms, and every
 * contribution proves that its author knew the factors it brought in. Rows of points are checked by random combinations;
 * a wrong point escapes with probability 2^-127. The scheme of the proofs: Bowe, Gabizon, Miers, "Scalable Multi-party
 * Computation for zk-SNARK Parameters in the Random Beacon Model" (eprint 2017/1050); formats as in snarkjs 0.7.6.
 */

import { blake2b } from "@noble/hashes/blake2.js";
import { bytesToHex, bytesToIntegerLE } from "../../core/bytes.ts";
import { FIELD_MODULUS as R } from "../../core/field.ts";
import { ownWith } from "../../core/own.ts";
import type { G1Point, G2Point } from "../../engine/groth16/curve.ts";
import { writePoint } from "../../engine/groth16/files/points.ts";
import { isPairingProductOne } from "../../engine/groth16/pairing-product.ts";
import { fileBytes } from "../../engine/kernel/sums.ts";
import { mod } from "../../engine/pairing/constants.ts";
import { inverseTransform } from "./domain.ts";
import { beaconStream, drawG1, drawScalar, hashToG2 } from "./hash-to-point.ts";
import { joinBytes } from "./point-bytes.ts";
import {
  GENERATOR,
  g1Of,
  g2Of,
  hashFormOf,
  type PointKit,
  randomScalars,
  toScalars,
  withPointKit,
} from "./point-kit.ts";
import {
  PTAU_SECTIONS,
  type Ptau,
  type PtauContribution,
  PtauError,
  type PtauSection,
  type SecretProof,
} from "./ptau.ts";
import { PUBLISHED_PTAU_BLAKE2B } from "./published.ts";
import { resumeBlake2b } from "./resume-hash.ts";

/** More hashes than any published beacon asks for, and fewer than would stop a checker for long. */
export const MAX_BEACON_ITERATIONS_LOG2 = 16;
/** Points that are read at a time: 2 MB in G2. */
const CHUNK = 1 << 14;

export interface PtauReport {
  readonly power: number;
  /** BLAKE2b-512 of the file, in hex. */
  readonly blake2b: string;
  /** Whether the hash is one of {@link PUBLISHED_PTAU_BLAKE2B}. */
  readonly isPublished: boolean;
  readonly contributions: readonly { readonly kind: "contribution" | "beacon"; readonly name: string | undefined }[];
}

export type Progress = (event: { readonly step: string; readonly fraction: number }) => void;

/** e(a, y) = e(b, x): b is to a as y is to x. */
export function haveSameRatio(a: G1Point, b: G1Point, x: G2Point, y: G2Point): boolean {
  return isPairingProductOne([
    [a, y],
    [[b[0], mod(-b[1])], x],
  ]);
}

/**
 * Whether points of the twist are all in the group of order r. The part of a point outside it has an order that divides
 * 2q - r, the smallest factor of which is 10069: a sum with random coefficients of 16 bits shows it but for one time in
 * 9362, ten of them but for 2^-131.
 *
 * @param sum Σ scalarᵢ·pointᵢ
 */
export async function areInSubgroup(
  sum: (scalars: Uint8Array) => Promise<Uint8Array>,
  count: number,
): Promise<boolean> {
  const minus: G1Point = [GENERATOR.g1[0], mod(-GENERATOR.g1[1])];
  const pairs: [G1Point, G2Point][] = [];
  for (let i = 0; i < 10; i += 1) {
    const point = await sum(randomScalars(count, 2));
    if (point.every((byte) => byte === 0)) continue;
    const read = g2Of(point, "sum");
    pairs.push([GENERATOR.g1, read], [minus, read]);
  }
  return isPairingProductOne(pairs);
}

/** BLAKE2b-512 of a file, in hex. */
export async function hashSource({ size, read }: Ptau["source"]): Promise<string> {
  const hash = blake2b.create({ dkLen: 64 });
  for (let at = 0; at < size; at += CHUNK * 64) hash.update(await read(at, Math.min(CHUNK * 64, size - at)));
  return bytesToHex(hash.digest());
}

/**
 * Checks all of a phase 1 file (about a second for power 14).
 *
 * A file that was cut from a larger ceremony can't be tied to that ceremony's transcript any more; it is taken only when
 * its hash is a published one.
 *
 * @throws PtauError naming what is wrong
 */
export async function checkPtau(ptau: Ptau, onProgress: Progress = () => {}): Promise<PtauReport> {
  const { power, ceremonyPower, contributions } = ownWith(ptau, "source", "power");
  onProgress({ step: "hash", fraction: 0 });
  const hash = await hashSource(ptau.source);
  const isPublished = PUBLISHED_PTAU_BLAKE2B[power] === hash;
  if (ceremonyPower !== power && !isPublished) {
    throw new PtauError({
      path: "ptau",
      expected: `a whole file of power ${ceremonyPower}, or a published one`,
      received: `one cut to power ${power} with BLAKE2b ${hash.slice(0, 16)}…`,
    });
  }
  const last = contributions.at(-1);
  if (last === undefined) throw wrong("contributions", "at least one contribution", "none");
  await withPointKit((kit) => checkContents(kit, ptau, last, onProgress));
  onProgress({ step: "done", fraction: 1 });
  return {
    power,
    blake2b: hash,
    isPublished,
    contributions: contributions.map(({ kind, name }) => ({ kind, name })),
  };
}

/** Contributions and points. */
async function checkContents(kit: PointKit, ptau: Ptau, last: PtauContribution, onProgress: Progress): Promise<void> {
  const { power, ceremonyPower, contributions } = ptau;
  onProgress({ step: "contributions", fraction: 0.1 });
  let before: PtauContribution | undefined;
  for (const [i, contribution] of contributions.entries()) {
    // The challenge that the first one of a cut file answered can't be computed from it; then the hash stands for all.
    if (i > 0 || ceremonyPower === power) {
      const challenge = before === undefined ? firstChallenge(power) : before.nextChallenge;
      await checkContribution(kit, { contribution, before: before ?? BEGINNING, challenge, index: i });
    }
    before = contribution;
  }

  const check = new SectionCheck(kit, ptau);
  const names = Object.keys(PTAU_SECTIONS) as PtauSection[];
  for (const [i, name] of names.entries()) {
    onProgress({ step: name, fraction: 0.2 + 0.2 * i });
    await check.section(name, last);
  }
  if (!equalBytes(await ptau.betaG2(), writePoint(last.betaG2)))
    throw wrong("betaG2", "the point of the last contribution");
  if (ceremonyPower === power) await checkLastChallenge(kit, ptau, last);
}

/** What stands before the first contribution: all secrets are 1. */
const BEGINNING = {
  tauG1: GENERATOR.g1,
  tauG2: GENERATOR.g2,
  alphaG1: GENERATOR.g1,
  betaG1: GENERATOR.g1,
  betaG2: GENERATOR.g2,
} as const;

/** The hash of a file in which every point is a generator. */
export function firstChallenge(power: number): Uint8Array {
  const hash = blake2b.create({ dkLen: 64 }).update(blake2b.create({ dkLen: 64 }).digest());
  const repeat = (point: Uint8Array, count: number) => {
    const many = joinBytes(Array<Uint8Array>(Math.min(count, 1024)).fill(point));
    for (let left = count; left > 0; left -= 1024) hash.update(many.subarray(0, Math.min(left, 1024) * point.length));
  };
  const [g1, g2] = [hashFormOf(GENERATOR.g1), hashFormOf(GENERATOR.g2)];
  repeat(g1, 2 ** (power + 1) - 1);
  repeat(g2, 2 ** power);
  repeat(g1, 2 ** power);
  repeat(g1, 2 ** power);
  return hash.update(g2).digest();
}

interface Step {
  readonly contribution: PtauContribution;
  readonly before: Pick<PtauContribution, keyof typeof BEGINNING>;
  readonly challenge: Uint8Array;
  readonly index: number;
}

async function checkContribution(kit: PointKit, { contribution, before, challenge, index }: Step): Promise<void> {
  const path = `contributions[${index}]`;
  const bases: G2Point[] = [];
  for (const [number, name] of (["tau", "alpha", "beta"] as const).entries()) {
    const { g1s, g1sx, g2spx } = contribution[name];
    const hash = blake2b.create({ dkLen: 64 }).update(Uint8Array.of(number)).update(challenge);
    const base = await hashToG2(kit, hash.update(hashFormOf(g1s)).update(hashFormOf(g1sx)).digest());
    bases.push(base);
    if (!haveSameRatio(g1s, g1sx, base, g2spx)) throw wrong(`${path}.${name}`, "a valid proof of the secret");
  }
  if (contribution.beacon !== undefined) await checkBeacon(kit, contribution, path);
  const [tau, alpha, beta] = bases as [G2Point, G2Point, G2Point];
  const follows =
    haveSameRatio(before.tauG1, contribution.tauG1, tau, contribution.tau.g2spx) &&
    haveSameRatio(contribution.tau.g1s, contribution.tau.g1sx, before.tauG2, contribution.tauG2) &&
    haveSameRatio(before.alphaG1, contribution.alphaG1, alpha, contribution.alpha.g2spx) &&
    haveSameRatio(before.betaG1, contribution.betaG1, beta, contribution.beta.g2spx) &&
    haveSameRatio(contribution.beta.g1s, contribution.beta.g1sx, before.betaG2, contribution.betaG2);
  if (!follows) throw wrong(path, "points that follow from the contribution before");
}

/** A beacon's secrets come from its value: tau, alpha and beta, then the point s·G1 of each. */
async function checkBeacon(kit: PointKit, { beacon, ...contribution }: PtauContribution, path: string): Promise<void> {
  const { value, iterationsLog2 } = beacon!;
  if (iterationsLog2 > MAX_BEACON_ITERATIONS_LOG2)
    throw wrong(`${path}.beacon`, `at most 2^${MAX_BEACON_ITERATIONS_LOG2} hashes`, `2^${iterationsLog2}`);
  const stream = beaconStream(value, iterationsLog2);
  const secrets = [drawScalar(stream), drawScalar(stream), drawScalar(stream)];
  for (const [i, name] of (["tau", "alpha", "beta"] as const).entries()) {
    const g1s = drawG1(stream);
    const g1sx = g1Of(await kit.multiply("g1", writePoint(g1s), secrets[i]!), path);
    const { g1s: givenS, g1sx: givenSx }: SecretProof = contribution[name];
    if (`${[...g1s, ...g1sx]}` !== `${[...givenS, ...givenSx]}`) throw wrong(`${path}.${name}`, "the beacon's secret");
  }
}

/** Sums over sections that are read in parts. */
class SectionCheck {
  readonly #kit: PointKit;
  readonly #ptau: Ptau;

  constructor(kit: PointKit, ptau: Ptau) {
    this.#kit = kit;
    this.#ptau = ptau;
  }

  /** Σ scalarᵢ·point(first + i), with as many points as there are scalars. */
  async #sum(name: PtauSection, form: "powers" | "lagrange", scalars: Uint8Array, first = 0): Promise<Uint8Array> {
    const { group } = PTAU_SECTIONS[name];
    const parts: Uint8Array[] = [];
    const count = scalars.length / 32;
    for (let at = 0; at < count; at += CHUNK) {
      const length = Math.min(CHUNK, count - at);
      const points = await this.#ptau.points(name, form, first + at, length);
      const sum = await this.#kit.sum(group, points, scalars.subarray(at * 32, (at + length) * 32));
      if (sum === undefined) throw wrong(form === "powers" ? name : `${name} (Lagrange)`, "points on the curve");
      parts.push(sum);
    }
    const ones = toScalars(parts.map(() => 1n));
    return parts.length === 1 ? parts[0]! : (await this.#kit.sum(group, joinBytes(parts), ones))!;
  }

  /** All points of a section against τ, and its Lagrange form against it. */
  async section(name: PtauSection, last: PtauContribution): Promise<void> {
    const { group } = PTAU_SECTIONS[name];
    const size = fileBytes(group);
    const count = this.#ptau.count(name, "powers");
    const beginning = await this.#ptau.points(name, "powers", 0, Math.min(2, count));
    const expected = {
      tauG1: [GENERATOR.g1, last.tauG1],
      tauG2: [GENERATOR.g2, last.tauG2],
      alphaTauG1: [last.alphaG1],
      betaTauG1: [last.betaG1],
    }[name];
    for (const [i, point] of expected.entries()) {
      if (!equalBytes(beginning.subarray(i * size, (i + 1) * size), writePoint(point)))
        throw wrong(
          `${name}[${i}]`,
          i === 0 && name.startsWith("tau") ? "the generator" : "the point of the last contribution",
        );
    }
    if (group === "g2") {
      for (const form of ["powers", "lagrange"] as const) {
        const isInside = await areInSubgroup((scalars) => this.#sum(name, form, scalars), this.#ptau.count(name, form));
        if (!isInside) throw wrong(name, "points in the group of order r");
      }
    }
    const random = randomScalars(count - 1, 16);
    const [lower, upper] = [await this.#sum(name, "powers", random), await this.#sum(name, "powers", random, 1)];
    const isChain =
      group === "g1"
        ? haveSameRatio(g1Of(lower, name), g1Of(upper, name), GENERATOR.g2, last.tauG2)
        : haveSameRatio(GENERATOR.g1, last.tauG1, g2Of(lower, name), g2Of(upper, name));
    if (!isChain) throw wrong(name, "powers of tau, one after the other");
    await this.#lagrange(name);
  }

  /** The Lagrange points of all domains at once: Σ sᵢ·Lᵢ = Σ tⱼ·Pⱼ, where t is the inverse transform of s. */
  async #lagrange(name: PtauSection): Promise<void> {
    const count = this.#ptau.count(name, "powers");
    const scalars = randomScalars(this.#ptau.count(name, "lagrange"), 16);
    const coefficients = Array<bigint>(count).fill(0n);
    for (let n = 1; n - 1 < scalars.length / 32; n *= 2) {
      const values = Array.from({ length: n }, (_, i) => bytesToIntegerLE(scalars, (n - 1 + i) * 32, 32));
      inverseTransform(values).forEach((value, j) => {
        // The largest domain is one longer than there are powers.
        if (j < count) coefficients[j] = coefficients[j]! + value;
      });
    }
    const left = await this.#sum(name, "lagrange", scalars);
    const right = await this.#sum(name, "powers", toScalars(coefficients.map((value) => value % R)));
    if (!equalBytes(left, right)) throw wrong(`${name} (Lagrange)`, `the Lagrange points of ${name}`);
  }
}

/** The last contribution's challenge to the next is the hash of its response and of all points. */
async function checkLastChallenge(kit: PointKit, ptau: Ptau, last: PtauContribution): Promise<void> {
  const secrets = [last.tau, last.alpha, last.beta];
  const proofs = joinBytes([
    ...secrets.flatMap(({ g1s, g1sx }) => [hashFormOf(g1s), hashFormOf(g1sx)]),
    ...secrets.map(({ g2spx }) => hashFormOf(g2spx)),
  ]);
  const response = resumeBlake2b(last.responseState, proofs);
  if (response === undefined) throw wrong("contributions.at(-1)", "the state of a hash");
  const hash = blake2b.create({ dkLen: 64 }).update(response);
  for (const [name, { group }] of Object.entries(PTAU_SECTIONS)) {
    const count = ptau.count(name as PtauSection, "powers");
    for (let at = 0; at < count; at += CHUNK) {
      const points = await ptau.points(name as PtauSection, "powers", at, Math.min(CHUNK, count - at));
      hash.update(kit.toHashForm(group, points)!);
    }
  }
  hash.update(kit.toHashForm("g2", await ptau.betaG2())!);
  if (!equalBytes(hash.digest(), last.nextChallenge))
    throw wrong("contributions.at(-1)", "the hash of the points as the next challenge");
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

const wrong = (path: string, expected: string, received?: string): PtauError =>
  new PtauError({ path: `ptau.${path}`, expected, ...(received === undefined ? {} : { received }) });
