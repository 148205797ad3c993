/**
 * The key with which a phase 2 begins: the circuit's polynomials at τ, as sums of the Lagrange points of phase 1, with
 * gamma = delta = 1. The same file as snarkjs 0.7.6 writes with `groth16 setup`, byte by byte. Anyone forges with it,
 * and no loader takes it.
 */

import { blake2b } from "@noble/hashes/blake2.js";
import { uint32ToBytesBE, uint32ToBytesLE } from "../../core/bytes.ts";
import { ownWith } from "../../core/own.ts";
import { writePoint } from "../../engine/groth16/files/points.ts";
import { writeZkey } from "../../engine/groth16/files/zkey-writer.ts";
import { readSetupCircuit, type SetupCircuit, writeCoefficients } from "../../engine/groth16/setup-circuit.ts";
import type { GroupName } from "../../engine/kernel/kernel.ts";
import type { Progress } from "./check-ptau.ts";
import { joinTerms, mergeRows, signCoefficients, type Terms, termsOf, termsOfA } from "./circuit-rows.ts";
import type { Halves } from "./endomorphism.ts";
import { subtractAll } from "./many-points.ts";
import { joinBytes } from "./point-bytes.ts";
import { GENERATOR, type PointKit, withPointKit } from "./point-kit.ts";
import { type Ptau, PtauError, type PtauSection } from "./ptau.ts";
import { cutIntoBlocks, joinSums, type SparseRows } from "./sparse-sums.ts";

const [G1_BYTES, G2_BYTES] = [64, 128];
/** snarkjs hashes differences of powers in parts of this many. */
const HASHED_TOGETHER = 2 ** 14;

/**
 * Makes file 0 of a phase 2. The phase 1 file should have passed {@link checkPtau}.
 *
 * @throws ArtifactError when the r1cs is malformed or over another field
 * @throws PtauError when the circuit is too large for the phase 1 file, or a point of it is not on its curve
 */
export async function makeInitialKey(files: {
  readonly r1cs: Uint8Array;
  readonly ptau: Ptau;
  readonly onProgress?: Progress;
}): Promise<Uint8Array> {
  const { r1cs, ptau, onProgress = () => {} } = ownWith(files, "r1cs", "ptau");
  const circuit = readSetupCircuit(r1cs);
  const power = powerFor(circuit);
  if (ptau.power < power) {
    throw new PtauError({
      path: "ptau",
      expected: `power ${power} or more for this circuit`,
      received: `${ptau.power}`,
    });
  }
  return withPointKit((kit) => makeKey(kit, { circuit, ptau, onProgress }));
}

async function makeKey(
  kit: PointKit,
  { circuit, ptau, onProgress }: { readonly circuit: SetupCircuit; readonly ptau: Ptau; readonly onProgress: Progress },
): Promise<Uint8Array> {
  const domain = 2 ** circuit.domainBits;
  const coefficients = signCoefficients(circuit.coefficients);
  const rowsOf = (...terms: Terms[]) => mergeRows(joinTerms(terms), coefficients);
  const lagrange = (section: PtauSection, size: number) => ptau.points(section, "lagrange", size - 1, size);
  const tau = await lagrange("tauG1", domain);
  const sum = sumRows(kit, { coefficients: coefficients.halves, count: circuit.nWires, onProgress });
  const b = rowsOf(termsOf(circuit, circuit.b, 0));
  // The longest first, so that threads end together.
  const sums = Promise.all([
    sum("g2", await lagrange("tauG2", domain), b),
    sum(
      "g1",
      joinBytes([await lagrange("betaTauG1", domain), await lagrange("alphaTauG1", domain), tau]),
      rowsOf(termsOfA(circuit, 0), termsOf(circuit, circuit.b, domain), termsOf(circuit, circuit.c, 2 * domain)),
    ),
    sum("g1", tau, rowsOf(termsOfA(circuit, 0))),
    sum("g1", tau, b),
  ]);
  const [b2, all, a, b1] = await sums;
  const publicEnd = (circuit.publicSignals + 1) * G1_BYTES;
  const [ic, c] = [all.subarray(0, publicEnd), all.subarray(publicEnd)];
  const h = everySecond(await lagrange("tauG1", 2 * domain), domain);

  const points = [
    await ptau.points("alphaTauG1", "powers", 0, 1),
    await ptau.points("betaTauG1", "powers", 0, 1),
    await ptau.betaG2(),
    writePoint(GENERATOR.g2),
    writePoint(GENERATOR.g1),
    writePoint(GENERATOR.g2),
  ];
  onProgress({ step: "hash", fraction: 0.95 });
  const hash = await circuitHash(kit, ptau, { domain, points, ic, c, a, b1, b2 });
  const zkey = writeZkey({
    variables: circuit.nWires,
    publicSignals: circuit.publicSignals,
    domain,
    points,
    coefficients: writeCoefficients(circuit),
    ic,
    h,
    c,
    a,
    b1,
    b2,
    phase2: [hash, uint32ToBytesLE(0)],
  });
  onProgress({ step: "done", fraction: 1 });
  return zkey;
}

