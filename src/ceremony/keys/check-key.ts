/**
 * Whether a key of phase 2 is of its circuit and of its phase 1 file, and every contribution valid. Rows of points are
 * checked by random combinations, so nothing is computed anew: a wrong point escapes with probability 2^-127.
 */

import { bytesToHex, bytesToIntegerLE, hexToBytes } from "../../core/bytes.ts";
import { FIELD_MODULUS as R } from "../../core/field.ts";
import { ownWith } from "../../core/own.ts";
import { ArtifactError } from "../../engine/groth16/files/artifact-error.ts";
import { writePoint } from "../../engine/groth16/files/points.ts";
import { readCeremonyKey, type Zkey, type ZkeySections } from "../../engine/groth16/files/zkey.ts";
import { readSetupCircuit, type SetupCircuit, writeCoefficients } from "../../engine/groth16/setup-circuit.ts";
import { refuseUnsafeKey } from "../../engine/groth16/unsafe-key.ts";
import type { GroupName } from "../../engine/kernel/kernel.ts";
import { areInSubgroup, equalBytes, haveSameRatio, MAX_BEACON_ITERATIONS_LOG2 } from "./check-ptau.ts";
import { type Terms, termsOf, termsOfA } from "./circuit-rows.ts";
import { beaconSecret, ContributionError, contributionHash, transcriptHash } from "./contribution.ts";
import { hashToG2 } from "./hash-to-point.ts";
import { circuitHash, everySecond, powerFor } from "./initial-key.ts";
import { hasCanonicalCoordinates } from "./point-bytes.ts";
import { GENERATOR, g1Of, type PointKit, randomScalars, toScalars, withPointKit } from "./point-kit.ts";
import { type Ptau, PtauError, type PtauSection } from "./ptau.ts";

export interface StepReport {
  readonly kind: "contribution" | "beacon";
  readonly name: string | undefined;
  /** In hex, as snarkjs prints it. */
  readonly contributionHash: string;
  readonly beacon: { readonly value: string; readonly iterationsLog2: number } | undefined;
}

export interface KeyReport {
  /** In hex: what all keys of one circuit and one phase 1 file share. */
  readonly circuitHash: string;
  readonly steps: readonly StepReport[];
}

/**
 * Checks the key before the first contribution.
 *
 * @throws ArtifactError when it is not the initial key of this circuit and this phase 1 file
 * @throws PtauError when the phase 1 file is too small
 */
export async function checkInitialKey(files: {
  readonly zkey: Uint8Array;
  readonly r1cs: Uint8Array;
  readonly ptau: Ptau;
}): Promise<KeyReport> {
  const { zkey } = ownWith(files, "zkey", "r1cs", "ptau");
  const key = readCeremonyKey(zkey);
  const { header, sections } = key;
  if (header.contributions.length > 0)
    throw wrong("a key without contributions", `${header.contributions.length} contributions`);
  const points = [sections.alpha1, sections.beta1, sections.beta2, sections.gamma2, sections.delta1, sections.delta2];
  const { ic, c, a, b1, b2 } = sections;
  const hash = await withPointKit(async (kit) => {
    await checkPoints(kit, key, files);
    return circuitHash(kit, files.ptau, { domain: header.domainSize, points, ic, c, a, b1, b2 });
  });
  if (bytesToHex(hash) !== header.circuitHash) throw wrong("the circuit hash of its points", header.circuitHash);
  return { circuitHash: header.circuitHash, steps: [] };
}

/**
 * Checks a key after one contribution or more against the initial key, which {@link checkInitialKey} has checked.
 *
 * @throws ContributionError when a contribution is invalid or the key's points do not follow from them
 * @throws UnsafeKeyError when delta equals gamma up to sign
 * @throws ArtifactError when the key can't be read or is of another circuit
 */
export async function checkContributions(files: {
  readonly initial: Uint8Array;
  readonly zkey: Uint8Array;
}): Promise<KeyReport> {
  const given = ownWith(files, "initial", "zkey");
  const [initial, key] = [readCeremonyKey(given.initial), readCeremonyKey(given.zkey)];
  return withPointKit((kit) => compareWithInitial(kit, initial, key));
}

