/**
 * Steps of phase 2: delta times a secret, L and H divided by it, and a proof that the author knew the secret (eprint
 * 2017/1050). The same format as snarkjs 0.7.6 (zkey_contribute.js, zkey_beacon.js), in both directions.
 *
 * Secrets live in memory only. What JavaScript can overwrite is overwritten: the entropy, the hash of it. The integers
 * made from it can't be: they are collected when nothing refers to them, at the latest with the process. End the process.
 */

import { blake2b } from "@noble/hashes/blake2.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { bytesToHex, bytesToIntegerBE, hexToBytes, uint32ToBytesBE, uint32ToBytesLE } from "../../core/bytes.ts";
import { refusal } from "../../core/errors.ts";
import { FIELD_MODULUS as R } from "../../core/field.ts";
import { InvalidInputError } from "../../core/json.ts";
import { ownWith } from "../../core/own.ts";
import { randomBytes } from "../../core/platform.ts";
import { inverse } from "../../core/scalars.ts";
import type { G1Point } from "../../engine/groth16/curve.ts";
import { ArtifactError } from "../../engine/groth16/files/artifact-error.ts";
import { writePoint } from "../../engine/groth16/files/points.ts";
import { readCeremonyKey, type Zkey, type ZkeyContribution } from "../../engine/groth16/files/zkey.ts";
import { writeZkey } from "../../engine/groth16/files/zkey-writer.ts";
import { MAX_BEACON_ITERATIONS_LOG2, type Progress } from "./check-ptau.ts";
import { beaconStream, drawG1, drawScalar, hashToG2 } from "./hash-to-point.ts";
import { joinBytes } from "./point-bytes.ts";
import { GENERATOR, g1Of, g2Of, hashFormOf, type PointKit, withPointKit } from "./point-kit.ts";

/** A contributor's words and files, mixed with randomness of the operating system. */
export interface Entropy {
  /** Typed by a person; any text. */
  readonly text?: string;
  /** The bytes of a file, or of dice, a camera, a radio. */
  readonly bytes?: Uint8Array;
}

export interface ContributeOptions {
  /** The key of the step before. It is not changed. */
  readonly zkey: Uint8Array;
  /** Stands in the key for everybody to read: at most 64 characters. */
  readonly name?: string;
  readonly entropy?: Entropy;
  readonly onProgress?: Progress;
}

export interface Contributed {
  readonly zkey: Uint8Array;
  /** BLAKE2b-512 of this step, in hex: what snarkjs prints as "Contribution Hash". */
  readonly contributionHash: string;
}

/** What the proof of a step is made with. */
interface StepSecret {
  /** The factor of delta. */
  readonly factor: bigint;
  /** A point whose logarithm nobody needs to know. */
  readonly g1s: G1Point;
}

/**
 * Adds a contribution. One honest contributor is enough for the key to be safe.
 *
 * @throws ArtifactError for a key that can't be read
 * @throws InvalidInputError for a name that is too long
 */
export async function contribute(options: ContributeOptions): Promise<Contributed> {
  const { zkey, name, entropy = {}, onProgress } = ownWith(options, "zkey");
  const seed = mixEntropy(entropy);
  try {
    const factor = toFactor(seed, "delta");
    return await withPointKit(async (kit) => {
      const point = await kit.multiply("g1", writePoint(GENERATOR.g1), toFactor(seed, "point"));
      return addStep(kit, { zkey, secret: { factor, g1s: g1Of(point, "g1_s") }, name, onProgress });
    });
  } finally {
    seed.fill(0);
  }
}

/** 64 bytes of the operating system and what the contributor adds, hashed to 64. */
function mixEntropy({ text = "", bytes = new Uint8Array(0) }: Entropy): Uint8Array {
  const system = randomBytes(64);
  const typed = new TextEncoder().encode(text.normalize("NFC"));
  const hash = sha512.create().update(system);
  for (const part of [typed, bytes]) hash.update(uint32ToBytesBE(part.length)).update(part);
  const seed = hash.digest();
  system.fill(0);
  typed.fill(0);
  return seed;
}