/** What a sum costs, over that of one in G1. */
const COST: Readonly<Record<GroupName, number>> = { g1: 1, g2: 3 };
/** The three sums in G1 and the one in G2. */
const ALL_COSTS = 6;

/** Sums of rows, in blocks over the threads. */
function sumRows(
  kit: PointKit,
  {
    coefficients,
    count,
    onProgress,
  }: { readonly coefficients: readonly Halves[]; readonly count: number; readonly onProgress: Progress },
): (group: GroupName, points: Uint8Array, rows: SparseRows) => Promise<Uint8Array> {
  let done = 0;
  return async (group, points, rows) => {
    const blocks = cutIntoBlocks(rows, { group, points, coefficients, count: kit.threads.count });
    const parts = await Promise.all(
      blocks.map(async ({ block, targets }) => {
        const sums = await kit.threads.run({ kind: "sparse", block });
        if (sums === undefined) throw new PtauError({ path: "ptau", expected: "Lagrange points on the curve" });
        done += COST[group] / blocks.length;
        onProgress({ step: "points", fraction: (0.9 * done) / ALL_COSTS });
        return { targets, sums };
      }),
    );
    return joinSums(kit.kernel, kit.memory, { group, parts, count });
  };
}

/**
 * The power of phase 1 that a circuit needs. From 2^15 rows on snarkjs's circuit hash takes one power of τ more than a
 * file of the same power has, and reads on into the next section; with a file twice as large the hash is well defined.
 */
export function powerFor({ domainBits }: Pick<SetupCircuit, "domainBits">): number {
  return 2 ** domainBits > HASHED_TOGETHER ? domainBits + 1 : domainBits;
}

/** The points at the odd places of the domain twice as large, where A·B - C is not zero. */
export function everySecond(points: Uint8Array, count: number): Uint8Array {
  const odd = new Uint8Array(count * G1_BYTES);
  for (let i = 0; i < count; i += 1)
    odd.set(points.subarray((2 * i + 1) * G1_BYTES, (2 * i + 2) * G1_BYTES), i * G1_BYTES);
  return odd;
}

interface HashedSections {
  readonly domain: number;
  readonly points: readonly Uint8Array[];
  readonly ic: Uint8Array;
  readonly c: Uint8Array;
  readonly a: Uint8Array;
  readonly b1: Uint8Array;
  readonly b2: Uint8Array;
}

/** The 64 bytes that tie contributions to the circuit: BLAKE2b over all points of the initial key and τ^(n+i) - τ^i. */
export async function circuitHash(kit: PointKit, ptau: Ptau, sections: HashedSections): Promise<Uint8Array> {
  const { domain, points, ic, c, a, b1, b2 } = sections;
  const hash = blake2b.create({ dkLen: 64 });
  const update = (group: GroupName, bytes: Uint8Array) => {
    const form = kit.toHashForm(group, bytes);
    if (form === undefined) throw new PtauError({ path: "ptau", expected: "points on the curve" });
    hash.update(form);
  };
  const list = (group: GroupName, bytes: Uint8Array) => {
    hash.update(uint32ToBytesBE(bytes.length / (group === "g1" ? G1_BYTES : G2_BYTES)));
    update(group, bytes);
  };
  for (const point of points) update(point.length === G1_BYTES ? "g1" : "g2", point);
  list("g1", ic);
  hash.update(uint32ToBytesBE(domain - 1));
  // In parts that are all equally long, so that from 2^15 on there is one difference more.
  const part = Math.min(domain - 1, HASHED_TOGETHER);
  for (let at = 0; at < domain - 1; at += part) {
    const upper = await ptau.points("tauG1", "powers", domain + at, part);
    const lower = await ptau.points("tauG1", "powers", at, part);
    const differences = subtractAll(kit.kernel, kit.memory, upper, lower);
    if (differences === undefined) throw new PtauError({ path: "ptau.tauG1", expected: "points on the curve" });
    update("g1", differences);
  }
  list("g1", c);
  list("g1", a);
  list("g1", b1);
  list("g2", b2);
  return hash.digest();
}
