/**
 * One Groth16 proof (Groth, eprint 2016/260), for keys and witnesses of circom's tool chain.
 *
 * With w the witness (w₀ = 1) and h the scalars of the quotient (quotient.ts), the proof that blinds nothing is
 *
 *     A₀ = α + Σ wᵢ·Aᵢ                   (G1)
 *     B₀ = β + Σ wᵢ·Bᵢ                   (G2)
 *     C₀ = Σ wᵢ·Cᵢ + Σ hᵢ·Hᵢ             (G1; the first sum over private signals)
 *
 * and with fresh random u, v it becomes one of all the proofs that there are for its public signals, each as likely:
 *
 *     A = u·A₀,   B = u⁻¹·(B₀ + v·δ),   C = C₀ + v·A₀
 *
 * The original blinding adds r·δ and s·δ to A and B instead, and needs B in G1 as well: docs/adr/0114 has the argument.
 *
 * This thread computes the quotient; the points are shared out over all threads (shares.ts). Every proof is verified
 * before it is handed out, so a damaged key or witness, or a fault of the machine, gives an error and no proof.
 */
import { concatBytes } from "@noble/hashes/utils.js";
import { bytesToIntegerLE, integerToBytesLE as toBytes } from "../../../core/bytes.ts";
import { FIELD_MODULUS } from "../../../core/field.ts";
import { inverse } from "../../../core/scalars.ts";
import type { GroupName } from "../../kernel/kernel.ts";
import { adoptPoints, coordinatesOf, sumOfMultiples } from "../../kernel/sums.ts";
import type { ProveResult } from "../backend.ts";
import { decodeProof } from "../decode-proof.ts";
import { checkOnce, type Outcome } from "../equation-once.ts";
import { ArtifactError } from "../files/artifact-error.ts";
import { type Groth16Proof, ProvingError, type SnarkjsProof, toSnarkjsProof } from "../proof.ts";
import { importPoint, type QuotientTables } from "./key.ts";
import type { Pause, PointRange } from "./points.ts";
import type { PreparedKey, Share } from "./prepared.ts";
import { quotient } from "./quotient.ts";
import { nextTurn } from "./turns.ts";

/** The blinding of a proof: two scalars in [1, r), never used twice. */
export interface Blinding {
  readonly u: bigint;
  readonly v: bigint;
}

/** Lets the event loop in, stops if asked to, and reports progress between `from` and `to`. */
export type PauseBetween = (step: string, from: number, to: number) => Pause;

/** The name of a set of points: the point of the proof that its sum becomes. */
type SumName = "A" | "B" | "C";
/** Parts of each sum, in the kernel's form. */
type Parts = Record<SumName, Uint8Array[]>;

/**
 * Makes a proof and verifies it. Uses the kernel's memory, and leaves it as it was.
 *
 * @param witness one 32-byte little-endian integer for each signal
 * @throws ProvingError when the witness does not satisfy the circuit, or the worker was lost
 * @throws ArtifactError when the worker refuses a point
 * @throws what `pauseBetween` throws to stop
 */
export async function proveNow(
  key: PreparedKey,
  witness: Uint8Array,
  blinding: Blinding,
  pauseBetween: PauseBetween,
): Promise<ProveResult> {
  const { others, delta2 } = key;
  const { nPublic } = key.header;
  const quotientEnd = others.length === 0 ? 0.1 : 0.2;
  // This thread's own work waits for a turn, so that the workers hear of theirs before.
  const h = nextTurn().then(() => quotient(key.tables(), witness, pauseBetween("quotient", 0.03, quotientEnd)));
  h.catch(() => {});
  const scalars = scalarsOf(witness, { nPublic, h });
  const quiet = pauseBetween("", 0, 0);
  const asked = Promise.all(others.map((share) => sumsOf(share, scalars, () => quiet)));
  asked.catch(() => {});
  await h;
  const own = key.own();
  const mine = await sumsOf(own, scalars, (name, i) => {
    const at = (done: number) => quotientEnd + ((0.97 - quotientEnd) * done) / own.ranges.length;
    return pauseBetween(name, at(i), at(i + 1));
  });
  const sums = joined([mine, ...(await asked)]);

  await pauseBetween("check", 0.97, 0.98)(1);
  const tables = key.tables();
  const points = await blind(tables, { ...sums, delta2: importPoint(tables, "g2", delta2) }, blinding);
  const publicSignals = Array.from({ length: nPublic }, (_, i) => bytesToIntegerLE(witness, 32 * (i + 1), 32));
  const proof = checkedProof(points, publicSignals, key);
  return { proof, publicSignals: publicSignals.map(String) };
}