/** A scalar other than 0 and 1: 512 bits modulo r - 2, so that it is uniform up to 2^-257. */
function toFactor(seed: Uint8Array, purpose: "delta" | "point"): bigint {
  const wide = sha512
    .create()
    .update(seed)
    .update(new TextEncoder().encode(`civicproof/ceremony/${purpose}`))
    .digest();
  const factor = 2n + (bytesToIntegerBE(wide) % (R - 2n));
  wide.fill(0);
  return factor;
}

export interface BeaconOptions {
  readonly zkey: Uint8Array;
  readonly name?: string;
  /** The public randomness, which nobody knew when the last contribution was made: 1 to 255 bytes. */
  readonly value: Uint8Array;
  /** The value is hashed 2^iterationsLog2 times; 10 to 16. */
  readonly iterationsLog2: number;
  readonly onProgress?: Progress;
}

/**
 * Ends a phase 2 with public randomness. Everybody can repeat it.
 *
 * @throws InvalidInputError for a value or a number of iterations out of range
 * @throws ArtifactError for a key that can't be read
 */
export async function applyBeacon(options: BeaconOptions): Promise<Contributed> {
  const { zkey, name, value, iterationsLog2, onProgress } = ownWith(options, "zkey", "value");
  if (value.length < 1 || value.length > 255)
    throw new InvalidInputError({ path: "value", expected: "1 to 255 bytes", received: `${value.length}` });
  if (!Number.isInteger(iterationsLog2) || iterationsLog2 < 10 || iterationsLog2 > MAX_BEACON_ITERATIONS_LOG2) {
    const expected = `10 to ${MAX_BEACON_ITERATIONS_LOG2}`;
    throw new InvalidInputError({ path: "iterationsLog2", expected, received: `${iterationsLog2}` });
  }
  const secret = beaconSecret(value, iterationsLog2);
  return withPointKit((kit) => addStep(kit, { zkey, secret, name, beacon: { value, iterationsLog2 }, onProgress }));
}

/** The secret of a beacon, which is none. */
export function beaconSecret(value: Uint8Array, iterationsLog2: number): StepSecret {
  const stream = beaconStream(value, iterationsLog2);
  return { factor: drawScalar(stream), g1s: drawG1(stream) };
}

/** What {@link addStep} adds. */
interface Step {
  readonly zkey: Uint8Array;
  readonly secret: StepSecret;
  readonly name: string | undefined;
  readonly beacon?: { readonly value: Uint8Array; readonly iterationsLog2: number };
  readonly onProgress?: Progress | undefined;
}

/** A step with a given secret. Exported for tests of secrets that nobody draws. */
export async function addStep(
  kit: PointKit,
  { zkey, secret: { factor, g1s }, name, beacon, onProgress = () => {} }: Step,
): Promise<Contributed> {
  const parameters = writeParameters(name, beacon);
  const key = readCeremonyKey(zkey);
  const { sections, header } = key;
  const g1sx = g1Of(await kit.multiply("g1", writePoint(g1s), factor), "g1_sx");
  const transcript = transcriptHash(key, header.contributions.length, { g1s, g1sx });
  const base = await hashToG2(kit, transcript);
  const g2spx = g2Of(await kit.multiply("g2", writePoint(base), factor), "g2_spx");
  const delta1 = await kit.multiply("g1", sections.delta1, factor);
  const delta2 = await kit.multiply("g2", sections.delta2, factor);
  const divisor = inverse(factor);
  const divide = async (name: "c" | "h", from: number, share: number): Promise<Uint8Array> => {
    const step = name === "c" ? "L" : "H";
    const divided = await kit.multiplyAll(sections[name], divisor, (fraction) => {
      onProgress({ step, fraction: from + share * fraction });
    });
    if (divided === undefined) throw new ArtifactError({ path: `zkey.${name}`, expected: "points on the curve" });
    return divided;
  };
  const total = sections.c.length + sections.h.length;
  const c = await divide("c", 0, sections.c.length / total);
  const h = await divide("h", sections.c.length / total, sections.h.length / total);
  const step = [delta1, writePoint(g1s), writePoint(g1sx), writePoint(g2spx), transcript];
  const contribution = joinBytes([
    ...step,
    uint32ToBytesLE(beacon === undefined ? 0 : 1),
    uint32ToBytesLE(parameters.length),
    parameters,
  ]);
  const written = writeKey(key, { delta1, delta2, c, h, contribution });
  onProgress({ step: "done", fraction: 1 });
  return {
    zkey: written,
    contributionHash: contributionHash({
      deltaAfter: g1Of(delta1, "delta1"),
      proof: { g1s, g1sx, g2spx },
      transcript: bytesToHex(transcript),
    }),
  };
}