async function compareWithInitial(kit: PointKit, initial: Zkey, key: Zkey): Promise<KeyReport> {
  const report = await checkSteps(kit, key);
  const fixed = ["alpha1", "beta1", "beta2", "gamma2", "ic", "a", "b1", "b2", "coefficients"] as const;
  const sizes = ["nVars", "nPublic", "domainSize", "circuitHash"] as const;
  for (const name of sizes) {
    if (key.header[name] !== initial.header[name])
      throw wrong(`${name} ${initial.header[name]} as in the initial key`, `${key.header[name]}`);
  }
  for (const name of fixed)
    if (!equalBytes(key.sections[name], initial.sections[name]))
      throw new ArtifactError({ path: `zkey.${name}`, expected: "what the initial key has" });
  for (const name of ["c", "h"] as const) {
    const random = randomScalars(key.sections[name].length / 64, 16);
    const before = await sumOrRefuse(kit, "g1", initial.sections[name], random, name);
    const after = await sumOrRefuse(kit, "g1", key.sections[name], random, name);
    if (isEmptySum(before, after)) continue;
    // after = before / delta
    if (!haveSameRatio(g1Of(after, name), g1Of(before, name), GENERATOR.g2, key.header.delta2))
      throw new ContributionError({ path: `zkey.${name}`, expected: "the points of the initial key divided by delta" });
  }
  return report;
}

/**
 * Checks a key after one contribution or more without the initial key. That its circuit hash is right follows only from
 * that key; all else is checked.
 *
 * @throws as {@link checkContributions}, PtauError when the phase 1 file is too small
 */
export async function checkKey(files: {
  readonly zkey: Uint8Array;
  readonly r1cs: Uint8Array;
  readonly ptau: Ptau;
}): Promise<KeyReport> {
  const { zkey } = ownWith(files, "zkey", "r1cs", "ptau");
  const key = readCeremonyKey(zkey);
  return withPointKit(async (kit) => {
    const report = await checkSteps(kit, key);
    await checkPoints(kit, key, files);
    return report;
  });
}

const isEmptySum = (...sums: readonly Uint8Array[]): boolean => sums.every((sum) => sum.every((byte) => byte === 0));

/** Proofs, transcript and delta of each step, and delta of the key. */
async function checkSteps(kit: PointKit, key: Zkey): Promise<KeyReport> {
  const { header } = key;
  if (header.contributions.length === 0)
    throw new ContributionError({
      path: "zkey.contributions",
      expected: "at least one contribution",
      received: "none",
    });
  let before = GENERATOR.g1;
  const steps: StepReport[] = [];
  for (const [i, step] of header.contributions.entries()) {
    const path = `zkey.contributions[${i}]`;
    const { g1s, g1sx, g2spx } = step.proof;
    const transcript = transcriptHash(key, i, step.proof);
    if (bytesToHex(transcript) !== step.transcript)
      throw new ContributionError({ path, expected: "the hash of the steps before it", received: step.transcript });
    const base = await hashToG2(kit, transcript);
    if (!haveSameRatio(g1s, g1sx, base, g2spx))
      throw new ContributionError({ path, expected: "a valid proof of the secret" });
    if (!haveSameRatio(before, step.deltaAfter, base, g2spx))
      throw new ContributionError({ path, expected: "a delta that follows from the one before" });
    const beacon = beaconOf(step, path);
    if (beacon !== undefined) {
      const secret = beaconSecret(hexToBytes(beacon.value), beacon.iterationsLog2);
      const expected = g1Of(await kit.multiply("g1", writePoint(secret.g1s), secret.factor), path);
      if (`${[...g1s, ...g1sx]}` !== `${[...secret.g1s, ...expected]}`)
        throw new ContributionError({ path, expected: "the secret of its beacon" });
    }
    steps.push({ kind: step.kind, name: step.name, contributionHash: contributionHash(step), beacon });
    before = step.deltaAfter;
  }
  const { gamma2, delta1, delta2 } = header;
  if (`${delta1}` !== `${before}`)
    throw new ContributionError({ path: "zkey.delta1", expected: "the last contribution's" });
  refuseUnsafeKey({ gammaX: gamma2[0], deltaX: delta2[0], deltaX1: delta1[0] }, "zkey.delta");
  if (!haveSameRatio(GENERATOR.g1, delta1, GENERATOR.g2, delta2))
    throw new ContributionError({ path: "zkey.delta2", expected: "the same delta as in G1" });
  return { circuitHash: header.circuitHash, steps };
}