/** The scalars of a range; those of H come when the quotient is known. */
function scalarsOf(
  witness: Uint8Array,
  { nPublic, h }: { readonly nPublic: number; readonly h: Promise<Uint8Array> },
): (range: PointRange) => Promise<Uint8Array> {
  const withOne = concatBytes(witness, toBytes(1n));
  const privateValues = witness.subarray(32 * (nPublic + 1));
  return async ({ set, from, to }) => {
    if (set.name !== "C") return withOne.slice(32 * from, 32 * to);
    if (32 * to <= privateValues.length) return privateValues.slice(32 * from, 32 * to);
    return concatBytes(privateValues, await h).slice(32 * from, 32 * to);
  };
}

/** The sums of a share. A worker hears of all of them as soon as their scalars are known, and never waits for the next: not even until this thread knows that it has its points. */
async function sumsOf(
  { ranges, points, remote }: Share,
  scalars: (range: PointRange) => Promise<Uint8Array>,
  pause: (name: string, i: number) => Pause,
): Promise<Partial<Record<string, Uint8Array>>> {
  const sums: Partial<Record<string, Uint8Array>> = {};
  const sum = async (range: PointRange, i: number) => {
    const { name } = range.set;
    sums[name] = await points.sum(name, await scalars(range), pause(name, i));
  };
  // A worker that refuses its points says so before it refuses their sums.
  if (remote !== undefined) await Promise.all([remote.loaded, ...ranges.map(sum)]);
  else for (const [i, range] of ranges.entries()) await sum(range, i);
  return sums;
}

function joined(all: readonly Partial<Record<string, Uint8Array>>[]): Parts {
  const parts = (name: SumName) => all.flatMap((sums) => sums[name] ?? []);
  return { A: parts("A"), B: parts("B"), C: parts("C") };
}

/** Blinds a proof; then its points leave the kernel. */
async function blind(
  { kernel, memory }: QuotientTables,
  { A, B, C, delta2 }: Parts & { readonly delta2: Uint8Array },
  { u, v }: Blinding,
): Promise<{ a: bigint[]; b: bigint[]; c: bigint[] }> {
  const mark = memory.mark();
  const sum = async (group: GroupName, points: readonly Uint8Array[], scalars: readonly bigint[]) => {
    const adopted = adoptPoints(memory, group, points);
    const bytes = concatBytes(...scalars.map((scalar) => toBytes(scalar)));
    return coordinatesOf(kernel, memory, group, await sumOfMultiples(kernel, memory, adopted, bytes, () => undefined));
  };
  const inverseU = inverse(u);
  const each = (parts: readonly Uint8Array[], scalar: bigint) => parts.map(() => scalar);
  try {
    return {
      a: await sum("g1", A, each(A, u)),
      b: await sum("g2", [...B, delta2], [...each(B, inverseU), (v * inverseU) % FIELD_MODULUS]),
      c: await sum("g1", [...C, ...A], [...each(C, 1n), ...each(A, v)]),
    };
  } finally {
    memory.release(mark);
  }
}

function checkedProof(
  { a, b, c }: { a: readonly bigint[]; b: readonly bigint[]; c: readonly bigint[] },
  publicSignals: readonly bigint[],
  { header: { alpha1, beta2, gamma2, delta2, ic }, drop }: PreparedKey,
): SnarkjsProof {
  const [ax, ay, cx, cy] = [...a, ...c].map(String) as [string, string, string, string];
  const [x0, x1, y0, y1] = b.map(String) as [string, string, string, string];
  const proof: Groth16Proof = {
    a: [ax, ay],
    b: [
      [x0, x1],
      [y0, y1],
    ],
    c: [cx, cy],
  };
  const key = { alpha: alpha1, beta: beta2, gamma: gamma2, delta: delta2, inputs: ic };
  const check = (): Outcome => {
    try {
      return checkOnce(key, decodeProof(proof), publicSignals);
    } catch {
      // A point that does not decode is as wrong as one that does not fit.
      return "fails";
    }
  };
  const outcome = check();
  if (outcome === "holds") return toSnarkjsProof(proof);
  if (outcome === "fails") {
    throw new ProvingError({ message: "The proof does not verify: the key or the witness is damaged" });
  }
  drop();
  throw new ArtifactError({ path: `zkey.${outcome.outside}2`, expected: "a point of G2" });
}