/** The key with another delta and one contribution more. */
function writeKey(
  { header, sections }: Zkey,
  {
    delta1,
    delta2,
    c,
    h,
    contribution,
  }: Readonly<Record<"delta1" | "delta2" | "c" | "h" | "contribution", Uint8Array>>,
): Uint8Array {
  const { alpha1, beta1, beta2, gamma2, coefficients, phase2 } = sections;
  return writeZkey({
    variables: header.nVars,
    publicSignals: header.nPublic,
    domain: header.domainSize,
    points: [alpha1, beta1, beta2, gamma2, delta1, delta2],
    coefficients: joinBytes([uint32ToBytesLE(coefficients.length / 44), coefficients]),
    ic: sections.ic,
    h,
    c,
    a: sections.a,
    b1: sections.b1,
    b2: sections.b2,
    phase2: [
      phase2.subarray(0, 64),
      uint32ToBytesLE(header.contributions.length + 1),
      phase2.subarray(68),
      contribution,
    ],
  });
}

/** snarkjs reads at most 255 bytes of a name. */
const MAX_NAME = 64;

/** 1 = name, 2 = log2 of the iterations, 3 = value of the beacon. */
function writeParameters(name: string | undefined, beacon: Step["beacon"]): Uint8Array {
  const parts: Uint8Array[] = [];
  if (name !== undefined && name !== "") {
    const bytes = new TextEncoder().encode(name);
    if (name.length > MAX_NAME || bytes.length > 255)
      throw new InvalidInputError({
        path: "name",
        expected: `at most ${MAX_NAME} characters`,
        received: `${name.length}`,
      });
    parts.push(Uint8Array.of(1, bytes.length), bytes);
  }
  if (beacon !== undefined)
    parts.push(Uint8Array.of(2, beacon.iterationsLog2), Uint8Array.of(3, beacon.value.length), beacon.value);
  return joinBytes(parts);
}

type HashedStep = Pick<ZkeyContribution, "deltaAfter" | "proof" | "transcript">;

function hashStep(hash: ReturnType<typeof blake2b.create>, { deltaAfter, proof, transcript }: HashedStep): void {
  for (const point of [deltaAfter, proof.g1s, proof.g1sx, proof.g2spx]) hash.update(hashFormOf(point));
  hash.update(hexToBytes(transcript));
}

/** BLAKE2b-512 of a step, in hex. */
export function contributionHash(step: HashedStep): string {
  const hash = blake2b.create({ dkLen: 64 });
  hashStep(hash, step);
  return bytesToHex(hash.digest());
}

/** What step `index` hashes to a point: the circuit hash, the steps before it, and the beginning of its own proof. */
export function transcriptHash(
  { header }: Pick<Zkey, "header">,
  index: number,
  { g1s, g1sx }: { readonly g1s: G1Point; readonly g1sx: G1Point },
): Uint8Array {
  const hash = blake2b.create({ dkLen: 64 }).update(hexToBytes(header.circuitHash));
  for (const step of header.contributions.slice(0, index)) hashStep(hash, step);
  return hash.update(hashFormOf(g1s)).update(hashFormOf(g1sx)).digest();
}

/**
 * A contribution of a ceremony's key has a wrong proof, does not follow from the one before it, or does not belong to
 * the key's points.
 *
 * What to do: do not use the key; ask the contributor for the file again, or let somebody else contribute.
 */
export class ContributionError extends /* @__PURE__ */ refusal(
  "CONTRIBUTION_INVALID",
  "ContributionError",
  "Invalid contribution",
) {}