function beaconOf({ kind, beaconHash, iterationsLog2 }: Zkey["header"]["contributions"][number], path: string) {
  if (kind !== "beacon") {
    if (beaconHash !== undefined || iterationsLog2 !== undefined)
      throw new ContributionError({ path, expected: "a contribution without the parameters of a beacon" });
    return undefined;
  }
  if (beaconHash === undefined || iterationsLog2 === undefined || iterationsLog2 > MAX_BEACON_ITERATIONS_LOG2) {
    const expected = `a beacon of at most 2^${MAX_BEACON_ITERATIONS_LOG2} hashes`;
    throw new ContributionError({ path, expected, received: `2^${iterationsLog2}` });
  }
  return { value: beaconHash, iterationsLog2 };
}

/** All points of a key, whatever its delta, against the circuit and phase 1. */
async function checkPoints(
  kit: PointKit,
  { header, sections }: Zkey,
  { r1cs, ptau }: { readonly r1cs: Uint8Array; readonly ptau: Ptau },
): Promise<void> {
  const circuit = readSetupCircuit(r1cs);
  const domain = 2 ** circuit.domainBits;
  const { nWires, publicSignals } = circuit;
  if (ptau.power < powerFor(circuit))
    throw new PtauError({ path: "ptau", expected: `power ${powerFor(circuit)} or more`, received: `${ptau.power}` });
  if (header.nVars !== nWires || header.nPublic !== publicSignals || header.domainSize !== domain) {
    throw wrong(
      `${nWires} signals, ${publicSignals} of them public, and ${domain} rows, as the r1cs has`,
      `${header.nVars}, ${header.nPublic} and ${header.domainSize}`,
    );
  }
  if (!equalBytes(sections.coefficients, writeCoefficients(circuit).subarray(4)))
    throw new ArtifactError({ path: "zkey.coefficients", expected: "the matrices of the r1cs" });
  const expected = {
    alpha1: await ptau.points("alphaTauG1", "powers", 0, 1),
    beta1: await ptau.points("betaTauG1", "powers", 0, 1),
    beta2: await ptau.betaG2(),
    gamma2: writePoint(GENERATOR.g2),
  };
  for (const [name, point] of Object.entries(expected)) {
    if (!equalBytes(sections[name as keyof typeof expected], point))
      throw new ArtifactError({
        path: `zkey.${name}`,
        expected: name === "gamma2" ? "the generator" : "phase 1's point",
      });
  }

  const lagrange = (section: PtauSection, size: number) => ptau.points(section, "lagrange", size - 1, size);
  const tau = await lagrange("tauG1", domain);
  const random = randomScalars(nWires, 16);
  const weights = Array.from({ length: nWires }, (_, i) => bytesToIntegerLE(random, 32 * i, 16));
  const rowsOf = (terms: Terms, from = 0, to = nWires) =>
    toScalars(addWeights(circuit, terms, { weights, domain, from, to }));
  const a = termsOfA(circuit, 0);
  const b = termsOf(circuit, circuit.b, 0);
  const c = termsOf(circuit, circuit.c, 0);

  const same = async (group: GroupName, name: "a" | "b1" | "b2", points: Uint8Array, terms: Terms) => {
    const left = await sumOrRefuse(kit, group, sections[name], random, name);
    const right = await sumOrRefuse(kit, group, points, rowsOf(terms), "ptau");
    if (!equalBytes(left, right))
      throw new ArtifactError({ path: `zkey.${name}`, expected: "the points of this circuit" });
  };
  await same("g1", "a", tau, a);
  await same("g1", "b1", tau, b);
  await same("g2", "b2", await lagrange("tauG2", domain), b);

  if (!(await areInSubgroup((scalars) => sumOrRefuse(kit, "g2", sections.b2, scalars, "b2"), nWires)))
    throw new ArtifactError({ path: "zkey.b2", expected: "points in the group of order r" });

  const [betaTau, alphaTau] = [await lagrange("betaTauG1", domain), await lagrange("alphaTauG1", domain)];
  for (const [name, from, to] of [
    ["ic", 0, publicSignals + 1],
    ["c", publicSignals + 1, nWires],
  ] as const) {
    const left = await sumOrRefuse(kit, "g1", sections[name], random.subarray(32 * from, 32 * to), name);
    const parts = [
      await sumOrRefuse(kit, "g1", betaTau, rowsOf(a, from, to), "ptau"),
      await sumOrRefuse(kit, "g1", alphaTau, rowsOf(b, from, to), "ptau"),
      await sumOrRefuse(kit, "g1", tau, rowsOf(c, from, to), "ptau"),
    ];
    const right = await sumOrRefuse(kit, "g1", joinAll(parts), toScalars([1n, 1n, 1n]), "ptau");
    checkDivided(name, left, right, name === "ic" ? undefined : header.delta2);
  }
  const hRandom = randomScalars(domain, 16);
  const odd = everySecond(await lagrange("tauG1", 2 * domain), domain);
  checkDivided(
    "h",
    await sumOrRefuse(kit, "g1", sections.h, hRandom, "h"),
    await sumOrRefuse(kit, "g1", odd, hRandom, "ptau"),
    header.delta2,
  );
}

/** left·delta = right; delta is 1 where there is none. */
function checkDivided(
  name: string,
  left: Uint8Array,
  right: Uint8Array,
  delta: Zkey["header"]["delta2"] | undefined,
): void {
  if (isEmptySum(left, right)) return;
  const holds =
    delta === undefined || `${delta}` === `${GENERATOR.g2}`
      ? equalBytes(left, right)
      : !isEmptySum(left) &&
        !isEmptySum(right) &&
        haveSameRatio(g1Of(left, name), g1Of(right, name), GENERATOR.g2, delta);
  if (!holds) throw new ArtifactError({ path: `zkey.${name}`, expected: "the points of this circuit" });
}

/** For each row Σ coefficient·weight(signal), over the signals from `from` to `to`. */
function addWeights(
  { coefficients }: SetupCircuit,
  { targets, points, coefficients: which }: Terms,
  { weights, domain, from, to }: { weights: readonly bigint[]; domain: number; from: number; to: number },
): bigint[] {
  const rows = Array<bigint>(domain).fill(0n);
  for (let i = 0; i < targets.length; i += 1) {
    const signal = targets[i]!;
    if (signal < from || signal >= to) continue;
    rows[points[i]!]! += (coefficients[which[i]!] ?? 1n) * weights[signal]!;
  }
  return rows.map((value) => value % R);
}

function joinAll(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.length * parts[0]!.length);
  parts.forEach((part, i) => {
    joined.set(part, i * part.length);
  });
  return joined;
}

async function sumOrRefuse(
  kit: PointKit,
  group: GroupName,
  points: Uint8Array,
  scalars: Uint8Array,
  name: keyof ZkeySections | "ptau",
): Promise<Uint8Array> {
  const sum = hasCanonicalCoordinates(points) ? await kit.sum(group, points, scalars) : undefined;
  if (sum !== undefined) return sum;
  if (name === "ptau") throw new PtauError({ path: "ptau", expected: "points on the curve" });
  throw new ArtifactError({ path: `zkey.${name}`, expected: "points on the curve" });
}

const wrong = (expected: string, received: string): ArtifactError =>
  new ArtifactError({ path: "zkey", expected, received });
